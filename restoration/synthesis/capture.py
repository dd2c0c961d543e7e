"""Losses of a camera and a file: low light, sensor noise, blur, and a coarse file.

Low light is a shorter exposure with Poisson-Gaussian sensor noise (Foi et al. 2008); noise the same at full exposure; blur a disc
(defocus) or a line (motion) in linear light; a coarse file is blurred, made smaller, noisy and compressed (after Wang et al.,
Real-ESRGAN, ICCVW 2021). The camera's processing of a real photo is not modelled: networks trained on these alone do not generalise to real photos.
"""

from __future__ import annotations

import cv2
import numpy as np

from restoration.image import ImageArray
from restoration.synthesis.fields import smooth_field
from restoration.synthesis.jpeg import jpeg
from restoration.synthesis.kernels import disc, line
from restoration.synthesis.light import to_encoded, to_linear, to_uint8


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


def noise(clean: ImageArray, rng: np.random.Generator) -> ImageArray:
    """Photon noise and read noise in linear light, by a third alike in neighbouring pixels as after demosaicking."""
    linear = to_linear(clean / np.float32(255))
    photons = np.exp(rng.uniform(np.log(60.0), np.log(900.0)))
    read = rng.uniform(0.004, 0.03)
    white = rng.standard_normal(linear.shape).astype(np.float32)
    if rng.random() < 1 / 3:
        white = cv2.GaussianBlur(white, (0, 0), 0.6)
        white /= max(float(white.std()), 1e-6)
    noisy = linear + np.sqrt(np.maximum(linear, 0) / photons + read**2) * white
    return to_uint8(to_encoded(np.clip(noisy, 0, 1)))


def blur(clean: ImageArray, rng: np.random.Generator) -> ImageArray:
    """Out of focus by a disc, or moved along a line, of 0.6 to 3 % of the longer side; faint noise."""
    size = max(clean.shape[:2])
    extent = max(3.0, rng.uniform(0.006, 0.03) * size)
    kernel = disc(extent / 2) if rng.random() < 0.5 else line(extent, rng.uniform(0, np.pi))
    linear = to_linear(clean / np.float32(255))
    blurred = cv2.filter2D(linear, -1, kernel, borderType=cv2.BORDER_REPLICATE)
    blurred += rng.normal(0, rng.uniform(0.0005, 0.002), blurred.shape).astype(np.float32)
    return to_uint8(to_encoded(np.clip(blurred, 0, 1)))


def low_quality(clean: ImageArray, rng: np.random.Generator) -> ImageArray:
    """Blurred, made smaller by 1.5 to 4, noisy, JPEG of quality 8 to 40, and back at its old size."""
    height, width = clean.shape[:2]
    image = cv2.GaussianBlur(clean, (0, 0), rng.uniform(0.4, 1.4))
    shrink = 1 / rng.uniform(1.5, 4)
    size = (max(1, round(width * shrink)), max(1, round(height * shrink)))
    image = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    noisy = image.astype(np.float32) + rng.normal(0, rng.uniform(0, 5), image.shape)
    image = _rgb_jpeg(np.rint(np.clip(noisy, 0, 255)).astype(np.uint8), int(rng.integers(8, 41)))
    if rng.random() < 0.5:
        return cv2.resize(image, (width, height), interpolation=cv2.INTER_CUBIC)
    larger = cv2.resize(image, (width, height), interpolation=cv2.INTER_LINEAR)
    return _rgb_jpeg(larger, int(rng.integers(15, 60)))


def _rgb_jpeg(image: ImageArray, quality: int) -> ImageArray:
    return cv2.cvtColor(jpeg(cv2.cvtColor(image, cv2.COLOR_RGB2BGR), quality), cv2.COLOR_BGR2RGB).astype(
        np.uint8
    )
