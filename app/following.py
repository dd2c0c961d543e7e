"""How far the guided result follows the generated image: a stored result, made again with another share.

While the control moves the viewer blends both panes on the screen; when it is let go, this makes the same of the
arrays, so that what is shown, scored and downloaded is one image. The whole way stays with the result, as guided-full.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

from app.extra_panes import link_file, of_folder, share_files
from app.panes import caption_scores, pane_record, result_publisher
from app.results import Result, ResultStore
from restoration import (
    InputError,
    PaneScores,
    check_follow,
    followed,
    load_image,
    resize_image,
    save_image,
    score,
    write_atomically,
)

FULL = "guided-full"
_NOT_ITS_OWN = ("influence", FULL)
"""Panes that were made of another share."""


def share_of(result: Result) -> float | None:
    """How far the guided pane of `result` follows; None without one."""
    if not {"guided", "baseline"} <= set(result.comparison.models):
        return None
    follow = result.comparison.follow
    return 1.0 if follow is None else follow


def follow(store: ResultStore, result: Result, share: float, *, owner: str = "") -> Result:
    """`result` with its guided pane at baseline + `share` · (whole way − baseline), scored anew; a result of `owner`.

    What reached the result (influence) was measured for another share, so it is left out; the whole way has it.
    Raises InputError where there is no guided pane, or on a share outside [0, 1].
    """
    share = check_follow(share)
    at = share_of(result)
    if at is None:
        raise InputError("This photo was compared without a generated image: there is nothing to follow.")
    whole = result.path(FULL) if result.path(FULL).is_file() else result.path("guided")
    if at < 1 and whole != result.path(FULL):
        raise InputError("This result was made with less than the whole way. Run the comparison again.")
    image = followed(load_image(result.path("baseline")), load_image(whole), share)
    base = result.comparison
    against = load_image(result.path("truth" if base.has_truth else "degraded"))
    made = score(resize_image(image, against.shape[1], against.shape[0]), against)
    scores = PaneScores(made.psnr, made.ssim, made.protocol, base.scored_against)
    guided = next((m for m in base.methods if m.pane == "guided"), None)
    comparison = replace(
        base.with_method(replace(guided, scores=scores)) if guided else base,
        scores={**base.scores, "guided": scores},
        follow=share,
        influence=None,
    )

    def fill(folder: Path) -> None:
        share_files(result.folder, folder)
        for name in ("guided", *_NOT_ITS_OWN):
            (folder / f"{name}.png").unlink(missing_ok=True)
        link_file(whole, folder / f"{FULL}.png")
        save_image(image, folder / "guided.png")
        viewer = of_folder(result.viewer, result.id, folder.name)
        viewer["panes"] = [_pane(p, image, made, base.scored_against, folder, share) for p in viewer["panes"]
                           if p["name"] not in _NOT_ITS_OWN]  # fmt: skip
        guided = next(p for p in viewer["panes"] if p["name"] == "guided")
        full = pane_record(FULL, "Prior-guided, the whole way", load_image(whole), result_publisher(folder))
        viewer["panes"].append(guided | full | {"scores": [], "score_text": ""})
        viewer |= {"id": folder.name, "query": f"result={quote(folder.name)}"}
        viewer["visible"] = [name for name in viewer["visible"] if name not in _NOT_ITS_OWN]
        digests = {
            f"{name}.png": hashlib.sha256((folder / f"{name}.png").read_bytes()).hexdigest()
            for name in ("guided", FULL)
        }
        kept = {name: digest for name, digest in base.files.items() if name != "influence.png"}
        written = replace(comparison, files={**kept, **digests}).to_json()
        text = json.dumps(written, ensure_ascii=False, indent=1, allow_nan=False)
        write_atomically(text.encode(), folder / "comparison.json")
        write_atomically(json.dumps(viewer).encode(), folder / "viewer.json")

    return store.new(result.name, fill, owner=owner)


def _pane(
    record: dict[str, Any], image: Any, made: Any, against: str, folder: Path, share: float
) -> dict[str, Any]:
    if record["name"] != "guided":
        return record
    label = "Prior-guided" if share == 1 else f"Prior-guided, {100 * share:.0f} %"
    return (
        record | pane_record("guided", label, image, result_publisher(folder)) | caption_scores(made, against)
    )
