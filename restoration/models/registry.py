"""What is known about every model, and what state each is in."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import Literal

from restoration.errors import ModelError
from restoration.image import printable
from restoration.models import dropped
from restoration.models.pool import ModelPool
from restoration.models.spec import WITH_PRIOR, ModelSpec
from restoration.models.table import MODELS
from restoration.models.weights import WEIGHTS_DIR, count_parameters, find
from restoration.records import ModelInfo
from restoration.tasks import get_task
from restoration.weight_table import Quality

__all__ = ["MODELS", "POOL", "WEIGHTS_DIR", "get_spec", "list_models"]

POOL = ModelPool()
"""The networks that this process has loaded."""


def list_models(task: str | None = None) -> list[ModelInfo]:
    """Every model, or those of one task, with its state; files in the models folder last.

    Raises InputError on an unknown task.
    """
    wanted = get_task(task).id if task is not None else None
    specs = [*MODELS.values(), *dropped.specs(_published_files())]
    loaded = POOL.loaded()
    return [_info(spec, loaded) for spec in specs if wanted is None or wanted in spec.tasks]


def get_spec(model_id: str) -> ModelSpec:
    """The model of that id; "MODEL+prior" is MODEL, whose result a prior then guides.

    Raises ModelError that names the closest and all known ones.
    """
    if model_id in MODELS:
        return MODELS[model_id]
    found = {spec.id: spec for spec in dropped.specs(_published_files())}
    if model_id in found:
        return found[model_id]
    if model_id.endswith(WITH_PRIOR):
        return get_spec(model_id.removesuffix(WITH_PRIOR))
    known = [*MODELS, *found]
    close = difflib.get_close_matches(str(model_id), known, n=1, cutoff=0.5)
    hint = f" Did you mean {close[0]!r}?" if close else ""
    name = printable(str(model_id))
    raise ModelError(f"model: no model is called {name!r}.{hint} Known: {', '.join(known)}.")


def _published_files() -> frozenset[str]:
    return frozenset(spec.weights.file for spec in MODELS.values() if spec.weights is not None)


def _info(spec: ModelSpec, loaded: dict[str, tuple[str, ...]]) -> ModelInfo:
    file = find(spec.weights) if spec.weights is not None else None
    problem = dropped.problem(spec.file) if spec.file is not None else ""
    return ModelInfo(
        id=spec.id,
        label=spec.label,
        tasks=spec.tasks,
        role=spec.role,
        licence=spec.licence,
        source=spec.source,
        parameters=spec.parameters or (count_parameters(file) if file is not None else 0),
        state="damaged" if problem else _state(spec, file, loaded),
        needs_prior=spec.needs_prior,
        note=problem or spec.note or ", ".join(_as_text(quality) for quality in spec.quality),
    )


def _state(
    spec: ModelSpec, file: Path | None, loaded: dict[str, tuple[str, ...]]
) -> Literal["ready", "loaded", "downloadable", "missing"]:
    if spec.id in loaded:
        return "loaded"
    if spec.weights is None or file is not None:
        return "ready"
    return "downloadable" if spec.weights.url else "missing"


def _as_text(quality: Quality) -> str:
    return f"{quality.dataset.split('/')[-1]} {quality.psnr:.2f} dB"
