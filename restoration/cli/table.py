"""`table DIR… --out DIR`: photos × methods from stored comparisons, under any protocol; no model runs."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from restoration.benchmark.layouts import natural_key
from restoration.benchmark.method_table import MethodTable, measured, method_table, summary_cells
from restoration.cli.options import print_table
from restoration.errors import InputError
from restoration.image import printable
from restoration.measures import DEFAULT, MEASURES, check_measures
from restoration.metrics import PROTOCOLS
from restoration.outputs import claim_folder, write_results
from restoration.reporting import StoredComparison

FILES = ("table.csv", "table.md", "table.tex")
RECORD = "table.json"


def add_parser(subparsers: Any) -> None:
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "table", help="photos × methods from results of `compare`: means, intervals, ranks, differences"
    )
    parser.add_argument(
        "results",
        metavar="DIR",
        nargs="+",
        help="folder of a comparison, or of many (what `compare` wrote to --out)",
    )
    add_table(parser)
    parser.add_argument(
        "--out", metavar="DIR", required=True, help=f"folder for {', '.join(FILES)} and {RECORD}"
    )


def add_table(parser: argparse.ArgumentParser) -> None:
    """Options of the table, which `compare` on a folder has too."""
    parser.add_argument(
        "--measure", action="append", default=[], choices=list(MEASURES),
        help=f"beside {', '.join(DEFAULT)}; repeatable. lpips and dists need weights, and say where",
    )  # fmt: skip
    parser.add_argument(
        "--protocol",
        choices=list(PROTOCOLS),
        default="rgb",
        help="of every number in the table (default: rgb)",
    )
    parser.add_argument(
        "--reference", metavar="METHOD", help="method of the paired differences (default: the first)"
    )


def run(arguments: argparse.Namespace) -> int:
    folders = [folder for given in arguments.results for folder in _comparisons(Path(given))]
    out = claim_folder(arguments.out, FILES, RECORD)
    write_table(folders, out, arguments)
    return 0


def write_table(folders: Sequence[Path], out: Path, arguments: argparse.Namespace) -> None:
    """The table of these comparisons as files in `out`, and on the console. Raises InputError, ImageError."""
    table = make_table(folders, arguments)
    files = {
        "table.csv": table.to_csv().encode(),
        "table.md": table.to_markdown(arguments.reference).encode(),
        "table.tex": table.to_latex(arguments.reference).encode(),
    }
    write_results(files, out, RECORD, table.to_json(arguments.reference))
    show_table(table, arguments.reference)
    print(f"table written to {out}")


def make_table(folders: Sequence[Path], arguments: argparse.Namespace) -> MethodTable:
    """Raises InputError, ImageError."""
    names = check_measures([*DEFAULT, *arguments.measure])
    rows = []
    for folder in folders:
        stored = StoredComparison.from_json(json.loads((folder / "comparison.json").read_text("utf-8")))
        values = measured(stored, lambda pane, at=folder: at / f"{pane}.png", names, arguments.protocol)  # type: ignore[misc]
        rows.append((folder.name, stored, values))
    return method_table(rows, names, arguments.protocol)


def show_table(table: MethodTable, reference: str | None) -> None:
    """On the console, one part a measure."""
    against = "against ground truth" if table.against == "truth" else "change from input"
    for name in table.measures:
        head = (f"{table.head(name)}, {against}, {table.protocol}", "n", "mean", "95 % interval", "rank", "wins",
                f"difference to {table.reference(reference)}", "p (Holm)")  # fmt: skip
        print_table(head, [summary_cells(row, name) for row in table.summary(name, reference)])
        print()


def _comparisons(top: Path) -> list[Path]:
    if (top / "comparison.json").is_file():
        return [top]
    found = [path.parent for path in top.glob("*/comparison.json")] if top.is_dir() else []
    if not found:
        raise InputError(
            f"{printable(str(top))}: expected a folder that `compare` wrote, found no comparison.json."
        )
    return sorted(found, key=lambda folder: natural_key(folder.name))
