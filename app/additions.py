"""One more model's result beside those of a stored comparison: a new stored result, the old one stays as it is."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from app.panes import LABELS, caption_scores, folder_publisher, pane_record
from app.results import Result, ResultStore, model_ids
from restoration import (
    Alignment,
    InputError,
    ModelInfo,
    get_task,
    json_safe,
    list_models,
    load_image,
    resize_image,
    restore,
    save_image,
    score,
    write_atomically,
)

Progress = Callable[[float, str], None]


def addable(result: Result) -> list[ModelInfo]:
    """Models that could run on the photo of `result` and do not stand in it yet."""
    data = result.data
    there = set(model_ids(data).values())
    prior = bool(data["provenance"].get("generated"))
    return [
        m
        for m in list_models(get_task(data["task"]).id)
        if m.id not in there and m.state != "missing" and (prior or not m.needs_prior)
    ]


def add_model(
    store: ResultStore,
    result: Result,
    model: str,
    *,
    alignment: Callable[[], Alignment],
    device: str,
    progress: Progress,
) -> Result:
    """`result` with another pane, restored by `model`. `alignment` is asked where the model needs the prior.

    Raises InputError, ModelError.
    """
    known = {m.id: m for m in addable(result)}
    if model not in known:
        raise InputError(
            f"{model}: this model already stands beside the others, or cannot run on this photo."
        )
    info = known[model]
    degraded = load_image(result.folder / "degraded.png")
    progress(0.0, f"Running {info.label}")
    image = restore(
        degraded, model, prior=alignment() if info.needs_prior else None, device=device, progress=progress
    )
    name = _pane_name(model, result.data)
    truth = result.data["scored_against"] == "truth"
    against = load_image(result.folder / "truth.png") if truth else degraded
    made = score(resize_image(image, against.shape[1], against.shape[0]), against)

    def change(folder: Path, data: dict[str, Any], viewer: dict[str, Any]) -> None:
        save_image(image, folder / f"{name}.png")
        against_what = data["scored_against"]
        row = {"psnr": made.psnr, "ssim": made.ssim, "protocol": made.protocol, "against": against_what}
        data["scores"][name] = json_safe(row)
        data["models"][name] = {"id": model}
        prior = f", prior: {data['provenance']['generated']['label']}" if info.needs_prior else ""
        pane = pane_record(name, info.label, image, folder_publisher(folder))
        pane |= {"badge": model, "origin": f"Model: {model}{prior}", "source": False, "follows": False}
        pane |= caption_scores(made, against_what)
        viewer["panes"].insert(_place(viewer["panes"]), pane)
        viewer |= {
            "id": folder.name,
            "query": f"result={quote(folder.name)}",
            "base": result.id,
            "added": name,
            "visible": [*viewer["visible"], name][:8],
        }

    return _copy(store, result, change)


def _copy(
    store: ResultStore, result: Result, change: Callable[[Path, dict[str, Any], dict[str, Any]], None]
) -> Result:
    """A new result that begins as `result`; `change` gets its folder, comparison.json and viewer.json."""

    def fill(folder: Path) -> None:
        for path in result.folder.iterdir():
            if path.is_file() and path.suffix != ".zip" and not path.name.startswith(("scores-", ".")):
                (folder / path.name).write_bytes(path.read_bytes())
        data = json.loads((folder / "comparison.json").read_text("utf-8"))
        viewer = _moved(json.loads((folder / "viewer.json").read_text("utf-8")), folder)
        change(folder, data, viewer)
        write_atomically(json.dumps(data, ensure_ascii=False, indent=1).encode(), folder / "comparison.json")
        write_atomically(json.dumps(viewer).encode(), folder / "viewer.json")

    return store.new(result.name, fill)


def _moved(value: Any, folder: Path) -> Any:
    """`value` with every file record pointing into `folder`."""
    if isinstance(value, Mapping):
        if "path" in value and "meta" in value:
            return {**value, "path": str(folder / Path(value["path"]).name)}
        return {key: _moved(inner, folder) for key, inner in value.items()}
    return [_moved(inner, folder) for inner in value] if isinstance(value, list) else value


def _pane_name(model: str, data: Mapping[str, Any]) -> str:
    """A name for files and hooks, from the model's id; unlike the panes that are there."""
    name = re.sub(r"[^a-z0-9]+", "-", model.lower()).strip("-") or "model"
    return name if name not in data["scores"] and name not in LABELS else f"{name}-2"


def _place(panes: list[dict[str, Any]]) -> int:
    """Behind the last restored image, before ground truth and overlays."""
    return max((i + 1 for i, pane in enumerate(panes) if pane.get("scores")), default=len(panes))
