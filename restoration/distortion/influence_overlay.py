"""The prior-influence map as a picture, in the style of `overlays`."""

from __future__ import annotations

import math

import cv2
import numpy as np

from restoration.distortion import drawing, strokes
from restoration.distortion.tags import Tag, draw_tags
from restoration.image import ImageArray, check_image
from restoration.records import HALLUCINATED, Alignment, DistortionReport, Influence

_GROUND = 0.22
"""How much of the photo shows through the colours, so that places can be recognised."""
_ALIKE: drawing.Colour = (110, 110, 110)
_TICKS = ("0", "50", "100 % or more")


def draw_influence(
    influence: Influence,
    report: DistortionReport,
    alignment: Alignment,
    baseline: ImageArray,
    *,
    legend: bool = True,
) -> ImageArray:
    """How much of the generated image the guided output took over, place by place, on `baseline` (H, W, 3),
    which can be recognised where the degraded photo is too dark.

    The scale is fixed: 0 is the baseline as it was, 100 % the generated image. Grey: the two are too alike to
    tell; hatched: not in the generated frame. Hallucinated places are outlined, with the share of their detail that reached the
    output. The legend stands on more rows below unless `legend` is False. Raises ImageError.
    """
    baseline = check_image(baseline, "baseline")
    table = drawing.colour_table(cv2.COLORMAP_PLASMA)
    colours = drawing.through_table(np.nan_to_num(influence.map), table)
    colours[np.isnan(influence.map)] = _ALIKE
    out = cv2.addWeighted(colours, 1 - _GROUND, drawing.ground(baseline, bright=255), _GROUND, 0)
    strokes.hide_outside(out, alignment)
    _outline(out, (report.labels == HALLUCINATED).astype(np.uint8))
    draw_tags(
        out,
        [
            Tag(f"{100 * max(share, 0.0):.0f} %", _middle(region.box), drawing.INK, framed=False)
            for region, share in zip(report.regions, influence.through, strict=True)
            if not math.isnan(share)
        ],
    )
    size = drawing.text_size(out)
    title = "taken over from the generated image"
    if not math.isnan(influence.taken):
        title += f": median {100 * max(influence.taken, 0.0):.0f} %"
    rows = [
        drawing.render_text(title, size),
        drawing.scale_bar(table, size, _TICKS),
        strokes.key(_ALIKE, "too alike to tell", size),
    ]
    if any(not math.isnan(share) for share in influence.through):
        outlined = drawing.swatch(drawing.INK, round(0.8 * size), outline=True)
        words = drawing.render_text("hallucinated, and its detail that got through", size)
        rows.append(drawing.beside([outlined, words], gap=size // 2))
    return drawing.with_legend(out, rows) if legend else out


def _outline(image: ImageArray, mask: ImageArray) -> None:
    """White on black, to be seen on every colour of the map."""
    outlines, _ = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    thick = drawing.line_width(image)
    cv2.drawContours(image, outlines, -1, (0, 0, 0), thick + 2, cv2.LINE_AA)
    cv2.drawContours(image, outlines, -1, drawing.INK, thick, cv2.LINE_AA)


def _middle(box: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
    x, y, width, height = box
    return x + width // 3, y + height // 2, max(width // 3, 1), 1
