"""The handlers without a browser: what a run yields, what an error becomes."""

from __future__ import annotations

import base64
import dataclasses
import io
import json
import re
import zipfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import gradio as gr
import numpy as np
import pytest

from app import form_handlers, rendering
from app.archive import archive_of
from app.engine import Choice, Engine
from app.generation import Generation
from app.handlers import Handlers
from app.results import is_result_file
from app.run_handlers import RunRequest
from app.uploads import GivenFiles
from restoration import (
    degrade,
    get_settings,
    list_examples,
    load_image,
    measure_methods,
    save_image,
    simulate_generator,
)
from tests.app.asking import asking, everything
from tests.conftest import textured


@pytest.fixture(scope="module")
def uploads(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("uploads")
    truth = textured(90, 120, seed=4)
    for name in ("one", "two"):
        (folder / "d").mkdir(exist_ok=True)
        save_image(degrade(truth, "haze", seed=2), folder / "d" / f"{name}.png")
        save_image(simulate_generator(truth, seed=1).image, folder / f"{name}_generated.png")
        save_image(truth, folder / f"{name}_gt.png")
    (folder / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n broken")
    return folder


@pytest.fixture(scope="module")
def handlers(tmp_path_factory: pytest.TempPathFactory) -> Handlers:
    return Handlers.of(
        Engine(dataclasses.replace(get_settings(), data_dir=tmp_path_factory.mktemp("engine")))
    )


def run(
    handlers: Handlers,
    degraded: list[Path],
    generated: list[Path],
    truth: list[Path],
    ticket: str | None = None,
    **options: Any,
) -> list[Any]:
    generation = Generation(**{"source": "upload", "uploader_model": "GPT-4o"} | options)
    files = GivenFiles(*([str(p) for p in paths] for paths in (degraded, generated, truth)))
    steps = everything(handlers.runs.run(RunRequest(files, Choice("haze"), generation, ticket), [], asking()))
    # A result is opened once, by the step that has it first.
    opened = [current for _, _, current in steps if isinstance(current, str)]
    return [*steps[:-1], (*steps[-1][:2], opened[0] if opened else steps[-1][2])]


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


def test_several_results_make_one_zip(handlers: Handlers, uploads: Path) -> None:
    _, rows, current = run(handlers, [uploads / "d/one.png", uploads / "d/two.png"], [], [])[-1]
    form = handlers.compare.archive(current, rows)
    ids = re.findall("name='id' value='([^']+)'", form)
    assert ids == [row["id"] for row in rows]
    name, pieces = archive_of(handlers.compare.engine.store, ids)
    assert name.startswith("one-and-1-more-priorlens")
    with zipfile.ZipFile(io.BytesIO(b"".join(pieces))) as opened:
        assert {n.split("/")[0] for n in opened.namelist()} == {"one", "two"}
        assert opened.testzip() is None
    assert handlers.compare.archive(None, rows) == ""
    assert handlers.compare.archive("example-haze-palace", rows).count("name='id'") == 1


def test_the_simulator_never_stands_in_for_a_missing_truth(handlers: Handlers, uploads: Path) -> None:
    _, rows, _ = run(handlers, [uploads / "d/one.png"], [], [], source="simulate")[-1]
    assert "ground truth" in rows[0]["error"]


def test_the_api_without_a_key_says_so(handlers: Handlers, uploads: Path) -> None:
    _, rows, _ = run(handlers, [uploads / "d/one.png"], [], [], source="api", model="gpt-image-1.5")[-1]
    assert "key" in rows[0]["error"].lower()


def test_a_model_brings_its_own_options_and_names_its_own_key(
    handlers: Handlers, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("OPENAI_API_KEY", "GEMINI_API_KEY", "GOOGLE_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: object())
    quality, policy, fidelity, note = handlers.generation.model_options("gemini-3-pro-image")
    assert (quality["choices"], quality["value"]) == (["1K", "2K", "4K"], "1K")
    assert policy["choices"] == ["snap", "pad"]
    assert fidelity["choices"] == ["leave out"]
    assert "No GEMINI_API_KEY is set" in note
    assert "No OPENAI_API_KEY is set" in handlers.generation.model_options("gpt-image-2")[3]
    monkeypatch.setenv("GOOGLE_API_KEY", "abcdefghij")
    assert "has a key of Google" in handlers.generation.api_note("gemini-3-pro-image")
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert "priorlens[gemini]" in handlers.generation.api_note("gemini-3-pro-image")
    assert "expected a model name" in handlers.generation.model_options("gemini-../x")[3]


def priced(model: str, quality: str = "medium") -> Generation:
    return Generation(
        "api", model=model, quality=quality, size_policy="snap", input_fidelity="leave out", prompt=""
    )


def test_a_quality_of_another_model_is_not_priced(handlers: Handlers, uploads: Path) -> None:
    photos = [str(uploads / "d/one.png")]
    said = handlers.generation.estimate(photos, "haze", priced("gemini-3-pro-image"))
    assert "Estimate: about $0.1" in said
    lite = handlers.generation.estimate(photos, "haze", priced("gemini-3.1-flash-lite-image", "1K"))
    assert "price unknown" in lite


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


def test_a_single_photo_gets_a_suggestion(handlers: Handlers, uploads: Path) -> None:
    for example in list_examples():
        task, said = handlers.form.suggest([str(example.degraded_path)])
        assert task["value"] == example.task
        assert "suggested" in said
    assert handlers.form.suggest(None)[1] == ""
    assert "damaged" in handlers.form.suggest([str(uploads / "broken.png")])[1]


def test_links_open_what_they_name(handlers: Handlers) -> None:
    assert handlers.opening.open_page("[]", asking())[1] == "example-haze-palace"
    assert handlers.opening.open_page("[]", asking(example="rain-cat"))[1] == "example-rain-cat"
    rows, current, said = handlers.opening.open_page('[{"id": "gone"}]', asking(result="../../etc"))
    assert rows == []
    assert current == "example-haze-palace"
    assert "no longer kept" in said
    assert "Shown instead: Palace in haze" in said


def test_what_a_browser_kept_comes_back_with_the_columns_of_today(handlers: Handlers) -> None:
    current = handlers.opening.open_page("[]", asking())[1]
    failed = {"id": None, "name": "x", "error": "damaged"}
    rows, shown, _ = handlers.opening.open_page(
        json.dumps([{"id": current, "name": "old", "numbers": {}}, failed]), asking()
    )
    assert rows[0]["numbers"]["influence"] is not None
    assert rows[1] == failed
    assert shown == current


def test_findings_and_verdicts_are_sentences(handlers: Handlers) -> None:
    current = handlers.opening.open_page("[]", asking())[1]
    findings = handlers.compare.show(current)[1]
    verdicts = handlers.distortion.show_distortion(current, None)[4]
    lead = verdicts.split("<p class='pg-lead'>")[1]
    assert lead[0].isupper()
    assert not re.search(r"(?<![\w.])-\d", re.sub("<[^>]*>", "", findings + verdicts))


def test_views_are_drawn_once_and_are_files(handlers: Handlers) -> None:
    current = handlers.opening.open_page("[]", asking())[1]
    for view in ("labels", "flow", "influence", "stage-raw", "stage-tone"):
        address = re.search("src='results/([^']+)'", handlers.distortion.show_view(current, view))
        assert address is not None
        found = [
            root / address[1]
            for root in (
                handlers.compare.engine.store.folder(current).parent,
                handlers.compare.engine.derived.root,
            )
        ]
        assert any(p.is_file() and p.read_bytes().startswith(b"\x89PNG") for p in found)
    with pytest.raises(gr.Error, match="expected one of"):
        handlers.distortion.show_view(current, "nothing")


def test_the_influence_of_the_prior_is_words_a_table_a_column_and_a_pane(handlers: Handlers) -> None:
    current = handlers.opening.open_page("[]", asking())[1]
    data = handlers.compare.engine.store.load(current).comparison.influence
    viewer, findings, *_ = handlers.compare.show(current)
    assert data is not None
    assert data.sentence in findings
    assert {p["name"]: p["label"] for p in viewer["panes"]}["influence"] == "Prior influence"
    assert "influence" not in viewer["visible"]
    verdicts, regions = handlers.distortion.show_distortion(current, None)[4:6]
    assert 'data-testid="influence"' in verdicts.replace("'", '"')
    through = next(share for share in data.through if share == share)
    assert f"<td>{100 * through:.0f} %</td>" in regions


def test_without_a_generated_image_nothing_is_said_to_have_reached_the_result(
    handlers: Handlers, uploads: Path
) -> None:
    _, _, current = run(handlers, [uploads / "d/one.png"], [], [])[-1]
    assert "What reached the result" not in handlers.compare.show(current)[1]
    assert handlers.distortion.show_view(current, "influence") == ""
    _, missing, overlays, *others = handlers.distortion.show_distortion(current, "influence")
    assert "without a generated image" in missing
    assert "influence" not in [name for _, name in overlays["choices"]]
    assert overlays["value"] == "labels"
    assert not any(others)
    assert "Nothing is open" in handlers.distortion.show_distortion(None, "labels")[1]


def test_stages_open_in_the_viewer_with_their_numbers_and_stay(handlers: Handlers) -> None:
    current = handlers.opening.open_page("[]", asking())[1]
    for protocol in ("rgb", "y"):
        payload = handlers.distortion.show_stage(
            current, protocol, None, SimpleNamespace(_data={"stage": "dense"})
        )
        assert payload["view"]["layout"] == "flip"
        assert payload["view"]["flip"] == "stage-dense"
        table, _ = handlers.distortion.show_stages(current, protocol)
        for pane in payload["panes"]:
            if pane["name"].startswith("stage-"):
                assert f"<td>{pane['scores'][0]['value'].removesuffix(' dB')}</td>" in table
    linked = handlers.compare.show(current, "rgb", f"#view={current}&panes=stage-raw")[0]
    assert [p["name"] for p in linked["panes"]] == [p["name"] for p in payload["panes"]]
    assert "view" not in linked
    # Another visitor's viewer of the same example has no pane more than before.
    assert not [p for p in handlers.compare.show(current)[0]["panes"] if p["name"].startswith("stage-")]
    assert handlers.distortion.show_stages(None, "rgb") == ("", None)


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


def test_the_price_is_said_before_the_call(handlers: Handlers, uploads: Path) -> None:
    photos = [str(uploads / "d/one.png")]
    said = handlers.generation.estimate(photos, "haze", priced("gpt-image-1.5"))
    assert "$" in said
    assert "takes" in handlers.generation.estimate(photos, "haze", priced("gpt-image-1.5", "max"))
    assert handlers.generation.estimate(photos, "haze", Generation("upload")) == ""


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


def test_scores_under_another_protocol(handlers: Handlers) -> None:
    current = handlers.opening.open_page("[]", asking())[1]
    rgb, luma, mean = (handlers.compare.show(current, p)[:3] for p in ("rgb", "y", "rgb-gtmean"))
    for same, other in zip(rgb, luma, strict=True):
        assert same != other
    payload, findings, table = mean
    assert "disputed" in table
    assert "disputed" in findings
    assert payload["protocol"]["id"] == "rgb-gtmean"
    captions = [{p["name"]: p["score_text"] for p in made[0]["panes"]} for made in (rgb, luma)]
    assert "(rgb)" in captions[0]["guided"]
    assert "(y)" in captions[1]["guided"]
    assert handlers.compare.show(current, "y")[:3] == luma  # kept, not made again
    assert handlers.compare.show(None)[1:3] == ("", "")


def test_photos_of_one_name_are_told_apart(handlers: Handlers, uploads: Path, tmp_path: Path) -> None:
    (tmp_path / "one.png").write_bytes((uploads / "d/one.png").read_bytes())
    _, rows, _ = run(handlers, [uploads / "d/one.png", tmp_path / "one.png"], [], [], source="none")[-1]
    assert [row["name"] for row in rows] == ["one", "one (2)"]


@pytest.fixture(scope="module")
def kept(handlers: Handlers, tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("others")
    truth = textured(90, 120, seed=4)
    for name, image in {
        "x.png": degrade(truth, "haze", seed=1),
        "x_gt.png": truth,
        "x__A.png": np.rint(truth * 0.9).astype(np.uint8),
        "x__B <i>.png": np.roll(truth, 3, 1),
        "gpt-4o.png": simulate_generator(truth, seed=1).image,
        "nano.png": simulate_generator(truth, seed=2).image,
    }.items():
        save_image(image, folder / name)
    given = [str(folder / name) for name in ("x__A.png", "x__B <i>.png")]
    generated = [str(folder / name) for name in ("gpt-4o.png", "nano.png")]
    files = GivenFiles([str(folder / "x.png")], generated, [str(folder / "x_gt.png")], given)
    steps = everything(handlers.runs.run(RunRequest(files, Choice("haze")), [], asking()))
    return handlers.compare.engine.store.load(steps[-1][1][-1]["id"])


class TestResultsOfOthers:
    """A photo with results of three methods and two generators, through the run's own handler."""

    def test_every_method_is_a_pane_with_scores(self, kept: Any) -> None:
        panes = {p["name"]: p for p in kept.viewer["panes"]}
        assert panes["result-a"]["label"] == "A"
        assert panes["result-a"]["scores"][0]["name"] == "PSNR"
        assert panes["generated"]["label"] == "gpt-4o"
        assert panes["generated-nano"]["badge"] == "nano (upload)"
        assert "result-b-i-aligned" in panes
        assert "baseline" not in panes
        assert kept.comparison.models == {}
        assert {"result-a", "generated-nano"} <= set(kept.viewer["visible"])

    def test_tables_name_methods_and_are_escaped(self, kept: Any, handlers: Handlers) -> None:
        viewer, findings, scores, _ = handlers.compare.show(kept.id)
        assert "Of 2 results, <b>B &lt;i&gt;</b> is nearest to ground truth" in findings
        assert "<i>" not in scores
        assert scores.count("data-testid='reports'") == 1
        assert "gpt-4o (upload)" in scores
        assert viewer["panes"]

    def test_a_row_says_the_best_result(self, kept: Any, handlers: Handlers) -> None:
        row = rendering.row_of(kept)
        assert float(row["result"]) > 20
        assert "baseline" not in row
        assert "Best result" in handlers.compare.rows([row], kept.id)

    def test_their_files_are_served(self, kept: Any) -> None:
        for pane in kept.viewer["panes"]:
            assert is_result_file(pane["file"].rsplit("/", 1)[-1]), pane["file"]


def test_pairs_are_shown_and_can_be_corrected() -> None:
    photos, results = ["/p/x.png", "/p/y.png"], ["/r/0/x__A.png", "/r/1/z__A.png"]
    corrections, table, switch = form_handlers.pairs(GivenFiles(photos, results=results))
    assert corrections == {}
    assert switch["visible"] is True
    assert "1 of 2 photos have files" in table
    assert "z__A.png: was not used as result" in table
    event = SimpleNamespace(_data={"column": "result|A", "photo": 1, "file": 1})
    corrections, table = form_handlers.correct(GivenFiles(photos, results=results), event)  # type: ignore[arg-type]
    assert corrections == {"result|A": {"1": 1}}
    assert "2 of 2 photos have files" in table
    assert "left-over" not in table
    assert form_handlers.pairs(GivenFiles(photos[:1], truth=["/t/gt.png"]))[1] == ""


class TestReportsOfOthers:
    """Every image with a report has all of it: verdicts, places with crops, histogram, overlays, stages, ladder."""

    def test_every_image_with_a_report_can_be_chosen(self, kept: Any, handlers: Handlers) -> None:
        menu = handlers.distortion.show_distortion(kept.id, "labels")[0]
        assert menu["choices"] == [
            ("gpt-4o", "generated"),
            ("B <i>", "result-b-i"),
            ("nano", "generated-nano"),
        ]
        assert (menu["visible"], menu["value"]) == (True, "generated")

    @pytest.mark.parametrize("pane", ["generated", "generated-nano", "result-b-i"])
    def test_each_has_the_same_parts_and_its_own_content(
        self, kept: Any, handlers: Handlers, pane: str
    ) -> None:
        heading, overlays, rung, verdicts, regions, histogram, overlay = handlers.distortion.show_source(
            kept.id, "labels", pane
        )
        method = next(m for m in kept.comparison.methods if m.pane == pane)
        assert "<i>" not in heading + verdicts + regions
        assert verdicts.count("data-testid='verdicts'") == 1
        report = method.distortion
        assert regions.count("<tr>") == len(report.regions) + 1 if report.regions else regions == ""
        assert regions.count("<img ") == 2 * min(12, len(report.regions))
        assert histogram is not None
        assert rung is None
        name = "distortion" if pane == "generated" else f"{pane}-distortion"
        assert f"results/{kept.id}/{name}.png" in overlay
        drawn = {
            view: handlers.distortion.show_view(kept.id, view, pane)
            for _, view in overlays["choices"]
            if view != "labels"
        }
        assert all(drawn.values())
        assert ("influence" in drawn) == (kept.path("influence").is_file() and pane == "generated")
        for protocol in ("rgb", "y"):
            ladder, waterfall = handlers.distortion.show_stages(kept.id, protocol, pane)
            assert ladder.count("data-stage=") == len(report.ladder)
            assert waterfall is not None

    def test_the_parts_of_two_images_differ(self, kept: Any, handlers: Handlers) -> None:
        first, second = (
            handlers.distortion.show_source(kept.id, "flow", pane) for pane in ("generated", "generated-nano")
        )
        assert "generated image: gpt-4o (upload)" in first[0]
        assert "generated image: nano (upload)" in second[0]
        assert all(a != b for a, b in zip(first[3:], second[3:], strict=True))
        assert (
            "result of another method: B" in handlers.distortion.show_source(kept.id, "flow", "result-b-i")[0]
        )
        assert handlers.distortion.show_stages(kept.id, "y", "generated") != handlers.distortion.show_stages(
            kept.id, "y", "generated-nano"
        )

    def test_its_stages_open_in_the_viewer_and_come_back_by_their_address(
        self, kept: Any, handlers: Handlers
    ) -> None:
        event = SimpleNamespace(_data={"stage": "dense"})
        payload = handlers.distortion.show_stage(kept.id, "rgb", "generated-nano", event)
        assert payload["view"]["flip"] == "generated-nano-stage-dense"
        staged = {p["name"]: p for p in payload["panes"] if "-stage-" in p["name"]}
        assert len(staged) == 5
        assert staged["generated-nano-stage-dense"]["origin"] == "Generated image: nano (upload)"
        assert staged["generated-nano-stage-dense"]["scores"]
        linked = handlers.compare.show(
            kept.id, "rgb", f"#view={kept.id}&panes=generated-nano-stage-raw,degraded"
        )[0]
        assert {p["name"] for p in linked["panes"]} == {p["name"] for p in payload["panes"]}

    def test_an_unknown_image_falls_back_to_the_first(self, kept: Any, handlers: Handlers) -> None:
        forged = handlers.distortion.show_source(kept.id, "labels", "../../etc")
        assert forged[0] == handlers.distortion.show_source(kept.id, "labels", "generated")[0]

    def test_nothing_open_needs_no_choice(self, handlers: Handlers) -> None:
        assert handlers.distortion.show_distortion(None, "labels")[0]["visible"] is False


class TestTableOfMethods:
    def test_the_batch_has_every_method_and_measure(self, kept: Any, handlers: Handlers) -> None:
        batches = handlers.batch
        rows = [rendering.row_of(kept), {"id": None, "name": "broken", "error": "x"}]
        html, menu = batches.methods(rows, ["gmsd"], None, "rgb")
        assert menu["choices"] == [(m, m) for m in ("Degraded", "A", "B <i>", "gpt-4o", "nano")] or menu[
            "choices"
        ] == ["Degraded", "A", "B <i>", "gpt-4o", "nano"]
        assert menu["value"] == "A"
        assert html.count("data-testid='methods-") == 3
        assert "<i>" not in html
        assert "Difference to B &lt;i&gt;" in batches.methods(rows, [], "B <i>", "rgb")[0]

    def test_numbers_are_those_of_the_command_line(self, kept: Any, handlers: Handlers) -> None:
        for protocol in ("rgb", "y"):
            page = handlers.compare.engine.measuring.values(kept, ("psnr", "ssim", "de2000"), protocol)
            line = measure_methods(kept.comparison, kept.path, ("psnr", "ssim", "de2000"), protocol)
            assert page == line
        # Once more, from what was kept.
        assert (
            handlers.compare.engine.measuring.values(kept, ("de2000",), "y")["A"]["de2000"]
            == line["A"]["de2000"]
        )

    def test_one_photo_can_be_copied(self, kept: Any, handlers: Handlers) -> None:
        _, _, scores, _ = handlers.compare.show(kept.id)
        assert scores.count("<textarea") == 3
        assert "B &lt;i&gt;" in scores

    def test_nothing_to_compare_is_empty(self, handlers: Handlers) -> None:
        assert handlers.batch.methods([], [], None)[0] == ""
