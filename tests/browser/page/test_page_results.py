"""Results of other methods on the page: the fourth zone, the pairs before anything runs, panes, tables."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from restoration import degrade, save_image, simulate_generator
from tests.conftest import textured


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Path:
    top = tmp_path_factory.mktemp("given")
    for number, name in enumerate(("one", "two")):
        truth = textured(80, 120, seed=number)
        save_image(degrade(truth, "haze", seed=number), top / "photos" / f"{name}_hazy.png")
        save_image(truth, top / "truth" / f"{name}_gt.png")
        for method in ("Alpha", "Beta"):
            save_image(np.roll(truth, 3 * (method == "Beta"), 1), top / "results" / method / f"{name}.png")
        for source in ("GPT-4o", "Nano"):
            generated = simulate_generator(truth, seed=number + 2 * (source == "Nano"))
            save_image(generated.image, top / "generated" / f"{name}__{source}.png")
    save_image(textured(20, 20), top / "stray__Alpha.png")
    return top


def put(page: Any, zone: str, files: list[Path]) -> None:
    page.set_input_files(f"#{zone} input[type=file]", [str(f) for f in files])
    page.wait_for_selector(f"#{zone} .filename")


def drop_folders(page: Any, zone: str, folders: list[Path]) -> None:
    """As a browser drops them: entries that are read in portions."""
    files = [
        {"folder": folder.name, "name": f.name, "bytes": list(f.read_bytes())}
        for folder in folders
        for f in sorted(folder.iterdir())
    ]
    page.evaluate(
        """([zone, files]) => {
          const entries = {};
          for (const { folder, name, bytes } of files) {
            const file = new File([new Uint8Array(bytes)], name, { type: "image/png" });
            (entries[folder] ??= []).push({ isFile: true, name, file: (done) => done(file) });
          }
          const items = Object.entries(entries).map(([name, inside]) => {
            const left = [inside, []];
            const entry = { isDirectory: true, name, createReader: () => ({ readEntries: (done) => done(left.shift()) }) };
            return { webkitGetAsEntry: () => entry };
          });
          const event = new Event("drop", { bubbles: true, cancelable: true });
          event.dataTransfer = { types: ["Files"], files: [], items };
          document.querySelector(`#${zone}`).dispatchEvent(event);
        }""",
        [zone, files],
    )
    page.wait_for_selector(f"#{zone} .filename")


def test_folders_of_results_become_methods_with_panes_and_tables(page: Any, server: str, given: Path) -> None:
    page.goto(server)
    page.wait_for_selector("[data-testid=findings]")
    put(page, "degraded", [given / "photos/one_hazy.png", given / "photos/two_hazy.png"])
    put(page, "truth", [given / "truth/one_gt.png", given / "truth/two_gt.png"])
    drop_folders(page, "results", [given / "results/Alpha", given / "results/Beta"])
    page.wait_for_selector("select[aria-label='Beta of two_hazy.png']")
    assert page.locator("[data-testid=pairs] thead th").all_inner_texts() == [
        "Photo",
        "Ground truth",
        "Alpha result",
        "Beta result",
    ]
    page.wait_for_selector("#run-models input", state="visible")
    assert not page.locator("#run-models input").is_checked()
    page.click("#run")
    page.wait_for_selector("[data-testid=compared]:has-text('Compared 2 photos')")
    page.wait_for_selector("[data-testid=findings]:has-text('one_hazy')")
    assert "Of 2 results, Alpha is nearest to ground truth: ∞ dB" in page.inner_text("[data-testid=findings]")
    labels = page.locator("[data-testid=scores] tbody th").all_inner_texts()
    assert [label.split()[0].strip(",") for label in labels] == ["Degraded", "Alpha", "Beta", "Beta"]
    assert "displaced by 3.0 px" in page.inner_text("[data-testid=reports]")
    assert "Best result" in page.inner_text("[data-testid=rows]")
    page.get_by_role("tab", name="Batch").click()
    page.wait_for_selector("[data-testid=methods-psnr]")
    means = page.locator("[data-testid=methods-psnr] tbody tr").all_inner_texts()
    assert [row.split()[0] for row in means] == ["Degraded", "Alpha", "Beta"]
    assert means[1].split()[1:3] == ["2", "∞"]
    page.get_by_label("GMSD").check()
    page.wait_for_selector("[data-testid=methods-gmsd]")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.click("#methods button[data-copy=latex]")
    page.wait_for_selector("#methods button:has-text('Copied')")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "\\toprule" in copied
    assert "Alpha & $\\infty$" in copied.replace("\\textbf{$\\infty$}", "$\\infty$")


def test_pairs_are_shown_before_a_run_and_one_is_corrected(page: Any, server: str, given: Path) -> None:
    page.goto(server)
    page.wait_for_selector("[data-testid=findings]")
    put(page, "degraded", [given / "photos/one_hazy.png", given / "photos/two_hazy.png"])
    drop_folders(page, "results", [given / "results/Alpha"])
    page.wait_for_selector("[data-testid=pairs]")
    assert page.locator("[data-testid=left-over]").count() == 0
    menu = page.locator("select[aria-label='Alpha of one_hazy.png']")
    menu.focus()
    menu.select_option(label="none")
    page.wait_for_selector("[data-testid=left-over]:has-text('you gave it to no photo')")
    page.wait_for_function("document.activeElement?.getAttribute('aria-label') === 'Alpha of one_hazy.png'")
    page.click("#run")
    page.wait_for_selector("[data-testid=compared]:has-text('Compared 2 photos')")
    page.wait_for_selector("[data-testid=rows] button")
    # The first photo has no result now, so that our own model was run on it; the second has Alpha alone.
    page.click("[data-testid=rows] tr:nth-child(2) button")
    page.wait_for_selector("[data-testid=findings]:has-text('two_hazy')")
    assert [t.split()[0] for t in page.locator("[data-testid=scores] tbody th").all_inner_texts()] == [
        "Alpha"
    ]


def test_several_generators_stand_side_by_side_with_their_reports(
    page: Any, server: str, given: Path
) -> None:
    page.goto(server)
    page.wait_for_selector("[data-testid=findings]")
    put(page, "degraded", [given / "photos/one_hazy.png"])
    put(page, "generated", [given / "generated/one__GPT-4o.png", given / "generated/one__Nano.png"])
    put(page, "truth", [given / "truth/one_gt.png"])
    page.wait_for_selector("select[aria-label='Nano of one_hazy.png']")
    page.click("#run")
    page.wait_for_selector("[data-testid=findings]:has-text('one_hazy')")
    page.wait_for_selector("[data-testid=reports]")
    rows = page.locator("[data-testid=reports] tr.pg-numbers th").all_inner_texts()
    assert [row.split()[0] for row in rows] == ["GPT-4o", "Nano"]
    assert page.locator("[data-testid=badge-generated-nano]").is_visible()
    address = page.locator("[data-testid=reports] a").nth(1).get_attribute("href")
    assert page.request.get(f"{server}{address}").ok
    page.get_by_role("tab", name="Distortion").click()
    page.wait_for_selector("#distortion [data-testid=verdicts]")
    page.wait_for_selector("[data-testid=report-whose]:has-text('GPT-4o (upload)')")
    shown = page.locator("#overlay-image img")
    shown.wait_for()
    first = shown.get_attribute("src")
    page.locator("#report-of").get_by_label("Nano").check()
    page.wait_for_selector("[data-testid=report-whose]:has-text('Nano (upload)')")
    page.wait_for_function(
        "src => document.querySelector('#overlay-image img')?.getAttribute('src') !== src", arg=first
    )
    assert page.locator("#regions .pg-close-ups img").count() >= 2
    own = shown.get_attribute("src")
    page.locator("#overlay").get_by_text("Flow as colour").click()
    page.wait_for_function(
        "src => document.querySelector('#overlay-image img')?.getAttribute('src') !== src", arg=own
    )
    assert "generated-nano" in (shown.get_attribute("src") or "")
    page.locator("#stages button[data-stage=raw]").click()
    page.wait_for_selector("[data-testid=badge-generated-nano-stage-raw]")
    page.get_by_role("tab", name="Distortion").click()
    page.locator("#report-of").get_by_label("GPT-4o").check()
    page.wait_for_selector("[data-testid=report-whose]:has-text('GPT-4o (upload)')")
    page.wait_for_selector("#distortion [data-testid=verdicts]")


def test_on_a_phone_the_zone_and_the_pairs_fit(page: Any, server: str, given: Path) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(server)
    page.wait_for_selector("[data-testid=findings]")
    put(page, "degraded", [given / "photos/one_hazy.png", given / "photos/two_hazy.png"])
    put(page, "results", [given / "stray__Alpha.png"])
    page.wait_for_selector("[data-testid=left-over]")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
