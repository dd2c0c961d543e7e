"""How far results that lie on the photo's grid seem displaced, and the same results shifted by two pixels.

`python -m benchmarks.displaced [--limit N]` prints, per set and model, the largest median and 75th percentile of the
displacement that `align` measures over the first N photos. `restoration.methods` aligns a result of the photo's size
only above its limits, which have to lie between the two.
"""

from __future__ import annotations

import argparse

import numpy as np

import restoration as r
from benchmarks.shared import shared_folder
from restoration.image import ImageArray
from restoration.methods import displacement

SHARED = shared_folder() / "data"
CASES = (
    ("haze/sots_indoor/degraded", ("haze/dcp", "haze/baseline")),
    ("haze/real_unpaired", ("haze/dcp", "haze/baseline")),
    ("rain/rain100h/degraded", ("rain/directional", "rain/baseline")),
    ("rain/rain1400/degraded", ("rain/directional", "rain/baseline")),
    ("lowlight/lol_eval15_low", ("low_light/lime", "low_light/baseline")),
)
_SHIFT_PX = 2
_MOST_PIXELS = 700_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--limit", type=int, default=8)
    limit = parser.parse_args().limit
    print(f"{'set':28} {'model':20} {'n':>3}  on the grid, px   shifted by {_SHIFT_PX} px")
    for folder, models in CASES:
        for model in models:
            still, moved = [], []
            for file in sorted((SHARED / folder).glob("*"))[:limit]:
                photo = _bounded(r.load_image(file))
                result = r.restore(photo, model)
                still.append(displacement(r.align(result, photo)))
                moved.append(displacement(r.align(np.roll(result, _SHIFT_PX, 1), photo)))
            if still:
                print(
                    f"{folder:28} {model:20} {len(still):3}  {_range(still, max)}   {_range(moved, min)}",
                    flush=True,
                )


def _range(found: list[tuple[float, float] | None], pick: object) -> str:
    """The worst median and 75th percentile, and how many could not be measured."""
    assert callable(pick)
    known = [f for f in found if f is not None]
    if not known:
        return "not measurable"
    lost = f" ({len(found) - len(known)} not measurable)" if len(known) < len(found) else ""
    return f"{pick(f[0] for f in known):.2f} / {pick(f[1] for f in known):.2f}{lost}"


def _bounded(photo: ImageArray) -> ImageArray:
    height, width = photo.shape[:2]
    scale = min(1.0, (_MOST_PIXELS / (height * width)) ** 0.5)
    return r.resize_image(photo, round(width * scale), round(height * scale))


if __name__ == "__main__":
    main()
