"""Options and printing that several verbs share."""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Sequence

from restoration.models import TONES
from restoration.settings import get_settings
from restoration.tasks import TASKS


def add_task(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--task", required=True, choices=list(TASKS), help="what degraded the photo")


def add_device(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--device",
        default=get_settings().device,
        help="auto, cpu, cuda, cuda:N or mps (default: PRIORLENS_DEVICE, else auto)",
    )


def add_fusion(parser: argparse.ArgumentParser, tone: str) -> None:
    """How a result follows the generated image; `tone` says what the default is."""
    parser.add_argument(
        "--tone", choices=TONES, help=f"whose tone the guided result aims at (default: {tone})"
    )
    parser.add_argument(
        "--follow",
        type=float,
        default=1.0,
        metavar="F",
        help="how far to follow the generated image: 0 is the model without it, 1 all the way (default: 1)",
    )


def print_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Left column flush left, the others flush right."""
    widths = [max(len(str(row[i])) for row in [header, *rows]) for i in range(len(header))]
    for row in [header, *rows]:
        cells = [str(row[0]).ljust(widths[0]), *(str(c).rjust(w) for c, w in zip(row[1:], widths[1:]))]
        print("  ".join(cells).rstrip())


def decibels(value: float) -> str:
    return "∞" if math.isinf(value) else "–" if math.isnan(value) else f"{value:.2f}"


def progress_line(fraction: float, message: str) -> None:
    """A progress line on a terminal's stderr, nothing in a pipe or a log. tqdm, which shows long benchmark runs, counts items; here
    there is a fraction and a sentence."""
    if sys.stderr.isatty():
        end = "\r\033[K" if fraction >= 1 else ""
        print(f"\r\033[K{100 * fraction:3.0f} %  {message}", end=end, file=sys.stderr, flush=True)
