"""The distortion report: its table, the stages of alignment, an overlay as a figure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape

from app.protocols import chip
from app.rendering.influence import percent
from app.rendering.numbers import decibels, ratio
from app.rendering.results import _detail, score_heads
from app.results import Result
from app.stages import stage_key
from app.typography import headline, minus
from restoration import (
    TASKS,
    MethodRecord,
    StageScore,
    StoredDistortion,
)


def report_table(result: Result) -> str:
    """The reports of several generated images, and of results that had to be aligned, side by side; empty for one."""
    found = [m for m in result.comparison.methods if m.distortion is not None]
    if len(found) < 2 and not any(m.kind == "result" for m in found):
        return ""
    return (
        "<div class='pg-scroll' tabindex='0' role='group' aria-label='Distortion, image by image'>"
        "<table class='pg-table pg-reports' data-testid='reports'><caption>Distortion, image by image</caption><thead><tr>"
        "<th scope='col'>Image</th><th scope='col'>Moved, px</th><th scope='col'><abbr title='95th percentile of what "
        "remains after canvas and global motion'>Bent, px</abbr></th><th scope='col'>Hallucinated</th>"
        f"<th scope='col'>Judged</th></tr></thead><tbody>{''.join(_report_rows(result, m) for m in found)}</tbody></table></div>"
    )


def _report_rows(result: Result, method: MethodRecord) -> str:
    """Numbers, and below them the findings in words."""
    report = method.distortion
    assert report is not None
    known = report.same_scene and not report.reason
    name = "distortion" if method.pane == "generated" else f"{method.pane}-distortion"
    overlay = ""
    if result.path(name).is_file():
        overlay = (
            f" <a href='results/{escape(result.id)}/{name}.png' target='_blank' rel='noopener'>overlay</a>"
        )
    cells = (
        f"{report.motion_px:.1f}" if known else "–",
        f"{report.residual_px.p95:.1f}" if known and math.isfinite(report.residual_px.p95) else "–",
        f"{100 * report.fractions['invented']:.1f} %" if known else "–",
        percent(report.judged),
    )
    said = f"{method.note} " if method.kind == "result" else ""
    sentence = report.sentence[:1].upper() + report.sentence[1:]
    return (
        f"<tr class='pg-numbers'><th scope='row'>{escape(method.label)}{_detail(method.pane, result.comparison)}{overlay}</th>"
        + "".join(f"<td>{cell}</td>" for cell in cells)
        + f"</tr><tr><td class='pg-words pg-detail' colspan='5'>{escape(minus(f'{said}{sentence}.'))}</td></tr>"
    )


def distortion_heading(result: Result, whose: str, note: str = "") -> str:
    """Whose distortion is shown."""
    noted = f"<p class='pg-detail'>{escape(note)}</p>" if note else ""
    return (
        f"<h2 class='pg-title'>{escape(result.name)} <span class='pg-chip'>{escape(TASKS[result.comparison.task].label.lower())}</span> "
        f"<span class='pg-chip' data-testid='report-whose'>{escape(whose)}</span></h2>{noted}"
    )


def nothing_bent(result: Result | None) -> str:
    """What the Distortion tab says instead of empty frames."""
    if result is None:
        return "<p class='pg-empty'>Nothing is open. Choose an example on the first tab, or compare a photo of your own.</p>"
    return (
        f"<p class='pg-empty'>{escape(result.name)} was compared without a generated image, so there is no distortion to "
        "measure.<br>Compare it again with one: upload it, ask a generator, or simulate it from ground truth.</p>"
    )


def stage_table(result: Result, rows: Sequence[StageScore], protocol: str) -> str:
    """The stages, with the coverage and the null gain of every stage. A row's button shows the stage in the
    viewer. `rows` are made under `protocol`."""
    report = result.comparison.distortion
    if not report:
        return ""
    against = "ground truth" if report.ladder_against == "truth" else "the input (change, not quality)"
    width, height = report.ladder_size
    size = "" if (width, height) == tuple(report.canvas.reference_size) else f" · scored at {width}×{height}"
    body = "".join(
        f"<tr><th scope='row'><button type='button' data-stage='{stage_key(r)}'>{escape(headline(r.name))}</button></th>"
        f"<td>{decibels(r.psnr)}</td><td>{ratio(r.ssim)}</td><td>{100 * r.coverage:.0f} %</td>{_chance(r.name, report)}</tr>"
        for r in rows
    )
    tone = "Dense + tone fits the colours of the generated image to those of the input"
    if report.ladder_against == "truth":
        tone += (
            ", not of ground truth: it takes back the generator's change of light and can fall below Dense"
        )
    return (
        f"<table class='pg-table pg-rows' data-testid='stages'><caption>The generated image against {against}, stage by stage "
        f"{chip(protocol)} "
        f"<span class='pg-detail'>a click shows the stage in the viewer{size}</span></caption><thead><tr><th scope='col'>Aligned by"
        f"</th>{score_heads(report.ladder_against == 'truth')}<th scope='col'><abbr title='Share of the frame that the generated image covers: the scores beside it are taken there alone'>Scored on</abbr></th>"
        "<th scope='col'><abbr title='What the same steps gain over the plain resize on unrelated images, in dB of PSNR (RGB): "
        "mean and standard deviation. A gain that does not exceed it clearly means nothing.'>Null gain, dB</abbr></th>"
        "<th scope='col'><abbr title='Whether the gain over the plain resize exceeds the null gain by more than two standard "
        "deviations, in RGB'>Beyond chance</abbr></th></tr></thead>"
        f"<tbody>{body}</tbody></table><p class='pg-detail'>{tone}.</p>"
    )


def _chance(name: str, report: StoredDistortion) -> str:
    """Two cells: the null gain of a stage, and whether its own gain, measured in RGB, lies beyond it."""
    null = next((n for n in report.null if n.name == name), None)
    own = next((stage for stage in report.ladder if stage.name == name), None)
    if null is None or own is None:
        return "<td>–</td><td>–</td>"
    verdict = {True: "yes", False: "no", None: "–"}[own.beyond_chance]
    return f"<td>{minus(f'{null.mean_db:.2f}')} ± {null.spread_db:.2f}</td><td>{verdict}</td>"


def overlay_figure(address: str, label: str) -> str:
    """An overlay under its address on this server, to be looked at, opened on its own, and saved."""
    name, file = escape(label), escape(address.rsplit("/", 1)[-1])
    return (
        f"<figure class='pg-overlay'><a href='{escape(address)}' target='_blank' rel='noopener' title='Open at full size'>"
        f"<img src='{escape(address)}' alt='{name}'></a><figcaption>{name} · "
        f"<a href='{escape(address)}' download='{file}'>Save as PNG</a></figcaption></figure>"
    )
