"""The viewer as it is shipped: one script, no network, one scope; its JavaScript tests under node."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import pytest

import app.viewer.script as package
from app.viewer import build_viewer, viewer_script

ROOT = Path(__file__).parents[2]
MODULES = sorted(Path(package.__file__).parent.glob("*.js"))
node = pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")


def test_every_module_is_in_the_script() -> None:
    assert sorted(package._CORE + package._PAGE) == [path.name for path in MODULES]
    script = viewer_script()
    assert "createViewer" in script
    assert not re.search(r"^\s*(import|export)\s", script, re.MULTILINE)
    assert "</script" not in script


def test_modules_share_one_scope_without_clashes() -> None:
    declaration = re.compile(r"^(?:export )?(?:async )?(?:function|const|let) (\w+)", re.MULTILINE)
    sources = [path.read_text(encoding="utf-8") for path in MODULES]
    declared = Counter(name for source in sources for name in declaration.findall(source))
    assert [name for name, count in declared.items() if count > 1] == []


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


@node
def test_the_script_parses(tmp_path: Path) -> None:
    path = tmp_path / "viewer.js"
    path.write_text(viewer_script(), encoding="utf-8")
    run = subprocess.run(["node", "--check", path], capture_output=True, text=True, timeout=60, check=False)
    assert run.returncode == 0, run.stderr


@node
def test_javascript_units() -> None:
    files = sorted(str(path) for path in (ROOT / "tests" / "js").glob("*.test.mjs"))
    assert len(files) >= 3
    run = subprocess.run(["node", "--test", *files], capture_output=True, text=True, timeout=120, check=False)
    assert run.returncode == 0, run.stdout[-4000:] + run.stderr
