"""What each image model accepts. A written table: a new model is a new row.

Sources: the request types of openai-python 3.54 (`image_edit_params.py`, `image_model.py`) and the
size limits of OpenAI's image generation guide, read in November 2026.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from restoration.arguments import checked, text
from restoration.errors import InputError

FIXED_SIZES = ((1024, 1024), (1536, 1024), (1024, 1536))
"""(width, height): the canvases every model of the family takes."""
SIZE_STEP = 16
MIN_PIXELS, MAX_PIXELS = 655_360, 8_294_400
MAX_EDGE = 3840
MAX_ASPECT = 3.0
MAX_UPLOAD_BYTES = 50_000_000
MAX_PROMPT_CHARS = 32_000
MAX_IMAGES_PER_CALL = 10

SIZE_POLICIES = ("snap", "pad", "native")
DEFAULT_MODEL = "gpt-image-2.5-sunburst"
DEFAULT_QUALITY = "medium"

_PLAIN = ("auto", "low", "medium", "high")
_EXTENDED = (*_PLAIN, "xhigh", "max")


@dataclass(frozen=True)
class GptModel:
    name: str
    free_size: bool
    """Any width and height divisible by 16 within the limits above; otherwise `FIXED_SIZES`."""
    qualities: tuple[str, ...]
    fidelities: tuple[str, ...] = ()
    """Values of input_fidelity; empty: the option must be left out."""
    retired: str = ""
    """The day the official service stopped serving it, or empty."""
    known: bool = True


GPT_MODELS: dict[str, GptModel] = {
    model.name: model
    for model in (
        GptModel("gpt-image-2.6-sunburst", True, _EXTENDED),
        GptModel("gpt-image-2.6-flare", True, _EXTENDED),
        GptModel("gpt-image-2.5-sunburst", True, _EXTENDED),
        GptModel("gpt-image-2.5-flare", True, _EXTENDED),
        GptModel("gpt-image-2", True, _PLAIN),
        GptModel("gpt-image-1.5", False, _PLAIN, ("low", "high")),
        GptModel("gpt-image-1-mini", False, _PLAIN, ("low",)),
        GptModel("chatgpt-image-latest", False, _PLAIN),
        GptModel("gpt-image-1", False, _PLAIN, ("low", "high"), retired="2026-10-23"),
    )
}

_SNAPSHOT = re.compile(r"-20\d\d-\d\d-\d\d$")


@checked(name=text)
def get_gpt_model(name: str) -> GptModel:
    """The row of a model or of its dated snapshot. A name outside the table (another server's model)
    gets a row that accepts everything: that server decides."""
    name = name.strip()
    if not name or not name.isprintable() or len(name) > 200:
        raise InputError(f"model: expected a model name such as {DEFAULT_MODEL}, got {name[:40]!r}.")
    row = GPT_MODELS.get(name) or GPT_MODELS.get(_SNAPSHOT.sub("", name))
    if row is None:
        return GptModel(name, True, _EXTENDED, ("low", "high"), known=False)
    return replace(row, name=name)


def check_options(
    model: GptModel, *, quality: str, size_policy: str, input_fidelity: str | None, official: bool
) -> None:
    """Raise InputError where the model does not take a combination; `official`: OpenAI's own service."""
    if size_policy not in SIZE_POLICIES:
        raise InputError(f"size_policy: expected one of {', '.join(SIZE_POLICIES)}, got {size_policy!r}.")
    if model.retired and official:
        raise InputError(
            f"{model.name}: retired by OpenAI on {model.retired}. Choose {DEFAULT_MODEL}, or take GPT-4o's "
            "own pictures from an upload or the released set."
        )
    if quality not in model.qualities:
        raise InputError(
            f"quality: {model.name} takes {', '.join(model.qualities)}, got {quality!r}. Choose one of these."
        )
    if input_fidelity is not None and input_fidelity not in model.fidelities:
        takes = f"takes {' or '.join(model.fidelities)}" if model.fidelities else "must be called without it"
        raise InputError(
            f"input_fidelity: {model.name} {takes}, got {input_fidelity!r}. Change or leave out the option."
        )
    if size_policy == "native" and not model.free_size:
        sizes = ", ".join(f"{w}x{h}" for w, h in FIXED_SIZES)
        raise InputError(
            f"size_policy: {model.name} paints only {sizes}, not native sizes. Choose snap or pad."
        )
