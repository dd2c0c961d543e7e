"""The table of generators as data (`models.json`): one record a provider, one a model. Adding a model is one record."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from restoration.canvases import canvas_rules

Size = tuple[int, int]
"""(width, height) in pixels."""


@dataclass(frozen=True)
class Provider:
    """A service that generates images, and what all its models have in common."""

    id: str
    label: str
    key_variables: tuple[str, ...]
    """Environment variables that may hold the key; the first that is set counts."""
    address_variable: str
    address: str
    """Of the official service."""
    package: str
    """Module of its own client."""
    needs: str
    """That client as a requirement in words."""
    permission: str
    """What to do where a key may not use a model."""
    streams: bool
    """Previews can be asked for."""
    images_per_call: int
    max_upload_bytes: int
    extra: str = ""
    """Optional dependency that brings the client; empty: it is always installed."""
    prefix: str = ""
    """A model outside the table whose name begins so is this provider's."""
    any_canvas: str = ""
    any_qualities: tuple[str, ...] = ()
    """Of such a model."""
    default_quality: str = "medium"
    quality_is_size: bool = False
    """What is called quality is the size of the picture."""


@dataclass(frozen=True)
class CanvasSizes:
    """The sizes that a model paints."""

    fixed: tuple[Size, ...]
    step: int = 0
    """Not 0: also any width and height divisible by it, within the limits below."""
    pixels: tuple[int, int] = (0, 0)
    edge: int = 0
    aspect: float = 0.0
    ratios: dict[Size, str] = field(default_factory=dict)
    """CanvasSizes → its name as an aspect ratio, where the model is asked for one."""


@lru_cache(maxsize=1)
def table() -> dict[str, Any]:
    """The file as it is. Not to be changed."""
    return json.loads(Path(__file__).with_name("models.json").read_text("utf-8"))


@lru_cache(maxsize=1)
def providers() -> dict[str, Provider]:
    found = {}
    for row in table()["providers"]:
        plain: dict[str, Any] = {
            k: tuple(v) if isinstance(v, list) else v for k, v in row.items() if k != "prices"
        }
        found[row["id"]] = Provider(**plain)
    return found


def provider_of_name(name: str) -> Provider:
    """Whose a model outside the table is, judged by its name: the first provider's where no prefix matches."""
    every = providers()
    return next(
        (p for p in every.values() if p.prefix and name.startswith(p.prefix)), next(iter(every.values()))
    )


@lru_cache(maxsize=32)
def canvas_of(name: str, scale: int = 0) -> CanvasSizes:
    """A canvas of the table, or the sizes that `canvases.json` knows of a generator, at that scale (0: the smallest)."""
    row = table()["canvases"].get(name)
    if row is not None:
        return CanvasSizes(
            tuple(_size(text) for text in row["fixed"]),
            row.get("step", 0), tuple(row.get("pixels", (0, 0))), row.get("edge", 0), row.get("aspect", 0.0),
        )  # fmt: skip
    rule = next(rule for rule in canvas_rules() if rule.model == name)
    by_ratio: dict[str, list[Size]] = {}
    for size, ratio in rule.sizes.items():
        by_ratio.setdefault(ratio, []).append(size)
    ratios = {sorted(sizes)[scale]: ratio for ratio, sizes in by_ratio.items()}
    return CanvasSizes(tuple(ratios), ratios=ratios)


def _size(text: str) -> Size:
    width, height = text.split("x")
    return int(width), int(height)
