"""Whose distortion report is shown: the prior's, or that of another generator's image or of a result that had to be
aligned. Each is shown as if its image were the generated one."""

from __future__ import annotations

from dataclasses import replace

from app.results import Result
from restoration import MethodRecord, Provenance

PRIOR = "generated"
"""Pane of the image that serves as the prior."""


def reported(result: Result) -> list[MethodRecord]:
    """Methods with a report, the prior first."""
    found = [m for m in result.comparison.methods if m.distortion is not None]
    return sorted(found, key=lambda m: m.pane != PRIOR)


def source_of(result: Result, pane: str | None) -> str:
    """The pane, if its image has a report in this result; else the first that has one, else the prior's."""
    panes = [method.pane for method in reported(result)]
    return pane if pane in panes else panes[0] if panes else PRIOR


def as_source(result: Result, pane: str | None) -> Result:
    """The result as if that pane's image were its generated one; as it is for the prior."""
    pane = source_of(result, pane)
    method = next((m for m in reported(result) if m.pane == pane), None)
    if pane == PRIOR or method is None:
        return result
    comparison = replace(
        result.comparison,
        distortion=method.distortion,
        influence=None,
        spread=None,
        provenance=replace(result.comparison.provenance or Provenance(), generated=method.source),
    )
    return replace(result, comparison=comparison)


def label_of(result: Result, pane: str | None) -> str:
    """What the report is of, in words."""
    pane = source_of(result, pane)
    method = next((m for m in reported(result) if m.pane == pane), None)
    if method is None or pane == PRIOR:
        return f"generated image: {result.comparison.generated_label}"
    kind = "generated image" if method.kind == "generated" else "result of another method"
    return f"{kind}: {method.source.label if method.source else method.label}"


def note_of(result: Result, pane: str | None) -> str:
    """What the comparison noted of that image."""
    pane = source_of(result, pane)
    return next((m.note for m in reported(result) if m.pane == pane and pane != PRIOR), "")
