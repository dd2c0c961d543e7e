"""What was found about a result: findings and the table of scores."""

from __future__ import annotations

from html import escape

from app.panes import LABELS
from app.protocols import chip
from app.rendering.numbers import Scored, best_class, decibels, ratio
from app.results import Result
from app.typography import minus
from restoration import (
    TASKS,
    MethodRecord,
    PaneScores,
    StoredComparison,
)


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
            f"{spread.p95:.1f} at the 95th percentile."
        )
    reached = f" What reached the result: {escape(minus(data.influence.sentence))}." if data.influence else ""
    protocol = protocol_note(scores)
    notices = "".join(f'<p class="pg-notice">{escape(str(n))}</p>' for n in data.notices)
    return (
        f'<section class="pg-findings" data-testid="findings" aria-live="polite">'
        f'<h2 tabindex="-1">{escape(result.name)} <span class="pg-chip">{escape(task)}</span> {chip(protocol) if protocol else ""}</h2>'
        f'<p class="pg-lead">{lead}</p><p class="pg-more" tabindex="0">{bend}{reached}</p>{notices}</section>'
    )


def _gain_sentence(data: StoredComparison, scores: Scored) -> str:
    if not data.has_truth:
        return "Without ground truth it cannot be measured which is better; the table shows how much each one changed the photo."
    results = _results_sentence(data, scores)
    if "baseline" not in scores:
        return results or "No model of PriorLens was run; the table shows each image against ground truth."
    baseline = scores["baseline"]
    if "guided" not in scores:
        return f"The baseline reaches {decibels(baseline.psnr)} dB against ground truth. {results}".strip()
    guided, raw = scores["guided"], scores["generated"]
    gain = guided.psnr - baseline.psnr
    moves, where = ("comes", "closer</b> to") if gain >= 0 else ("ends", "farther</b> from")
    return (
        f"Guided by the generated image, the restoration {moves} <b>{abs(gain):.1f} dB {where} ground truth than "
        f"the baseline: {decibels(guided.psnr)} against {decibels(baseline.psnr)} dB. The generated image itself "
        f"stands at {decibels(raw.psnr)} dB. {results}".rstrip()
    )


def _results_sentence(data: StoredComparison, scores: Scored) -> str:
    """Which result of another method is nearest to ground truth; on the photo's grid, where it had to be aligned."""
    found = [(compared_scores(m, scores), m.label) for m in data.methods if m.kind == "result"]
    known = [(row.psnr, label) for row, label in found if row is not None]
    if not known:
        return ""
    best, label = max(known)
    if len(known) == 1:
        return f"The result of <b>{escape(label)}</b> reaches {decibels(best)} dB against ground truth."
    return f"Of {len(known)} results, <b>{escape(label)}</b> is nearest to ground truth: {decibels(best)} dB."


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
        f"<td{best_class(n == best['psnr'])}>{decibels(scores[n].psnr)}</td>"
        f"<td{best_class(n == best['ssim'])}>{ratio(scores[n].ssim)}</td></tr>"
        for n in names
    )
    return (
        f'<table class="pg-table" data-testid="scores"><caption>{title} '
        f"{chip(protocol_note(scores))}</caption>"
        f"<thead><tr><th scope='col'>Pane</th>{score_heads(truth)}</tr></thead>"
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
        f"on the Distortion tab are scored where the generated image covers the frame: {decibels(dense.psnr)} dB (RGB).'>"
        f"whole frame; covers {100 * dense.coverage:.0f} % of it</span>"
    )


def protocol_note(scores: Scored) -> str:
    return next((row.protocol for row in scores.values()), "")


def score_heads(truth: bool) -> str:
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
