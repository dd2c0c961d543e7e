"""A comparison that was just made → a stored result, every image written once, from the arrays at hand."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.panes import comparison_payload, result_publisher
from app.pictures import close_ups_of, displacement_shares, thumbnail
from app.results import Result, ResultStore, example_result_id
from app.saving import EXIF_FILE
from app.viewer.payload import ViewerPayload
from restoration import Comparison, Example, ImageArray, draw_maps, write_atomically, write_comparison

_MAPS = (("distortion", "Kept, moved, hallucinated"), ("influence", "Prior influence"))


def store_comparison(
    store: ResultStore,
    comparison: Comparison,
    name: str,
    *,
    owner: str = "",
    example: Example | None = None,
    exif: bytes = b"",
) -> Result:
    """Store a comparison, which `owner` may delete; an example's keeps the example's own name in links, which outlives the folder.

    Raises ImageError where it cannot be written.
    """

    def fill(folder: Path) -> None:
        maps = draw_maps(comparison)
        write_comparison(comparison, folder, maps)
        if exif:
            write_atomically(exif, folder / EXIF_FILE)
        _write_json(_viewer(comparison, maps, folder, name, example), folder / "viewer.json")
        _write_json(_thumbnails(comparison), folder / "thumbnails.json")
        if comparison.alignment is not None:
            _write_json(displacement_shares(comparison.alignment), folder / "displacements.json")
        _write_json(_close_ups(comparison), folder / "evidence.json")

    return store.new(name, fill, result_id=example_result_id(example.id) if example else None, owner=owner)


def _viewer(
    comparison: Comparison,
    maps: Mapping[str, ImageArray],
    folder: Path,
    name: str,
    example: Example | None,
) -> ViewerPayload:
    extra = {map_: (label, maps[map_]) for map_, label in _MAPS if map_ in maps}
    for method in comparison.methods:
        drawn = f"{method.pane}-distortion"
        if drawn in maps:
            extra[drawn] = (f"{_MAPS[0][1]}: {method.label}", maps[drawn])
    return comparison_payload(
        comparison,
        publish=result_publisher(folder),
        id=folder.name,
        title=name,
        query=f"example={example.id}" if example else "",
        extra=extra,
    )


def _close_ups(comparison: Comparison) -> list[list[str]]:
    """For the report's first places, the photo and the generated image there."""
    if comparison.distortion is None:
        return []
    photo, aligned, generated = (comparison.panes[pane] for pane in ("degraded", "aligned", "generated"))
    return close_ups_of(comparison.distortion.regions, photo, aligned, generated)


def _thumbnails(comparison: Comparison) -> list[str]:
    """Degraded and guided (or baseline), small."""
    others = [m.pane for m in reversed(comparison.methods) if m.kind in ("generated", "result")]
    second = next(pane for pane in ("guided", "baseline", *others, "degraded") if pane in comparison.panes)
    return [thumbnail(comparison.panes[pane], 96) for pane in ("degraded", second)]


def _write_json(value: Any, path: Path) -> None:
    write_atomically(json.dumps(value).encode(), path)
