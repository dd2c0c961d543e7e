"""A `Comparison` as files: lossless panes, the overlays, every number in comparison.json."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from restoration.arguments import byte_table, checked, path
from restoration.atomic import write_atomically
from restoration.distortion import draw_influence, draw_overlay
from restoration.image import ImageArray, encode_png
from restoration.methods import ALIGNED, pane_names
from restoration.outputs import OWN_TEXT, write_results
from restoration.records import Comparison, Spread
from restoration.reporting.stored import StoredComparison

_SPREAD_FULL = 40.0


def comparison_json(comparison: Comparison) -> dict[str, Any]:
    """JSON-safe: infinities as strings, no NaN. `scores[pane]["against"]` is "truth" or "input"; with
    "input" the numbers say how much was changed, not how good it is."""
    return StoredComparison.of(comparison).to_json()


def write_comparison(
    comparison: Comparison, folder: Path, maps: Mapping[str, ImageArray] | None = None
) -> list[Path]:
    """Write NAME.png for every pane, distortion.png, influence.png, NAME-distortion.png for whatever else was aligned,
    and comparison.json; returns their paths. `maps`: what `draw_maps` drew of it, where that is at hand.

    Everything is encoded before the first file is written, and comparison.json comes last: a folder
    that has it is complete. Files of an earlier comparison that this one does not make are removed; what is not
    PriorLens's own is never touched. Raises InputError where such a file is in the way, and OutputError
    when the folder cannot be written to.
    """
    sources = _sources(comparison)
    maps = draw_maps(comparison) if maps is None else maps
    texts = {}
    for name in comparison.panes:
        # A pane made from a generated image carries that image's label in the file itself.
        source = sources.get(name)
        texts[name] = OWN_TEXT | {"Title": name} | ({"Source": source} if source else {})
    images = {**comparison.panes, **maps}
    with ThreadPoolExecutor(min(4, os.cpu_count() or 1)) as pool:  # deflate runs without Python's lock
        encoded = pool.map(lambda name: encode_png(images[name], texts.get(name, OWN_TEXT)), images)
        files = {f"{name}.png": data for name, data in zip(images, encoded, strict=True)}
    return write_results(files, folder, "comparison.json", comparison_json(comparison))


def draw_maps(comparison: Comparison) -> dict[str, ImageArray]:
    """What is drawn of a comparison besides its panes: distortion, influence and spread, where it has them, and
    NAME-distortion for whatever else was aligned."""
    maps = {}
    panes = comparison.panes
    if comparison.distortion is not None and comparison.alignment is not None:
        report, alignment = comparison.distortion, comparison.alignment
        maps["distortion"] = draw_overlay("labels", report, alignment, panes["generated"], panes["degraded"])
        if comparison.influence is not None:
            maps["influence"] = draw_influence(comparison.influence, report, alignment, panes["baseline"])
    for method in comparison.methods:
        if method.pane == "generated" or method.distortion is None or method.alignment is None:
            continue
        maps[f"{method.pane}-distortion"] = draw_overlay(
            "labels", method.distortion, method.alignment, panes[method.pane], panes["degraded"]
        )
    if comparison.spread is not None:
        maps["spread"] = _spread_map(comparison.spread)
    return maps


def comparison_names(
    *,
    generated: Sequence[str] = (),
    results: Sequence[str] = (),
    truth: bool,
    models: bool = True,
    samples: int = 1,
) -> list[str]:
    """The names of the PNGs that `write_comparison` may make for a comparison with these: `generated` and `results`
    are labels in their order, `models` says whether ours are run."""
    names = ["degraded"] + (["truth"] if truth else []) + (["baseline"] if models else [])
    names += ["generated", "aligned", "distortion"] if generated else []
    names += ["guided", "influence"] if generated and models else []
    others = [*pane_names(results, "result"), *pane_names(generated, "generated")[1:]]
    names += [f"{pane}{end}" for pane in others for end in ("", ALIGNED, "-distortion")]
    return [f"{name}.png" for name in names + (["spread"] if samples > 1 else [])]


def _sources(comparison: Comparison) -> dict[str, str]:
    """What a pane's file says of the images behind it."""
    found: dict[str, str] = {}
    for method in comparison.methods:
        said = f"prior: {method.source.label}" if method.source else f"method: {method.label}"
        if method.kind in ("generated", "result"):
            found |= {pane: said for pane in (method.pane, method.aligned) if pane}
    if "generated" in found:
        found["guided"] = found["generated"]
    return found


def _spread_map(spread: Spread) -> ImageArray:
    """Deviation between samples as colour, dark to bright over 0 to `_SPREAD_FULL` grey levels; grey: unknown."""
    scaled = np.clip(np.nan_to_num(spread.map) * (255 / _SPREAD_FULL), 0, 255).astype(np.uint8)
    colours = cv2.cvtColor(cv2.applyColorMap(scaled, cv2.COLORMAP_INFERNO), cv2.COLOR_BGR2RGB)
    colours[np.isnan(spread.map)] = 128
    return colours


@checked(files=byte_table, folder=path)
def write_files(files: Mapping[str, bytes], folder: Path) -> list[Path]:
    """Write each file atomically, in order. Raises OutputError."""
    paths = []
    for name, data in files.items():
        paths.append(folder / name)
        write_atomically(data, paths[-1])
    return paths
