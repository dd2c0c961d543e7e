"""Small pictures and displacement histograms for the page."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Any

import numpy as np

from restoration import Alignment, Region, encode_png, resize_image


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


SHOWN_REGIONS = 12
"""As many places get crops: the overlay numbers as many."""
_CROP_PX, _CONTEXT = 192, 1.6
_EDGE = (255, 176, 0)


def region_crops(photo: Any, aligned: Any, generated: Any, region: Region) -> list[str]:
    """(photo, generated image) around a region of a report, its box marked, as data: addresses. What moved is shown in
    the generated image as it was delivered, only resized; all else where the alignment puts it."""
    height, width = photo.shape[:2]
    other = resize_image(generated, width, height) if region.kind == "moved" else aligned
    x, y, w, h = region.box
    side = max(w, h, 24) * _CONTEXT
    left, top = (round(max(0, c - side / 2)) for c in (x + w / 2, y + h / 2))
    right, bottom = min(width, left + round(side)), min(height, top + round(side))
    crops = []
    for image in (photo, other):
        crop = image[top:bottom, left:right]
        scale = _CROP_PX / max(crop.shape[:2])
        crop = resize_image(crop, max(1, round(crop.shape[1] * scale)), max(1, round(crop.shape[0] * scale)))
        marked = np.ascontiguousarray(crop)
        x0, x1 = (int(np.clip(round((v - left) * scale), 0, crop.shape[1] - 1)) for v in (x, x + w))
        y0, y1 = (int(np.clip(round((v - top) * scale), 0, crop.shape[0] - 1)) for v in (y, y + h))
        for at in (y0, y1):
            marked[at, x0 : x1 + 1] = _EDGE
        for at in (x0, x1):
            marked[y0 : y1 + 1, at] = _EDGE
        crops.append(f"data:image/png;base64,{base64.b64encode(encode_png(marked)).decode()}")
    return crops


def close_ups_of(regions: Sequence[Region], photo: Any, aligned: Any, generated: Any) -> list[list[str]]:
    """The crops of a report's first places."""
    return [region_crops(photo, aligned, generated, region) for region in regions[:SHOWN_REGIONS]]


def thumbnail(image: Any, width_px: int = 144) -> str:
    """`image` cut to 3:2, small, as a data: address."""
    height, width = image.shape[:2]
    keep_w, keep_h = max(1, min(width, height * 3 // 2)), max(1, min(height, width * 2 // 3))
    x, y = (width - keep_w) // 2, (height - keep_h) // 2
    return small_picture(image[y : y + keep_h, x : x + keep_w], width_px)


def small_picture(image: Any, width: int) -> str:
    """`image` at most `width` pixels wide, as a data: address for an <img>."""
    scale = min(1.0, width / image.shape[1])
    small = resize_image(image, max(1, round(image.shape[1] * scale)), max(1, round(image.shape[0] * scale)))
    return f"data:image/png;base64,{base64.b64encode(encode_png(small)).decode()}"
