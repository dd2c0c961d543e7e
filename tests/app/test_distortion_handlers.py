"""The Distortion tab without a browser: verdicts, views, stages, influence, every image with a report."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import gradio as gr
import pytest

from app.handlers import Handlers
from tests.app.asking import asking, run


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
