"""What can be measured on a photo that tells one degradation from another: light, colour, noise, sharpness, streaks, blocks.

Each number is a published measure or a plain statistic; none is learned. The rules on them are in `tasks`; their limits were
chosen on the folders of `benchmarks/suggest.py`.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from restoration.image import ImageArray

Plane = NDArray[np.float32]

_SMALL = 384
"""Longer side of the copy for light, colour and streaks, in pixels."""
_MIDDLE = 1024
"""Of that for sharpness: cameras' own pixels are softer than what is seen."""
_WINDOW = 768
"""Side of the part, at full size, in which noise and blocks are measured."""
_BLOCK = 16
_TILES = 8
_FLATTEST = 0.15
"""Share of the blocks that count as flat."""


@dataclass(frozen=True)
class Signs:
    """Of one photo. Brightness, saturation and shares are in [0, 1]; noise in grey levels of 255."""

    brightness: float
    """Mean luma."""
    highlights: float
    """Its 90th percentile."""
    haze_floor: float
    """10th percentile of the dark channel (He et al. 2011): how bright the darkest places are."""
    dark_channel: float
    """Its mean."""
    saturation: float
    red: float
    """95th percentile of red over that of the stronger of green and blue: water absorbs red first."""
    red_leads: float
    """Share of pixels in which red is the strongest channel."""
    noise: float
    """Root mean square of Immerkær's operator (CVIU 1996) over R, G, B in the flattest blocks."""
    noise_evenness: float
    """The operator's level in flat blocks over that in the middle block: 1 for white noise, small for texture."""
    noise_grey: float
    """Mean correlation of that noise between channels: texture and rain are grey, sensors' noise is not."""
    sharpness: float
    """Strongest gradients over those after a blur of 1.5 px; of the sharper of both directions."""
    sharpness_least: float
    """Of the softer direction."""
    streak_alike: float
    """Length of the mean of the tiles' orientation vectors, 0 to 1."""
    streak_share: float
    """Share of 8×8 tiles whose fine structure runs in one direction, within 30° of the common one."""
    streak_tilt: float
    """Degrees of that direction from upright, -90 to 90."""
    streak_floor: float
    """Fine structure in the fifth of the tiles that has least of it: streaks are everywhere."""
    block_ratio: float
    """Gradient at every eighth pixel over that between: JPEG's blocks."""
    block_step: float
    """The same difference in grey levels."""


def measure_signs(image: ImageArray) -> Signs:
    """Signs of uint8 RGB (H, W, 3), of any size from 1×1 up."""
    small = _at_most(image, _SMALL)
    luma = cv2.cvtColor(small, cv2.COLOR_RGB2GRAY).astype(np.float32)
    dark = cv2.erode(small.min(axis=2), np.ones((9, 9), np.uint8)).astype(np.float32) / 255
    strongest = small[..., 1:].max(axis=2)
    part = _centre(image, _WINDOW)
    noise, evenness, grey = _noise(part)
    sharp = _sharpness(_grey(_at_most(image, _MIDDLE)))
    alike, share, tilt, floor = _streaks(luma)
    ratio, step = _blocks(_grey(part))
    hsv = cv2.cvtColor(small, cv2.COLOR_RGB2HSV)
    return Signs(
        brightness=float(luma.mean()) / 255,
        highlights=float(np.percentile(luma, 90)) / 255,
        haze_floor=float(np.percentile(dark, 10)),
        dark_channel=float(dark.mean()),
        saturation=float(hsv[..., 1].mean()) / 255,
        red=(float(np.percentile(small[..., 0], 95)) + 1) / (float(np.percentile(strongest, 95)) + 1),
        red_leads=float((small[..., 0] > strongest).mean()),
        noise=noise,
        noise_evenness=evenness,
        noise_grey=grey,
        sharpness=max(sharp),
        sharpness_least=min(sharp),
        streak_alike=alike,
        streak_share=share,
        streak_tilt=tilt,
        streak_floor=floor,
        block_ratio=ratio,
        block_step=step,
    )


def _noise(image: ImageArray) -> tuple[float, float, float]:
    """(level, evenness, correlation between channels) in the flattest blocks that are neither black nor white."""
    kernel = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], np.float32) / 6
    height, width = (side // _BLOCK * _BLOCK for side in image.shape[:2])
    if not height or not width:
        return 0.0, 0.0, 1.0
    grey = _in_blocks(_grey(image)[:height, :width, None])[..., 0]
    responses = _in_blocks(cv2.filter2D(image, cv2.CV_32F, kernel)[:height, :width])
    levels = np.sqrt(
        np.square(_in_blocks(cv2.filter2D(_grey(image), cv2.CV_32F, kernel)[:height, :width, None])).mean(
            axis=(1, 2)
        )
    )
    mean = grey.mean(axis=1)
    usable = (mean > 16) & (mean < 235)
    if usable.sum() <= 10:
        return 0.0, 0.0, 1.0
    levels, responses = levels[usable], responses[usable]
    flat = responses[np.argsort(levels)[: max(8, int(_FLATTEST * len(levels)))]].reshape(-1, 3)
    spread = flat.std(axis=0)
    grey_share = 1.0
    if (spread > 1e-3).all():
        table = np.corrcoef(flat.T)
        grey_share = float(np.mean([table[0, 1], table[0, 2], table[1, 2]]))
    evenness = float(np.percentile(levels, 10) / (np.median(levels) + 0.1))
    return float(np.sqrt(np.square(flat).mean())), evenness, grey_share


def _in_blocks(image: NDArray[np.float32]) -> NDArray[np.float32]:
    """(H, W, C) → (blocks, pixels, C)."""
    height, width, channels = image.shape
    rows, columns = height // _BLOCK, width // _BLOCK
    cut = image.reshape(rows, _BLOCK, columns, _BLOCK, channels).swapaxes(1, 2)
    return cut.reshape(rows * columns, _BLOCK * _BLOCK, channels)


def _sharpness(grey: Plane) -> tuple[float, float]:
    """Across and along: the strongest gradients, over what a small blur leaves of them; about 1 for blurred photos."""
    blurred = cv2.GaussianBlur(grey, (0, 0), 1.5)
    found = []
    for axis in (1, 0):
        if grey.shape[axis] < 2:
            return 0.0, 0.0
        own, left = (np.percentile(np.abs(np.diff(p, axis=axis)), 99.5) for p in (grey, blurred))
        found.append(float(own / (left + 0.5)))
    return found[0], found[1]


def _streaks(luma: Plane) -> tuple[float, float, float, float]:
    """(alike, share, tilt, floor) of fine structure, from the structure tensor of every tile."""
    tall, wide = (side // _TILES for side in luma.shape)
    if min(tall, wide) <= 4:
        return 0.0, 0.0, 0.0, 0.0
    fine = (luma - cv2.GaussianBlur(luma, (0, 0), 2)) / 255
    across, along = cv2.Sobel(fine, cv2.CV_32F, 1, 0), cv2.Sobel(fine, cv2.CV_32F, 0, 1)

    def tiles(plane: Plane) -> Plane:
        cut = plane[: tall * _TILES, : wide * _TILES].reshape(_TILES, tall, _TILES, wide)
        return cut.mean(axis=(1, 3))

    xx, yy, xy = tiles(across * across), tiles(along * along), tiles(across * along)
    energy = xx + yy + np.float32(1e-9)
    u, v = (xx - yy) / energy, 2 * xy / energy
    common = np.arctan2(v.mean(), u.mean())
    aligned = np.cos(np.arctan2(v, u) - common) > np.cos(np.deg2rad(30))
    return (
        float(np.hypot(u.mean(), v.mean())),
        float((aligned & (np.hypot(u, v) > 0.25)).mean()),
        float(np.rad2deg(common) / 2),
        float(np.sqrt(np.percentile(energy, 20)) * 255),
    )


def _blocks(grey: Plane) -> tuple[float, float]:
    """(ratio, step) of the weaker of both directions."""
    ratios, steps = [], []
    for axis in (0, 1):
        profile = np.abs(np.diff(grey, axis=1 - axis)).mean(axis=axis)
        whole = len(profile) // 8 * 8
        if not whole:
            return 1.0, 0.0
        phases = profile[:whole].reshape(-1, 8).mean(axis=0)
        edge = int(np.argmax(phases))
        others = np.delete(phases, edge)
        ratios.append(float(phases[edge] / (others.mean() + 1e-3)))
        steps.append(float(phases[edge] - np.median(others)))
    return min(ratios), min(steps)


def _grey(image: ImageArray) -> Plane:
    return cv2.cvtColor(image, cv2.COLOR_RGB2GRAY).astype(np.float32)


def _centre(image: ImageArray, side: int) -> ImageArray:
    top, left = (max(0, (length - side) // 2) for length in image.shape[:2])
    return np.ascontiguousarray(image[top : top + side, left : left + side])


def _at_most(image: ImageArray, side: int) -> ImageArray:
    height, width = image.shape[:2]
    scale = min(1.0, side / max(height, width))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return cv2.resize(image, size, interpolation=cv2.INTER_AREA)
