"""What real generators change beyond the plain simulator: skies, light, texture, framing, and marks in a corner.

How often and how far is taken from real pairs (`python -m benchmarks.real_changes`; docs/generators.md has its table).
All of it is drawn from a random stream of its own, so that the plain simulator's draws stay what they are.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from restoration.image import ImageArray
from restoration.luma import LUMA
from restoration.records import FlowArray, MaskArray
from restoration.synthesis.fields import smooth_field

Floats = NDArray[np.float32]
_SKY_SHARE, _RELIT_SHARE, _TEXTURE_SHARE, _FRAME_SHARE, _MARK_SHARE = 0.5, 0.6, 0.6, 0.35, 0.35
"""How many redraws have each of the changes (a sky only where the photo has one)."""
_LEAST_SKY = 0.05
_FINE_SHARE = 0.004
_VISIBLE = 10
"""Grey levels by which repainted content must differ to count as changed."""


@dataclass(frozen=True, eq=False)
class Wide:
    content: ImageArray
    """(H, W, 3): the scene with another sky and other texture."""
    changed: MaskArray
    """(H, W): where."""
    light: Floats
    """(H, W, 3): what the scene's light is multiplied by, in file values."""
    frame: NDArray[np.float64]
    """(3, 3), clean pixels: more of the scene, or less."""
    sharpness: float
    """What the fine detail of the redraw is multiplied by."""
    mark: float
    """Side of the mark in the lower right corner of the canvas, as a share of its shorter side; 0: none."""


def draw_wide(clean: ImageArray, seed: int, strength: float) -> Wide:
    """`clean` uint8 RGB (H, W, 3). Framing grows with `strength`, the rest does not."""
    rng = np.random.default_rng([seed, 1])
    content, changed = clean.astype(np.float32), np.zeros(clean.shape[:2], bool)
    # Every change is drawn whether it is used or not: a photo without a sky gets the same light as one with it.
    chance = rng.random(5) < (_SKY_SHARE, _RELIT_SHARE, _TEXTURE_SHARE, _FRAME_SHARE, _MARK_SHARE)
    streams = [np.random.default_rng([seed, 2, k]) for k in range(5)]
    small = min(clean.shape[:2]) < 32
    if chance[0] and not small:
        content, changed = _repainted_sky(streams[0], content)
    if chance[2] and not small:
        content, textured = _other_texture(streams[2], content)
        changed |= textured
    light = _light(streams[1], clean.shape[:2]) if chance[1] else np.ones((*clean.shape[:2], 3), np.float32)
    frame = _frame(streams[3], clean.shape[:2], strength) if chance[3] else np.eye(3)
    mark = float(streams[4].uniform(0.05, 0.09)) if chance[4] else 0.0
    sharpness = float(rng.uniform(0.9, 2.2))
    return Wide(np.rint(np.clip(content, 0, 255)).astype(np.uint8), changed, light, frame, sharpness, mark)


def sky_mask(image: ImageArray | Floats) -> Floats:
    """(H, W) in [0, 1]: the smooth, bright or blue part that is connected to the upper edge; soft at its rim."""
    height, width = image.shape[:2]
    scale = min(1.0, 240 / max(height, width))
    size = (max(8, round(width * scale)), max(8, round(height * scale)))
    few = cv2.resize(image.astype(np.float32), size, interpolation=cv2.INTER_AREA)
    luma = few @ LUMA
    rough = cv2.blur(np.abs(luma - cv2.blur(luma, (5, 5))), (5, 5))
    blue = few[..., 2] - few[..., 0]
    likely = (rough < 4) & (luma > 90) & ((luma > np.median(luma) + 12) | (blue > 15))
    count, labels = cv2.connectedComponents(likely.astype(np.uint8))
    top = np.bincount(labels[: max(1, size[1] // 20)].ravel(), minlength=count)
    top[0] = 0
    kept = np.isin(labels, np.flatnonzero(top > 0.1 * size[0])).astype(np.float32)
    full = cv2.resize(cv2.GaussianBlur(kept, (0, 0), 1.5), (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(np.clip(full, 0, 1), np.float32)


def _repainted_sky(rng: np.random.Generator, image: Floats) -> tuple[Floats, MaskArray]:
    """Another gradient and clouds of its own where there is a sky, as generators paint one into a grey or hazy one."""
    height, width = image.shape[:2]
    cover = sky_mask(image)
    if cover.mean() < _LEAST_SKY:
        return image, np.zeros((height, width), bool)
    weight = cover.sum()
    mean = (image * cover[..., None]).sum(axis=(0, 1)) / weight
    zenith = np.array([rng.uniform(40, 120), rng.uniform(110, 170), rng.uniform(190, 245)], np.float32)
    horizon = mean + rng.uniform(0, 0.5) * (np.array([235, 235, 240], np.float32) - mean)
    share = (np.linspace(1, 0, height, dtype=np.float32) * rng.uniform(0.3, 1.0))[:, None, None]
    sky = horizon + share * (zenith - horizon)
    field = smooth_field(rng, height, width, 0.35 * width) + 0.5 * smooth_field(
        rng, height, width, 0.12 * width
    )
    field += 0.25 * smooth_field(rng, height, width, 0.04 * width)
    clouds = np.clip(rng.uniform(-0.6, 0.6) + field, 0, 1.5)[..., None] * np.float32(rng.uniform(0, 45))
    painted = image + cover[..., None] * (np.clip(sky + clouds, 0, 255) - image)
    # Another colour of an empty sky is tone; clouds that come or go are content.
    detail = (painted - image).mean(axis=2)
    detail = detail - cv2.blur(detail, (2 * (width // 16) + 1,) * 2)
    return painted, (np.abs(detail) > _VISIBLE) & (cover > 0.5)


def _other_texture(rng: np.random.Generator, image: Floats) -> tuple[Floats, MaskArray]:
    """Fine detail (waves of up to 1.5 % of the diagonal) of some places drawn anew: as strong, but other."""
    height, width = image.shape[:2]
    scale = rng.uniform(0.004, 0.012) * float(np.hypot(height, width))
    detail = (image - cv2.GaussianBlur(image, (0, 0), scale)).astype(np.float32)
    # The same detail from elsewhere has its statistics and not its places.
    shift = [int(rng.integers(size // 6, max(size // 6 + 1, size // 3))) for size in (height, width)]
    other = np.roll(detail, shift, axis=(0, 1))[:, ::-1]
    window = (2 * round(2 * scale) + 1,) * 2
    strength = np.sqrt(cv2.blur(np.square(detail).mean(axis=2), window))
    borrowed = np.sqrt(cv2.blur(np.square(other).mean(axis=2), window)) + np.float32(1)
    other = other * np.minimum(strength / borrowed, 2)[..., None]
    field = smooth_field(rng, height, width, rng.uniform(0.2, 0.5) * max(height, width))
    # Edges are redrawn where they are; what is drawn anew is texture.
    edges = np.clip((strength - 14) / 10, 0, 1)
    cover = np.clip(2 * (field - rng.uniform(0.4, 1.2)), 0, 1) * (1 - edges)
    changed = image + cover[..., None] * (other - detail)
    return changed, (cv2.blur(np.abs(changed - image).mean(axis=2), window) > _VISIBLE / 2) & (cover > 0.5)


def _light(rng: np.random.Generator, shape: tuple[int, int]) -> Floats:
    """Gain (H, W, 3): light from another side and of another colour, brighter here and darker there."""
    height, width = shape
    field = smooth_field(rng, height, width, rng.uniform(0.4, 1.0) * max(shape))
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j].astype(np.float32)
    angle = rng.uniform(0, 2 * np.pi)
    side = np.cos(angle) * x + np.sin(angle) * y
    amount = rng.uniform(0.02, 0.14) * field + rng.uniform(0, 0.16) * side
    colour = rng.uniform(-0.25, 0.25) * np.array([1, 0, -1], np.float32)
    return np.asarray(np.exp(amount[..., None] * (1 + colour)), np.float32)


def _frame(rng: np.random.Generator, shape: tuple[int, int], strength: float) -> NDArray[np.float64]:
    """Zoomed by up to 6 % either way (times `strength`) about a place of its own: cut, or more than there was."""
    height, width = shape
    zoom = float(np.clip(1 + strength * rng.uniform(-0.06, 0.06), 0.6, 1.6))
    x, y = rng.uniform(0.2, 0.8) * width, rng.uniform(0.2, 0.8) * height
    return np.array([[zoom, 0, x * (1 - zoom)], [0, zoom, y * (1 - zoom)], [0, 0, 1]])


def sharpened(image: Floats, factor: float) -> Floats:
    """(h, w, 3) with its fine detail (what a blur of 0.4 % of the diagonal takes away) times `factor`."""
    sigma = _FINE_SHARE * float(np.hypot(*image.shape[:2]))
    return np.asarray(image + (factor - 1) * (image - cv2.GaussianBlur(image, (0, 0), sigma)), np.float32)


def marked(image: ImageArray, side: float, seed: int) -> tuple[ImageArray, MaskArray]:
    """(image, mask): a half-transparent bright star in the lower right corner, as generators add as a watermark."""
    height, width = image.shape[:2]
    size = side * min(height, width)
    rng = np.random.default_rng([seed, 3])
    centre = (width - rng.uniform(0.9, 1.6) * size, height - rng.uniform(0.9, 1.6) * size)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    reach = np.abs((x - centre[0]) / (size / 2)) ** 0.6 + np.abs((y - centre[1]) / (size / 2)) ** 0.6
    cover = np.clip(4 * (1 - reach), 0, 1)[..., None] * np.float32(rng.uniform(0.35, 0.75))
    out = image + cover * (np.float32(245) - image)
    return np.rint(out).astype(np.uint8), np.asarray(cover[..., 0] > 0.1)


def marked_source(mask: MaskArray, flow: FlowArray) -> MaskArray:
    """(H, W): clean pixels that `flow` sends into `mask` of the redraw."""
    height, width = flow.shape[:2]
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    found = cv2.remap(mask.astype(np.float32), x + flow[..., 0], y + flow[..., 1], cv2.INTER_LINEAR)
    return np.asarray(found > 0.5)
