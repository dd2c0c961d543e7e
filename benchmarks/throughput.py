"""What a second worker process gives: `python -m benchmarks.throughput [--images 24] [--workers 1 2] [--rounds 2]`.

`benchmark export` of drawn photos (768×512, haze), each with the simulated generator aligned and analysed, the task's network alone and
with the prior: start-up of the workers included. Prints images per second and the ratio to the first number of workers; the limit is 1.7 for two.
Best of the rounds, on an otherwise idle machine: other load slows two workers more than one.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

import numpy as np

import restoration as r
from restoration.benchmark import ExportRequest, export
from restoration.image import ImageArray

LIMIT = 1.7


def drawn(seed: int, width: int = 768, height: int = 512) -> ImageArray:
    """A scene of soft patches and fine grain, with enough structure to be aligned."""
    rng = np.random.default_rng(seed)
    coarse = rng.integers(30, 225, (height // 32, width // 32, 3)).astype(np.float32)
    fine = rng.integers(-20, 20, (height // 4, width // 4, 1)).astype(np.float32)
    image = np.kron(coarse, np.ones((32, 32, 1))) + np.kron(fine, np.ones((4, 4, 1)))
    return np.clip(image, 0, 255).astype(np.uint8)


def write_set(top: Path, images: int) -> None:
    for n in range(images):
        clean = drawn(n)
        for folder, image in (("clean", clean), ("degraded", r.degrade(clean, "haze", seed=n))):
            (top / folder).mkdir(parents=True, exist_ok=True)
            r.save_image(image, top / folder / f"{n:03d}.png")


def measured(top: Path, out: Path, workers: int) -> float:
    """Seconds."""
    began = time.perf_counter()
    request = ExportRequest(
        "drawn", top, out, ("haze/baseline", "haze/baseline+prior"), simulate=1.0, task="haze"
    )
    result = export(request, workers=workers)
    if result.failed:
        raise SystemExit(f"failed: {result.failed[0].image}: {result.failed[0].error}")
    return time.perf_counter() - began


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--images", type=int, default=24, metavar="N")
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2], metavar="N")
    parser.add_argument("--rounds", type=int, default=2, metavar="N")
    given = parser.parse_args()
    best: dict[int, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        top = Path(folder) / "set"
        write_set(top, given.images)
        for turn in range(given.rounds):
            for workers in given.workers:
                seconds = measured(top, Path(folder) / f"run-{turn}-{workers}", workers)
                best[workers] = min(seconds, best.get(workers, seconds))
                print(f"{workers} workers: {seconds:.1f} s", flush=True)
    first = best[given.workers[0]]
    for workers in given.workers:
        ratio = first / best[workers]
        print(f"{workers} workers: {given.images / best[workers]:.2f} images/s, {ratio:.2f} times")
    passed = 2 not in best or 1 not in best or best[1] / best[2] >= LIMIT
    print(f"limit {LIMIT} for two workers: {'met' if passed else 'MISSED'}")
    return 0 if passed else 1


if __name__ == "__main__":
    raise SystemExit(main())
