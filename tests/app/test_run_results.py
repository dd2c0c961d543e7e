"""What a run of the page yields and stores, and what an error becomes."""

from __future__ import annotations

import base64
from pathlib import Path

import numpy as np
import pytest

from app.generation import Generation
from app.handlers import Handlers
from app.photo_run import Choice
from app.run_handlers import RunRequest
from app.uploads import GivenFiles
from restoration import degrade, load_image, save_image
from tests.app.asking import asking, everything, run
from tests.conftest import textured


def test_a_run_reports_progress_and_ends_with_a_stored_result(handlers: Handlers, uploads: Path) -> None:
    steps = run(handlers, [uploads / "d/one.png"], [uploads / "one_generated.png"], [uploads / "one_gt.png"])
    assert any("progress" in s[0] for s in steps)
    _, rows, current = steps[-1]
    assert [r["name"] for r in rows] == ["one"]
    assert float(rows[0]["gain"]) > 0
    result = handlers.compare.engine.store.load(current)
    assert result.comparison.generated_label == "GPT-4o (upload)"
    viewer, findings, scores, _ = handlers.compare.show(current)
    table = handlers.compare.rows(rows, current)
    assert {p["name"] for p in viewer["panes"]} >= {"degraded", "generated", "baseline", "guided"}
    assert "dB" in findings
    assert "Against ground truth" in scores
    assert 'aria-current="true"' in table.replace("'", '"')


def test_one_bad_photo_does_not_stop_the_others(handlers: Handlers, uploads: Path) -> None:
    steps = run(handlers, [uploads / "broken.png", uploads / "d/one.png", uploads / "d/two.png"], [], [])
    status, rows, current = steps[-1]
    assert [bool(r.get("error")) for r in rows] == [True, False, False]
    assert "2 of 3 compared" in status
    assert "damaged" in rows[0]["error"]
    scores = handlers.compare.show(current)[2]
    assert "Change from input" in scores
    assert "Against ground truth" not in scores
    assert "PSNR" not in scores
    assert "1 failed" in status
    assert "Failed: " in handlers.compare.rows(rows, current)


def test_the_simulator_never_stands_in_for_a_missing_truth(handlers: Handlers, uploads: Path) -> None:
    _, rows, _ = run(handlers, [uploads / "d/one.png"], [], [], source="simulate")[-1]
    assert "ground truth" in rows[0]["error"]


def test_the_api_without_a_key_says_so(handlers: Handlers, uploads: Path) -> None:
    _, rows, _ = run(handlers, [uploads / "d/one.png"], [], [], source="api", model="gpt-image-1.5")[-1]
    assert "key" in rows[0]["error"].lower()


@pytest.mark.parametrize("half", ["left", "right"])
def test_pictures_of_double_width_are_cut_each_time(handlers: Handlers, tmp_path: Path, half: str) -> None:
    truth = textured(60, 80, seed=6)
    sides = [degrade(truth, "haze", seed=1), truth]
    save_image(np.hstack(sides if half == "left" else sides[::-1]), tmp_path / "1.png")
    asked = RunRequest(
        GivenFiles([str(tmp_path / "1.png")]), Choice("other", halves=half), Generation("none")
    )
    for _ in range(2):  # what was uploaded stays as it is
        steps = everything(handlers.runs.run(asked, [], asking()))
        result = handlers.compare.engine.store.load(steps[-1][1][-1]["id"])
        assert result.comparison.has_truth
        np.testing.assert_array_equal(load_image(result.path("truth")), truth)
        np.testing.assert_array_equal(load_image(result.path("degraded")), sides[0])


def test_nothing_chosen(handlers: Handlers) -> None:
    steps = run(handlers, [], [], [])
    assert len(steps) == 1
    assert "Choose at least one" in steps[0][0]


def test_names_from_outside_are_escaped(handlers: Handlers, uploads: Path) -> None:
    hostile = uploads / "d" / "<img src=x onerror=alert(1)>.png"
    hostile.write_bytes((uploads / "d/one.png").read_bytes())
    _, rows, current = run(handlers, [hostile], [], [])[-1]
    _, findings, scores, _ = handlers.compare.show(current)
    table = handlers.compare.rows(rows, current)
    assert "<img src=x" not in findings + scores + table


def test_the_key_reaches_no_yielded_value(handlers: Handlers, uploads: Path) -> None:
    secret = b"sk-very-secret"
    pad = bytes(range(len(secret)))
    halves = [base64.b64encode(half).decode() for half in (pad, bytes(a ^ b for a, b in zip(secret, pad)))]
    person = handlers.compare.engine.visitors.of(asking()).person
    ticket = handlers.compare.engine.keys.leave(*halves, person)
    photos, options = [uploads / "d/one.png"], {"source": "api", "model": "gpt-image-1.5"}
    steps = run(handlers, photos, [], [], ticket=ticket, **options)
    assert "sk-very-secret" not in repr([np.asarray(s, dtype=object) for s in steps])
    # A ticket works once.
    assert "for one run" in run(handlers, photos, [], [], ticket=ticket, **options)[-1][0]


def test_the_released_set_is_matched_by_name_and_says_what_is_missing(
    handlers: Handlers, uploads: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "set" / "O-Haze").mkdir(parents=True)
    (tmp_path / "set" / "O-Haze" / "one.png").write_bytes((uploads / "one_generated.png").read_bytes())
    photos = [uploads / "d/one.png", uploads / "d/two.png"]
    _, rows, current = run(handlers, photos, [], [], source="released", released=str(tmp_path / "set"))[-1]
    assert "(released)" in handlers.compare.engine.store.load(current).comparison.generated_label
    assert "two" in rows[1]["error"]
    monkeypatch.setattr("huggingface_hub.snapshot_download", lambda *_, **__: 1 / 0)
    _, rows, _ = run(handlers, photos[:1], [], [], source="released", released="")[-1]
    assert "freyrigg/GPT-4o-Restore" in rows[0]["error"]


def test_photos_of_one_name_are_told_apart(handlers: Handlers, uploads: Path, tmp_path: Path) -> None:
    (tmp_path / "one.png").write_bytes((uploads / "d/one.png").read_bytes())
    _, rows, _ = run(handlers, [uploads / "d/one.png", tmp_path / "one.png"], [], [], source="none")[-1]
    assert [row["name"] for row in rows] == ["one", "one (2)"]
