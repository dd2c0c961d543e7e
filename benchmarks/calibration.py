"""Fit the confidence of `align` on simulated redraws, and draw a reliability diagram.

    python -m benchmarks.calibration [--cases 240] [--cache FOLDER] [--figure docs/images/reliability.svg]

Redraws are those of `wide_redraws` (low, middle and high degree of repainting in turn, three simulators, strengths 0.5
to 2), of photos that neither the detector nor the descriptor was fitted on, degraded by haze, rain, darkness, blur, noise, flares,
shadows or a poor file, at 0.06 to 0.4 MP. At 300 places each, a motion is right if it lies within the tolerance
(`records.tolerance_px`) and the content was not replaced. Redraws of the high degree count most in the fit, as real
generators repaint. The diagram shows each third of the photos by weights fitted on the other two, and, by the weights in use, the
landmarks of real pairs, where they are there (right: within the landmark's accuracy plus the tolerance). Refused pairs take no part. Prints
the weights that belong into `restoration.alignment.confidence`. `--cache` keeps what was measured of each case.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks import removable_degradations, wide_redraws
from benchmarks.landmarks import at, load_pairs
from benchmarks.photos import SHARED, SUFFIXES, load_at, photo_paths
from benchmarks.simulators import make_reference
from restoration.alignment import align, confidence
from restoration.image import ImageArray
from restoration.records import Redraw, tolerance_px

PIXELS = (63_000, 110_000, 200_000, 400_000)
PLACES = 300
SHARE_OF_OTHERS = 0.15
"""Weight in the fit of places in redraws of the low and middle degree."""
FOLDS = 3
BINS = np.linspace(0, 1, 11)

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Rows:
    """Places of one pair."""

    signs: Floats
    """(N, 3), as `confidence.signs`."""
    right: NDArray[np.bool_]
    degree: int
    """Index into `wide_redraws.DEGREES`."""
    photo: int


def photos() -> list[Path]:
    """Photos that the descriptor's training did not see; what there is, when these are not."""
    folder = SHARED / "photos" / "bsds500_val"
    found = sorted(path for path in folder.glob("*") if path.suffix.lower() in SUFFIXES)
    return found or photo_paths(24)


def make(paths: list[Path], number: int) -> tuple[int, int, Redraw, ImageArray]:
    """(degree, photo, redraw, degraded photo) of a case."""
    rng = np.random.default_rng([number, 21])
    photo, other = (int(n) for n in rng.integers(0, len(paths), 2))
    pixels = int(rng.choice(PIXELS))
    clean, lent = load_at(paths[photo], pixels), load_at(paths[other], pixels)
    degree = number % len(wide_redraws.DEGREES)
    generator, strength = int(rng.integers(1, 4)), float(rng.choice([0.5, 1, 1, 2]))
    made = wide_redraws.wide_redraw(clean, lent, number, strength, generator, wide_redraws.DEGREES[degree])
    if rng.random() < 0.55:
        task = str(rng.choice(["clean", "haze", "rain", "low_light"], p=[0.1, 0.3, 0.3, 0.3]))
        reference = make_reference(clean, task, number, int(rng.integers(1, 4)))
    else:
        reference = removable_degradations.degrade_otherwise(
            clean, str(rng.choice(removable_degradations.KINDS)), rng
        )
    return degree, photo, made, reference


def measure(paths: list[Path], number: int) -> Rows | None:
    """None where `align` refuses, or finds a part or a turned form of the photo."""
    degree, photo, made, reference = make(paths, number)
    signs: list[NDArray[np.float32]] = []

    def recorded(found: NDArray[np.float32]) -> NDArray[np.float32]:
        signs.append(found)
        return probability(found)

    probability = confidence.probability
    with patch.object(confidence, "probability", recorded):
        found = align(made.image, reference)
    if not found.same_scene or len(signs) != 1:
        return None
    height, width = reference.shape[:2]
    rows, columns = made.image.shape[:2]
    scale = np.array([columns / width, rows / height], np.float32)
    error = np.linalg.norm((found.flow - made.flow) / scale, axis=2)
    there = np.dstack(np.meshgrid(np.arange(width), np.arange(height))) + made.flow
    inside = ((there >= 0) & (there <= (columns - 1, rows - 1))).all(axis=2) & found.valid
    chosen = np.random.default_rng(number).permutation(np.flatnonzero(inside))[:PLACES]
    right = (error < tolerance_px((width, height))) & ~made.changed
    planes = [cv2.resize(plane, (width, height)).ravel()[chosen] for plane in signs[0]]
    return Rows(np.stack(planes, axis=1).astype(np.float64), right.ravel()[chosen], degree, photo)


def cached(folder: Path | None, paths: list[Path], number: int) -> Rows | None:
    file = None if folder is None else folder / f"{number}.npz"
    if file is not None and file.exists():
        with np.load(file) as kept:
            if "signs" not in kept:
                return None
            return Rows(kept["signs"], kept["right"], int(kept["degree"]), int(kept["photo"]))
    rows = measure(paths, number)
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
        np.savez(file, **({} if rows is None else vars(rows)))
    return rows


def fit(signs: Floats, right: NDArray[np.bool_], weight: Floats) -> Floats:
    """Weighted logistic regression by Newton's method: of `confidence.regressors`. The coefficient of the disagreement of
    solutions is given."""
    inputs = confidence.regressors(signs.T).T
    given = confidence.OF_DOUBT * signs[:, 2]
    found = np.zeros(inputs.shape[1])
    for _ in range(50):
        stated = 1 / (1 + np.exp(-inputs @ found - given))
        slope = inputs.T @ (weight * (right - stated))
        curvature = (inputs.T * (weight * stated * (1 - stated))) @ inputs + 1e-6 * np.eye(len(found))
        step = np.linalg.solve(curvature, slope)
        found += step
        if np.abs(step).max() < 1e-8:
            break
    return found


def chance(weights: Floats, signs: Floats) -> Floats:
    odds = weights @ confidence.regressors(signs.T) + confidence.OF_DOUBT * signs[:, 2]
    return np.asarray(1 / (1 + np.exp(-odds)), np.float64)


def reliability(stated: Floats, right: NDArray[np.bool_], least: int = 25) -> Floats:
    """(bins, 3): mean confidence stated, share right, places; bins with fewer than `least` places are left out."""
    number = np.clip(np.digitize(stated, BINS) - 1, 0, len(BINS) - 2)
    found = [(stated[number == n], right[number == n]) for n in range(len(BINS) - 1)]
    return np.array([(s.mean(), r.mean(), len(s)) for s, r in found if len(s) >= least])


def at_landmarks() -> tuple[Floats, NDArray[np.bool_]]:
    """(confidence, whether right) at the landmarks of trusted real pairs."""
    listing = SHARED / "gen_pairs" / "landmarks.json"
    stated: list[float] = []
    right: list[bool] = []
    for pair in load_pairs(listing) if listing.exists() else []:
        if not pair.trusted:
            continue
        found = align(pair.generated, pair.reference)
        stated += [float(at(found.confidence, point)) for point in pair.points]
        limit = pair.accuracy + tolerance_px((pair.reference.shape[1], pair.reference.shape[0]))
        right += [bool(error < limit) for error in pair.errors(found.flow)]
    return np.array(stated), np.array(right, bool)


def draw(curves: dict[str, Floats], path: Path) -> None:
    import matplotlib

    matplotlib.use("Agg")
    matplotlib.rcParams["svg.hashsalt"] = "reliability"
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(5.2, 4.6), layout="constrained")
    axes.plot([0, 1], [0, 1], color="0.6", linewidth=1, label="as stated")
    for (name, curve), mark in zip(curves.items(), "osD^v", strict=False):
        places = int(curve[:, 2].sum())
        axes.plot(curve[:, 0], curve[:, 1], marker=mark, markersize=5, label=f"{name} ({places} places)")
    axes.set(
        xlabel="confidence stated by align", ylabel="share of places that are right", xlim=(0, 1), ylim=(0, 1)
    )
    axes.set_aspect("equal")
    axes.grid(color="0.9")
    axes.legend(frameon=False, fontsize=8, loc="upper left")
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, metadata={"Date": None} if path.suffix == ".svg" else None, dpi=120)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--cases", type=int, default=240)
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--figure", type=Path)
    arguments = parser.parse_args()
    cv2.setNumThreads(2)
    paths = photos()
    kept: list[Rows] = []
    for number in range(arguments.cases):
        rows = cached(arguments.cache, paths, number)
        kept += [] if rows is None else [rows]
        if number % 20 == 19:
            print(
                f"{number + 1} cases, {number + 1 - len(kept)} of them refused", file=sys.stderr, flush=True
            )
    count = [len(one.right) for one in kept]
    signs, right = np.concatenate([one.signs for one in kept]), np.concatenate([one.right for one in kept])
    degree, photo = (
        np.repeat([one.degree for one in kept], count),
        np.repeat([one.photo for one in kept], count),
    )
    weight = np.where(degree == 2, 1.0, SHARE_OF_OTHERS)
    stated = np.zeros(len(right))
    for third in range(FOLDS):
        rest, left_out = photo % FOLDS != third, photo % FOLDS == third
        if rest.any() and left_out.any():
            stated[left_out] = chance(fit(signs[rest], right[rest], weight[rest]), signs[left_out])
    weights = fit(signs, right, weight)
    print(f"{len(kept)} redraws, {len(right)} places")
    print("weights:", ", ".join(f"{value:.2f}" for value in weights), "| in use:", confidence.WEIGHTS)
    curves = {
        f"redraws, {name}": reliability(stated[degree == number], right[degree == number])
        for number, name in enumerate(wide_redraws.DEGREES)
        if (degree == number).any()
    }
    of_landmarks, are_right = at_landmarks()
    if len(of_landmarks):
        curves["landmarks of real pairs"] = reliability(of_landmarks, are_right, least=5)
    for name, curve in curves.items():
        print(f"{name}: " + ", ".join(f"{s:.2f} → {r:.2f} ({n:.0f})" for s, r, n in curve))
    if arguments.figure is not None:
        draw(curves, arguments.figure)
    return 0


if __name__ == "__main__":
    sys.exit(main())
