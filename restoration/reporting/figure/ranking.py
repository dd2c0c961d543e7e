"""Methods ranked on regions that a person has drawn."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from restoration.errors import InputError
from restoration.image import resize_image
from restoration.latex import escape
from restoration.metrics import score
from restoration.records import Scores
from restoration.reporting.figure.panels import read_groups, written
from restoration.reporting.figure.recipe import FigureRecipe


@dataclass(frozen=True)
class RegionRow:
    """One method on every region of every photo."""

    label: str
    scores: tuple[Scores, ...]
    """In the order of photos, then regions."""
    ranks: tuple[int, ...]
    """By PSNR, 1 the best; equal numbers share a rank."""

    @property
    def mean_rank(self) -> float:
        return sum(self.ranks) / len(self.ranks)


def rank_regions(recipe: FigureRecipe, root: Path) -> list[RegionRow]:
    """Every pane but ground truth, the best mean rank first. SSIM is NaN on regions under 11 px. Raises InputError
    without regions or without ground truth."""
    if not recipe.regions:
        raise InputError("ranking: expected at least one region. Add --region X,Y,W,H.")
    if any("truth.png" not in source.sha256 for source in recipe.sources):
        raise InputError(
            "ranking: expected comparisons with ground truth; without it nothing says which is better."
        )
    with_truth = recipe if "truth" in recipe.panes else _with_truth(recipe)
    columns: list[list[Scores]] = [[] for pane in with_truth.panes if pane != "truth"]
    for group in read_groups(with_truth, root):
        truth = next(panel for panel in group.panels if panel.pane == "truth")
        others = [panel for panel in group.panels if panel.pane != "truth"]
        for box in recipe.regions:
            right = truth.crop(box)
            for column, panel in zip(columns, others, strict=True):
                crop = resize_image(panel.crop(box), right.shape[1], right.shape[0])
                column.append(score(crop, right, protocol=recipe.protocol))
    panes = [pane for pane in with_truth.panes if pane != "truth"]
    ranks = [
        [1 + sum(other[i].psnr > column[i].psnr for other in columns) for i in range(len(column))]
        for column in columns
    ]
    rows = [
        RegionRow(recipe.labels.get(pane, pane), tuple(column), tuple(rank))
        for pane, column, rank in zip(panes, columns, ranks, strict=True)
    ]
    return sorted(rows, key=lambda row: row.mean_rank)


def _with_truth(recipe: FigureRecipe) -> FigureRecipe:
    return replace(recipe, panes=(*recipe.panes, "truth"), metrics=False, errors=False)


def ranking_table(rows: Sequence[RegionRow], kind: str) -> str:
    """ "csv", "md" or "tex" (booktabs)."""
    regions = range(len(rows[0].scores)) if rows else range(0)
    head = ["Method", *(f"Region {i + 1}" for i in regions), "Mean rank"]
    if kind == "csv":
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(
            ["method", *(f"{n}_{i + 1}" for i in regions for n in ("psnr", "ssim", "rank")), "mean_rank"]
        )
        for row in rows:
            cells = [v for s, r in zip(row.scores, row.ranks, strict=True) for v in (s.psnr, s.ssim, r)]
            name = f"'{row.label}" if row.label[:1] in "=+-@" else row.label
            writer.writerow([name, *cells, row.mean_rank])
        return out.getvalue()
    body = [[row.label, *(written(s) for s in row.scores), f"{row.mean_rank:.2f}"] for row in rows]
    if kind == "md":
        cells_of = [head, ["---"] * len(head), *([c.replace("|", "\\|") for c in line] for line in body)]
        return "\n".join(f"| {' | '.join(line)} |" for line in cells_of) + "\n"
    if kind != "tex":
        raise InputError(f"ranking: expected csv, md or tex, got {kind!r}.")
    lines = [" & ".join(map(escape, line)) + r" \\" for line in (head, *body)]
    return "\n".join(
        [
            f"\\begin{{tabular}}{{l{'r' * (len(head) - 1)}}}", r"\toprule", lines[0], r"\midrule", *lines[1:],
            r"\bottomrule", r"\end{tabular}", "",
        ]
    )  # fmt: skip
