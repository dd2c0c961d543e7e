"""Docs, page and code speak the field's language: words of earlier versions are found nowhere."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.parsing import parsed

# What it was called → what to say instead.
EARLIER = {
    r"invent(?:ed|s|ion|ions)?": "hallucinated",
    r"ladders?|rungs?|climb(?:s|ed|ing)?": "stages of alignment",
    r"sceptical": "chance-corrected",
    r"(?:its|their) say|takes? .{0,20} say away": "weight",
    r"pulls? (?:towards|along)|edges pull": "gradient",
    r"refits? dispute|disputed evidence": "multi-start, disagreement",
    r"believed?|without_inventions": "trusted, hallucinations masked",
    r"companded|local[ _]extrema": "square-root encoded, min/max filters",
    r"weather": "degradation",
    r"lessons?|taught|fate": "training setup, fine-tuned, sampling branch",
    r"Arrival|Patience": "partial response, deadline",
    r"glances?": "quick check",
    r"(?:has|have) a taste|nobody can (?:say|know|see|check)": "plain technical English",
}
# Modules and classes may not be called after them either.
NAMES = r"ladder|rung|climb|evidence|sceptic|refits|believed|widen|modulat|weather|rooms|lesson|fate|obtain|flight|arrival|patience|faults|additions?|words|keeping|glance|house|saying|inventions?"
ALLOWED_NAMES = {"synthetic_rooms", "test_synthetic_rooms", "single_flight"}  # the field's own terms
# Kept for one version: keys of JSON files and public fields, a file of weights.
ALIASES = re.compile(
    r"`[^`]*`|\b(?:i|report|influence|found)\.invented\w*|invention\.safetensors|\binvented(?=[,\"'}])"
)
PAGES = sorted(
    [
        *ROOT.glob("docs/**/*.md"),
        *ROOT.glob("assets/weights/*.md"),
        *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")),
    ]
)
SOURCES = sorted(
    path for folder in ("app", "restoration", "benchmarks") for path in (ROOT / folder).rglob("*.py")
)


def found_in(text: str) -> list[str]:
    text = ALIASES.sub("", text)
    return [
        f"{match[0]!r} (say: {better})"
        for earlier, better in EARLIER.items()
        for match in re.finditer(rf"\b(?:{earlier})\b", text, re.IGNORECASE)
    ]


def shown(path: Path) -> Iterator[str]:
    """Texts of the page: constants of two words and more, without docstrings."""
    tree = parsed(path.read_text("utf-8"))
    documentation = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documentation:
            # Code of the page in constants, and attributes of HTML, are no texts.
            text = re.sub(r"<[^>]*>", " ", node.value)
            if " " in text.strip() and "=>" not in text:
                yield text


def test_the_test_finds_them() -> None:
    assert found_in("what the generator invented") == ["'invented' (say: hallucinated)"]
    assert found_in("the JSON key `invented`, i.invented") == []


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_docs(page: Path) -> None:
    assert found_in(re.sub(r"```.*?```", "", page.read_text("utf-8"), flags=re.DOTALL)) == []


@pytest.mark.parametrize(
    "path", [p for p in SOURCES if "app" in p.relative_to(ROOT).parts[:1]], ids=lambda path: path.stem
)
def test_texts_of_the_page(path: Path) -> None:
    assert [word for text in shown(path) for word in found_in(text)] == []


def test_names_of_modules_and_classes() -> None:
    names = {path.stem for path in [*SOURCES, *(ROOT / "tests").rglob("*.py"), *(ROOT / "app").rglob("*.js")]}
    for path in SOURCES:
        names |= set(re.findall(r"^\s*class (\w+)", path.read_text("utf-8"), re.MULTILINE))
    parts = {name: re.findall(r"[A-Z]?[a-z]+", name) for name in names - ALLOWED_NAMES}
    assert [
        name for name, words in parts.items() if any(re.fullmatch(NAMES, word.lower()) for word in words)
    ] == []


# Names that two modules of the library give to two things: each with a reason.
SHARED_NAMES = {
    "Method": "records.Method of a comparison, benchmark.runs.Method of a run",
}


def test_one_name_stands_for_one_thing() -> None:
    """No two public classes of the library are called alike, nor two modules beside each other `x` and `more_x`."""
    places: dict[str, list[str]] = {}
    for path in (ROOT / "restoration").rglob("*.py"):
        for name in re.findall(r"^class ([A-Z]\w+)", path.read_text("utf-8"), re.MULTILINE):
            places.setdefault(name, []).append(path.relative_to(ROOT).as_posix())
    twice = {name: where for name, where in places.items() if len(where) > 1 and name not in SHARED_NAMES}
    assert twice == {}
    assert set(SHARED_NAMES) <= {name for name, where in places.items() if len(where) > 1}, "no longer shared"


def test_an_image_is_called_by_one_name() -> None:
    """`ImageArray` is defined, and imported from, one module; `judge` names no function: verdicts have an author."""
    for path in (ROOT / "restoration").rglob("*.py"):
        text = path.read_text("utf-8")
        assert not re.search(r"def judge\b", text), path
        found = re.search(r"from restoration\.(?!image)[\w.]+ import (?:\([^)]*|[^(\n]*)\bImageArray\b", text)
        assert found is None, f"{path}: import ImageArray from restoration.image"
