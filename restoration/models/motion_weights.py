"""Where the motion of a prior is known although nothing there could be matched.

`Alignment.confidence` is high only where the pixel itself can be matched: behind dense fog, in the dark and under streaks it
cannot. But where the sure part of the motion is one homography, to within a fraction of a pixel, the same homography holds for
the rest: a canvas that was stretched was stretched everywhere.
"""

from __future__ import annotations

import cv2
import numpy as np

from restoration.models.guided_filter import FloatImage
from restoration.models.transfer import prior_weights
from restoration.records import Alignment

_SURE = 0.5
_BEND = 0.0015
"""Distance from the homography, as a share of the diagonal, at which the weight has fallen to 0.6."""
_ENOUGH = 0.25
"""Share of the frame that must be sure for the homography to be trusted fully elsewhere."""
_MOST = 0.9
_SIDE = 320


def motion_weights(prior: Alignment) -> FloatImage:
    """(H, W) float32 in [0, 1]: at least `prior_weights`; more where the motion is known from elsewhere.

    Pixels that are not `valid` stay at 0: what a report calls hallucinated is not brought back.
    """
    weights = prior_weights(prior)
    height, width = weights.shape
    step = max(1, max(height, width) // _SIDE)
    # A homography fitted to many places, each right to some pixels, is right to a fraction of one.
    sure = (prior.confidence * prior.valid * np.float32(prior.same_scene))[::step, ::step] > _SURE
    share = float(sure.mean())
    if share < 0.02:
        return weights
    distance = _distance_from_homography(prior, step) / float(np.hypot(height, width))
    rigid = float(np.exp(-0.5 * (np.percentile(distance[sure], 90) / _BEND) ** 2)) * min(1.0, share / _ENOUGH)
    known = np.float32(_MOST * rigid) * np.exp(-0.5 * np.square(distance / np.float32(_BEND)))
    known = cv2.resize(known.astype(np.float32), (width, height), interpolation=cv2.INTER_LINEAR)
    return np.maximum(weights, known * prior.valid)


def _distance_from_homography(prior: Alignment, step: int) -> FloatImage:
    """(h, w), in reference pixels, on every `step`-th pixel."""
    flow = prior.flow[::step, ::step]
    rows, columns = np.mgrid[0 : flow.shape[0], 0 : flow.shape[1]].astype(np.float32) * step
    places = np.stack([columns, rows, np.ones_like(rows)], axis=2) @ prior.homography.T.astype(np.float32)
    expected = places[..., :2] / places[..., 2:] - np.stack([columns, rows], axis=2)
    found: FloatImage = np.linalg.norm((flow - expected) / np.array(prior.canvas_scale, np.float32), axis=2)
    return found
