"""How well `analyse` tells kept from hallucinated, names regions, and how long it takes.

    python -m benchmarks.distortion [--photos 8] [--strengths 1 2 4] [--tasks haze rain low_light]
                                    [--generators 1 2 3] [--exact] [--size 768x512] [--real] [--speed]

Photos are ones that the weights were not fitted on. References are degraded photos, redraws are simulated
from the clean ones: by the product's own simulator (1), `second_generator` (2) and `third_generator` (3), in
the degradation of the three in turn. Per task and strength:
F1 of the hallucinated label against the true changed mask where the generated frame shows it (mean over
redraws), the hallucinated share of redraws in which nothing was changed (mean and worst), what the regions
over true changes were called, and seconds. `--exact` uses the true flow with an error of 0.5 px instead of
`align`: the accuracy of the labels without alignment errors. `--real` prints the findings on real
generator outputs, which have no truth. `--speed` times 1 and 12 megapixels, and hard pairs of 1.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections import Counter
from pathlib import Path

import cv2
import numpy as np

from benchmarks.hallucination_cases import (
    GENERATORS,
    TRAINING_PHOTOS,
    fresh_photos,
    true_alignment,
)
from benchmarks.photos import SHARED, load_at, photo_paths
from benchmarks.simulators import make_redraw, make_reference
from restoration.alignment import align, align_anyway
from restoration.distortion import analyse
from restoration.image import ImageArray, load_image
from restoration.metrics import score
from restoration.records import HALLUCINATED, DistortionReport, Redraw

# Pairs for --speed: (task, generator, degradation, strength).
HARD = (
    ("rain", 1, 2, 2.0),
    ("rain", 3, 3, 1.0),
    ("haze", 2, 2, 4.0),
    ("low_light", 1, 3, 2.0),
    ("rain", 2, 1, 4.0),
)


def f1(report: DistortionReport, made: Redraw, seen: np.ndarray) -> float:
    """F1 of the hallucinated label inside what the generated frame shows; NaN when no change is left there."""
    wanted, found = made.changed & seen, (report.labels == HALLUCINATED) & seen
    if not wanted.any():
        return float("nan")
    return 2 * float((wanted & found).sum()) / float(wanted.sum() + found.sum())


def kinds_over_changes(report: DistortionReport, made: Redraw) -> Counter[str]:
    """What the regions that lie on true changes are called."""
    kinds: Counter[str] = Counter()
    for region in report.regions:
        x, y, w, h = region.box
        if region.kind != "moved" and made.changed[y : y + h, x : x + w].mean() > 0.25:
            kinds[region.kind] += 1
    return kinds


def table(arguments: argparse.Namespace) -> None:
    photos = fresh_photos(arguments.photos)
    pixels = arguments.size[0] * arguments.size[1]
    print(
        f"{len(photos)} photos of {pixels / 1e6:.2f} MP; F1 of changed redraws, hallucinated % of unchanged ones"
    )
    print("gen strength task        F1    halluc. mean  worst   align s  analyse s  kinds")
    averages: list[float] = []
    for generator in arguments.generators:
        for strength in arguments.strengths:
            for task in arguments.tasks:
                marks, shares, times, kinds = _cell(
                    photos, pixels, generator, strength, task, arguments.exact
                )
                if strength == 1:
                    averages.append(float(np.nanmean(marks)))
                names = " ".join(f"{kind} {count}" for kind, count in kinds.most_common())
                aligned, analysed = np.mean(times, axis=0)
                quality = f"{np.nanmean(marks):.3f}   {100 * np.mean(shares):8.2f} {100 * max(shares):9.2f}"
                seconds = f"{aligned:7.2f}  {analysed:9.2f}"
                print(f"{generator}   {strength:<8g} {task:<10} {quality}   {seconds}  {names}", flush=True)
    if averages:
        print(f"mean F1 at strength 1: {np.mean(averages):.3f}")


def _cell(
    photos: list[Path], pixels: int, generator: int, strength: float, task: str, exact: bool
) -> tuple[list[float], list[float], list[tuple[float, float]], Counter[str]]:
    marks, shares, times, kinds = [], [], [], Counter[str]()
    for number, path in enumerate(photos):
        clean, other = load_at(path, pixels), load_at(photos[number - 1], pixels)
        seed = 900_000 + 1000 * number + int(10 * strength)
        reference = make_reference(clean, task, seed, 1 + number % 3)
        for changes in (True, False):
            made = make_redraw(clean, other, seed, strength, generator, changes=changes)
            report, valid, took = _analyse(made, reference, clean, task, exact)
            times.append(took)
            if changes:
                marks.append(f1(report, made, valid))
                kinds += kinds_over_changes(report, made)
            else:
                shares.append(report.fractions["invented"])
    return marks, shares, times, kinds


def _analyse(
    made: Redraw, reference: ImageArray, clean: ImageArray, task: str, exact: bool
) -> tuple[DistortionReport, np.ndarray, tuple[float, float]]:
    began = time.perf_counter()
    if exact:
        alignment = true_alignment(made, reference, np.random.default_rng(made.seed), 0.5)
    else:
        alignment = align(made.image, reference, task=None if task == "clean" else task)
    aligned = time.perf_counter()
    report = analyse(alignment, made.image, reference, clean, score=score, align=align_anyway)
    return report, alignment.valid, (aligned - began, time.perf_counter() - aligned)


def real_pairs() -> None:
    """Findings on real generator outputs, for reading beside the pictures."""
    folder = SHARED / "gen_pairs"
    for path in sorted(folder.glob("*/input/*.png")):
        reference, generated = load_image(path), load_image(path.parents[1] / "output" / path.name)
        report = analyse(align(generated, reference), generated, reference, score=score, align=align_anyway)
        shares = " ".join(f"{name} {100 * share:.0f}" for name, share in report.fractions.items())
        print(f"{path.parents[1].name}/{path.stem:<18} {shares:<34} {report.sentence}", flush=True)


def speed() -> None:
    """Seconds and peak memory of align and analyse at 1 and 12 megapixels; and at 1 megapixel on pairs that
    are hard to align or not to be aligned, where every part of the search runs."""
    path = max(photo_paths(TRAINING_PHOTOS), key=lambda p: p.stat().st_size)
    for megapixels in (1, 12):
        clean = load_at(path, megapixels * 1_000_000)
        made = make_redraw(clean, clean, 5, 1.0, 1, changes=True)
        took = _fastest(made.image, make_reference(clean, "haze", 5, 1))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        print(
            f"{megapixels:>2} MP: align {took[0]:.2f} s, analyse {took[1]:.2f} s, peak memory {peak:.2f} GB"
        )
    photos = photo_paths(len(HARD) + 1)
    for number, (task, generator, degradation, strength) in enumerate(HARD):
        clean = load_at(photos[number], 1_000_000)
        made = make_redraw(clean, clean[:, ::-1].copy(), 60 + number, strength, generator, changes=True)
        _report_speed(
            f"{task}, strength {strength:g}", made.image, make_reference(clean, task, 60, degradation)
        )
    stranger = load_at(photos[-1], 1_000_000)
    _report_speed("unrelated", stranger, clean)
    _report_speed("mirrored", np.ascontiguousarray(clean[:, ::-1]), clean)


def _report_speed(what: str, generated: ImageArray, reference: ImageArray) -> None:
    aligned, analysed = _fastest(generated, reference)
    print(f" 1 MP, {what:<20} align {aligned:.2f} s, analyse {analysed:.2f} s", flush=True)


def _fastest(generated: ImageArray, reference: ImageArray) -> tuple[float, float]:
    """Seconds of align and analyse, the better of two runs."""
    runs = []
    for _ in range(2):
        began = time.perf_counter()
        alignment = align(generated, reference)
        aligned = time.perf_counter()
        analyse(alignment, generated, reference, score=score, align=align_anyway)
        runs.append((aligned - began, time.perf_counter() - aligned))
    return min(runs, key=sum)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--photos", type=int, default=8)
    parser.add_argument("--strengths", type=float, nargs="+", default=[1, 2, 4])
    parser.add_argument("--tasks", nargs="+", default=["haze", "rain", "low_light"])
    parser.add_argument("--generators", type=int, nargs="+", choices=GENERATORS, default=list(GENERATORS))
    parser.add_argument("--size", type=lambda text: tuple(map(int, text.split("x"))), default=(768, 512))
    parser.add_argument("--exact", action="store_true")
    parser.add_argument("--real", action="store_true")
    parser.add_argument("--speed", action="store_true")
    arguments = parser.parse_args()
    cv2.setNumThreads(2)
    if arguments.real:
        real_pairs()
    elif arguments.speed:
        speed()
    else:
        table(arguments)


if __name__ == "__main__":
    main()
