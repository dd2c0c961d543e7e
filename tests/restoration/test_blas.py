"""NumPy's linear algebra on one thread, whichever of NumPy and the package is imported first."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

COUNT = """
import ctypes, glob, os, pathlib
found = sorted((pathlib.Path(numpy.__file__).parent.parent / "numpy.libs").glob("*scipy_openblas64*"))
print(ctypes.CDLL(str(found[0])).scipy_openblas_get_num_threads64_() if found else "other")
"""


def threads(imports: str, **variables: str) -> str:
    environment = {k: v for k, v in os.environ.items() if k != "OPENBLAS_NUM_THREADS"} | variables
    done = subprocess.run(
        [sys.executable, "-c", imports + COUNT], capture_output=True, text=True, env=environment, check=True
    )
    if (answer := done.stdout.strip()) == "other":
        pytest.skip("NumPy without its own OpenBLAS")
    return answer


def test_numpy_first() -> None:
    assert threads("import numpy; from restoration import blas") == "1"


def test_the_callers_own_setting_is_kept() -> None:
    assert threads("import numpy; from restoration import blas", OPENBLAS_NUM_THREADS="2") == "2"
