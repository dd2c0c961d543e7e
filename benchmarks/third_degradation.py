"""A third model of haze, rain and low light, beside the product's and that of `second_generator`."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from restoration.image import ImageArray
from restoration.synthesis.fields import smooth_field
from restoration.synthesis.jpeg import jpeg

Floats = NDArray[np.floating]


def degradation(clean: ImageArray, task: str, seed: int) -> ImageArray:
    """A degraded version of `clean` for haze, rain or low_light."""
    rng = np.random.default_rng([seed, 4242])
    scene = clean.astype(np.float32) / 255
    if task not in _MAKERS:
        raise ValueError(f"task: expected haze, rain or low_light, got {task!r}.")
    out = np.rint(np.clip(_MAKERS[task](rng, scene), 0, 1) * 255).astype(np.uint8)
    if rng.random() < 0.4:
        out = jpeg(out, int(rng.integers(60, 97)))
    return out


def _haze(rng: np.random.Generator, scene: Floats) -> Floats:
    height, width = scene.shape[:2]
    y, x = np.mgrid[0 : 1 : height * 1j, 0 : 1 : width * 1j].astype(np.float32)
    depth = rng.uniform(0, 1.2) * (1 - y) ** rng.uniform(0.5, 3) + rng.normal(0, 0.3) * (x - 0.5)
    depth += rng.uniform(0, 0.5) * cv2.GaussianBlur(scene.mean(axis=2), (0, 0), 0.02 * width)
    depth += rng.uniform(0, 0.3) * smooth_field(rng, height, width, rng.uniform(0.1, 0.8) * width)
    depth -= depth.min()
    depth = rng.uniform(0.1, 0.6) + depth / (depth.max() + 1e-6)
    through = np.exp(-rng.uniform(0.6, 2.2) * depth)[..., None]
    light = rng.uniform(0.55, 1.0) * (1 + rng.uniform(-0.08, 0.08, 3))
    hazy = scene * through + light * (1 - through)
    return (hazy + rng.normal(0, rng.uniform(0, 0.012), hazy.shape)).astype(np.float32)


def _rain(rng: np.random.Generator, scene: Floats) -> Floats:
    height, width = scene.shape[:2]
    lean = rng.uniform(-45, 45)
    if rng.random() < 0.5:
        streaks = _drawn_streaks(rng, height, width, lean)
    else:
        streaks = _smeared_noise(rng, height, width, lean)
    light = rng.uniform(0.7, 1.0) * (1 + rng.uniform(-0.05, 0.05, 3)).astype(np.float32)
    mist = rng.uniform(0, 0.35) * (rng.random() < 0.6)
    scene = scene * (1 - mist) + light * mist * rng.uniform(0.5, 0.9)
    cover = streaks[..., None] * rng.uniform(0.35, 0.95)
    if rng.random() < 0.5:
        return scene + cover * (light - scene)
    return scene + 0.8 * cover * light


def _drawn_streaks(rng: np.random.Generator, height: int, width: int, lean: float) -> Floats:
    out = np.zeros((height, width), np.float32)
    count = int(np.exp(rng.uniform(np.log(60), np.log(900))))
    longest = rng.uniform(0.03, 0.16) * height
    thick = rng.uniform(0.5, 2.2)
    for _ in range(count):
        angle = np.deg2rad(lean + rng.normal(0, 2.5))
        reach = longest * rng.uniform(0.4, 1) * np.array([np.sin(angle), np.cos(angle)])
        start = rng.uniform(-0.1, 1.1, 2) * (width, height)
        ends = [tuple(int(v * 8) for v in start + part * reach) for part in (0, 1)]
        layer = rng.uniform(0.25, 1.0)
        cv2.line(out, ends[0], ends[1], layer, max(1, round(thick * rng.uniform(0.6, 1.4))), cv2.LINE_AA, 3)
    return np.minimum(cv2.GaussianBlur(out, (0, 0), rng.uniform(0.4, 1.2)), 1)


def _smeared_noise(rng: np.random.Generator, height: int, width: int, lean: float) -> Floats:
    noise = rng.random((height, width)).astype(np.float32)
    if rng.random() < 0.5:
        noise = cv2.GaussianBlur(noise, (0, 0), rng.uniform(0.4, 1.0))
    length = int(rng.uniform(0.03, 0.12) * height) | 1
    kernel = np.zeros((length, length), np.float32)
    kernel[:, length // 2] = 1
    turn = cv2.getRotationMatrix2D((length // 2, length // 2), lean, 1)
    kernel = cv2.warpAffine(kernel, turn, (length, length))
    smeared = cv2.filter2D(noise, -1, kernel / kernel.sum())
    smeared = (smeared - smeared.mean()) / (smeared.std() + 1e-6)
    return np.clip((smeared - rng.uniform(0.5, 1.8)) / rng.uniform(1.0, 2.5), 0, 1)


def _low_light(rng: np.random.Generator, scene: Floats) -> Floats:
    height, width = scene.shape[:2]
    dark = scene ** rng.uniform(1.2, 3.5) * rng.uniform(0.08, 0.5)
    dark = dark * (1 + 0.25 * smooth_field(rng, height, width, 0.6 * width)[..., None])
    dark = dark * (1 + rng.uniform(-0.15, 0.15, 3)) + rng.uniform(0, 0.02)
    grain = rng.standard_normal(scene.shape).astype(np.float32)
    if rng.random() < 0.4:
        grain = 1.7 * cv2.GaussianBlur(grain, (0, 0), 0.7)
    return dark + grain * np.sqrt(rng.uniform(0, 6e-4) * np.maximum(dark, 0) + rng.uniform(0, 0.008) ** 2)


_MAKERS = {"haze": _haze, "rain": _rain, "low_light": _low_light}
