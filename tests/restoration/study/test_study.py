"""A study opened, taken part in, opened again; its verbs."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from restoration.cli import main
from restoration.errors import InputError
from restoration.image import load_image, save_image
from restoration.study import Study, open_study
from tests.restoration.study.conftest import METHODS, PHOTOS

TIES = {"nicer": "tie", "truer": "tie"}


def rate(study: Study, token: str, count: int) -> None:
    for _ in range(count):
        trial = study.trial(token)
        assert trial is not None
        left, right = trial.placement.left, trial.placement.right
        answer = "tie" if left == right else ("left" if left < right else "right")
        assert study.vote(
            token, trial.token, {"nicer": answer, "truer": answer}, 1, f"submission {trial.token}"
        )


def test_pictures_of_a_trial_are_those_of_its_methods(folder: Path) -> None:
    study = open_study(folder, trials=14, seed=1)
    token = study.join()
    for _ in range(14):
        trial = study.trial(token)
        assert trial is not None
        place = trial.placement
        for side, method in (("a", place.left), ("b", place.right), ("input", "input")):
            found = study.picture(trial.token, side)
            assert np.array_equal(found, load_image(folder / method / place.image))
        assert (
            (study.picture(trial.token, "truth") is not None)
            == study.has_truth(trial)
            == (place.image != "tower.png")
        )
        assert study.picture(trial.token, "c") is None
        assert study.size(trial) == (64, 48)
        study.vote(token, trial.token, TIES, 1, f"submission {trial.token}")
    assert study.picture("no such trial", "a") is None


def test_a_study_goes_on_with_what_it_began_with(folder: Path) -> None:
    study = open_study(folder, methods=["aurora", "cumulus"], seed=7)
    token = study.join()
    rate(study, token, 2)
    again = open_study(folder)
    assert again.pictures.methods == ("aurora", "cumulus")
    assert again.store.seed == 7
    assert (again.results_token, again.id) == (study.results_token, study.id)
    assert "Not part of this study, which began without: borealis." in again.notes
    assert again.rater(token).done == 2  # type: ignore[union-attr]
    with pytest.raises(
        InputError, match=r"has begun with other methods, seed \(2 methods: aurora, cumulus; 4 images; seed 7"
    ):
        open_study(folder, methods=METHODS, seed=8)
    save_image(np.zeros((48, 64, 3), np.uint8), folder / "aurora" / "tower.png")
    with pytest.raises(InputError, match=r"those of tower\.png are others now"):
        open_study(folder)
    (folder / "cumulus").rename(folder / "stratus")
    with pytest.raises(InputError, match=r"began with, but cumulus cannot be found"):
        open_study(folder)
    fresh = open_study(folder, database=folder / "second.sqlite3", limit=2)
    assert [item.name for item in fresh.pictures.items] == ["forest.png", "street.png"]


def test_unknown_methods_bad_options_and_bad_votes(folder: Path) -> None:
    with pytest.raises(InputError, match=r"methods of this folder \(aurora, borealis, cumulus\), got nimbus"):
        open_study(folder, methods=["aurora", "nimbus"])
    with pytest.raises(InputError, match="at least two methods to compare, got aurora"):
        open_study(folder, methods=["aurora"])
    with pytest.raises(InputError, match="trials"):
        open_study(folder, trials=0)
    study = open_study(folder)
    token = study.join()
    trial = study.trial(token)
    assert trial is not None
    for answers in (
        None,
        {},
        {"nicer": "left"},
        TIES | {"truer": "both"},
        TIES | {"more": "left"},
        {"nicer": [], "truer": []},
    ):
        with pytest.raises(InputError, match="expected an answer"):
            study.vote(token, trial.token, answers, 1, "submission")
    for submission in (None, "short", "x" * 65):
        with pytest.raises(InputError, match="submission"):
            study.vote(token, trial.token, TIES, 1, submission)
    for seconds in (float("nan"), "soon", -1, True, None):
        study.vote(token, trial.token, TIES, seconds, f"submission {seconds}")
    study.vote(token, trial.token, TIES, 1e9, "a long time")
    assert {v.seconds for v in study.votes()} == {0.0, 3600.0}


def test_report_and_csv_on_the_command_line(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    study = open_study(folder, trials=14, seed=1)
    for _ in range(3):
        rate(study, study.join(), 14)
    table, out = folder / "votes.csv", folder / "report.json"
    assert main(["study", "report", str(folder), "--csv", str(table), "--out", str(out)]) == 0
    data = json.loads(out.read_text("utf-8"))
    assert [m["method"] for m in data["counted"]["questions"][0]["methods"]] == list(METHODS)
    assert len(list(csv.DictReader(table.open()))) == 3 * 14 * 2
    assert main(["study", "report", str(folder)]) == 0
    assert "## Which is truer to the input?" in capsys.readouterr().out
    assert main(["study", "report", str(folder), "--out", str(folder / "report.md")]) == 0
    assert (folder / "report.md").read_text("utf-8").startswith("# Blind study")
    assert main(["study", "report", str(folder), "--out", "report.docx"]) == 2
    assert "expected a name ending in .md or .json" in capsys.readouterr().err


def test_check_on_the_command_line(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["study", "check", str(folder)]) == 0
    told = capsys.readouterr().out
    assert "3 methods (aurora; borealis; cumulus), 4 images, 3 with truth: 12 different pairs." in told
    assert not (folder / "study.sqlite3").exists()
    (folder / "aurora" / f"{PHOTOS[0]}.png").unlink()
    assert main(["study", "check", str(folder)]) == 2
    assert "aurora/ lacks street.png" in capsys.readouterr().err
    assert main(["study", "report", str(folder)]) == 2
    assert "expected the votes of a study, found no file" in capsys.readouterr().err
