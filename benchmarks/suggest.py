"""How often the suggested task is the folder's own: `python -m benchmarks.suggest`."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

from restoration.image import load_image
from restoration.tasks import suggest_task

SHARED = Path(os.environ.get("PRIORLENS_SHARED", "../shared")) / "data"
FOLDERS = {
    "haze": ("haze/sots_indoor/degraded", "haze/densehaze/degraded", "haze/real_unpaired"),
    "rain": (
        "rain/rain100h/degraded",
        "rain/rain1200/degraded",
        "rain/rain1400/degraded",
        "rain/sirr_val/degraded",
        "rain/real_unpaired",
    ),
    "low_light": (
        "lowlight/lol_eval15_low",
        "lowlight/sci_difficult",
        "lowlight/lime",
        "lowlight/sice/degraded",
    ),
}


def main() -> None:
    for task, folders in FOLDERS.items():
        for folder in folders:
            files = sorted((SHARED / folder).glob("*"))[:60]
            found = Counter(suggest_task(load_image(f)).task for f in files)
            if files:
                print(
                    f"{task:10} {folder:28} {100 * found[task] / len(files):4.0f} % of {len(files)}  {dict(found)}"
                )


if __name__ == "__main__":
    main()
