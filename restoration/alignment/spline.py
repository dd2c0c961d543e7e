"""Smooth displacement as a tensor-product cubic B-spline with thin-plate energy.

After Rueckert et al. (free-form deformations, 1999). Normal equations are summed on a grid of nodes, so that their cost does
not depend on the image, and the normal equations are assembled separably.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.linalg import solveh_banded

from restoration.records import FlowArray

Array = NDArray[np.float64]
_OVERLAP = 3
"""A cubic basis function overlaps so many neighbours on each side."""


@dataclass(frozen=True, eq=False)
class Band:
    """A symmetric positive definite system whose entries lie near the diagonal once it is put in order."""

    order: NDArray[np.intp]
    places: NDArray[np.intp]
    """(width + 1, size): where the lower diagonals are found in the system, taken as one row."""

    def solve(self, system: Array, right: Array) -> Array:
        """Of a (size, size) system, by banded Cholesky: a fifth of the time of a full one at some hundred rows.
        Raises LinAlgError when it is not positive definite."""
        band = system.ravel()[self.places]
        out = np.empty_like(right)
        out[self.order] = solveh_banded(
            band, right[self.order], lower=True, overwrite_ab=True, check_finite=False
        )
        return out


class Spline:
    """A displacement field over a (width, height) frame; `cells` spline cells along its longer side.

    Coefficients are (2, ky, kx): x and y displacement in pixels of the frame.
    """

    def __init__(self, size: tuple[int, int], cells: int, nodes: int) -> None:
        width, height = size
        longer = max(size)
        self.size = size
        self.nodes = (max(4, round(nodes * width / longer)), max(4, round(nodes * height / longer)))
        cells_x, cells_y = (max(2, round(cells * n / longer)) for n in size)
        self.shape = (cells_y + 3, cells_x + 3)
        self.count = self.shape[0] * self.shape[1]
        self._bx, self._by = _basis(self.nodes[0], cells_x), _basis(self.nodes[1], cells_y)
        self.bases = self._bx, self._by
        """(nodes along an axis, coefficients along it) of x and of y."""
        self._pairs_x = np.einsum("ni,nj->nij", self._bx, self._bx).reshape(self.nodes[0], -1)
        self._pairs_y = np.einsum("ni,nj->nij", self._by, self._by).reshape(self.nodes[1], -1)
        self.slopes = derivative_grams(width, cells_x), derivative_grams(height, cells_y)
        """Integrals over the frame of products of the derivatives of the basis functions along x and along y."""

    @cached_property
    def bending(self) -> Array:
        """∫ u_xx² + 2 u_xy² + u_yy² over the frame, as a quadratic form of one component. It does not
        change when frame and displacement are scaled together."""
        x, y = self.slopes
        return np.asarray(np.kron(y[0], x[2]) + 2 * np.kron(y[1], x[1]) + np.kron(y[2], x[0]))

    @cached_property
    def membrane(self) -> Array:
        """∫ u_x² + u_y², likewise."""
        x, y = self.slopes
        return np.asarray(np.kron(y[0], x[1]) + np.kron(y[1], x[0]))

    @cached_property
    def mass(self) -> Array:
        """∫ u² over the area of the frame, likewise."""
        x, y = self.slopes
        return np.asarray(np.kron(y[0], x[0]) / (self.size[0] * self.size[1]))

    @classmethod
    def on_grid(cls, size: tuple[int, int], cells: int, node_px: int) -> Spline:
        """With a node every `node_px` pixels, or two a cell where the frame is too small for that."""
        return cls(size, cells, max(max(size) // node_px, 2 * cells))

    def zeros(self) -> Array:
        return np.zeros((2, *self.shape))

    @cached_property
    def band(self) -> Band:
        """How forms of both components, (2·count, 2·count), are solved when only overlapping basis functions have an entry."""
        rows, columns = self.shape
        numbers = np.arange(self.count).reshape(self.shape)
        numbers = numbers.T if columns > rows else numbers
        order = np.stack([numbers.ravel(), numbers.ravel() + self.count], axis=1).ravel()
        width, size = 2 * _OVERLAP * (min(rows, columns) + 1) + 1, len(order)
        below, column = np.meshgrid(np.arange(width + 1), np.arange(size), indexing="ij")
        row = np.minimum(below + column, size - 1)  # what lies beyond the last row is never read
        return Band(order, order[row] * size + order[column])

    def gram(self, weights: NDArray[Any]) -> Array:
        """Σ over nodes of weight · basis · basisᵀ, (count, count); `weights` is (nodes_y, nodes_x)."""
        rows, columns = self.shape
        product = self._pairs_y.T @ weights @ self._pairs_x
        return product.reshape(rows, rows, columns, columns).transpose(0, 2, 1, 3).reshape(self.count, -1)

    def project(self, values: NDArray[Any]) -> Array:
        """Σ over nodes of value · basis, (count,)."""
        return (self._by.T @ values @ self._bx).ravel()

    def flow(self, coefficients: Array, size: tuple[int, int]) -> FlowArray:
        """(h, w, 2) float32 on a grid of another (w, h) size over the same frame, in this frame's pixels."""
        bx, by = _single(size[0], self.shape[1] - 3), _single(size[1], self.shape[0] - 3)
        out = np.empty((size[1], size[0], 2), np.float32)
        for axis in range(2):
            out[..., axis] = by @ coefficients[axis].astype(np.float32) @ bx.T
        return out

    def approximate(self, flow: FlowArray, smoothing: float = 1e-3) -> Array:
        """Least-squares coefficients of a flow given in this frame's pixels on any grid over it."""
        at_nodes = cv2.resize(flow, self.nodes, interpolation=cv2.INTER_AREA).astype(np.float64)
        normal = self.gram(np.ones(self.nodes[::-1])) + smoothing * self.bending + 1e-6 * self.mass
        right = np.stack([self.project(at_nodes[..., axis]) for axis in range(2)], axis=1)
        return np.linalg.solve(normal, right).T.reshape(2, *self.shape)

    def polynomial(self, along_x: int, along_y: int) -> Array:
        """Coefficients (ky, kx) of x^along_x · y^along_y, powers up to 3: coordinates from the frame's centre,
        in halves of its diagonal."""
        (width, height), (nodes_x, nodes_y) = self.size, self.nodes
        half = float(np.hypot(width, height)) / 2
        x = ((np.arange(nodes_x) + 0.5) / nodes_x - 0.5) * width / half
        y = ((np.arange(nodes_y) + 0.5) / nodes_y - 0.5) * height / half
        of_x = np.linalg.lstsq(self._bx, x**along_x, rcond=None)[0]
        of_y = np.linalg.lstsq(self._by, y**along_y, rcond=None)[0]
        return np.outer(of_y, of_x)

    def variance(self, covariance: Array) -> Array:
        """Variance of one component at the nodes, (nodes_y, nodes_x), from its (count, count) covariance."""
        basis = np.kron(self._by, self._bx)
        return np.einsum("ni,ni->n", basis @ covariance, basis).reshape(self.nodes[::-1])


@lru_cache(maxsize=64)
def _basis(samples: int, cells: int) -> Array:
    """(samples, cells + 3): uniform cubic B-splines at the centres of `samples` equal parts."""
    index, f = _locate(samples, cells)
    parts = ((1 - f) ** 3, 3 * f**3 - 6 * f**2 + 4, -3 * f**3 + 3 * f**2 + 3 * f + 1, f**3)
    return _spread(index, [part / 6 for part in parts], cells)


@lru_cache(maxsize=64)
def _single(samples: int, cells: int) -> NDArray[np.float32]:
    return _basis(samples, cells).astype(np.float32)


def derivative_grams(length: int, cells: int) -> list[Array]:
    """Integrals over the frame of products of the basis' 0th, 1st and 2nd derivatives, per pixel."""
    samples, step = 8 * cells, length / cells
    index, f = _locate(samples, cells)
    first = [-((1 - f) ** 2) / 2, (3 * f**2 - 4 * f) / 2, (-3 * f**2 + 2 * f + 1) / 2, f**2 / 2]
    second = [1 - f, 3 * f - 2, 1 - 3 * f, f]
    bases = (
        _basis(samples, cells),
        _spread(index, first, cells) / step,
        _spread(index, second, cells) / step**2,
    )
    return [basis.T @ basis * (length / samples) for basis in bases]


def _locate(samples: int, cells: int) -> tuple[NDArray[np.intp], Array]:
    position = (np.arange(samples) + 0.5) / samples * cells
    index = np.minimum(position.astype(np.intp), cells - 1)
    return index, position - index


def _spread(index: NDArray[np.intp], parts: list[Array], cells: int) -> Array:
    out = np.zeros((len(index), cells + 3))
    rows = np.arange(len(index))
    for offset, part in enumerate(parts):
        out[rows, index + offset] = part
    return out
