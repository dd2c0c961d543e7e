"""Options and tables that several verbs share."""

from __future__ import annotations

import argparse
import math
from pathlib import Path

import pytest

from restoration.cli.cases import add_case_options, case_choice, refuse_case_options
from restoration.cli.options import add_device, add_fusion, add_task, decibels, print_table, progress_line
from restoration.errors import InputError


def parsed(*given: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    add_case_options(parser, 3)
    return parser.parse_args(given)


def test_the_usual_number_of_cases_where_none_is_asked_for() -> None:
    usual = case_choice(parsed(), 3, "rgb")
    assert (usual.worst, usual.best, usual.images) == (3, 3, ())
    one = case_choice(parsed("--worst", "1", "--only", "a", "--only", "b"), 3, None)
    assert (one.worst, one.best, one.only) == (1, 0, ("a", "b"))
    named = case_choice(parsed("--image", "x.png", "--set", "o-haze=/sets/o"), 3, None)
    assert (named.worst, named.best, named.images, named.top) == (0, 0, ("x.png",), Path("/sets/o"))


def test_no_number_of_cases_is_below_nought() -> None:
    assert case_choice(parsed("--best", "0"), 3, None).best == 0
    with pytest.raises(InputError, match="--best: expected a number of at least 0, got -1"):
        case_choice(parsed("--best", "-1"), 3, None)


@pytest.mark.parametrize(
    "given", [("--worst", "0"), ("--image", "x"), ("--over", "m"), ("--set", "o-haze=/x")]
)
def test_without_a_run_they_are_refused(given: tuple[str, str]) -> None:
    refuse_case_options(parsed())
    with pytest.raises(InputError, match=f"{given[0]}: has a meaning for a run"):
        refuse_case_options(parsed(*given))


def test_columns_are_as_wide_as_their_longest_cell(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(("method", "dB"), [("a long name", "1.25"), ("b", "12.50")])
    assert capsys.readouterr().out == "method          dB\na long name   1.25\nb            12.50\n"


def test_decibels() -> None:
    assert [decibels(value) for value in (math.inf, math.nan, 21.005)] == ["∞", "–", "21.00"]


def test_the_shared_options_and_their_defaults() -> None:
    parser = argparse.ArgumentParser()
    add_task(parser)
    add_device(parser)
    add_fusion(parser, "photo")
    found = parser.parse_args(["--task", "rain", "--tone", "photo"])
    assert (found.task, found.tone, found.follow) == ("rain", "photo", 1.0)
    with pytest.raises(SystemExit):
        parser.parse_args(["--task", "moire"])


def test_progress_is_for_terminals(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    progress_line(0.5, "half")
    assert capsys.readouterr().err == ""
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    progress_line(0.5, "half")
    assert " 50 %  half" in capsys.readouterr().err
