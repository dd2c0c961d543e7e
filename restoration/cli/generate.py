"""`generate IMAGE|DIR --task T --out DIR`: pictures from a generative model, priced, capped and resumable."""

from __future__ import annotations

import argparse
import json
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from restoration.atomic import write_atomically
from restoration.cli.options import add_task, print_table, progress_line
from restoration.control import RunControl
from restoration.errors import InputError
from restoration.gpt import (
    DEFAULT_MODEL,
    DEFAULT_QUALITY,
    FOLDER_STATUSES,
    GPT_MODELS,
    SIZE_POLICIES,
    CallError,
    CallTerms,
    FolderReport,
    FolderRequest,
    Options,
    find_images,
    generate_folder,
    spending,
    under_way,
)
from restoration.image import load_image, printable
from restoration.outputs import make_folder


def add_parser(subparsers: Any) -> None:
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "generate",
        help="ask a generative image model to restore an image or a folder",
        epilog="The key is read from OPENAI_API_KEY, the service's address from OPENAI_BASE_URL; for Gemini models from "
        "GEMINI_API_KEY (or GOOGLE_API_KEY) and GOOGLE_GEMINI_BASE_URL. "
        "Everything answered is kept and costs nothing the next time: run again to resume.",
    )
    parser.add_argument("source", metavar="IMAGE|DIR", help="the degraded photo, or a folder of them")
    add_task(parser)
    parser.add_argument(
        "--out", metavar="DIR", required=True, help="folder for the pictures and their provenance"
    )
    served = ", ".join(name for name, model in GPT_MODELS.items() if not model.retired)
    parser.add_argument(
        "--model",
        default=DEFAULT_MODEL,
        help=f"one of {served}, or another server's (default: {DEFAULT_MODEL})",
    )
    parser.add_argument(
        "--quality",
        default=DEFAULT_QUALITY,
        help="as the model takes it; of Gemini models the size of the picture, 1K, 2K or 4K (default: medium, or 1K)",
    )
    parser.add_argument("--size-policy", default="snap", choices=SIZE_POLICIES, help="(default: snap)")
    parser.add_argument(
        "--fidelity", metavar="F", help="input fidelity, low or high, where the model takes it"
    )
    parser.add_argument("--prompt", metavar="TEXT", help="in place of the task's own prompt")
    parser.add_argument(
        "-n", "--n", type=int, default=1, metavar="N", help="samples of each image (default: 1)"
    )
    parser.add_argument("--stream", action="store_true", help="ask for previews and say when they come")
    parser.add_argument("--budget", type=float, metavar="USD", help="stop before this run would cost more")
    parser.add_argument(
        "--parallel", type=int, default=4, metavar="N", help="requests at a time (default: 4)"
    )
    parser.add_argument("--per-minute", type=float, metavar="N", help="at most this many requests a minute")
    parser.add_argument("--timeout", type=float, metavar="S", help="seconds to wait for each (default: 600)")
    parser.add_argument(
        "--dry-run", action="store_true", help="price everything; needs no key and no network"
    )
    parser.add_argument("--no-cache", action="store_true", help="paint anew even what was painted before")


def run(arguments: argparse.Namespace) -> int:
    paths = find_images(arguments.source)
    if paths == [Path(arguments.source)]:
        load_image(paths[0])  # one unreadable image is bad input, not a failed row
    if arguments.budget is not None and not arguments.budget >= 0:
        raise InputError(f"--budget: expected dollars, 0 or more, got {arguments.budget!r}.")
    out = Path(arguments.out) if arguments.dry_run else make_folder(arguments.out)
    request = FolderRequest(
        arguments.source,
        arguments.task,
        out,
        n=arguments.n,
        options=Options(
            arguments.model,
            arguments.quality,
            arguments.size_policy,
            arguments.fidelity,
            arguments.prompt,
            arguments.stream,
        ),
        dry_run=arguments.dry_run,
        parallel=arguments.parallel,
        per_minute=arguments.per_minute,
    )
    report = generate_folder(
        request,
        CallTerms(budget=arguments.budget, cache=not arguments.no_cache, timeout_s=arguments.timeout),
        RunControl(progress_line),
        on_partial=lambda name, image, index: progress_line(0.0, f"{name}: preview {index + 1}"),
    )
    helpless = [row for row in report.rows if row.kind in ("no_key", "no_package")]
    if helpless and len(helpless) + report.count("stopped") == len(report.rows):
        raise CallError(helpless[0].kind, helpless[0].message)
    _print(report, arguments.dry_run)
    if arguments.dry_run:
        if arguments.budget is not None and report.cost_usd > arguments.budget:
            print(f"That is over the budget of ${arguments.budget:.2f}: the run would stop on the way.")
    else:
        summary = {
            "rows": [asdict(row) for row in report.rows],
            "cost_usd": report.cost_usd,
            "run": report.run,
        }
        write_atomically(json.dumps(summary, indent=2, ensure_ascii=False).encode(), out / "generate.json")
    _await_late_answers()
    return 0 if report.ok else 1


def _await_late_answers() -> None:
    """After an interrupt or a timeout: what is under way may be billed, so it is worth keeping."""
    late = under_way()
    if not late:
        return
    print(f"answers under way: {len(late)}; waiting to keep them, Ctrl-C gives them up", file=sys.stderr)
    try:
        for thread in late:
            thread.join()
    except KeyboardInterrupt:
        sys.stdout.flush()
        os._exit(130)  # a plain exit would wait for them again


def _print(report: FolderReport, dry_run: bool) -> None:
    header = ("image", "status", "cost", "seconds", "message".ljust(160))
    rows = [
        (
            printable(row.name, 40),
            row.status,
            "unknown" if row.cost_usd is None else f"${row.cost_usd:.4f}",
            f"{row.seconds:.1f}",
            printable(row.message, 160).ljust(160),  # the table sets cells flush right
        )
        for row in report.rows
    ]
    print_table(header, rows)
    counts = ", ".join(
        f"{report.count(status)} {status}" for status in FOLDER_STATUSES if report.count(status)
    )
    cost = f"${report.cost_usd:.4f}{'' if report.cost_known else ' and calls of unknown price'}"
    print(f"{counts}; would cost about {cost}" if dry_run else f"{counts}; spent {cost}, {_today()} today")


def _today() -> str:
    return f"${spending()['day']:.4f}"
