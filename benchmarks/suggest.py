"""How often `suggest_task` is right, wrong, or says "other": `python -m benchmarks.suggest [--limit N] [--verbose]`.

Real and published degraded photos by folder; photos drawn by `degrade`, one seed each, from BSDS500's validation part;
and undegraded photos, where any suggestion counts as wrong. "Other" is never wrong: it is no answer. The
limits of the rules were chosen on these folders; the generators' images at the end were not among them.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable

import restoration as r
from benchmarks.shared import shared_folder
from restoration.image import ImageArray

SHARED = shared_folder() / "data"
FOLDERS = {
    "haze": ("haze/sots_indoor/degraded", "haze/densehaze/degraded", "haze/real_unpaired"),
    "rain": (
        "rain/rain100h/degraded",
        "rain/rain100l/degraded",
        "rain/rain1200/degraded",
        "rain/rain1400/degraded",
        "rain/sirr_val/degraded",
        "rain/real_unpaired",
    ),
    "raindrop": ("rain/raindrop_unpaired",),
    "low_light": (
        "lowlight/lol_eval15_low",
        "lowlight/lol_eval15/degraded",
        "lowlight/sci_difficult",
        "lowlight/lime",
        "lowlight/dicm",
        "lowlight/sice/degraded",
    ),
    "noise": ("other/noise_rni15",),
    "underwater": ("other/underwater_euvp/degraded",),
    "other": (
        "photos/bsds500_test",
        "photos/nyu_depth/rgb",
        "photos/debian_lomiri-wallpapers-16.04",
        "photos/debian_mate-backgrounds",
        "photos/debian_plasma-workspace-wallpapers",
        "rain/rain100h/clean",
        "lowlight/sice/clean",
        "lowlight/lol_eval15/clean",
        "haze/sots_indoor/clean",
    ),
}
DRAWN_FROM = "photos/bsds500_val"
UNSEEN = (
    "gen_pairs/nanobanana_pro/output",
    "gen_pairs/pico_nanobanana/input",
    "gen_pairs/pico_nanobanana/output",
    "gen_pairs/reallq/gpt4o",
    "gen_pairs/reallq/nanobanana",
    "gen_pairs/reallq/seedream4",
    "gen_pairs/gpt4o_fig/output",
)
"""Clean pictures that no limit was chosen on: generators' images, and what the edits of Pico-Banana were made from."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--limit", type=int, default=60, help="photos a folder, spread evenly (default: 60)")
    parser.add_argument("--verbose", action="store_true", help="name every wrong suggestion")
    arguments = parser.parse_args()
    print(f"{'task':12} {'folder':44} {'n':>4} {'right':>6} {'wrong':>6}  said")
    total = Counter[str]()
    for task, folders in FOLDERS.items():
        for folder in folders:
            counted = _row(task, folder, _photos(folder, arguments.limit), arguments.verbose)
            total.update({f"{'clean' if task == 'other' else 'degraded'} {k}": v for k, v in counted.items()})
    for task, known in r.TASKS.items():
        if known.synthesis:
            drawn = (
                (name, r.degrade(image, task, seed))
                for seed, (name, image) in enumerate(_photos(DRAWN_FROM, arguments.limit))
            )
            counted = _row(task, "drawn by `degrade`", drawn, arguments.verbose)
            total.update({f"drawn {k}": v for k, v in counted.items()})
    for folder in UNSEEN:
        counted = _row("other", folder, _photos(folder, arguments.limit), arguments.verbose)
        total.update({f"unseen {k}": v for k, v in counted.items()})
    for kind in ("degraded", "drawn", "clean", "unseen"):
        n = total[f"{kind} n"]
        if n:
            print(
                f"{kind}: wrong {100 * total[f'{kind} wrong'] / n:.1f} %, right {100 * total[f'{kind} right'] / n:.1f} % of {n}"
            )


def _photos(folder: str, limit: int) -> Iterable[tuple[str, ImageArray]]:
    files = sorted(path for path in (SHARED / folder).glob("*") if path.is_file())
    step = max(1, -(-len(files) // limit))
    return ((path.name, r.load_image(path)) for path in files[::step])


def _row(task: str, folder: str, photos: Iterable[tuple[str, ImageArray]], verbose: bool) -> Counter[str]:
    said: Counter[str] = Counter()
    wrong = []
    for name, image in photos:
        found = r.suggest_task(image)
        said[found.task] += 1
        if found.task not in (task, "other"):
            wrong.append(f"    {name}: {found.task}, {found.reason}")
    n = sum(said.values())
    if n:
        print(
            f"{task:12} {folder:44} {n:4} {100 * said[task] / n:5.0f} % {100 * len(wrong) / n:4.0f} %  {dict(said)}",
            *(wrong if verbose else ()),
            sep="\n",
            flush=True,
        )
    return Counter(n=n, right=said[task], wrong=len(wrong))


if __name__ == "__main__":
    main()
