"""One more model's result beside those of a stored comparison: a new stored result, the old one stays as it is."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

from app.panes import LABELS, caption_scores, pane_record, result_publisher
from app.results import Result, ResultStore
from restoration import (
    SCHEMA,
    Alignment,
    InputError,
    MethodRecord,
    ModelInfo,
    ModelRecord,
    PaneScores,
    Progress,
    StoredComparison,
    code_revision,
    describe_model,
    get_task,
    list_models,
    load_image,
    priorlens_version,
    resize_image,
    restore,
    save_image,
    score,
    write_atomically,
)


def addable(result: Result) -> list[ModelInfo]:
    """Models that could run on the photo of `result` and do not stand in it yet."""
    there = {model.id for model in result.comparison.models.values()}
    prior = result.comparison.generated_label is not None
    return [
        m
        for m in list_models(get_task(result.comparison.task).id)
        if m.id not in there and m.state not in ("missing", "damaged") and (prior or not m.needs_prior)
    ]


def add_model(
    store: ResultStore,
    result: Result,
    model: str,
    *,
    alignment: Callable[[], Alignment],
    device: str,
    progress: Progress,
    owner: str = "",
) -> Result:
    """`result` with another pane, restored by `model`, a result of `owner`. `alignment` is asked where the model
    needs the prior.

    Raises InputError, ModelError.
    """
    known = {m.id: m for m in addable(result)}
    if model not in known:
        raise InputError(
            f"{model}: this model already stands beside the others, or cannot run on this photo."
        )
    info, base = known[model], result.comparison
    degraded = load_image(result.path("degraded"))
    progress(0.0, f"Running {info.label}")
    image = restore(
        degraded, model, prior=alignment() if info.needs_prior else None, device=device, progress=progress
    )
    name = _pane_name(model, base)
    against = load_image(result.path("truth")) if base.has_truth else degraded
    made = score(resize_image(image, against.shape[1], against.shape[0]), against)
    scores = PaneScores(made.psnr, made.ssim, made.protocol, base.scored_against)
    method = MethodRecord(
        "guided" if info.needs_prior else "baseline", info.label, f"{name}.png", scores, model
    )
    comparison = replace(
        base.with_method(method),
        scores={**base.scores, name: scores},
        models={**base.models, name: _record(model, device)},
        schema=SCHEMA,
        priorlens=priorlens_version(),
        revision=code_revision(),
    )

    def fill(folder: Path) -> None:
        share_files(result.folder, folder)
        save_image(image, folder / f"{name}.png")
        prior = f", prior: {base.generated_label}" if info.needs_prior else ""
        pane = pane_record(name, info.label, image, result_publisher(folder))
        pane |= {"badge": model, "origin": f"Model: {model}{prior}", "source": False, "follows": False}
        pane |= caption_scores(made, base.scored_against)
        viewer = of_folder(result.viewer, result.id, folder.name)
        viewer["panes"].insert(_place(viewer["panes"]), pane)
        viewer |= {
            "id": folder.name,
            "query": f"result={quote(folder.name)}",
            "base": result.id,
            "added": name,
            "visible": [*viewer["visible"], name][:8],
        }
        digest = hashlib.sha256((folder / f"{name}.png").read_bytes()).hexdigest()
        whole = replace(comparison, files={**comparison.files, f"{name}.png": digest})
        written = json.dumps(whole.to_json(), ensure_ascii=False, indent=1, allow_nan=False)
        write_atomically(written.encode(), folder / "comparison.json")
        write_atomically(json.dumps(viewer).encode(), folder / "viewer.json")

    return store.new(result.name, fill, owner=owner)


def _record(model: str, device: str) -> ModelRecord:
    known = describe_model(model, device)
    return ModelRecord(model, known["sha256"], known["device"], known["precision"])


_REWRITTEN = ("comparison.json", "viewer.json", "result.json")


def share_files(source: Path, target: Path) -> None:
    """The files of one result in the folder of another, once on disk where the file system has hard links. Results
    are never changed, and removing one leaves the other's files."""
    for path in source.iterdir():
        if not path.is_file() or path.name in _REWRITTEN or path.name.startswith("."):
            continue
        link_file(path, target / path.name)


def link_file(source: Path, target: Path) -> None:
    """`source` under another name, once on disk where the file system has hard links."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def of_folder(value: Any, source: str, target: str) -> Any:
    """`value` with every address of a file of result `source` as that of `target`."""
    if isinstance(value, Mapping):
        return {key: of_folder(inner, source, target) for key, inner in value.items()}
    if isinstance(value, list):
        return [of_folder(inner, source, target) for inner in value]
    before = f"results/{quote(source)}/"
    if isinstance(value, str) and value.startswith(before):
        return f"results/{quote(target)}/{value.removeprefix(before)}"
    return value


def _pane_name(model: str, comparison: StoredComparison) -> str:
    """A name for files and hooks, from the model's id; unlike the panes that are there."""
    name = re.sub(r"[^a-z0-9]+", "-", model.lower()).strip("-") or "model"
    return name if name not in comparison.scores and name not in LABELS else f"{name}-2"


def _place(panes: list[dict[str, Any]]) -> int:
    """Behind the last restored image, before ground truth and overlays."""
    return max((i + 1 for i, pane in enumerate(panes) if pane.get("scores")), default=len(panes))
