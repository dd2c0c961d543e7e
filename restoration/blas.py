"""One thread for NumPy's and SciPy's linear algebra, set when this module is imported.

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

    Before they are imported the variable is enough. Afterwards the libraries that their wheels bring are
    told directly; those built otherwise keep what they have.
    """
    if _VARIABLE in os.environ:
        return
    os.environ[_VARIABLE] = "1"
    for name in ("numpy", "scipy"):
        module = sys.modules.get(name)
        if module is None or not module.__file__:
            continue
        package = Path(module.__file__).parent
        for folder in (package.parent / f"{name}.libs", package / ".dylibs"):
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
