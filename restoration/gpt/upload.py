"""A generated image that the user brings along."""

from __future__ import annotations

from datetime import datetime, timezone

import numpy as np

from restoration.arguments import checked, text
from restoration.errors import InputError
from restoration.gpt.keys import looks_like_key
from restoration.image import ImageArray, ImageSource, check_image, pixel_sha256, printable, read_image
from restoration.records import GptOutput

_LONGEST_NAME = 80


@checked(model_name=text)
def from_upload(source: ImageSource | ImageArray, model_name: str = "") -> GptOutput:
    """An uploaded image (a path, bytes, a binary file, or uint8 RGB (H, W, 3)) and which model made it,
    as far as the user knows; empty: "unknown model" wherever the image appears. Raises ImageError."""
    if isinstance(source, np.ndarray):
        pixels, name = check_image(source, "generated"), ""
        notices: tuple[str, ...] = ()
    else:
        file = read_image(source)
        pixels, notices, name = file.pixels, file.notices, file.name
    model_name = printable(" ".join(model_name.split()), _LONGEST_NAME)
    if looks_like_key(model_name):
        raise InputError(
            "model name: expected the name of a model, got what looks like an API key. Remove it."
        )
    return GptOutput(
        image=pixels,
        source="upload",
        model=model_name,
        prompt="",
        created=datetime.now(timezone.utc),
        note=" ".join(notices),
        provenance={"file": name, "pixels_sha256": pixel_sha256(pixels)},
    )
