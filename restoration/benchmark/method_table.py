"""Photos × methods × measures, from stored comparisons: per photo, mean with interval, rank, wins, paired difference; as CSV,
Markdown, LaTeX and JSON. The command line and the page use this one table.

A method is a column under its label. Where its image had to be aligned, the aligned one is compared. A photo without a
method has no number there; means, intervals and differences are over the photos that have one, ranks and wins over those
that have all.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from restoration.benchmark import statistics
from restoration.errors import InputError, printable
from restoration.image import ImageArray, load_image, resize_image
from restoration.latex import escape as latex
from restoration.measures import DEFAULT, MEASURES, check_measures, measure
from restoration.metrics import PROTOCOLS
from restoration.records import json_safe
from restoration.reporting import StoredComparison
from restoration.spreadsheet import spreadsheet_text

Values = Mapping[str, Mapping[str, float]]
"""Method → measure → number."""


@dataclass(frozen=True, eq=False)
class MethodTable:
    photos: tuple[str, ...]
    methods: tuple[str, ...]
    measures: tuple[str, ...]
    protocol: str
    against: str
    """"truth", or "input": then the numbers say how much was changed."""
    values: Mapping[str, NDArray[np.float64]]
    """Measure → (photos, methods), NaN where there is none."""

    def summary(self, measure_id: str, reference: str | None = None) -> list[dict[str, Any]]:
        """One row a method; see `statistics.summarise`. `reference` is the method of the paired differences, by default
        the first behind the photo itself. Raises InputError for one that is not in the table."""
        return statistics.summarise(
            self.values[measure_id],
            self.methods,
            self.reference(reference),
            larger_is_better=MEASURES[measure_id].larger_is_better,
        )

    def reference(self, wanted: str | None) -> str:
        """Raises InputError."""
        if not wanted:
            return self.methods[min(1, len(self.methods) - 1)]
        if wanted not in self.methods:
            raise InputError(
                f"reference: expected one of {', '.join(self.methods)}, got {printable(wanted)}."
            )
        return wanted

    def head(self, name: str) -> str:
        """As a measure's column is headed: without ground truth the same formulas measure change, and are called that."""
        known = MEASURES[name]
        if self.against == "truth":
            return known.head
        return {"psnr": "Change, dB", "ssim": "Likeness, SSIM"}.get(name, f"Change, {known.label}")

    def to_csv(self) -> str:
        """One line a photo and method, unrounded."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["photo", "method", "protocol", "against", *self.measures])
        for row, photo in enumerate(self.photos):
            for column, method in enumerate(self.methods):
                numbers = [float(self.values[m][row, column]) for m in self.measures]
                if not all(math.isnan(number) for number in numbers):
                    cells = ["" if math.isnan(n) else repr(n) for n in numbers]
                    writer.writerow(
                        [
                            spreadsheet_text(photo),
                            spreadsheet_text(method),
                            self.protocol,
                            self.against,
                            *cells,
                        ]
                    )
        return out.getvalue()

    def to_markdown(self, reference: str | None = None) -> str:
        """Means, then photo by photo."""
        lines = [f"Protocol {self.protocol}, {self._against()}, {_photos(len(self.photos))}.", ""]
        for name in self.measures:
            lines += [
                _md(self._heads(name, reference)),
                "|---|" + "---|" * (len(self._heads(name, reference)) - 1),
            ]
            lines += [_md(cells) for cells in self._rows(name, reference)]
            lines.append("")
        for name in self.measures if len(self.photos) > 1 else ():
            lines += [_md([self.head(name), *self.methods]), "|---|" + "---|" * len(self.methods)]
            lines += [
                _md([photo, *(number(v, name) for v in self.values[name][row])])
                for row, photo in enumerate(self.photos)
            ]
            lines.append("")
        return "\n".join(lines)

    def to_latex(self, reference: str | None = None) -> str:
        """Methods × measures for booktabs, the best mean bold; intervals and differences as comments."""
        heads = " & ".join(latex(self.head(m)) + self._arrow(m, tex=True) for m in self.measures)
        lines = [
            f"% protocol {self.protocol}, {self._against()}, {_photos(len(self.photos))}",
            rf"\begin{{tabular}}{{l{'r' * len(self.measures)}}}",
            r"\toprule",
            rf"Method & {heads} \\",
            r"\midrule",
        ]
        found = {m: self.summary(m, reference) for m in self.measures}
        truth = self.against == "truth"
        best = {m: None if not truth else _best([row["mean"] for row in found[m]], m) for m in self.measures}
        for column, method in enumerate(self.methods):
            cells = []
            for m in self.measures:
                shown = latex(number(found[m][column]["mean"], m))
                cells.append(rf"\textbf{{{shown}}}" if column == best[m] else shown)
            lines.append(rf"{latex(method)} & {' & '.join(cells)} \\")
        lines += [r"\bottomrule", r"\end{tabular}"]
        for m in self.measures:
            for cells in self._rows(m, reference):
                lines.append(f"% {self.head(m)}: {'; '.join(cells)}".replace("\n", " "))
        return "\n".join(lines) + "\n"

    def to_json(self, reference: str | None = None) -> dict[str, Any]:
        """JSON-safe: summaries, and the numbers photo by photo."""
        return json_safe(
            {
                "protocol": self.protocol,
                "against": self.against,
                "reference": self.reference(reference),
                "interval": statistics.INTERVAL,
                "test": statistics.TEST,
                "photos": self.photos,
                "methods": self.methods,
                "measures": {
                    name: {
                        "label": self.head(name),
                        "larger_is_better": MEASURES[name].larger_is_better,
                        "summary": self.summary(name, reference),
                        "values": self.values[name],
                    }
                    for name in self.measures
                },
            }
        )

    def _heads(self, name: str, reference: str | None) -> list[str]:
        return ["method", "n", f"{self.head(name)}{self._arrow(name)}", "95 % interval", "rank", "wins",
                f"difference to {self.reference(reference)}", "p (Holm)"]  # fmt: skip

    def _arrow(self, name: str, *, tex: bool = False) -> str:
        """Which way is better; none where nothing is."""
        if self.against != "truth":
            return ""
        up = MEASURES[name].larger_is_better
        return (r" $\uparrow$" if up else r" $\downarrow$") if tex else (" ↑" if up else " ↓")

    def _rows(self, name: str, reference: str | None) -> list[list[str]]:
        return [summary_cells(row, name) for row in self.summary(name, reference)]

    def _against(self) -> str:
        return "against ground truth" if self.against == "truth" else "change from input, not quality"


def method_table(
    comparisons: Iterable[tuple[str, StoredComparison, Values]], measures: Sequence[str], protocol: str
) -> MethodTable:
    """The table of stored comparisons and their numbers (see `measured`), each under its photo's name.

    Comparisons with and without ground truth do not mix: where any has it, the others are left out. Raises InputError for
    an empty table.
    """
    rows = list(comparisons)
    truth = [row for row in rows if row[1].has_truth]
    rows = truth or rows
    if not rows:
        raise InputError("table: expected at least one comparison, got none.")
    methods = _in_order(
        [[m.label for m in stored.methods if m.label in values] for _, stored, values in rows]
    )
    shape = (len(rows), len(methods))
    numbers = {name: np.full(shape, math.nan) for name in measures}
    for place, (_, _, values) in enumerate(rows):
        for label, found in values.items():
            for name in measures:
                numbers[name][place, methods.index(label)] = found.get(name, math.nan)
    return MethodTable(
        tuple(name for name, _, _ in rows),
        tuple(methods),
        tuple(measures),
        protocol,
        "truth" if truth else "input",
        numbers,
    )


def measured(
    stored: StoredComparison,
    pane: Callable[[str], Path],
    measures: Sequence[str] = DEFAULT,
    protocol: str = "rgb",
) -> dict[str, dict[str, float]]:
    """Numbers of one stored comparison: method → measure → number. `pane(name)` is the file of a pane. PSNR and SSIM that
    are stored under this protocol are taken as they are. Raises ImageError, InputError."""
    names = check_measures(measures)
    if protocol not in PROTOCOLS:
        raise InputError(f"protocol: expected one of {', '.join(PROTOCOLS)}, got {protocol!r}.")
    truth: ImageArray | None = None
    out: dict[str, dict[str, float]] = {}
    for method in stored.methods:
        if method.kind == "photo" and not stored.has_truth:
            continue  # itself against itself
        own = method.compared
        if own is not None and own.protocol == protocol and set(names) <= set(DEFAULT):
            known = {"psnr": own.psnr, "ssim": own.ssim}
            out[method.label] = {name: known[name] for name in names}
            continue
        if truth is None:
            truth = load_image(pane("truth" if stored.has_truth else "degraded"))
        image = load_image(pane(method.aligned.file.removesuffix(".png") if method.aligned else method.pane))
        image = resize_image(image, truth.shape[1], truth.shape[0])
        out[method.label] = measure(image, truth, names, protocol)
    return out


def summary_cells(row: Mapping[str, Any], name: str) -> list[str]:
    """A row of a summary as texts: method, n, mean, interval, rank, wins, difference with interval, p."""
    interval = "–" if math.isnan(row["low"]) else f"{number(row['low'], name)} to {number(row['high'], name)}"
    difference = number(row["difference"], name, signed=True)
    if not math.isnan(row["difference_low"]):
        low, high = (number(row[f"difference_{end}"], name, signed=True) for end in ("low", "high"))
        difference += f" [{low}, {high}]"
    p = row["p_holm"]
    return [
        row["method"],
        str(row["n"]),
        number(row["mean"], name),
        interval,
        "–" if math.isnan(row["mean_rank"]) else f"{row['mean_rank']:.2f}",
        str(row["wins"]),
        difference,
        "–" if math.isnan(p) else "< 0.001" if p < 0.001 else f"{p:.3f}",
    ]


def number(value: float, name: str, *, signed: bool = False) -> str:
    """With the measure's digits; "–" for none."""
    if math.isnan(value):
        return "–"
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    return f"{value:{'+' if signed else ''}.{MEASURES[name].digits}f}".replace("-", "−")


def _in_order(lists: Sequence[Sequence[str]]) -> list[str]:
    """Every label once; a label of a later photo behind those it follows there."""
    found: list[str] = []
    for labels in lists:
        at = 0
        for label in labels:
            if label in found:
                at = found.index(label) + 1
            else:
                found.insert(at, label)
                at += 1
    return found


def _best(means: Sequence[float], name: str) -> int | None:
    known = [(mean, i) for i, mean in enumerate(means) if not math.isnan(mean)]
    if not known:
        return None
    return (max if MEASURES[name].larger_is_better else min)(known)[1]


def _photos(count: int) -> str:
    return f"{count} photo{'' if count == 1 else 's'}"


def _md(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"
