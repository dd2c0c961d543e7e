"""Every tab of the page by axe-core's rules."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conftest import ROOT

AXE = ROOT / "tests/node_modules/axe-core/axe.min.js"
GRAVE = "r => r.violations.filter(v => ['serious', 'critical'].includes(v.impact)).map(v => [v.id, v.nodes[0].html])"


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed: npm install in tests/")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_tab_has_a_serious_violation(page: Any, server: str, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)
    page.goto(server)
    page.get_by_test_id("findings").wait_for()
    page.add_script_tag(path=str(AXE))
    for tab in ("Compare", "Distortion", "Batch", "Models", "About"):
        page.get_by_role("tab", name=tab).click()
        page.wait_for_timeout(1500)
        assert page.evaluate(f"axe.run(document).then({GRAVE})") == [], tab
