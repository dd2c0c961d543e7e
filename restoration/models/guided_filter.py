"""Weighted local linear regression: the guided filter (He, Sun & Tang, TPAMI 2013) and its fast form.

Around every pixel the target is modelled as an affine function of the guide, fitted by least squares in
a box window; the overlapping models are averaged. The result has the guide's structure and the
target's tone. Coefficients vary slowly, so they are computed at a bounded resolution and applied at
full size ("Fast Guided Filter", He & Sun 2015), which also bounds the memory.

Images are float32, (H, W) or (H, W, C), in any one scale (`eps` is in its square).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from restoration import resizing

FloatImage = NDArray[Any]
"""float32; `Any`, because OpenCV's and NumPy's stubs lose the type on the way."""

_BAND_PIXELS = 1 << 18  # coefficients are brought to full size in bands of about this many pixels


@dataclass(frozen=True, eq=False)
class LocalLinear:
    """Per pixel, target ≈ slope · guide + offset, at a resolution of its own."""

    slope: FloatImage
    """(h, w, targets, guides)."""
    offset: FloatImage
    """(h, w, targets)."""

    def apply(self, guide: FloatImage) -> FloatImage:
        """The fitted target (H, W, targets) at the guide's own size (H, W, guides) or (H, W)."""
        height, width = guide.shape[:2]
        if self.offset.shape[:2] == (height, width):
            return self._applied_here(_with_channels(guide))
        out = np.empty((height, width, self.offset.shape[2]), np.float32)
        for rows in bands(height, width):
            out[rows] = self.apply_rows(guide[rows], rows.start, height)
        return out

    def _applied_here(self, guide: FloatImage) -> FloatImage:
        """As `apply`, for a guide (h, w, guides) of the coefficients' size, without the detour over resizing."""
        out = np.empty_like(self.offset)
        targets, guides = self.slope.shape[2:]
        for k in range(targets):
            total = self.offset[..., k].copy()
            for j in range(guides):
                total += self.slope[..., k, j] * guide[..., j]
            out[..., k] = total
        return out

    def apply_rows(self, guide: FloatImage, top: int, height: int) -> FloatImage:
        """As `apply`, for a guide that is rows [top, top + len(guide)) of an image `height` tall."""
        guide = _with_channels(guide)
        targets, guides = self.slope.shape[2:]
        slope = self.slope.reshape(*self.slope.shape[:2], targets * guides)
        size = (height, guide.shape[1])
        if guides == 1:
            out = resized_rows(slope, size, top, len(guide))
            out *= guide
            out += resized_rows(self.offset, size, top, len(guide))
            return out
        slopes = _resized_planes(slope, size, top, len(guide))
        sums = _resized_planes(self.offset, size, top, len(guide))
        parts = cv2.split(np.ascontiguousarray(guide))
        for k in range(targets):
            for j in range(guides):
                product = slopes[k * guides + j]
                np.multiply(product, parts[j], out=product)
                np.add(sums[k], product, out=sums[k])
        return _with_channels(cv2.merge(sums))


def bands(height: int, width: int) -> Iterator[slice]:
    """Slices of rows that hold a bounded number of pixels each: work in them to bound the memory."""
    rows = max(1, _BAND_PIXELS // width)
    for top in range(0, height, rows):
        yield slice(top, min(top + rows, height))


def fit_local_linear(
    guide: FloatImage,
    target: FloatImage,
    radius: int,
    eps: float,
    *,
    weights: FloatImage | None = None,
    shrink: float = 0.0,
) -> LocalLinear:
    """Fit target ≈ slope · guide + offset in (2·radius + 1)² windows.

    guide (H, W) or (H, W, 3), target (H, W) or (H, W, C). `eps` is the ridge on the slope: structure
    of the guide whose variance is well below it is not followed. `weights` (H, W) ≥ 0 says how far each
    target pixel is to be trusted; windows that hold little weight are filled from their
    neighbours when the models are averaged. `shrink` reduces slope *and* offset towards zero in windows
    whose mean weight is not well above it.
    """
    guide, target = _with_channels(guide), _with_channels(target)
    guides, targets = guide.shape[2], target.shape[2]
    if guides not in (1, 3):
        raise ValueError(f"guide: expected 1 or 3 channels, got {guides}")
    if guide.shape[:2] != target.shape[:2]:
        raise ValueError(f"guide and target: expected one size, got {guide.shape} and {target.shape}")
    # A window without any weight still has a mean.
    trust = None if weights is None else weights.astype(np.float32) + np.float32(1e-6)
    mass = np.float32(1) if trust is None else box_mean(trust, radius)

    def mean(values: FloatImage) -> FloatImage:
        return box_mean(values, radius) if trust is None else box_mean(values * trust, radius) / mass

    guide_means = [mean(guide[..., j]) for j in range(guides)]
    target_means = [mean(target[..., k]) for k in range(targets)]
    covariance = {
        (i, j): mean(guide[..., i] * guide[..., j]) - guide_means[i] * guide_means[j]
        for i in range(guides)
        for j in range(i, guides)
    }
    ridge = np.float32(eps) * (1 + np.float32(shrink) / mass)
    for i in range(guides):
        covariance[i, i] = np.maximum(covariance[i, i], 0) + ridge
    slope = np.empty((*guide.shape[:2], targets, guides), np.float32)
    offset = np.empty((*guide.shape[:2], targets), np.float32)
    for k in range(targets):
        cross = [
            mean(guide[..., j] * target[..., k]) - guide_means[j] * target_means[k] for j in range(guides)
        ]
        solution = _solve_symmetric(covariance, cross)
        offset[..., k] = target_means[k]
        for j in range(guides):
            slope[..., k, j] = solution[j]
            offset[..., k] -= solution[j] * guide_means[j]
    if shrink > 0:
        support = np.asarray(mass / (mass + np.float32(shrink)))
        slope *= support[..., None, None]
        offset *= support[..., None]
    _average(slope.reshape(*guide.shape[:2], targets * guides), mass, radius)
    _average(offset, mass, radius)
    return LocalLinear(slope, offset)


def guided_filter(
    guide: FloatImage,
    target: FloatImage,
    radius: int,
    eps: float,
    *,
    weights: FloatImage | None = None,
) -> FloatImage:
    """`target` (H, W) or (H, W, C) with the structure of `guide`; see `fit_local_linear`."""
    out = fit_local_linear(guide, target, radius, eps, weights=weights).apply(guide)
    return out[..., 0] if target.ndim == 2 else out


def box_mean(values: FloatImage, radius: int) -> FloatImage:
    """Mean over (2·radius + 1)² windows, borders mirrored; the window never exceeds the image."""
    if radius < 1:
        return values
    height, width = values.shape[:2]
    kernel = (2 * min(radius, max(width - 1, 0)) + 1, 2 * min(radius, max(height - 1, 0)) + 1)
    return cv2.blur(values, kernel, borderType=cv2.BORDER_REFLECT)


def bounded_size(height: int, width: int, longest: int | None) -> tuple[int, int]:
    """(height, width) scaled down, if need be, so that the longer side is at most `longest`."""
    if longest is None:
        return height, width
    small = resizing.bounded_size((width, height), longest)
    return small[1], small[0]


def shrunk(image: NDArray[Any], size: tuple[int, int]) -> NDArray[Any]:
    """`image` at (height, width) by area averaging; unchanged if it has that size."""
    return resizing.shrink(image, (size[1], size[0]))


def shrunk_levels(image: NDArray[Any], size: tuple[int, int]) -> FloatImage:
    """uint8 (H, W, 3) at (height, width) in grey levels, not rounded, without a float copy of the whole."""
    return cv2.merge([shrunk(plane.astype(np.float32), size) for plane in cv2.split(image)])


def _average(coefficients: FloatImage, mass: FloatImage | np.float32, radius: int) -> None:
    """In place: the mean of overlapping models (h, w, C), each weighted by the total weight it was fitted on."""
    share = mass if isinstance(mass, np.float32) else 1 / box_mean(mass, radius)
    for k in range(coefficients.shape[2]):
        coefficients[..., k] = box_mean(coefficients[..., k] * mass, radius) * share


def _solve_symmetric(matrix: dict[tuple[int, int], FloatImage], right: list[FloatImage]) -> list[FloatImage]:
    """Per pixel, solve the symmetric positive definite system of order 1 or 3 (upper triangle given).

    By Cholesky's factors. `restoration.symmetric` does the same by elimination for the networks and the reports; the two round
    differently, and exchanging one for the other changes pixels of guided results.
    """
    if len(right) == 1:
        return [right[0] / matrix[0, 0]]
    a, b, c = matrix[0, 0], matrix[0, 1], matrix[0, 2]
    d, e, f = matrix[1, 1], matrix[1, 2], matrix[2, 2]
    # Cholesky, not the adjugate: its rounding errors stay small when the channels nearly agree.
    l00 = np.sqrt(a)
    l10, l20 = b / l00, c / l00
    l11 = np.sqrt(np.maximum(d - l10 * l10, _floor(d)))
    l21 = (e - l20 * l10) / l11
    l22 = np.sqrt(np.maximum(f - l20 * l20 - l21 * l21, _floor(f)))
    y0 = right[0] / l00
    y1 = (right[1] - l10 * y0) / l11
    y2 = (right[2] - l20 * y0 - l21 * y1) / l22
    x2 = y2 / l22
    x1 = (y1 - l21 * x2) / l11
    return [(y0 - l10 * x1 - l20 * x2) / l00, x1, x2]


def _floor(diagonal: FloatImage) -> FloatImage:
    return diagonal * np.float32(1e-6)


def resized_rows(values: FloatImage, size: tuple[int, int], top: int, count: int) -> FloatImage:
    """Rows [top, top + count) of `values` (h, w, C) resized bilinearly to `size` (height, width)."""
    return _with_channels(cv2.merge(_resized_planes(values, size, top, count)))


def _resized_planes(values: FloatImage, size: tuple[int, int], top: int, count: int) -> list[FloatImage]:
    """The channels of `resized_rows`, each on its own: whole planes are worked on several times as fast."""
    height, width = size
    small_height = values.shape[0]
    at = (np.arange(top, top + count, dtype=np.float32) + 0.5) * (small_height / height) - 0.5
    at = np.clip(at, 0, small_height - 1)
    low = np.floor(at).astype(np.intp)
    high = np.minimum(low + 1, small_height - 1)
    share = (at - low)[:, None].astype(np.float32)
    needed = values[low[0] : high[-1] + 1]
    low, high = low - low[0], high - low[0]
    planes = []
    for plane in cv2.split(np.ascontiguousarray(needed)):
        rows = plane[low] * (1 - share) + plane[high] * share
        planes.append(rows if rows.shape[1] == width else cv2.resize(rows, (width, count)))
    return planes


def _with_channels(image: FloatImage) -> FloatImage:
    return image[..., None] if image.ndim == 2 else image
