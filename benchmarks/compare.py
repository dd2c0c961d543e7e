"""The whole main path on a shipped example scaled up, step by step: `python -m benchmarks.compare [--megapixels 1 12]`."""

from __future__ import annotations

import argparse

import restoration as r


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megapixels", type=float, nargs="+", default=[1.0])
    arguments = parser.parse_args()
    for megapixels in arguments.megapixels:
        for task in r.TASKS:
            example = next(e for e in r.list_examples() if e.task == task)
            degraded, generated, truth = example.load()
            scale = (1e6 * megapixels / (truth.shape[0] * truth.shape[1])) ** 0.5
            width, height = round(truth.shape[1] * scale), round(truth.shape[0] * scale)
            degraded, truth = (r.resize_image(image, width, height) for image in (degraded, truth))
            best: dict[str, float] = {}
            for _ in range(3):  # the first run loads and warms up
                found = r.compare(degraded, task=task, generated=generated, truth=truth).timings_s
                best = {k: min(v, best.get(k, v)) for k, v in found.items()}
            print(
                f"{megapixels:4g} MP {task:10} " + "  ".join(f"{k} {v:.2f} s" for k, v in best.items()),
                flush=True,
            )


if __name__ == "__main__":
    main()
