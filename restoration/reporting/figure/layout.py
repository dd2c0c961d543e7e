"""Where everything of a figure lies, in whole pixels at its resolution, from the upper left corner."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from restoration.image import ImageArray
from restoration.reporting.figure.lettering import broken, fitted
from restoration.reporting.figure.panels import Group, Panel, written
from restoration.reporting.figure.recipe import FigureRecipe

COLOURS = ("#D55E00", "#56B4E9", "#009E73", "#F0E442", "#CC79A7", "#E69F00")
"""Of regions: Okabe and Ito's, which people with any colour vision tell apart."""
_GAP_MM, _CROP_GAP_MM, _MARGIN_MM = 1.0, 0.6, 0.3
_BIG_SHARE = 0.42
"""Width of the image that is shown in full in the layout "beside"."""


@dataclass(frozen=True, eq=False)
class Picture:
    """Pixels in a rectangle; `scale` says how often each is repeated, 0: resampled to fit."""

    pixels: ImageArray
    x: int
    y: int
    width: int
    height: int
    scale: int = 0
    colour: str = ""
    """Of its border."""


@dataclass(frozen=True)
class Frame:
    """An empty rectangle: a region on an image."""

    x: float
    y: float
    width: float
    height: float
    colour: str


@dataclass(frozen=True)
class TextLine:
    """One line, centred on x and y."""

    text: str
    x: float
    y: float
    size_pt: float
    bold: bool = False


@dataclass(eq=False)
class Sheet:
    width: int
    height: int = 0
    pictures: list[Picture] = field(default_factory=list)
    frames: list[Frame] = field(default_factory=list)
    words: list[TextLine] = field(default_factory=list)


class _Measures:
    def __init__(self, recipe: FigureRecipe) -> None:
        def px(mm: float) -> int:
            return max(1, round(mm / 25.4 * recipe.dpi))

        self.width = px(recipe.width_mm)
        self.gap, self.crop_gap, self.margin = px(_GAP_MM), px(_CROP_GAP_MM), px(_MARGIN_MM)
        self.font_pt, self.dpi = recipe.font_pt, recipe.dpi
        self.next_line = round(recipe.font_pt * 1.15 / 72 * recipe.dpi)
        self.line = round(recipe.font_pt * 1.5 / 72 * recipe.dpi)

    def height(self, lines: int) -> int:
        return self.line + (lines - 1) * self.next_line

    def lines(self, text: str, space: float) -> tuple[str, ...]:
        """A label, broken where it is wider than `space` pixels."""
        return broken(text, self.font_pt, space / self.dpi * 72)


def lay_out(recipe: FigureRecipe, groups: Sequence[Group]) -> Sheet:
    """The sheet of a recipe and what was read for it."""
    measures = _Measures(recipe)
    sheet = Sheet(measures.width, height=measures.margin)
    for number, group in enumerate(groups):
        if number:
            sheet.height += measures.gap
        if group.title:
            _write(sheet, measures, [group.title], sheet.width / 2, sheet.height, sheet.width, bold=True)
            sheet.height += measures.line
        if recipe.layout == "beside":
            _beside(sheet, recipe, measures, group)
        else:
            _grid(sheet, recipe, measures, group)
    sheet.height += measures.margin
    return sheet


def _grid(sheet: Sheet, recipe: FigureRecipe, m: _Measures, group: Group) -> None:
    count = len(group.panels)
    columns = count if recipe.layout == "row" else min(count, recipe.columns or math.ceil(math.sqrt(count)))
    cell = (m.width - 2 * m.margin - (columns - 1) * m.gap) // columns
    left = (m.width - columns * cell - (columns - 1) * m.gap) // 2
    for start in range(0, count, columns):
        if start:
            sheet.height += m.gap
        panels = group.panels[start : start + columns]
        tops = [left + i * (cell + m.gap) for i in range(len(panels))]
        above = max(len(m.lines(panel.label, cell)) for panel in panels)
        sheet.height = max(
            _column(sheet, recipe, m, panel, x, sheet.height, cell, above)
            for panel, x in zip(panels, tops, strict=True)
        )


def _column(
    sheet: Sheet, recipe: FigureRecipe, m: _Measures, panel: Panel, x: int, y: int, cell: int, above: int
) -> int:
    """One panel below `above` lines for its label, with all that stands below it; returns where it ends."""
    lines = m.lines(panel.label, cell)
    y += m.height(above)
    _write(sheet, m, lines, x + cell / 2, y - m.height(len(lines)), cell)
    height = round(cell * panel.frame[0] / panel.frame[1])
    sheet.pictures.append(Picture(panel.image, x, y, cell, height))
    scale = cell / panel.frame[1]
    for number, (rx, ry, rw, rh) in enumerate(recipe.regions):
        colour = COLOURS[number]
        sheet.frames.append(Frame(x + rx * scale, y + ry * scale, rw * scale, rh * scale, colour))
    y += height
    if recipe.regions:
        y += m.crop_gap
        space = (cell - (len(recipe.regions) - 1) * m.crop_gap) // len(recipe.regions)
        y += max(
            _crop(sheet, panel, number, recipe, x + number * (space + m.crop_gap), y, space)
            for number in range(len(recipe.regions))
        )
    if recipe.errors:
        y += m.crop_gap
        if panel.error is not None:
            sheet.pictures.append(Picture(panel.error, x, y, cell, height))
        y += height
    if recipe.metrics and panel.scores is not None:
        _write(sheet, m, [_scores(panel)], x + cell / 2, y, cell)
    return y + (m.line if recipe.metrics else 0)


def _write(
    sheet: Sheet, m: _Measures, lines: Sequence[str], x: float, y: float, space: float, bold: bool = False
) -> None:
    """Lines of one size centred on x, the first one's upper edge at y, none wider than `space` pixels."""
    placed = [fitted(line, m.font_pt, space / m.dpi * 72, bold) for line in lines]
    size = min(size for _, size in placed)
    for number, (line, _) in enumerate(placed):
        sheet.words.append(TextLine(line, x, y + m.line / 2 + number * m.next_line, size, bold))


def _crop(sheet: Sheet, panel: Panel, number: int, recipe: FigureRecipe, x: int, y: int, space: int) -> int:
    """A region, magnified a whole number of times where there is space for it; returns its height."""
    box = recipe.regions[number]
    pixels = panel.crop(box)
    scale = space // box[2]
    if scale >= 1 and pixels.shape[:2] == (box[3], box[2]):
        width, height = scale * box[2], scale * box[3]
    elif scale >= 1:  # an image of another size: the same place in the same rectangle
        width, height, scale = scale * box[2], scale * box[3], 0
    else:
        width, height, scale = space, max(1, round(space * box[3] / box[2])), 0
    left = x + (space - width) // 2
    sheet.pictures.append(
        Picture(np.ascontiguousarray(pixels), left, y, width, height, scale, COLOURS[number])
    )
    return height


def _beside(sheet: Sheet, recipe: FigureRecipe, m: _Measures, group: Group) -> None:
    big = round(m.width * _BIG_SHARE)
    first, top = group.panels[0], sheet.height
    height = round(big * first.frame[0] / first.frame[1])
    sheet.pictures.append(Picture(first.image, m.margin, top, big, height))
    scale = big / first.frame[1]
    for number, (rx, ry, rw, rh) in enumerate(recipe.regions):
        sheet.frames.append(
            Frame(m.margin + rx * scale, top + ry * scale, rw * scale, rh * scale, COLOURS[number])
        )
    _write(sheet, m, [first.label], m.margin + big / 2, top + height, big)
    several = len(recipe.regions) > 1
    count = len(group.panels)
    columns = count if several else math.ceil(count / 2)
    start = m.margin + big + m.gap
    space = (m.width - m.margin - start - (columns - 1) * m.crop_gap) // columns
    y = top
    rows = (
        [[(panel, r) for panel in group.panels] for r in range(len(recipe.regions))]
        if several
        else [[(panel, 0) for panel in group.panels[i : i + columns]] for i in range(0, count, columns)]
    )
    for row_number, row in enumerate(rows):
        places = [start + i * (space + m.crop_gap) for i in range(len(row))]
        y += max(
            _crop(sheet, panel, r, recipe, x, y, space) for (panel, r), x in zip(row, places, strict=True)
        )
        if not several or row_number == len(rows) - 1:
            below = max(len(m.lines(panel.label, space)) for panel, _ in row)
            for (panel, _), x in zip(row, places, strict=True):
                _write(sheet, m, m.lines(panel.label, space), x + space / 2, y, space)
                if recipe.metrics and panel.scores is not None:
                    _write(sheet, m, [_scores(panel)], x + space / 2, y + m.height(below), space)
            y += m.height(below) + (m.line if recipe.metrics and any(p.scores for p, _ in row) else 0)
        y += m.crop_gap
    sheet.height = max(top + height + m.line, y - m.crop_gap)


def _scores(panel: Panel) -> str:
    return written(panel.scores, " dB") if panel.scores is not None else ""
