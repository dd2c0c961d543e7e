"""Canvases that generators are known to return: data (`canvases.json`, dated), never code."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

Size = tuple[int, int]
"""(width, height)."""


@dataclass(frozen=True)
class CanvasRule:
    """What one model returns."""

    provider: str
    model: str
    source: str
    sizes: dict[Size, str] = field(default_factory=dict)
    """Canvas → aspect ratio that it is returned for."""
    nearest: tuple[Size, ...] = ()
    """Or: of these, the one whose shape is nearest to the photo's."""
    area: int = 0
    step: int = 1
    """Or: the photo's shape at this area, sides in steps."""

    def returns(self, canvas: Size, photo: Size) -> str:
        """Why a photo of that size comes back at `canvas`, as "for 4:3"; "" where it does not."""
        if canvas in self.sizes:
            return f"for {self.sizes[canvas]}"
        shape = photo[0] / photo[1]
        if self.nearest and canvas == min(
            self.nearest, key=lambda size: abs(math.log(size[0] / size[1] / shape))
        ):
            return "for a photo of this shape"
        if self.area:
            width = math.sqrt(self.area * shape)
            rounded = tuple(self.step * round(side / self.step) for side in (width, width / shape))
            if canvas == rounded:
                return "for a photo of this shape"
        return ""


@lru_cache(maxsize=1)
def canvas_rules() -> tuple[CanvasRule, ...]:
    """The table."""
    data = json.loads(Path(__file__).with_name("canvases.json").read_text("utf-8"))
    return tuple(
        CanvasRule(
            row["provider"],
            row["model"],
            row["source"],
            {_size(text): ratio for ratio, texts in row.get("sizes", {}).items() for text in texts},
            tuple(_size(text) for text in row.get("nearest", ())),
            row.get("area", 0),
            row.get("step", 1),
        )
        for row in data["models"]
    )


def known_canvas(canvas: Size, photo: Size) -> tuple[str, ...]:
    """Whose canvas it is, one clause a model: "Gemini 2.5 Flash Image (Nano Banana) returns for 4:3". Empty for a photo that came back
    at its own size, and for sizes that nobody is known for."""
    if canvas == photo:
        return ()
    found = [(rule.model, rule.returns(canvas, photo)) for rule in canvas_rules()]
    return tuple(f"{model} returns {why}" for model, why in found if why)


def _size(text: str) -> Size:
    width, height = text.split("x")
    return int(width), int(height)
