"""What the distortion report claims where little or nothing can be measured, and whether it finds small hallucinations.

    python -m benchmarks.honesty [strangers turns crops subtle] [--photos 6] [--cases 40]
                                [--keep FILE] [--verbose]

strangers: collages, screenshots, sketches, blank pictures, noise and unrelated photos in the place of a restoration.
    No verdict may be "none" (shown in green).
turns: mirrored, upside-down and quarter-turned redraws (simulator 1, strength 1). The report must name what was done.
crops: 90, 70 and 50 % of each side of a photo. Measured is a median error of at most 3 px of the photo inside the crop.
subtle: painted clouds, rewritten characters, new lamps, repainted texture (`subtle_edits`) in redraws of three
    simulators: F1 of the label "hallucinated" against the edit where the degraded photo would have shown it; the share
    that is called hallucinated in the same redraws without the edit; and what becomes of edits that it would not show.

Photos are ones that no weights were fitted on, degraded by haze, rain or low light (models 1, 2, 3 in turn).
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from benchmarks import oddities, subtle_edits
from benchmarks.hallucination_cases import fresh_photos
from benchmarks.photos import load_at
from benchmarks.simulators import make_redraw, make_reference
from restoration.alignment import align, align_anyway
from restoration.distortion import analyse
from restoration.image import ImageArray
from restoration.metrics import score
from restoration.records import HALLUCINATED, Alignment, DistortionReport

PIXELS = 640 * 427
TASKS = ("haze", "rain", "low_light")
STRANGERS, TURNED = 24, 24
CROPS = (0.9, 0.7, 0.5)
NEAR_PX = 3.0
NOT_JUDGED = 3


def report_on(generated: ImageArray, reference: ImageArray) -> tuple[Alignment, DistortionReport]:
    generated = np.ascontiguousarray(generated)
    alignment = align(generated, reference)
    return alignment, analyse(alignment, generated, reference, score=score, align=align_anyway)


def photos(count: int) -> list[ImageArray]:
    return [load_at(path, PIXELS) for path in fresh_photos(count)]


# --- strangers -----------------------------------------------------------------


def strangers(arguments: argparse.Namespace) -> None:
    images = photos(arguments.photos)
    green: list[str] = []
    same = 0
    kinds = list(oddities.STRANGERS)
    for number in range(STRANGERS):
        kind = kinds[number % len(kinds)]
        # There may be fewer photos than were asked for.
        clean, other = images[number % len(images)], images[(number + 1) % len(images)]
        other = cv2.resize(other, (clean.shape[1], clean.shape[0]), interpolation=cv2.INTER_AREA)
        degraded = make_reference(clean, TASKS[number % 3], 70 + number, 1 + number % 3)
        rng = np.random.default_rng([number, 11])
        generated = oddities.STRANGERS[kind](clean, degraded, other, rng)
        alignment, report = report_on(generated, degraded)
        same += alignment.same_scene
        levels = {v.complaint: v.level for v in report.verdicts}
        claims = [name for name, level in levels.items() if level == "none"]
        if claims:
            green.append(f"{kind} ({', '.join(claims)})")
        if arguments.verbose or claims:
            print(f"  {kind}, {TASKS[number % 3]}: {levels} | {report.sentence}", flush=True)
    print(f"strangers: {len(green)} of {STRANGERS} with a green verdict; called the same scene: {same}")


# --- turns ---------------------------------------------------------------------


def turns(arguments: argparse.Namespace) -> None:
    images = photos(arguments.photos)
    named, wrong = 0, 0
    kinds = list(oddities.TURNS)
    for number in range(TURNED):
        kind = kinds[number % len(kinds)]
        clean = images[number % len(images)]
        made = make_redraw(
            clean, images[(number - 1) % len(images)], 300 + number, 1.0, 1, changes=True
        ).image
        degraded = make_reference(clean, TASKS[number % 3], 80 + number, 1 + number % 3)
        _, report = report_on(oddities.TURNS[kind](made), degraded)
        good = kind in report.sentence
        named += good
        wrong += not good and any(name in report.sentence for name in kinds)
        if arguments.verbose or not good:
            print(f"  {kind}, {TASKS[number % 3]}: {report.sentence}", flush=True)
    print(f"turns: {named} of {TURNED} named; {wrong} called something else")
    false = 0
    for number in range(len(images)):
        made = make_redraw(
            images[number], images[(number - 1) % len(images)], 300 + number, 1.0, 1, changes=True
        ).image
        degraded = make_reference(images[number], TASKS[number % 3], 80 + number, 1 + number % 3)
        _, report = report_on(made, degraded)
        false += any(name in report.sentence for name in kinds)
    print(f"turns: {false} of {len(images)} redraws that were not turned are called turned")


# --- crops ---------------------------------------------------------------------


def crops(arguments: argparse.Namespace) -> None:
    images = photos(arguments.photos)
    measured, total = 0, 0
    for number, clean in enumerate(images):
        degraded = make_reference(clean, TASKS[number % 3], 90 + number, 1 + number % 3)
        for share in CROPS:
            generated, flow = oddities.crop(clean, share, np.random.default_rng([number, int(100 * share)]))
            alignment, report = report_on(generated, degraded)
            error = _error(alignment, flow, generated)
            unknown = {v.complaint: v.level for v in report.verdicts}["positions"] == "unknown"
            good = error <= NEAR_PX and not unknown
            measured += good
            total += 1
            if arguments.verbose or not good:
                print(
                    f"  {share:.0%} of photo {number}, {TASKS[number % 3]}: {error:.1f} px"
                    f"{', unknown' if unknown else ''} | {report.sentence}",
                    flush=True,
                )
    print(f"crops: {measured} of {total} measured within {NEAR_PX:g} px")


def _error(alignment: Alignment, flow: np.ndarray, generated: ImageArray) -> float:
    """Median error in reference pixels where the crop shows the photo."""
    rows, columns = generated.shape[:2]
    height, width = flow.shape[:2]
    x, y = np.arange(width) + flow[..., 0], np.arange(height)[:, None] + flow[..., 1]
    inside = (x > 0) & (y > 0) & (x < columns - 1) & (y < rows - 1)
    # Generated pixels per reference pixel of the true crop.
    scale = np.array([1 + flow[0, -1, 0] / (width - 1) - flow[0, 0, 0] / (width - 1)] * 2)
    return float(np.median(np.linalg.norm((alignment.flow - flow)[inside] / scale, axis=1)))


# --- subtle hallucinations -------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Case:
    kind: str
    task: str
    edit: subtle_edits.Edit
    reference: ImageArray
    shown: np.ndarray
    generated: ImageArray
    unedited: ImageArray


def subtle_cases(count: int, images: list[ImageArray], first_seed: int = 500) -> Iterator[Case]:
    """`count` cases, the kinds in turn; seeds of redraws and degradations are the case's own."""
    kinds = list(subtle_edits.KINDS)
    made, tried = 0, 0
    while made < count and tried < 12 * count:
        kind, seed = kinds[made % len(kinds)], first_seed + tried
        clean, other = images[tried % len(images)], images[(tried + 1) % len(images)]
        tried += 1
        edit = subtle_edits.KINDS[kind](clean, np.random.default_rng([seed, 3]))
        if edit is None:
            continue
        generator, task = 1 + made % 3, TASKS[(made // 3) % 3]
        degradation = 1 + (made // 2) % 3
        reference = make_reference(edit.before, task, seed, degradation)
        seen = subtle_edits.shown(edit, reference, make_reference(edit.after, task, seed, degradation))
        redraws = [
            make_redraw(image, other, seed, 1.0, generator, changes=False).image
            for image in (edit.after, edit.before)
        ]
        made += 1
        yield Case(kind, task, edit, reference, seen, redraws[0], redraws[1])


def subtle(arguments: argparse.Namespace) -> None:
    kept: Path | None = arguments.keep
    done = {} if kept is None or not kept.exists() else {r["number"]: r for r in map(json.loads, kept.open())}
    rows: list[dict[str, Any]] = []
    began = time.process_time()
    for number, case in enumerate(subtle_cases(arguments.cases, photos(max(12, 2 * arguments.photos)))):
        row = done.get(number)
        if row is None:
            row = {"number": number, "kind": case.kind, "task": case.task, **_judged(case)}
            if kept is not None:
                with kept.open("a") as file:
                    print(json.dumps(row), file=file)
        rows.append(row)
        text = "hidden" if row["f1"] is None else f"{row['f1']:.2f}"
        print(
            f"  {number} {case.kind}, {case.task}: F1 {text}, without the edit {row['false']:.2f} % hallucinated",
            file=sys.stderr,
            flush=True,
        )
    marks: dict[str, list[float]] = defaultdict(list)
    hidden = Counter[int]()
    for row in rows:
        hidden += Counter({int(label): count for label, count in row["hidden"].items()})
        if row["f1"] is not None:
            for name in (row["kind"], row["task"], "all"):
                marks[name].append(row["f1"])
    for name, values in marks.items():
        print(f"subtle, {name}: F1 {np.mean(values):.3f} (n = {len(values)})")
    false, total = [row["false"] for row in rows], max(sum(hidden.values()), 1)
    print(
        f"subtle: unchanged redraws {np.mean(false):.2f} % hallucinated, worst {max(false):.2f} %; of what the photo "
        f"would not show, {100 * hidden[HALLUCINATED] / total:.0f} % is called hallucinated and "
        f"{100 * hidden[NOT_JUDGED] / total:.0f} % not judged; {time.process_time() - began:.0f} s of processor time"
    )


def _judged(case: Case) -> dict[str, Any]:
    """F1 of the edit, None where the photo would hardly have shown it; pixels by label of what it would not have shown; share
    called hallucinated without the edit, %."""
    alignment, report = report_on(case.generated, case.reference)
    wanted, found = case.shown & alignment.valid, (report.labels == HALLUCINATED) & alignment.valid
    counted = ~(case.edit.mask & ~case.shown)
    mark = None
    if wanted.sum() > 0.001 * wanted.size:
        overlap = float((wanted & found & counted).sum())
        mark = 2 * overlap / float(wanted.sum() + (found & counted).sum())
    unseen = case.edit.mask & ~case.shown & alignment.valid
    _, clean_report = report_on(case.unedited, case.reference)
    return {
        "f1": mark,
        "hidden": dict(Counter(report.labels[unseen].tolist())),
        "false": 100 * float((clean_report.labels == HALLUCINATED).mean()),
    }


PARTS = {"strangers": strangers, "turns": turns, "crops": crops, "subtle": subtle}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--photos", type=int, default=6)
    parser.add_argument("--cases", type=int, default=40)
    parser.add_argument(
        "--keep", type=Path, metavar="FILE", help="results of subtle by case: a run that was stopped goes on"
    )
    parser.add_argument("--verbose", action="store_true")
    arguments = parser.parse_args()
    if unknown := [name for name in arguments.parts if name not in PARTS]:
        parser.error(f"expected parts among {', '.join(PARTS)}, got {', '.join(unknown)}")
    cv2.setNumThreads(2)
    for name in arguments.parts or PARTS:
        PARTS[name](arguments)


if __name__ == "__main__":
    main()
