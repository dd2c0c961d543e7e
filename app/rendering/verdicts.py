"""The distortion report as HTML: verdicts with the share that they speak of, and places with close-ups of them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape

from app.rendering.influence import influence_table, percent
from app.results import Result
from app.typography import headline, minus
from restoration import Region, StoredDistortion

KINDS = {
    "moved": ("moved", "stands elsewhere in the generated image than its surroundings say"),
    "added": ("added", "hallucinated: the photo would have shown it, had it been there"),
    "removed": ("removed", "hallucinated: the photo shows it, the generated image does not"),
    "changed": ("changed", "hallucinated: both show something, but not the same"),
    "beyond": (
        "beyond the photo",
        "added where noise, haze, darkness or blur hide what the photo shows: neither right nor wrong for all that can "
        "be seen, so it is not judged",
    ),
}
"""A region's kind → (its name, what it means)."""
SHARES = {
    "kept": "the same content in the same place, but for the motion of the whole",
    "moved": "the same content, displaced against the motion of the whole",
    "invented": "other content, where the photo would have shown it",
}


def verdict_table(result: Result) -> str:
    """The report in a sentence and the four complaints; empty where nothing was generated."""
    report = result.comparison.distortion
    if not report:
        return ""
    rows = "".join(
        f"<tr><th scope='row'>{escape(v.complaint.capitalize())}</th>"
        f"<td><span class='pg-level pg-{escape(v.level)}'>{escape(v.level)}</span></td>"
        f"<td class='pg-words'>{escape(headline(v.sentence))}</td></tr>"
        for v in report.verdicts
    )
    return (
        f"<p class='pg-lead'>{escape(headline(report.sentence))}.</p><p class='pg-detail' data-testid='shares'>"
        f"{shares(report)}</p>"
        f"<table class='pg-table' data-testid='verdicts'><caption>The study's four complaints, measured</caption>"
        f"<thead><tr><th scope='col'>Complaint</th><th scope='col'>Verdict</th><th scope='col' class='pg-words'>Measured</th></tr>"
        f"</thead><tbody>{rows}</tbody></table>{influence_table(result.comparison.influence)}"
    )


def shares(report: StoredDistortion) -> str:
    """The judged share of the visible frame, and what it divides into."""
    fractions = report.fractions
    unjudged = 100 * fractions.get("not_judged", 0.0)
    judged = f"<b>{100 - unjudged:.0f} % of the visible frame judged</b>"
    if unjudged >= 99.95:
        return f"<b>Nothing could be judged</b>: {escape(report.reason or 'too little can be seen')}"
    parts = " · ".join(
        f"<abbr title='{meaning}'>{100 * fractions[key]:.1f} % {'hallucinated' if key == 'invented' else key}</abbr>"
        for key, meaning in SHARES.items()
    )
    beyond = report.beyond
    added = f"; {100 * beyond:.1f} % of the frame shows things added beyond what the photo can show"
    return f"{judged}, of that: {parts}{added if beyond >= 0.001 else ''}"


def region_table(result: Result, close_ups: Sequence[Sequence[str]] = ()) -> str:
    """Places that moved or have no counterpart; a row's button shows the place in the viewer. `close_ups` holds the
    place in the photo and in the generated image, as data: addresses, for the first places."""
    report = result.comparison.distortion
    if not report or not report.regions:
        return ""
    influence = result.comparison.influence
    through = influence.through if influence and influence.through else [math.nan] * len(report.regions)
    rows = ""
    for number, (region, share) in enumerate(zip(report.regions, through, strict=True), start=1):
        x, y, width, height = region.box
        name, meaning = KINDS.get(region.kind, (region.kind, ""))
        pictures = close_ups[number - 1] if number <= len(close_ups) else ()
        crops = "".join(
            f"<img alt='{escape(name)}: {what}' title='{what}' src='{escape(picture)}' width='96'>"
            for what, picture in zip(("photo", "generated"), pictures)
        )
        rows += (
            f"<tr><th scope='row'><button type='button' data-x='{x + width / 2}' data-y='{y + height / 2}' "
            f"data-size='{max(width, height)}'>{number} · <abbr title='{escape(meaning)}'>{escape(name)}</abbr></button>"
            f"<span class='pg-detail pg-place'>at {x}, {y}, {width} × {height} px</span></th>"
            f"<td class='pg-close-ups'>{crops or '–'}</td><td>{100 * region.area_fraction:.2f} %</td>"
            f"<td>{moved_by(region)}</td><td>{how_sure(region)}</td><td>{percent(share)}</td></tr>"
        )
    heads = (
        "Place",
        "<abbr title='The same place in both, enlarged'>Photo | generated</abbr>",
        "<abbr title='Of the photo'>Area</abbr>",
        "<abbr title='Against the motion of the whole, in pixels of the photo: right and down are positive'>Moved by</abbr>",
        "<abbr title='How sure it is that the place is what it is called, 0 to 100 %'>Sure</abbr>",
        "<abbr title='Share of its detail that is found in the prior-guided result'>Got through</abbr>",
    )
    return (
        "<div class='pg-scroll'><table class='pg-table pg-rows' data-testid='regions'><caption>Places, the most "
        "important first <span class='pg-detail'>a click shows the place in every pane</span></caption><thead><tr>"
        + "".join(f"<th scope='col'>{head}</th>" for head in heads)
        + f"</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def moved_by(region: Region) -> str:
    """How far and which way a place moved, and its change of size."""
    if region.kind != "moved":
        return "–"
    dx, dy = region.offset_px
    way = minus(f" ({dx:+.1f}, {dy:+.1f})") if dx or dy else ""
    size = minus(f", size {100 * (region.scale - 1):+.0f} %") if abs(region.scale - 1) >= 0.01 else ""
    return f"{region.shift_px:.1f} px{way}{size}"


def how_sure(region: Region) -> str:
    """A dash for what is not judged."""
    return "not judged" if region.kind == "beyond" else percent(region.sure)
