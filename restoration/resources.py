"""Where the shipped weights and examples lie: package data of an installed wheel, `assets/` in a checkout."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path


def assets() -> Path:
    """The folder with `weights/` and `examples/`."""
    installed = Path(str(files("restoration"))) / "assets"
    return installed if installed.is_dir() else Path(__file__).resolve().parents[1] / "assets"
