"""What the documentation names exists: verbs and their options, benchmarks, settings, links, model ids."""

from __future__ import annotations

import argparse
import importlib
import re
from functools import lru_cache

import pytest

from app.command import MORE_VERBS
from restoration import list_models
from restoration.cli import VERBS
from tests.conftest import ROOT

PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
TEXTS = {page.relative_to(ROOT).as_posix(): page.read_text("utf-8") for page in PAGES}
COMMAND = re.compile(
    r"(?:python -m restoration|priorlens)[ \t]+([a-z][a-z-]*)((?:[ \t]+[^\n`|]*)?(?:\\\n[^\n`]*)*)"
)
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]+")


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


@pytest.mark.parametrize("page", TEXTS)
def test_verbs_and_options_exist(page: str) -> None:
    for verb, rest in COMMAND.findall(TEXTS[page]):
        assert verb in options(), f"{page}: there is no verb {verb!r}"
        unknown = set(OPTION.findall(rest.split("#")[0])) - options()[verb] - {"--help"}
        assert not unknown, f"{page}: {verb} has no {', '.join(sorted(unknown))}"


@pytest.mark.parametrize("page", TEXTS)
def test_benchmarks_exist(page: str) -> None:
    for name in re.findall(r"python -m benchmarks\.([a-z_]+)", TEXTS[page]):
        assert (ROOT / "benchmarks" / f"{name}.py").is_file(), f"{page}: there is no benchmark {name}"


@pytest.mark.parametrize("page", TEXTS)
def test_settings_exist(page: str) -> None:
    sources = "\n".join(
        path.read_text("utf-8")
        for folder in ("app", "restoration", "tests")
        for path in (ROOT / folder).rglob("*.py")
    )
    for name in set(re.findall(r"PRIORLENS_[A-Z][A-Z_]*[A-Z]", TEXTS[page])):
        assert name in sources, f"{page}: nothing reads {name}"


@pytest.mark.parametrize("page", TEXTS)
def test_links_lead_somewhere(page: str) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", TEXTS[page]):
        if not re.match(r"[a-z]+:", target):
            assert (ROOT / page).parent.joinpath(target).exists(), f"{page}: {target} is not there"


@pytest.mark.parametrize("page", TEXTS)
def test_models_exist(page: str) -> None:
    known = {model.id for model in list_models()} | {
        model.id.removesuffix("+prior") for model in list_models()
    }
    tasks = {name.split("/")[0] for name in known}
    assert not any("_" in name.split("/")[1] for name in known)  # folders of data sets have underscores
    named = re.findall(rf"`((?:{'|'.join(sorted(tasks))})/[a-z0-9][a-z0-9.-]*)(?:\+prior)?`", TEXTS[page])
    for name in set(named):
        assert name in known, f"{page}: the registry has no {name}"


def test_every_verb_is_documented() -> None:
    documented = {verb for verb, _ in COMMAND.findall(TEXTS["docs/commands.md"])}
    assert documented == set(options())


def test_every_setting_is_documented() -> None:
    sources = "\n".join(
        path.read_text("utf-8") for folder in ("app", "restoration") for path in (ROOT / folder).rglob("*.py")
    )
    read = set(re.findall(r"[\"'](PRIORLENS_[A-Z][A-Z_]*[A-Z])[\"']", sources))
    text = "\n".join(TEXTS.values())
    assert not {name for name in read if name not in text}


def test_the_readme_is_one_screen_and_a_half() -> None:
    """Without the Space's settings above it: at most 75 lines, and nothing that another page holds in full."""
    assert len(TEXTS["README.md"].split("\n---\n", 1)[1].strip().splitlines()) <= 75
