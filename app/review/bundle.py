"""One HTML file of one or several comparisons. It asks no network, and says what did not fit into its size."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from functools import lru_cache
from pathlib import Path
from random import SystemRandom
from typing import Any

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from app.panes import caption_scores, inline_publisher, pane_record, protocol_record
from app.review.run_text import run_text
from app.review.sources import Case, ShownImage, blind_case, blinded_methods, open_case
from app.typography import headline
from app.viewer.script import viewer_script
from restoration import InputError, PaneScores, RunScores, Scores, get_task, priorlens_version

_HERE = Path(__file__).parent
_AROUND = 20
"""Bytes of separators and of the name among those of the first view, per image."""
_MOST_SIDE = 99_999


@dataclass(frozen=True)
class Bundle:
    html: str
    left_out: tuple[str, ...]
    """What did not fit, in words."""
    key: Mapping[str, str]
    """Of a blind bundle: letter → method, then "Photo 1" → the photo's name; empty otherwise."""


def make_bundle(
    folders: Sequence[Path],
    *,
    max_mb: float,
    blind: bool = False,
    scores: bool = True,
    title: str = "",
    names: Sequence[str] = (),
    run: RunScores | None = None,
) -> Bundle:
    """`blind`: methods are called A, B, C in random order, the same letters in every photo, and everything that identifies them
    is left out. `scores` False leaves the numbers out. Images are lossless; where they do not fit into `max_mb`
    the least important are left out, and the file says so. `names` of the photos, by default their folders'. `run`: the benchmark
    run that they are of, whose score table is shown. Raises InputError, ImageError."""
    if blind:
        methods = blinded_methods(folders)
        order = list(range(len(methods)))
        SystemRandom().shuffle(order)
        cases = [blind_case(folder, n, order, methods) for n, folder in enumerate(folders, 1)]
    else:
        cases = [open_case(folder, names[n] if names else folder.name) for n, folder in enumerate(folders)]
    words = {
        "title": title or ("Blind review" if blind else "Review"),
        "cases": [_texts_of(case, scores, blind) for case in cases],
        "run": run_text(run, folders, cases, blind) if run and scores else None,
        "script": Markup(viewer_script()),
        "mount": Markup((_HERE / "mount.js").read_text("utf-8")),
        "style": Markup((_HERE / "page.css").read_text("utf-8")),
        "blind": blind,
        "version": "" if blind else priorlens_version(),
    }
    # What the file takes without images: were every one of them in its list of what was left out.
    named = [_left_out(case, image, 999.9e6) for case in cases for image in case.images]
    bare = [Markup(_inline(_payload(case, []))) for case in cases]
    fixed = len(_page().render(**words, payloads=bare, left_out=named).encode())
    payloads, left_out = _payloads(cases, max_mb * 1e6 - fixed, scores)
    texts = [Markup(_inline(payload)) for payload in payloads]
    html = _page().render(**words, payloads=texts, left_out=left_out)
    key = {letter: name for case in cases for letter, name in case.key.items()}
    photos = (
        {f"Photo {n}": names[n - 1] if names else f.name for n, f in enumerate(folders, 1)} if blind else {}
    )
    return Bundle(html, tuple(left_out), dict(sorted(key.items())) | photos)


def _payloads(cases: Sequence[Case], space: float, scores: bool) -> tuple[list[dict[str, Any]], list[str]]:
    """The most important images of every photo first, then the next ones, as long as there is space."""
    panes: list[list[tuple[int, dict[str, Any]]]] = [[] for _ in cases]
    left_out = []
    queue = sorted(
        (
            (rank, number, image)
            for number, case in enumerate(cases)
            for rank, image in enumerate(case.images)
        ),
        key=lambda item: item[:2],
    )
    for rank, number, image in queue:
        record = _pane(image, cases[number], scores)
        size = len(_inline(record).encode()) + len(record["name"]) + _AROUND
        if size > space:
            if rank == 0:
                raise InputError(
                    f"{cases[number].title}: its photo alone takes {size / 1e6:.0f} MB of the file. Allow more with --max-mb."
                )
            left_out.append(_left_out(cases[number], image, size))
            continue
        space -= size
        panes[number].append((rank, record))
    return [
        _payload(case, [p for _, p in sorted(found, key=lambda x: x[0])])
        for case, found in zip(cases, panes, strict=True)
    ], left_out


def _left_out(case: Case, image: ShownImage, size: float) -> str:
    return f"{case.title}: {image.label} ({size / 1e6:.1f} MB)"


def _pane(image: ShownImage, case: Case, scores: bool) -> dict[str, Any]:
    record = pane_record(image.name, image.label, image.read(), inline_publisher)
    shown = image.scores if scores else None
    caption = caption_scores(
        Scores(shown.psnr, shown.ssim, shown.protocol) if shown else None, case.stored.scored_against
    )
    return record | caption | {
        "badge": image.badge or None, "origin": image.origin, "source": image.origin.startswith("Generated"), "follows": False,
    }  # fmt: skip


def _payload(case: Case, panes: list[dict[str, Any]]) -> dict[str, Any]:
    names = [pane["name"] for pane in panes]
    return {
        "id": None,
        "title": case.title,
        "query": "",
        "width": panes[0]["width"] if panes else _MOST_SIDE,
        "height": panes[0]["height"] if panes else _MOST_SIDE,
        "reference": "truth" if "truth" in names or not names else names[0],
        "scored_against": case.stored.scored_against,
        "protocol": protocol_record(case.stored.protocol or "rgb"),
        "visible": [name for name in case.first_view if name in names],
        "panes": panes,
        "flow": None,
    }


def _texts_of(case: Case, scores: bool, blind: bool) -> dict[str, Any]:
    """What stands around the viewer, as plain values for the template."""
    stored = case.stored
    rows = [
        {"label": image.label, "badge": image.badge} | _numbers(image.scores if scores else None)
        for image in case.images
        if image.is_method or (image.name in ("degraded", "input") and stored.has_truth)
    ]
    out: dict[str, Any] = {
        "title": case.title, "rows": rows, "against": "ground truth" if stored.has_truth else "the input (change, not quality)",
        "protocol": stored.protocol, "scores": scores and any(row["psnr"] for row in rows), "facts": [], "reports": [],
    }  # fmt: skip
    if not blind:
        out["reports"] = _reports(case)
        out["facts"] = _facts(case)
        out["task"] = get_task(stored.task).label
    return out


def _numbers(scores: PaneScores | None) -> dict[str, str]:
    if scores is None:
        return {"psnr": "", "ssim": ""}
    psnr = "∞" if scores.psnr == float("inf") else f"{scores.psnr:.2f}"
    return {"psnr": psnr, "ssim": "" if scores.ssim != scores.ssim else f"{scores.ssim:.3f}"}


def _reports(case: Case) -> list[dict[str, Any]]:
    """The distortion of every image that was aligned."""
    found = []
    for method in case.stored.methods:
        report = method.distortion
        if report is None:
            continue
        verdicts = [(headline(v.complaint), v.level, headline(v.sentence)) for v in report.verdicts]
        found.append(
            {
                "label": method.label,
                "sentence": headline(report.sentence),
                "judged": report.judged,
                "verdicts": verdicts,
            }
        )
    return found


def _facts(case: Case) -> list[tuple[str, str]]:
    stored = case.stored
    rows = []
    for method in stored.methods:
        model = stored.models.get(method.pane)
        if model is not None:
            parts = [
                model.id,
                f"weights {model.sha256[:16]}…" if model.sha256 else "",
                model.device or "",
                model.precision or "",
            ]
            rows.append((method.label, ", ".join(part for part in parts if part)))
        elif method.source is not None:
            s = method.source
            parts = [
                s.label,
                s.model,
                _moment(s.created),
                f"${s.cost_usd:.3f}" if s.cost_usd else "",
                s.prompt and f"prompt: {s.prompt}",
            ]
            rows.append((method.label, ", ".join(part for part in parts if part)))
    degraded = stored.provenance.degraded
    if degraded is not None:
        rows.append(
            (
                "Photo",
                f"{degraded.width}×{degraded.height}, SHA-256 of its RGBA pixels {degraded.sha256_rgba}",
            )
        )
    version = f"PriorLens {stored.priorlens or 'of an early version'}" + (
        f", {stored.revision[:12]}" if stored.revision else ""
    )
    rows.append(("Compared by", version))
    rows += [("Notice", notice) for notice in stored.notices]
    return rows


def _moment(created: str | None) -> str:
    """ "2026-11-29 02:59 UTC"; a time that is none as it stands."""
    try:
        moment = datetime.fromisoformat(created or "")
    except ValueError:
        return created or ""
    return moment.astimezone(timezone.utc).strftime("%Y-%m-%d %H:%M UTC") if moment.tzinfo else str(created)


def _inline(payload: Mapping[str, Any]) -> str:
    """JSON that may stand in a script element."""
    return json.dumps(payload, ensure_ascii=False, allow_nan=False).replace("<", "\\u003c")


@lru_cache(maxsize=1)
def _page() -> Any:
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string((_HERE / "page.html").read_text("utf-8"))
