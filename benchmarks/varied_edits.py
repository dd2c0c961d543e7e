"""Edits and finishes of more kinds than the judged ones of `subtle_edits`, for fitting the detector of changed content.

An edit changes content somewhere and knows where; a finish (repainted fine detail, smoothing, sharpening, JPEG) changes the
look of a whole redraw and no content. Seeded.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks import subtle_edits
from benchmarks.subtle_edits import Edit
from benchmarks.wide_redraws import repainted
from restoration.image import ImageArray
from restoration.records import MaskArray
from restoration.synthesis.fields import smooth_field
from restoration.synthesis.jpeg import jpeg

Floats = NDArray[np.float32]
Draw = Callable[[ImageArray, ImageArray, np.random.Generator], Edit | None]
_LEAST_SKY = 0.04


def edits(clean: ImageArray, other: ImageArray, rng: np.random.Generator, first: str) -> Edit | None:
    """One to three edits of `clean` (H, W, 3), the first of the kind `first` (of `KINDS`), which do not overlap; `other`, of the
    same size, lends content. None where there is no place for the first."""
    found = KINDS[first](clean, other, rng)
    if found is None:
        return None
    for _ in range(int(rng.choice([0, 1, 2], p=[0.4, 0.35, 0.25]))):
        kind = str(rng.choice([name for name in KINDS if name not in (first, "characters", "sky")]))
        more = KINDS[kind](found.after, other, rng)
        if more is not None and not (more.mask & found.mask).any():
            found = replace(found, after=more.after, mask=found.mask | more.mask)
    return found


def sky(clean: ImageArray, other: ImageArray, rng: np.random.Generator) -> Edit | None:
    """Clouds that came, went or became others, of many shapes; and now and then clouds that stayed."""
    area = subtle_edits.smooth_area(clean, bright=bool(rng.random() < 0.7))
    if area.mean() < _LEAST_SKY:
        return None
    before, after, mask = clean, clean, np.zeros(area.shape, bool)
    if rng.random() < 0.3:  # clouds that stay
        before = after = _clouded(clean, area, rng)[0]
    what = rng.choice(["came", "went", "others"], p=[0.55, 0.2, 0.25])
    if what != "went":
        after, cover = _clouded(after, area, rng)
        mask |= cover
    if what != "came":
        before, cover = _clouded(before, area, rng)
        mask |= cover
    mask &= cv2.absdiff(before, after).max(axis=2) > 7
    mask = cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8)) > 0
    return Edit(before, after, mask) if mask.mean() > 0.0015 else None


def _clouded(image: ImageArray, area: Floats, rng: np.random.Generator) -> tuple[ImageArray, MaskArray]:
    """Clouds over `area` (H, W) of `image`, and where they are more than a breath."""
    height, width = area.shape
    shape = rng.choice(["fields", "wisps", "heaps"], p=[0.5, 0.25, 0.25])
    if shape == "heaps":
        y, x = np.mgrid[:height, :width].astype(np.float32)
        places = np.argwhere(area > 0.5)
        field = np.zeros(area.shape, np.float32)
        for _ in range(int(rng.integers(3, 25))):
            top, left = places[rng.integers(len(places))]
            long = rng.uniform(0.015, 0.12) * width
            tall = long * rng.uniform(0.3, 1)
            field = np.maximum(field, 1.3 - np.hypot((x - left) / long, (y - top) / tall))
        field += np.float32(rng.uniform(0.05, 0.3)) * smooth_field(
            rng, height, width, rng.uniform(0.02, 0.08) * width
        )
        cover = np.clip(field * np.float32(rng.uniform(0.8, 4)), 0, 1)
    else:
        long = rng.uniform(0.1, 0.5)
        rows = int(height * rng.uniform(2, 6)) if shape == "wisps" else height
        field = np.zeros(area.shape, np.float32)
        for octave in range(int(rng.integers(1, 5))):
            one = smooth_field(rng, rows, width, max(4.0, long / 2.2**octave * width))
            field += np.float32(rng.uniform(0.35, 0.7) ** octave) * cv2.resize(one, (width, height))
        if shape == "wisps":
            turn = cv2.getRotationMatrix2D((width / 2, height / 2), float(rng.uniform(-35, 35)), 1.5)
            field = cv2.warpAffine(field, turn, (width, height), borderMode=cv2.BORDER_REFLECT)
        inside = field[area > 0.5]
        spread = max(float(inside.std()), 1e-3) * rng.uniform(0.4, 2.0)
        cover = np.clip((field - np.quantile(inside, rng.uniform(0.3, 0.8))) / spread, 0, 1)
    cover = (cover * cv2.GaussianBlur(area, (0, 0), rng.uniform(0.003, 0.01) * width) * area).astype(
        np.float32
    )
    mean = float(image[area > 0.5].mean())
    sign = -1.0 if mean > 190 or rng.random() < 0.3 else 1.0
    level = sign * rng.uniform(15, 75) * rng.uniform(0.85, 1.1, 3)
    painted = np.clip(image + (level * cover[..., None]).astype(np.float32), 0, 255)
    return np.rint(painted).astype(np.uint8), cover > 0.3


def thing(clean: ImageArray, other: ImageArray, rng: np.random.Generator) -> Edit | None:
    """A small thing that came (cut from elsewhere), or went (filled in from around)."""
    height, width = clean.shape[:2]
    shape = _blob(rng, height, width, float(rng.uniform(0.03, 0.14)))
    if rng.random() < 0.35:
        hole = cv2.dilate((shape > 0.05).astype(np.uint8), np.ones((3, 3), np.uint8))
        filled = cv2.inpaint(clean, hole, 3, cv2.INPAINT_TELEA).astype(np.float32)
        filled += rng.normal(0, rng.uniform(1, 4), filled.shape)
    else:
        source = other if rng.random() < 0.6 else clean[:, ::-1]
        filled = np.roll(
            source.astype(np.float32), [int(rng.integers(0, n)) for n in (height, width)], (0, 1)
        )
        if rng.random() < 0.5:  # in the colours of the place
            inside, around = shape > 0.5, cv2.dilate(shape, np.ones((15, 15), np.uint8)) > 0.5
            if not inside.any():
                return None
            mean, wanted = (values.mean(axis=0) for values in (filled[inside], clean[around]))
            filled = wanted + rng.uniform(0.6, 1.2) * (filled - mean)
    return _blended(clean, filled, shape)


def strokes(clean: ImageArray, other: ImageArray, rng: np.random.Generator) -> Edit | None:
    """Posts, wires, birds, lines on the road: thin things of one colour."""
    height, width = clean.shape[:2]
    after, drawn = clean.copy(), np.zeros((height, width), np.uint8)
    x, y = int(rng.uniform(0.05, 0.95) * width), int(rng.uniform(0.05, 0.95) * height)
    long = rng.uniform(0.05, 0.35) * height
    near = clean[max(0, y - 10) : y + 10, max(0, x - 10) : x + 10].mean()
    low, high = ((10, 70) if rng.random() < 0.8 else (130, 160)) if near > 100 else (150, 245)
    colour = tuple(int(v) for v in rng.integers(low, high, 3))
    for _ in range(int(rng.integers(1, 5))):
        lean = rng.choice([0.0, np.pi / 2, rng.uniform(0, np.pi)])
        end = (int(x + long * np.cos(lean)), int(y - long * np.sin(lean)))
        thick = max(2, int(rng.uniform(0.004, 0.014) * width))
        for image, ink in ((after, colour), (drawn, (255,))):
            if rng.random() < 0.85 or image is after:
                cv2.line(image, (x, y), end, ink, thick, cv2.LINE_AA)
        x, y, long = *end, long * rng.uniform(0.3, 0.9)
    mask = cv2.absdiff(clean, after).max(axis=2) > 12
    mask = cv2.dilate(mask.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    return Edit(clean, after, mask) if mask.mean() > 0.001 else None


def lamps(clean: ImageArray, other: ImageArray, rng: np.random.Generator) -> Edit | None:
    """One to three lamps, alight or not, with or without a post and a glow."""
    height, width = clean.shape[:2]
    after = clean.astype(np.float32)
    y, x = np.mgrid[:height, :width].astype(np.float32)
    mask = np.zeros((height, width), bool)
    for _ in range(int(rng.integers(1, 4))):
        top, left = rng.uniform(0.05, 0.9) * height, rng.uniform(0.05, 0.95) * width
        radius = rng.uniform(0.006, 0.025) * width
        colour = np.array([255, 245, 200]) * rng.uniform(0.8, 1, 3)
        apart = np.hypot(x - left, (y - top) / rng.uniform(0.6, 1.5))
        if rng.random() < 0.6:
            post = np.zeros((height, width), np.uint8)
            foot = (int(left + rng.normal(0, 0.01) * width), int(top + rng.uniform(0.1, 0.4) * height))
            thick = max(2, int(rng.uniform(0.004, 0.012) * width))
            cv2.line(post, (int(left), int(top)), foot, 255, thick, cv2.LINE_AA)
            dark = clean.mean() > 70
            ink = rng.uniform(10, 60, 3) if dark else rng.uniform(120, 220, 3)
            after += (post[..., None] / np.float32(255)) * (ink - after)
            mask |= post > 100
        cover = np.clip(radius + 0.5 - apart, 0, 1)[..., None]
        after += cover * (colour - after)
        if rng.random() < 0.5:
            glow = np.exp(-0.5 * (apart / (radius * rng.uniform(1.5, 4))) ** 2)[..., None]
            after += glow * colour * rng.uniform(0.1, 0.5)
            mask |= glow[..., 0] > 0.5
        mask |= cover[..., 0] > 0.5
    lit = np.rint(np.clip(after, 0, 255)).astype(np.uint8)
    mask &= cv2.absdiff(clean, lit).max(axis=2) > 8
    mask = cv2.dilate(mask.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    return Edit(clean, lit, mask) if mask.mean() > 0.001 else None


def characters(clean: ImageArray, other: ImageArray, rng: np.random.Generator) -> Edit | None:
    """Other characters on a sign, several lines of them, or the same sign in both with none changed beside it."""
    found = subtle_edits.characters(clean, rng)
    if found is None or rng.random() < 0.5:
        return found
    # A sign that stays: what is written there is no change.
    more = subtle_edits.characters(clean, rng)
    if more is None:
        return found
    place = cv2.absdiff(more.before, clean).max(axis=2) > 0
    if (place & found.mask).any():
        return found
    before, after = found.before.copy(), found.after.copy()
    before[place] = after[place] = more.before[place]
    return Edit(before, after, found.mask)


def texture(clean: ImageArray, other: ImageArray, rng: np.random.Generator) -> Edit | None:
    """Detail of a place drawn anew: turned, taken from elsewhere in the photo or from another, or smoothed away."""
    height, width = clean.shape[:2]
    shape = _blob(rng, height, width, float(rng.uniform(0.1, 0.28)))
    sigma = float(rng.uniform(0.006, 0.02)) * width
    image = clean.astype(np.float32)
    smooth = cv2.GaussianBlur(image, (0, 0), sigma)
    inside = shape > 0.5
    own = image - smooth
    if not inside.any() or np.sqrt((own[inside] ** 2).mean()) < 8:
        return None
    what = rng.choice(["turned", "shifted", "foreign", "none"], p=[0.3, 0.3, 0.3, 0.1])
    if what == "foreign":
        foreign = other.astype(np.float32)
        detail = foreign - cv2.GaussianBlur(foreign, (0, 0), sigma)
    elif what == "none":
        detail = np.zeros_like(own)
    else:
        detail = own[::-1, ::-1] if what == "turned" else np.roll(own, (height // 7, width // 5), (0, 1))
    strength = np.sqrt((own[inside] ** 2).mean() / ((detail[inside] ** 2).mean() + 1.0))
    return _blended(clean, smooth + min(float(strength), 4.0) * detail, shape)


def finish(
    image: ImageArray, other: ImageArray, rng: np.random.Generator, *, repaint: bool = True
) -> ImageArray:
    """`image` (h, w, 3) with another surface and the same content; `other` lends fine texture."""
    height, width = image.shape[:2]
    diagonal = float(np.hypot(height, width))
    if repaint and rng.random() < 0.35:
        foreign = cv2.resize(other, (width, height), interpolation=cv2.INTER_AREA)
        limits = {"factor": (1.0, 2.0), "sigma": (0.002, 0.005), "share": (0.2, 0.7), "light": (0.0, 0.15)}
        drawn = {name: float(rng.uniform(*pair)) for name, pair in limits.items()}
        image = repainted(image.astype(np.float32), foreign.astype(np.float32), rng, drawn, diagonal)
    if rng.random() < 0.2:
        image = cv2.bilateralFilter(image, 7, float(rng.uniform(15, 50)), 0.003 * diagonal)
    if rng.random() < 0.25:
        sharp = image.astype(np.float32)
        sharp += rng.uniform(0.3, 1.5) * (
            sharp - cv2.GaussianBlur(sharp, (0, 0), rng.uniform(0.001, 0.003) * diagonal)
        )
        image = np.rint(np.clip(sharp, 0, 255)).astype(np.uint8)
    if rng.random() < 0.3:
        image = jpeg(image, int(rng.integers(40, 92)))
    return image


KINDS: dict[str, Draw] = {
    "sky": sky,
    "characters": characters,
    "lamps": lamps,
    "texture": texture,
    "thing": thing,
    "strokes": strokes,
}


def _blob(rng: np.random.Generator, height: int, width: int, size: float) -> Floats:
    """A soft-edged patch of irregular outline, (H, W) in [0, 1]; `size` is a share of the shorter side's length."""
    y, x = np.mgrid[:height, :width].astype(np.float32)
    radius = size * min(height, width) * np.exp(rng.uniform(-0.4, 0.4, 2)) / 1.4
    left, top = rng.uniform(0.03, 0.97) * width, rng.uniform(0.03, 0.97) * height
    apart = np.hypot((x - left) / radius[0], (y - top) / radius[1])
    apart += np.float32(rng.uniform(0, 0.25)) * smooth_field(
        rng, height, width, max(6.0, float(radius.mean()))
    )
    soft = np.float32(rng.uniform(1.0, 0.12 * radius.mean() + 1.5) / radius.mean())
    return np.asarray(np.clip((1 - apart) / soft + 0.5, 0, 1), np.float32)


def _blended(clean: ImageArray, filled: NDArray[Any], shape: Floats) -> Edit | None:
    mixed = clean + shape[..., None] * (filled - clean)
    after = np.rint(np.clip(mixed, 0, 255)).astype(np.uint8)
    differs = cv2.blur(cv2.absdiff(after, clean).max(axis=2).astype(np.float32), (7, 7)) > 6
    mask = (shape > 0.4) & differs
    mask = cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((7, 7), np.uint8)) > 0
    return Edit(clean, after, mask) if mask.mean() > 0.0015 else None
