"""Pictures of the distortion, each a pure function of (report, alignment, generated, reference).

Each is a picture on the reference frame, uint8 RGB (H, W, 3), and the items of its legend, which `draw_overlay` puts on
a band below. Scales are fixed shares of the frame's diagonal, so that two pictures of one size can be compared. The
photo is the ground: stretched to its own range and dimmed, so that what is drawn stands out on dark photos too.
"""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from restoration.arguments import a, checked, text
from restoration.distortion import drawing, strokes
from restoration.distortion.composites import (
    OverlayPicture,
    checkerboard_aligned,
    checkerboard_raw,
    red_cyan_aligned,
    red_cyan_raw,
)
from restoration.distortion.tags import Tag, draw_tags
from restoration.errors import ImageError, InputError
from restoration.image import ImageArray, check_image
from restoration.records import HALLUCINATED, MOVED, NOT_JUDGED, Alignment, DistortionReport

Overlay = Callable[[DistortionReport, Alignment, ImageArray, ImageArray], OverlayPicture]
FLOW_SHARE = 0.03
"""Full colour of the flow: displacement of this share of the diagonal, rounded to 1, 2 or 5."""
BEND_SHARE = 0.01
"""End of the heat map's scale, likewise."""
_VIRIDIS = cv2.COLORMAP_VIRIDIS
_KIND_COLOURS = {
    "moved": drawing.SKY,
    "added": drawing.ORANGE,
    "removed": drawing.VERMILION,
    "changed": drawing.PURPLE,
    "beyond": (190, 190, 190),
}
_KIND_NAMES = {"beyond": "beyond the photo"}
_UNJUDGED: drawing.Colour = (205, 205, 205)
_STRAIGHT: drawing.Colour = (165, 165, 165)
_BOXES = 12


@checked(
    name=text,
    report=a(DistortionReport, "a DistortionReport, as analyse() returns"),
    alignment=a(Alignment, "an Alignment, as align() returns"),
    generated=check_image,
    reference=check_image,
)
def draw_overlay(
    name: str,
    report: DistortionReport,
    alignment: Alignment,
    generated: ImageArray,
    reference: ImageArray,
    *,
    legend: bool = True,
) -> ImageArray:
    """The overlay of that name in `OVERLAYS`: uint8 RGB (H, W, 3) over the reference (H, W, 3), with its legend on
    more rows below unless `legend` is False or the picture is too small for text.

    Raises InputError that names the known ones, ImageError.
    """
    if name not in OVERLAYS:
        raise InputError(f"overlay: expected one of {', '.join(OVERLAYS)}, got {name!r}.")
    if reference.shape != alignment.warped.shape:
        raise ImageError(
            f"reference: expected the picture that was aligned to, {alignment.warped.shape[1]}×"
            f"{alignment.warped.shape[0]}, got {reference.shape[1]}×{reference.shape[0]}."
        )
    picture, items = OVERLAYS[name][1](report, alignment, generated, reference)
    return drawing.with_legend(picture, items) if legend else picture


def flow_colours(
    report: DistortionReport, alignment: Alignment, generated: ImageArray, reference: ImageArray
) -> OverlayPicture:
    """Displacement after the canvas scale: direction as hue, length as depth of colour."""
    total, _ = strokes.displacement(alignment, reference)
    full = strokes.full_scale(reference, FLOW_SHARE)
    colours = drawing.direction_colours(total[..., 0] / full, total[..., 1] / full)
    out = strokes.enlarge(colours, reference)
    strokes.hide_outside(out, alignment)
    size = drawing.text_size(out)
    return out, [
        drawing.wheel(3 * size),
        drawing.render_text("direction and length", size),
        drawing.render_text(f"rim: {full:g} px or more", size),
        drawing.render_text(f"median {report.motion_px:.1f} px", size),
    ]


def arrows(
    report: DistortionReport, alignment: Alignment, generated: ImageArray, reference: ImageArray
) -> OverlayPicture:
    """Where content went, on a regular lattice, enlarged by a printed factor; pale where unsure."""
    out = drawing.ground(reference, bright=120)
    total, _ = strokes.displacement(alignment, reference)
    height, width = reference.shape[:2]
    step = max(8.0, max(height, width) / 26)
    factor = strokes.arrow_factor(total, alignment, step)
    thick = drawing.line_width(out) + 1
    full = strokes.full_scale(reference, FLOW_SHARE)
    fx, fy = total.shape[1] / width, total.shape[0] / height
    for y in np.arange(step / 2, height, step):
        for x in np.arange(step / 2, width, step):
            row, column = min(int(y * fy), total.shape[0] - 1), min(int(x * fx), total.shape[1] - 1)
            if not alignment.valid[int(y), int(x)]:
                continue
            move = total[row, column]
            one = np.array([[1.0]], np.float32)
            vivid = drawing.direction_colours(one * move[0] / full, one * move[1] / full)[0, 0]
            sure = float(np.clip(alignment.confidence[int(y), int(x)], 0, 1))
            colour = tuple(int(c) for c in 110 + (vivid.astype(float) - 110) * (0.15 + 0.85 * sure))
            strokes.arrow(out, (x, y), (x + factor * move[0], y + factor * move[1]), colour, thick)
    size = drawing.text_size(out)
    sample = np.zeros((size, 4 * size, 4), np.uint8)
    cv2.arrowedLine(
        sample, (0, size // 2), (4 * size - 2, size // 2), (*drawing.INK, 255), thick, cv2.LINE_AA, 0, 0.2
    )
    length = 4 * size / factor
    drawn = "to scale" if factor == 1 else f"drawn {factor:g} times"
    return out, [
        drawing.beside([sample, drawing.render_text(f"{length:.1f} px ({drawn})", size)], gap=size // 2),
        drawing.render_text("pale: low confidence", size),
    ]


def bent_grid(
    report: DistortionReport, alignment: Alignment, generated: ImageArray, reference: ImageArray
) -> OverlayPicture:
    """A straight lattice on the reference and what the redraw made of it, canvas scale divided out."""
    out = drawing.ground(reference, bright=120)
    total, _ = strokes.displacement(alignment, reference)
    height, width = reference.shape[:2]
    thick = drawing.line_width(out)
    step = max(8.0, max(height, width) / 16)
    xs, ys = np.arange(step / 2, width, step), np.arange(step / 2, height, step)
    lines = [np.column_stack([np.full(200, x), np.linspace(0, height - 1, 200)]) for x in xs]
    lines += [np.column_stack([np.linspace(0, width - 1, 200), np.full(200, y)]) for y in ys]
    for line in lines:
        strokes.polyline(out, line, _STRAIGHT, thick)
    for line in lines:
        at = line.astype(np.float32)[:, None] * np.array(
            [total.shape[1] / width, total.shape[0] / height], np.float32
        )
        moved = line + cv2.remap(total, at, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)[:, 0]
        strokes.polyline(out, moved, drawing.ORANGE, thick + 1)
    size = drawing.text_size(out)
    return out, [
        strokes.key(_STRAIGHT, "reference", size),
        strokes.key(drawing.ORANGE, "generated", size),
        drawing.render_text(f"true scale, lines {step:.0f} px apart", size),
    ]


def heat_map(
    report: DistortionReport, alignment: Alignment, generated: ImageArray, reference: ImageArray
) -> OverlayPicture:
    """Bending that remains after canvas and global motion, in reference pixels."""
    _, residual = strokes.displacement(alignment, reference)
    full = strokes.full_scale(reference, BEND_SHARE)
    length = cv2.magnitude(residual[..., 0], residual[..., 1]) / np.float32(full)
    table = drawing.colour_table(_VIRIDIS)
    heat = strokes.enlarge(drawing.through_table(length, table), reference)
    out = cv2.addWeighted(heat, 0.72, drawing.ground(reference, bright=255), 0.28, 0)
    strokes.hide_outside(out, alignment)
    size = drawing.text_size(out)
    ticks = ("0", f"{full / 2:g}", f"{full:g} px or more")
    bend = f"median {report.residual_px.median:.1f}, 95 % below {report.residual_px.p95:.1f} px"
    return out, [
        drawing.render_text("local bending", size),
        drawing.scale_bar(table, size, ticks),
        drawing.render_text(bend, size),
    ]


def label_tint(
    report: DistortionReport, alignment: Alignment, generated: ImageArray, reference: ImageArray
) -> OverlayPicture:
    """Moved and hallucinated places tinted on the reference, what is not judged hatched, regions boxed and numbered by
    importance."""
    out = drawing.ground(reference, bright=165, colour=0.35)
    for value, colour, strength in ((MOVED, drawing.SKY, 0.45), (HALLUCINATED, drawing.ORANGE, 0.6)):
        mask = (report.labels == value).astype(np.uint8)
        strokes.tint(out, mask, colour, strength)
    strokes.hatch(out, (report.labels == NOT_JUDGED) & alignment.valid, _UNJUDGED)
    strokes.hide_outside(out, alignment)
    draw_tags(
        out,
        [
            Tag(
                f"{number} {_KIND_NAMES.get(region.kind, region.kind)}",
                region.box,
                _KIND_COLOURS[region.kind],
            )
            for number, region in enumerate(report.regions[:_BOXES], 1)
        ],
    )
    size = drawing.text_size(out)
    shares = report.fractions
    outlined = drawing.swatch((200, 200, 200), round(0.8 * size), outline=True)
    unjudged = strokes.hatch_key(
        _UNJUDGED, f"not judged {100 * shares['not_judged']:.1f} % of the frame", size
    )
    if not report.judged:
        return out, [unjudged]
    return out, [
        drawing.render_text("of what is judged:", size),
        strokes.key(drawing.ORANGE, f"hallucinated {100 * shares['invented']:.1f} %", size),
        strokes.key(drawing.SKY, f"moved {100 * shares['moved']:.1f} %", size),
        drawing.beside(
            [outlined, drawing.render_text(f"kept {100 * shares['kept']:.1f} %", size)], gap=size // 2
        ),
        unjudged,
    ]


def confidence_map(
    report: DistortionReport, alignment: Alignment, generated: ImageArray, reference: ImageArray
) -> OverlayPicture:
    """The confidence of the alignment, 0 to 1."""
    table = drawing.colour_table(cv2.COLORMAP_CIVIDIS)
    out = drawing.through_table(alignment.confidence, table)
    out = cv2.addWeighted(out, 0.75, drawing.ground(reference, bright=255), 0.25, 0)
    strokes.hide_outside(out, alignment)
    size = drawing.text_size(out)
    return out, [
        drawing.render_text("confidence of the alignment", size),
        drawing.scale_bar(table, size, ("0", "0.5", "1")),
    ]


OVERLAYS: dict[str, tuple[str, Overlay]] = {
    "labels": ("Kept, moved, hallucinated", label_tint),
    "flow": ("Flow as colour", flow_colours),
    "arrows": ("Arrows", arrows),
    "grid": ("Bent grid", bent_grid),
    "heat": ("Local bending", heat_map),
    "confidence": ("Confidence", confidence_map),
    "checker_raw": ("Checkerboard, resized", checkerboard_raw),
    "checker_aligned": ("Checkerboard, aligned", checkerboard_aligned),
    "red_cyan_raw": ("Red-cyan, resized", red_cyan_raw),
    "red_cyan_aligned": ("Red-cyan, aligned", red_cyan_aligned),
}
"""name → (label, function). The order is the order in which they are offered."""


# --- parts -------------------------------------------------------------------
