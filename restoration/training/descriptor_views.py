"""Pairs that the descriptor learns from: a degraded frame of a photo and a generator's redraw of it.

Wider than `simulate_generator` on purpose. Real generators paint texture anew, light a scene anew and re-frame
it, so a redraw here also gets texture of another photo, tone that varies with the place, pasted content of up to half the
frame, zooms between a half and two, and shifts of a quarter of the frame. One pair in eight is made by `simulate_generator`
and `degrade` as they are. Everything is drawn from one generator of random numbers.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from restoration.luma import LUMA
from restoration.synthesis import degrade, simulate_generator
from restoration.synthesis.fields import smooth_field
from restoration.training.crop_degradation import CROP_TASKS
from restoration.training.descriptor_degradation import BYTE, SIDE, Rng, camera, degrade_view
from restoration.training.photos import Crop, Plane, TrainingPhoto

Matrix = NDArray[np.float64]
STRIDE = 8
CELLS = SIDE // STRIDE
_SIMULATED = 0.125


@dataclass(frozen=True, eq=False)
class DescriptorPair:
    reference: NDArray[np.uint8]
    """(256, 256, 3)."""
    generated: NDArray[np.uint8]
    """(256, 256, 3)."""
    there: NDArray[np.float32]
    """(32, 32, 2): the position (x, y) in `generated`, in its pixels, of the centre of each 8×8 cell of `reference`."""
    known: NDArray[np.bool_]
    """(32, 32): the position lies inside the generated frame and its content was not replaced."""


def draw_pair(photos: list[TrainingPhoto], rng: Rng) -> DescriptorPair:
    photo = photos[int(rng.integers(len(photos)))]
    other = photos[int(rng.integers(len(photos)))]
    crop, rectangle = _frame(photo, rng)
    if rng.random() < _SIMULATED:
        return _simulated(crop, rng)
    to_photo = _from_frame(rectangle)
    motion, bend = _motion(rng), _bend(rng)
    there = _forward(motion, bend)
    redrawn, outside = _redraw(photo, to_photo, motion, bend)
    foreign = _foreign(other, rng)
    redrawn, replaced = _replace(redrawn, foreign, rng)
    redrawn = _relight(_retexture(redrawn, _foreign(other, rng), rng), rng)
    return _assemble(degrade_view(crop, rng), camera(redrawn, rng), there, replaced | outside)


# --- geometry ----------------------------------------------------------------


def _frame(photo: TrainingPhoto, rng: Rng) -> tuple[Crop, tuple[float, float, float, float]]:
    """A rectangle of the photo, as a frame of 256×256, and where it lies: x, y, width, height."""
    height, width = photo.pixels.shape[:2]
    share = rng.uniform(0.5, 1.0)
    w = max(96.0, width * share * np.exp(-abs(rng.normal(0, 0.12))))
    h = max(96.0, height * share * np.exp(-abs(rng.normal(0, 0.12))))
    w, h = min(w, width), min(h, height)
    x, y = rng.uniform(0, width - w), rng.uniform(0, height - h)
    inside = np.s_[int(y) : int(y + h), int(x) : int(x + w)]
    pixels = cv2.resize(photo.pixels[inside], (SIDE, SIDE), interpolation=cv2.INTER_AREA)
    regions = cv2.resize(photo.regions[inside], (SIDE, SIDE), interpolation=cv2.INTER_NEAREST)
    depth = None
    if photo.depth is not None:
        depth = cv2.resize(photo.depth[inside], (SIDE, SIDE), interpolation=cv2.INTER_LINEAR)
    crop = Crop(pixels.astype(np.float32) / BYTE, depth, regions)
    return crop, (int(x), int(y), int(x + w) - int(x), int(y + h) - int(y))


def _from_frame(rectangle: tuple[float, float, float, float]) -> Matrix:
    """Pixels of the frame as pixels of the photo; pixel centres are integers."""
    x, y, w, h = rectangle
    sx, sy = w / SIDE, h / SIDE
    return np.array([[sx, 0, x + (sx - 1) / 2], [0, sy, y + (sy - 1) / 2], [0, 0, 1]], np.float64)


def _motion(rng: Rng) -> Matrix:
    """A homography of the frame about its centre: slight, middling or large."""
    kind = rng.choice(3, p=[0.35, 0.4, 0.25])
    zoom, aspect, turn, shift, tilt = (
        (0.04, 0.03, 1.0, 0.02, 0.02), (0.12, 0.08, 3.0, 0.07, 0.04), (0.35, 0.1, 8.0, 0.16, 0.06)
    )[kind]  # fmt: skip
    scale = float(np.clip(np.exp(rng.normal(0, zoom)), 0.45, 2.1))
    stretch = float(np.exp(rng.normal(0, aspect) / 2))
    angle = np.deg2rad(rng.normal(0, turn))
    # A zoom shows another part of the frame: the part may lie anywhere in it.
    wander = shift + 0.3 * abs(np.log(scale))
    dx, dy = np.clip(rng.normal(0, wander, 2), -0.35, 0.35) * SIDE
    px, py = rng.normal(0, tilt, 2) / SIDE
    centre = np.array([[1, 0, -(SIDE - 1) / 2], [0, 1, -(SIDE - 1) / 2], [0, 0, 1]])
    back = np.array([[1, 0, (SIDE - 1) / 2 + dx], [0, 1, (SIDE - 1) / 2 + dy], [0, 0, 1]])
    rotation = np.array([[np.cos(angle), -np.sin(angle), 0], [np.sin(angle), np.cos(angle), 0], [0, 0, 1]])
    view = np.array([[1.0, 0, 0], [0, 1, 0], [px, py, 1]])
    return back @ np.diag([scale * stretch, scale / stretch, 1]) @ rotation @ view @ centre


def _bend(rng: Rng) -> Plane:
    deviation = rng.uniform(0, 0.02) * SIDE * rng.random()
    field = [smooth_field(rng, SIDE, SIDE, rng.uniform(0.2, 0.7) * SIDE) for _ in range(2)]
    return (deviation * np.stack(field, axis=-1)).astype(np.float32)


def _forward(motion: Matrix, bend: Plane) -> NDArray[np.float32]:
    """(32, 32, 2): where the centres of the frame's cells go."""
    centre = STRIDE * np.arange(CELLS, dtype=np.float32) + (STRIDE - 1) / 2
    grid = np.stack(np.meshgrid(centre, centre), axis=-1)
    at = cv2.remap(bend, grid, None, cv2.INTER_LINEAR)
    return (
        cv2.perspectiveTransform((grid + at).reshape(-1, 1, 2), motion).reshape(grid.shape).astype(np.float32)
    )


def _redraw(
    photo: TrainingPhoto, to_photo: Matrix, motion: Matrix, bend: Plane
) -> tuple[Plane, NDArray[np.bool_]]:
    """The photo along the inverse motion, (256, 256, 3) in [0, 1], and what lies outside the photo."""
    axis = np.arange(SIDE, dtype=np.float32)
    grid = np.stack(np.meshgrid(axis, axis), axis=-1)
    unbent = cv2.perspectiveTransform(grid.reshape(-1, 1, 2), np.linalg.inv(motion)).reshape(grid.shape)
    position = unbent
    for _ in range(4):
        position = unbent - cv2.remap(bend, position, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    zoom = float(np.sqrt(abs(np.linalg.det(motion[:2, :2]))))
    shrink = np.array([to_photo[0, 0], to_photo[1, 1]]) / zoom
    pixels, scale = photo.pixels, np.ones(2)
    if max(shrink) > 1.2:
        size = [max(1, round(pixels.shape[1 - n] / max(1.0, shrink[n]))) for n in range(2)]
        scale = np.array([size[0] / pixels.shape[1], size[1] / pixels.shape[0]])
        pixels = cv2.resize(pixels, (size[0], size[1]), interpolation=cv2.INTER_AREA)
    where = (position * np.diag(to_photo)[:2] + to_photo[:2, 2] + 0.5) * scale - 0.5
    where = where.astype(np.float32)
    image = cv2.remap(pixels, where, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101)
    height, width = pixels.shape[:2]
    outside = cv2.inRange(where, (-0.5, -0.5), (width - 0.5, height - 0.5)) == 0
    return image.astype(np.float32) / BYTE, outside


def _assemble(
    reference: NDArray[np.uint8],
    generated: NDArray[np.uint8],
    there: NDArray[np.float32],
    replaced: NDArray[np.bool_],
) -> DescriptorPair:
    inside = ((there > 0) & (there < SIDE - 1)).all(axis=2)
    soft = cv2.remap(cv2.blur(replaced.astype(np.float32), (9, 9)), there, None, cv2.INTER_LINEAR)
    return DescriptorPair(reference, generated, there, inside & (soft < 0.4))


def _simulated(crop: Crop, rng: Rng) -> DescriptorPair:
    """By `simulate_generator` and `degrade`, at a strength of 1 to 4."""
    clean = np.rint(crop.clean * BYTE).astype(np.uint8)
    redraw = simulate_generator(clean, int(rng.integers(1 << 30)), float(rng.uniform(1, 4)))
    height, width = redraw.image.shape[:2]
    generated = cv2.resize(redraw.image, (SIDE, SIDE), interpolation=cv2.INTER_AREA)
    axis = np.arange(SIDE, dtype=np.float32)
    where = np.stack(np.meshgrid(axis, axis), axis=-1) + redraw.flow
    where = (where + 0.5) * (np.array([SIDE / width, SIDE / height], np.float32)) - 0.5
    there = cv2.resize(where, (CELLS, CELLS), interpolation=cv2.INTER_AREA)
    changed = cv2.resize(redraw.changed.astype(np.float32), (CELLS, CELLS), interpolation=cv2.INTER_AREA)
    task = str(rng.choice(CROP_TASKS))
    reference = degrade(clean, task, int(rng.integers(1 << 30)))
    inside = ((there > 0) & (there < SIDE - 1)).all(axis=2)
    return DescriptorPair(reference, generated, there.astype(np.float32), inside & (changed < 0.3))


# --- the redraw --------------------------------------------------------------


def _foreign(photo: TrainingPhoto, rng: Rng) -> Plane:
    """A frame of another photo, to take content and texture from."""
    frame, _ = _frame(photo, rng)
    turned = np.rot90(frame.clean, int(rng.integers(4)))
    return np.ascontiguousarray(turned)


def _replace(image: Plane, foreign: Plane, rng: Rng) -> tuple[Plane, NDArray[np.bool_]]:
    """Content of another photo, of another place of this one, or none at all, in up to four blobs."""
    cover = np.zeros((SIDE, SIDE), np.float32)
    for _ in range(int(rng.integers(0, 5))):
        side = SIDE * rng.uniform(0.05, 0.2 if rng.random() < 0.7 else 0.4, 2)
        centre = rng.uniform(0, SIDE, 2)
        blob = np.zeros((SIDE, SIDE), np.float32)
        shape = (round(centre[0]), round(centre[1])), (round(side[0] / 2), round(side[1] / 2))
        cv2.ellipse(blob, *shape, rng.uniform(0, 180), 0, 360, 1.0, -1)
        blob = cv2.GaussianBlur(blob, (0, 0), rng.uniform(0.5, 4))[..., None]
        kind = rng.random()
        if kind < 0.5:
            content = foreign
        elif kind < 0.75:
            content = np.roll(
                image, (int(rng.integers(20, SIDE - 20)), int(rng.integers(20, SIDE - 20))), (0, 1)
            )
        else:
            content = cv2.GaussianBlur(image, (0, 0), 16)
        image = image + blob * (content - image)
        cover = np.maximum(cover, blob[..., 0])
    return image.astype(np.float32), cover > 0.4


def _retexture(image: Plane, foreign: Plane, rng: Rng) -> Plane:
    """Detail lost, moved a little, painted flat, or exchanged for another photo's of the same local strength."""
    if rng.random() < 0.5:  # texture that a generator replaces is displaced too
        deviation = rng.uniform(0.3, 1.5)
        axis = np.arange(SIDE, dtype=np.float32)
        where = np.stack(np.meshgrid(axis, axis), axis=-1)
        for n in range(2):
            where[..., n] += np.float32(deviation) * smooth_field(rng, SIDE, SIDE, rng.uniform(8, 40))
        image = cv2.remap(image, where, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101)
    way = rng.random()
    if way < 0.3:
        image = cv2.bilateralFilter(image, 0, rng.uniform(0.05, 0.25), rng.uniform(1.5, 4))
    elif way < 0.4:
        eight_bit = np.rint(np.clip(image, 0, 1) * BYTE).astype(np.uint8)
        image = cv2.medianBlur(eight_bit, int(rng.choice([3, 5, 7]))).astype(np.float32) / BYTE
    elif way < 0.7:
        factor = rng.uniform(1.2, 3)
        small = cv2.resize(image, (round(SIDE / factor), round(SIDE / factor)), interpolation=cv2.INTER_AREA)
        image = cv2.resize(small, (SIDE, SIDE), interpolation=cv2.INTER_CUBIC)
    if rng.random() < 0.6:
        sigma = float(np.exp(rng.uniform(np.log(0.8), np.log(4.0))))
        image = _exchanged(image, foreign, sigma, rng.uniform(0.2, 1.0))
    if rng.random() < 0.6:
        image = image + rng.uniform(0.2, 1.5) * (image - cv2.GaussianBlur(image, (0, 0), rng.uniform(0.8, 3)))
    if rng.random() < 0.3:
        grain = rng.standard_normal((SIDE, SIDE, 1)).astype(np.float32)
        grain = cv2.GaussianBlur(grain, (0, 0), rng.uniform(0.3, 1.5))[..., None]
        image = image + rng.uniform(0.005, 0.04) * grain / max(float(grain.std()), 1e-3)
    return np.asarray(image, np.float32)


def _exchanged(image: Plane, foreign: Plane, sigma: float, share: float) -> Plane:
    """`image` above `sigma`, and below it a `share` of `foreign`, as strong as the image's own detail is there."""
    smooth, other = (cv2.GaussianBlur(plane, (0, 0), sigma) for plane in (image, foreign))
    own, theirs = image - smooth, foreign - other
    strength, foreign_strength = (
        cv2.GaussianBlur(plane * plane, (0, 0), 3 * sigma).mean(axis=2, keepdims=True) ** 0.5
        for plane in (own, theirs)
    )
    painted = theirs * np.minimum(strength / (foreign_strength + 5e-3), 4)
    return smooth + (1 - share) * own + share * painted


def _relight(image: Plane, rng: Rng) -> Plane:
    """Another exposure, contrast and colour, at times another light on every part of the scene."""
    image = np.clip(image, 0, 1)
    if rng.random() < 0.4:
        field = smooth_field(rng, SIDE, SIDE, rng.uniform(0.3, 1.0) * SIDE)
        image = image ** np.exp(rng.uniform(0.1, 0.5) * field)[..., None]
    if (
        rng.random() < 0.25
    ):  # dark and bright parts of a scene change independently: a sky at dusk, lamps switched on
        soft = cv2.GaussianBlur(image.mean(axis=2), (0, 0), rng.uniform(2, 8))
        level, width = rng.uniform(0.2, 0.8), rng.uniform(0.04, 0.2)
        part = 1 / (1 + np.exp(-(soft - level) / width))[..., None]
        gain, cast = np.exp(rng.normal(0, 0.35)), rng.normal(0, 0.08, 3)
        image = image + part * (image * (gain * (1 + cast)) - image)
    image = np.clip(image, 0, 1) ** np.exp(rng.normal(0, 0.3))
    image = (image - 0.5) * rng.uniform(0.7, 1.4) + 0.5 + rng.normal(0, 0.05)
    grey = image @ LUMA
    saturation = rng.uniform(0.0, 0.3) if rng.random() < 0.07 else rng.uniform(0.6, 1.7)
    image = grey[..., None] + (image - grey[..., None]) * saturation
    image = image * (1 + rng.normal(0, 0.07, 3)) + rng.normal(0, 0.03, 3)
    if rng.random() < 0.15:
        bend = rng.uniform(-0.12, 0.12)  # a curve of its own for every tone
        image = image + bend * np.sin(
            2 * np.pi * (np.clip(image, 0, 1) * rng.uniform(0.5, 1.5) + rng.random())
        )
    return np.clip(image, 0, 1).astype(np.float32)


# --- the photo ---------------------------------------------------------------
