"""Tools and files that some tests need: `@pytest.mark.needs("node")`.

Where one is absent, its tests are skipped. `PRIORLENS_REQUIRE=browser,node,axe` turns those skips into failures: a
machine that has to prove everything must not pass because it lacks a tool.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SHARED = Path(os.environ.get("PRIORLENS_SHARED", ROOT.parent / "shared"))
AXE = ROOT / "node_modules/axe-core/axe.min.js"


def chromium() -> str | None:
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")


def firefox() -> str | None:
    return os.environ.get("FIREFOX") or shutil.which("firefox-esr") or shutil.which("firefox")


def _modules(*names: str) -> bool:
    try:
        return all(importlib.util.find_spec(name) is not None for name in names)
    except ModuleNotFoundError:  # of the package above
        return False


# What is needed: is it here, and what to do where it is not.
NEEDS: dict[str, tuple[Callable[[], bool], str]] = {
    "browser": (
        lambda: chromium() is not None and _modules("playwright"),
        "no Chromium and Playwright: install Debian's `chromium`, or name one in CHROMIUM",
    ),
    "firefox": (
        lambda: firefox() is not None and _modules("websockets"),
        "no Firefox: install Debian's `firefox-esr`, or name one in FIREFOX",
    ),
    "node": (lambda: shutil.which("node") is not None, "node is not installed"),
    "npm": (
        lambda: shutil.which("node") is not None and (ROOT / "node_modules/esbuild").is_dir(),
        "ESLint, TypeScript and esbuild are not installed: `npm ci` in the project's folder",
    ),
    "axe": (AXE.exists, "axe-core is not installed: `npm ci` in the project's folder"),
    "wheel": (
        lambda: _modules("hatchling", "hatch_requirements_txt"),
        "hatchling is not installed: `pip install -r requirements-dev.txt`",
    ),
    "dask": (
        lambda: _modules("distributed"),
        "dask.distributed is not installed: `pip install -r requirements-dev.txt`",
    ),
    "remote": (
        lambda: _modules("upath", "fsspec"),
        "universal_pathlib is not installed: `pip install -r requirements-dev.txt`",
    ),
    "gemini": (
        lambda: _modules("google.genai"),
        "google-genai is not installed: `pip install -r requirements-dev.txt`",
    ),
    "shared": ((SHARED / "data").is_dir, f"no folder {SHARED.name}/data beside the project"),
    "checkpoints": (
        (SHARED / "checkpoints").is_dir,
        f"no folder {SHARED.name}/checkpoints beside the project",
    ),
}


def required() -> set[str]:
    """The names in PRIORLENS_REQUIRE; a name that stands for nothing is an error."""
    names = {name.strip() for name in os.environ.get("PRIORLENS_REQUIRE", "").split(",")} - {""}
    if unknown := names - set(NEEDS):
        raise pytest.UsageError(f"PRIORLENS_REQUIRE: {sorted(unknown)} unknown; known: {', '.join(NEEDS)}")
    return names


def ensure(name: str) -> None:
    """Skip the running test where `name` is absent; fail it if this machine is required to have it."""
    present, advice = NEEDS[name]
    if present():
        return
    if name in required():
        pytest.fail(f"PRIORLENS_REQUIRE names {name!r}, and it is absent: {advice}", pytrace=False)
    pytest.skip(advice)
