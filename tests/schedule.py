"""How the files go to the workers of pytest-xdist (`-n 2 --dist loadfile`).

xdist hands out the files with the most tests first, so that those with few and long tests come last and one worker
ends minutes after the other. Here the longest files come first, and files that share a costly fixture of a session
(a page's server, a benchmark's run) stay together on one worker.
"""

from __future__ import annotations

from fnmatch import fnmatch
from pathlib import PurePosixPath

TOGETHER = ("tests/browser/page", "tests/browser/viewer", "tests/restoration/benchmark")
"""Folders whose files go to one worker, one after the other."""

ONE_ENGINE = (
    "tests/app/test_*_handlers.py",
    "tests/app/test_measuring.py",
    "tests/app/test_rendering_re*.py",
    "tests/app/test_rescoring.py",
    "tests/app/test_run_results.py",
    "tests/app/test_saving.py",
    "tests/app/test_views.py",
)
"""Files that share the engine and the results of tests/app/conftest.py: one unit, called by the first pattern."""

LONGEST_FIRST = (
    "tests/browser/page",
    ONE_ENGINE[0],
    "tests/browser/viewer",
    "tests/restoration/training/test_training.py",
    "tests/restoration/benchmark",
    "tests/restoration/test_pipeline.py",
    "tests/restoration/alignment/test_registration.py",
    "tests/restoration/distortion/test_influence.py",
    "tests/restoration/cli/test_cli.py",
    "tests/app/test_hosted_http.py",
    "tests/restoration/cli/test_generate_cli.py",
    "tests/restoration/models/test_published.py",
    "tests/restoration/gpt/test_gpt_crash.py",
    "tests/restoration/gpt/test_gpt_generate.py",
    "tests/app/test_study_page.py",
    "tests/restoration/synthesis/test_wide.py",
    "tests/test_javascript.py",
    "tests/app/test_starting.py",
    "tests/restoration/test_arguments.py",
    "tests/browser/study/test_study_browser.py",
    "tests/restoration/cli/test_compare_many.py",
    "tests/test_package.py",
    "tests/app/review/test_review_bundle.py",
    "tests/restoration/synthesis/test_redraw.py",
    "tests/restoration/training/test_workers.py",
    "tests/restoration/training/test_pseudo_pairs.py",
)
"""Units in the order of their processor time (the process and its children, November 2026); every other comes after
them. An order that is out of date costs time, nothing else."""


def unit(nodeid: str) -> str:
    """What is handed out as a whole: a file, a folder of `TOGETHER`, or the files of `ONE_ENGINE`."""
    file = nodeid.partition("::")[0]
    if any(fnmatch(file, pattern) for pattern in ONE_ENGINE):
        return ONE_ENGINE[0]
    return next((folder for folder in TOGETHER if PurePosixPath(folder) in PurePosixPath(file).parents), file)


def place(nodeid: str) -> int:
    """For sorting tests: the place of their unit. Within a unit they keep their order."""
    found = unit(nodeid)
    return LONGEST_FIRST.index(found) if found in LONGEST_FIRST else len(LONGEST_FIRST)
