"""A simulator of what a generative editor does to a photo.

It redraws a *clean* image on a generator's canvas with a small change of viewpoint, smooth local
bending, a few moved, added or removed things, redrawn texture and another tone, and returns the true motion and the changed
places. Its outputs are labelled "simulated" wherever they appear.
"""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from restoration.arguments import checked, number, whole
from restoration.errors import InputError
from restoration.image import ImageArray, check_input
from restoration.luma import LUMA
from restoration.records import FlowArray, MaskArray, Redraw
from restoration.synthesis.fields import smooth_field
from restoration.synthesis.wide import draw_wide, marked, marked_source, sharpened

_GENERATOR_CANVASES = ((1024, 1024), (1536, 1024), (1024, 1536))
_STRETCH_LIMIT = 1.2  # beyond this aspect change generators re-frame rather than stretch

STYLES = ("plain", "wide")

Matrix = NDArray[np.float64]


@checked(seed=whole(0), strength=number(0, 8))
def simulate_generator(
    clean: ImageArray, seed: int = 0, strength: float = 1.0, *, style: str = "plain"
) -> Redraw:
    """Redraw `clean` (H, W, 3) as a generator would; `flow` and `changed` tell what was done.

    At strength 1: scale ±5 % per axis, rotation ±1°, shift ±2.5 % of the frame, perspective ±4 %
    across it, bending of 0.2–0.6 % of the diagonal (standard deviation), one to three changed
    patches of 6–16 % of a side; geometry grows linearly with `strength`, 0 leaves it in place.
    `style` "wide" also does, each in some of the redraws, what real generators were measured to do
    (`wide.draw_wide`): repaint the sky, relight the scene, draw texture anew, sharpen, zoom the frame by up to 6 %, and
    put a mark into the lower right corner; all else is drawn as in "plain".
    Raises InputError for a strength outside [0, 8] or another style, ImageError.
    """
    clean = check_input(clean, "clean")
    if style not in STYLES:
        raise InputError(f"style: expected {' or '.join(STYLES)}, got {style!r}.")
    if not 0 <= strength <= 8:
        raise InputError(f"strength: expected a number from 0 to 8, got {strength}.")
    rng = np.random.default_rng(seed)
    height, width = clean.shape[:2]
    canvas_width, canvas_height, to_canvas = _draw_canvas(rng, width, height)
    wide = draw_wide(clean, seed, strength) if style == "wide" else None
    view = _draw_viewpoint(rng, width, height, strength)
    matrix = to_canvas @ view if wide is None else to_canvas @ wide.frame @ view
    bend = _draw_bending(rng, width, height, strength)
    edited, changed = _edit_content(rng, clean if wide is None else wide.content)
    if wide is not None:
        changed |= wide.changed
        edited = _lit(edited, wide.light)
    flow = _forward_flow(matrix, bend)
    source = _inverse_map(matrix, bend, canvas_width, canvas_height)
    shrinks = canvas_width * canvas_height < width * height
    if shrinks:
        edited = cv2.GaussianBlur(
            edited, (0, 0), 0.4 * np.sqrt(width * height / (canvas_width * canvas_height))
        )
    # Reflection about a single row never ends in OpenCV's cubic sampler.
    border = cv2.BORDER_REFLECT_101 if min(height, width) > 4 else cv2.BORDER_REPLICATE
    redrawn = cv2.remap(edited, source, None, cv2.INTER_CUBIC, borderMode=border)
    textured = _redraw_texture(rng, redrawn, canvas_width / width)
    if wide is not None:
        textured = sharpened(textured, wide.sharpness)
    tone = _draw_tone(rng)
    image, lit = tone(textured), clean
    if wide is not None:
        lit = _lit(clean, wide.light)
        if wide.mark:
            image, mark = marked(image, wide.mark, seed)
            changed |= marked_source(mark, flow)
    return Redraw(image, flow, changed, seed, strength, tone(lit.astype(np.float32)))


def _lit(image: ImageArray, light: NDArray[np.float32]) -> ImageArray:
    return np.rint(np.clip(image * light, 0, 255)).astype(np.uint8)


# --- geometry ----------------------------------------------------------------


def _draw_canvas(rng: np.random.Generator, width: int, height: int) -> tuple[int, int, Matrix]:
    """A canvas and how the frame is put on it: stretched to it, cut to fill it, or fitted into it."""
    if rng.random() < 0.6:
        aspect = width / height
        canvas = min(_GENERATOR_CANVASES, key=lambda c: abs(np.log(c[0] / c[1] / aspect)))
    else:
        scale = rng.uniform(0.9, 1.5) * np.sqrt(1024 * 1024 / (width * height)) ** rng.uniform(0, 1)
        canvas = (max(16, 16 * round(width * scale / 16)), max(16, 16 * round(height * scale / 16)))
    scale_x, scale_y = canvas[0] / width, canvas[1] / height
    stretch = max(scale_x / scale_y, scale_y / scale_x)
    framing = rng.choice(["stretch", "fill", "fit"], p=[0.7, 0.2, 0.1])
    if stretch > _STRETCH_LIMIT and framing == "stretch":
        framing = "fill"
    if framing != "stretch":
        uniform = max(scale_x, scale_y) if framing == "fill" else min(scale_x, scale_y)
        scale_x = scale_y = uniform
    centred = _about(
        np.diag([scale_x, scale_y, 1.0]),
        ((width - 1) / 2, (height - 1) / 2),
        ((canvas[0] - 1) / 2, (canvas[1] - 1) / 2),
    )
    return canvas[0], canvas[1], centred


def _draw_viewpoint(rng: np.random.Generator, width: int, height: int, strength: float) -> Matrix:
    """A homography about the frame's centre, in the clean image's pixels."""
    zoom_x, zoom_y = 1 + strength * rng.uniform(-0.05, 0.05, 2)
    angle = np.deg2rad(strength * rng.uniform(-1.0, 1.0))
    shift = strength * rng.uniform(-0.025, 0.025, 2) * (width, height)
    tilt = strength * rng.uniform(-0.04, 0.04, 2) / (width, height)
    turn = np.array([[np.cos(angle), -np.sin(angle), 0], [np.sin(angle), np.cos(angle), 0], [0, 0, 1.0]])
    view = np.array([[1.0, 0, 0], [0, 1, 0], [tilt[0], tilt[1], 1]])
    centre = ((width - 1) / 2, (height - 1) / 2)
    return _about(
        np.diag([zoom_x, zoom_y, 1.0]) @ turn @ view, centre, (centre[0] + shift[0], centre[1] + shift[1])
    )


def _about(matrix: Matrix, before: tuple[float, float], after: tuple[float, float]) -> Matrix:
    """`matrix` applied about the point `before`, which lands on `after`."""
    to_origin, back = np.eye(3), np.eye(3)
    to_origin[:2, 2] = -np.asarray(before)
    back[:2, 2] = after
    return back @ matrix @ to_origin


def _draw_bending(rng: np.random.Generator, width: int, height: int, strength: float) -> FlowArray:
    """Smooth displacement (H, W, 2) in clean pixels, two octaves."""
    diagonal = float(np.hypot(width, height))
    deviation = strength * rng.uniform(0.002, 0.006) * diagonal / np.sqrt(2)
    wavelength = rng.uniform(0.22, 0.6) * diagonal
    axes = [
        0.9 * smooth_field(rng, height, width, wavelength)
        + 0.3 * smooth_field(rng, height, width, wavelength / 2)
        for _ in range(2)
    ]
    return (deviation * np.stack(axes, axis=-1)).astype(np.float32)


def _forward_flow(matrix: Matrix, bend: FlowArray) -> FlowArray:
    height, width = bend.shape[:2]
    x, y = np.meshgrid(np.arange(width, dtype=np.float64), np.arange(height, dtype=np.float64))
    bent = np.stack([x + bend[..., 0], y + bend[..., 1]], axis=-1)
    there = cv2.perspectiveTransform(bent.reshape(-1, 1, 2), matrix).reshape(height, width, 2)
    return (there - np.stack([x, y], axis=-1)).astype(np.float32)


def _inverse_map(matrix: Matrix, bend: FlowArray, canvas_width: int, canvas_height: int) -> FlowArray:
    """For each canvas pixel the clean (x, y) that `_forward_flow` sends there: p = unbent(q) − bend(p)."""
    x, y = np.meshgrid(np.arange(canvas_width, dtype=np.float32), np.arange(canvas_height, dtype=np.float32))
    canvas = np.stack([x, y], axis=-1).reshape(-1, 1, 2)
    unbent = cv2.perspectiveTransform(canvas, np.linalg.inv(matrix)).reshape(canvas_height, canvas_width, 2)
    position = unbent
    for _ in range(6):
        position = unbent - cv2.remap(bend, position, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return position


# --- content -----------------------------------------------------------------


def _edit_content(rng: np.random.Generator, clean: ImageArray) -> tuple[ImageArray, MaskArray]:
    """One to three patches moved, added or removed. A patch that would not be visible is drawn again."""
    edited = clean.copy()
    height, width = clean.shape[:2]
    changed = np.zeros((height, width), bool)
    if min(height, width) < 32:
        return edited, changed
    wanted = int(rng.integers(1, 4))
    for _ in range(12 * wanted):
        if wanted == 0:
            break
        size = (int(rng.uniform(0.06, 0.16) * width), int(rng.uniform(0.06, 0.16) * height))
        here, there = _random_box(rng, width, height, size), _random_box(rng, width, height, size)
        kind = rng.choice(["moved", "added", "removed"])
        trial = edited.copy()
        if kind != "removed":
            _blend(trial, there, edited[_slices(here)])
        if kind != "added":
            _blend(trial, here, _filled_in(rng, edited, here))
        difference = cv2.absdiff(trial, edited).max(axis=2)
        touched = difference > 0
        if not touched.any() or changed[touched].any() or difference[touched].mean() < 25:
            continue
        changed |= _closed(difference > 10)
        edited = trial
        wanted -= 1
    return edited, changed


Box = tuple[int, int, int, int]


def _random_box(rng: np.random.Generator, width: int, height: int, size: tuple[int, int]) -> Box:
    w, h = max(size[0], 8), max(size[1], 8)
    return int(rng.integers(0, width - w + 1)), int(rng.integers(0, height - h + 1)), w, h


def _slices(box: Box) -> tuple[slice, slice]:
    x, y, w, h = box
    return slice(y, y + h), slice(x, x + w)


def _blend(image: ImageArray, box: Box, content: NDArray[np.generic]) -> None:
    """Lay `content` over `box` under a soft ellipse."""
    w, h = box[2], box[3]
    y, x = np.mgrid[-1 : 1 : h * 1j, -1 : 1 : w * 1j]
    cover = np.clip(4.0 * (1.0 - np.sqrt(x * x + y * y)), 0.0, 1.0)[..., None]
    under = image[_slices(box)].astype(np.float32)
    image[_slices(box)] = np.rint(under + cover * (content.astype(np.float32) - under)).astype(np.uint8)


def _filled_in(rng: np.random.Generator, image: ImageArray, box: Box) -> NDArray[np.float32]:
    """What a generator paints where it removed something: the colours of the rim and a little texture."""
    x, y, w, h = box
    height, width = image.shape[:2]
    left, right = image[y : y + h, max(x - 1, 0)], image[y : y + h, min(x + w, width - 1)]
    top, bottom = image[max(y - 1, 0), x : x + w], image[min(y + h, height - 1), x : x + w]
    across = np.linspace(0, 1, w, dtype=np.float32)[None, :, None]
    down = np.linspace(0, 1, h, dtype=np.float32)[:, None, None]
    horizontal = left[:, None] * (1 - across) + right[:, None] * across
    vertical = top[None] * (1 - down) + bottom[None] * down
    filled = cv2.GaussianBlur(
        ((horizontal + vertical) / 2).astype(np.float32), (0, 0), 0.05 * min(w, h) + 0.5
    )
    return np.clip(filled + rng.normal(0, 2.5, filled.shape).astype(np.float32), 0, 255)


def _closed(mask: NDArray[np.bool_]) -> MaskArray:
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (9, 9))
    return cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_CLOSE, kernel).astype(bool)


# --- surface -----------------------------------------------------------------


def _redraw_texture(rng: np.random.Generator, image: ImageArray, canvas_scale: float) -> NDArray[np.float32]:
    """Lose fine detail by a factor of 1.2–2, then sharpen; canvas enlargement already loses its share."""
    height, width = image.shape[:2]
    enlarged = float(np.clip(canvas_scale, 1.0, 6.0))
    factor = rng.uniform(1.2, 2.0) * enlarged
    small = cv2.resize(
        image, (max(1, round(width / factor)), max(1, round(height / factor))), interpolation=cv2.INTER_AREA
    )
    soft = cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC).astype(np.float32)
    sharp = soft + rng.uniform(0.3, 1.0) * (soft - cv2.GaussianBlur(soft, (0, 0), 0.8 * factor))
    grain = cv2.GaussianBlur(rng.standard_normal((height, width)).astype(np.float32), (0, 0), 0.6 * enlarged)
    return sharp + rng.uniform(1.0, 4.0) * grain[..., None]


def _draw_tone(rng: np.random.Generator) -> Callable[[NDArray[np.float32]], ImageArray]:
    """Another curve, contrast, saturation and cast, for images of 0 to 255."""
    gamma, contrast = rng.uniform(0.8, 1.25), rng.uniform(0.9, 1.2)
    saturation, cast = rng.uniform(0.9, 1.4), rng.uniform(-0.05, 0.05, 3)

    def tone(image: NDArray[np.float32]) -> ImageArray:
        values = np.clip(image / 255.0, 0.0, 1.0) ** gamma
        values = (values - 0.5) * contrast + 0.5
        luma = (values @ LUMA)[..., None]
        values = luma + (values - luma) * saturation + cast
        return np.rint(np.clip(values, 0.0, 1.0) * 255.0).astype(np.uint8)

    return tone
