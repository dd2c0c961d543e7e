"""Distortion reports as HTML: side by side, stage by stage, and where there is none."""

from __future__ import annotations

import dataclasses
import re
from types import SimpleNamespace
from typing import Any

from app.handlers import Handlers
from app.rendering.reports import distortion_heading, nothing_bent, overlay_figure, report_table, stage_table


def with_report(kept: Any, **changes: Any) -> Any:
    report = dataclasses.replace(kept.comparison.distortion, **changes)
    comparison = dataclasses.replace(kept.comparison, distortion=report)
    return SimpleNamespace(comparison=comparison, name=kept.name, id=kept.id, path=kept.path)


def test_a_row_of_numbers_and_one_of_words_for_every_image_with_a_report(kept: Any) -> None:
    html = report_table(kept)
    reported = [m for m in kept.comparison.methods if m.distortion]
    assert html.count("pg-numbers") == html.count("pg-words") == len(reported)
    first = reported[0].distortion
    assert f"<td>{first.motion_px:.1f}</td><td>{first.residual_px.p95:.1f}</td>" in html
    assert f"results/{kept.id}/distortion.png" in html


def test_one_report_of_a_generated_image_needs_no_table(kept: Any) -> None:
    generated = tuple(m for m in kept.comparison.methods if m.pane == "generated")
    alone = dataclasses.replace(kept.comparison, methods=generated)
    assert report_table(SimpleNamespace(comparison=alone, id=kept.id, path=kept.path)) == ""


def test_what_cannot_be_judged_has_no_numbers(kept: Any) -> None:
    methods = tuple(
        dataclasses.replace(m, distortion=dataclasses.replace(m.distortion, same_scene=False))
        for m in kept.comparison.methods
        if m.distortion
    )
    other = dataclasses.replace(kept.comparison, methods=methods)
    html = report_table(SimpleNamespace(comparison=other, id=kept.id, path=kept.path))
    assert html.count("<td>–</td><td>–</td><td>–</td>") == len(methods)


def test_stages_have_their_scores_and_their_null_gain(kept: Any) -> None:
    report = kept.comparison.distortion
    html = stage_table(kept, report.ladder, "rgb")
    assert re.findall("data-stage='([a-z]+)'", html) == ["raw", "canvas", "global", "dense", "tone"]
    cells = re.findall("<td>(.*?)</td>", html)
    assert cells[0] == f"{report.ladder[0].psnr:.2f}"
    assert cells[3:5] == ["–", "–"], "the first stage is what gains are taken from"
    assert "against ground truth" in html
    verdicts = {True: "yes", False: "no", None: "–"}
    assert cells[4::5] == [verdicts[stage.beyond_chance] for stage in report.ladder]


def test_against_the_input_it_is_change(kept: Any) -> None:
    changed = with_report(kept, ladder_against="input", ladder_size=(7, 5))
    html = stage_table(changed, changed.comparison.distortion.ladder, "rgb")
    assert "the input (change, not quality)" in html
    assert "scored at 7×5" in html
    assert "not of ground truth" not in html


def test_nothing_to_show_is_said(kept: Any, handlers: Handlers) -> None:
    without = SimpleNamespace(comparison=dataclasses.replace(kept.comparison, distortion=None), name="<x>")
    assert stage_table(without, (), "rgb") == ""
    assert "Nothing is open" in nothing_bent(None)
    assert "&lt;x&gt; was compared without a generated image" in nothing_bent(without)


def test_headings_and_figures_escape(kept: Any) -> None:
    assert "<i>" not in distortion_heading(kept, "result: <i>", "<i>")
    figure = overlay_figure("results/x/view-flow.png", "Flow <i>")
    assert "<i>" not in figure
    assert "download='view-flow.png'" in figure
