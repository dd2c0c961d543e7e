"""Degradations whose removal is no hallucination: blur, noise, flares, cast shadows, a poor file. Seeded, for training
the detector of changed content, which must not take the removal of a flare for the removal of a thing."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from restoration.image import ImageArray
from restoration.synthesis.fields import smooth_field
from restoration.synthesis.jpeg import jpeg


def degrade_otherwise(clean: ImageArray, kind: str, rng: np.random.Generator) -> ImageArray:
    """One of `KINDS` added to `clean` (H, W, 3)."""
    height, width = clean.shape[:2]
    values: NDArray[Any] = clean.astype(np.float32)
    if kind == "defocus":
        values = cv2.GaussianBlur(values, (0, 0), float(rng.uniform(0.003, 0.009)) * width)
    elif kind == "motion":
        length = int(rng.uniform(0.012, 0.04) * width) | 1
        kernel = np.zeros((length, length), np.float32)
        lean = rng.uniform(0, np.pi)
        reach = (length - 1) / 2 * np.array([np.cos(lean), np.sin(lean)])
        ends = [tuple(round(v) for v in (length - 1) / 2 + sign * reach) for sign in (-1, 1)]
        cv2.line(kernel, ends[0], ends[1], 1.0, 1)
        values = cv2.filter2D(values, -1, kernel / kernel.sum())
    elif kind == "noise":
        values = values + rng.normal(0, rng.uniform(8, 30), values.shape)
    elif kind == "flare":
        for _ in range(int(rng.integers(1, 5))):
            glow = np.zeros((height, width), np.float32)
            x, y = rng.uniform(0, 1, 2) * (width, height)
            if rng.random() < 0.6:
                lean, reach = rng.uniform(0, np.pi), rng.uniform(0.2, 0.8) * width
                step = reach * np.array([np.cos(lean), np.sin(lean)])
                start, end = (int(x - step[0]), int(y - step[1])), (int(x + step[0]), int(y + step[1]))
                cv2.line(glow, start, end, 1.0, max(2, int(rng.uniform(0.004, 0.02) * width)), cv2.LINE_AA)
            else:
                cv2.circle(glow, (int(x), int(y)), int(rng.uniform(0.02, 0.08) * width), 1.0, -1, cv2.LINE_AA)
            glow = cv2.GaussianBlur(glow, (0, 0), float(rng.uniform(0.003, 0.02)) * width)
            values = values + glow[..., None] * rng.uniform(40, 160) * rng.uniform(0.5, 1, 3)
    elif kind == "shadow":
        field = smooth_field(rng, height, width, float(rng.uniform(0.3, 0.8)) * width)
        cover = (field > np.quantile(field, rng.uniform(0.5, 0.8))).astype(np.float32)
        cover = cv2.GaussianBlur(cover, (0, 0), float(rng.uniform(0.002, 0.015)) * width)
        values = values * (1 - cover[..., None] * rng.uniform(0.3, 0.6) * rng.uniform(0.85, 1, 3))
    else:
        less = float(rng.uniform(2, 4))
        small = cv2.resize(values, None, fx=1 / less, fy=1 / less, interpolation=cv2.INTER_AREA)
        small = np.clip(small + rng.normal(0, rng.uniform(0, 8), small.shape), 0, 255).astype(np.uint8)
        small = jpeg(small, int(rng.integers(25, 80)))
        values = cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC)
    return np.rint(np.clip(values, 0, 255)).astype(np.uint8)


def add_light(clean: ImageArray, other: ImageArray, kind: str, rng: np.random.Generator) -> ImageArray:
    """One of `LIGHTS` on `clean` (H, W, 3): what a lens, a pane or the sun adds to a photo. `other`, of the same size, is what a pane
    mirrors. "blurred" is a strong defocus."""
    height, width = clean.shape[:2]
    values: NDArray[Any] = clean.astype(np.float32)
    if kind == "blurred":
        values = cv2.GaussianBlur(values, (0, 0), float(rng.uniform(0.008, 0.022)) * width)
    elif kind == "mirrored":
        seen = cv2.GaussianBlur(other.astype(np.float32), (0, 0), float(rng.uniform(0.001, 0.02)) * width)
        share = rng.uniform(0.15, 0.45)
        values = rng.uniform(0.75, 1) * values + share * np.maximum(seen - rng.uniform(0, 120), 0)
    elif kind == "dapples":
        field = smooth_field(rng, height, width, float(rng.uniform(0.03, 0.12)) * width)
        field += smooth_field(rng, height, width, 0.5 * width)
        cover = np.clip((field - np.quantile(field, rng.uniform(0.8, 0.96))) * rng.uniform(1, 6), 0, 1)
        values = values + cover[..., None] * rng.uniform(60, 180) * rng.uniform(0.75, 1, 3)
    elif kind == "veil":
        y, x = np.mgrid[:height, :width].astype(np.float32)
        apart = np.hypot(x - rng.uniform(0, 1) * width, y - rng.uniform(0, 1) * height)
        glow = np.exp(-apart / (rng.uniform(0.1, 0.6) * width))
        values = values + glow[..., None] * rng.uniform(60, 200) * rng.uniform(0.5, 1, 3)
    else:  # rays of a lamp, or streaks all over
        around = np.zeros((height, width), np.float32)
        lean, together = rng.uniform(0, np.pi), rng.random() < 0.4
        x, y = rng.uniform(0.1, 0.9, 2) * (width, height)
        for _ in range(int(rng.integers(2, 8))):
            if together:
                x, y = rng.uniform(0, 1, 2) * (width, height)
            else:
                lean = rng.uniform(0, np.pi)
            step = rng.uniform(0.1, 0.8) * width * np.array([np.cos(lean), np.sin(lean)])
            ray = np.zeros_like(around)
            thick = max(1, int(rng.uniform(0.002, 0.015) * width))
            start, end = (int(x - step[0]), int(y - step[1])), (int(x + step[0]), int(y + step[1]))
            cv2.line(ray, start, end, 1.0, thick, cv2.LINE_AA)
            ray = cv2.GaussianBlur(ray, (0, 0), float(rng.uniform(0.001, 0.008)) * width)
            rows, columns = np.mgrid[:height, :width].astype(np.float32)
            fade = np.exp(-np.hypot(columns - x, rows - y) / float(np.hypot(*step) + 1))
            around += ray / max(float(ray.max()), 1e-3) * fade * rng.uniform(0.4, 1)
        if not together:
            rows, columns = np.mgrid[:height, :width].astype(np.float32)
            around += np.exp(-np.hypot(columns - x, rows - y) / (rng.uniform(0.01, 0.05) * width))
        values = values + around[..., None] * rng.uniform(60, 220) * rng.uniform(0.6, 1, 3)
    return np.rint(np.clip(values, 0, 255)).astype(np.uint8)


KINDS = ("defocus", "motion", "noise", "flare", "shadow", "poor file")
LIGHTS = ("rays", "mirrored", "dapples", "veil", "blurred")
