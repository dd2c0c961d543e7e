"""Docs, page and code speak the field's language: words of earlier versions are found nowhere."""

from __future__ import annotations

import ast
import io
import re
import tokenize
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
# No identifier may have these as a part, nor a docstring or a comment of code …
PRIVATE = (
    r"invent(?:ed|s|ion|ions)?|ladders?|rungs?|climb(?:s|ed|ing)?|evidence|pull(?:s|ed|ing)?|sceptic(?:al)?|refits?|refitted"
    r"|disput(?:e|es|ed)|believ(?:e|es|ed|ing)|belief|widen(?:s|ed|ing)?|modulat\w*|compand\w*|weather|bars?|rooms?|lessons?"
    r"|taught|fates?|late|obtain(?:s|ed|ing)?|flights?|arrivals?|patience|faults?|additions?|glances?|houses?"
)
# … but for these: names, or words of a text, with the reason.
ALLOWED_NAMES = {
    "Rung": "name of version 0.1",
    "measure_ladder": "name of version 0.1",
    "read_rungs": "name of version 0.1",
    "rung_images": "name of version 0.1",
    "ladder": "public field and JSON key",
    "ladder_against": "public field and JSON key",
    "ladder_size": "public field and JSON key",
    "invented": "public field and JSON key",
    "invented_level": "public field and JSON key",
    "rooms": "option of training: synthetic RGB-D rooms",
    "render_rooms": "synthetic RGB-D rooms",
    "render_room": "synthetic RGB-D rooms",
    "synthetic_rooms": "synthetic RGB-D rooms",
    "test_synthetic_rooms": "synthetic RGB-D rooms",
    "room": "a synthetic RGB-D room",
    "_room": "a synthetic RGB-D room",
    "refit": "of a multi-start fit",
    "refits": "of a multi-start fit",
    "single_flight": "the field's term for one call that several wait for",
    "test_single_flight": "its test",
    "bar": "a progress bar, or a bar of colours",
    "difference-bar": "a bar of controls",
    "scale_bar": "a bar of colours",
    "progress_bar": "a progress bar",
    "late": "answers that come after an interrupt",
    "_await_late_answers": "answers that come after an interrupt",
}
ALLOWED_TEXTS = {
    r"evidence framework": "MacKay's",
    r"evidence\.json": "a file of stored results",
    r"refits?": "of a multi-start fit",
    r"rooms?": "rooms that are photographed or rendered",
    r"bars?": "of a plot, of progress, of colours",
    r"single-flight|single_flight": "the field's term",
    r"invented: share": "a key of THRESHOLDS",
    r"could not be obtained": "GptError",
}
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


def identifiers(tree: ast.AST) -> Iterator[str]:
    """Names that a module defines: functions, classes, arguments, variables, attributes, aliases."""
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                yield node.name
            case ast.Name(ctx=ast.Store()):
                yield node.id
            case ast.Attribute(ctx=ast.Store()):
                yield node.attr
            case ast.arg():
                yield node.arg
            case ast.alias(asname=str()):
                yield node.asname


def remarks(source: str) -> Iterator[str]:
    """Docstrings (of fields too) and comments, each in one line."""
    for node in ast.walk(parsed(source)):
        body = getattr(node, "body", None)
        for inner in body if isinstance(body, list) else ():
            match inner:
                case ast.Expr(value=ast.Constant(value=str(text))):
                    yield " ".join(text.split())
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.string.lstrip("# ")


def private_parts(name: str) -> list[str]:
    parts = re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)
    return [part for part in parts if re.fullmatch(PRIVATE, part.lower())]


def private_words(text: str) -> list[str]:
    for allowed in ALLOWED_TEXTS:
        text = re.sub(rf"{allowed}\b" if allowed[-1].isalpha() else allowed, "", text, flags=re.IGNORECASE)
    return [match[0] for match in re.finditer(rf"\b(?:{PRIVATE})\b", ALIASES.sub("", text), re.IGNORECASE)]


def test_the_test_finds_private_names_and_words() -> None:
    found = set(identifiers(ast.parse("def weather(fate): self.glance = patience = 1\nclass TheHouse: ...")))
    assert {name for name in found if private_parts(name)} == {
        "weather",
        "fate",
        "glance",
        "patience",
        "TheHouse",
    }
    source = '''"""Nothing is believed."""\nx = 1  # in bad weather\n"""Of the evidence framework."""\n'''
    assert [word for text in remarks(source) for word in private_words(text)] == ["believed", "weather"]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_names_and_remarks_of_code(path: Path) -> None:
    source = path.read_text("utf-8")
    names = {path.stem, *identifiers(parsed(source))} - set(ALLOWED_NAMES)
    assert sorted(name for name in names if private_parts(name)) == []
    assert [word for text in remarks(source) for word in private_words(text)] == []


SCRIPTS = sorted(path for path in (ROOT / "app").rglob("*.js") if path.parent.name != "built")


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_comments_of_scripts(path: Path) -> None:
    comments = re.findall(r"(?<![:'\"`])//([^\n]*)|/\*(.*?)\*/", path.read_text("utf-8"), re.DOTALL)
    text = " ".join(" ".join(pair) for pair in comments)
    text = text.replace("Links of version 0.1 call the stages of the alignment rungs.", "")
    assert private_words(text) == []


def test_names_of_other_files() -> None:
    files = [*(ROOT / "tests").rglob("*.py"), *(ROOT / "app").rglob("*.js")]
    assert {p.stem for p in files if private_parts(p.stem)} <= set(ALLOWED_NAMES)


def test_every_allowed_name_is_still_used() -> None:
    used = {name for path in SOURCES for name in (path.stem, *identifiers(parsed(path.read_text("utf-8"))))}
    used |= {path.stem for path in [*(ROOT / "tests").rglob("*.py"), *(ROOT / "app").rglob("*.js")]}
    assert set(ALLOWED_NAMES) - used == set()


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_module_says_what_it_is_for(path: Path) -> None:
    said = ast.get_docstring(parsed(path.read_text("utf-8")))
    assert said
    assert len(said.splitlines()[0]) > 15, "the first line says what the module holds"


# Names that two modules give to two things: each with a reason.
SHARED_NAMES = {
    "FloatImage": "float32 everywhere; Any where OpenCV's stubs lose the type",
    "Plane": "float32 everywhere; Any where OpenCV's stubs lose the type",
}


def test_one_name_stands_for_one_thing() -> None:
    """No two public classes of library and page are called alike, nor two type aliases with different meanings."""
    meanings: dict[str, set[str]] = {}
    for path in (p for p in SOURCES if p.relative_to(ROOT).parts[0] != "benchmarks"):
        where = path.relative_to(ROOT).as_posix()
        for node in parsed(path.read_text("utf-8")).body:
            match node:
                case ast.ClassDef(name=name) if not name.startswith("_"):
                    meanings.setdefault(name, set()).add(f"a class of {where}")
                case ast.Assign(targets=[ast.Name(id=name)], value=value) if (
                    name[0].isupper() and not name.isupper()
                ):
                    meanings.setdefault(name, set()).add(ast.unparse(value))
    several = {name: found for name, found in meanings.items() if len(found) > 1}
    assert {name: found for name, found in several.items() if name not in SHARED_NAMES} == {}
    assert set(SHARED_NAMES) <= set(several), "no longer shared"


def test_an_image_is_called_by_one_name() -> None:
    """`ImageArray` is defined, and imported from, one module; `judge` names no function: verdicts have an author."""
    for path in (ROOT / "restoration").rglob("*.py"):
        text = path.read_text("utf-8")
        assert not re.search(r"def judge\b", text), path
        found = re.search(r"from restoration\.(?!image)[\w.]+ import (?:\([^)]*|[^(\n]*)\bImageArray\b", text)
        assert found is None, f"{path}: import ImageArray from restoration.image"
