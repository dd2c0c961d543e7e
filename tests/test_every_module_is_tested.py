"""Every module of restoration/ and app/ has a test of its own: a test file that imports it, or one in the mirrored place."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache

import pytest

from restoration.cli import VERBS
from tests.needs import ROOT
from tests.parsing import parsed

# Tested through others, each with the reason.
EXEMPT = {
    "app.benchmark_tab": "layout alone; the page is driven in tests/browser/page/test_page_benchmark.py",
    "app.compare_tab": "layout alone; the page is driven in tests/browser/page",
    "app.distortion_tab": "layout alone; the page is driven in tests/browser/page/test_page_stages.py",
    "restoration.benchmark.image_sets.haze": "records alone; tests/restoration/benchmark/test_datasets.py lays out every one",
    "restoration.benchmark.image_sets.low_light": "records alone, as haze",
    "restoration.benchmark.image_sets.other": "records alone, as haze",
    "restoration.benchmark.image_sets.rain": "records alone, as haze",
    "restoration.weight_table.published": "records alone; tests/restoration/test_weight_table.py reads every one",
    "restoration.weight_table.record": "fields alone",
    "restoration.weight_table.shipped": "records alone, as published",
}
OF_VERBS = {f"restoration.cli.{verb.replace('-', '_')}": verb for verb in VERBS}
"""Modules whose only use is their verb, tested where a test runs it: `main(["train", …])`."""


@cache
def modules() -> dict[str, str]:
    """Module → its file, from the project's folder; packages themselves (`__init__.py`) only re-export."""
    files = [
        p
        for folder in ("app", "restoration")
        for p in (ROOT / folder).rglob("*.py")
        if p.name != "__init__.py"
    ]
    return {
        ".".join(p.relative_to(ROOT).with_suffix("").parts): p.relative_to(ROOT).as_posix()
        for p in sorted(files)
    }


def named_in(tree: ast.Module) -> Iterator[str]:
    """Modules that a test imports, patches by name, or runs as a verb."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.List) and node.elts and isinstance(node.elts[0], ast.Constant):
            yield f"verb {node.elts[0].value}"


@cache
def named_by_tests() -> frozenset[str]:
    files = (ROOT / "tests").rglob("test_*.py")
    return frozenset(name for path in files for name in named_in(parsed(path.read_text("utf-8"))))


def has_a_test(module: str) -> bool:
    folder, _, name = modules()[module].rpartition("/")
    mirrored = (ROOT / "tests" / folder / f"test_{name}").is_file()
    run = module in OF_VERBS and f"verb {OF_VERBS[module]}" in named_by_tests()
    return module in named_by_tests() or mirrored or run


@pytest.mark.parametrize("module", [module for module in modules() if module not in EXEMPT])
def test_it_has_a_test_of_its_own(module: str) -> None:
    file = modules()[module]
    assert has_a_test(module), f"write {'tests/' + file.rpartition('/')[0]}/test_{file.rpartition('/')[2]}"


def test_the_search_finds_imports_and_verbs() -> None:
    tree = parsed("import app.keys\nfrom restoration.models import gate\nmain(['train', 'x'])\nx = ['y', 1]")
    assert {"app.keys", "restoration.models.gate", "verb train"} <= set(named_in(tree))


def test_exemptions_are_needed() -> None:
    assert [module for module in EXEMPT if module not in modules() or has_a_test(module)] == []
