"""Training pairs without ground truth: photos and what a generator made of them, aligned, judged, masked.

    OUT/degraded/NAME.png      the photo
    OUT/aligned/NAME.png       the generated image on the photo's grid, black where it shows nothing
    OUT/confidence/NAME.png    grey, 255 where alignment is sure, 0 where nothing may be learned
    OUT/pairs.json             every photo with its numbers, and the reason of every rejection
    OUT/audit.html             the same as a page with small pictures, to be looked at before training

Published data engines do the same by hand or with a vision-language model (GGT-100K, arXiv 2605.31039, 2026: filtered
by metric, by model, then by people). Here a pair is judged by measurements alone: it is rejected where
the two pictures are not the same scene, where too little of the frame aligns, where too much
has no counterpart in the photo, or where what aligns is bent too far for its edges to be right.
"""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal, get_args

import cv2
import numpy as np
from jinja2 import Environment
from numpy.typing import NDArray
from PIL import Image

from restoration.atomic import write_atomically
from restoration.distortion import apply_tone, hallucinations_masked
from restoration.errors import ImageError, InputError, printable
from restoration.gpt import match_released
from restoration.image import ImageArray, encode_png, load_image
from restoration.models.transfer import prior_weights
from restoration.pipeline import align, analyse
from restoration.records import json_safe
from restoration.tasks import get_task
from restoration.training.photos import list_images

ToneFit = Literal["auto", "keep", "input"]
_THUMBNAIL = 220
_TEMPLATE = Path(__file__).parent / "templates" / "audit.html"


@dataclass(frozen=True)
class Acceptance:
    """A pair is taken when all of these hold."""

    sure_share: float = 0.35
    """Of the frame with confidence above 0.5, at least."""
    hallucinated_share: float = 0.25
    """Of the frame without counterpart in the photo, at most."""
    residual_share: float = 0.02
    """95th percentile of the bending that is left after the global motion, as a share of the diagonal, at most."""


@dataclass(frozen=True)
class PseudoPair:
    """One photo and its verdict."""

    name: str
    photo: str
    generated: str
    accepted: bool
    reason: str
    """Why it was rejected; empty for an accepted pair."""
    sure_share: float = float("nan")
    hallucinated_share: float = float("nan")
    motion_px: float = float("nan")
    residual_p95_px: float = float("nan")
    tone_change: float = float("nan")
    """Root mean square of the fitted colour transform, 0–255; 0 where the tone was kept."""


@dataclass(frozen=True)
class PseudoPairs:
    pairs: tuple[PseudoPair, ...]
    without_generated: tuple[str, ...]
    without_photo: tuple[str, ...]

    @property
    def accepted(self) -> int:
        return sum(pair.accepted for pair in self.pairs)


def make_pseudo_pairs(
    photos: Path,
    generated: Path,
    out: Path,
    *,
    task: str,
    tone: ToneFit = "auto",
    acceptance: Acceptance | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> PseudoPairs:
    """Align every generated image to its photo and write the accepted pairs below `out`, which must be new or empty.

    `tone` "input" fits the generated image's colours to the photo with one gain and offset a channel, "keep" leaves
    them, "auto" keeps them where the degradation itself is a change of tone. Raises InputError.
    """
    task = get_task(task).id
    if tone not in get_args(ToneFit):
        raise InputError(f"tone: expected one of {', '.join(get_args(ToneFit))}, got {tone!r}.")
    if out.exists() and any(out.iterdir()):
        raise InputError(f"{printable(str(out))}: expected a new or empty folder. Choose another --out.")
    files = {path.name: path for path in list_images(photos)}
    found = match_released(generated, list(files))
    fit_tone = tone == "input" or (tone == "auto" and not get_task(task).changes_tone)
    pairs, pictures = [], []
    for position, match in enumerate(found.matched):
        if progress is not None:
            progress(position / len(found.matched), match.original)
        pair, shown = _make(
            files[match.original], match.released.file, out, task, fit_tone, acceptance or Acceptance()
        )
        pairs.append(pair)
        pictures.append(shown)
    result = PseudoPairs(tuple(pairs), found.unmatched_originals, found.unmatched_released)
    _write_report(result, pictures, out, task, fit_tone, acceptance or Acceptance())
    if progress is not None:
        progress(1.0, "done")
    return result


def _make(
    photo: Path, output: Path, out: Path, task: str, fit_tone: bool, acceptance: Acceptance
) -> tuple[PseudoPair, tuple[str, ...]]:
    name = photo.stem
    try:
        degraded, image = load_image(photo), load_image(output)
    except ImageError as error:
        return PseudoPair(name, photo.name, output.name, False, str(error)), ()
    alignment = align(image, degraded, task=task)
    report = analyse(alignment, image, degraded)
    borne_out = hallucinations_masked(alignment, report)
    confidence = prior_weights(borne_out)
    sure = float(((borne_out.confidence > 0.5) & borne_out.valid & report.same_scene).mean())
    hallucinated = float(report.fractions["invented"])
    residual = float(report.residual_px.p95)
    diagonal = float(np.hypot(*degraded.shape[:2]))
    reason = _reason(report.same_scene, sure, hallucinated, residual / diagonal, acceptance)
    target = apply_tone(report.tone, alignment.warped) if fit_tone else alignment.warped
    target = target * alignment.valid[..., None].astype(np.uint8)
    pair = PseudoPair(
        name,
        photo.name,
        output.name,
        not reason,
        reason,
        sure,
        hallucinated,
        float(report.motion_px),
        residual,
        report.tone.size if fit_tone else 0.0,
    )
    mask = np.rint(255 * confidence).astype(np.uint8)
    if pair.accepted:
        write_atomically(encode_png(degraded), out / "degraded" / f"{name}.png")
        write_atomically(encode_png(target), out / "aligned" / f"{name}.png")
        write_atomically(encode_png(np.dstack([mask] * 3)), out / "confidence" / f"{name}.png")
    return pair, tuple(_thumbnail(x) for x in (degraded, image, target, np.dstack([mask] * 3)))


def _reason(same_scene: bool, sure: float, hallucinated: float, residual: float, limits: Acceptance) -> str:
    if not same_scene:
        return "not shown to be the same scene"
    if sure < limits.sure_share:
        return f"only {100 * sure:.0f} % of the frame aligns with confidence; at least {100 * limits.sure_share:.0f} % wanted"
    if hallucinated > limits.hallucinated_share:
        return (
            f"{100 * hallucinated:.0f} % of the frame has no counterpart in the photo; at most "
            f"{100 * limits.hallucinated_share:.0f} % wanted"
        )
    if residual > limits.residual_share:
        return (
            f"bent by {100 * residual:.1f} % of the diagonal at the 95th percentile; at most "
            f"{100 * limits.residual_share:.1f} % wanted"
        )
    return ""


def _thumbnail(image: ImageArray) -> str:
    """A JPEG data: address, for looking only."""
    height, width = image.shape[:2]
    scale = _THUMBNAIL / max(height, width)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    small: NDArray[np.uint8] = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    packed = io.BytesIO()
    Image.fromarray(small).save(packed, "JPEG", quality=80)
    return "data:image/jpeg;base64," + base64.b64encode(packed.getvalue()).decode()


def _write_report(
    result: PseudoPairs,
    pictures: list[tuple[str, ...]],
    out: Path,
    task: str,
    fit_tone: bool,
    acceptance: Acceptance,
) -> None:
    data = {
        "task": task,
        "tone": "input" if fit_tone else "keep",
        "acceptance": asdict(acceptance),
        "pairs": [asdict(pair) for pair in result.pairs],
        "without_generated": result.without_generated,
        "without_photo": result.without_photo,
    }
    titles = ("photo", "generated", "target", "confidence")
    page = Environment(autoescape=True).from_string(_TEMPLATE.read_text("utf-8"))
    rows = [
        (pair, list(zip(titles, shown, strict=False)))
        for pair, shown in zip(result.pairs, pictures, strict=True)
    ]
    html = page.render(
        rows=rows,
        accepted=result.accepted,
        task=task,
        fit_tone=fit_tone,
        limits=acceptance,
        without_generated=result.without_generated,
        without_photo=result.without_photo,
    )
    write_atomically(json.dumps(json_safe(data), indent=1, ensure_ascii=False).encode(), out / "pairs.json")
    write_atomically(html.encode(), out / "audit.html")
