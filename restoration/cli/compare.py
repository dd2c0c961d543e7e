"""`compare IMAGE --task T [--generated G] [--truth T] --out DIR`: the whole main path on one photo."""

from __future__ import annotations

import argparse
from typing import Any

from restoration.cli.options import (
    add_device,
    add_fusion,
    add_task,
    decibels,
    print_table,
    progress_line,
)
from restoration.errors import InputError
from restoration.gpt import from_upload
from restoration.image import load_image
from restoration.outputs import claim_folder
from restoration.pipeline import compare, simulated_output
from restoration.records import Comparison
from restoration.reporting import comparison_names, write_comparison


def add_parser(subparsers: Any) -> None:
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "compare", help="restore without and with a generated image as a prior, and measure both"
    )
    parser.add_argument("image", metavar="IMAGE", help="the degraded photo")
    add_task(parser)
    parser.add_argument("--generated", metavar="G", help="a generator's restoration of it, of any size")
    parser.add_argument("--generator", metavar="NAME", default="", help="which model made it (provenance)")
    parser.add_argument(
        "--simulate", action="store_true", help="make a simulated generator's output from --truth"
    )
    parser.add_argument("--seed", type=int, default=0, help="of the simulator (default: 0)")
    parser.add_argument("--truth", metavar="T", help="ground truth of the photo's size")
    parser.add_argument(
        "--baseline", metavar="MODEL", help="model id (default: the task's own; see `models`)"
    )
    parser.add_argument(
        "--guided", metavar="MODEL", help="model id of the guided result (default: BASELINE+prior)"
    )
    add_fusion(parser, "photo with --truth, else generated")
    parser.add_argument(
        "--out", metavar="DIR", required=True, help="folder for the panes and comparison.json"
    )
    add_device(parser)


def run(arguments: argparse.Namespace) -> int:
    if arguments.simulate and (arguments.generated or not arguments.truth):
        raise InputError(
            "--simulate: expected --truth and no --generated; the simulator redraws ground truth."
        )
    has_generated = bool(arguments.generated or arguments.simulate)
    folder = claim_folder(
        arguments.out,
        comparison_names(generated=has_generated, truth=bool(arguments.truth)),
        "comparison.json",
        (arguments.image, arguments.generated, arguments.truth),
    )
    degraded = load_image(arguments.image)
    truth = load_image(arguments.truth) if arguments.truth else None
    generated = None
    if arguments.generated:
        generated = from_upload(arguments.generated, arguments.generator)
    elif arguments.simulate and truth is not None:
        generated = simulated_output(truth, seed=arguments.seed)
    comparison = compare(
        degraded,
        task=arguments.task,
        generated=generated,
        truth=truth,
        baseline=arguments.baseline,
        guided=arguments.guided,
        tone=arguments.tone,
        follow=arguments.follow,
        device=arguments.device,
        progress=progress_line,
    )
    write_comparison(comparison, folder)
    _print(comparison, str(folder))
    return 0


def _print(comparison: Comparison, folder: str) -> None:
    for notice in comparison.notices:
        print(notice)
    against = "against ground truth" if comparison.scored_against == "truth" else "change from input"
    rows = [
        (
            pane,
            comparison.models.get(pane, ""),
            decibels(s.psnr),
            decibels(s.ssim)[:6] if s.ssim != s.ssim else f"{s.ssim:.4f}",
        )
        for pane, s in comparison.scores.items()
    ]
    protocol = next(iter(comparison.scores.values())).protocol
    print_table((f"{against}, {protocol}, whole frame", "model", "PSNR dB", "SSIM"), rows)
    if comparison.alignment is not None and not comparison.alignment.valid.all():
        print(
            f"aligned: the generated image covers {100 * comparison.alignment.valid.mean():.1f} % of the frame, the rest "
            "counts as black here; the alignment stages (comparison.json) score what is covered"
        )
    if comparison.distortion is not None:
        print(f"distortion: {comparison.distortion.sentence}")
        if comparison.influence is not None:
            print(f"reached the result: {comparison.influence.sentence}")
    else:
        print("distortion: no generated image was given (--generated, or --simulate with --truth)")
    print(f"{comparison.timings_s['total']:.1f} s; written to {folder}")
