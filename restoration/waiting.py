"""How torch's threads wait for each other, set when this module is imported; it has to be before torch is.

By default they spin for milliseconds, which is best on an idle machine. Beside other work a thread that spins holds
the core on which the one it waits for could run: a guided result took four times as long beside two busy processes.
Threads that sleep at once are best on a busy machine, and take up to half more time on an idle one. A short spin suits both: it
is longer than the gaps between a network's operations and shorter than a time slice of the scheduler. Where visitors share the
machine (`SYSTEM=spaces`), they sleep at once. Where other work wants all cores, networks run in strips whose threads
do not wait for each other at all (`models/crowding.py`). Measured by `benchmarks/load.py`.
"""

from __future__ import annotations

import os

_SPINS = "5000"
"""Turns of libgomp's waiting loop, its own default is 300000. Shorter spins cost more on an idle machine (1000: 22 to 31 %), longer
ones more on a crowded one (docs/files.md)."""


def choose() -> None:
    """Set the policy unless the environment has one."""
    if "OMP_WAIT_POLICY" in os.environ or "GOMP_SPINCOUNT" in os.environ:
        return
    if os.environ.get("SYSTEM") == "spaces":
        os.environ["OMP_WAIT_POLICY"] = "passive"
    else:
        os.environ["GOMP_SPINCOUNT"] = _SPINS


choose()
