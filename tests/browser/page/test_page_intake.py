"""Images that come by paste or by folder end where uploads end, with the same messages."""

from __future__ import annotations

import base64
import shutil
from pathlib import Path
from typing import Any

import pytest

_PASTE = """
async ([name, data, type]) => {
  const bytes = await (await fetch(`data:${type};base64,${data}`)).blob();
  const clipboardData = new DataTransfer();
  clipboardData.items.add(new File([bytes], name, { type }));
  document.body.dispatchEvent(new ClipboardEvent("paste", { bubbles: true, cancelable: true, clipboardData }));
}
"""


@pytest.fixture
def opened(page: Any, server: str) -> Any:
    page.goto(server)
    page.get_by_test_id("findings").wait_for()
    return page


def paste(page: Any, file: Path, name: str, kind: str) -> None:
    data = base64.b64encode(file.read_bytes()).decode()
    page.evaluate(_PASTE, [name, data, kind])


def test_a_pasted_image_opens_the_fields_and_lands_in_the_first(opened: Any, files: Path) -> None:
    paste(opened, files / "night.png", "image.png", "image/png")
    opened.locator("#degraded").get_by_text("pasted-1").wait_for()
    opened.get_by_text("Degraded photos: 1 image pasted").wait_for()
    opened.get_by_text("Task suggested from the photo").wait_for()


def test_a_paste_goes_where_one_points(opened: Any, files: Path) -> None:
    opened.locator("#truth").hover()
    paste(opened, files / "night_gt.png", "gt.png", "image/png")
    opened.locator("#truth").get_by_text("gt", exact=True).wait_for()
    assert opened.locator("#degraded").get_by_text("gt", exact=True).count() == 0


def test_a_pasted_file_that_is_no_image_is_refused_in_words(opened: Any, files: Path) -> None:
    paste(opened, files / "letter.png", "letter.txt", "text/plain")
    opened.get_by_text("The clipboard holds no image.").wait_for()


def test_a_folder_gives_its_images_in_order(opened: Any, files: Path, tmp_path: Path) -> None:
    folder = tmp_path / "photos"
    (folder / "more").mkdir(parents=True)
    for place in ("b10.png", "b2.png", "more/a.png"):
        shutil.copy(files / "night.png", folder / place)
    (folder / "notes.txt").write_text("not an image")
    opened.get_by_text("Options: ").click()
    with opened.expect_file_chooser() as chooser:
        opened.get_by_role("button", name="Choose a folder: Degraded").click()
    chooser.value.set_files(folder)
    opened.get_by_text("Degraded photos: 3 images from “photos”; 1 other file left out.").wait_for()
    names = opened.locator("#degraded .filename")
    names.nth(2).wait_for()
    shown = [str(names.nth(i).get_attribute("aria-label")).replace("\u2215", "/") for i in range(3)]
    assert shown == ["b2.png", "b10.png", "more/a.png"]
    opened.get_by_text("3 photos; the task is suggested for each.").wait_for()


def test_a_folder_without_images_says_what_was_expected(opened: Any, tmp_path: Path) -> None:
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "notes.txt").write_text("not an image")
    opened.get_by_text("Options: ").click()
    with opened.expect_file_chooser() as chooser:
        opened.get_by_role("button", name="Choose a folder: Ground truth").click()
    chooser.value.set_files(folder)
    opened.get_by_text("No image in “papers”: expected .png").wait_for()


_DROP = """
async ([name, data, type]) => {
  const bytes = await (await fetch(`data:${type};base64,${data}`)).blob();
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File([bytes], name, { type }));
  const options = { bubbles: true, cancelable: true, dataTransfer };
  return ["dragover", "drop"].map((kind) => {
    const event = new DragEvent(kind, options);
    document.querySelector("#viewer").dispatchEvent(event);
    return event.defaultPrevented;
  });
}
"""


def test_what_misses_the_fields_is_a_degraded_photo_and_never_leaves_the_page(
    opened: Any, files: Path
) -> None:
    def drop(file: Path, kind: str) -> Any:
        return opened.evaluate(_DROP, [file.name, base64.b64encode(file.read_bytes()).decode(), kind])

    assert drop(files / "night.png", "image/png") == [True, True]
    opened.locator("#degraded").get_by_text("night").first.wait_for()
    opened.get_by_text("Degraded photos: 1 image dropped").wait_for()
    letter = files / "notes.txt"
    letter.write_text("no image")
    assert drop(letter, "text/plain") == [True, True]
    opened.get_by_text("No image among what was dropped").wait_for()


_DROP_FOLDERS = """
async (tree) => {
  const file = (path) => ({
    isFile: true, isDirectory: false, name: path.split("/").pop(),
    file: async (done) => {
      const canvas = new OffscreenCanvas(40, 30);
      canvas.getContext("2d").fillRect(0, 0, path.length % 40, 20);
      done(new File([await canvas.convertToBlob()], path.split("/").pop(), { type: "image/png" }));
    },
  });
  const folder = (name, paths) => ({
    isFile: false, isDirectory: true, name,
    createReader: () => { let read = false; return { readEntries: (done) => { done(read ? [] : paths.map((p) => file(p))); read = true; } }; },
  });
  const items = Object.entries(tree).map(([name, paths]) => ({ webkitGetAsEntry: () => folder(name, paths) }));
  const event = new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer: new DataTransfer() });
  Object.defineProperty(event, "dataTransfer", { value: { types: ["Files"], files: [], items } });
  document.querySelector("#degraded").dispatchEvent(event);
}
"""


def test_dropped_folders_keep_their_names_and_a_label_folder_is_ground_truth(opened: Any) -> None:
    opened.evaluate(
        _DROP_FOLDERS,
        {"1": ["1/1.PNG", "1/2.PNG"], "2": ["2/1.PNG"], "Label": ["Label/1.PNG", "Label/2.PNG"]},
    )
    opened.get_by_text("Degraded photos: 3 images; Ground truth: 2 images from").wait_for()
    names = opened.locator("#degraded .filename")
    names.nth(2).wait_for()
    shown = [str(names.nth(i).get_attribute("aria-label")).replace("\u2215", "/") for i in range(3)]
    assert shown == ["1/1.PNG", "1/2.PNG", "2/1.PNG"]


def test_paste_works_on_every_tab(opened: Any, files: Path) -> None:
    opened.get_by_role("tab", name="About").click()
    opened.locator(".pg-about").first.wait_for()
    paste(opened, files / "night.png", "image.png", "image/png")
    opened.locator("#degraded").get_by_text("pasted-1").wait_for()
    assert opened.get_by_role("tab", name="Compare").get_attribute("aria-selected") == "true"


def test_on_a_phone_the_fields_of_the_api_have_the_width_of_the_panel(page: Any, server: str) -> None:
    """The key's field was one word wide beside the cap."""
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(server)
    page.get_by_test_id("findings").wait_for()
    page.locator("#options-button button").click()
    page.get_by_label("OpenAI or Gemini API").check()
    key = page.locator("#api-key")
    key.wait_for()
    assert key.bounding_box()["width"] > 300
