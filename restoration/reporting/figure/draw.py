"""A recipe as PNG, PDF or SVG, drawn by matplotlib. The same recipe and files give the same bytes under the same versions
of PriorLens and matplotlib: no date, no random name, no font but those that matplotlib brings."""

from __future__ import annotations

import io
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from restoration.arguments import a, checked, path, text, texts
from restoration.errors import InputError, printable
from restoration.image import ImageArray, resize_image
from restoration.reporting.figure.layout import Picture, Sheet, lay_out
from restoration.reporting.figure.lettering import FAMILY
from restoration.reporting.figure.panels import read_groups
from restoration.reporting.figure.recipe import FigureRecipe
from restoration.version import priorlens_version

FORMATS = ("png", "pdf", "svg")
_SETTINGS: Any = {
    "font.family": FAMILY,
    "pdf.fonttype": 42,  # text stays text, in an embedded TrueType font
    "svg.fonttype": "none",
    "svg.hashsalt": "priorlens",
    "image.composite_image": False,
    "image.interpolation": "none",
    "path.simplify": False,
    "text.usetex": False,
    "text.parse_math": False,
}
_BORDER_PT, _FRAME_PT = 1.2, 1.0
_DRAWING = threading.Lock()
"""matplotlib's settings are the whole process's."""


@checked(recipe=a(FigureRecipe, "a figure's recipe"), kind=text, root=path)
def draw_figure(recipe: FigureRecipe, kind: str, root: Path) -> bytes:
    """The file's bytes. `root` is the folder that the recipe lies in. PDF and SVG hold the images as they are, losslessly;
    a PNG has them at its own resolution. Crops are magnified a whole number of times, nearest. Raises InputError."""
    return draw_figures(recipe, [kind], root)[kind]


@checked(recipe=a(FigureRecipe, "a figure's recipe"), kinds=texts, root=path)
def draw_figures(recipe: FigureRecipe, kinds: Sequence[str], root: Path) -> dict[str, bytes]:
    """The same figure as several kinds of file, its images read and scored once. As `draw_figure`. Raises InputError."""
    for kind in kinds:
        if kind not in FORMATS:
            raise InputError(f"figure: expected {', '.join(FORMATS)}, got {printable(kind)!r}.")
    sheet = lay_out(recipe, read_groups(recipe, root))
    import matplotlib

    with _DRAWING, matplotlib.rc_context(_SETTINGS):
        return {kind: _drawn(sheet, recipe, kind) for kind in kinds}


def _drawn(sheet: Sheet, recipe: FigureRecipe, kind: str) -> bytes:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    from matplotlib.patches import Rectangle

    size = sheet.width / recipe.dpi, sheet.height / recipe.dpi
    figure = Figure(figsize=size, dpi=recipe.dpi, facecolor="white")
    FigureCanvasAgg(figure)

    def place(x: float, y: float) -> tuple[float, float]:
        """From pixels below the upper left corner to shares above the lower left one."""
        return x / sheet.width, 1 - y / sheet.height

    for picture in sheet.pictures:
        if kind == "png":
            figure.figimage(
                _at_size(picture), picture.x, sheet.height - picture.y - picture.height, origin="upper"
            )
        else:
            left, bottom = place(picture.x, picture.y + picture.height)
            axes = figure.add_axes((left, bottom, picture.width / sheet.width, picture.height / sheet.height))
            axes.imshow(_repeated(picture), aspect="auto")
            axes.set_axis_off()
    outlines = [(p, _BORDER_PT) for p in sheet.pictures if p.colour] + [(f, _FRAME_PT) for f in sheet.frames]
    for item, points in outlines:
        left, bottom = place(item.x, item.y + item.height)
        figure.add_artist(
            Rectangle(
                (left, bottom), item.width / sheet.width, item.height / sheet.height,
                transform=figure.transFigure, fill=False, edgecolor=item.colour, linewidth=points, joinstyle="miter",
            )
        )  # fmt: skip
    for words in sheet.words:
        x, y = place(words.x, words.y)
        figure.text(
            x, y, words.text, ha="center", va="center", fontsize=words.size_pt,
            fontweight="bold" if words.bold else "normal",
        )  # fmt: skip
    out = io.BytesIO()
    figure.savefig(out, format=kind, dpi=recipe.dpi, facecolor="white", metadata=_metadata(kind))
    return out.getvalue()


def _metadata(kind: str) -> dict[str, Any]:
    program = f"PriorLens {priorlens_version()}"
    if kind == "pdf":
        return {"Creator": program, "CreationDate": None}
    return {"Creator": program, "Date": None} if kind == "svg" else {"Software": program}


def _repeated(picture: Picture) -> ImageArray:
    """Magnified pixels, so that no reader smooths them."""
    if not picture.scale:
        return picture.pixels
    return picture.pixels.repeat(picture.scale, axis=0).repeat(picture.scale, axis=1)


def _at_size(picture: Picture) -> ImageArray:
    if picture.scale:
        return _repeated(picture)
    return np.ascontiguousarray(resize_image(picture.pixels, picture.width, picture.height))
