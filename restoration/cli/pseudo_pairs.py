"""`pseudo-pairs PHOTOS GENERATED --task T --out DIR`: a training set from photos and what a generator made of them."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from restoration.cli.options import add_task, progress_line
from restoration.image import printable
from restoration.training.pseudo_pairs import make_pseudo_pairs


def add_parser(subparsers: Any) -> None:
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "pseudo-pairs", help="align, judge and export generated images as training targets"
    )
    parser.add_argument("photos", metavar="PHOTOS", help="folder of degraded photos")
    parser.add_argument(
        "generated", metavar="GENERATED", help="folder of generated images, named after the photos"
    )
    add_task(parser)
    parser.add_argument(
        "--tone",
        choices=("auto", "keep", "input"),
        default="auto",
        help="colours of the targets: kept, or fitted to the photo (auto: kept for haze, low light, underwater)",
    )
    parser.add_argument("--out", required=True, metavar="DIR", help="a new folder")


def run(arguments: argparse.Namespace) -> int:
    out = Path(arguments.out)
    found = make_pseudo_pairs(
        Path(arguments.photos),
        Path(arguments.generated),
        out,
        task=arguments.task,
        tone=arguments.tone,
        progress=progress_line,
    )
    for pair in found.pairs:
        print(f"{printable(pair.name)}: {'accepted' if pair.accepted else 'rejected, ' + pair.reason}")
    for name in found.without_generated:
        print(f"{printable(name)}: no generated image")
    print(
        f"{found.accepted} of {len(found.pairs)} pairs in {arguments.out}; look at {out / 'audit.html'} before training."
    )
    return 0
