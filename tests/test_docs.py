"""What the documentation names exists: verbs and their options, benchmarks, settings, links, model ids."""

from __future__ import annotations

import re

import pytest

from benchmarks.docs_names import COMMAND, complaints, options, pages
from tests.conftest import ROOT

TEXTS = pages()


@pytest.mark.parametrize("page", TEXTS)
def test_what_a_page_names_exists(page: str) -> None:
    assert list(complaints(page, TEXTS[page])) == []


def test_complaints_name_what_does_not_exist() -> None:
    setting = "PRIORLENS_" + "ABSENT"  # in parts: the tests' own text counts as a reader of a setting
    text = (
        "`priorlens comparr X`, `python -m restoration compare X --tusk haze`, `python -m benchmarks.absent`, `python -m benchmarks.models "
        f"--absent`, `{setting}`, [link](absent.md), `haze/absent`, `restoration/absent.py`, `absent.py`"
    )
    found = "\n".join(complaints("docs/x.md", text))
    for name in ("'comparr'", "--tusk", "benchmark absent", "--absent", setting, "absent.md", "haze/absent",
                 "restoration/absent.py", "file absent.py"):  # fmt: skip
        assert name in found


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
