"""The measurements as text: one plain sentence, the study's four complaints with a verdict each, and what of the
generated image reached the restoration that it guided."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from restoration.distortion.geometry import diagonal
from restoration.distortion.labels import ENOUGH, MOVED_FLOOR_PX, MOVED_SHARE
from restoration.records import (
    Canvas,
    GlobalMotion,
    Influence,
    LeakedGeometry,
    Level,
    Region,
    Residual,
    Verdict,
)

LEVELS: tuple[Level, ...] = ("none", "slight", "clear", "severe")

THRESHOLDS: dict[str, tuple[float, float, float]] = {
    "aspect": (0.01, 0.03, 0.10),
    "shape": (0.01, 0.03, 0.10),
    "position": (0.002, 0.01, 0.03),
    "invented": (0.005, 0.03, 0.10),
    "perspective": (0.01, 0.03, 0.10),
    "rotation": (0.3, 1.0, 4.0),
    "frame": (0.02, 0.08, 0.25),
    "through": (0.10, 0.25, 0.50),
    "leaked_px": (0.3, 0.6, 1.5),
}
"""A measurement from the first value on is slight, from the second clear, from the third severe.

aspect: relative change of the frame's aspect ratio. shape: relative change of width against height of
things, as delivered. position: median displacement over the diagonal. invented: share of what can be judged. perspective: change of scale across the frame. rotation: degrees. frame: share of the scene
cut off plus share added around it. through: share of hallucinated detail, of the bend or of unaligned detail that
reached the guided output. leaked_px: how far its content lies from the input's and from the baseline's, whichever is less.
"""

_LEAST_SHEAR = 0.01

NOTHING = "no distortion measured"


def grade(value: float, measure: str) -> Level:
    """The level of a measurement against `THRESHOLDS`; "unknown" for NaN."""
    if math.isnan(value):
        return "unknown"
    return LEVELS[sum(value >= limit for limit in THRESHOLDS[measure])]


def reason_for_doubt(
    *, same_scene: bool, orientation: str, judged: float, unsure: float, collage: bool = False
) -> str:
    """Why too little can be judged for a verdict, or "" where enough can; `judged` and `unsure` are shares of the visible
    frame: judged, and not judged because the motion is not sure."""
    if orientation:
        return f"the generated image is {orientation}: undo that and compare again"
    if collage:
        return "the generated image shows the scene more than once, as a collage does: cut one picture out and compare again"
    if not same_scene:
        return "not enough common structure to establish that the two show one scene"
    if judged >= ENOUGH:
        return ""
    if unsure >= 0.5 * (1 - judged):
        return f"the motion is sure in only {_percent(judged)} of the visible frame"
    return f"the photo shows enough for a comparison in only {_percent(judged)} of the visible frame"


@dataclass(frozen=True)
class Findings:
    """What was measured of one generated image, from which the sentences are made."""

    canvas: Canvas
    motion: GlobalMotion
    residual: Residual
    motion_px: float
    """Median displacement after the canvas scale, in reference pixels."""
    fractions: Mapping[str, float]
    regions: Sequence[Region] = ()
    judged: float = 1.0
    """Share of the visible frame."""
    beyond: float = 0.0
    """Share of the visible frame where things were added beyond what the photo can show."""
    reason: str = ""
    """Why the content cannot be judged, if it cannot (`reason_for_doubt`); the frame itself is always known."""
    identical: bool = False


def answers(found: Findings) -> tuple[Verdict, ...]:
    """Answer proportions, positions, quantities and viewpoint."""
    return (
        _proportions(found.canvas, found.motion, found.reason),
        _positions(found.canvas, found.residual, found.motion_px, found.reason),
        _quantities(found.fractions, found.regions, found.reason),
        _viewpoint(found.canvas, found.motion, found.reason),
    )


def describe(found: Findings) -> str:
    """One sentence that names only what is material, with the share of the visible frame that it speaks of."""
    if found.identical:
        return f"{NOTHING}: the images are identical"
    canvas, motion, residual, beyond = found.canvas, found.motion, found.residual, found.beyond
    parts: list[str] = []
    frame = _frame_text(canvas)
    added = f"{_percent(beyond)} shows things added beyond what the photo can show" if beyond >= 0.01 else ""
    if found.reason:
        return "; ".join(part for part in (f"cannot be judged: {found.reason}", frame, added) if part)
    if frame:
        parts.append(frame)
    parts.extend(_motion_texts(canvas, motion))
    if found.motion_px >= max(0.5, THRESHOLDS["position"][0] * diagonal(canvas.reference_size) / 2):
        parts.append(f"content moved {found.motion_px:.1f} px at the median")
    if residual.p95 >= max(MOVED_FLOOR_PX, MOVED_SHARE * diagonal(canvas.reference_size)):
        parts.append(f"bent by {residual.median:.1f} px at the median, 95 % below {residual.p95:.1f} px")
    if found.fractions["invented"] >= THRESHOLDS["invented"][0]:
        parts.append(f"{_percent(found.fractions['invented'])} hallucinated")
    said = ", ".join(parts) if parts else NOTHING
    return "; ".join(part for part in (said, f"{judged_text(found.judged)} can be judged", added) if part)


def judged_text(judged: float) -> str:
    """The judged share of the visible frame, never rounded up to all of it."""
    return (
        "all of the visible frame" if judged >= 0.9995 else f"{_whole_percent(judged)} of the visible frame"
    )


def _whole_percent(share: float) -> str:
    return f"{min(round(100 * share), 99)} %"


def describe_influence(found: Influence, fractions: Mapping[str, float]) -> str:
    """What of the generated image reached the result: its changes, its hallucinated detail, its geometry.
    `fractions` are the distortion report's."""
    if math.isnan(found.taken):
        taken = "no change, because the generated image hardly differs from the baseline"
    else:
        taken = f"{_share(found.taken)} of what the generated image would change"
    if not math.isnan(found.invented):
        hallucinated = f"{_share(found.invented)} of its hallucinated detail"
    elif fractions["invented"] > 0:
        hallucinated = "hallucinated detail too weak to follow"
    else:
        hallucinated = "nothing that was called hallucinated"
    return f"{taken}; {hallucinated}; {describe_leak(found.leak)}"


def describe_leak(leak: LeakedGeometry) -> str:
    """Leaked geometry, with the baseline's distance as the floor."""
    if leak.level == "unknown":
        return "geometry not measurable: too little can be aligned with the input"
    parts = []
    if not math.isnan(leak.excess_px):
        parts.append(f"{leak.median_px:.2f} px from the input, the baseline {leak.floor_median_px:.2f} px")
    for share, what in (
        (leak.bend_share, "of the bend"),
        (leak.motion_share, "of the global motion"),
        (leak.ghost_share, "of the unaligned detail as a ghost"),
    ):
        if grade(share, "through") not in ("none", "unknown"):
            parts.append(f"{_share(share)} {what}")
    trace = "no trace" if leak.level == "none" else f"a {leak.level} trace"
    return f"{trace} of its geometry ({', '.join(parts)})"


def _share(share: float) -> str:
    """Shares that may lie a little below 0 or above 1 by noise."""
    return f"{100 * max(share, 0.0):.0f} %"


def _proportions(canvas: Canvas, motion: GlobalMotion, reason: str) -> Verdict:
    frame = abs(math.log(canvas.aspect_change))
    frame_text = (_aspect_text(canvas) or "frame keeps its aspect ratio") + _known_text(canvas)
    if reason:
        level: Level = grade(frame, "aspect")
        level = level if level != "none" else "unknown"
        return Verdict("proportions", level, f"{frame_text}; shapes cannot be judged: {reason}")
    ratio = abs(canvas.scale_x * motion.zoom_x / (canvas.scale_y * motion.zoom_y or 1e-9))
    shape = abs(math.log(max(ratio, 1e-9)))
    if shape < 0.005:
        shape_text = "things keep their width against height"
    else:
        side = "wider" if ratio > 1 else "narrower"
        shape_text = f"things are {_percent(math.exp(shape) - 1)} {side} for their height"
    level = _worse(grade(frame, "aspect"), grade(shape, "shape"))
    return Verdict("proportions", level, f"{frame_text}; {shape_text}")


def _positions(canvas: Canvas, residual: Residual, motion_px: float, reason: str) -> Verdict:
    if reason:
        return Verdict("positions", "unknown", f"cannot be judged: {reason}")
    share = motion_px / diagonal(canvas.reference_size)
    return Verdict(
        "positions",
        grade(share, "position"),
        f"content moved {motion_px:.1f} px at the median ({100 * share:.2f} % of the diagonal); "
        f"after the global motion {residual.median:.1f} px remain at the median, "
        f"{residual.p95:.1f} px at the 95th percentile",
    )


def _quantities(fractions: Mapping[str, float], regions: Sequence[Region], reason: str) -> Verdict:
    if reason:
        return Verdict("quantities", "unknown", f"cannot be judged: {reason}")
    kinds = [region.kind for region in regions]
    counts = {kind: kinds.count(kind) for kind in ("added", "removed", "changed")}
    places = ", ".join(f"{count} {kind}" for kind, count in counts.items() if count) or "none"
    return Verdict(
        "quantities",
        grade(fractions["invented"], "invented"),
        f"{_percent(fractions['invented'])} of what can be judged has no counterpart; places: {places}"
        + (f"; {kinds.count('beyond')} added beyond what the photo can show" if "beyond" in kinds else ""),
    )


def _viewpoint(canvas: Canvas, motion: GlobalMotion, reason: str) -> Verdict:
    if reason:
        return Verdict("viewpoint", "unknown", f"cannot be judged: {reason}")
    frame = canvas.cropped_fraction + canvas.extended_fraction
    level = _worse(
        grade(motion.perspective, "perspective"),
        grade(abs(motion.rotation_deg), "rotation"),
        grade(frame, "frame"),
    )
    return Verdict(
        "viewpoint",
        level,
        f"perspective {_percent(motion.perspective)} across the frame, rotated {motion.rotation_deg:+.1f}°, "
        f"{_percent(canvas.cropped_fraction)} of the scene cut off, "
        f"{_percent(canvas.extended_fraction)} added around",
    )


def _motion_texts(canvas: Canvas, motion: GlobalMotion) -> list[str]:
    words: list[str] = []
    zoom_x, zoom_y = motion.zoom_x, motion.zoom_y
    if canvas.fit != "stretched":
        # The frame is already said to be extended or cropped: what is left is the zoom beside that.
        choose = min if canvas.fit == "extended" else max
        uniform = choose(canvas.scale_x, canvas.scale_y)
        zoom_x, zoom_y = zoom_x * canvas.scale_x / uniform, zoom_y * canvas.scale_y / uniform
    if abs(math.log(max(abs(zoom_x), 1e-9) / max(abs(zoom_y), 1e-9))) >= 0.01:
        words.append(f"zoomed {100 * (zoom_x - 1):+.1f} % across and {100 * (zoom_y - 1):+.1f} % down")
    elif abs(zoom_x * zoom_y - 1) >= 0.01:
        words.append(f"zoomed {100 * (math.sqrt(abs(zoom_x * zoom_y)) - 1):+.1f} %")
    if abs(motion.shear) >= _LEAST_SHEAR:
        words.append(f"sheared {100 * motion.shear:+.1f} %")
    if abs(motion.rotation_deg) >= THRESHOLDS["rotation"][0]:
        words.append(f"rotated {motion.rotation_deg:+.1f}°")
    if motion.perspective >= THRESHOLDS["perspective"][1]:
        words.append(f"perspective changed {_percent(motion.perspective)}")
    return words


def _frame_text(canvas: Canvas) -> str:
    aspect = _aspect_text(canvas)
    if not aspect or canvas.fit == "stretched":
        return aspect
    return f"{aspect}, frame {canvas.fit}"


def _known_text(canvas: Canvas) -> str:
    """Whose canvas it is, of at most two that are known for it."""
    if not canvas.known:
        return ""
    width, height = canvas.generated_size
    return f" ({width}×{height} is what {' or '.join(canvas.known[:2])})"


def _aspect_text(canvas: Canvas) -> str:
    if grade(abs(math.log(canvas.aspect_change)), "aspect") == "none":
        return ""
    ratio = max(canvas.aspect_change, 1 / canvas.aspect_change)
    amount = f"{ratio:.2f}x" if ratio >= 1.1 else _percent(ratio - 1)
    return f"canvas {amount} {'wider' if canvas.aspect_change > 1 else 'taller'}"


def _worse(*levels: Level) -> Level:
    return max(levels, key=LEVELS.index)


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %" if share >= 0.0995 else f"{100 * share:.1f} %"
