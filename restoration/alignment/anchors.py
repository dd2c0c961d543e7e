"""Where each cell of the reference lies in the redraw, by their descriptions, near a motion that is known roughly.

A cell's description is compared with all cells of the other picture, and a softmax makes that a probability over
places (the descriptor is trained with the same softmax). What of it lies near the motion is the probability that the cell
follows it; the mean and the spread there are a measurement of the motion, which the dense fit uses beside the pixels.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from restoration.alignment.descriptor import Description
from restoration.records import FlowArray
from restoration.resizing import resize

Floats = NDArray[np.float32]

_SHARPNESS = 25.0
"""Of the softmax; what training ends with."""
_REACH = 2.5
"""Cells: how far from the motion a place is still near it."""
_LEAST_VARIANCE = 0.1
"""Cells squared: a description is exact to about a third of its cell."""


@dataclass(frozen=True, eq=False)
class Anchors:
    """Per cell of the reference; lengths are in pixels of the frame that the motion was given in."""

    flow: FlowArray
    """(rows, columns, 2): the displacement measured."""
    chance: Floats
    """(rows, columns) in [0, 1]: probability that the cell follows the motion."""
    variance: Floats
    """(rows, columns): of the measurement along one axis, px²."""


class Likeness:
    """The probabilities of all places of one picture for every cell of another."""

    def __init__(self, reference: Description, other: Description) -> None:
        likeness = _SHARPNESS * (reference.words @ other.words.T)
        likeness -= likeness.max(axis=1, keepdims=True)
        np.exp(likeness, out=likeness)
        likeness /= likeness.sum(axis=1, keepdims=True)
        self._places = likeness.reshape(-1, *other.shape)
        self._sure = reference.sure.reshape(reference.shape)
        self.shape, self.other_shape = reference.shape, other.shape
        self._ratio = np.array([other.shape[n] / reference.shape[n] for n in (1, 0)], np.float32)

    def anchors(self, flow: FlowArray, size: tuple[int, int]) -> Anchors:
        """Near `flow` (h, w, 2), on any grid over the frame of (width, height) `size`, in its pixels."""
        rows, columns = self.shape
        cell = np.array([size[0] / columns, size[1] / rows], np.float32)
        along = resize(flow, (columns, rows)) / cell
        y, x = np.mgrid[0:rows, 0:columns].astype(np.float32)
        # The other picture may have been described at another size: its cells are others then.
        ratio = self._ratio
        centre_x = (x + along[..., 0] + 0.5) * ratio[0] - 0.5
        centre_y = (y + along[..., 1] + 0.5) * ratio[1] - 0.5
        reach = int(np.ceil(_REACH))
        total = np.zeros((rows, columns), np.float32)
        first = np.zeros((rows, columns, 2), np.float32)
        second = np.zeros((rows, columns), np.float32)
        number = np.arange(rows * columns).reshape(rows, columns)
        base_x, base_y = np.rint(centre_x).astype(np.intp), np.rint(centre_y).astype(np.intp)
        for dy in range(-reach, reach + 1):
            for dx in range(-reach, reach + 1):
                at_x, at_y = base_x + dx, base_y + dy
                inside = (
                    (at_x >= 0) & (at_y >= 0) & (at_x < self.other_shape[1]) & (at_y < self.other_shape[0])
                )
                off_x, off_y = at_x - centre_x, at_y - centre_y
                inside &= off_x**2 + off_y**2 <= _REACH**2
                share = self._places[number, np.where(inside, at_y, 0), np.where(inside, at_x, 0)] * inside
                total += share
                first[..., 0] += share * off_x
                first[..., 1] += share * off_y
                second += share * (off_x**2 + off_y**2)
        mean = first / (total + 1e-6)[..., None]
        variance = (second / (total + 1e-6) - (mean**2).sum(axis=2)) / 2 + _LEAST_VARIANCE
        spread = np.maximum(variance, _LEAST_VARIANCE) * (cell[0] * cell[1] / (ratio[0] * ratio[1]))
        measured = ((along + mean / ratio) * cell).astype(np.float32)
        return Anchors(measured, total * self._sure, spread.astype(np.float32))

    def agreement(self, flow: FlowArray, size: tuple[int, int]) -> tuple[float, float]:
        """Mean chance of the cells that `flow` leads into the other picture, and the share of those cells."""
        rows, columns = self.shape
        found = self.anchors(flow, size)
        along = resize(flow, (columns, rows)) / np.array([size[0] / columns, size[1] / rows], np.float32)
        y, x = np.mgrid[0:rows, 0:columns]
        there = np.stack([x + along[..., 0], y + along[..., 1]], axis=2)
        inside = ((there > -0.5) & (there < np.array([columns, rows]) - 0.5)).all(axis=2)
        return float(found.chance[inside].mean()) if inside.any() else 0.0, float(inside.mean())
