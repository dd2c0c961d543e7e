"""Results as HTML for the page: findings, tables, progress. Everything from outside is escaped."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

from app import batch
from app.influence_words import percent
from app.panes import LABELS
from app.protocols import chip
from app.results import Result, example_result_id
from app.stages import stage_key
from app.typography import headline, minus
from restoration import (
    TASKS,
    Example,
    MethodRecord,
    PaneScores,
    StageScore,
    StoredComparison,
    StoredDistortion,
)

Scored = Mapping[str, PaneScores]


def findings(result: Result, scores: Scored | None = None) -> str:
    """The result in a few sentences that need no documentation; `scores` if not its own."""
    data = result.comparison
    scores = scores or data.scores
    task = TASKS[data.task].label.lower()
    lead = _gain_sentence(data, scores)
    report, generated = data.distortion, data.generated_label
    if report and generated:
        bend = f"The generated image, <b>{escape(generated)}</b>: {escape(minus(report.sentence))}."
    else:
        bend = "No generated image was given."
        if "baseline" in data.models:
            bend = "No generated image was given, so there is nothing to align and no prior to use."
    spread = data.spread
    if spread:
        bend += (
            f" Its {spread.samples} samples differ by {spread.median:.1f} grey levels at the median, "
            f"{spread.p95:.1f} where they differ most (95th percentile): there it is guessing."
        )
    reached = f" What reached the result: {escape(minus(data.influence.sentence))}." if data.influence else ""
    protocol = _protocol(scores)
    notices = "".join(f'<p class="pg-notice">{escape(str(n))}</p>' for n in data.notices)
    return (
        f'<section class="pg-findings" data-testid="findings" aria-live="polite">'
        f'<h2 tabindex="-1">{escape(result.name)} <span class="pg-chip">{escape(task)}</span> {chip(protocol) if protocol else ""}</h2>'
        f'<p class="pg-lead">{lead}</p><p class="pg-more" tabindex="0">{bend}{reached}</p>{notices}</section>'
    )


def _gain_sentence(data: StoredComparison, scores: Scored) -> str:
    if not data.has_truth:
        return "Without ground truth nobody can say which is better; the table shows how much each one changed the photo."
    results = _results_sentence(data, scores)
    if "baseline" not in scores:
        return results or "No model of PriorLens was run; the table shows each image against ground truth."
    baseline = scores["baseline"]
    if "guided" not in scores:
        return f"The baseline reaches {_db(baseline.psnr)} dB against ground truth. {results}".strip()
    guided, raw = scores["guided"], scores["generated"]
    gain = guided.psnr - baseline.psnr
    moves, where = ("comes", "closer</b> to") if gain >= 0 else ("ends", "farther</b> from")
    return (
        f"Guided by the generated image, the restoration {moves} <b>{abs(gain):.1f} dB {where} ground truth than "
        f"the baseline: {_db(guided.psnr)} against {_db(baseline.psnr)} dB. The generated image itself "
        f"stands at {_db(raw.psnr)} dB. {results}".rstrip()
    )


def _results_sentence(data: StoredComparison, scores: Scored) -> str:
    """Which result of another method is nearest to ground truth; on the photo's grid, where it had to be aligned."""
    found = [(compared_scores(m, scores), m.label) for m in data.methods if m.kind == "result"]
    known = [(row.psnr, label) for row, label in found if row is not None]
    if not known:
        return ""
    best, label = max(known)
    if len(known) == 1:
        return f"The result of <b>{escape(label)}</b> reaches {_db(best)} dB against ground truth."
    return f"Of {len(known)} results, <b>{escape(label)}</b> is nearest to ground truth: {_db(best)} dB."


def compared_scores(method: MethodRecord, scores: Scored) -> PaneScores | None:
    """Those of a method's image under the protocol of `scores`, on the photo's grid."""
    pane = method.aligned.file.removesuffix(".png") if method.aligned else method.pane
    return scores.get(pane) or scores.get(method.pane)


def score_table(result: Result, scores: Scored) -> str:
    """PSNR and SSIM a pane, or "change from input" under that name."""
    data = result.comparison
    truth = data.has_truth
    # The input against itself says nothing.
    labels = LABELS | {p["name"]: p["label"] for p in result.viewer["panes"]}
    names = [n for n in labels if n in scores and (truth or n != "degraded")]
    candidates = [n for n in names if n != "degraded"] if truth else []
    best = {
        key: max(candidates, key=lambda n: float(getattr(scores[n], key)), default=None)
        for key in ("psnr", "ssim")
    }
    title = "Against ground truth" if truth else "Change from input (not quality)"
    coverage = _coverage(data)
    rows = "".join(
        f"<tr><th scope='row'>{escape(labels[n])}{_detail(n, data)}{coverage if n == 'aligned' else ''}</th>"
        f"<td{_best(n == best['psnr'])}>{_db(scores[n].psnr)}</td>"
        f"<td{_best(n == best['ssim'])}>{_ratio(scores[n].ssim)}</td></tr>"
        for n in names
    )
    return (
        f'<table class="pg-table" data-testid="scores"><caption>{title} '
        f"{chip(_protocol(scores))}</caption>"
        f"<thead><tr><th scope='col'>Pane</th>{_score_heads(truth)}</tr></thead>"
        f"<tbody>{rows}</tbody></table>"
    )


def _coverage(data: StoredComparison) -> str:
    """An aligned score is never shown alone: how much of the frame the generated image covers, and the stage's own
    score, which is taken there alone."""
    dense = next((r for r in data.distortion.ladder if r.name == "dense"), None) if data.distortion else None
    if dense is None:
        return ""
    return (
        f" <span class='pg-detail' title='Scored over the whole frame, as every row here. The stages of the alignment "
        f"on the Distortion tab are scored where the generated image covers the frame: {_db(dense.psnr)} dB (RGB).'>"
        f"whole frame; covers {100 * dense.coverage:.0f} % of it</span>"
    )


def _protocol(scores: Scored) -> str:
    return next((row.protocol for row in scores.values()), "")


def _score_heads(truth: bool) -> str:
    """Without ground truth the same formulas measure change, and are called that."""
    names = ("PSNR, dB", "SSIM") if truth else ("Change, dB", "Likeness, SSIM")
    return "".join(f"<th scope='col'>{name}</th>" for name in names)


def _detail(pane: str, data: StoredComparison) -> str:
    for method in data.methods:
        own, aligned = (
            pane == method.pane,
            method.aligned and pane == method.aligned.file.removesuffix(".png"),
        )
        if method.kind == "result" and (own or aligned):
            resized = own and method.aligned is not None and "×" in method.note
            return f' <span class="pg-detail">result{", resized" if resized else ", aligned" if aligned else ""}</span>'
        if method.source and pane != "generated" and (own or aligned) and pane != "aligned":
            return (
                f' <span class="pg-detail">{escape(method.source.label)}{", resized" if own else ""}</span>'
            )
    if pane in ("generated", "aligned"):
        text = f"{data.generated_label}{', resized' if pane == 'generated' else ''}"
    else:
        text = data.models[pane].id if pane in data.models else ""
    return f' <span class="pg-detail">{escape(text)}</span>' if text else ""


def row_table(rows: Sequence[dict[str, Any]], current: str | None, protocol: str = "rgb") -> str:
    """The session's photos, one row each, their numbers made under `protocol`; a row's button opens it."""
    if not rows:
        return ""
    columns = [k for k in _ROW_COLUMNS if k in ("task", "state") or any(r.get(k) for r in rows)]
    head = "".join(f"<th scope='col'>{h}</th>" for h in ("Photo", *(_ROW_COLUMNS[k] for k in columns)))
    return (
        f'<div class="pg-scroll pg-some" tabindex="0" role="group" aria-label="Your photos"><table class="pg-table pg-rows" data-testid="rows"><caption>Your photos '
        f'<span class="pg-detail">{len(rows)} · PSNR in dB where there is ground truth</span> {chip(protocol)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(_row(r, current, columns) for r in rows)}</tbody></table></div>"
    )


_ROW_COLUMNS = {
    "task": "Task",
    "baseline": "Baseline",
    "guided": "Guided",
    "gain": "Gain, dB",
    "result": "Best result",
    "moved": "Moved, px",
    "invented": "Hallucinated",
    "judged": "Judged",
    "state": "State",
}
"""Columns without a single value, such as scores without ground truth, are left out."""


def _row(row: dict[str, Any], current: str | None, columns: Sequence[str]) -> str:
    if row.get("error"):
        return (
            f"<tr class='pg-failed'><th scope='row'>{short_name(row)}</th>"
            f"<td colspan='{len(columns)}' class='pg-error'>{reason(row)}</td></tr>"
        )
    chosen = " aria-current='true'" if row["id"] == current else ""
    cells = "".join(f"<td>{escape(minus(str(row.get(k, '–'))))}</td>" for k in columns)
    return (
        f"<tr{chosen}><th scope='row'><button type='button' data-result='{escape(row['id'])}'>{short_name(row)}</button></th>"
        f"{cells}</tr>"
    )


def short_name(row: Mapping[str, Any]) -> str:
    """A photo's name, cut by the page where it is long; whole under the pointer."""
    name = escape(str(row["name"]))
    return f"<span class='pg-name' title='{name}'>{name}</span>"


def reason(row: Mapping[str, Any]) -> str:
    """Why a photo failed, without its name, which stands beside it."""
    text = str(row["error"]).removeprefix(f"{row['name']}: ")
    return f"<span>{escape(f'Failed: {text}')}</span>"


def row_of(result: Result, scores: Scored | None = None) -> dict[str, Any]:
    """One row of `row_table`: plain strings, kept in the session. `scores` if not its own."""
    data = result.comparison
    scores, report = scores or data.scores, data.distortion
    row: dict[str, Any] = {
        "id": result.id,
        "name": result.name,
        "task": TASKS[data.task].label,
        "state": "done",
    }
    row |= {
        "numbers": batch.numbers(data, scores),
        "flags": batch.flags(data, scores),
        "truth": data.has_truth,
    }
    if data.has_truth:
        if "baseline" in scores:
            row["baseline"] = _db(scores["baseline"].psnr)
        results = [s.psnr for m in data.methods if m.kind == "result" and (s := compared_scores(m, scores))]
        if results:
            row["result"] = _db(max(results))
        if "guided" in scores and "baseline" in scores:
            row["guided"] = _db(scores["guided"].psnr)
            row["gain"] = f"{scores['guided'].psnr - scores['baseline'].psnr:+.1f}"
    if report:
        known = report.same_scene and not report.reason
        row["moved"] = f"{report.motion_px:.1f}" if known else "cannot be judged"
        row["invented"] = f"{100 * report.fractions['invented']:.1f} %" if known else "–"
        row["judged"] = percent(report.judged)
    return row


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


def distortion_heading(result: Result) -> str:
    """Whose distortion is shown."""
    generated = result.comparison.generated_label
    return (
        f"<h2 class='pg-title'>{escape(result.name)} <span class='pg-chip'>{escape(TASKS[result.comparison.task].label.lower())}</span> "
        f"<span class='pg-chip'>generated image: {escape(str(generated))}</span></h2>"
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
        f"<td>{_db(r.psnr)}</td><td>{_ratio(r.ssim)}</td><td>{100 * r.coverage:.0f} %</td>{_chance(r.name, report)}</tr>"
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
        f"</th>{_score_heads(report.ladder_against == 'truth')}<th scope='col'><abbr title='Share of the frame that the generated image covers: the scores beside it are taken there alone'>Scored on</abbr></th>"
        "<th scope='col'><abbr title='What the same steps gain over the plain resize on unrelated images, in dB of PSNR (RGB): "
        "mean and standard deviation. A gain that does not exceed it clearly means nothing.'>Null gain, dB</abbr></th>"
        "<th scope='col'><abbr title='Whether the gain over the plain resize exceeds the null gain by more than two standard "
        "deviations, in RGB'>Beyond chance</abbr></th></tr></thead>"
        f"<tbody>{body}</tbody></table><p class='pg-detail'>{tone}.</p>"
    )


def stages_of(report: StoredDistortion) -> str:
    """The stages of an alignment as they stand in a report (RGB): a table without links into the viewer."""
    truth = report.ladder_against == "truth"
    against = "ground truth" if truth else "the input (change, not quality)"
    body = "".join(
        f"<tr><th scope='row'>{escape(headline(r.name))}</th><td>{_db(r.psnr)}</td><td>{_ratio(r.ssim)}</td>"
        f"<td>{100 * r.coverage:.0f} %</td>{_chance(r.name, report)}</tr>"
        for r in report.ladder
    )
    return (
        f"<table class='pg-table'><caption>Against {against}, stage by stage {chip('rgb', switches=False)}</caption><thead><tr>"
        f"<th scope='col'>Aligned by</th>{_score_heads(truth)}<th scope='col'>Scored on</th><th scope='col'>Null gain, dB</th>"
        f"<th scope='col'>Beyond chance</th></tr></thead><tbody>{body}</tbody></table>"
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


def archive_form(ids: Sequence[str]) -> str:
    """The buttons that fetch stored results as one file, made when they are clicked."""
    fields = "".join(f"<input type='hidden' name='id' value='{escape(i)}'>" for i in ids)
    what = "this result" if len(ids) == 1 else f"{len(ids)} results"
    return (
        f"<form method='post' action='archive'>{fields}<button type='submit' class='pg-button' "
        f"title='{what}: every image lossless, and comparison.json'>Download everything (zip)</button>"
        f"<button type='submit' class='pg-button' formaction='review' title='{what} as one HTML file for reviewers: the same "
        "viewer, without a server'>Review file (HTML)</button>"
        "<button type='submit' class='pg-button' formaction='review' name='blind' value='1' title='The same with methods "
        "as A, B, C, in a zip with the key'>Blind review</button>"
        f"<button type='submit' class='pg-button' formaction='session' title='{what}, to be opened again on the Batch tab, here "
        "or on another machine'>Save session</button></form>"
    )


def example_strip(examples: Iterable[Example], thumbnails: Mapping[str, str], current: str | None) -> str:
    """The shipped examples as buttons with a thumbnail; `thumbnails` maps an id to a data: address."""
    cards = "".join(
        f"<li><button type='button' data-example='{escape(e.id)}' aria-pressed="
        f"'{'true' if current == example_result_id(e.id) else 'false'}'><img alt='' src='{thumbnails[e.id]}'>"
        f"<span>{escape(e.title)}</span></button></li>"
        for e in examples
    )
    return f"<nav class='pg-examples' aria-label='Examples' data-testid='examples'><h2>Examples</h2><ul>{cards}</ul></nav>"


def progress_bar(fraction: float, message: str) -> str:
    percent = round(100 * min(max(fraction, 0.0), 1.0))
    return (
        f'<div class="pg-progress" role="status" data-testid="progress"><progress max="100" value="{percent}" '
        f'aria-label="Progress">{percent} %</progress><span>{escape(message)}</span></div>'
    )


def preview(address: str) -> str:
    return f'<figure class="pg-preview"><img src="{escape(address)}" alt="Preview of the generated image"><figcaption>Preview, still being painted</figcaption></figure>'


def status(message: str, kind: str = "info", details: Sequence[str] = ()) -> str:
    lines = "".join(f"<li>{escape(d)}</li>" for d in details)
    return (
        f'<div class="pg-status pg-{kind}" role="{"alert" if kind == "error" else "status"}" data-testid="status">'
        f"<p>{escape(message)}</p>{f'<ul>{lines}</ul>' if lines else ''}</div>"
    )


def _best(is_best: bool) -> str:
    return " class='pg-best'" if is_best else ""


def _db(number: float) -> str:
    return "–" if math.isnan(number) else "∞" if number == math.inf else minus(f"{number:.2f}")


def _ratio(number: float) -> str:
    return "–" if math.isnan(number) else minus(f"{number:.4f}")
