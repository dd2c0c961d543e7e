"""Where the test sets and checkpoints lie that are not part of this project: PRIORLENS_SHARED, or --shared of a command."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def shared_folder() -> Path:
    """What PRIORLENS_SHARED names; without it `shared` in the project's own folder, which is there only if somebody made it."""
    return Path(os.environ.get("PRIORLENS_SHARED") or ROOT / "shared")
