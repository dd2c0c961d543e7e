"""What the documentation names exists: verbs and their options, benchmarks and theirs, settings, links, files, model ids."""

from __future__ import annotations

import argparse
import importlib
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from app.command import MORE_VERBS
from restoration import list_models
from restoration.cli import VERBS

ROOT = Path(__file__).parent.parent
COMMAND = re.compile(
    r"(?:python -m restoration|priorlens)[ \t]+([a-z][a-z-]*)((?:[ \t]+[^\n`|]*)?(?:\\\n[^\n`]*)*)"
)
BENCHMARK = re.compile(r"python -m benchmarks\.([a-z_]+)([^`|]*)")
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]+")
FILE = re.compile(
    r"`((?:app|assets|benchmarks|docs|restoration|tests)/[\w./-]+\.\w+|[a-z_]+\.(?:py|js|css|json))`"
)
SETTING = re.compile(r"PRIORLENS_[A-Z][A-Z_]*[A-Z]")
_WRITTEN = {
    "comparison.json", "manifest.json", "summary.json", "generate.json", "config.json", "prices.json", "metadata.json", "study.json",
    "example.json", "results.json", "key.json", "figure.json", "table.json", "report.json",
}  # fmt: skip
"""Files that the program writes or reads elsewhere, not of the project."""


def pages() -> dict[str, str]:
    """Path below the project → text of every page."""
    files = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
    return {file.relative_to(ROOT).as_posix(): file.read_text("utf-8") for file in files}


@lru_cache(maxsize=1)
def options() -> dict[str, set[str]]:
    """Verb → every option of it and of its steps."""
    parser = argparse.ArgumentParser()
    verbs = parser.add_subparsers()
    modules = {verb: f"restoration.cli.{verb.replace('-', '_')}" for verb in VERBS} | MORE_VERBS
    for module in modules.values():
        importlib.import_module(module).add_parser(verbs)

    def below(one: argparse.ArgumentParser) -> set[str]:
        found: set[str] = set()
        for action in one._actions:
            found |= set(action.option_strings)
            if isinstance(action, argparse._SubParsersAction):
                for step in action.choices.values():
                    found |= below(step)
        return found

    return {verb: below(one) for verb, one in verbs.choices.items()}


@lru_cache(maxsize=1)
def _sources() -> str:
    folders = ("app", "restoration", "tests")
    return "\n".join(p.read_text("utf-8") for folder in folders for p in (ROOT / folder).rglob("*.py"))


@lru_cache(maxsize=1)
def _names() -> set[str]:
    kinds = ("py", "js", "css", "json")
    folders = (ROOT / name for name in ("app", "benchmarks", "restoration", "tests", "assets"))
    return {p.name for folder in folders for kind in kinds for p in folder.rglob(f"*.{kind}")} | {"app.py"}


@lru_cache(maxsize=1)
def _models() -> tuple[set[str], str]:
    known = {model.id for model in list_models()}
    known |= {name.removesuffix("+prior") for name in known}
    return known, "|".join(sorted({name.split("/")[0] for name in known}))


def command_complaints(text: str) -> Iterator[str]:
    """Of verbs, benchmarks and options that a text names and nothing has."""
    for verb, rest in COMMAND.findall(text):
        if verb not in options():
            yield f"there is no verb {verb!r}"
            continue
        unknown = set(OPTION.findall(rest.split("#")[0])) - options()[verb] - {"--help"}
        yield from (f"{verb} has no {option}" for option in sorted(unknown))
    for name, rest in BENCHMARK.findall(text):
        source = ROOT / "benchmarks" / f"{name}.py"
        if not source.is_file():
            yield f"there is no benchmark {name}"
            continue
        there = source.read_text("utf-8")
        for option in sorted(set(OPTION.findall(rest.split("#")[0].split("\n\n")[0])) - {"--help"}):
            if f'"{option}"' not in there:
                yield f"benchmarks.{name} has no {option}"


def complaints(page: str, text: str) -> Iterator[str]:
    """Everything that `text` names and that does not exist."""
    yield from command_complaints(text)
    for name in sorted(set(SETTING.findall(text))):
        if name not in _sources():
            yield f"nothing reads {name}"
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", text):
        if not re.match(r"[a-z]+:", target) and not (ROOT / page).parent.joinpath(target).exists():
            yield f"the link to {target} leads nowhere"
    for name in sorted(set(FILE.findall(text))):
        if "/" in name:
            # Pages of the method name files below restoration/ by their own folder.
            there = (ROOT / name).exists() or (ROOT / "restoration" / name).exists()
        else:
            there = name in _names() or name in _WRITTEN
        if not there:
            yield f"there is no file {name}"
    known, tasks = _models()
    for name in sorted(set(re.findall(rf"`((?:{tasks})/[a-z0-9][a-z0-9.-]*)(?:\+prior)?`", text))):
        if name not in known:
            yield f"the registry has no {name}"
