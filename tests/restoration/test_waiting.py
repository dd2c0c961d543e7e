from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.conftest import ROOT

NAMES = ("OMP_WAIT_POLICY", "GOMP_SPINCOUNT", "SYSTEM")


def after_import(what: str, environment: dict[str, str]) -> dict[str, str | None]:
    clean = {k: v for k, v in os.environ.items() if k not in NAMES}
    script = f"import {what}, os, json; print(json.dumps({{n: os.environ.get(n) for n in {NAMES[:2]!r}}}))"
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env={**clean, **environment},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    import json

    found: dict[str, str | None] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, (None, "5000")),
        ({"SYSTEM": "spaces"}, ("passive", None)),
        ({"OMP_WAIT_POLICY": "active"}, ("active", None)),
        ({"GOMP_SPINCOUNT": "7"}, (None, "7")),
    ],
)
def test_set_unless_somebody_decided(
    environment: dict[str, str], expected: tuple[str | None, str | None]
) -> None:
    found = after_import("restoration.waiting", environment)
    assert (found["OMP_WAIT_POLICY"], found["GOMP_SPINCOUNT"]) == expected


def test_it_is_set_before_torch_is_imported() -> None:
    script = (
        "import sys, restoration.waiting; assert 'torch' not in sys.modules; import torch; "
        "import subprocess; print('fine')"
    )
    clean = {k: v for k, v in os.environ.items() if k not in NAMES}
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env=clean, capture_output=True, text=True, timeout=120
    )
    assert done.stdout.strip() == "fine", done.stderr
