"""Influence of the generated image, on outputs of known share: `python -m benchmarks.influence [--example ID]`.

In place of the guided output of each shipped example: the training-free guided method, ground truth, baseline and aligned prior in equal
parts, ground truth with 30 % of the plainly resized generated image, and that image alone. Prints the table of docs/distortion.md.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator

import numpy as np

import restoration as r
from restoration.distortion import measure_influence
from restoration.distortion.stages import raw_image
from restoration.image import ImageArray

EXAMPLES = ("haze-palace", "rain-dahlia", "dark-portrait")
HEADER = (
    "example",
    "in place of the guided output",
    "taken",
    "detail",
    "`invented`",
    "px (floor)",
    "bend",
    "ghost",
    "level",
)


def _mix(a: ImageArray, b: ImageArray, share: float) -> ImageArray:
    return np.rint((1 - share) * a + share * b).astype(np.uint8)


def rows(name: str) -> Iterator[tuple[str, ...]]:
    """One row an output."""
    example = r.get_example(name)
    degraded, generated, truth = example.load()
    found = r.compare(degraded, task=example.task, generated=generated, guided=f"{example.task}/transfer")
    assert found.alignment is not None
    assert found.distortion is not None
    plain, prior, raw = found.panes["baseline"], found.alignment, raw_image(generated, degraded)
    aligned = np.where(prior.valid[..., None], prior.warped, plain)
    outputs = {
        "transfer": found.panes["guided"],
        "ground truth": truth,
        "half aligned": _mix(plain, aligned, 0.5),
        "30 % raw": _mix(truth, raw, 0.3),
        "raw": raw,
    }
    for number, (label, image) in enumerate(outputs.items()):
        influence = measure_influence(
            image, plain, degraded, generated, prior, found.distortion, align=r.align
        )
        leak = influence.leak
        yield (
            "" if number else name,
            label,
            _percent(influence.taken),
            _percent(influence.detail),
            _percent(influence.invented),
            f"{leak.median_px:.2f} ({leak.floor_median_px:.2f})",
            _percent(leak.bend_share),
            _percent(leak.ghost_share),
            leak.level,
        )


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %".replace("-", "−") if np.isfinite(share) else "–"


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--example", choices=EXAMPLES, action="append", help="only this one (repeat)")
    given = parser.parse_args()
    print("| " + " | ".join(HEADER) + " |\n" + "|---" * len(HEADER) + "|")
    for name in given.example or EXAMPLES:
        for row in rows(name):
            print("| " + " | ".join(row) + " |", flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
