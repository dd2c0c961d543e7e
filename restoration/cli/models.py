"""`models [--task T] [--json]`: the registry as a table; `--load ID` fetches a model's weights now."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from typing import Any

from restoration.cli.options import progress_line
from restoration.models import list_models, load_model
from restoration.records import ModelInfo, json_safe
from restoration.tasks import TASKS


def add_parser(subparsers: Any) -> None:
    parser: argparse.ArgumentParser = subparsers.add_parser("models", help="list the models and their state")
    parser.add_argument("--task", choices=tuple(TASKS), help="only the models of one task")
    parser.add_argument("--json", action="store_true", help="print one JSON array instead of a table")
    parser.add_argument("--load", metavar="ID", help="download the weights of one model now, and check them")


def run(arguments: argparse.Namespace) -> int:
    if arguments.load:
        load_model(arguments.load, "cpu", progress=progress_line)
    models = list_models(arguments.task)
    if arguments.json:
        print(json.dumps([json_safe(asdict(model)) for model in models], indent=2, ensure_ascii=False))
    else:
        print(as_table(models))
    return 0


def as_table(models: list[ModelInfo]) -> str:
    """One line a model: id, role, state, parameters, what it needs, licence, source."""
    rows = [("ID", "ROLE", "STATE", "PARAMETERS", "PRIOR", "LICENCE", "SOURCE")]
    rows += [
        (
            model.id,
            model.role,
            model.state,
            f"{model.parameters:,}" if model.parameters else "-",
            "needed" if model.needs_prior else "can take one",
            model.licence,
            model.source,
        )
        for model in models
    ]
    widths = [max(len(row[k]) for row in rows) for k in range(len(rows[0]) - 1)]
    return "\n".join("  ".join([*(cell.ljust(w) for cell, w in zip(row, widths)), row[-1]]) for row in rows)
