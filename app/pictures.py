"""Small pictures and displacement histograms for the page."""

from __future__ import annotations

import base64
from typing import Any

import numpy as np

from restoration import Alignment, encode_png, resize_image


def displacement_shares(alignment: Alignment) -> dict[str, Any]:
    """Histograms for `plots.displacement_histogram`: shares of confident pixels by displacement."""
    height, width = alignment.flow.shape[:2]
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    sure = (alignment.confidence > 0.5) & alignment.valid
    if not sure.any() or not alignment.same_scene:
        return {"edges_px": []}
    scale = np.asarray(alignment.canvas_scale, np.float32)
    there = np.stack([x, y], axis=-1) + alignment.flow
    homogeneous = np.stack([x, y, np.ones_like(x)], axis=-1) @ alignment.homography.T.astype(np.float32)
    by_homography = homogeneous[..., :2] / homogeneous[..., 2:]
    resized = (np.stack([x, y], axis=-1) + 0.5) * scale - 0.5
    motion = np.linalg.norm((there - resized) / scale, axis=-1)[sure]
    residual = np.linalg.norm((there - by_homography) / scale, axis=-1)[sure]
    edges = np.linspace(
        0.0, max(float(np.percentile(motion, 99.5)), float(np.percentile(residual, 99.5)), 1.0), 41
    )
    shares = {k: np.histogram(v, edges)[0] / v.size for k, v in (("motion", motion), ("residual", residual))}
    return {"edges_px": edges.tolist()} | {k: v.tolist() for k, v in shares.items()}


def thumbnail(image: Any, width_px: int = 144) -> str:
    """`image` cut to 3:2, small, as a data: address."""
    height, width = image.shape[:2]
    keep_w, keep_h = min(width, height * 3 // 2), min(height, width * 2 // 3)
    x, y = (width - keep_w) // 2, (height - keep_h) // 2
    return small_picture(image[y : y + keep_h, x : x + keep_w], width_px)


def small_picture(image: Any, width: int) -> str:
    """`image` at most `width` pixels wide, as a data: address for an <img>."""
    scale = min(1.0, width / image.shape[1])
    small = resize_image(image, max(1, round(image.shape[1] * scale)), max(1, round(image.shape[0] * scale)))
    return f"data:image/png;base64,{base64.b64encode(encode_png(small)).decode()}"
