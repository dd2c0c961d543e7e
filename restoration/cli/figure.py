"""`figure RECIPE.json|RESULT…|RUN --out FILE`: a figure for a paper, with the recipe that makes it again and a LaTeX snippet."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from restoration.atomic import write_atomically
from restoration.benchmark import is_run, write_cases
from restoration.benchmark.runs import read_manifest
from restoration.cli.cases import add_case_options, case_choice, refuse_case_options
from restoration.errors import InputError, printable
from restoration.metrics import PROTOCOLS
from restoration.outputs import make_folder, refuse_inputs
from restoration.reporting.figure import (
    FORMATS,
    LAYOUTS,
    WIDTHS_MM,
    FigureRecipe,
    draw_figure,
    latex_snippet,
    rank_regions,
    ranking_table,
    recipe_for,
)

_FIRST_OF_SNIPPET = "% needs "
_CASES = 1
"""Worst and best images of a run, each."""


def add_parser(subparsers: Any) -> None:
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "figure", help="a figure for a paper from comparisons, with its recipe and a LaTeX snippet"
    )
    parser.add_argument(
        "sources",
        nargs="+",
        metavar="RECIPE|RESULT|RUN",
        help="a recipe, folders that `compare --out` wrote, or a run of `benchmark export`",
    )
    parser.add_argument("--out", required=True, metavar="FILE", help="FILE.pdf, FILE.png or FILE.svg")
    parser.add_argument("--pane", action="append", metavar="NAME", help="image to show, in order (repeat)")
    parser.add_argument(
        "--label", action="append", metavar="NAME=TEXT", help="what an image is called (repeat)"
    )
    parser.add_argument(
        "--title", action="append", metavar="TEXT", help="above each photo, in order (repeat)"
    )
    parser.add_argument(
        "--region", action="append", metavar="X,Y,W,H", help="magnified part, in pixels of the photo (repeat)"
    )
    parser.add_argument("--layout", choices=LAYOUTS, help="default: row")
    parser.add_argument(
        "--width", metavar="PRESET|MM", help=f"{', '.join(WIDTHS_MM)}, or mm (default: cvpr-page)"
    )
    parser.add_argument("--columns", type=int, metavar="N", help="of the layout grid")
    parser.add_argument("--dpi", type=int, help="of PNG, and of the grid everything lies on (default: 300)")
    parser.add_argument("--protocol", choices=list(PROTOCOLS), help="of PSNR and SSIM (default: rgb)")
    parser.add_argument("--no-metrics", action="store_true", help="no PSNR and SSIM")
    parser.add_argument("--errors", action="store_true", help="maps of the difference to ground truth")
    parser.add_argument(
        "--ranking", metavar="FILE", help="methods ranked on the regions, as .csv, .md or .tex"
    )
    add_case_options(parser, _CASES)


def run(arguments: argparse.Namespace) -> int:
    out = Path(arguments.out)
    kind = out.suffix.lower().removeprefix(".")
    if kind not in FORMATS:
        raise InputError(f"--out {printable(arguments.out)}: expected a name ending in .pdf, .png or .svg.")
    sources = [Path(source) for source in arguments.sources]
    if len(sources) == 1 and is_run(sources[0]):
        sources = _cases_of(sources[0], out, arguments)
    else:
        refuse_case_options(arguments)
    is_recipe = len(sources) == 1 and sources[0].suffix.lower() == ".json"
    root = sources[0].parent if is_recipe else Path.cwd()
    recipe = _changed(FigureRecipe.read(sources[0]), arguments) if is_recipe else _new(sources, arguments)
    recipe_file, snippet_file = out.with_suffix(".json"), out.with_suffix(".tex")
    inputs = [root / s.folder / name for s in recipe.sources for name in (*s.sha256, "comparison.json")]
    refuse_inputs([out, snippet_file], [*inputs, *sources])
    refuse_inputs([recipe_file], inputs)
    _refuse_foreign(recipe_file, snippet_file)
    make_folder(out.parent)
    data = draw_figure(recipe, kind, root)
    table = None
    if arguments.ranking:
        suffix = Path(arguments.ranking).suffix.lower().removeprefix(".")
        table = ranking_table(rank_regions(recipe, root), suffix)
    write_atomically(data, out)
    moved = recipe.moved(root, out.parent)
    written = [str(out)]
    for path, text in (
        (recipe_file, json.dumps(moved.to_json(), indent=2, ensure_ascii=False) + "\n"),
        (snippet_file, latex_snippet(recipe, out.name)),
        (Path(arguments.ranking or ""), table),
    ):
        if text is not None:
            write_atomically(text.encode(), path)
            written.append(str(path))
    print(f"{len(recipe.sources)} × {len(recipe.panes)} images: {', '.join(written)}")
    return 0


def _cases_of(run: Path, out: Path, arguments: argparse.Namespace) -> list[Path]:
    """Comparisons of a run's worst and best images. They stay beside the figure, which its recipe is drawn from."""
    (
        _options(arguments),
        _labels(arguments.label or ()),
    )  # what is wrong with them is said before anything is written
    choice = case_choice(arguments, _CASES, arguments.protocol)
    cases = write_cases(run, out.with_name(f"{out.stem}-cases"), choice)
    if not arguments.title:
        arguments.title = [case.image + (f" ({case.why})" if case.why else "") for case in cases]
    if not arguments.protocol:
        arguments.protocol = read_manifest(run).protocol
    return [case.folder for case in cases]


def _options(arguments: argparse.Namespace) -> dict[str, Any]:
    """What was asked for, apart from the recipe's defaults."""
    given = {name: getattr(arguments, name) for name in ("layout", "width", "columns", "dpi", "protocol")}
    found = {name: value for name, value in given.items() if value is not None}
    if arguments.no_metrics:
        found["metrics"] = False
    if arguments.errors:
        found["errors"] = True
    if arguments.region:
        found["regions"] = tuple(_box(text) for text in arguments.region)
    return found


def _new(folders: list[Path], arguments: argparse.Namespace) -> FigureRecipe:
    return recipe_for(
        folders,
        panes=arguments.pane or (),
        titles=arguments.title or (),
        labels=_labels(arguments.label or ()),
        **_options(arguments),
    )


def _changed(recipe: FigureRecipe, arguments: argparse.Namespace) -> FigureRecipe:
    """A recipe is drawn as it is: options would make another figure than it says."""
    asked = [*_options(arguments), *(n for n in ("pane", "label", "title") if getattr(arguments, n))]
    if asked:
        raise InputError(
            f"figure: a recipe is drawn as it stands, so --{asked[0].removesuffix('s')} has no place beside it. Change the "
            "recipe's text, or name the comparison's folder instead."
        )
    return recipe


def _labels(texts: Any) -> dict[str, str]:
    found = {}
    for text in texts:
        name, equals, label = text.partition("=")
        if not equals or not name:
            raise InputError(f"--label {printable(text)}: expected NAME=TEXT.")
        found[name] = label
    return found


def _box(text: str) -> tuple[int, int, int, int]:
    try:
        x, y, w, h = (int(part) for part in text.split(","))
    except ValueError:
        raise InputError(f"--region {printable(text)}: expected four whole numbers, X,Y,W,H.") from None
    return x, y, w, h


def _refuse_foreign(recipe_file: Path, snippet_file: Path) -> None:
    """A recipe or a snippet replaces an earlier one, nothing else."""
    if recipe_file.exists():
        try:
            FigureRecipe.read(recipe_file)
        except InputError:
            raise InputError(
                f"{printable(str(recipe_file))} is there already and is no recipe; it would be overwritten. Choose "
                "another --out."
            ) from None
    if snippet_file.exists() and not snippet_file.read_text("utf-8", "replace").startswith(_FIRST_OF_SNIPPET):
        raise InputError(
            f"{printable(str(snippet_file))} is there already and is not from an earlier run; it would be overwritten. "
            "Choose another --out."
        )
