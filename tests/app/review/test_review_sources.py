"""Folders of comparisons as a review bundle takes them: which, in which order, under which names."""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pytest

from app.review.bundle import make_bundle
from app.review.command import add_parser
from app.review.run_text import run_text
from app.review.sources import blind_case, blinded_methods, find_comparisons, open_case
from restoration import InputError, load_image, write_comparison
from restoration.metrics import score
from restoration.records.comparison import Comparison, Method
from tests.conftest import textured


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A photo with two results, one of half the size, and ground truth."""
    truth = textured(40, 48, seed=1)
    panes = {
        "degraded": truth // 2,
        "result-a": truth // 2 + 40,
        "result-b": truth[::2, ::2].copy(),
        "truth": truth,
    }
    scores = {name: score(panes[name], truth) for name in ("degraded", "result-a")}
    methods = (
        Method("photo", "Degraded", "degraded", scores["degraded"]),
        Method("result", "Net A", "result-a", scores["result-a"]),
        Method("result", "Net B", "result-b", scores["result-a"]),
    )
    made = tmp_path_factory.mktemp("sources")
    for name in ("b", "a"):
        write_comparison(Comparison("haze", panes, scores, "truth", {}, {}, {}, methods=methods), made / name)
    return made


def test_a_folder_itself_or_those_below_it_by_name(folder: Path, tmp_path: Path) -> None:
    assert find_comparisons(folder / "b") == [folder / "b"]
    assert find_comparisons(folder) == [folder / "a", folder / "b"]
    with pytest.raises(InputError, match=r"found no comparison\.json"):
        find_comparisons(tmp_path)
    for n in range(201):
        (tmp_path / f"{n}").mkdir()
        (tmp_path / f"{n}" / "comparison.json").write_text("{}")
    with pytest.raises(InputError, match="up to 200 comparisons in one file, got more"):
        find_comparisons(tmp_path)


def test_under_their_names_photo_and_truth_come_first(folder: Path) -> None:
    case = open_case(folder / "a", "a photo")
    assert [image.name for image in case.images] == ["degraded", "truth", "result-a", "result-b"]
    assert [image.is_method for image in case.images] == [False, False, True, True]
    assert case.first_view == ("degraded", "result-a", "result-b")
    np.testing.assert_array_equal(case.images[2].read(), load_image(folder / "a/result-a.png"))
    assert case.key == {}


def test_blind_the_order_is_the_one_given_and_every_image_has_the_photos_size(folder: Path) -> None:
    methods = blinded_methods([folder / "a", folder / "b"])
    assert methods == ["result-a", "result-b"]
    case = blind_case(folder / "a", 3, (1, 0), methods)
    assert case.title == "Photo 3"
    assert [image.label for image in case.images if image.is_method] == ["A", "B"]
    assert case.key == {"A": "Net B", "B": "Net A"}
    assert case.panes == {"A": "result-b", "B": "result-a"}
    assert {image.read().shape for image in case.images} == {(40, 48, 3)}
    assert not any(image.badge or image.origin for image in case.images)


def test_blinding_needs_two_methods_and_no_more_than_letters() -> None:
    with pytest.raises(InputError, match="--blind: expected 2 to 26 methods, got 0"):
        blinded_methods([])


def test_the_first_photo_must_fit(folder: Path) -> None:
    with pytest.raises(InputError, match="--max-mb"):
        make_bundle([folder / "a"], max_mb=0.001)


class Run:
    """Scores of a run of three methods."""

    protocol = "rgb"

    def __init__(self) -> None:
        self.named: object = "not asked"

    def summary(self) -> dict[str, object]:
        methods = [{"name": "Net A", "simulated": True}, {"name": "Net C", "simulated": False}]
        return {
            "images": 30,
            "set": "o-haze",
            "methods": methods,
            "against": "input",
            "interval": "i",
            "test": "t",
        }

    def tables(self, names: object) -> list[str]:
        self.named = names
        return []


def test_a_blind_table_has_letters_and_neither_the_sets_name_nor_simulated_methods(folder: Path) -> None:
    run = Run()
    cases = [blind_case(folder / "a", 1, (1, 0), ["result-a", "result-b"])]
    found = run_text(run, [folder / "a"], cases, blind=True)  # type: ignore[arg-type]
    assert run.named == {"Net B": "A", "Net A": "B", "Degraded": "Input"}
    assert found["title"] == "all 30 images"
    assert found["simulated"] == ""
    assert found["against"] == "the input: change, not quality"
    open_text = run_text(run, [folder / "a"], cases, blind=False)  # type: ignore[arg-type]
    assert run.named is None
    assert open_text["title"] == "all 30 images of o-haze"
    assert open_text["simulated"] == "Simulated generator, not a real one: Net A."


def test_the_verb_needs_a_file_to_write() -> None:
    parser = argparse.ArgumentParser()
    add_parser(parser.add_subparsers())
    found = parser.parse_args(["bundle", "x", "--out", "y.html"])
    assert (found.blind, found.max_mb, found.worst) == (False, 100.0, None)
    with pytest.raises(SystemExit):
        parser.parse_args(["bundle", "x"])
