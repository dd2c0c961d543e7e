"""One thread for NumPy's linear algebra, set when this module is imported.

Alignment solves many small systems: BLAS threads cost it more than they give, tenfold on a busy machine.
"""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path

_VARIABLE = "OPENBLAS_NUM_THREADS"
_SETTERS = ("scipy_openblas_set_num_threads64_", "scipy_openblas_set_num_threads")


def one_thread() -> None:
    """Give OpenBLAS one thread unless the environment says how many; whoever sets it, decides.

    Before NumPy is imported the variable is enough. Afterwards the library that NumPy's wheels bring is
    told directly; a NumPy built otherwise keeps what it has.
    """
    if _VARIABLE in os.environ:
        return
    os.environ[_VARIABLE] = "1"
    numpy = sys.modules.get("numpy")
    if numpy is None or not numpy.__file__:
        return
    package = Path(numpy.__file__).parent
    for folder in (package.parent / "numpy.libs", package / ".dylibs"):
        for path in sorted(folder.glob("*openblas*")):
            _tell(path)


def _tell(path: Path) -> None:
    try:
        library = ctypes.CDLL(str(path))
    except OSError:
        return
    for name in _SETTERS:
        if hasattr(library, name):
            getattr(library, name)(1)


one_thread()
