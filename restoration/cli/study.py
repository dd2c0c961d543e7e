"""`study check FOLDER`, `study report FOLDER`: a blind A/B study without its page (`priorlens --study FOLDER`)."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from restoration.atomic import write_atomically
from restoration.errors import InputError, printable
from restoration.study import VoteStore, database_of, open_study, report_markdown, study_report, votes_csv

_REPORTS = (".md", ".json")


def add_parser(subparsers: Any) -> None:
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "study", help="check the folder of a blind A/B study, report its votes"
    )
    steps = parser.add_subparsers(dest="step", metavar="STEP", required=True, parser_class=type(parser))
    check = steps.add_parser("check", help="read every file; say what a study would show, or what is missing")
    report = steps.add_parser("report", help="scores with intervals, disagreement, raters, power")
    for step in (check, report):
        step.add_argument(
            "folder", metavar="FOLDER", help="input/, one folder a method, perhaps truth/; or a run"
        )
        step.add_argument(
            "--database", metavar="FILE", help="file of the votes (default: FOLDER/study.sqlite3)"
        )
    report.add_argument("--csv", metavar="FILE.csv", help="write every vote as a row")
    report.add_argument("--out", metavar="FILE", help="report.md or report.json instead of the console")


def run(arguments: argparse.Namespace) -> int:
    folder = Path(arguments.folder).expanduser()
    database = Path(arguments.database).expanduser() if arguments.database else None
    return _check(folder, database) if arguments.step == "check" else _report(arguments, folder, database)


def _check(folder: Path, database: Path | None) -> int:
    from restoration.study.checking import check_study
    from restoration.study.folder import list_study

    if database_of(folder, database).exists():
        study = open_study(folder, database=database)
        shown, notes = study.pictures, list(study.notes)
    else:
        shown = list_study(folder)
        notes = [*shown.notes, *check_study(shown)[1]]
    pairs = len(shown.methods) * (len(shown.methods) - 1) // 2
    truths = sum(item.truth is not None for item in shown.items)
    print(
        f"{len(shown.methods)} methods ({'; '.join(printable(m) for m in shown.methods)}), {len(shown.items)} images, "
        f"{truths} with truth: {pairs * len(shown.items)} different pairs."
    )
    for note in notes:
        print(note)
    return 0


def _report(arguments: argparse.Namespace, folder: Path, database: Path | None) -> int:
    out = Path(arguments.out).expanduser() if arguments.out else None
    if out is not None and out.suffix.lower() not in _REPORTS:
        raise InputError(f"--out {printable(out.name)}: expected a name ending in .md or .json.")
    store = VoteStore(database_of(folder, database))
    if arguments.csv:
        write_atomically(votes_csv(store.votes()).encode(), Path(arguments.csv).expanduser())
    report = study_report(store)
    if out is None:
        print(report_markdown(report))
    elif out.suffix.lower() == ".md":
        write_atomically(report_markdown(report).encode(), out)
    else:
        write_atomically(json.dumps(report.to_dict(), indent=1, ensure_ascii=False).encode(), out)
    return 0
