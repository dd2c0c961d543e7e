"""Numbers of stored results for the table of methods."""

from __future__ import annotations

from typing import Any

from app.handlers import Handlers
from restoration import measure_methods


def test_numbers_are_those_of_the_command_line(kept: Any, handlers: Handlers) -> None:
    measuring = handlers.compare.engine.measuring
    for protocol in ("rgb", "y"):
        page = measuring.values(kept, ("psnr", "ssim", "de2000"), protocol)
        line = measure_methods(kept.comparison, kept.path, ("psnr", "ssim", "de2000"), protocol)
        assert page == line
    # Once more, from what was kept.
    assert measuring.values(kept, ("de2000",), "y")["A"]["de2000"] == line["A"]["de2000"]
