from __future__ import annotations

import json
from pathlib import Path

import fake_openai as fo
import numpy as np
import pytest
from PIL import Image

from restoration.control import RunControl
from restoration.errors import InputError
from restoration.gpt import CallTerms, FolderReport, FolderRequest, Options, generate_folder
from restoration.gpt.folders import Pace
from restoration.image import load_image, save_image


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for i in range(5):
        save_image(np.full((20, 30, 3), 40 * i, np.uint8), tmp_path / "in" / f"photo{i}.png")
    return tmp_path / "in"


def run(source: object, task: str, out: Path, **more: object) -> FolderReport:
    """`generate_folder` with everything by name: the request's fields, those of the terms, `cancelled`."""
    control = RunControl(cancelled=more.pop("cancelled", None))
    terms = CallTerms(**{name: more.pop(name) for name in ("budget", "cache", "timeout_s") if name in more})
    return generate_folder(FolderRequest(source, task, out, **more), terms, control)


def statuses(report: FolderReport) -> list[str]:
    return [row.status for row in report.rows]


def test_a_folder_and_its_second_run(serve, folder, tmp_path):
    fake = serve()
    out = tmp_path / "out"
    report = run(folder, "haze", out, parallel=3)
    assert statuses(report) == ["done"] * 5
    assert report.ok
    assert report.cost_usd == pytest.approx(5 * 0.0537)
    assert sorted(p.name for p in out.iterdir()) == sorted(
        f"photo{i}{suffix}" for i in range(5) for suffix in (".png", ".json")
    )
    facts = json.loads((out / "photo2.json").read_text())
    assert facts["source"] == "api"
    assert facts["prompt"] in fake.requests[0].fields["prompt"]
    with Image.open(out / "photo2.png") as written:
        assert written.text["Source"] == "gpt-image-2.5-sunburst (api)"
    assert load_image(out / "photo2.png").shape == (facts["height"], facts["width"], 3)
    again = run(folder, "haze", out)
    assert statuses(again) == ["cached"] * 5
    assert (again.cost_usd, fake.calls) == (0.0, 5)


def test_each_failure_has_its_row(serve, folder, tmp_path):
    (folder / "broken.png").write_bytes(b"\x89PNG broken")
    refuse = fo.error(400, "moderation_blocked", "no")

    def step(handler, request):
        value = int(request.image[0, 0, 0])
        {40: refuse, 80: fo.error(400, message="odd")}.get(value, fo.picture())(handler, request)

    serve(step)
    report = run(folder, "haze", tmp_path / "out", parallel=2)
    assert report.rows[0].name == "broken.png"
    assert statuses(report) == ["failed", "done", "refused", "failed", "done", "done"]
    assert not report.ok
    assert "odd" in report.rows[3].message
    priced = run(folder, "haze", tmp_path / "out", dry_run=True)
    assert statuses(priced) == ["failed", "cached", "refused", "priced", "cached", "cached"]


def test_a_bad_key_stops_the_rest(serve, folder, tmp_path):
    fake = serve(fo.error(401, "invalid_api_key"))
    report = run(folder, "haze", tmp_path / "out", parallel=1)
    assert statuses(report) == ["failed"] + ["stopped"] * 4
    assert fake.calls == 1


def test_the_budget_holds_in_parallel(serve, folder, tmp_path):
    fake = serve()
    report = run(folder, "haze", tmp_path / "out", parallel=5, budget=0.13)
    assert sorted(statuses(report)) == ["done"] * 2 + ["stopped"] * 3
    assert fake.calls == 2
    assert report.cost_usd <= 0.13
    assert statuses(run(folder, "haze", tmp_path / "out", budget=5.0)).count("cached") == 2


def test_a_dry_run_needs_nothing(folder, tmp_path, monkeypatch):
    monkeypatch.delenv("OPENAI_API_KEY")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    save_image(np.full((20, 30, 3), 0, np.uint8), folder / "same-as-photo0.png")
    report = run(folder, "haze", tmp_path / "out", dry_run=True, n=2)
    assert statuses(report) == ["priced"] * 5 + ["cached"]
    assert report.cost_usd == pytest.approx(5 * 2 * 0.0513, rel=0.2)
    assert not (tmp_path / "out").exists()
    unknown = run(folder, "haze", tmp_path / "out", dry_run=True, options=Options("other-model"))
    assert not unknown.cost_known


def test_a_dry_run_knows_the_cache(serve, folder, tmp_path):
    serve()
    run(folder, "haze", tmp_path / "out")
    assert statuses(run(folder, "haze", tmp_path / "x", dry_run=True)) == ["cached"] * 5
    assert statuses(run(folder, "haze", tmp_path / "x", dry_run=True, cache=False)) == ["priced"] * 5
    two = run(folder, "haze", tmp_path / "x", dry_run=True, n=2)
    assert two.cost_usd < run(folder, "rain", tmp_path / "x", dry_run=True, n=2).cost_usd


def test_samples_and_names_that_collide(serve, tmp_path):
    serve()
    save_image(np.full((20, 30, 3), 1, np.uint8), tmp_path / "in" / "a.png")
    save_image(np.full((20, 30, 3), 200, np.uint8), tmp_path / "in" / "a.jpg")
    run(tmp_path / "in", "haze", tmp_path / "out", n=2)
    names = sorted(p.name for p in (tmp_path / "out").glob("*.png"))
    assert names == ["a.jpg.png", "a.jpg_2.png", "a.png.png", "a.png_2.png"]


def test_nothing_is_written_over_the_input(folder):
    for source in (folder, folder / "photo1.png"):
        with pytest.raises(InputError, match="another folder"):
            run(source, "haze", folder)


def test_cancelling_leaves_a_table(serve, folder, tmp_path):
    serve(fo.picture(), fo.picture(), fo.hang())
    report = run(
        folder,
        "haze",
        tmp_path / "out",
        parallel=1,
        cancelled=lambda: len(list((tmp_path / "out").glob("*.png"))) >= 2,
    )
    assert statuses(report)[:2] == ["done", "done"]
    assert set(statuses(report)[2:]) == {"stopped"}


def test_bad_arguments(folder, tmp_path):
    for arguments in (
        {"task": "moire"},
        {"parallel": 0},
        {"per_minute": 0.0},
        {"n": 0},
        {"options": Options(quality="ultra")},
        {"source": tmp_path / "nothing"},
        {"source": tmp_path},
    ):
        with pytest.raises(InputError):
            run(**{"source": folder, "task": "haze", "out": tmp_path / "out", **arguments})


def test_the_pace_spaces_requests(monkeypatch):
    monkeypatch.setattr("restoration.gpt.folders.time.monotonic", lambda: 100.0)
    pace = Pace(600)
    assert [pace() for _ in range(4)] == pytest.approx([0.0, 0.1, 0.2, 0.3])
    assert Pace(None)() == 0.0


def test_waiting_for_a_turn_is_not_waiting_for_an_answer(serve, folder, tmp_path):
    fake = serve()
    report = run(folder, "haze", tmp_path / "out", per_minute=60, timeout_s=3.5, parallel=5)
    assert statuses(report) == ["done"] * 5  # the last had to wait four seconds for its turn
    assert fake.calls == 5


def test_what_was_paid_is_counted_even_where_saving_fails(serve, folder, tmp_path):
    serve()
    out = tmp_path / "out"
    (out / "photo0.png").mkdir(parents=True)
    report = run(folder, "haze", out)
    assert statuses(report) == ["failed"] + ["done"] * 4
    assert report.cost_usd == pytest.approx(5 * 0.0537)


def test_a_lost_answer_costs_an_unknown_amount(serve, folder, tmp_path):
    serve(fo.drop())
    report = run(folder, "haze", tmp_path / "out")
    assert not report.cost_known
