"""Imports point one way. Ranks are DESIGN's layers; names on one rank do not know each other."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.parsing import parsed

ROOT = Path(__file__).parent.parent
RANKS: list[tuple[str, ...]] = [  # lowest first
    (
        "restoration.resources",
        "restoration.settings",
        "restoration.errors",
        "restoration.notices",
        "restoration.blas",
        "restoration.side_by_side",
        "restoration.spreadsheet",
        "restoration.symmetric",
        "restoration.waiting",
        "restoration.version",
        "restoration.latex",
        "restoration.luma",
        "restoration.transmission",
    ),
    ("restoration.limits", "restoration.arguments", "restoration.control"),
    ("restoration.atomic",),
    ("restoration.decoding",),
    ("restoration.image",),
    ("restoration.signs",),
    ("restoration.task_signs",),
    (
        "restoration.tasks",
        "restoration.resizing",
        "restoration.records",
        "restoration.exif",
        "restoration.outputs",
        "restoration.pairing",
        "restoration.grouping",
        "restoration.canvases",
        "restoration.perceptual",
        "restoration.weight_table",
    ),
    (
        "restoration.gpt",
        "restoration.alignment",
        "restoration.distortion",
        "restoration.models",
        "restoration.metrics",
        "restoration.synthesis",
        "restoration.examples",
    ),
    ("restoration.methods", "restoration.measures", "restoration.steps", "restoration.provenance"),
    ("restoration.request",),
    ("restoration.assembly",),
    ("restoration.pipeline",),
    ("restoration.training", "restoration.reporting"),
    ("restoration.benchmark",),
    ("restoration.study",),
    ("restoration",),
    ("restoration.cli",),
    ("app",),
    ("restoration.__main__",),  # a program, not a part of the library
]
SETTINGS_MAY_USE_ERRORS = ("restoration.settings", "restoration.errors")
FORBIDDEN_IN_APP = {"torch", "torchvision", "cv2", "openai", "google", "spandrel", "skimage"}

FILES = sorted([*ROOT.glob("restoration/**/*.py"), *ROOT.glob("app/**/*.py"), ROOT / "app.py"])


def module_name(path: Path) -> str:
    parts = list(path.relative_to(ROOT).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def unit_of(module: str) -> tuple[int, str] | None:
    """Rank and unit of the longest unit name that `module` starts with."""
    found = [
        (rank, unit)
        for rank, units in enumerate(RANKS)
        for unit in units
        if module == unit or (module.startswith(unit + ".") and unit != "restoration")
    ]
    return max(found, key=lambda item: len(item[1]), default=None)


def imported(path: Path) -> set[str]:
    """Every module a file imports, late and relative imports included."""
    package = list(path.relative_to(ROOT).parts[:-1])
    names: set[str] = set()
    for node in ast.walk(parsed(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = package[: len(package) - node.level + 1]
                base = ".".join([*above, *([base] if base else [])])
            for alias in node.names:
                deeper = f"{base}.{alias.name}"
                is_module = (ROOT / Path(*deeper.split("."))).with_suffix(".py").exists() or (
                    ROOT / Path(*deeper.split("."))
                ).is_dir()
                names.add(deeper if is_module else base)
        elif isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "import_module":
            names |= {a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)}
    return names


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_point_down(path: Path) -> None:
    module = module_name(path)
    own = unit_of(module)
    assert own is not None, f"{module} has no rank: add it to RANKS"
    for name in imported(path):
        if name.split(".")[0] not in ("restoration", "app"):
            continue
        other = unit_of(name)
        assert other is not None, f"{module} imports {name}, which has no rank"
        if other[1] == own[1] or (own[1], other[1]) == SETTINGS_MAY_USE_ERRORS:
            continue
        assert other[0] < own[0], f"{module} (rank {own[0]}) imports {name} (rank {other[0]})"


@pytest.mark.parametrize(
    "path",
    [p for p in FILES if "app" in p.relative_to(ROOT).parts[0]],
    ids=lambda p: str(p.relative_to(ROOT)),
)
def test_app_sees_only_the_public_names(path: Path) -> None:
    for name in imported(path):
        assert name.split(".")[0] not in FORBIDDEN_IN_APP, f"{path.name} imports {name}"
        if (path.name, name) == ("command.py", "restoration.cli"):
            continue  # the installed command hands its verbs on
        assert not name.startswith("restoration."), (
            f"{path.name} reaches into {name}; use what restoration exports"
        )


def test_restoration_never_imports_gradio() -> None:
    for path in FILES:
        if path.is_relative_to(ROOT / "restoration"):
            assert not any(n.split(".")[0] == "gradio" for n in imported(path)), path


def test_the_house_is_as_designed() -> None:
    for name in (
        "app.py",
        "app/__init__.py",
        "requirements.txt",
        "restoration/pipeline.py",
        "assets",
        "tests",
    ):
        assert (ROOT / name).exists(), name
    assert not (ROOT / "__init__.py").exists(), "a root __init__.py breaks `python app.py`"


MOST_LINES = 300


def test_modules_are_small() -> None:
    files = [p for folder in ("restoration", "app", "benchmarks") for p in (ROOT / folder).rglob("*.py")]
    longer = {
        p.relative_to(ROOT).as_posix() for p in files if len(p.read_text("utf-8").splitlines()) > MOST_LINES
    }
    assert longer == set(), "split by purpose"
