"""A run's images as a table and two plots. The whole tab in a browser: test_page_benchmark.py."""

from __future__ import annotations

import math
import re
from types import SimpleNamespace
from typing import Any

import pytest

from app.benchmark_handlers import BenchmarkHandlers
from app.benchmark_plots import distributions, paired_gains
from app.rendering.benchmark import FEW, chosen, image_table
from restoration import RunImage, RunOverview

NAN = math.nan


def overview(count: int = 12) -> RunOverview:
    """PSNR falls, the gain rises from image to image; of every third nothing is known of its bend."""
    rows = tuple(
        RunImage(
            f"{n:02d}.png", 30.0 - n, 0.9, n - 2.5, "mine", n < 3, NAN if n % 3 == 0 else 1.0 * n, 2.0 * n
        )
        for n in range(count)
    )
    psnr = {"mine": [row.psnr for row in rows], "other": [NAN, math.inf, *[20.0] * (count - 2)]}
    return RunOverview("mine", "other", rows, psnr)


def names(kind: str, sort: str = "image", worst_first: bool = True) -> list[str]:
    return [row.image.removesuffix(".png") for row in chosen(overview(), kind, sort, worst_first)]


def test_kinds_choose_images_and_the_sort_orders_them() -> None:
    assert names("worst", "psnr") == [f"{n:02d}" for n in range(11, 1, -1)]
    assert len(names("worst")) == len(names("best")) == FEW
    assert "11" in names("worst")
    assert "11" not in names("best")
    assert names("flips", "gain", worst_first=False) == ["02", "01", "00"]
    assert len(names("all")) == 12
    bent = [row.image for row in overview().images if not math.isnan(row.bent)]
    assert set(names("bent")) <= {name.removesuffix(".png") for name in bent}


def test_the_table_says_how_it_is_sorted_and_numbers_that_are_none_have_a_dash() -> None:
    shown = overview()
    table = image_table(shown, chosen(shown, "all", "gain", True), "gain", True)
    order = dict(
        re.findall(r"aria-sort='(\w+)'><button type='button' data-sort='(\w+)'", table)[k][::-1]
        for k in range(6)
    )
    assert order == {
        "image": "none",
        "psnr": "none",
        "ssim": "none",
        "gain": "ascending",
        "moved": "none",
        "bent": "none",
    }
    first = re.search("<tr><th scope='row'>.*?</tr>", table)[0]  # type: ignore[index]
    assert "−2.50" in first
    assert "(other order than the means)" in first
    assert "<td>–</td>" in first
    assert "3 of 12 images stand in the other order" in table
    assert "None of the 12 images" in image_table(shown, [], "gain", True)


def test_plots_leave_out_what_is_no_number() -> None:
    boxes = distributions(overview())
    assert boxes is not None
    assert [len(trace["x"]) for trace in boxes["data"]] == [12, 10]
    assert distributions(RunOverview("m", "o", (), {"m": [NAN]})) is None
    bars = paired_gains(overview())
    assert bars is not None
    assert bars["data"][0]["customdata"][0] == "00.png"
    assert bars["data"][0]["text"][0] == "00.png: −2.50 dB"
    assert len(set(bars["data"][0]["marker"]["color"][:3])) == 1
    assert bars["data"][0]["marker"]["color"][2] != bars["data"][0]["marker"]["color"][3]
    alone = RunOverview("m", "m", (RunImage("a", 1.0, 1.0, NAN, "m", False, NAN, NAN),), {})
    assert paired_gains(alone) is None


@pytest.fixture
def handlers() -> BenchmarkHandlers:
    return BenchmarkHandlers(SimpleNamespace())  # type: ignore[arg-type]


def test_a_heading_sorts_turns_round_and_forged_ones_do_nothing(handlers: BenchmarkHandlers) -> None:
    def click(column: str) -> Any:
        return SimpleNamespace(_data={"sort": column})

    assert handlers.sort(("psnr", True), click("gain")) == ("gain", True)
    assert handlers.sort(("gain", True), click("gain")) == ("gain", False)
    assert handlers.sort(("gain", False), click("__class__")) == ("gain", False)


def test_a_folder_that_is_no_run_is_said(handlers: BenchmarkHandlers, tmp_path: Any) -> None:
    for folder in ("", str(tmp_path)):
        said, run, *rest = handlers.load(folder, "all", ("psnr", True))
        assert "Expected the folder of a run" in said
        assert run is None
        assert "No run yet" in rest[3]
    assert "No run yet" in handlers.show(None, None, None, "all", ("psnr", True))[0]
    assert "Load a run first" in handlers.open_image(None, SimpleNamespace(), SimpleNamespace())[1]  # type: ignore[arg-type]
