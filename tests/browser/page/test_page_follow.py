"""The control of how far the guided result follows the generated image."""

from __future__ import annotations

from pathlib import Path
from typing import Any

_COLOUR = """() => {
  const canvas = document.querySelector("[data-testid='canvas-guided']");
  const pixel = canvas.getContext("2d").getImageData(canvas.width / 2, canvas.height / 2, 1, 1).data;
  return Array.from(pixel).slice(0, 3);
}"""
_PIXEL = """(name) => {
  const viewer = window.priorlens.viewer, { width, height } = viewer.state().transforms.guided;
  const { scale, x, y } = viewer.state().transforms.guided;
  return viewer.pixel(name, Math.floor((Math.floor(width / 2) - x) / scale), Math.floor((Math.floor(height / 2) - y) / scale));
}"""


def test_the_guided_pane_follows_at_once_and_the_result_is_kept(
    page: Any, server: str, tmp_path: Path
) -> None:
    page.goto(server)
    page.get_by_test_id("badge-guided").get_by_text("pixel-exact").wait_for()
    page.evaluate("() => window.priorlens.viewer.set({ zoom: 4, minimap: false })")
    alone, whole = page.evaluate(_PIXEL, "baseline"), page.evaluate(_PIXEL, "guided")
    page.evaluate("() => window.priorlens.viewer.blend(0)")
    page.wait_for_function(f"(({_COLOUR})()).join() === '{','.join(map(str, alone))}'")
    page.evaluate("() => window.priorlens.viewer.blend(1)")
    page.wait_for_function(f"(({_COLOUR})()).join() === '{','.join(map(str, whole))}'")

    number = page.locator("#follow input[type='number']")
    number.fill("0.5")
    number.press("Enter")
    page.locator("#apply-follow").click()
    page.locator("[data-testid='pane-guided']").get_by_text("50 %").first.wait_for()
    page.evaluate("() => window.priorlens.viewer.ready().then(() => true)")
    half = page.evaluate(_PIXEL, "guided")
    assert all(abs(h - (a + w) / 2) <= 1 for h, a, w in zip(half, alone, whole))
    assert number.input_value() == "0.5"
    page.locator("#beside").screenshot(path=tmp_path / "follow.png")
