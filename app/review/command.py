"""`bundle RESULT|DIR|RUN [--blind] --out FILE.html`: comparisons as one HTML file for reviewers."""

from __future__ import annotations

import argparse
import contextlib
import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import SystemRandom
from typing import Any

from app.review.bundle import make_bundle
from app.review.sources import find_comparisons
from restoration import InputError, RunScores, is_run, run_scores, write_atomically, write_cases
from restoration.cli import add_case_options, case_choice, refuse_case_options

_MARK = '<footer class="quiet">Made with PriorLens'
_CASES = 3
"""Worst and best images of a run, each."""


def add_parser(subparsers: Any) -> None:
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "bundle", help="comparisons as one offline HTML file, with names or blinded"
    )
    parser.add_argument(
        "source",
        metavar="RESULT|DIR|RUN",
        help="a folder that `compare --out` wrote, one that holds such folders, or a run of `benchmark export`",
    )
    parser.add_argument("--out", required=True, metavar="FILE.html")
    parser.add_argument(
        "--blind",
        action="store_true",
        help="methods as A, B, C in random order, nothing that names them; the key goes to FILE.key.json",
    )
    parser.add_argument("--no-scores", action="store_true", help="images without PSNR and SSIM")
    parser.add_argument(
        "--max-mb", type=float, default=100.0, metavar="MB", help="most megabytes of the file (default: 100)"
    )
    parser.add_argument(
        "--title", default="", help="of the file; do not name a method in that of a blind one"
    )
    add_case_options(parser, _CASES)


def run(arguments: argparse.Namespace) -> int:
    out, key_file = Path(arguments.out), Path(arguments.out).with_suffix(".key.json")
    if out.suffix.lower() not in (".html", ".htm"):
        raise InputError(f"--out {out.name}: expected a name ending in .html.")
    if not 1 <= arguments.max_mb <= 4000:
        raise InputError(f"--max-mb: expected 1 to 4000, got {arguments.max_mb:g}.")
    if out.exists() and _MARK not in out.read_text("utf-8", "replace"):
        raise InputError(
            f"{out.name} is there already and is no review of an earlier run; it would be overwritten."
        )
    if arguments.blind and key_file.exists():
        raise InputError(
            f"{key_file.name} is there already: it is the key of an earlier blind file. Move it, or choose another --out."
        )
    with _photos(Path(arguments.source), arguments) as photos:
        bundle = make_bundle(
            photos.folders,
            max_mb=arguments.max_mb,
            blind=arguments.blind,
            scores=not arguments.no_scores,
            title=arguments.title,
            names=photos.names,
            run=photos.run,
        )
    data = bundle.html.encode()
    if arguments.blind:  # first: a blind file without its key is useless
        write_atomically(json.dumps(bundle.key, indent=2, ensure_ascii=False).encode(), key_file)
    write_atomically(data, out)
    print(
        f"{len(photos.folders)} photo{'s' if len(photos.folders) != 1 else ''}, {len(data) / 1e6:.1f} MB: {out}"
    )
    if arguments.blind:
        print(f"The key, which reviewers must not get: {key_file}")
    for item in bundle.left_out:
        print(f"Left out, for the file's size: {item}")
    return 0


@dataclass(frozen=True)
class _Photos:
    folders: tuple[Path, ...]
    names: tuple[str, ...] = ()
    run: RunScores | None = None


@contextlib.contextmanager
def _photos(source: Path, arguments: argparse.Namespace) -> Iterator[_Photos]:
    """The comparisons to show; those of a run are made for the file and do not stay."""
    if not is_run(source):
        refuse_case_options(arguments)
        yield _Photos(tuple(find_comparisons(source)))
        return
    choice = case_choice(arguments, _CASES, None)
    with tempfile.TemporaryDirectory(prefix="priorlens-review-") as made:
        cases = write_cases(source, Path(made), choice)
        if arguments.blind:  # their order would show by which method they were chosen
            SystemRandom().shuffle(cases)
        names = (case.image + (f" ({case.why})" if case.why else "") for case in cases)
        scores = run_scores(source, top=choice.top)
        yield _Photos(tuple(case.folder for case in cases), tuple(names), scores)
