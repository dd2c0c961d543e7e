"""`train [--config FILE] [name=value ...]`: train a network on photos or pairs; a stopped run continues."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from restoration.cli.options import add_device, progress_line
from restoration.training.config import TrainConfig, read_config


def add_parser(subparsers: Any) -> None:
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "train",
        help="train a network on photos or pairs",
        description="Train a network. Run the same command again to continue a run that was stopped.",
        epilog="Settings and defaults: " + ", ".join(TrainConfig().to_json().strip("{}").split(",\n  ")),
    )
    parser.add_argument("settings", nargs="*", metavar="name=value", help="settings, over those of --config")
    parser.add_argument("--config", metavar="FILE", type=Path, help="a JSON object of settings")
    parser.add_argument(
        "--supervision", choices=("truth", "prior"), help="what teaches: ground truth, or the prior"
    )
    add_device(parser)


def run(arguments: argparse.Namespace) -> int:
    overrides = list(arguments.settings)
    if arguments.supervision:
        overrides.append(f"supervision={arguments.supervision}")
    config = read_config(arguments.config, overrides)
    from restoration.training.run import run_training  # torch is slow to import, and --help needs none of it

    def show(step: int, line: dict[str, float]) -> None:
        message = f"step {step}/{config.steps}  loss {line['loss']:.4f}  PSNR {line['psnr']:.2f} dB"
        if sys.stderr.isatty():
            progress_line(step / config.steps, message)
        elif step % 500 == 0 or step == config.steps:
            print(message, file=sys.stderr, flush=True)

    file = run_training(config, device=arguments.device, progress=show, notify=progress_line)
    print(f"{config.task} {config.network}: {config.steps} steps, weights in {file}")
    return 0
