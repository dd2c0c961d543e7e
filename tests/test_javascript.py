"""The page's scripts: unit tests under node, lint, types, and the built file that pages load."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from pydantic import TypeAdapter, ValidationError

from app.panes import comparison_payload, inline_publisher
from app.viewer.payload import TYPES, TYPES_FILE, ViewerPayload, typescript
from restoration import compare
from tests.conftest import textured
from tests.needs import ROOT

UNITS = ROOT / "tests" / "js"


def node(*arguments: str | Path) -> None:
    done = subprocess.run(["node", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, (done.stdout + done.stderr)[-4000:]


@pytest.mark.needs("npm")  # for a document without a browser
def test_units() -> None:
    node("--test", *sorted(UNITS.glob("*.test.mjs")))


@pytest.mark.needs("npm")
def test_lint() -> None:
    node("node_modules/eslint/bin/eslint.js", ".")


@pytest.mark.needs("npm")
def test_types() -> None:
    node("node_modules/typescript/bin/tsc", "--project", "jsconfig.json")


@pytest.mark.needs("npm")
def test_the_built_file_is_what_the_modules_make() -> None:
    node("app/viewer/build.mjs", "--check")


def test_the_payloads_types_are_the_same_on_both_sides() -> None:
    assert TYPES_FILE.read_text(encoding="utf-8") == typescript(), "run `python -m app.viewer.payload`"


def test_a_payload_has_these_fields_and_no_others(monkeypatch: pytest.MonkeyPatch) -> None:
    image = textured(64, 80)
    found = compare(image, task="haze", generated=image, truth=image)
    payload = comparison_payload(found, publish=inline_publisher, id="x", extra={"labels": ("Labels", image)})
    for kind in TYPES:
        monkeypatch.setattr(kind, "__pydantic_config__", {"extra": "forbid"}, raising=False)
    TypeAdapter(ViewerPayload).validate_python(payload, strict=True)
    with pytest.raises(ValidationError):
        TypeAdapter(ViewerPayload).validate_python({**payload, "more": 1}, strict=True)
