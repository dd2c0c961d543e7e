"""`benchmark check|sets|export|score|cases|release`: a set on disk → predictions → scores → images worth a look."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import Any

from restoration.benchmark import (
    IMAGE_SETS,
    ExportRequest,
    ReleaseRequest,
    check_set,
    export,
    get_set,
    parse_set,
    release,
    score_run,
    write_cases,
)
from restoration.benchmark.places import place
from restoration.cli.cases import add_case_options, case_choice
from restoration.cli.options import add_device, print_table
from restoration.errors import InputError
from restoration.image import printable
from restoration.metrics import PROTOCOLS
from restoration.models import TONES
from restoration.tasks import TASKS


def add_parser(subparsers: Any) -> None:
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "benchmark", help="check a data set, export predictions, score them"
    )
    steps = parser.add_subparsers(dest="step", metavar="STEP", required=True, parser_class=type(parser))
    steps.add_parser("sets", help="list the catalogue of data sets")

    check = steps.add_parser("check", help="say what is missing or extra in a local copy of a set")
    _add_set(check)

    run = steps.add_parser("export", help="write predictions of a set; resumes where it was stopped")
    _add_set(run)
    run.add_argument(
        "--model",
        action="append",
        default=[],
        metavar="M",
        help='model id, repeatable; "M+prior" runs it with each generated image as prior',
    )
    run.add_argument(
        "--generated",
        action="append",
        default=[],
        metavar="LABEL=DIR",
        help="folder of a generator's images, named after the originals; repeatable",
    )
    run.add_argument(
        "--simulate", type=float, metavar="STRENGTH", help="simulated generator, from the ground truth"
    )
    run.add_argument("--out", required=True, metavar="RUN", help="the run's folder")
    run.add_argument("--seed", type=int, default=0, help="of the simulated generator (default: 0)")
    run.add_argument(
        "--protocol", choices=list(PROTOCOLS), default="rgb", help="default of `score` for this run"
    )
    run.add_argument("--tone", choices=TONES, default="photo", help="whose tone guided results aim at")
    run.add_argument("--limit", type=int, metavar="N", help="at most N images, spread evenly over the set")
    run.add_argument("--workers", type=int, default=0, metavar="N", help="processes (default: one a core)")
    run.add_argument("--threads", type=int, default=1, metavar="N", help="threads of a process (default: 1)")
    run.add_argument(
        "--scheduler", metavar="tcp://…", help="address of a Dask scheduler instead of own processes"
    )
    add_device(run)

    score = steps.add_parser("score", help="score the predictions of a run; never runs a model")
    score.add_argument("run", metavar="RUN", help="folder made by `benchmark export`")
    score.add_argument(
        "--protocol",
        action="append",
        default=[],
        choices=list(PROTOCOLS),
        help="repeatable (default: the run's)",
    )
    score.add_argument("--set", metavar="NAME=DIR", help="where the set lies now")
    score.add_argument("--reference", metavar="METHOD", help="method of the paired differences")
    score.add_argument("--out", metavar="DIR", help="where to write the tables (default: the run's folder)")

    cases = steps.add_parser("cases", help="images of a run as comparisons, for `figure` and `bundle`")
    cases.add_argument("run", metavar="RUN", help="folder made by `benchmark export`")
    cases.add_argument("--out", required=True, metavar="DIR", help="one folder an image is written in it")
    add_case_options(cases, default=0)
    cases.add_argument("--protocol", choices=list(PROTOCOLS), help="of all numbers (default: the run's)")

    pack = steps.add_parser(
        "release", help="generated images of sets as a public data set, with card and checksums"
    )
    pack.add_argument(
        "--set", action="append", required=True, metavar="NAME=DIR", help="a set and its top folder (repeat)"
    )
    pack.add_argument(
        "--images", action="append", required=True, metavar="NAME=DIR", help="its generated images (repeat)"
    )
    pack.add_argument(
        "--generator", required=True, metavar="TEXT", help='what made them, for example "GPT-4o"'
    )
    pack.add_argument("--licence", required=True, metavar="TEXT", help="of the generated images")
    pack.add_argument(
        "--allow", action="append", default=[], metavar="NAME",
        help="publish images of this set although its licence does not say that one may (repeat)",
    )  # fmt: skip
    pack.add_argument("--no-distortion", action="store_true", help="do not align and measure the images")
    pack.add_argument("--out", required=True, metavar="DIR")


def _add_set(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--set",
        required=True,
        metavar="NAME=DIR",
        help="a set's name (see `benchmark sets`) and its top folder",
    )
    parser.add_argument("--task", choices=list(TASKS), help="for folders of your own")


def run(arguments: argparse.Namespace) -> int:
    steps = {
        "sets": _sets,
        "check": _check,
        "export": _export,
        "score": _score,
        "cases": _cases,
        "release": _release,
    }
    return steps[arguments.step](arguments)


def _sets(_: argparse.Namespace) -> int:
    rows = [
        [s.name, s.task, "–" if s.count is None else str(s.count), "pairs" if s.paired else "images", s.title]
        for s in IMAGE_SETS.values()
    ]
    print_table(["set", "task", "count", "kind", "title"], rows)
    for s in IMAGE_SETS.values():
        note = f" {s.note}" if s.note else ""
        print(f"\n{s.name}: {s.source}. {s.address}\n  laid out as {s.example}; {s.licence}.{note}")
    return 0


def _check(arguments: argparse.Namespace) -> int:
    name, top = parse_set(arguments.set)
    report = check_set(get_set(name, arguments.task), top)
    for line in report.lines():
        print(line)
    return 0 if report.complete else 1


def _export(arguments: argparse.Namespace) -> int:
    from tqdm import tqdm

    name, top = parse_set(arguments.set)
    request = ExportRequest(
        set=name,
        top=top,
        out=place(arguments.out),
        models=tuple(arguments.model),
        generated=tuple(_labelled(text) for text in arguments.generated),
        simulate=arguments.simulate,
        task=arguments.task,
        seed=arguments.seed,
        protocol=arguments.protocol,
        tone=arguments.tone,
        device=arguments.device,
        limit=_at_least_one("--limit", arguments.limit),
    )
    workers = arguments.workers or os.cpu_count() or 1
    threads = _at_least_one("--threads", arguments.threads) or 1
    with tqdm(unit="image", disable=not sys.stderr.isatty(), dynamic_ncols=True) as bar:

        def show(done: Any, position: int, total: int) -> None:
            bar.total = total
            bar.set_postfix_str(f"{done.peak_mb:.0f} MB a worker", refresh=False)
            bar.update(position - bar.n)

        result = export(request, workers=workers, threads=threads, scheduler=arguments.scheduler, report=show)
    print(
        f"{name}: {result.made} images exported, {result.kept} were there, {len(result.failed)} failed; "
        f"{len(result.manifest.methods)} methods in {arguments.out}"
    )
    for item in result.without_generated:
        print(f"no generated image for {printable(item)}", file=sys.stderr)
    for done in result.failed:
        print(f"failed: {printable(done.image)}: {' '.join(done.error.split())}", file=sys.stderr)
    return 1 if result.failed else 0


def _score(arguments: argparse.Namespace) -> int:
    top = parse_set(arguments.set)[1] if arguments.set else None
    result = score_run(
        place(arguments.run),
        arguments.protocol,
        top=top,
        out=place(arguments.out) if arguments.out else None,
        reference=arguments.reference,
    )
    print((result.files[0].parent / "summary.md").read_text("utf-8"))
    for item in result.missing:
        print(f"no prediction: {printable(item)}", file=sys.stderr)
    return 0


def _cases(arguments: argparse.Namespace) -> int:
    choice = case_choice(arguments, 0, arguments.protocol)
    for case in write_cases(Path(arguments.run), Path(arguments.out), choice):
        print(case.folder)
    return 0


def _release(arguments: argparse.Namespace) -> int:
    from tqdm import tqdm

    request = ReleaseRequest(
        sets=tuple(parse_set(text) for text in arguments.set),
        images=tuple(parse_set(text) for text in arguments.images),
        out=Path(arguments.out),
        generator=arguments.generator,
        licence=arguments.licence,
        allowed=tuple(arguments.allow),
        distortion=not arguments.no_distortion,
    )
    with tqdm(unit="image", disable=not sys.stderr.isatty(), dynamic_ncols=True) as bar:

        def show(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        made = release(request, show)
    print(f"{len(made.rows)} images of {len(request.sets)} sets: {arguments.out}")
    for item in made.without:
        print(f"no generated image: {printable(item)}", file=sys.stderr)
    return 0


def _labelled(text: str) -> tuple[str, Path]:
    label, equals, folder = text.partition("=")
    if not equals or not label.strip() or not folder.strip():
        raise InputError(f"--generated {printable(text)}: expected LABEL=DIR, for example GPT-4o=outputs.")
    return label.strip(), place(folder.strip())


def _at_least_one(option: str, value: int | None) -> int | None:
    if value is not None and value < 1:
        raise InputError(f"{option}: expected a number of at least 1, got {value}.")
    return value
