"""Weights and examples are found, in a checkout as in an installed package; the program runs as a module."""

from __future__ import annotations

from pathlib import Path

import pytest

import restoration.__main__  # noqa: F401 - imports, and runs nothing
from restoration import resources
from tests.conftest import ROOT


def test_a_checkout_has_them_at_its_top() -> None:
    assert resources.assets() == ROOT / "assets"
    assert {"weights", "examples"} <= {path.name for path in resources.assets().iterdir()}


def test_an_installed_package_has_them_inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "assets").mkdir()
    monkeypatch.setattr(resources, "files", lambda package: tmp_path)
    assert resources.assets() == tmp_path / "assets"
