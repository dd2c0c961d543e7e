"""Which PriorLens this is: its version, and the commit of the code where that is known."""

from __future__ import annotations

import os
import re
import subprocess
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

_ROOT = Path(__file__).parent.parent


@lru_cache(maxsize=1)
def priorlens_version() -> str:
    """Of the project file beside the code, where it runs from a checkout; else of the installed package."""
    project = _ROOT / "pyproject.toml"
    if project.is_file():
        found = re.search(
            r'^name = "priorlens"\nversion = "([^"]+)"', project.read_text("utf-8"), re.MULTILINE
        )
        if found:
            return found[1]
    try:
        return version("priorlens")
    except PackageNotFoundError:
        return "unknown"


@lru_cache(maxsize=1)
def code_revision() -> str | None:
    """`PRIORLENS_REVISION`, else the commit of the checkout this code runs from, else None."""
    told = os.environ.get("PRIORLENS_REVISION", "").strip()
    if told or not (_ROOT / ".git").exists():
        return told or None
    try:
        found = subprocess.run(
            ["git", "-C", str(_ROOT), "rev-parse", "HEAD"],
            capture_output=True,
            text=True,
            timeout=10,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return found.stdout.strip() or None
