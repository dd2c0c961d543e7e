"""Degradations added to a clean photo, seeded: haze, rain and low light here, the others in `more_degradations`.

The models are the field's own: atmospheric scattering (Koschmieder; Narasimhan & Nayar 2002) for
haze, additive streak layers under a veil (Li et al., "Heavy Rain", CVPR 2019) for rain, exposure
with Poisson-Gaussian sensor noise (Foi et al. 2008) for low light.
"""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from restoration.arguments import checked, whole
from restoration.errors import InputError
from restoration.image import ImageArray, check_input
from restoration.synthesis.fields import smooth_field
from restoration.synthesis.light import to_encoded, to_linear, to_uint8
from restoration.synthesis.more_degradations import blur, low_quality, noise, snow, underwater
from restoration.tasks import TASKS, get_task

Depth = NDArray[np.float32]


@checked(seed=whole(0))
def degrade(clean: ImageArray, task: str, seed: int = 0) -> ImageArray:
    """A degraded version of `clean`, uint8 RGB (H, W, 3), the same for the same seed.

    Raises InputError for an unknown task or one that cannot be drawn honestly, ImageError for an array that is no
    image.
    """
    chosen = get_task(task)
    if not chosen.synthesis:
        drawn = ", ".join(t.id for t in TASKS.values() if t.synthesis)
        raise InputError(
            f"degrade: {chosen.id} cannot be drawn on a clean photo honestly. Choose one of {drawn}, or bring degraded "
            "photos."
        )
    return DEGRADATIONS[chosen.synthesis](check_input(clean, "clean"), np.random.default_rng(seed))


def haze(clean: ImageArray, rng: np.random.Generator, depth: Depth | None = None) -> ImageArray:
    """I = J·t + A·(1 − t), t = exp(−β·depth). `depth` (H, W) relative, larger is farther, any scale;
    without one a plausible depth is made up from position and brightness."""
    depth = pseudo_depth(clean, rng) if depth is None else depth.astype(np.float32)
    depth = depth / max(float(np.percentile(depth, 98)), 1e-6)
    beta = rng.uniform(0.7, 2.6)
    density = 1.0 + rng.uniform(0.0, 0.25) * smooth_field(
        rng, depth.shape[0], depth.shape[1], 0.6 * max(depth.shape)
    )
    transmission = np.exp(-beta * depth * np.clip(density, 0.3, 2.0))[..., None]
    airlight = (rng.uniform(0.68, 0.98) + rng.uniform(-0.03, 0.03, 3)).astype(np.float32)
    scene = clean.astype(np.float32) / 255.0
    hazy = scene * transmission + np.clip(airlight, 0.6, 1.0) * (1.0 - transmission)
    hazy += rng.normal(0.0, rng.uniform(0.0, 0.008), hazy.shape)
    return to_uint8(hazy)


def rain(clean: ImageArray, rng: np.random.Generator) -> ImageArray:
    """Two to four layers of motion-blurred streaks, from fine and dense to broad and sparse, about one
    wind direction, over a faint veil."""
    height, width = clean.shape[:2]
    scale = max(height, width) / 512.0
    wind_deg = rng.uniform(-35.0, 35.0)
    amount = rng.uniform(0.2, 1.0)  # from a shower to a downpour
    streaks = np.zeros((height, width), np.float32)
    for layer in range(int(rng.integers(2, 5))):
        length = scale * rng.uniform(12, 26) * (1.0 + 0.7 * layer)
        thickness = max(0.35, scale * rng.uniform(0.45, 0.9) * (1.0 + 0.35 * layer))
        density = amount * rng.uniform(0.004, 0.018) / (1.0 + 1.2 * layer) / thickness
        streaks = np.maximum(
            streaks,
            _streak_layer(rng, height, width, length, thickness, density, wind_deg + rng.normal(0, 3)),
        )
    streaks = np.clip(streaks * rng.uniform(0.4, 0.95), 0.0, 0.95)[..., None]
    veil = (
        rng.uniform(0.0, 0.16) * (1.0 + 0.3 * smooth_field(rng, height, width, 0.7 * max(height, width)))
    )[..., None]
    light = rng.uniform(0.78, 1.0)
    scene = clean.astype(np.float32) / 255.0
    scene = scene * (1.0 - np.clip(veil, 0, 0.3)) + 0.75 * light * np.clip(veil, 0, 0.3)
    return to_uint8(scene + streaks * (light - scene) * 0.9)


def low_light(clean: ImageArray, rng: np.random.Generator) -> ImageArray:
    """Less light in linear space, a darker tone curve, photon and read noise, 8-bit quantisation."""
    linear = to_linear(clean.astype(np.float32) / 255.0)
    height, width = linear.shape[:2]
    gain = np.exp(rng.uniform(np.log(0.03), np.log(0.22)))
    falloff = 1.0 + rng.uniform(0.0, 0.3) * smooth_field(rng, height, width, 0.9 * max(height, width))
    cast = 1.0 + rng.uniform(-0.06, 0.06, 3)
    exposed = linear ** rng.uniform(1.0, 1.25) * gain * np.clip(falloff, 0.4, 1.8)[..., None] * cast
    photons = np.exp(rng.uniform(np.log(800.0), np.log(8000.0)))
    noisy = exposed + np.sqrt(np.maximum(exposed, 0.0) / photons) * rng.standard_normal(exposed.shape)
    noisy += rng.normal(0.0, rng.uniform(0.0003, 0.002), exposed.shape)
    return to_uint8(to_encoded(np.clip(noisy, 0.0, 1.0)))


def pseudo_depth(clean: ImageArray, rng: np.random.Generator) -> Depth:
    """A plausible relative depth (H, W) in about [0, 1.2]: farther towards the horizon and where the
    scene is pale and flat as sky is, uneven over the scene, with edges where the photo has them."""
    height, width = clean.shape[:2]
    rows = np.linspace(1.0, 0.0, height, dtype=np.float32)[:, None]
    horizon = rng.uniform(0.45, 0.95)
    ground = np.clip(rows / horizon, 0.0, 1.0) ** rng.uniform(0.8, 2.2)
    pale = cv2.GaussianBlur(
        clean.min(axis=2).astype(np.float32) / 255.0, (0, 0), 0.01 * max(height, width) + 0.5
    )
    uneven = smooth_field(rng, height, width, rng.uniform(0.25, 0.6) * max(height, width))
    depth = 0.15 + 0.65 * ground + rng.uniform(0.1, 0.4) * pale * rows + 0.1 * uneven
    return _edge_aware(np.clip(depth, 0.03, 1.3).astype(np.float32), clean)


def _edge_aware(values: Depth, guide: ImageArray) -> Depth:
    """Grey guided filter (He et al. 2013), radius 4 % of the longer side."""
    radius = max(3, int(0.04 * max(values.shape)))
    window = (2 * radius + 1,) * 2
    gray = cv2.cvtColor(guide, cv2.COLOR_RGB2GRAY).astype(np.float32) / 255.0
    mean_g, mean_v = cv2.blur(gray, window), cv2.blur(values, window)
    slope = (cv2.blur(gray * values, window) - mean_g * mean_v) / (
        cv2.blur(gray * gray, window) - mean_g**2 + 1e-2
    )
    return cv2.blur(slope, window) * gray + cv2.blur(mean_v - slope * mean_g, window)


def _streak_layer(
    rng: np.random.Generator,
    height: int,
    width: int,
    length: float,
    thickness: float,
    density: float,
    angle_deg: float,
) -> NDArray[np.float32]:
    margin = int(length) + 2
    drops = rng.random((height + 2 * margin, width + 2 * margin)) < density
    seeds = drops * rng.uniform(0.35, 1.0, drops.shape)
    size = 2 * int(np.ceil(length / 2)) + 3
    centre = (size - 1) / 2
    slope = np.deg2rad(angle_deg)
    along = np.array([np.sin(slope), np.cos(slope)])
    y, x = np.mgrid[:size, :size] - centre
    distance = np.abs(x * along[1] - y * along[0])
    position = np.abs(x * along[0] + y * along[1])
    kernel = np.exp(-0.5 * (distance / thickness) ** 2) * np.clip(1.5 - position / (length / 2), 0.0, 1.0)
    streaks = cv2.filter2D(seeds.astype(np.float32), -1, kernel.astype(np.float32))
    return streaks[margin : margin + height, margin : margin + width]


Degradation = Callable[[ImageArray, np.random.Generator], ImageArray]
DEGRADATIONS: dict[str, Degradation] = {
    function.__name__: function
    for function in (haze, rain, low_light, noise, blur, snow, underwater, low_quality)
}
"""By the names that tasks give them."""
