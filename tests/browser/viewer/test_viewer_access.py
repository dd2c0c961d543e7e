"""Without a server, and for everybody."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from app.panes import comparison_payload, inline_publisher
from app.viewer import viewer_script
from tests.browser.viewer.viewing import VIEWER, Site, open_page, state
from tests.needs import AXE

BARE = """<script>delete window.Worker;
Object.defineProperty(Crypto.prototype, "subtle", { value: undefined });</script>"""
FORBIDDEN = """<meta http-equiv="Content-Security-Policy" content="worker-src 'none'">"""


@pytest.mark.parametrize(
    "head", ["", BARE, FORBIDDEN], ids=["plain", "no worker, no crypto", "worker forbidden"]
)
def test_one_file_without_a_server(browser: Any, site: Site, tmp_path: Path, head: str) -> None:
    payload = comparison_payload(site.comparison, publish=inline_publisher, id="report")
    document = (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Report</title>{head}<div id="root"></div>'
        f"<script>{viewer_script()}</script><script>const {{ createViewer }} = window.priorlens;"
        f"{VIEWER} = createViewer(document.getElementById('root'), {json.dumps(payload)})</script></html>"
    )
    (tmp_path / "report.html").write_text(document, encoding="utf-8")
    page = open_page(browser, (tmp_path / "report.html").as_uri(), width=1000, height=800)
    assert {badge["state"] for badge in state(page)["badges"].values()} == {"exact"}
    assert page.evaluate(f"{VIEWER}.pixel('truth', 5, 6)") == site.comparison.panes["truth"][6, 5].tolist()
    assert [problem for problem in page.problems if "Content Security Policy" not in problem] == []
    page.context.close()


@pytest.mark.needs("axe")
@pytest.mark.parametrize("layout", ["grid", "wipe", "difference"])
def test_no_serious_accessibility_violation(page: Any, layout: str) -> None:
    page.evaluate(
        f"{VIEWER}.set({{ layout: '{layout}', regions: [{{ x: 3, y: 3, width: 40, height: 30 }}] }})"
    )
    if not page.evaluate("Boolean(window.axe)"):
        page.add_script_tag(path=str(AXE))
    found = page.evaluate("axe.run('.pl-viewer').then(r => r.violations)")
    grave = [v for v in found if v["impact"] in ("serious", "critical")]
    assert [(v["id"], [n["html"][:160] for n in v["nodes"]]) for v in grave] == []
