"""Options of the verbs that take images out of a benchmark run, and what they mean."""

from __future__ import annotations

import argparse

from restoration.benchmark import CaseChoice, parse_set
from restoration.errors import InputError

OPTIONS = ("image", "worst", "best", "method", "over", "only", "set")


def add_case_options(parser: argparse.ArgumentParser, default: int) -> None:
    """`default`: how many worst and best images are taken where none is asked for; 0: none."""
    group = parser.add_argument_group("of a RUN")
    usual = f" (default: {default})" if default else ""
    group.add_argument(
        "--image", action="append", default=[], metavar="NAME", help="an image of the set (repeat)"
    )
    group.add_argument("--worst", type=int, metavar="N", help=f"the N worst images{usual}")
    group.add_argument("--best", type=int, metavar="N", help=f"the N best images{usual}")
    group.add_argument("--method", metavar="M", help="of which method (default: the last guided one)")
    group.add_argument("--over", metavar="M", help="by the gain over this method rather than by PSNR")
    group.add_argument(
        "--only", action="append", default=[], metavar="M", help="show these methods (repeat; default: all)"
    )
    group.add_argument("--set", metavar="NAME=DIR", help="where the set lies now")


def case_choice(arguments: argparse.Namespace, default: int, protocol: str | None) -> CaseChoice:
    """Raises InputError."""
    for name in ("worst", "best"):
        value = getattr(arguments, name)
        if value is not None and value < 0:
            raise InputError(f"--{name}: expected a number of at least 0, got {value}.")
    usual = 0 if arguments.image or arguments.worst is not None or arguments.best is not None else default
    return CaseChoice(
        images=tuple(arguments.image),
        worst=usual if arguments.worst is None else arguments.worst,
        best=usual if arguments.best is None else arguments.best,
        method=arguments.method,
        over=arguments.over,
        only=tuple(arguments.only),
        protocol=protocol,
        top=parse_set(arguments.set)[1] if arguments.set else None,
    )


def refuse_case_options(arguments: argparse.Namespace) -> None:
    """Where no run is given. Raises InputError."""
    given = next((name for name in OPTIONS if getattr(arguments, name) not in (None, [])), None)
    if given is not None:
        raise InputError(f"--{given}: has a meaning for a run of `benchmark export` only.")
