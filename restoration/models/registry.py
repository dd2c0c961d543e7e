"""The written table of models, and what state each is in."""

from __future__ import annotations

import difflib
from pathlib import Path

from restoration.errors import ModelError
from restoration.models import classical
from restoration.models.spec import ModelSpec, Weights, late, table
from restoration.records import ModelInfo
from restoration.tasks import TASKS, get_task

WEIGHTS_DIR = Path(__file__).resolve().parents[2] / "assets" / "weights"

_OURS = "PriorLens"
_TRANSFER = "Local linear transfer from the aligned prior; guided filter: He, Sun & Tang, TPAMI 2013"


def _network(task: str, role: str) -> ModelSpec:
    guided = role == "guided"
    label = TASKS[task].label.lower()
    return ModelSpec(
        f"{task}/{role}",
        f"Prior-guided network, {label}" if guided else f"Network, {label}",
        (task,),
        "guided" if guided else "baseline",
        _OURS,
        "see the model card",
        build=late(f"restoration.models.nets:build_{role}", task),
        weights=Weights(f"{task}-{role}.safetensors"),
        needs_prior=guided,
    )


MODELS: dict[str, ModelSpec] = table(
    ModelSpec(
        "haze/dcp",
        "Dark channel prior",
        ("haze",),
        "classical",
        "He, Sun & Tang, Single image haze removal using dark channel prior, TPAMI 2011",
        "training-free",
        method=classical.haze_dcp,
    ),
    ModelSpec(
        "haze/transfer",
        "Local linear transfer",
        ("haze",),
        "guided",
        _TRANSFER,
        "training-free",
        method=classical.haze_transfer,
        needs_prior=True,
    ),
    _network("haze", "baseline"),
    _network("haze", "guided"),
    ModelSpec(
        "haze/dehazenet",
        "DehazeNet",
        ("haze",),
        "baseline",
        "Cai et al., DehazeNet, TIP 2016; trained for PriorLens",
        "see the model card",
        build=late("restoration.models.dehazenet:DehazeNet"),
        weights=Weights("haze-dehazenet.safetensors"),
    ),
    ModelSpec(
        "rain/directional",
        "Directional sparse model",
        ("rain",),
        "classical",
        "Deng et al., A directional global sparse model for single image rain removal, AMM 2018",
        "training-free",
        method=classical.rain_directional,
    ),
    ModelSpec(
        "rain/transfer",
        "Local linear transfer",
        ("rain",),
        "guided",
        _TRANSFER,
        "training-free",
        method=classical.rain_transfer,
        needs_prior=True,
    ),
    _network("rain", "baseline"),
    _network("rain", "guided"),
    ModelSpec(
        "low_light/lime",
        "LIME illumination map",
        ("low_light",),
        "classical",
        "Guo, Li & Ling, LIME: Low-light image enhancement via illumination map estimation, TIP 2017",
        "training-free",
        method=classical.low_light_lime,
    ),
    ModelSpec(
        "low_light/transfer",
        "Local linear transfer",
        ("low_light",),
        "guided",
        _TRANSFER,
        "training-free",
        method=classical.low_light_transfer,
        needs_prior=True,
    ),
    _network("low_light", "baseline"),
    _network("low_light", "guided"),
)


def list_models(task: str | None = None) -> list[ModelInfo]:
    """Every model, or those of one task, with its state. Raises InputError on an unknown task."""
    wanted = get_task(task).id if task is not None else None
    return [_info(spec) for spec in MODELS.values() if wanted is None or wanted in spec.tasks]


def get_spec(model_id: str) -> ModelSpec:
    """The model of that id. Raises ModelError that names the closest and all known ones."""
    if model_id in MODELS:
        return MODELS[model_id]
    close = difflib.get_close_matches(str(model_id), MODELS, n=1, cutoff=0.5)
    hint = f" Did you mean {close[0]!r}?" if close else ""
    raise ModelError(f"model: no model is called {model_id!r}.{hint} Known: {', '.join(MODELS)}.")


def _info(spec: ModelSpec) -> ModelInfo:
    return ModelInfo(
        id=spec.id,
        label=spec.label,
        tasks=spec.tasks,
        role=spec.role,
        licence=spec.licence,
        source=spec.source,
        parameters=spec.parameters,
        state="ready" if spec.weights is None or (WEIGHTS_DIR / spec.weights.file).is_file() else "missing",
        needs_prior=spec.needs_prior,
        note=spec.note,
    )
