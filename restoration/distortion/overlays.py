"""Pictures of the distortion, each a pure function of (report, alignment, generated, reference).

All return uint8 RGB (H, W, 3) on the reference frame, carry their own legend, and use scales that are
fixed shares of the frame's diagonal, so that two pictures of one size can be compared.
"""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from restoration.distortion import drawing, strokes
from restoration.distortion.ladder import raw_image
from restoration.errors import InputError
from restoration.image import check_image
from restoration.records import INVENTED, MOVED, Alignment, DistortionReport, ImageArray

Overlay = Callable[[DistortionReport, Alignment, ImageArray, ImageArray], ImageArray]

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
}
_BOXES = 12


def draw_overlay(
    name: str, report: DistortionReport, alignment: Alignment, generated: ImageArray, reference: ImageArray
) -> ImageArray:
    """The overlay of that name in `OVERLAYS`. Raises InputError that names the known ones, ImageError."""
    if name not in OVERLAYS:
        raise InputError(f"overlay: expected one of {', '.join(OVERLAYS)}, got {name!r}.")
    generated, reference = check_image(generated, "generated"), check_image(reference, "reference")
    return OVERLAYS[name][1](report, alignment, generated, reference)


def flow_colours(
    report: DistortionReport, alignment: Alignment, generated: ImageArray, reference: ImageArray
) -> ImageArray:
    """Displacement after the canvas scale: direction as hue, length as depth of colour."""
    total, _ = strokes.displacement(alignment, reference)
    full = strokes.full_scale(reference, FLOW_SHARE)
    colours = drawing.direction_colours(total[..., 0] / full, total[..., 1] / full)
    out = strokes.enlarge(colours, reference)
    strokes.hide_outside(out, alignment)
    if drawing.has_room(out):
        size = drawing.text_size(out)
        words = drawing.stack(
            [
                drawing.render_text("Direction and length", size),
                drawing.render_text(f"rim: {full:g} px or more", size),
                drawing.render_text(f"median {report.motion_px:.1f} px", size),
            ],
            gap=0,
        )
        drawing.legend(out, [drawing.beside([drawing.wheel(5 * size), words], gap=size)])
    return out


def arrows(
    report: DistortionReport, alignment: Alignment, generated: ImageArray, reference: ImageArray
) -> ImageArray:
    """Where content went, on a regular lattice, enlarged by a printed factor; pale where unsure."""
    out = drawing.muted(reference)
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
    if drawing.has_room(out):
        size = drawing.text_size(out)
        sample = np.zeros((size, 4 * size, 4), np.uint8)
        cv2.arrowedLine(
            sample, (0, size // 2), (4 * size - 2, size // 2), (*drawing.INK, 255), thick, cv2.LINE_AA, 0, 0.2
        )
        length = 4 * size / factor
        drawn = "to scale" if factor == 1 else f"drawn {factor:g} times"
        drawing.legend(
            out,
            [
                drawing.beside(
                    [sample, drawing.render_text(f"{length:.1f} px ({drawn})", size)],
                    gap=size // 2,
                ),
                drawing.render_text("pale: low confidence", size),
            ],
        )
    return out


def bent_grid(
    report: DistortionReport, alignment: Alignment, generated: ImageArray, reference: ImageArray
) -> ImageArray:
    """A straight lattice on the reference and what the redraw made of it, canvas scale divided out."""
    out = drawing.muted(reference, lightness=0.55)
    total, _ = strokes.displacement(alignment, reference)
    height, width = reference.shape[:2]
    thick = drawing.line_width(out)
    step = max(8.0, max(height, width) / 16)
    xs, ys = np.arange(step / 2, width, step), np.arange(step / 2, height, step)
    lines = [np.column_stack([np.full(200, x), np.linspace(0, height - 1, 200)]) for x in xs]
    lines += [np.column_stack([np.linspace(0, width - 1, 200), np.full(200, y)]) for y in ys]
    for line in lines:
        strokes.polyline(out, line, (150, 150, 150), thick)
    for line in lines:
        at = line.astype(np.float32)[:, None] * np.array(
            [total.shape[1] / width, total.shape[0] / height], np.float32
        )
        moved = line + cv2.remap(total, at, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)[:, 0]
        strokes.polyline(out, moved, drawing.ORANGE, thick + 1)
    if drawing.has_room(out):
        size = drawing.text_size(out)
        drawing.legend(
            out,
            [
                strokes.key((150, 150, 150), "reference", size),
                strokes.key(drawing.ORANGE, "generated", size),
                drawing.render_text(f"true scale, lines {step:.0f} px apart", size),
            ],
        )
    return out


def heat_map(
    report: DistortionReport, alignment: Alignment, generated: ImageArray, reference: ImageArray
) -> ImageArray:
    """Bending that remains after canvas and global motion, in reference pixels."""
    _, residual = strokes.displacement(alignment, reference)
    full = strokes.full_scale(reference, BEND_SHARE)
    length = cv2.magnitude(residual[..., 0], residual[..., 1]) / np.float32(full)
    table = drawing.colour_table(_VIRIDIS)
    heat = strokes.enlarge(drawing.through_table(length, table), reference)
    out = cv2.addWeighted(heat, 0.78, drawing.muted(reference, lightness=1.0), 0.22, 0)
    strokes.hide_outside(out, alignment)
    if drawing.has_room(out):
        size = drawing.text_size(out)
        ticks = ("0", f"{full / 2:g}", f"{full:g} px or more")
        drawing.legend(
            out,
            [
                drawing.render_text("Local bending", size),
                drawing.scale_bar(table, size, ticks),
                drawing.render_text(
                    f"median {report.residual_px.median:.1f}, 95 % below {report.residual_px.p95:.1f} px",
                    size,
                ),
            ],
        )
    return out


def label_tint(
    report: DistortionReport, alignment: Alignment, generated: ImageArray, reference: ImageArray
) -> ImageArray:
    """Moved and invented places tinted on the reference, regions boxed and numbered by importance."""
    out = cv2.addWeighted(reference, 0.55, drawing.muted(reference, lightness=0.9), 0.45, 0)
    for value, colour, strength in ((MOVED, drawing.SKY, 0.38), (INVENTED, drawing.ORANGE, 0.55)):
        mask = (report.labels == value).astype(np.uint8)
        strokes.tint(out, mask, colour, strength)
    strokes.hide_outside(out, alignment)
    thick = drawing.line_width(out) + 1
    size = drawing.text_size(out)
    for number, region in enumerate(report.regions[:_BOXES], 1):
        x, y, w, h = region.box
        colour = _KIND_COLOURS[region.kind]
        cv2.rectangle(out, (x, y), (x + w - 1, y + h - 1), (0, 0, 0), thick + 2, cv2.LINE_AA)
        cv2.rectangle(out, (x, y), (x + w - 1, y + h - 1), colour, thick, cv2.LINE_AA)
        if drawing.has_room(out):
            _tag(out, f"{number} {region.kind}", (x, y), colour, size)
    if drawing.has_room(out):
        shares = report.fractions
        rows = [] if report.same_scene else [drawing.render_text("not the same scene", size)]
        rows += [
            strokes.key(drawing.ORANGE, f"invented {100 * shares['invented']:.1f} %", size),
            strokes.key(drawing.SKY, f"moved {100 * shares['moved']:.1f} %", size),
            drawing.beside(
                [
                    drawing.swatch((200, 200, 200), round(0.8 * size), outline=True),
                    drawing.render_text(f"kept {100 * shares['kept']:.1f} %", size),
                ],
                gap=size // 2,
            ),
        ]
        drawing.legend(out, rows)
    return out


def confidence_map(
    report: DistortionReport, alignment: Alignment, generated: ImageArray, reference: ImageArray
) -> ImageArray:
    """How far the evidence supports the alignment, 0 to 1."""
    table = drawing.colour_table(cv2.COLORMAP_CIVIDIS)
    out = drawing.through_table(alignment.confidence, table)
    out = cv2.addWeighted(out, 0.82, drawing.muted(reference, lightness=1.0), 0.18, 0)
    strokes.hide_outside(out, alignment)
    if drawing.has_room(out):
        size = drawing.text_size(out)
        drawing.legend(
            out,
            [
                drawing.render_text("Confidence of the alignment", size),
                drawing.scale_bar(table, size, ("0", "0.5", "1")),
            ],
        )
    return out


def checkerboard_raw(
    report: DistortionReport, alignment: Alignment, generated: ImageArray, reference: ImageArray
) -> ImageArray:
    """Tiles of the reference and of the plainly resized generated image in turn."""
    return _checkerboard(reference, raw_image(generated, reference), "generated, resized")


def checkerboard_aligned(
    report: DistortionReport, alignment: Alignment, generated: ImageArray, reference: ImageArray
) -> ImageArray:
    """Tiles of the reference and of the aligned generated image in turn."""
    return _checkerboard(reference, alignment.warped, "generated, aligned")


def red_cyan_raw(
    report: DistortionReport, alignment: Alignment, generated: ImageArray, reference: ImageArray
) -> ImageArray:
    """Reference in red, resized generated image in cyan: grey where they agree."""
    return _red_cyan(reference, raw_image(generated, reference), "generated, resized")


def red_cyan_aligned(
    report: DistortionReport, alignment: Alignment, generated: ImageArray, reference: ImageArray
) -> ImageArray:
    """Reference in red, aligned generated image in cyan: grey where they agree."""
    return _red_cyan(reference, alignment.warped, "generated, aligned")


OVERLAYS: dict[str, tuple[str, Overlay]] = {
    "labels": ("Kept, moved, invented", label_tint),
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


def _tag(image: ImageArray, text: str, corner: tuple[int, int], colour: drawing.Colour, size: int) -> None:
    words = drawing.render_text(text, size, (0, 0, 0))
    pad = max(2, size // 4)
    tag = np.full((words.shape[0], words.shape[1] + 2 * pad, 4), (*colour, 255), np.uint8)
    tag_rgb = np.ascontiguousarray(tag[..., :3])
    drawing.paste(tag_rgb, words, pad, 0)
    tag[..., :3] = tag_rgb
    x = min(max(corner[0], 0), max(image.shape[1] - tag.shape[1], 0))
    y = corner[1] - tag.shape[0]
    drawing.paste(image, tag, x, y if y >= 0 else corner[1])


def _checkerboard(reference: ImageArray, other: ImageArray, name: str) -> ImageArray:
    height, width = reference.shape[:2]
    tile = max(1, max(height, width) // 10)
    odd = ((np.arange(height) // tile)[:, None] + (np.arange(width) // tile)[None, :]) % 2 == 1
    out = reference.copy()
    out[odd] = other[odd]
    if drawing.has_room(out):
        drawing.legend(out, [drawing.render_text(f"tiles: reference / {name}", drawing.text_size(out))])
    return out


def _red_cyan(reference: ImageArray, other: ImageArray, name: str) -> ImageArray:
    """Both in grey after local contrast equalisation, so that haze or darkness is not what differs."""
    equalise = cv2.createCLAHE(2.0, (8, 8))
    a, b = (equalise.apply(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)) for image in (reference, other))
    out = cv2.merge([a, b, b])
    if drawing.has_room(out):
        size = drawing.text_size(out)
        drawing.legend(
            out, [strokes.key((230, 60, 50), "reference", size), strokes.key((60, 210, 220), name, size)]
        )
    return out
