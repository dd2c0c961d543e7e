"""`restore IMAGE --model ID [--prior P] --out FILE`: one model on one photo."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from restoration.cli.options import add_device, add_fusion, progress_line
from restoration.errors import InputError, printable
from restoration.image import check_output_name, load_image, save_image
from restoration.outputs import make_folder, refuse_inputs
from restoration.pipeline import restore
from restoration.tasks import TASKS


def add_parser(subparsers: Any) -> None:
    parser: argparse.ArgumentParser = subparsers.add_parser("restore", help="run one model on one photo")
    parser.add_argument("image", metavar="IMAGE", help="the degraded photo")
    parser.add_argument("--model", required=True, metavar="ID", help="model id (see `models`)")
    parser.add_argument(
        "--prior",
        metavar="P",
        help="a generated image that guides the result of any model; it is aligned first",
    )
    parser.add_argument(
        "--task", choices=list(TASKS), help="what degraded the photo (default: the model's task)"
    )
    add_fusion(parser, "generated")
    parser.add_argument(
        "--out", required=True, metavar="FILE", help="where to write the result; .png is lossless"
    )
    add_device(parser)


def run(arguments: argparse.Namespace) -> int:
    check_output_name(arguments.out)
    refuse_inputs([Path(arguments.out)], (arguments.image, arguments.prior))
    if Path(arguments.out).is_dir():
        raise InputError(f"--out {printable(arguments.out)}: expected a file name, got a folder.")
    make_folder(Path(arguments.out).parent)
    degraded = load_image(arguments.image)
    prior = load_image(arguments.prior) if arguments.prior else None
    restored = restore(
        degraded,
        arguments.model,
        prior=prior,
        tone=arguments.tone,
        follow=arguments.follow,
        task=arguments.task,
        device=arguments.device,
        progress=progress_line,
    )
    save_image(restored, arguments.out)
    print(f"{arguments.model}: {restored.shape[1]}×{restored.shape[0]} written to {arguments.out}")
    return 0
