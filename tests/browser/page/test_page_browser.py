"""The whole page in a real Chromium, started as a user starts it."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest

from restoration import degrade, save_image, simulate_generator
from tests.browser.page.running import WAIT_MS
from tests.conftest import textured


def test_opens_on_the_first_example_already_computed(page: Any, server: str) -> None:
    page.goto(server)
    findings = page.get_by_test_id("findings")
    findings.wait_for()
    assert "Palace in haze" in findings.inner_text()
    assert "simulated" in findings.inner_text()
    assert page.get_by_test_id("scores").locator("tbody tr").count() == 5
    for pane in ("degraded", "generated", "baseline", "guided"):
        page.get_by_test_id(f"pane-{pane}").wait_for()
        page.locator(f"[data-testid='badge-{pane}'][data-state='exact']").wait_for()


def test_upload_run_and_read_the_table(page: Any, server: str, files: Path) -> None:
    page.goto(server)
    page.get_by_test_id("findings").wait_for()
    for name, file in (
        ("degraded", "night.png"),
        ("generated", "night_generated.png"),
        ("truth", "night_gt.png"),
    ):
        page.locator(f"#{name} input[type=file]").set_input_files(files / file)
        page.locator(f"#{name}").get_by_text(re.compile("night")).first.wait_for()
    page.get_by_text("Task suggested from the photo").wait_for()
    page.get_by_text("Options: ").click()
    page.locator("#generator textarea, #generator input").fill("GPT-4o")
    page.locator("#run").click()
    page.locator("[data-testid=rows] button", has_text="night").wait_for()
    page.get_by_test_id("findings").get_by_text("GPT-4o (upload)").wait_for()
    table = page.get_by_test_id("scores").inner_text()
    assert "Against ground truth" in table
    values = {
        row.locator("th").inner_text().split()[0]: float(row.locator("td").first.inner_text())
        for row in page.get_by_test_id("scores").locator("tbody tr").all()
    }
    assert values["Prior-guided"] > values["Degraded"]
    page.locator("[data-testid='badge-guided'][data-state='exact']").wait_for()
    with page.expect_download() as download:
        page.locator("#zip").get_by_text("Download everything").click()
    assert download.value.suggested_filename.endswith(".zip")
    page.reload()  # the session survives
    page.locator("[data-testid=rows] button", has_text="night").wait_for()


def test_two_tabs_of_one_visitor_keep_both_lists(page: Any, server: str, tmp_path: Path) -> None:
    def compare(tab: Any, name: str, seed: int) -> None:
        save_image(degrade(textured(96, 128, seed=seed), "low_light", seed=seed), tmp_path / f"{name}.png")
        tab.locator("#degraded input[type=file]").set_input_files(tmp_path / f"{name}.png")
        tab.get_by_text("Task suggested from the photo").wait_for()
        tab.locator("#run").click()
        tab.locator("[data-testid=rows] button", has_text=name).wait_for()

    other = page.context.new_page()
    for tab in (page, other):  # both open with the same list, which is empty
        tab.goto(server)
        tab.get_by_test_id("findings").wait_for()
    compare(page, "first", 1)
    compare(other, "second", 2)
    kept = "names => names.every(name => (localStorage.getItem('priorlens-photos') ?? '').includes(name))"
    other.wait_for_function(kept, arg=["first", "second"])
    other.close()
    page.reload()
    for name in ("first", "second"):
        page.locator("[data-testid=rows] button", has_text=name).wait_for()


def test_what_is_seen_becomes_a_figure(page: Any, server: str, tmp_path: Path) -> None:
    page.goto(server)
    page.locator("[data-testid='badge-guided'][data-state='exact']").wait_for()
    page.evaluate("window.priorlens.viewer.set({ regions: [{ x: 60, y: 60, width: 64, height: 48 }] })")
    page.get_by_role("button", name="Save").first.click()
    page.get_by_test_id("figure-layout").select_option("beside")
    with page.expect_download() as download:
        page.get_by_test_id("figure").click()
    assert download.value.suggested_filename.endswith("-figure.zip")
    download.value.save_as(tmp_path / "figure.zip")
    with zipfile.ZipFile(tmp_path / "figure.zip") as archive:
        recipe = json.loads(archive.read("figure.json"))
        assert {"figure.pdf", "figure.png", "figure.tex"} <= set(archive.namelist())
    assert recipe["layout"] == "beside"
    assert recipe["regions"] == [[60, 60, 64, 48]]
    assert recipe["panes"] == page.evaluate("window.priorlens.viewer.state().panes")


def test_the_address_opens_the_page_as_it_stood(page: Any, server: str) -> None:
    page.goto(server)
    page.locator("[data-testid='badge-guided'][data-state='exact']").wait_for()
    view = {"layout": "wipe", "zoom": 2, "x": 100, "y": 90, "panes": ["truth", "guided", "degraded"],
            "regions": [{"x": 60, "y": 50, "width": 64, "height": 48}]}  # fmt: skip
    page.evaluate("view => window.priorlens.viewer.set(view)", view)
    shown = page.evaluate("window.priorlens.viewer.state()")
    page.locator("#protocol").get_by_text("Y (BT.601)").click()
    page.get_by_role("tab", name="Distortion").click()
    page.locator("#overlay-image img").wait_for()
    page.locator("#overlay input[value=flow]").click()
    parts = ("tab=distortion", "protocol=y", "overlay=", "layout=wipe", "zoom=2")
    page.wait_for_function("parts => parts.every(part => location.hash.includes(part))", arg=list(parts))
    address, overlay = page.url, page.locator("#overlay input:checked").get_attribute("value")
    other = page.context.browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    other.set_default_timeout(WAIT_MS)
    other.goto(address)  # another browser: nothing is kept there
    other.locator("#overlay-image img").wait_for()
    other.wait_for_function("v => document.querySelector('#overlay input:checked')?.value === v", arg=overlay)
    assert other.get_by_role("tab", name="Distortion").get_attribute("aria-selected") == "true"
    assert other.locator("#stages-protocol input:checked").get_attribute("value") == "y"
    found = other.evaluate("window.priorlens.viewer.state()")
    for part in ("layout", "zoom", "panes", "regions"):
        assert found[part] == shown[part], part
    assert shown["panes"] == view["panes"]
    assert [found[name] for name in "xy"] == pytest.approx([shown[name] for name in "xy"], abs=0.5)
    other.context.close()


def test_cancel_stops_a_run_and_the_earlier_result_stays(page: Any, server: str, tmp_path: Path) -> None:
    truth = textured(1200, 1600, seed=3)
    save_image(degrade(truth, "haze", seed=2), tmp_path / "large.png")
    save_image(simulate_generator(truth, seed=2).image, tmp_path / "large_generated.png")
    page.goto(server)
    page.get_by_test_id("findings").wait_for()
    for name, file in (("degraded", "large.png"), ("generated", "large_generated.png")):
        page.locator(f"#{name} input[type=file]").set_input_files(tmp_path / file)
        page.locator(f"#{name} .filename").first.wait_for()
    assert not page.locator("#cancel").is_visible()
    page.locator("#run").click()
    page.get_by_test_id("progress").wait_for()
    page.locator("#cancel").click()
    page.get_by_test_id("status").get_by_text("Not compared: large.png").wait_for()
    assert "Palace in haze" in page.get_by_test_id("findings").inner_text()
    assert page.get_by_test_id("rows").count() == 0
    page.get_by_test_id("compared").wait_for()
    assert not page.locator("#cancel").is_visible()


def test_a_bad_file_is_a_clear_message_and_nothing_is_lost(page: Any, server: str, files: Path) -> None:
    page.goto(server)
    page.get_by_test_id("findings").wait_for()
    page.locator("#degraded input[type=file]").set_input_files(files / "letter.png")
    page.get_by_test_id("status").get_by_text("got text").wait_for()
    page.locator("#run").click()
    page.get_by_test_id("rows").get_by_text("got text").wait_for()
    assert "Palace in haze" in page.get_by_test_id("findings").inner_text()


def test_distortion_and_models_tabs(page: Any, server: str) -> None:
    page.goto(f"{server}?example=haze-launch")
    page.get_by_test_id("findings").get_by_text("Launch in haze").wait_for()
    page.get_by_role("tab", name="Distortion").click()
    page.get_by_test_id("verdicts").wait_for()
    assert page.get_by_test_id("verdicts").locator("tbody tr").count() == 4
    image = page.locator("#overlay-image img")
    image.wait_for()
    first = image.get_attribute("src")
    page.locator("#overlay").get_by_text("Flow as colour").click()
    page.wait_for_function("src => document.querySelector('#overlay-image img')?.src !== src", arg=first)
    page.get_by_role("tab", name="Models").click()
    assert page.get_by_test_id("models").locator("tbody tr").count() >= 6


def test_without_a_key_the_page_says_so(page: Any, server: str) -> None:
    page.goto(server)
    page.get_by_text("Options: ").click()
    page.locator("#source").get_by_text("OpenAI or Gemini API").click()
    page.get_by_text("No OPENAI_API_KEY is set").wait_for()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_fits_a_phone(browser: Any, server: str, scheme: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, color_scheme=scheme, has_touch=True)
    page = context.new_page()
    page.goto(server)
    page.get_by_test_id("findings").wait_for(timeout=WAIT_MS)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("tab", name="Distortion").click()
    page.locator("#histogram .main-svg").first.wait_for(timeout=WAIT_MS)
    assert not page.locator(".modebar").first.is_visible(), "Plotly's tools would lie over the plot"
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    # The page hides what is too wide: its own width says nothing of it.
    widths = (
        "[...document.querySelectorAll('#distortion > .column')].map((c) => c.getBoundingClientRect().right)"
    )
    assert max(page.evaluate(widths)) <= 390
    context.close()


def test_a_link_to_a_lost_result_says_so_until_another_is_opened(page: Any, server: str) -> None:
    page.goto(f"{server}?result={'a' * 24}")
    notice = page.get_by_text("no longer kept here")
    notice.wait_for()
    page.get_by_test_id("findings").get_by_text("Palace in haze").wait_for()
    page.locator("[data-example=haze-launch]").click()
    page.get_by_test_id("findings").get_by_text("Launch in haze").wait_for()
    notice.wait_for(state="hidden")
    assert "example=haze-launch" in page.url
    assert "result=" not in page.url
    page.reload()
    page.get_by_test_id("findings").get_by_text("Launch in haze").wait_for()
    assert notice.count() == 0


def test_back_opens_the_result_before(page: Any, server: str) -> None:
    page.goto(server)
    page.get_by_test_id("findings").get_by_text("Palace in haze").wait_for()
    page.locator("button[data-example=dark-coffee]").click()
    page.get_by_test_id("findings").get_by_text("Coffee in the dark").wait_for()
    page.wait_for_url("**example=dark-coffee**")
    page.go_back()
    page.get_by_test_id("findings").get_by_text("Palace in haze").wait_for()
    page.go_forward()
    page.get_by_test_id("findings").get_by_text("Coffee in the dark").wait_for()


def test_a_reload_in_mid_run_says_what_was_not_compared(page: Any, server: str, tmp_path: Path) -> None:
    names = [f"p{i}.png" for i in range(12)]
    for i, name in enumerate(names):
        save_image(degrade(textured(240, 320 + i, seed=i), "haze", seed=i), tmp_path / name)
    page.goto(server)
    page.get_by_test_id("findings").wait_for()
    page.locator("#degraded input[type=file]").set_input_files([tmp_path / name for name in names])
    page.locator("#degraded .filename").nth(11).wait_for()
    page.locator("#run").click()
    page.wait_for_function("/\\(([2-9]) of 12\\)/.test(document.querySelector('#status').innerText)")
    page.reload()
    page.locator("#intake").get_by_text("in mid-run").wait_for()
    assert "of 12 compared. Not compared: p" in page.locator("#intake").inner_text()
