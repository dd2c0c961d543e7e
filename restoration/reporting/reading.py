"""A comparison back from the folder that it was written to."""

from __future__ import annotations

import json
from pathlib import Path

from restoration.arguments import checked, path
from restoration.errors import InputError, printable
from restoration.reporting.stored import StoredComparison


@checked(folder=path)
def read_stored_comparison(folder: Path) -> StoredComparison:
    """comparison.json of a folder that `compare` wrote. Raises InputError."""
    try:
        return StoredComparison.from_json(json.loads((folder / "comparison.json").read_text("utf-8")))
    except OSError:
        raise InputError(
            f"{printable(str(folder))}: expected a folder that `compare --out` wrote, found no comparison.json in it."
        ) from None
    except ValueError:
        raise InputError(f"{printable(str(folder))}: comparison.json is damaged.") from None
