"""What each image model accepts. The table is data (`models.json`): a new model is a new record.

Sources: the request types of openai-python 3.54 (`image_edit_params.py`, `image_model.py`) and the
size limits of OpenAI's image generation guide; `ImageConfig` of google-genai 3.6 and Google's table of
aspect ratios; read in November 2026.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

from restoration.arguments import checked, text
from restoration.errors import InputError
from restoration.gpt.catalogue import CanvasSizes, Provider, canvas_of, provider_of_name, providers, table

MAX_PROMPT_CHARS = 32_000

SIZE_POLICIES = ("snap", "pad", "native")
DEFAULT_MODEL = "gpt-image-2.5-sunburst"
DEFAULT_QUALITY = ""
"""The model's own: "medium", or for Google's the smallest size, "1K"."""

_PLAIN = ("auto", "low", "medium", "high")
_EXTENDED = (*_PLAIN, "xhigh", "max")


@dataclass(frozen=True)
class GptModel:
    name: str
    canvas_name: str
    """See `catalogue.canvas_of`."""
    qualities: tuple[str, ...]
    """Of Google's models: sizes of the picture."""
    default_quality: str = "medium"
    fidelities: tuple[str, ...] = ()
    """Values of input_fidelity; empty: the option must be left out."""
    provider: str = "openai"
    retired: str = ""
    """The day the official service stopped serving it, or empty."""
    successor: str = ""
    known: bool = True

    @property
    def service(self) -> Provider:
        return providers()[self.provider]

    @property
    def free_size(self) -> bool:
        """Any width and height within limits can be asked for; otherwise the canvases of a list."""
        return self.canvas("").step > 0

    def canvas(self, quality: str) -> CanvasSizes:
        """The sizes it paints at that quality."""
        by_size = self.service.quality_is_size and quality in self.qualities
        scale = self.qualities.index(quality) if by_size else 0
        return canvas_of(self.canvas_name, scale)


def _model(row: dict[str, Any]) -> GptModel:
    return GptModel(
        row["name"], row["canvas"], tuple(row["qualities"]), row["default_quality"], tuple(row.get("fidelities", ())),
        row["provider"], row.get("retired", ""), row.get("successor", ""),
    )  # fmt: skip


GPT_MODELS: dict[str, GptModel] = {row["name"]: _model(row) for row in table()["models"]}

_SNAPSHOT = re.compile(r"-20\d\d-\d\d-\d\d$")


@checked(name=text)
def get_gpt_model(name: str) -> GptModel:
    """The record of a model or of its dated snapshot. A name outside the table (another server's model)
    gets one that accepts everything: that server decides."""
    name = name.strip()
    if not name or not name.isprintable() or len(name) > 200:
        raise InputError(f"model: expected a model name such as {DEFAULT_MODEL}, got {name[:40]!r}.")
    row = GPT_MODELS.get(name) or GPT_MODELS.get(_SNAPSHOT.sub("", name))
    if row is not None:
        return replace(row, name=name)
    service = provider_of_name(name)
    if service.any_canvas:
        if not re.fullmatch(r"[\w.\-]+", name):
            raise InputError(f"model: expected a model name of {service.label}, got {name[:40]!r}.")
        return GptModel(
            name, service.any_canvas, service.any_qualities, service.default_quality,
            provider=service.id, known=False,
        )  # fmt: skip
    return GptModel(name, "free", _EXTENDED, fidelities=("low", "high"), provider=service.id, known=False)


def check_options(
    model: GptModel, *, quality: str, size_policy: str, input_fidelity: str | None, official: bool
) -> None:
    """Raise InputError where the model does not take a combination; `official`: its maker's own service."""
    if size_policy not in SIZE_POLICIES:
        raise InputError(f"size_policy: expected one of {', '.join(SIZE_POLICIES)}, got {size_policy!r}.")
    if model.retired and official:
        own = (
            ", or take GPT-4o's own pictures from an upload or the released set"
            if model.provider == "openai"
            else ""
        )
        raise InputError(
            f"{model.name}: retired by {model.service.label} on {model.retired}. Choose {model.successor}{own}."
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
        sizes = ", ".join(f"{w}x{h}" for w, h in model.canvas(quality).fixed)
        raise InputError(
            f"size_policy: {model.name} paints only {sizes}, not native sizes. Choose snap or pad."
        )
