"""The card of a released data set: a README with the front matter that data set hosts read."""

from __future__ import annotations

import json
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from restoration.benchmark.image_sets import ImageSet
from restoration.version import priorlens_version


@dataclass(frozen=True)
class CardSet:
    image_set: ImageSet
    originals: int
    images: int
    permitted: bool
    """By the publisher's word, not by the licence."""


def card(sets: Sequence[CardSet], rows: Sequence[Mapping[str, Any]], licence: str, mark: str) -> str:
    """Markdown. `mark` is by which a later release knows its own."""
    models = sorted({str(row["model"]) for row in rows})
    prompts = sorted({str(row["prompt"]) for row in rows} - {""})
    dates = sorted({str(row["created"])[:10] for row in rows} - {""})
    costs = [float(row["cost_usd"]) for row in rows if row["cost_usd"] != ""]
    lines = [
        "---",
        f"license: {json.dumps(licence, ensure_ascii=False)}",
        "task_categories: [image-to-image]",
        f"size_categories: [{_size(len(rows))}]",
        "---",
        "",
        f"{mark}, version {priorlens_version()}",
        "",
        f"{len(rows)} images that {', '.join(models)} made from the degraded images of {len(sets)} "
        f"set{'s' if len(sets) != 1 else ''}, one folder a set. A file has its original’s name; the originals are not part of "
        "this data set.",
        "",
        "| set | task | images | originals in the set | source | licence of the originals |",
        "|---|---|---|---|---|---|",
        *(
            f"| {s.image_set.name} | {s.image_set.task} | {s.images} | {s.originals} | {s.image_set.source} | {s.image_set.licence}"
            f"{' (published with permission, by the publisher’s word)' if s.permitted else ''} |"
            for s in sets
        ),
        "",
        f"- Licence of the generated images: {licence}",
        f"- Dates: {_range(dates) if dates else 'not recorded'}",
        f"- Costs: {f'${sum(costs):.2f} for {len(costs)} of {len(rows)} images' if costs else 'not recorded'}",
        f"- Prompts: {'' if prompts else 'not recorded'}",
        *(f"  - “{prompt}” ({sum(row['prompt'] == prompt for row in rows)} images)" for prompt in prompts),
        "",
        *_distortion(sets, rows),
        "## Reading it",
        "",
        "`metadata.csv` has one row an image: " + ", ".join(f"`{name}`" for name in (rows[0] if rows else ())) + ".",
        "`datasets.load_dataset(\"imagefolder\", data_dir=FOLDER)` reads it; `python -m restoration benchmark export --set "
        "NAME=DIR --generated LABEL=FOLDER/NAME --out RUN` scores it. `sha256sum --check SHA256SUMS` proves that it is whole.",
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def _distortion(sets: Sequence[CardSet], rows: Sequence[Mapping[str, Any]]) -> list[str]:
    if all(row["judged"] == "" for row in rows):
        return []
    lines = [
        "## How the scenes were changed",
        "",
        "Measured against the degraded image, in its pixels. Moved: median displacement of an image’s content. Bent: 95th "
        "percentile of what remains after the global motion. Median over the images that could be judged.",
        "",
        "| set | judged | moved, px | bent, px |",
        "|---|---|---|---|",
    ]
    for s in sets:
        own = [row for row in rows if row["set"] == s.image_set.name]
        judged = [row for row in own if row["judged"] == 1]
        values = [[float(row[key]) for row in judged if row[key] != ""] for key in ("moved_px", "bent_px")]
        cells = [f"{statistics.median(found):.1f}" if found else "–" for found in values]
        lines.append(f"| {s.image_set.name} | {len(judged)} of {len(own)} | {cells[0]} | {cells[1]} |")
    return [*lines, ""]


def _range(dates: Sequence[str]) -> str:
    return dates[0] if dates[0] == dates[-1] else f"{dates[0]} to {dates[-1]}"


def _size(count: int) -> str:
    return "n<1K" if count < 1000 else "1K<n<10K" if count < 10_000 else "10K<n<100K"
