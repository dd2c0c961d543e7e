"""How far guided results follow a real generator: tone distance, leaked geometry, hallucinated detail, on real pairs.

    python -m benchmarks.real_pairs [--shared DIR] [--task haze] [--baseline M] [--guided M] [--tone T] [--out DIR]

Tone distance: root mean square difference, in grey levels, of a result and the aligned generated image, both blurred by
2 % of the diagonal with weights that leave out what is not sure (confidence up to 0.5), over what is sure; once more over what is
sure and not hallucinated by the report, of which the guided result may take something ("where followed"). Geometry
and hallucinated detail are `Comparison.influence`. `--out` keeps every result's panes for looking at, which no number
replaces. Pairs are read from `SHARED/data/gen_pairs` (SHARED: `PRIORLENS_SHARED`); there is no ground truth.
"""

from __future__ import annotations

import argparse
import math
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

import restoration as r
from benchmarks.shared import shared_folder
from restoration.distortion import hallucinations_masked

PAIRS: tuple[tuple[str, str], ...] = (
    # (task, folder/name under gen_pairs)
    ("haze", "nanobanana_pro/dehaze_bad1"),
    ("haze", "nanobanana_pro/dehaze_good2"),
    ("haze", "nanobanana_pro/iv_good1"),
    ("low_light", "nanobanana_pro/ll_good2"),
    ("low_light", "nanobanana_pro/hdr_good1"),
    ("low_light", "nanobanana_pro/hdr_bad1"),
    ("low_light", "nanobanana_pro/iv_good2"),
    ("rain", "nanobanana_pro/derain_good1"),
    ("rain", "nanobanana_pro/derain_bad2"),
    ("rain", "gpt4o_fig/rain"),
)
SURE = 0.5
BLUR_SHARE = 0.02
"""Standard deviation of the blur, as a share of the diagonal."""
LIMIT_MOSTLY_SURE, LIMIT_ELSEWHERE = 8.0, 16.0
"""Levels allowed where more than half of the frame is sure (haze, low light), and elsewhere."""
LIMIT_LEAK_PX, LIMIT_THROUGH = 0.3, 0.1


@dataclass(frozen=True)
class Row:
    name: str
    task: str
    sure: float
    """Share of the frame with confidence above 0.5."""
    tone: dict[str, float]
    """pane → tone distance, grey levels."""
    followed: float
    """Of the guided pane, over what is sure and not hallucinated."""
    leak_px: float
    hallucinated: float
    limit: float

    @property
    def met(self) -> bool:
        within = self.tone.get("guided", math.nan)
        leaked = not self.leak_px > LIMIT_LEAK_PX and not self.hallucinated > LIMIT_THROUGH
        return (math.isnan(within) or within <= self.limit) and leaked


def tone_distance(result: NDArray[np.uint8], alignment: r.Alignment) -> float:
    """See above; `result` uint8 (H, W, 3) of the alignment's size. NaN where nothing is sure."""
    sure = ((alignment.confidence > SURE) & alignment.valid).astype(np.float32)
    if not sure.any():
        return math.nan
    sigma = BLUR_SHARE * math.hypot(*sure.shape)
    difference = blurred(result, sure, sigma) - blurred(alignment.warped, sure, sigma)
    return float(np.sqrt(np.square(difference[sure > 0]).mean()))


def blurred(image: NDArray[np.uint8], weights: NDArray[np.float32], sigma: float) -> NDArray[np.float32]:
    """(H, W, 3) blurred, pixels outside of `weights` left out."""
    total = cv2.GaussianBlur(weights, (0, 0), sigma)[..., None]
    values = cv2.GaussianBlur(image.astype(np.float32) * weights[..., None], (0, 0), sigma)
    return np.asarray(values / np.maximum(total, np.float32(1e-6)), np.float32)


def find(folder: Path, name: str) -> tuple[Path, Path] | None:
    """(input, output) of a pair, or None where it is not here."""
    group, stem = name.split("/")
    found = [next(iter((folder / group / part).glob(f"{stem}.*")), None) for part in ("input", "output")]
    return None if None in found else (found[0], found[1])  # type: ignore[return-value]


def measure(folder: Path, task: str, name: str, arguments: argparse.Namespace) -> Row | None:
    files = find(folder, name)
    if files is None:
        return None
    degraded, generated = (r.load_image(file) for file in files)
    found = r.compare(
        degraded,
        task=task,
        generated=generated,
        baseline=arguments.baseline,
        guided=arguments.guided,
        tone=arguments.tone,
        follow=arguments.follow,
    )
    assert found.alignment is not None
    assert found.influence is not None
    assert found.distortion is not None
    if arguments.out:
        target = arguments.out / name.replace("/", "-")
        target.mkdir(parents=True, exist_ok=True)
        r.write_comparison(found, target)
    sure = float(((found.alignment.confidence > SURE) & found.alignment.valid).mean())
    return Row(
        name,
        task,
        sure,
        {
            pane: tone_distance(found.panes[pane], found.alignment)
            for pane in ("degraded", "baseline", "guided")
        },
        tone_distance(found.panes["guided"], hallucinations_masked(found.alignment, found.distortion)),
        found.influence.leak.excess_px,
        found.influence.invented,
        LIMIT_MOSTLY_SURE if sure > 0.5 and task != "rain" else LIMIT_ELSEWHERE,
    )


def main() -> int:
    parser = argparse.ArgumentParser(
        description="Tone distance, geometry and hallucinated detail on real pairs."
    )
    parser.add_argument(
        "--shared", type=Path, default=shared_folder(), help="folder with data/ (default: PRIORLENS_SHARED)"
    )
    parser.add_argument("--task", choices=[*{task: None for task, _ in PAIRS}], help="pairs of one task only")
    parser.add_argument("--pair", action="append", help="only pairs whose name contains this")
    parser.add_argument("--baseline", help="model id (default: the task's own)")
    parser.add_argument("--guided", help="model id (default: BASELINE+prior)")
    parser.add_argument("--tone", default="generated", help="generated (default) or photo")
    parser.add_argument("--follow", type=float, default=1.0)
    parser.add_argument("--out", type=Path, help="also write every comparison to a folder under this one")
    arguments = parser.parse_args()
    folder = arguments.shared / "data" / "gen_pairs"
    if not folder.is_dir():
        parser.error(f"{folder}: expected a folder with real pairs; set PRIORLENS_SHARED or --shared")
    print(
        "| real pair | task | sure | tone: photo | baseline | guided | where followed | limit | geometry px | hallucinated | met |\n"
        "|---|---|---|---|---|---|---|---|---|---|---|"
    )
    missed = 0
    for task, name in PAIRS:
        wanted = arguments.task in (None, task) and (
            not arguments.pair or any(part in name for part in arguments.pair)
        )
        row = measure(folder, task, name, arguments) if wanted else None
        if row is None:
            continue
        missed += not row.met
        tones = " | ".join(f"{row.tone[pane]:.1f}" for pane in ("degraded", "baseline", "guided"))
        print(
            f"| {name} | {task} | {100 * row.sure:.0f} % | {tones} | {row.followed:.1f} | {row.limit:g} | {row.leak_px:.2f} | "
            f"{100 * row.hallucinated:.0f} % | {'yes' if row.met else 'NO'} |",
            flush=True,
        )
    return 1 if missed else 0


if __name__ == "__main__":
    raise SystemExit(main())
