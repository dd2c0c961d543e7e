"""The classical baselines of noise and underwater against the degraded input: `python -m benchmarks.task_baselines`."""

from __future__ import annotations

import numpy as np

import restoration as r
from benchmarks.shared import shared_folder

SHARED = shared_folder() / "data"


def main() -> None:
    photos = sorted((SHARED / "photos/bsds500_val").glob("*"))[:8]
    for sigma in (10, 25, 45):
        pairs = []
        for seed, path in enumerate(photos):
            clean = r.load_image(path)
            noise = np.random.default_rng(seed).normal(0, sigma, clean.shape)
            pairs.append((np.clip(clean + noise, 0, 255).astype(np.uint8), clean))
        _print(f"Gaussian noise {sigma}", "noise/nlm", pairs)
    folder = SHARED / "other/underwater_euvp"
    files = sorted((folder / "degraded").glob("*"))
    _print(
        "EUVP",
        "underwater/grey-world",
        [(r.load_image(path), r.load_image(folder / "clean" / path.name)) for path in files],
    )


def _print(name: str, model: str, pairs: list[tuple[np.ndarray, np.ndarray]]) -> None:
    if pairs:
        before = np.mean([r.score(degraded, clean).psnr for degraded, clean in pairs])
        after = np.mean([r.score(r.restore(degraded, model), clean).psnr for degraded, clean in pairs])
        print(f"{name:20} {model:24} n {len(pairs):3}  {before:.2f} → {after:.2f} dB")


if __name__ == "__main__":
    main()
