"""What of the generated image reached the prior-guided result, as HTML for the Distortion tab."""

from __future__ import annotations

import math
from html import escape

from app.typography import headline
from restoration import LeakedGeometry, StoredInfluence


def influence_table(found: StoredInfluence | None) -> str:
    """Nothing without a guided result."""
    if not found:
        return ""
    leak = found.leak
    rows = (
        ("Colour and detail", "–", _taken(found)),
        ("Hallucinated content", _chip(found.invented_level), _hallucinated(found)),
        ("Bent geometry", _chip(leak.level), _leak(leak)),
    )
    body = "".join(
        f"<tr><th scope='row'>{name}</th><td>{level}</td><td class='pg-words'>{escape(headline(measured))}</td></tr>"
        for name, level, measured in rows
    )
    return (
        "<table class='pg-table' data-testid='influence'><caption>What of it reached the prior-guided result <span "
        "class='pg-detail'>the overlay Prior influence shows where</span></caption><thead><tr><th scope='col'>Part</th>"
        "<th scope='col'>Leak</th><th scope='col' class='pg-words'>Measured</th></tr>"
        f"</thead><tbody>{body}</tbody></table>"
    )


def percent(share: float) -> str:
    """A measured share, which noise can put a little below 0; a dash where it could not be measured."""
    return "–" if math.isnan(share) else f"{100 * max(share, 0.0):.0f} %"


def _chip(level: str) -> str:
    return f"<span class='pg-level pg-{escape(level)}'>{escape(level)}</span>"


def _taken(found: StoredInfluence) -> str:
    if math.isnan(found.taken):
        return "generated image and baseline are too alike to tell"
    return (
        f"{percent(found.taken)} of the difference to the baseline was taken over, at the median; they differ enough "
        f"to tell on {percent(found.differs)} of the frame, there by {found.wanted_levels:.0f} grey levels"
    )


def _hallucinated(found: StoredInfluence) -> str:
    if math.isnan(found.invented):
        return "no hallucinated place with detail enough to follow"
    beside = f"; of its other detail {percent(found.detail)}" if not math.isnan(found.detail) else ""
    return f"{percent(found.invented)} of the detail in hallucinated places got through{beside}"


def _leak(leak: LeakedGeometry) -> str:
    if math.isnan(leak.excess_px):
        said = f"not measurable: only {percent(leak.coverage)} of the frame can be aligned with the input"
    else:
        said = (
            f"the result lies {leak.median_px:.2f} px from the input at the median ({leak.p95_px:.2f} px at the "
            f"95th percentile), the baseline, which saw no prior, {leak.floor_median_px:.2f} px "
            f"({leak.floor_p95_px:.2f} px)"
        )
    shares = (
        ("bend_share", "of the bend"),
        ("motion_share", "of zoom, turn and shift"),
        ("ghost_share", "of its unaligned detail, as a ghost"),
    )
    known = [
        f"{percent(getattr(leak, key))} {what}" for key, what in shares if not math.isnan(getattr(leak, key))
    ]
    return f"{said}; leaked: {', '.join(known)}" if known else said
