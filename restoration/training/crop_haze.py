"""Haze on training crops: the scattering model with measured depth, made-up depth, or open fog.

Images are float32 (H, W, 3) in [0, 1].
"""

from __future__ import annotations

import cv2
import numpy as np

from restoration.luma import LUMA
from restoration.training.crop_steps import CropPair, Rng, camera, smooth_noise
from restoration.training.photos import Crop, Plane

_NOTHING_LEFT = 0.06
"""Transmission below which open fog hides what is behind it."""
_CLEARED, _CLEARED_INDOORS = 0.22, 0.14
"""Without a prior: transmission from which on all haze is to be taken away, out of doors and where depth was measured, in rooms. Below
it a part of the veil stays in the target, more with less transmission: where nearly nothing of the scene is left, its likeliest
colour is a dark one, and a network trained to predict it makes dark areas and dark rims."""
_SKY_DEPTH = 12.0
"""In medians of the scene's depth: only airlight is seen there."""


def haze(crop: Crop, rng: Rng, veil_left: bool = False) -> CropPair:
    """I = J·t + A·(1 − t), t = exp(−β·depth) (Koschmieder), A with a cast, uneven where dense."""
    if crop.depth is not None and rng.random() < 0.6:
        return even_haze(crop, crop.depth, rng)
    shape = crop.clean.shape[:2]
    if crop.depth is None and rng.random() < 0.3:
        return _open_fog(crop, rng, _CLEARED if veil_left else _NOTHING_LEFT)
    dense = rng.random() < 0.45
    depth = _depth(crop, rng)
    # Haze before the nearest thing. A measured depth tells how near that is.
    if crop.depth is None or rng.random() < 0.3:
        depth = depth + rng.uniform(0, 2) * float(np.median(depth))
    if crop.depth is None and rng.random() < 0.8:
        depth = depth + sky_of(crop.clean) * np.float32(_SKY_DEPTH * float(np.median(depth)))
    if rng.random() < (0.8 if dense else 0.25):
        depth = depth * np.exp(rng.uniform(0.1, 0.5) * smooth_noise(shape, int(rng.integers(1, 5)), rng))
    middle = rng.uniform(0.04, 0.35) if dense else rng.uniform(0.1, 0.7)
    t = np.exp(np.log(middle) * depth / max(float(np.median(depth)), 1e-3))[..., None]
    airlight: Plane = np.full(3, rng.uniform(0.45, 1.0) if dense else rng.uniform(0.65, 1.0), np.float32)
    if rng.random() < (0.7 if dense else 0.3):
        blue = rng.uniform(-0.06, 0.16 if dense else 0.06)  # dense fog is often lit by the sky
        airlight = airlight * (1 + rng.normal(0, 0.02, 3) + blue * np.array([-1, 0, 1]))
    light = rng.uniform(0.6, 1.0) if dense else 1.0
    clean = _other_colours(crop.clean, rng, 1.0) * np.float32(1.0 if dense else _dimmed(rng))
    veil = np.clip(airlight, 0, 1).astype(np.float32)
    if rng.random() < 0.4:  # lit from one side, or by a sun behind it
        uneven = 1 + rng.uniform(0.02, 0.12) * smooth_noise(shape, int(rng.integers(1, 3)), rng)
        veil = np.clip(veil * uneven[..., None], 0, 1).astype(np.float32)
    hazy = scattered(clean * np.float32(light), veil, t, linear=rng.random() < 0.4)
    if veil_left:
        clean = some_veil_left(clean, veil, t, _CLEARED if crop.depth is None else _CLEARED_INDOORS)
    return camera(hazy, rng, noise=0.012), clean


def scattered(scene: Plane, veil: Plane, t: Plane, *, linear: bool) -> Plane:
    """scene·t + veil·(1 − t), in the values of the file, as most sets are made, or in linear light, as cameras see it."""
    if not linear:
        return scene * t + veil * (1 - t)
    light = np.clip(scene, 0, 1) ** np.float32(2.2) * t + veil ** np.float32(2.2) * (1 - t)
    return np.asarray(light ** np.float32(1 / 2.2), np.float32)


def some_veil_left(clean: Plane, veil: Plane, t: Plane, cleared: float) -> Plane:
    """The target: all of the scene where transmission is `cleared` and more, none where it is 0."""
    left = np.clip(t / cleared, 0, 1)
    left = left * left * (3 - 2 * left)
    return np.asarray(np.clip(clean * left + veil * (1 - left), 0, 1), np.float32)


def veiled(hazy: Plane, rng: Rng) -> Plane:
    """`hazy` (H, W, 3) in [0, 1] behind an uneven veil of its own airlight, which lets 8 to 40 % through, and through a camera."""
    airlight = np.quantile(hazy, 0.95, axis=(0, 1)).astype(np.float32) * np.float32(rng.uniform(0.7, 1.0))
    uneven = 1 + rng.uniform(0, 0.3) * smooth_noise(hazy.shape[:2], int(rng.integers(1, 4)), rng)
    through = np.clip(rng.uniform(0.08, 0.4) * uneven, 0.03, 1)[..., None].astype(np.float32)
    return np.clip(camera(hazy * through + airlight * (1 - through), rng, noise=0.008), 0, 1)


def sky_of(clean: Plane) -> Plane:
    """(H, W) in [0, 1]: bright, smooth, and joined to the upper side of the frame."""
    grey = clean @ LUMA
    rough = np.abs(grey - cv2.blur(grey, (5, 5)))
    smooth = (cv2.blur(rough, (5, 5)) < 0.012) & (clean.max(axis=2) > 0.5)
    smooth &= (clean[..., 2] >= clean[..., 0] - 0.08) | (grey > 0.75)
    labels = cv2.connectedComponents(smooth.astype(np.uint8))[1]
    above = np.unique(labels[: max(1, len(labels) // 24)])
    found = np.isin(labels, above[above > 0]).astype(np.uint8)
    found = cv2.morphologyEx(found, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8))
    return np.asarray(
        cv2.GaussianBlur(cv2.dilate(found, np.ones((3, 3), np.uint8)).astype(np.float32), (0, 0), 0.7)
    )


def even_haze(crop: Crop, depth: Plane, rng: Rng, middle: tuple[float, float] = (0.2, 0.75)) -> CropPair:
    """As RESIDE makes it (Li et al., TIP 2019): measured depth, one β, one grey airlight of 0.7 to 1.

    `middle`: bounds of the transmission at the median depth.
    """
    clean = _other_colours(crop.clean, rng, 0.5) * np.float32(_dimmed(rng))
    t = np.exp(np.log(rng.uniform(*middle)) * np.clip(depth, 0, 6) / max(float(np.median(depth)), 1e-3))[
        ..., None
    ]
    return clean * t + np.float32(rng.uniform(0.7, 1.0)) * (1 - t), clean


def _open_fog(crop: Crop, rng: Rng, cleared: float) -> CropPair:
    """Fog over water or a plain: the near clear, towards the horizon nothing left but one bright, even veil.

    Where nothing is left, the veil is the target: a network must not amplify rounding and JPEG blocks.
    """
    height, width = crop.clean.shape[:2]
    ys, xs = np.mgrid[0:height, 0:width].astype(np.float32)
    horizon = rng.uniform(-0.1, 0.7) * height + rng.uniform(-0.1, 0.1) * (xs - width / 2)
    depth = np.minimum(0.25 * height / np.maximum(ys - horizon, 1e-3), 30)
    # People, trees, boats: some colour regions stand nearer than the plain behind them.
    steps = np.where(rng.random(256) < 0.3, rng.uniform(0.1, 1.5, 256), 30).astype(np.float32)
    depth = np.minimum(depth, cv2.medianBlur(steps[crop.regions], 5))
    t = np.exp(-rng.uniform(0.15, 1.2) * cv2.GaussianBlur(depth, (0, 0), rng.uniform(0.4, 1.2)))[..., None]
    airlight = np.clip(rng.uniform(0.5, 1.0) * (1 + rng.normal(0, 0.02, 3)), 0, 1).astype(np.float32)
    lit = (
        airlight
        * np.clip(1 + rng.uniform(0, 0.06) * smooth_noise((height, width), 2, rng), 0, 1.1)[..., None]
    )
    clean = _other_colours(crop.clean, rng, 1.0) * np.float32(_dimmed(rng))
    lit = lit.astype(np.float32)
    hazy = scattered(clean, lit, t, linear=rng.random() < 0.4)
    return camera(hazy, rng, noise=0.008), some_veil_left(clean, lit, t, cleared)


def _dimmed(rng: Rng) -> float:
    """Dim scenes too, so that the brightness of the output depends on the haze."""
    return rng.uniform(0.35, 1.0) if rng.random() < 0.4 else 1.0


def _other_colours(clean: Plane, rng: Rng, amount: float) -> Plane:
    """Another white balance, contrast and saturation: few scenes have a measured depth, and the network must not memorise them."""
    out = clean ** np.float32(np.exp(amount * rng.uniform(-0.25, 0.25)))
    grey = out @ LUMA
    out = grey[..., None] + (out - grey[..., None]) * np.float32(1 + amount * rng.uniform(-0.4, 0.3))
    return np.clip(out * (1 + rng.normal(0, 0.06 * amount, 3)), 0, 1).astype(np.float32)


def _depth(crop: Crop, rng: Rng) -> Plane:
    """Depth, positive, any unit: measured where known, else colour regions at random depths on a slope."""
    shape = crop.clean.shape[:2]
    if crop.depth is not None:
        return np.clip(crop.depth, 0.05, 6) ** np.float32(rng.uniform(0.5, 1.1))
    steps = np.exp(rng.normal(0, 0.45, 256)).astype(np.float32)
    ys, xs = np.mgrid[0 : shape[0], 0 : shape[1]].astype(np.float32)
    slope = rng.uniform(0, 2.5) * (1 - ys / shape[0]) + rng.uniform(-0.6, 0.6) * (xs / shape[1] - 0.5)
    depth = (
        cv2.GaussianBlur(steps[crop.regions], (0, 0), rng.uniform(0.4, 1.5)) * rng.uniform(0, 1) + slope + 0.5
    )
    return np.clip(depth + 0.15 * smooth_noise(shape, 3, rng), 0.05, 6)
