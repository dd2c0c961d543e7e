"""The edits of the third generator: things pasted, removed, copied, moved, painted anew or turned."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from restoration.image import ImageArray
from restoration.records import MaskArray
from restoration.synthesis.fields import smooth_field
from restoration.synthesis.jpeg import jpeg

Floats = NDArray[np.float32]
Box = tuple[int, int, int, int]
_VISIBLE = 14.0
"""Mean difference, in grey levels, from which an edit counts as one."""


def edit(rng: np.random.Generator, image: ImageArray, other: ImageArray) -> tuple[ImageArray, MaskArray]:
    """One to five edits, together at most a third of the frame; and where the content is another one."""
    height, width = image.shape[:2]
    edited, changed = image.copy(), np.zeros((height, width), bool)
    wanted = int(rng.integers(1, 6))
    for _ in range(10 * wanted):
        if wanted == 0 or changed.mean() > 0.3:
            break
        side = np.exp(rng.uniform(np.log(0.06), np.log(0.3)))
        aspect = np.exp(rng.uniform(-0.6, 0.6))
        w, h = (max(8, int(side * n * a)) for n, a in ((width, aspect), (height, 1 / aspect)))
        if w >= 0.6 * width or h >= 0.6 * height:
            continue
        trial, touched = _EDITS[int(rng.integers(len(_EDITS)))](rng, edited, other, (w, h))
        difference = cv2.absdiff(trial, edited).max(axis=2)
        # What the generator's own redrawing would hide is no change; small holes in one are part of it.
        strong = cv2.blur(difference.astype(np.float32), (5, 5)) > 0.5 * _VISIBLE
        kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (9, 9))
        touched &= cv2.morphologyEx(strong.astype(np.uint8), cv2.MORPH_CLOSE, kernel) > 0
        if touched.sum() < 64 or changed[touched].mean() > 0.1 or difference[touched].mean() < _VISIBLE:
            continue
        edited, changed = trial, changed | touched
        wanted -= 1
    return edited, changed


def _place(rng: np.random.Generator, image: ImageArray, size: tuple[int, int]) -> Box:
    w, h = min(size[0], image.shape[1] - 1), min(size[1], image.shape[0] - 1)
    x, y = int(rng.integers(0, image.shape[1] - w)), int(rng.integers(0, image.shape[0] - h))
    return x, y, w, h


def _cut(image: NDArray[Any], box: Box) -> NDArray[Any]:
    x, y, w, h = box
    return image[y : y + h, x : x + w]


def _cover(rng: np.random.Generator, w: int, h: int) -> Floats:
    """An outline with a hard or soft edge, (h, w) in [0, 1]."""
    y, x = np.mgrid[-1 : 1 : h * 1j, -1 : 1 : w * 1j].astype(np.float32)
    kind = rng.integers(5)
    if kind == 0:
        inside = 0.92 - np.maximum(np.abs(x), np.abs(y))
    elif kind == 1:
        inside = 0.95 - np.hypot(x, y)
    elif kind == 2:
        inside = 0.85 - np.hypot(x, y) + 0.2 * smooth_field(rng, h, w, rng.uniform(0.3, 0.9) * max(w, h))
    elif kind == 3:
        corners = rng.uniform(-0.95, 0.95, (int(rng.integers(3, 9)), 2)) * (w / 2, h / 2) + (w / 2, h / 2)
        hull = cv2.convexHull(corners.astype(np.int32))
        inside = cv2.fillConvexPoly(np.zeros((h, w), np.float32), hull, 1.0) - 0.5
    else:
        turn = rng.uniform(0, np.pi)
        inside = rng.uniform(0.15, 0.45) - np.abs(x * np.cos(turn) + y * np.sin(turn))
        inside = np.minimum(inside, 0.9 - np.hypot(x, y))
    cover = (inside > 0).astype(np.float32)
    if rng.random() < 0.6:
        cover = cv2.GaussianBlur(cover, (0, 0), rng.uniform(0.01, 0.08) * min(w, h) + 0.5)
        rim = np.minimum(np.arange(w)[None] + 1, np.arange(h)[:, None] + 1)
        rim = np.minimum(rim, rim[::-1, ::-1]).astype(np.float32)
        cover *= np.minimum(rim / max(2.0, 0.06 * min(w, h)), 1)
    return cover


def _lay(image: ImageArray, box: Box, content: NDArray[Any], cover: Floats) -> tuple[ImageArray, MaskArray]:
    out, touched = image.copy(), np.zeros(image.shape[:2], bool)
    under = _cut(image, box).astype(np.float32)
    mixed = under + cover[..., None] * (content.astype(np.float32) - under)
    _cut(out, box)[:] = np.rint(np.clip(mixed, 0, 255)).astype(np.uint8)
    _cut(touched, box)[:] = cover > 0.35
    return out, touched


def _seen_from_elsewhere(rng: np.random.Generator, content: ImageArray) -> ImageArray:
    """Flipped, turned a little, lighter or darker."""
    if rng.random() < 0.4:
        content = content[:, ::-1]
    if rng.random() < 0.3:
        content = content[::-1]
    h, w = content.shape[:2]
    turn = cv2.getRotationMatrix2D((w / 2, h / 2), rng.uniform(-25, 25), rng.uniform(1.0, 1.4))
    content = cv2.warpAffine(np.ascontiguousarray(content), turn, (w, h), borderMode=cv2.BORDER_REFLECT)
    return np.clip(content * rng.uniform(0.75, 1.25) + rng.uniform(-20, 20), 0, 255).astype(np.uint8)


def _paste(
    rng: np.random.Generator, image: ImageArray, other: ImageArray, size: tuple[int, int]
) -> tuple[ImageArray, MaskArray]:
    box = _place(rng, image, size)
    zoom = rng.uniform(0.6, 2.0)
    donor = cv2.resize(other, None, fx=1 / zoom, fy=1 / zoom, interpolation=cv2.INTER_AREA)
    w, h = box[2], box[3]
    if donor.shape[1] <= w or donor.shape[0] <= h:
        donor = cv2.resize(other, (2 * w, 2 * h))
    content = _seen_from_elsewhere(rng, _cut(donor, _place(rng, donor, (w, h)))).astype(np.float32)
    if rng.random() < 0.4:  # in the colours of the place, as a generator would paint it
        under = _cut(image, box).astype(np.float32)
        share = rng.uniform(0.4, 0.9)
        content = content + share * (under.mean(axis=(0, 1)) - content.mean(axis=(0, 1)))
    return _lay(image, box, content, _cover(rng, w, h))


def _remove(
    rng: np.random.Generator, image: ImageArray, other: ImageArray, size: tuple[int, int]
) -> tuple[ImageArray, MaskArray]:
    box = _place(rng, image, size)
    cover = _cover(rng, box[2], box[3])
    return _lay(image, box, _filling(rng, image, box, cover), cover)


def _filling(rng: np.random.Generator, image: ImageArray, box: Box, cover: Floats) -> NDArray[Any]:
    """What is painted where something was: diffused rims, a neighbour's texture, or a blur of both."""
    x, y, w, h = box
    height, width = image.shape[:2]
    kind = rng.integers(4)
    if kind < 2:
        margin = 8
        x0, y0 = max(0, x - margin), max(0, y - margin)
        around = np.ascontiguousarray(image[y0 : y + h + margin, x0 : x + w + margin])
        step = max(1, round(min(w, h) / 40))
        small = cv2.resize(around, None, fx=1 / step, fy=1 / step, interpolation=cv2.INTER_AREA)
        hole = np.zeros(around.shape[:2], np.uint8)
        hole[y - y0 : y - y0 + h, x - x0 : x - x0 + w] = (cover > 0.02) * np.uint8(255)
        hole = cv2.resize(hole, (small.shape[1], small.shape[0]), interpolation=cv2.INTER_NEAREST)
        filled = cv2.inpaint(small, hole, 3, (cv2.INPAINT_TELEA, cv2.INPAINT_NS)[kind])
        filled = cv2.resize(filled, (around.shape[1], around.shape[0]), interpolation=cv2.INTER_CUBIC)
        content = filled[y - y0 : y - y0 + h, x - x0 : x - x0 + w].astype(np.float32)
        return content + rng.uniform(0, 5) * rng.standard_normal((h, w, 1)).astype(np.float32)
    if kind == 2:
        dx, dy = rng.choice([-1, 1], 2) * (rng.uniform(0.7, 1.3, 2) * (w, h))
        near = int(np.clip(x + dx, 0, width - w)), int(np.clip(y + dy, 0, height - h)), w, h
        return _cut(image, near).copy()
    sigma = rng.uniform(0.25, 0.6) * min(w, h)
    return _cut(cv2.GaussianBlur(image, (0, 0), sigma), box)


def _copy(
    rng: np.random.Generator, image: ImageArray, other: ImageArray, size: tuple[int, int]
) -> tuple[ImageArray, MaskArray]:
    here, there = _place(rng, image, size), _place(rng, image, size)
    content = _cut(image, here)
    if rng.random() < 0.5:
        content = _seen_from_elsewhere(rng, content)
    return _lay(image, there, content.copy(), _cover(rng, here[2], here[3]))


def _move(
    rng: np.random.Generator, image: ImageArray, other: ImageArray, size: tuple[int, int]
) -> tuple[ImageArray, MaskArray]:
    here = _place(rng, image, size)
    w, h = here[2], here[3]
    far = rng.uniform(0.3, 2.0, 2) * rng.choice([-1, 1], 2) * (w, h)
    there = (
        int(np.clip(here[0] + far[0], 0, image.shape[1] - w)),
        int(np.clip(here[1] + far[1], 0, image.shape[0] - h)),
        w,
        h,
    )
    cover = _cover(rng, w, h)
    thing = _cut(image, here).copy()
    without, gone = _lay(image, here, _filling(rng, image, here, cover), cover)
    moved, came = _lay(without, there, thing, cover)
    return moved, gone | came


def _retexture(
    rng: np.random.Generator, image: ImageArray, other: ImageArray, size: tuple[int, int]
) -> tuple[ImageArray, MaskArray]:
    """The place keeps its shading and gets the fine structure of another place or photo."""
    box = _place(rng, image, size)
    w, h = box[2], box[3]
    donor = other if rng.random() < 0.5 and min(other.shape[1] - w, other.shape[0] - h) > 1 else image
    sigma = rng.uniform(0.08, 0.3) * min(w, h)
    base = _cut(cv2.GaussianBlur(image, (0, 0), sigma), box).astype(np.float32)
    fine = _cut(donor, _place(rng, donor, (w, h))).astype(np.float32)
    fine = fine - cv2.GaussianBlur(fine, (0, 0), sigma)
    return _lay(image, box, base + rng.uniform(0.8, 1.8) * fine, _cover(rng, w, h))


def _twist(
    rng: np.random.Generator, image: ImageArray, other: ImageArray, size: tuple[int, int]
) -> tuple[ImageArray, MaskArray]:
    """A place turned, enlarged or distorted more than a smooth bend can follow."""
    box = _place(rng, image, size)
    w, h = box[2], box[3]
    y, x = np.mgrid[-1 : 1 : h * 1j, -1 : 1 : w * 1j].astype(np.float32)
    inside = np.clip(1 - np.hypot(x, y), 0, 1)
    kind = rng.integers(3)
    if kind == 0:
        angle = rng.uniform(1.2, 4.0) * rng.choice([-1, 1]) * inside
        u, v = x * np.cos(angle) - y * np.sin(angle), x * np.sin(angle) + y * np.cos(angle)
    elif kind == 1:
        stretch = 1 + rng.uniform(-0.7, 2.0) * inside
        u, v = x * stretch, y * stretch
    else:
        amount = rng.uniform(0.1, 0.3) * np.minimum(3 * inside, 1)
        u, v = (n + amount * smooth_field(rng, h, w, 0.3 * max(w, h)) for n in (x, y))
    place = _cut(image, box)
    where = (u + 1) / 2 * (w - 1), (v + 1) / 2 * (h - 1)
    content = cv2.remap(
        place, where[0].astype(np.float32), where[1].astype(np.float32), cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REFLECT_101,
    )  # fmt: skip
    return _lay(image, box, content, np.minimum(6 * inside, 1))


_EDITS = (_paste, _paste, _remove, _remove, _copy, _move, _retexture, _twist)


def surface(rng: np.random.Generator, image: ImageArray, scale: float) -> ImageArray:
    """The same content with another surface: smoothing, sharpening, detail, grading."""
    values = _smoothed(rng, image, scale).astype(np.float32)
    if rng.random() < 0.5:
        halo = cv2.GaussianBlur(values, (0, 0), rng.uniform(0.8, 2.5) * scale)
        values = values + rng.uniform(0.3, 1.5) * (values - halo)
    if rng.random() < 0.5:
        values += _made_up_detail(rng, values, scale)
    values = _graded(rng, np.clip(values / 255, 0, 1))
    out = np.rint(np.clip(values, 0, 1) * 255).astype(np.uint8)
    if rng.random() < 0.4:
        out = jpeg(out, int(rng.integers(55, 96)))
    return out


def _smoothed(rng: np.random.Generator, image: ImageArray, scale: float) -> NDArray[Any]:
    height, width = image.shape[:2]
    kind = rng.integers(5)
    if kind == 0:
        return image
    if kind == 1:
        return cv2.GaussianBlur(image, (0, 0), rng.uniform(0.5, 1.6) * scale)
    if kind == 2:
        return cv2.medianBlur(image, int(rng.choice([3, 5])))
    loss = rng.uniform(1.2, 2.6) * max(scale, 1)
    size = max(8, int(width / loss)), max(8, int(height / loss))
    small = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    if kind == 3:
        small = cv2.bilateralFilter(small, 5, rng.uniform(15, 50), 3)
    return cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC)


def _made_up_detail(rng: np.random.Generator, values: Floats, scale: float) -> Floats:
    """Fine grain and crispness, more of it where there is structure."""
    height, width = values.shape[:2]
    size = max(8, int(width / max(scale, 1))), max(8, int(height / max(scale, 1)))
    grain = cv2.GaussianBlur(
        rng.standard_normal((size[1], size[0])).astype(np.float32), (0, 0), rng.uniform(0.4, 1.2)
    )
    grain = cv2.resize(grain / grain.std(), (width, height), interpolation=cv2.INTER_LINEAR)
    gray = values.mean(axis=2)
    # A running sum of squares can end slightly below zero.
    busy = np.sqrt(np.maximum(cv2.blur((gray - cv2.blur(gray, (9, 9))) ** 2, (15, 15)), 0))
    amount = rng.uniform(0.5, 3.0) + rng.uniform(0, 0.35) * np.minimum(busy, 30)
    return (grain * amount)[..., None]


def _graded(rng: np.random.Generator, values: Floats) -> Floats:
    height, width = values.shape[:2]
    knots = np.linspace(0, 1, 6)
    common = np.cumsum(np.concatenate([[rng.uniform(0, 0.08)], rng.uniform(0.1, 0.3, 5)]))
    for channel in range(3):
        curve = common + np.cumsum(rng.normal(0, 0.015, 6))
        values[..., channel] = np.interp(values[..., channel], knots, curve).astype(np.float32)
    gray = values.mean(axis=2, keepdims=True)
    values = gray + (values - gray) * rng.uniform(0.6, 1.5)
    if rng.random() < 0.5:
        light = 0.12 * smooth_field(rng, height, width, rng.uniform(0.4, 1.0) * max(height, width))
        values = values * (1 + light[..., None])
    if rng.random() < 0.25:
        wide = cv2.GaussianBlur(values, (0, 0), 0.06 * max(height, width))
        values = values + rng.uniform(0.1, 0.4) * (values - wide)
    return values
