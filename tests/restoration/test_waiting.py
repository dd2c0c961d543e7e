"""How torch's threads wait is set once, before torch, and never over what somebody decided."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from restoration import waiting
from tests.conftest import ROOT

NAMES = ("OMP_WAIT_POLICY", "GOMP_SPINCOUNT", "SYSTEM")


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, (None, "5000")),
        ({"SYSTEM": "spaces"}, ("passive", None)),
        ({"OMP_WAIT_POLICY": "active"}, ("active", None)),
        ({"GOMP_SPINCOUNT": "7"}, (None, "7")),
        ({"GOMP_SPINCOUNT": "7", "SYSTEM": "spaces"}, (None, "7")),
    ],
)
def test_set_unless_somebody_decided(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], expected: tuple[str | None, str | None]
) -> None:
    monkeypatch.setattr(os, "environ", dict(environment))
    waiting.choose()
    assert (os.environ.get("OMP_WAIT_POLICY"), os.environ.get("GOMP_SPINCOUNT")) == expected


def test_importing_the_library_sets_it_before_torch_is_imported() -> None:
    script = "import restoration.waiting, os, sys; assert 'torch' not in sys.modules; print(os.environ['GOMP_SPINCOUNT'])"
    clean = {k: v for k, v in os.environ.items() if k not in NAMES}
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env=clean, capture_output=True, text=True, timeout=120
    )
    assert done.stdout.strip() == "5000", done.stderr
