"""A result's current view as a figure for a paper: PDF, PNG, LaTeX, and the recipe with the images that it is made from."""

from __future__ import annotations

import dataclasses
import io
import json
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path

from app.results import Result, is_result_file, safe_name
from restoration import InputError, draw_figures, figure_recipe, latex_snippet

_MOST_REGIONS, _MOST_PANES = 6, 8
_BOX = re.compile(r"(\d{1,5}),(\d{1,5}),(\d{1,5}),(\d{1,5})")
_RECIPE_NOTE = (
    "figure.json makes the same figure again from the images in comparison/:\n"
    "    priorlens figure figure.json --out again.pdf\n"
)


def figure_archive(result: Result, asked: Mapping[str, str]) -> tuple[str, bytes]:
    """(file name, zip) of the figure that the query of a request asks for: panes and regions in view, layout, width,
    protocol, errors. Raises InputError."""
    panes = [name for name in asked.get("panes", "").split(",") if name][:_MOST_PANES]
    files = [f"{name}.png" for name in panes]
    if not files or not all(is_result_file(f) and (result.folder / f).is_file() for f in files):
        raise InputError("figure: expected names of images of this result. Reload the page and try again.")
    labels = {p["name"]: str(p["label"]) for p in result.viewer["panes"]}
    recipe = figure_recipe(
        [result.folder],
        panes=panes,
        root=result.folder.parent,
        labels={name: labels[name] for name in panes if name in labels},
        regions=_boxes(asked.get("regions", ""), result),
        layout=asked.get("layout", "row"),
        width=asked.get("width", "cvpr-page"),
        protocol=asked.get("protocol", "rgb"),
        errors=asked.get("errors") == "1",
    )
    root = result.folder.parent
    drawn = draw_figures(recipe, ["pdf", "png"], root)
    # As it lies in the zip: no path of this server.
    source = dataclasses.replace(recipe.sources[0], folder="comparison")
    recipe = dataclasses.replace(recipe, sources=(source,))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for kind, data in drawn.items():
            archive.writestr(f"figure.{kind}", data)
        archive.writestr("figure.json", json.dumps(recipe.to_json(), indent=2, ensure_ascii=False))
        archive.writestr("figure.tex", latex_snippet(recipe, "figure.pdf"))
        archive.writestr("README.txt", _RECIPE_NOTE)
        needed = {*source.sha256, "comparison.json", "degraded.png"}
        for name in sorted(needed):
            archive.write(Path(result.folder, name), f"comparison/{name}")
    return f"{safe_name(result.name)}-figure.zip", out.getvalue()


def _boxes(text: str, result: Result) -> tuple[tuple[int, int, int, int], ...]:
    """ "x,y,w,h;…" within the photo."""
    width, height = int(result.viewer["width"]), int(result.viewer["height"])
    found = []
    for part in [part for part in text.split(";") if part][:_MOST_REGIONS]:
        match = _BOX.fullmatch(part)
        if match is None:
            raise InputError("figure: expected regions as x,y,width,height. Reload the page and try again.")
        x, y, w, h = map(int, match.groups())
        x, y = min(x, width - 1), min(y, height - 1)
        found.append((x, y, min(w, width - x), min(h, height - y)))
    return tuple(found)
