"""`compare IMAGE|DIR --task T [--generated …] [--result …] [--truth …] --out DIR`: the whole main path on one photo or many."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from restoration.benchmark.predict import read_pair
from restoration.cli.companions import PhotoJob, plan_jobs, read_named
from restoration.cli.options import (
    add_device,
    add_fusion,
    add_task,
    decibels,
    print_table,
    progress_line,
)
from restoration.cli.table import FILES, RECORD, add_table, make_table, show_table, write_table
from restoration.errors import InputError, RestorationError
from restoration.gpt import from_upload
from restoration.image import load_image, printable
from restoration.measures import check_measures
from restoration.outputs import claim_folder
from restoration.pipeline import compare, simulated_output
from restoration.records import Comparison, GptOutput
from restoration.reporting import comparison_names, write_comparison


def add_parser(subparsers: Any) -> None:
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "compare",
        help="put a photo, generated images and results of any methods side by side, and measure all",
        epilog="Files of folders are paired with the photos by their names. Each photo of a folder gets its own folder "
        "below --out.",
    )
    parser.add_argument("image", metavar="IMAGE|DIR", help="the degraded photo, or a folder of them")
    add_task(parser)
    parser.add_argument(
        "--generated",
        metavar="[NAME=]FILE|DIR",
        action="append",
        default=[],
        help="a generator's restoration of it, of any size; repeatable, the first is the prior",
    )
    parser.add_argument("--generator", metavar="NAME", default="", help="which model made it (provenance)")
    parser.add_argument(
        "--result",
        metavar="[NAME=]FILE|DIR",
        action="append",
        default=[],
        help="another method's result, of any size; repeatable. A folder without NAME holds one folder a method, "
        "or files PHOTO__METHOD.png",
    )
    parser.add_argument(
        "--run-models",
        action="store_true",
        help="run the baseline and the prior-guided method beside the results (without --result they run anyway)",
    )
    parser.add_argument(
        "--simulate", action="store_true", help="make a simulated generator's output from --truth"
    )
    parser.add_argument("--seed", type=int, default=0, help="of the simulator (default: 0)")
    parser.add_argument("--truth", metavar="FILE|DIR", help="ground truth of the photo's size")
    parser.add_argument(
        "--halves",
        choices=("left", "right"),
        help="the photos are of double width, as in DID-MDN (left) and Rain800 (right): that half is the degraded photo, "
        "the other its ground truth",
    )
    parser.add_argument(
        "--baseline", metavar="MODEL", help="model id (default: the task's own; see `models`)"
    )
    parser.add_argument(
        "--guided", metavar="MODEL", help="model id of the guided result (default: BASELINE+prior)"
    )
    add_fusion(parser, "photo with --truth, else generated")
    add_table(parser)
    parser.add_argument(
        "--out", metavar="DIR", required=True, help="folder for the panes and comparison.json"
    )
    add_device(parser)


def run(arguments: argparse.Namespace) -> int:
    if arguments.halves and arguments.truth:
        raise InputError("--halves: expected no --truth; the photos' other halves are the ground truth.")
    if arguments.simulate and (arguments.generated or not (arguments.truth or arguments.halves)):
        raise InputError(
            "--simulate: expected --truth and no --generated; the simulator redraws ground truth."
        )
    image = Path(arguments.image)
    jobs = plan_jobs(
        image,
        truth=Path(arguments.truth) if arguments.truth else None,
        generated=read_named(arguments.generated, "--generated", default=arguments.generator),
        results=read_named(arguments.result, "--result"),
    )
    for note in jobs.notes:
        print(note, file=sys.stderr)
    check_measures(arguments.measure)
    if not image.is_dir():
        _one(jobs.jobs[0], Path(arguments.out), arguments)
        if arguments.measure or arguments.protocol != "rgb":
            show_table(make_table([Path(arguments.out)], arguments), arguments.reference)
        return 0
    out = claim_folder(arguments.out, FILES, RECORD)
    done = []
    failed = 0
    for number, job in enumerate(jobs.jobs, 1):
        print(
            f"{'' if number == 1 else chr(10)}{printable(job.title)} ({number} of {len(jobs.jobs)})",
            flush=True,
        )
        if job.missing:
            print(f"not there for this photo: {', '.join(job.missing)}")
        try:
            _one(job, out / job.title, arguments)
            done.append(out / job.title)
        except RestorationError as error:  # one photo's: the others go on
            failed += 1
            print(f"{printable(job.title)}: {' '.join(str(error).split())}", file=sys.stderr)
    if done:
        print()
        write_table(done, out, arguments)
    if failed:
        print(f"{failed} of {len(jobs.jobs)} photos failed, see above", file=sys.stderr)
    return 2 if failed == len(jobs.jobs) else 1 if failed else 0


def _one(job: PhotoJob, out: Path, arguments: argparse.Namespace) -> None:
    """Compare one photo and write what was found to `out`."""
    ours = bool(not job.results or arguments.run_models or arguments.baseline or arguments.guided)
    folder = claim_folder(
        out,
        comparison_names(
            generated=["simulated"] if arguments.simulate else list(job.generated),
            results=list(job.results),
            truth=job.truth is not None or arguments.halves is not None,
            models=ours,
        ),
        "comparison.json",
        job.inputs,
    )
    if arguments.halves:
        degraded, truth = read_pair(job.photo, None, arguments.halves)
    else:
        degraded, truth = load_image(job.photo), load_image(job.truth) if job.truth else None
    comparison = compare(
        degraded,
        task=arguments.task,
        generated=_generated(job, arguments, truth),
        truth=truth,
        results={label: load_image(path) for label, path in job.results.items()},
        baseline=arguments.baseline,
        guided=arguments.guided,
        run_models=ours,
        tone=arguments.tone,
        follow=arguments.follow,
        device=arguments.device,
        progress=progress_line,
    )
    write_comparison(comparison, folder)
    _print(comparison, str(folder))


def _generated(
    job: PhotoJob, arguments: argparse.Namespace, truth: Any
) -> GptOutput | dict[str, GptOutput] | None:
    if arguments.simulate and truth is not None:
        return simulated_output(truth, seed=arguments.seed)
    outputs = {label: from_upload(path, label) for label, path in job.generated.items()}
    # One that nobody named says so itself.
    return next(iter(outputs.values())) if list(outputs) == [""] else outputs or None


def _print(comparison: Comparison, folder: str) -> None:
    for notice in comparison.notices:
        print(notice)
    against = "against ground truth" if comparison.scored_against == "truth" else "change from input"
    rows = []
    for method in comparison.methods:
        for pane in (method.pane, method.aligned):
            if not pane:
                continue
            s = comparison.scores[pane]
            similarity = decibels(s.ssim)[:6] if s.ssim != s.ssim else f"{s.ssim:.4f}"
            label = (
                pane
                if method.kind != "result"
                else method.label + (", aligned" if pane != method.pane else "")
            )
            rows.append((label, method.model or (method.label if method.kind == "generated" else ""),
                         decibels(s.psnr), similarity))  # fmt: skip
    protocol = next(iter(comparison.scores.values())).protocol
    print_table((f"{against}, {protocol}, whole frame", "made by", "PSNR dB", "SSIM"), rows)
    if comparison.alignment is not None and not comparison.alignment.valid.all():
        print(
            f"aligned: the generated image covers {100 * comparison.alignment.valid.mean():.1f} % of the frame, the rest "
            "counts as black here; the alignment stages (comparison.json) score what is covered"
        )
    for method in comparison.methods:
        if method.kind == "result" and method.note:
            print(f"{method.label}: {method.note}")
        if method.distortion is not None:
            whose = "distortion" if method.pane == "generated" else f"distortion, {method.label}"
            print(f"{whose}: {method.distortion.sentence}")
    if comparison.influence is not None:
        print(f"reached the result: {comparison.influence.sentence}")
    if not any(method.distortion for method in comparison.methods):
        print("distortion: no generated image was given (--generated, or --simulate with --truth)")
    print(f"{comparison.timings_s['total']:.1f} s; written to {folder}")
