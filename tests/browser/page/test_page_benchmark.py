"""A run of `benchmark export` in the page: loaded, sorted, and one of its images opened with every method."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from restoration import degrade, save_image
from restoration.benchmark import ExportRequest, export, score_run
from tests.conftest import textured


@pytest.fixture(scope="module")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("run")
    for n in range(6):
        truth = textured(64, 96, seed=n)
        save_image(truth, made / "set" / "GT" / f"{n}_GT.png")
        save_image(degrade(truth, "haze", seed=n), made / "set" / "hazy" / f"{n}_hazy.png")
    export(
        ExportRequest(
            "dense-haze", made / "set", made / "run", models=("haze/dcp", "haze/dcp+prior"), simulate=1.0
        )
    )
    score_run(made / "run")
    return made / "run"


def test_a_run_is_loaded_sorted_and_opened(page: Any, server: str, run_folder: Path) -> None:
    page.goto(server)
    page.get_by_test_id("findings").wait_for()
    page.get_by_role("tab", name="Benchmark").click()
    page.locator("#run-folder input, #run-folder textarea").fill(str(run_folder / "nothing"))
    page.locator("#run-load").click()
    page.locator("#run-status", has_text="Expected the folder of a run").wait_for()
    page.locator("#run-folder input, #run-folder textarea").fill(str(run_folder))
    page.locator("#run-load").click()
    page.get_by_test_id("run-lead").wait_for()
    names = page.locator("[data-testid=run-images] tbody button")
    page.wait_for_function("document.querySelectorAll('[data-testid=run-images] tbody button').length === 6")
    table = score_run(run_folder, out=run_folder.parent / "scores").table.pivot(
        index="image", columns="method", values="psnr"
    )
    mine = table["haze/dcp+prior"].sort_values()
    assert names.all_inner_texts() == list(mine.index)
    gain = (table["haze/dcp+prior"] - table["haze/dcp"]).sort_values()
    page.locator("[data-testid=run-images] button[data-sort=gain]").click()
    page.locator("[data-testid=run-images] th[aria-sort=ascending]", has_text="Gain").wait_for()
    assert names.all_inner_texts() == list(gain.index)
    page.locator("#run-distributions .boxlayer").wait_for()
    assert page.locator("#run-gains .bars .point").count() == 6
    names.first.click()
    page.locator("[data-testid='badge-result-haze-dcp-prior'][data-state='exact']").wait_for()
    assert page.get_by_role("tab", name="Compare").get_attribute("aria-selected") == "true"
    shown = page.evaluate("window.priorlens.viewer.state().panes")
    assert {"degraded", "result-haze-dcp", "result-haze-dcp-prior"} <= set(shown)
