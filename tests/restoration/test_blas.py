"""Linear algebra on one thread, whichever of NumPy, SciPy and the package is imported first."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

COUNT = """
import ctypes, pathlib
found = sorted((pathlib.Path({name}.__file__).parent.parent / "{name}.libs").glob("*scipy_openblas*"))
print(ctypes.CDLL(str(found[0])).scipy_openblas_get_num_threads{suffix}() if found else "other")
"""
SUFFIXES = {"numpy": "64_", "scipy": ""}


def threads(imports: str, name: str, **variables: str) -> str:
    count = COUNT.format(name=name, suffix=SUFFIXES[name])
    environment = {k: v for k, v in os.environ.items() if k != "OPENBLAS_NUM_THREADS"} | variables
    done = subprocess.run(
        [sys.executable, "-c", imports + count], capture_output=True, text=True, env=environment, check=True
    )
    if (answer := done.stdout.strip()) == "other":
        pytest.skip(f"{name} without its own OpenBLAS")
    return answer


@pytest.mark.parametrize("name", SUFFIXES)
@pytest.mark.parametrize("first", [True, False])
def test_whichever_comes_first(name: str, first: bool) -> None:
    imports = [f"import {name}, {name}.linalg", "from restoration import blas"]
    assert threads("\n".join(imports if first else imports[::-1]), name) == "1"


@pytest.mark.parametrize("name", SUFFIXES)
def test_the_callers_own_setting_is_kept(name: str) -> None:
    imports = f"import {name}, {name}.linalg; from restoration import blas"
    assert threads(imports, name, OPENBLAS_NUM_THREADS="2") == "2"
