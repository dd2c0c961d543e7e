"""Every tab of the page by axe-core's rules."""

from __future__ import annotations

from typing import Any

import pytest

from tests.needs import AXE

GRAVE = "r => r.violations.filter(v => ['serious', 'critical'].includes(v.impact)).map(v => [v.id, v.nodes[0].html])"

# Nothing fades and nothing has come or gone for a while: half of a tab that is just opening is pale.
STANDS_STILL = """() => new Promise((still) => {
  let last = performance.now();
  new MutationObserver(() => { last = performance.now(); }).observe(document.body, { childList: true, subtree: true });
  const look = () => {
    if (document.getAnimations().some((a) => a.playState === "running" && a.effect.getTiming().iterations !== Infinity)) last = performance.now();
    if (performance.now() - last > 500) still(); else requestAnimationFrame(look);
  };
  look();
})"""

# Gradio's placeholder stands where a picture is still being drawn by the server.
FILLED = "[...document.querySelectorAll('[aria-label=\"Empty value\"]')].every((node) => !node.offsetParent)"


@pytest.mark.needs("axe")
def test_no_tab_has_a_serious_violation(page: Any, server: str) -> None:
    """All rules on the light page; on the dark one, which differs by its colours, contrast alone."""
    page.emulate_media(color_scheme="light")
    page.goto(server)
    page.get_by_test_id("findings").wait_for()
    page.add_script_tag(path=str(AXE))
    for tab in ("Compare", "Distortion", "Batch", "Benchmark", "Models", "About"):
        page.get_by_role("tab", name=tab).click()
        page.wait_for_function(FILLED)
        page.evaluate(STANDS_STILL)
        assert page.evaluate(f"axe.run(document).then({GRAVE})") == [], tab
        page.emulate_media(color_scheme="dark")
        page.evaluate(STANDS_STILL)
        contrast = "{ runOnly: ['color-contrast'] }"
        assert page.evaluate(f"axe.run(document, {contrast}).then({GRAVE})") == [], f"{tab}, dark"
        page.emulate_media(color_scheme="light")
        page.evaluate(STANDS_STILL)
