"""The Models tab of a local run: memory and files."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def test_load_unload_and_a_file_that_is_no_checkpoint(page: Any, server: str, tmp_path: Path) -> None:
    page.goto(server)
    page.get_by_role("tab", name="Models").click()
    page.locator("[data-act='load haze/dehazenet']").click()
    page.locator("tr[data-model='haze/dehazenet'] .pg-loaded").wait_for()
    page.locator("[data-act='unload haze/dehazenet']").click()
    page.locator("tr[data-model='haze/dehazenet'] .pg-ready").wait_for()
    rows = page.get_by_test_id("models").locator("tbody tr").count()
    (tmp_path / "letter.pth").write_text("Dear reviewer, this is not a network.")
    with page.expect_file_chooser() as chooser:
        page.locator("#models-file").click()
    chooser.value.set_files(tmp_path / "letter.pth")
    page.locator("#models-status .pg-error").get_by_text("letter.pth").wait_for()
    assert page.get_by_test_id("models").locator("tbody tr").count() == rows
