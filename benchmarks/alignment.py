"""How well `align` recovers a known distortion, beside its peers, and how well its confidence is calibrated.

    python -m benchmarks.alignment [--photos 8] [--strengths 1 2 4] [--tasks clean haze rain low_light]
                                   [--seeds 1] [--size 768x512] [--simulator 1] [--no-peers] [--no-real] [--speed]

Photos come from `SHARED/data/photos` (SHARED: `PRIORLENS_SHARED`), spread evenly over its folders, else from
the shipped examples. The reference is the degraded photo, the redraw is simulated from the clean one.
Errors are end-point errors in reference pixels outside changed areas, where the truth lies inside the
generated frame; "all" includes what left it.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.alignment_peers import PEERS, resize_only
from benchmarks.photos import SHARED, load_at, photo_paths
from benchmarks.simulators import make_redraw, make_reference
from restoration.alignment import align
from restoration.image import ImageArray, load_image
from restoration.records import FlowArray, MaskArray
from restoration.synthesis import simulate_generator

SURE, FAR_PX = 0.8, 3.0


@dataclass(frozen=True, eq=False)
class Case:
    reference: ImageArray
    generated: ImageArray
    flow: FlowArray
    changed: MaskArray


def make_case(
    clean: ImageArray, other: ImageArray, task: str, strength: float, seed: int, simulator: int = 1
) -> Case:
    """`other` is a photo that gives foreign content to simulators other than the product's, which is 1."""
    redraw = make_redraw(clean, other, seed, strength, simulator, changes=True)
    reference = make_reference(clean, task, seed + 1, simulator)
    return Case(reference, redraw.image, redraw.flow, redraw.changed)


def errors(case: Case, flow: FlowArray) -> tuple[NDArray[np.float32], MaskArray, MaskArray]:
    """End-point error in reference pixels; where it counts; the same with what left the frame."""
    height, width = case.generated.shape[:2]
    scale = np.array([width / flow.shape[1], height / flow.shape[0]], np.float32)
    error = np.linalg.norm((flow - case.flow) / scale, axis=2)
    x = np.arange(flow.shape[1]) + case.flow[..., 0]
    y = np.arange(flow.shape[0])[:, None] + case.flow[..., 1]
    inside = (x > -0.5) & (y > -0.5) & (x < width - 0.5) & (y < height - 0.5)
    return error, inside & ~case.changed, ~case.changed


class Tally:
    """Rows of one table, averaged over cases."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str, float, str], list[tuple[float, ...]]] = defaultdict(list)

    def add(
        self, method: str, strength: float, task: str, case: Case, flow: FlowArray, seconds: float
    ) -> None:
        error, counted, everything = errors(case, flow)
        e = error[counted]
        if e.size:
            row = (
                float(e.mean()),
                float(np.median(e)),
                float((e > FAR_PX).mean()),
                float(error[everything].mean()),
            )
            self.rows[method, strength, task].append((*row, seconds))

    def print(self, methods: list[str], strengths: list[float], tasks: list[str]) -> None:
        print("\nmean EPE px / median px / share over 3 px (mean with what left the frame)")
        print("| strength | method | " + " | ".join(tasks) + " | s |")
        print("|---" * (len(tasks) + 3) + "|")
        for strength in strengths:
            for method in methods:
                cells, seconds = [], []
                for task in tasks:
                    values = np.array(self.rows[method, strength, task])
                    mean, median, far, whole, _ = values.mean(axis=0)
                    seconds.append(float(np.median(values[:, 4])))
                    cells.append(f"{mean:.2f} / {median:.2f} / {100 * far:.1f} % ({whole:.2f})")
                print(f"| {strength:g} | {method} | " + " | ".join(cells) + f" | {np.mean(seconds):.2f} |")
        print("\nmedian over photos of that mean: half of the photos are better")
        print("| strength | method | " + " | ".join(tasks) + " |")
        print("|---" * (len(tasks) + 2) + "|")
        for strength in strengths:
            for method in methods:
                halves = (np.median([row[0] for row in self.rows[method, strength, task]]) for task in tasks)
                print(f"| {strength:g} | {method} | " + " | ".join(f"{half:.2f}" for half in halves) + " |")


def simulated(arguments: argparse.Namespace, photos: list[ImageArray]) -> None:
    """The accuracy table, confidence calibration, and unrelated images."""
    methods = {} if arguments.no_peers else dict(PEERS)
    tally = Tally()
    sure_wrong: dict[str, list[tuple[float, float]]] = defaultdict(list)
    bins = np.zeros((10, 3))
    missed, unrelated = 0, []
    for number, clean in enumerate(photos):
        for seed in range(arguments.seeds):
            for strength in arguments.strengths:
                for task in arguments.tasks:
                    other = photos[(number + 1) % len(photos)]
                    case = make_case(
                        clean, other, task, strength, 1000 * seed + 10 * number, arguments.simulator
                    )
                    for name, method in methods.items():
                        begin = time.perf_counter()
                        flow = method(case.generated, case.reference)
                        tally.add(name, strength, task, case, flow, time.perf_counter() - begin)
                    begin = time.perf_counter()
                    found = align(case.generated, case.reference)
                    tally.add("align", strength, task, case, found.flow, time.perf_counter() - begin)
                    missed += not found.same_scene
                    error, counted, _ = errors(case, found.flow)
                    e, c = error[counted], found.confidence[counted]
                    sure_wrong[task].append(
                        (float((c > SURE).mean()), float(((c > SURE) & (e > FAR_PX)).mean()))
                    )
                    which = np.minimum((c * 10).astype(int), 9)
                    for column, weights in enumerate((None, c, (e > FAR_PX).astype(float))):
                        bins[:, column] += np.bincount(which, weights, 10)
                    if strength == arguments.strengths[0]:
                        stranger = simulate_generator(other, seed=number, strength=1.0).image
                        result = align(stranger, case.reference)
                        unrelated.append((float(result.confidence.mean()), result.same_scene))
    tally.print([*methods, "align"], arguments.strengths, arguments.tasks)
    print(f"\ndeclared not the same scene though it was: {missed}")
    print(f"\nconfidence above {SURE}: share of pixels, and of those the share over {FAR_PX:g} px")
    for task, rows in sure_wrong.items():
        share, wrong = np.mean(rows, axis=0)
        print(f"  {task}: {100 * share:.1f} %, {100 * wrong / max(share, 1e-9):.2f} %")
    print("\nstated confidence → share within 3 px, and share of all pixels")
    for count, stated, far in bins:
        if count:
            share = 100 * count / bins[:, 0].sum()
            print(f"  {stated / count:.2f} → {1 - far / count:.3f}  ({share:.1f} %)")
    if len(photos) > 1:
        means = np.array([mean for mean, _ in unrelated])
        taken = sum(same for _, same in unrelated)
        print(
            f"\nunrelated images: {len(means)} pairs, mean confidence {means.mean():.3f}, "
            f"largest {means.max():.3f}; taken for the same scene: {taken}"
        )


def known_maps(width: int, height: int) -> Iterator[tuple[str, FlowArray]]:
    """Displacements that the generated image is warped by: new pixel p shows old pixel p + map(p)."""
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    cx, cy, diagonal = (width - 1) / 2, (height - 1) / 2, float(np.hypot(width, height))
    angle, zoom = np.deg2rad(1.0), 1.03
    rigid_x = zoom * (np.cos(angle) * (x - cx) - np.sin(angle) * (y - cy)) + cx - x + 0.01 * width
    rigid_y = zoom * (np.sin(angle) * (x - cx) + np.cos(angle) * (y - cy)) + cy - y - 0.01 * height
    yield "rigid", np.stack([rigid_x, rigid_y], axis=2).astype(np.float32)
    bend = 0.006 * diagonal
    bend_x = bend * np.sin(2 * np.pi * y / (0.8 * height)) * np.cos(np.pi * x / width)
    bend_y = bend * np.sin(2 * np.pi * x / (0.8 * width))
    yield "bend", np.stack([bend_x, bend_y], axis=2).astype(np.float32)


def equivariance(
    before: FlowArray, after: FlowArray, known: FlowArray, scale: NDArray[np.float32]
) -> NDArray[np.float32]:
    """|after's target, taken back through the known map, minus before's target|, in reference pixels."""
    height, width = after.shape[:2]
    grid = np.stack(np.meshgrid(np.arange(width), np.arange(height)), axis=-1).astype(np.float32)
    there = grid + after
    back = there + cv2.remap(known, there, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.linalg.norm((back - grid - before) / scale, axis=2)


def real_pairs() -> None:
    """Equivariance of align on real generator outputs: median and 95th percentile of all pixels and of the
    confident ones, in reference pixels, and how far each flow goes beyond the plain resize."""
    print(
        "\nreal pairs: equivariance px (median / p95; the same where confidence > 0.5), motion beyond\n"
        "the resize (p95, % of the diagonal), mean confidence, same scene"
    )
    by_set: dict[str, list[tuple[float, float, float, float]]] = defaultdict(list)
    for path in sorted((SHARED / "gen_pairs").glob("*/input/*.png")):
        reference, generated = load_image(path), load_image(path.parent.parent / "output" / path.name)
        first = align(generated, reference)
        scale = np.array(first.canvas_scale, np.float32)
        plain = resize_only(generated, reference)
        diagonal = float(np.hypot(*reference.shape[:2]))
        motion = np.percentile(np.linalg.norm((first.flow - plain) / scale, axis=2), 95) / diagonal * 100
        errors_all, errors_sure, same = [], [], []
        for _, known in known_maps(generated.shape[1], generated.shape[0]):
            x, y = np.meshgrid(np.arange(generated.shape[1]), np.arange(generated.shape[0]))
            where = np.stack([x, y], axis=2).astype(np.float32) + known
            bent = cv2.remap(generated, where, None, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT_101)
            second = align(bent, reference)
            same.append(second.same_scene)
            if first.same_scene and second.same_scene:
                error = equivariance(first.flow, second.flow, known, scale)
                errors_all.append(error.ravel())
                errors_sure.append(error[first.confidence > 0.5])
        name = f"{path.parent.parent.name}/{path.stem}"
        verdict = f"{first.same_scene} {same}"
        if not errors_all:
            print(f"  {name}: no alignment, confidence {first.confidence.mean():.2f}, same scene {verdict}")
            continue
        everything, certain = np.concatenate(errors_all), np.concatenate(errors_sure)
        numbers = [float(np.percentile(everything, q)) for q in (50, 95)]
        numbers += [float(np.percentile(certain, q)) if certain.size else float("nan") for q in (50, 95)]
        by_set[path.parent.parent.name].append((numbers[0], numbers[1], numbers[2], numbers[3]))
        print(
            f"  {name}: {numbers[0]:.2f} / {numbers[1]:.2f}; {numbers[2]:.2f} / {numbers[3]:.2f}; "
            f"motion {motion:.1f} %, confidence {first.confidence.mean():.2f}, same scene {verdict}"
        )
    for name, rows in by_set.items():
        middle = np.nanmedian(np.array(rows), axis=0)
        print(f"  {name}, median over {len(rows)} pairs: " + " / ".join(f"{v:.2f}" for v in middle))


def speed(photo: Path) -> None:
    print("\nspeed, median of three: wall seconds, processor seconds over all threads; peak memory so far")
    for megapixels in (0.4, 1, 4, 12):
        clean = load_at(photo, int(megapixels * 1e6))
        case = make_case(clean, clean, "haze", 1.0, 1)
        wall, processor = [], []
        for _ in range(3):
            begin, begin_cpu = time.perf_counter(), time.process_time()
            align(case.generated, case.reference)
            wall.append(time.perf_counter() - begin)
            processor.append(time.process_time() - begin_cpu)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        shape = f"{case.generated.shape[1]}×{case.generated.shape[0]}"
        times = f"{np.median(wall):.2f} s wall, {np.median(processor):.2f} s processor"
        print(f"  {megapixels:g} MP reference, {shape} generated: {times}, {peak:.2f} GB")


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--photos", type=int, default=8, help="how many photos (0: skip the simulated tables)"
    )
    parser.add_argument("--strengths", type=float, nargs="+", default=[1.0, 2.0, 4.0])
    parser.add_argument("--tasks", nargs="+", default=["clean", "haze", "rain", "low_light"])
    parser.add_argument("--seeds", type=int, default=1, help="redraws per photo, strength and task")
    parser.add_argument("--size", default="768x512", help="photos are scaled to as many pixels as this")
    parser.add_argument("--simulator", type=int, choices=(1, 2, 3), default=1, help="1 is the product's own")
    parser.add_argument("--no-peers", action="store_true")
    parser.add_argument("--no-real", action="store_true")
    parser.add_argument("--speed", action="store_true", help="also time 0.4, 1, 4 and 12 MP")
    arguments = parser.parse_args()
    try:
        width, height = (int(side) for side in arguments.size.lower().split("x"))
    except ValueError:
        parser.error(f"--size: expected WIDTHxHEIGHT such as 768x512, got {arguments.size!r}")
    paths = photo_paths(max(arguments.photos, 1))
    if not paths:
        print(
            f"No photos in {SHARED / 'photos'} nor in assets/examples: set PRIORLENS_SHARED.", file=sys.stderr
        )
        return 2
    cv2.setNumThreads(2)
    if arguments.photos:
        simulated(arguments, [load_at(path, width * height) for path in paths])
    if not arguments.no_real and (SHARED / "gen_pairs").is_dir():
        real_pairs()
    if arguments.speed:
        speed(paths[0])
    return 0


if __name__ == "__main__":
    sys.exit(main())
