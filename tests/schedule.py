"""How the files go to the workers of pytest-xdist (`-n 2 --dist loadfile`).

xdist hands out the files with the most tests first, so that those with few and long tests come last and one worker
ends minutes after the other. Here the longest files come first, and files that share a costly fixture of a session
(a page's server, a benchmark's run) stay together on one worker.
"""

from __future__ import annotations

from pathlib import PurePosixPath

TOGETHER = ("tests/browser/page", "tests/browser/viewer", "tests/restoration/benchmark")
"""Folders whose files go to one worker, one after the other."""

LONGEST_FIRST: tuple[str, ...] = ()
"""Units in the order of their processor seconds; every other comes after them."""


def unit(nodeid: str) -> str:
    """What is handed out as a whole: a file, or one of the folders above."""
    file = nodeid.partition("::")[0]
    return next((folder for folder in TOGETHER if PurePosixPath(folder) in PurePosixPath(file).parents), file)


def place(nodeid: str) -> int:
    """For sorting tests: the place of their unit. Within a unit they keep their order."""
    found = unit(nodeid)
    return LONGEST_FIRST.index(found) if found in LONGEST_FIRST else len(LONGEST_FIRST)
