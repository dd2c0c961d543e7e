"""A review file as the command writes it, of two photos with four methods."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from app.review import find_comparisons, make_bundle
from restoration import write_comparison
from restoration.records import Method
from tests.browser.viewer.viewing import make_comparison

_METHODS = (
    Method("photo", "Degraded", "degraded"),
    Method("baseline", "Network", "baseline"),
    Method("guided", "Guided", "guided"),
    Method("generated", "Generated", "generated"),
)


def write_review(folder: Path, *, blind: bool = False) -> Path:
    """FOLDER/review.html."""
    for name in ("first", "second"):
        write_comparison(dataclasses.replace(make_comparison(), methods=_METHODS), folder / "all" / name)
    file = folder / "review.html"
    file.write_text(make_bundle(find_comparisons(folder / "all"), max_mb=50, blind=blind).html, "utf-8")
    return file
