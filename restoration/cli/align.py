"""`align GENERATED REFERENCE --out DIR`: where each pixel of the reference went."""

from __future__ import annotations

import argparse
from typing import Any

from restoration.alignment import align
from restoration.distortion import OVERLAYS, draw_overlay
from restoration.image import encode_png, load_image
from restoration.outputs import OWN_TEXT, claim_folder, write_results
from restoration.pipeline import analyse
from restoration.tasks import TASKS


def add_parser(subparsers: Any) -> None:
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "align", help="align a generated image to its reference and report the distortion"
    )
    parser.add_argument("generated", metavar="GENERATED", help="the generated image, of any size")
    parser.add_argument("reference", metavar="REFERENCE", help="the photo it was made from")
    parser.add_argument("--task", choices=list(TASKS), help="what degraded the reference, if anything")
    parser.add_argument("--truth", metavar="T", help="ground truth of the reference's size, for the stages")
    parser.add_argument(
        "--out", metavar="DIR", required=True, help="folder for aligned.png, overlays, distortion.json"
    )


def run(arguments: argparse.Namespace) -> int:
    names = ["aligned.png", *(f"{name}.png" for name in OVERLAYS)]
    inputs = (arguments.generated, arguments.reference, arguments.truth)
    folder = claim_folder(arguments.out, names, "distortion.json", inputs)
    generated, reference = load_image(arguments.generated), load_image(arguments.reference)
    truth = load_image(arguments.truth) if arguments.truth else None
    alignment = align(generated, reference, task=arguments.task)
    report = analyse(alignment, generated, reference, truth)
    files = {"aligned.png": encode_png(alignment.warped, OWN_TEXT)}
    for name in OVERLAYS:
        files[f"{name}.png"] = encode_png(
            draw_overlay(name, report, alignment, generated, reference), OWN_TEXT
        )
    write_results(files, folder, "distortion.json", report.to_dict())
    print(report.sentence)
    for verdict in report.verdicts:
        print(f"{verdict.complaint:12} {verdict.level:8} {verdict.sentence}")
    print(f"written to {folder}")
    return 0
