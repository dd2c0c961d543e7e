"""The project file, its extras and hooks: what the code, the docs and CONTRIBUTING.md promise of them is there."""

from __future__ import annotations

import json
import re

import gradio as gr
import pytest

import restoration
from app.about_tab import build_about_tab
from app.command import main
from restoration.gpt.catalogue import providers
from tests.conftest import ROOT

PROJECT = (ROOT / "pyproject.toml").read_text("utf-8")


def _table(name: str) -> str:
    """The lines of [name]."""
    found = re.search(rf"^\[{re.escape(name)}\]\n(.*?)(?=^\[|\Z)", PROJECT, re.MULTILINE | re.DOTALL)
    assert found is not None, name
    return found[1]


EXTRAS = set(re.findall(r"^([\w-]+) = \[", _table("project.optional-dependencies"), re.MULTILINE))


def test_every_extra_that_is_named_exists() -> None:
    texts = [
        *(ROOT / "restoration").rglob("*.py"),
        *ROOT.glob("docs/**/*.md"),
        ROOT / "README.md",
        ROOT / "CHANGELOG.md",
    ]
    named = {name for path in texts for name in re.findall(r"priorlens\[([\w-]+)\]", path.read_text("utf-8"))}
    of_services = {provider.extra for provider in providers().values() if provider.extra}
    assert named | of_services <= EXTRAS
    assert named >= EXTRAS - of_services, "an extra that no page and no message names"


def test_types_are_checked_strictly() -> None:
    mypy = _table("tool.mypy")
    assert re.search(r"^strict = true$", mypy, re.MULTILINE)
    assert re.search(r'^files = \["app", "restoration", "benchmarks"\]$', mypy, re.MULTILINE)
    assert "Typing :: Typed" in PROJECT
    assert (ROOT / "restoration" / "py.typed").is_file()


def test_hooks_before_a_commit_call_what_there_is() -> None:
    entries = re.findall(r"entry: ([^,}]+)", (ROOT / ".pre-commit-config.yaml").read_text("utf-8"))
    scripts = json.loads((ROOT / "package.json").read_text("utf-8"))["scripts"]
    development = (ROOT / "requirements-dev.txt").read_text("utf-8")
    assert {"ruff check --fix", "ruff format", "mypy"} <= set(entries)
    for entry in entries:
        tool, *words = entry.split()
        if tool == "npm":
            assert [word for word in words if word in scripts], entry
        else:
            assert re.search(rf"^{tool}\b", development, re.MULTILINE), entry


def test_the_version_stands_in_one_place(capsys: pytest.CaptureFixture[str]) -> None:
    (stated,) = re.findall(r'^version = "([^"]+)"', _table("project"), re.MULTILINE)
    assert restoration.__version__ == stated
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out.split() == ["PriorLens", stated]
    with gr.Blocks() as demo:
        build_about_tab(restoration.get_settings())
    shown = [block.value for block in demo.blocks.values() if isinstance(block, gr.Markdown)]
    assert any(f"PriorLens {stated}" in text for text in shown)
    elsewhere = [
        path.name
        for folder in ("restoration", "app")
        for path in (ROOT / folder).rglob("*.py")
        if f'"{stated}"' in path.read_text("utf-8")
    ]
    assert elsewhere == []
