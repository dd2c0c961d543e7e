"""The distortion report of an image that is not the prior: of another generator, or a result that had to be aligned."""

from __future__ import annotations

from dataclasses import replace
from html import escape

from app import rendering
from app.rendering import verdicts
from app.results import Result
from restoration import MethodRecord, Provenance


def reported(result: Result) -> list[MethodRecord]:
    """Methods with a report, the prior first."""
    found = [m for m in result.comparison.methods if m.distortion is not None]
    return sorted(found, key=lambda m: m.pane != "generated")


def other_report(result: Result, method: MethodRecord) -> str:
    """Overlay, verdicts, places and stages of one method, as the tab has them for the prior."""
    own = _alone(result, method)
    report = method.distortion
    assert report is not None
    label = method.source.label if method.source else "result of another method"
    drawn = f"{method.pane}-distortion"
    overlay = ""
    if result.path(drawn).is_file():
        overlay = rendering.overlay_figure(f"results/{result.id}/{drawn}.png", "Kept, moved, hallucinated")
    note = f"<p class='pg-detail'>{escape(method.note)}</p>" if method.note else ""
    return (
        f"<section class='pg-other-report' data-testid='other-report'><h2 class='pg-title'>{escape(method.label)} "
        f"<span class='pg-chip'>{escape(label)}</span></h2>{note}<div class='pg-other-columns'>"
        f"<div>{overlay}{verdicts.region_table(own)}</div>"
        f"<div>{verdicts.verdict_table(own)}{rendering.stages_of(report)}</div></div></section>"
    )


def _alone(result: Result, method: MethodRecord) -> Result:
    """The result as if this method's image were its generated one."""
    comparison = replace(
        result.comparison,
        distortion=method.distortion,
        influence=None,
        provenance=replace(result.comparison.provenance or Provenance(), generated=method.source),
    )
    return replace(result, comparison=comparison)
