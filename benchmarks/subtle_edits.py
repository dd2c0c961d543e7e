"""Small hallucinations as generators make them: clouds in an empty sky, other characters on a sign, a lamp in
the fog, repainted texture. Seeded; the mask says where, and `shown` where the degraded photo would have shown it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from restoration.image import ImageArray
from restoration.records import MaskArray
from restoration.synthesis.fields import smooth_field

Floats = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Edit:
    before: ImageArray
    """(H, W, 3): the scene that the photo shows; `clean` but for a sign with characters."""
    after: ImageArray
    """The scene as the generator drew it."""
    mask: MaskArray
    """(H, W): where they differ."""


def clouds(clean: ImageArray, rng: np.random.Generator) -> Edit | None:
    """Clouds painted into a smooth and bright upper part; None where there is no such sky."""
    height, width = clean.shape[:2]
    sky = smooth_area(clean, bright=True)
    if sky.mean() < 0.06:
        return None
    field = smooth_field(rng, height, width, 0.25 * width) + 0.5 * smooth_field(
        rng, height, width, 0.1 * width
    )
    field += 0.25 * smooth_field(rng, height, width, 0.04 * width)
    inside = field[sky > 0.5]
    cover = np.clip(
        (field - np.quantile(inside, rng.uniform(0.4, 0.7))) / max(float(inside.std()), 1e-3), 0, 1
    )
    cover = (cover * cv2.GaussianBlur(sky, (0, 0), 0.006 * width) * sky).astype(np.float32)
    sign = -1.0 if clean[sky > 0.5].mean() > 190 else 1.0
    level = np.float32(sign * rng.uniform(25, 60))
    return _edit(clean, np.clip(clean + level * cover[..., None], 0, 255), cover > 0.3)


def characters(clean: ImageArray, rng: np.random.Generator) -> Edit | None:
    """A sign whose characters the generator wrote otherwise."""
    height, width = clean.shape[:2]
    size = int(rng.uniform(0.05, 0.1) * height)
    letters = [_word(rng) for _ in range(2)]
    font = ImageFont.load_default(size)
    box = max(int(font.getlength(word)) for word in letters) + size, int(1.6 * size)
    if box[0] >= width - 4:
        return None
    x, y = int(rng.integers(2, width - box[0])), int(rng.integers(2, height - box[1] - 1))
    light, dark = (tuple(int(v) for v in rng.integers(*r, 3)) for r in ((170, 250), (10, 90)))
    board, ink = (light, dark) if rng.random() < 0.5 else (dark, light)
    signs = []
    for word in letters:
        sign = Image.new("RGB", box, board)
        ImageDraw.Draw(sign).text((size // 2, size // 6), word, fill=ink, font=font)
        picture = clean.copy()
        picture[y : y + box[1], x : x + box[0]] = np.asarray(sign)
        signs.append(picture)
    differs = cv2.absdiff(*signs).max(axis=2) > 40
    return Edit(signs[0], signs[1], _closed(differs, 0.5 * size))


def lamp(clean: ImageArray, rng: np.random.Generator) -> Edit | None:
    """A street lamp or a post that is not in the photo."""
    height, width = clean.shape[:2]
    tall = int(rng.uniform(0.18, 0.4) * height)
    x, y = int(rng.uniform(0.1, 0.9) * width), int(rng.uniform(0.45, 0.9) * height)
    thick = max(2, int(rng.uniform(0.006, 0.014) * width))
    after, drawn = clean.copy(), np.zeros((height, width), np.uint8)
    around = clean[max(0, y - tall) : y, max(0, x - 4 * thick) : x + 4 * thick].reshape(-1, 3).mean(axis=0)
    dark = around.mean() > 90
    colour = tuple(int(v) for v in (rng.integers(15, 50, 3) if dark else rng.integers(180, 240, 3)))
    head = int(2.2 * thick)
    for image, ink in ((after, colour), (drawn, 255)):
        cv2.line(image, (x, y), (x, y - tall), ink, thick, cv2.LINE_AA)
        cv2.line(image, (x, y - tall), (x + 3 * head, y - tall), ink, thick, cv2.LINE_AA)
        glow = (255, 245, 200) if image is after and not dark else ink
        cv2.circle(image, (x + 3 * head, y - tall + head // 2), head, glow, -1, cv2.LINE_AA)
    return _edit(clean, after, cv2.dilate(drawn, np.ones((3, 3), np.uint8)) > 100)


def texture(clean: ImageArray, rng: np.random.Generator) -> Edit | None:
    """A patch of texture repainted: the same look, other details in other places."""
    height, width = clean.shape[:2]
    w, h = int(rng.uniform(0.14, 0.26) * width), int(rng.uniform(0.14, 0.26) * height)
    grey = cv2.cvtColor(clean, cv2.COLOR_RGB2GRAY).astype(np.float32)
    fine = cv2.blur((grey - cv2.GaussianBlur(grey, (0, 0), 6)) ** 2, (w | 1, h | 1))
    candidates = [(int(rng.integers(0, width - w)), int(rng.integers(0, height - h))) for _ in range(30)]
    x, y = max(candidates, key=lambda c: float(fine[c[1] + h // 2, c[0] + w // 2]))
    patch = clean[y : y + h, x : x + w].astype(np.float32)
    base = cv2.GaussianBlur(patch, (0, 0), 6)
    detail = (
        (patch - base)[::-1, ::-1] if rng.random() < 0.5 else np.roll(patch - base, (h // 2, w // 3), (0, 1))
    )
    if np.sqrt((detail**2).mean()) < 8:
        return None
    cover = np.zeros((height, width), np.float32)
    cv2.ellipse(cover, (x + w // 2, y + h // 2), (w // 2, h // 2), 0, 0, 360, 1.0, -1)
    cover = cv2.GaussianBlur(cover, (0, 0), 2)
    after = clean.astype(np.float32)
    part = cover[y : y + h, x : x + w, None]
    after[y : y + h, x : x + w] += part * (base + detail - patch)
    return _edit(clean, np.clip(after, 0, 255), cover > 0.5)


KINDS: dict[str, Callable[[ImageArray, np.random.Generator], Edit | None]] = {
    "clouds": clouds,
    "characters": characters,
    "lamp": lamp,
    "texture": texture,
}


def shown(edit: Edit, photo: ImageArray, photo_of_edited: ImageArray) -> MaskArray:
    """(H, W): where a degraded `photo` would have shown the edit; `photo_of_edited` is the edited scene through the
    same degradation and noise. Differences count over 5×5 pixels, above the photo's noise and two grey levels."""
    difference = photo_of_edited.astype(np.float32) - photo.astype(np.float32)
    local = np.abs(cv2.blur(difference, (5, 5))).max(axis=2)
    grey = cv2.cvtColor(photo, cv2.COLOR_RGB2GRAY).astype(np.float32)
    ripple = np.abs(cv2.filter2D(grey, -1, np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], np.float32)))
    sigma = float(np.median(ripple)) / (0.6745 * 6)
    return edit.mask & (cv2.GaussianBlur(local, (0, 0), 2) > max(2.0, sigma))


def _edit(clean: ImageArray, after: NDArray[Any], mask: MaskArray) -> Edit | None:
    after = np.rint(after).astype(np.uint8)
    if mask.mean() < 0.0015:
        return None
    return Edit(clean, after, mask)


def smooth_area(clean: ImageArray, *, bright: bool) -> Floats:
    """1 inside the largest smooth area that touches the upper border, (H, W)."""
    grey = cv2.cvtColor(clean, cv2.COLOR_RGB2GRAY).astype(np.float32)
    rough = cv2.blur(np.abs(grey - cv2.GaussianBlur(grey, (0, 0), 4)), (9, 9))
    smooth = ((rough < 3.0) & ((grey > 90) | (not bright))).astype(np.uint8)
    smooth[int(0.65 * len(smooth)) :] = 0
    _, names, stats, _ = cv2.connectedComponentsWithStats(smooth)
    top = [n for n in np.unique(names[:3]) if n]
    if not top:
        return np.zeros(grey.shape, np.float32)
    best = max(top, key=lambda n: stats[n, cv2.CC_STAT_AREA])
    return cv2.erode((names == best).astype(np.float32), np.ones((5, 5)))


def _closed(mask: MaskArray, reach: float) -> MaskArray:
    kernel = np.ones((max(3, int(reach)),) * 2, np.uint8)
    return cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_CLOSE, kernel) > 0


def _word(rng: np.random.Generator) -> str:
    return "".join(rng.choice(list("ABCDEFGHKLMNPRSTUVWXYZ0123456789"), int(rng.integers(4, 8))))
