"""A missing tool skips its tests, and fails them where the machine is required to have it."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

from tests import needs


@pytest.fixture
def nothing_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.delenv("PRIORLENS_REQUIRE", raising=False)


@pytest.mark.parametrize("name", ["browser", "node"])
def test_absent_and_not_required_is_a_skip(nothing_installed: None, name: str) -> None:
    with pytest.raises(pytest.skip.Exception):
        needs.ensure(name)


@pytest.mark.parametrize("name", ["browser", "node"])
def test_absent_and_required_is_a_failure(
    nothing_installed: None, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("PRIORLENS_REQUIRE", "axe, browser,node")
    with pytest.raises(pytest.fail.Exception, match=f"names '{name}', and it is absent"):
        needs.ensure(name)


def test_an_unknown_name_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRIORLENS_REQUIRE", "browsers")
    with pytest.raises(pytest.UsageError, match=r"'browsers'.* known: browser, firefox, node, npm, axe"):
        needs.required()


@pytest.mark.parametrize(("required", "outcome"), [("", "skipped"), ("node", "error")])
def test_the_marker_does_so_in_a_run(required: str, outcome: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "tests/app/test_viewer.py::test_the_script_parses", "-p", "no:cacheprovider"],
        cwd=needs.ROOT,
        env=os.environ | {"PATH": "/nowhere", "PRIORLENS_REQUIRE": required},
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    assert f"1 {outcome}" in done.stdout, done.stdout


def test_ci_requires_every_tool_and_only_folders_of_data_may_be_absent() -> None:
    names = re.search(
        r"^export PRIORLENS_REQUIRE=(\S+)$", (needs.ROOT / ".ci/run").read_text("utf-8"), re.MULTILINE
    )
    assert names is not None
    assert set(needs.NEEDS) - set(names[1].split(",")) == {"shared", "checkpoints"}
    assert set(names[1].split(",")) <= set(needs.NEEDS)
