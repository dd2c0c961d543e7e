"""Published networks against their authors' figures, and every model's speed.

    python -m benchmarks.models quality [MODEL ...]   measured and expected scores on the shared paired sets
    python -m benchmarks.models transfer              the training-free methods with simulated, aligned priors
    python -m benchmarks.models speed [MODEL ...]     seconds and peak memory, 1 MP (--megapixels for others)
    python -m benchmarks.models seams [MODEL ...]     tiled against whole, and the reach of each network
    python -m benchmarks.models half [MODEL ...]      bfloat16 against float32

Paired sets and checkpoints are looked for in PRIORLENS_SHARED; checkpoints also in the
models folder.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

from benchmarks.shared import shared_folder
from restoration import settings
from restoration.alignment import align
from restoration.image import ImageArray, load_image, resize_image
from restoration.metrics import score
from restoration.models import MODELS, ModelSpec, restore, seams
from restoration.models.device import has_bfloat16, pick_device
from restoration.models.pool import local_weights
from restoration.models.tiling import Tiling, run_tiled
from restoration.models.weights import find, load_network
from restoration.records import Alignment
from restoration.synthesis import simulate_generator
from restoration.tasks import TASKS

ROOT = Path(__file__).resolve().parents[1]
SHARED = shared_folder()
DATASETS = {
    "haze": ("haze/sots_indoor", "haze/densehaze"),
    "rain": ("rain/rain100h", "rain/rain1200", "rain/rain1400", "rain/sirr_val"),
    "low_light": ("lowlight/sice",),
}


def pairs(dataset: str, limit: int = 0) -> list[tuple[ImageArray, ImageArray]]:
    """(degraded, clean) of a paired set, cropped to their common size."""
    folder = SHARED / "data" / dataset
    clean = {file.stem: file for file in (folder / "clean").iterdir()}
    files = sorted((folder / "degraded").iterdir())
    if limit and limit < len(files):
        files = [files[k * len(files) // limit] for k in range(limit)]
    out = []
    for file in files:
        a, b = load_image(file), load_image(clean[file.stem])
        height, width = min(a.shape[0], b.shape[0]), min(a.shape[1], b.shape[1])
        out.append((a[:height, :width], b[:height, :width]))
    return out


def quality(specs: list[ModelSpec], limit: int) -> bool:
    head = f"{'model':<24} {'set':<18} {'images':>6} {'PSNR':>7} {'SSIM':>6}"
    print(f"{head} {'expected':>8} {'SSIM':>6}  difference")
    passed = True
    cache: dict[str, list[tuple[ImageArray, ImageArray]]] = {}
    for spec in specs:
        expected = {q.dataset: q for q in spec.quality}
        for dataset in expected or DATASETS[spec.tasks[0]]:
            if dataset not in cache:
                cache[dataset] = pairs(dataset, limit)
            scores = [score(restore(degraded, spec.id), clean) for degraded, clean in cache[dataset]]
            psnr = float(np.mean([s.psnr for s in scores]))
            ssim = float(np.mean([s.ssim for s in scores]))
            line = f"{spec.id:<24} {dataset:<18} {len(scores):>6} {psnr:>7.2f} {ssim:>6.3f}"
            if dataset in expected and not limit:
                want = expected[dataset]
                difference = psnr - want.psnr
                passed &= abs(difference) < 0.1
                line += f" {want.psnr:>8.2f} {want.ssim:>6.3f}  {difference:+.2f} dB"
                line += "" if abs(difference) < 0.1 else "  OUTSIDE 0.1 dB"
            print(line, flush=True)
    return passed


def transfer(limit: int) -> bool:
    """Training-free methods with priors simulated from the truth at strength 1 and aligned by `align`."""
    print(f"{'task':<10} {'set':<18} {'images':>6} {'input':>6} {'classical':>9} {'generated':>9} "
          f"{'aligned':>7} {'transfer':>8}  mean PSNR, dB")  # fmt: skip
    passed = True
    for task in TASKS.values():
        every: list[list[float]] = []
        for dataset in DATASETS[task.id]:
            rows = []
            for seed, (degraded, clean) in enumerate(pairs(dataset, limit)):
                height, width = clean.shape[:2]
                generated = simulate_generator(clean, seed=seed, strength=1.0).image
                prior = align(generated, degraded, task=task.id)
                methods = [spec for spec in MODELS.values() if spec.method and task.id in spec.tasks]
                classical = next(spec for spec in methods if not spec.needs_prior)
                guided = next(spec for spec in methods if spec.needs_prior)
                panes = (
                    degraded,
                    restore(degraded, classical.id),
                    resize_image(generated, width, height),
                    prior.warped,
                    restore(degraded, guided.id, prior=prior),
                )
                rows.append([score(pane, clean).psnr for pane in panes])
            _print_row(task.id, dataset, rows)
            every += rows
        mean = _print_row(task.id, "all", every)
        passed &= bool(mean[4] > max(mean[1], mean[2]))
    return passed


def _print_row(task: str, dataset: str, rows: list[list[float]]) -> list[float]:
    mean = [float(value) for value in np.mean(rows, axis=0)]
    print(
        f"{task:<10} {dataset:<18} {len(rows):>6} {mean[0]:>6.2f} {mean[1]:>9.2f} {mean[2]:>9.2f} "
        f"{mean[3]:>7.2f} {mean[4]:>8.2f}",
        flush=True,
    )
    return mean


def speed(specs: list[ModelSpec], megapixels: float) -> bool:
    image = picture(megapixels)
    height, width = image.shape[:2]
    prior = Alignment(
        flow=np.zeros((height, width, 2), np.float32),
        warped=np.ascontiguousarray(image[:, :, ::-1]),
        valid=np.ones((height, width), bool),
        confidence=np.full((height, width), 0.8, np.float32),
        canvas_scale=(1.0, 1.0),
        homography=np.eye(3),
        generated_size=(width, height),
    )
    print(f"{width}×{height}, {os.cpu_count()} cores, device {pick_device()}")
    print(f"{'model':<24} {'first':>8} {'then':>8} {'peak memory so far':>20}")
    for spec in specs:
        seconds = []
        for _ in range(2 if megapixels <= 4 else 1):
            start = time.perf_counter()
            restore(image, spec.id, prior=prior)
            seconds.append(time.perf_counter() - start)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{spec.id:<24} {seconds[0]:>6.2f} s {seconds[-1]:>6.2f} s {peak:>17.0f} MB", flush=True)
    return True


def audit(specs: list[ModelSpec]) -> bool:
    device = pick_device()
    head = f"{'model':<24} {'overlap':>7} {'reach':>6}"
    print(f"{head} {'mean':>7} {'p99.9':>7} {'max':>6} {'at seams':>8}  of 255")
    passed = True
    for spec in specs:
        if not spec.tile:
            print(f"{spec.id:<24} runs as a whole")
            continue
        image = picture(1.0, spec.tasks[0])
        inputs = seams.example_inputs(image, spec.needs_prior)
        network = load_network(spec, local_weights(spec)).to(device)
        small = Tiling(max(256, 2 * spec.overlap + 128), spec.overlap, spec.multiple_of, spec.context_pixels)
        whole = run_tiled(network, inputs, replace(small, tile=0), device)
        found = seams.audit(whole, run_tiled(network, inputs, small, device), small)
        reach = seams.reach(network, inputs, small, device)
        good = found.mean < 0.5 and found.at_seams < 2 * max(found.mean, 0.25)
        passed &= good
        print(
            f"{spec.id:<24} {spec.overlap:>7} {reach:>6} {found.mean:>7.3f} {found.p999:>7.2f} "
            f"{found.max:>6.0f} {found.at_seams:>8.3f}{'' if good else '  VISIBLE'}",
            flush=True,
        )
    return passed


def half(specs: list[ModelSpec]) -> bool:
    device = pick_device()
    print(f"bfloat16 in hardware on {device}: {has_bfloat16(device)}")
    print(f"{'model':<24} {'used':>5} {'float32':>8} {'bfloat16':>9}  worst of 6 images; seconds at 1 MP")
    passed = True
    for spec in specs:
        network = load_network(spec, local_weights(spec)).to(device)
        tiling = Tiling(0, spec.overlap, spec.multiple_of, spec.context_pixels)
        losses = []
        for degraded, clean in pairs(DATASETS[spec.tasks[0]][0], 6):
            inputs = seams.example_inputs(degraded, spec.needs_prior)
            both = [run_tiled(network, inputs, tiling, device, half=h) for h in (False, True)]
            losses.append(score(both[0], clean).psnr - score(both[1], clean).psnr)
        times = []
        inputs = seams.example_inputs(picture(1.0), spec.needs_prior)
        for h in (False, True):
            run_tiled(network, inputs, tiling, device, half=h)
            start = time.perf_counter()
            run_tiled(network, inputs, tiling, device, half=h)
            times.append(time.perf_counter() - start)
        worst = max(np.abs(losses))
        passed &= worst < 0.1 or not spec.half
        print(
            f"{spec.id:<24} {'yes' if spec.half else 'no':>5} {times[0]:>6.2f} s {times[1]:>7.2f} s  "
            f"{worst:.3f} dB",
            flush=True,
        )
    return passed


def picture(megapixels: float, task: str = "low_light") -> ImageArray:
    """A real photo of the shared sets scaled to that size."""
    degraded = pairs(DATASETS[task][0], 1)[0][0]
    scale = (megapixels * 1e6 / (degraded.shape[0] * degraded.shape[1])) ** 0.5
    return resize_image(degraded, round(degraded.shape[1] * scale), round(degraded.shape[0] * scale))


def main() -> int:
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=raw)
    parser.add_argument("what", choices=("quality", "transfer", "speed", "seams", "half"))
    parser.add_argument("model", nargs="*", help="model ids; all that are here when left out")
    parser.add_argument("--limit", type=int, default=0, help="images a set (quality, transfer); 0 is all")
    parser.add_argument("--megapixels", type=float, default=1.0)
    arguments = parser.parse_args()
    if not (SHARED / "data").is_dir():
        print(f"The paired sets are not in {SHARED}: set PRIORLENS_SHARED.", file=sys.stderr)
        return 2
    if not os.environ.get("PRIORLENS_MODELS"):
        # The published files lie beside the sets.
        os.environ["PRIORLENS_MODELS"] = str(SHARED / "checkpoints")
        settings.get_settings.cache_clear()
    chosen = [MODELS[m] for m in arguments.model] if arguments.model else list(MODELS.values())
    networks = [spec for spec in chosen if spec.build is not None and _is_here(spec)]
    if arguments.what == "quality":
        passed = quality([s for s in networks if not s.needs_prior], arguments.limit)
    elif arguments.what == "transfer":
        passed = transfer(arguments.limit)
    elif arguments.what == "speed":
        passed = speed([s for s in chosen if s.method is not None] + networks, arguments.megapixels)
    elif arguments.what == "seams":
        passed = audit(networks)
    else:
        passed = half(networks)
    return 0 if passed else 1


def _is_here(spec: ModelSpec) -> bool:
    return spec.weights is None or find(spec.weights) is not None


if __name__ == "__main__":
    raise SystemExit(main())
