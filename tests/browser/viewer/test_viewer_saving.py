"""Pictures and images that leave the viewer, links to it, and where it stands on the page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from tests.browser.viewer.viewing import VIEWER, H, Site, W, canvas, settle, state


def saved(page: Any, button: str, folder: Path) -> tuple[str, np.ndarray]:
    """Open "Save", click `button` there: (name of the file, its pixels)."""
    page.get_by_test_id("save").click()
    with page.expect_download() as download:
        page.get_by_test_id(button).click()
    download.value.save_as(folder / "saved")
    with Image.open(folder / "saved") as picture:
        return download.value.suggested_filename, np.asarray(picture.convert("RGB"))


def test_what_is_seen_is_saved_at_its_zoom_with_regions(page: Any, tmp_path: Path) -> None:
    page.evaluate(
        f"{VIEWER}.set({{ layout: 'row', panes: ['truth', 'guided'], zoom: 5, x: 60, y: 50,"
        " regions: [{ x: 50, y: 44, width: 20, height: 12 }] })"
    )
    seen = {name: canvas(page, name) for name in ("truth", "guided")}
    _, pixels = saved(page, "save-view", tmp_path)
    height, width = seen["truth"].shape[:2]
    assert pixels.shape[1] >= 2 * width
    body = pixels[-height:, :width]
    same = (body == seen["truth"][..., :3]).all(2)
    # Pixel for pixel what the pane shows, except for the white and dark lines of the box and its number.
    assert 0.9 < same.mean() < 1
    assert (body[~same] == 255).all(1).any()
    right = pixels[-height:, -max(view.shape[1] for view in seen.values()) :]
    assert (right[:, : width - 1] == seen["guided"][:, : width - 1, :3]).all(2).mean() > 0.9


def test_regions_are_in_a_picture_of_native_size_too(page: Any, site: Site, tmp_path: Path) -> None:
    page.evaluate(f"{VIEWER}.set({{ layout: 'grid', panes: ['truth'], zoom: 'fit', regions: [] }})")
    _, without = saved(page, "save-view-native", tmp_path)
    page.evaluate(f"{VIEWER}.set({{ regions: [{{ x: 50, y: 44, width: 40, height: 30 }}] }})")
    settle(page)
    _, boxed = saved(page, "save-view-native", tmp_path)
    assert boxed.shape == without.shape
    changed = (boxed != without).any(2)
    scale = round(boxed.shape[1] / W)
    rows, columns = np.nonzero(changed)
    top = boxed.shape[0] - scale * H
    assert abs(rows.min() - top - 44 * scale) <= 3 * scale
    assert abs(columns.max() - 90 * scale) <= 3 * scale


def test_one_image_is_saved_whole_with_the_photos_name(page: Any, site: Site, tmp_path: Path) -> None:
    page.evaluate(f"{VIEWER}.set({{ zoom: 8, x: 20, y: 20 }})")
    name, pixels = saved(page, "save-image", tmp_path)
    assert name == "Test-prior-guided.png"
    np.testing.assert_array_equal(pixels, site.comparison.panes["guided"])
    page.get_by_test_id("save").click()
    page.get_by_test_id("save-format").select_option("jpeg")
    page.get_by_test_id("save-quality").select_option("100")
    page.get_by_test_id("save-pane").select_option("truth")
    page.keyboard.press("Escape")
    name, pixels = saved(page, "save-image", tmp_path)
    assert name == "Test-ground-truth.jpg"
    gap = np.abs(pixels.astype(int) - site.comparison.panes["truth"].astype(int))
    assert pixels.shape == (H, W, 3)
    assert 0 < gap.mean() < 6
    page.get_by_test_id("save").click()
    page.get_by_test_id("save-format").select_option("png")
    page.keyboard.press("Escape")


def test_a_panes_own_menu_leads_to_saving_it(page: Any) -> None:
    page.get_by_test_id("menu-baseline").click()
    page.get_by_test_id("pane-save").click()
    assert page.get_by_test_id("save-pane").input_value() == "baseline"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.dataset.testid") == "save"


def test_a_copied_link_of_a_local_page_says_where_it_works(page: Any) -> None:
    page.get_by_test_id("copy-link").click()
    page.locator(".pl-toast").get_by_text("works on this machine only").wait_for()


def test_a_grid_of_landscape_photos_has_two_rows_and_larger_pictures_than_a_row(page: Any) -> None:
    sizes = {}
    for layout in ("row", "grid"):
        page.evaluate(f"{VIEWER}.set({{ layout: '{layout}' }})")
        settle(page)
        transforms = state(page)["transforms"]
        boxes = {page.get_by_test_id(f"pane-{name}").bounding_box()["y"] for name in transforms}
        sizes[layout] = (len(boxes), transforms["truth" if "truth" in transforms else "guided"]["scale"])
    assert sizes["row"][0] == 1
    assert sizes["grid"][0] == 2
    assert sizes["grid"][1] >= sizes["row"][1]


def test_whoever_chooses_a_layout_sees_all_of_it(page: Any) -> None:
    for layout in ("wipe", "flip", "grid"):
        page.evaluate("window.scrollTo(0, 0)")
        page.get_by_test_id(f"layout-{layout}").click()
        settle(page)
        inside = page.evaluate(
            "[...document.querySelectorAll('.pl-toolbar, .pl-frame, .pl-inspector')].map((n) => n.getBoundingClientRect())"
            ".every((r) => r.top >= -1 && r.bottom <= window.innerHeight + 1)"
        )
        assert inside, layout


def test_arrows_go_along_the_toolbar(page: Any) -> None:
    page.get_by_test_id("layout-grid").focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.dataset.testid") == "layout-row"
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    assert page.evaluate("document.activeElement.dataset.testid") == "help-button"
