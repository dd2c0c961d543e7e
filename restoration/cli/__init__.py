"""The command line: one module a verb, one line on stderr and exit code 2 for bad usage or input."""

from __future__ import annotations

import argparse
import codecs
import importlib
import io
import os
import sys
import warnings
from collections.abc import Mapping
from typing import NoReturn

from restoration.cli.cases import add_case_options, case_choice, refuse_case_options
from restoration.errors import Cancelled, RestorationError, machine_limit
from restoration.version import priorlens_version

__all__ = ["VERBS", "add_case_options", "case_choice", "main", "refuse_case_options"]

VERBS = (
    "compare",
    "table",
    "align",
    "restore",
    "models",
    "generate",
    "train",
    "benchmark",
    "pseudo-pairs",
    "figure",
    "study",
)


_ASCII = {"∞": "inf", "×": "x", "–": "-", "−": "-", "—": "-", "…": "...", "→": "->", "≤": "<=", "≥": ">=",
          "°": " deg", "±": "+/-", "·": "*", "σ": "sigma", "Δ": "delta", "“": '"', "”": '"', "’": "'"}  # fmt: skip


class _OneLineParser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        print(f"{self.prog}: {message}. See --help.", file=sys.stderr)
        raise SystemExit(2)


def main(
    argv: list[str] | None = None,
    *,
    program: str = "python -m restoration",
    more: Mapping[str, str] | None = None,
) -> int:
    """Run one verb; returns the process's exit code. `program` is what the help calls the command, `more` names verbs of
    layers above this one by their modules."""
    modules = {verb: f"restoration.cli.{verb.replace('-', '_')}" for verb in VERBS} | dict(more or {})
    warnings.showwarning = _one_line_warning
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="priorlens-plain")
    try:
        parser = _OneLineParser(prog=program, description="PriorLens on the command line.")
        parser.add_argument("--version", action="version", version=f"PriorLens {priorlens_version()}")
        subparsers = parser.add_subparsers(
            dest="verb", metavar="VERB", required=True, parser_class=_OneLineParser
        )
        for module in modules.values():
            importlib.import_module(module).add_parser(subparsers)
        arguments = parser.parse_args(argv)
        return int(importlib.import_module(modules[arguments.verb]).run(arguments))
    except Cancelled as stop:
        print(stop, file=sys.stderr)
        return 130
    except RestorationError as error:
        print(" ".join(str(error).split()), file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (MemoryError, OSError, RuntimeError) as error:
        limit = machine_limit(error)
        if limit is None:
            raise
        print(limit, file=sys.stderr)
        return 1


def _plain(error: UnicodeError) -> tuple[str, int]:
    """What a console's encoding lacks, in ASCII; a finished run is not lost to a character."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(_ASCII.get(c, "?") for c in error.object[error.start : error.end]), error.end


codecs.register_error("priorlens-plain", _plain)


def _one_line_warning(message: Warning | str, *_: object, **__: object) -> None:
    print(f"note: {message}", file=sys.stderr)
