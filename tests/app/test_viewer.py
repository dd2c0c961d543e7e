"""The viewer as it is shipped: one script, no network."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from app.viewer import build_viewer, viewer_script
from app.viewer.script import is_current


def test_the_built_file_is_made_of_the_modules_and_stands_inline() -> None:
    assert is_current(), "run `npm ci && npm run build`, and commit app/viewer/built"
    assert "createViewer" in viewer_script()
    assert "</script" not in viewer_script()


def test_nothing_is_loaded_from_elsewhere() -> None:
    addresses = set(re.findall(r"https?://[^\s'\"\\)]+", viewer_script()))
    assert addresses == {"http://www.w3.org/2000/svg"}


def test_the_mount_is_thin_and_names_no_attribute_by_accident() -> None:
    component = build_viewer()
    # gr.HTML takes any quoted word of js_on_load for an event of that name.
    assert len(component.js_on_load) < 600
    for name in ("children", "parent", "fn", "load_fn", "fill_height"):
        assert not hasattr(component, name) or not re.search(rf"[\"'`]{name}[\"'`]", component.js_on_load)
    assert component.get_config()["value"] is None
    assert callable(component.viewchange)
    assert callable(component.linkcopied)


@pytest.mark.needs("node")
def test_the_script_parses(tmp_path: Path) -> None:
    path = tmp_path / "viewer.js"
    path.write_text(viewer_script(), encoding="utf-8")
    run = subprocess.run(["node", "--check", path], capture_output=True, text=True, timeout=60, check=False)
    assert run.returncode == 0, run.stderr
