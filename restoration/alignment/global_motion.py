"""Which global motion to start from: many guesses, each refined a little, the best by agreement.

A single feature match fails in rain, in the dark or under a strong bend. So guesses come from three sources whose failures are
independent: how canvases are usually filled, an exhaustive correlation over
stretches and shifts at low resolution, and local features.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from restoration.alignment import dense, normal_equations, warp
from restoration.alignment.appearance import FloatPlane, Pyramid, eight_bit
from restoration.alignment.frame import FrameSizes
from restoration.alignment.mapped_frame import Matrix, mapped_frame
from restoration.alignment.prior import thin_plate
from restoration.alignment.spline import Spline
from restoration.records import FlowArray
from restoration.resizing import resize, resize_matrix
from restoration.side_by_side import side_by_side

_STRETCHES = (0.8, 0.9, 1.0, 1.11, 1.25)
_LARGEST_SHIFT = 0.3
_FEATURES, _FEATURE_PX = 800, 4.0
_SPLINE_CELLS, _NODE_PX = 7, 16
_STIFFNESS = 40.0
_STIFF = 1000.0
_KEPT = 4
_KEPT_STIFF = 2
_SAME_PX = 1.0
"""On the work grid, on average: guesses that are so near each other end in the same place."""
_COST = 5.0
"""Of agreement: 0.05 for a motion of a tenth of the diagonal. Along one edge or a row of boards many motions
agree nearly as well, and the smallest of them is the likeliest."""
CLEAR_AGREEMENT = 0.6
"""Local features are used only while the search is not yet sure. At half of the work grid: there they cost a
quarter, and the noise of a dark or rainy photo makes fewer wrong ones."""


@dataclass(frozen=True, eq=False)
class Start:
    flow: FlowArray
    """On the grid of the pyramid's second finest level, in work pixels."""
    agreement: float
    """Mean correlation over the frame there, in [-1, 1]."""
    diagonal: float
    """Of the work grid, in pixels."""
    likely: float = 0.0
    """Support for this motion by the learned descriptions, in [0, 1]; 0 where they were not computed."""

    def motion(self) -> float:
        """Root of the mean squared length of the flow, as a share of the diagonal."""
        return float(np.sqrt(np.mean(self.flow**2) * 2)) / self.diagonal

    def merit(self) -> float:
        """Agreement less a penalty that grows with the motion."""
        return self.agreement - _COST * self.motion() ** 2


def search(fixed: Pyramid, moving: Pyramid, frame: FrameSizes, *, with_features: bool = True) -> Start:
    """The best smooth start, work grid to work grid, of all guesses. Colours are not used: on a redraw with other colours they
    favour a neighbouring plank of a fence."""
    fixed, moving = ([level.grey for level in planes] for planes in (fixed, moving))
    start = _best_of(
        [*framings(frame), *correlate(fixed[1].light, moving[1].light, frame)], fixed, moving, frame
    )
    if not with_features or start.agreement > CLEAR_AGREEMENT:
        return start
    others = features(fixed[2].light, moving[2].light, frame)
    return max(start, _best_of(others, fixed, moving, frame), key=Start.merit)


def best_of(guesses: list[Matrix], fixed: Pyramid, moving: Pyramid, frame: FrameSizes) -> Start:
    """The best refined start of guesses from elsewhere, whatever their size; agreement -1 when there are none."""
    fixed, moving = ([level.grey for level in planes] for planes in (fixed, moving))
    return _best_of(guesses, fixed, moving, frame, check=False)


def framings(frame: FrameSizes) -> list[Matrix]:
    """The frame stretched to the canvas, cut to fill it, and fitted into it."""
    width, height = frame.work
    sx, sy = frame.canvas_scale
    guesses = [np.eye(3)]
    if max(sx / sy, sy / sx) > 1.03:
        for uniform in (max(sx, sy), min(sx, sy)):
            guesses += [_about_centre(uniform / sx, uniform / sy, (0, 0), (width, height))]
    return guesses


def correlate(fixed: FloatPlane, moving: FloatPlane, frame: FrameSizes, best: int = 4) -> list[Matrix]:
    """Stretch along each axis and shift by exhaustive normalised correlation of two small planes."""
    height, width = fixed.shape
    found = []
    for sx in _STRETCHES:
        for sy in _STRETCHES:
            matrix = _about_centre(sx, sy, (0, 0), (width, height))
            stretched = cv2.warpAffine(
                moving, matrix[:2], (width, height), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
            )
            score, (x, y) = best_shift(fixed, stretched)
            # fixed(p + shift) looks like stretched(p), so p lies at stretch · (p - shift).
            found.append((score, _about_centre(sx, sy, (-sx * x, -sy * y), (width, height))))
    found.sort(key=lambda item: -item[0])
    return _on_work_grid([matrix for _, matrix in found[:best]], fixed, frame)


def best_stretch(fixed: FloatPlane, moving: FloatPlane) -> float:
    """The largest `best_shift` over small stretches along each axis."""
    height, width = fixed.shape
    best = -1.0
    for sx in _STRETCHES[1:4]:
        for sy in _STRETCHES[1:4]:
            matrix = _about_centre(sx, sy, (0, 0), (width, height))
            stretched = cv2.warpAffine(
                moving, matrix[:2], (width, height), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
            )
            best = max(best, best_shift(fixed, stretched)[0])
    return best


def best_shift(fixed: FloatPlane, moving: FloatPlane) -> tuple[float, tuple[int, int]]:
    """The largest normalised correlation of two planes of one size over all shifts, up to 0.3 of each side, and
    the shift (x, y) there: fixed(p + shift) looks like moving(p)."""
    height, width = fixed.shape
    margin_x, margin_y = int(_LARGEST_SHIFT * width), int(_LARGEST_SHIFT * height)
    padded = cv2.copyMakeBorder(fixed, margin_y, margin_y, margin_x, margin_x, cv2.BORDER_CONSTANT, value=0)
    scores = np.nan_to_num(cv2.matchTemplate(padded, moving, cv2.TM_CCORR_NORMED))
    _, score, _, (x, y) = cv2.minMaxLoc(scores)
    return score, (x - margin_x, y - margin_y)


def features(fixed: FloatPlane, moving: FloatPlane, frame: FrameSizes) -> list[Matrix]:
    """A homography (MAGSAC) and an affine map of matched SIFT features of two planes, where there are enough."""
    with side_by_side(2) as pool:
        (points_a, words_a), (points_b, words_b) = pool.map(_described, (fixed, moving))
    if min(len(points_a), len(points_b)) < 8:
        return []
    pairs = [p for p in cv2.BFMatcher().knnMatch(words_a, words_b, k=2) if len(p) == 2]
    pairs = [p for p in pairs if p[0].distance < 0.9 * p[1].distance]
    pairs.sort(key=lambda p: p[0].distance / max(p[1].distance, 1e-6))
    if len(pairs) < 8:
        return []
    source = np.array([points_a[p[0].queryIdx].pt for p in pairs[:300]], np.float32)
    target = np.array([points_b[p[0].trainIdx].pt for p in pairs[:300]], np.float32)
    guesses = []
    homography, _ = cv2.findHomography(source, target, cv2.USAC_MAGSAC, _FEATURE_PX)
    if homography is not None and abs(homography[2, 2]) > 1e-9:
        guesses.append(homography / homography[2, 2])
    affine, _ = cv2.estimateAffine2D(source, target, ransacReprojThreshold=1.5 * _FEATURE_PX)
    if affine is not None:
        guesses.append(np.vstack([affine, [0, 0, 1]]))
    return _on_work_grid(guesses, fixed, frame)


def _on_work_grid(matrices: list[Matrix], plane: FloatPlane, frame: FrameSizes) -> list[Matrix]:
    """Maps of a plane's pixels as maps of the work grid's."""
    to_plane = resize_matrix(frame.work, (plane.shape[1], plane.shape[0]))
    return [np.linalg.inv(to_plane) @ matrix @ to_plane for matrix in matrices]


def _described(plane: FloatPlane) -> tuple[Sequence[cv2.KeyPoint], NDArray[np.float32]]:
    return cv2.SIFT_create(_FEATURES).detectAndCompute(eight_bit(plane), None)


def is_plausible(matrix: Matrix, size: tuple[int, int]) -> bool:
    """No mirror image, no half turn, sides between 0.4 and 2.5 of their length, centre still in view."""
    found = mapped_frame(matrix, size)
    if found is None or not found.convex or not found.sides_within(0.4, 2.5) or found.angle_deg >= 25:
        return False
    drift = np.abs(found.corners.mean(axis=0) - (size[0] / 2, size[1] / 2)) / size
    return bool((drift < 0.4).all())


def homography_of(flow: FlowArray, size: tuple[int, int], weights: FloatPlane | None = None) -> Matrix:
    """Weighted least-squares homography of a flow given, in pixels of a (width, height) frame, on any
    grid over it; `weights` (h, w) on the flow's grid."""
    height, width = flow.shape[:2]
    step = max(1, round((width * height / 600) ** 0.5))
    to_frame = resize_matrix((width, height), size)
    grid = warp.pixel_grid(width, height)[::step, ::step].reshape(-1, 2).astype(np.float64)
    source = grid * np.diag(to_frame)[:2] + to_frame[:2, 2]
    target = source + flow[::step, ::step].reshape(-1, 2)
    weight = np.ones(len(source)) if weights is None else weights[::step, ::step].ravel() + 1e-3
    # Normalised direct linear transform (Hartley 1997), both sides with the frame's own scale.
    scale = max(size) / 2
    shift = np.array([(size[0] - 1) / 2, (size[1] - 1) / 2])
    a, b = (source - shift) / scale, (target - shift) / scale
    rows = np.zeros((2 * len(a), 8))
    rows[0::2, 0:2], rows[0::2, 2] = a, 1
    rows[1::2, 3:5], rows[1::2, 5] = a, 1
    rows[0::2, 6:8] = -a * b[:, :1]
    rows[1::2, 6:8] = -a * b[:, 1:]
    w = np.repeat(np.sqrt(weight), 2)
    solution = np.linalg.lstsq(rows * w[:, None], b.ravel() * w, rcond=None)[0]
    normalise = np.array([[1 / scale, 0, -shift[0] / scale], [0, 1 / scale, -shift[1] / scale], [0, 0, 1]])
    matrix = np.linalg.inv(normalise) @ np.append(solution, 1).reshape(3, 3) @ normalise
    return matrix / matrix[2, 2]


def _best_of(
    guesses: list[Matrix], fixed: Pyramid, moving: Pyramid, frame: FrameSizes, *, check: bool = True
) -> Start:
    """The best refined guess; agreement -1 when none is plausible."""
    spline = Spline.on_grid(frame.work, _SPLINE_CELLS, _NODE_PX)
    diagonal = float(np.hypot(*frame.work))
    size = fixed[2].size
    bases = [
        _flow_at(guess, frame, size) for guess in guesses if not check or is_plausible(guess, frame.work)
    ]
    if not bases:
        return Start(np.zeros((size[1], size[0], 2), np.float32), -1.0, diagonal)
    with side_by_side(2) as pool:
        first = list(pool.map(lambda base: _refine(fixed, moving, base, spline, spline.zeros(), 1), bases))
        first.sort(key=lambda refined: -refined[0])
        bent = [base + spline.flow(bend, size) for _, base, bend in first[:_KEPT]]
        jobs = [(*first[n][1:], _STIFFNESS) for n in _distinct(bent)]
        # As they are, too: what coarse levels bend by chance, finer ones may no longer undo.
        plain = sorted(bases, key=lambda base: -_score(fixed, moving, base, 1))
        jobs += [(plain[n], spline.zeros(), _STIFF) for n in _distinct(plain)[:_KEPT_STIFF]]
        best = list(pool.map(lambda job: _refine(fixed, moving, job[0], spline, job[1], 2, job[2]), jobs))
    starts = [Start(base + spline.flow(bend, size), score, diagonal) for score, base, bend in best]
    return max(starts, key=Start.merit)


def _distinct(flows: list[FlowArray]) -> list[int]:
    """Numbers of those that are not nearly one before them."""
    kept: list[int] = []
    for number, flow in enumerate(flows):
        if all(np.abs(flow - flows[other]).mean() > _SAME_PX for other in kept):
            kept.append(number)
    return kept


def _refine(
    fixed: Pyramid,
    moving: Pyramid,
    base: FlowArray,
    spline: Spline,
    start: NDArray[np.float64],
    stage: int,
    stiffness: float = _STIFFNESS,
) -> tuple[float, FlowArray, NDArray[np.float64]]:
    schedule = (((0,), 3), ((0, 1), 1)) if stage == 1 else (((0, 1), 3), ((1, 2), 5))
    problem = dense.Problem(fixed, moving, base, spline)
    found = dense.fit(problem, start, schedule, thin_plate(spline, stiffness))
    flow = resize(base, fixed[2].size) + spline.flow(found.coefficients, fixed[2].size)
    return _score(fixed, moving, flow, stage), base, found.coefficients


def _score(fixed: Pyramid, moving: Pyramid, flow: FlowArray, level: int) -> float:
    """Mean correlation at a level along a flow given, in work pixels, on any grid."""
    size, work = fixed[level].size, fixed[-1].size
    to_level = np.array([size[0] / work[0], size[1] / work[1]], np.float32)
    along = resize(flow, size) * to_level
    return float(normal_equations.agreement(fixed[level], moving[level], along).mean())


def _flow_at(matrix: Matrix, frame: FrameSizes, size: tuple[int, int]) -> FlowArray:
    """The flow of a work-grid homography, in work pixels, on a smaller grid."""
    to_level = resize_matrix(frame.work, size)
    flow = warp.homography_flow(to_level @ matrix @ np.linalg.inv(to_level), size)
    flow /= np.array([to_level[0, 0], to_level[1, 1]], np.float32)
    return flow


def _about_centre(sx: float, sy: float, shift: tuple[float, float], size: tuple[int, int]) -> Matrix:
    width, height = size
    return np.array(
        [
            [sx, 0, (width - 1) / 2 * (1 - sx) + shift[0]],
            [0, sy, (height - 1) / 2 * (1 - sy) + shift[1]],
            [0, 0, 1],
        ]
    )
