"""The written table of models, and what state each is in."""

from __future__ import annotations

import difflib
from dataclasses import replace
from pathlib import Path
from typing import Literal

from restoration.errors import ModelError
from restoration.image import printable
from restoration.models import classical, dropped
from restoration.models.pool import ModelPool
from restoration.models.published import PUBLISHED
from restoration.models.spec import WITH_PRIOR, ModelSpec, Quality, Weights, lazy_import, table
from restoration.models.weights import WEIGHTS_DIR, count_parameters, find
from restoration.records import ModelInfo
from restoration.tasks import TASKS, get_task

__all__ = ["MODELS", "POOL", "WEIGHTS_DIR", "get_spec", "list_models"]

POOL = ModelPool()
"""The networks that this process has loaded."""

_OURS = "PriorLens"
_RESEARCH = "research use, as the photos behind it; see the model card"
_WITHOUT_TRUTH = "fine-tuned on degraded and generated images alone, without ground truth"
_TRANSFER = "Local linear transfer from the aligned prior; guided filter: He, Sun & Tang, TPAMI 2013"


def _network(
    task: str, role: str, reach: int, *, context_pixels: int = 0, quality: tuple[Quality, ...] = ()
) -> ModelSpec:
    """One of our own; `reach` in px is measured (`seams.reach`)."""
    guided = role == "guided"
    label = TASKS[task].label.lower()
    return ModelSpec(
        f"{task}/{role}",
        f"Prior-guided network, {label}" if guided else f"Network, {label}",
        (task,),
        "guided" if guided else "baseline",
        _OURS,
        _RESEARCH,
        build=lazy_import(f"restoration.models.nets:build_{role}", task),
        weights=Weights(f"{task}-{role}.safetensors"),
        multiple_of=16,
        overlap=reach,
        context_pixels=context_pixels,
        half=True,
        needs_prior=guided,
        quality=quality,
    )


def _taught_by_priors(origin: str, quality: tuple[Quality, ...]) -> ModelSpec:
    """A published network trained further; its authors' weights are fetched from them, only the difference is shipped."""
    spec = next(spec for spec in PUBLISHED if spec.id == origin)
    assert spec.weights is not None
    model_id = f"{origin}-weak"
    return replace(
        spec,
        id=model_id,
        label=f"{spec.label}, fine-tuned on priors",
        role="baseline",
        source=f"{spec.source}; {_WITHOUT_TRUTH}",
        licence=f"the difference: {_RESEARCH}; the weights it is added to: {spec.licence}",
        weights=replace(spec.weights, change=f"{model_id.replace('/', '-')}.safetensors"),
        quality=quality,
        half=False,
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
        "haze/dcp-mild",
        "Dark channel prior, mild",
        ("haze",),
        "classical",
        "He, Sun & Tang, TPAMI 2011; leaves more haze than the paper, so that skies keep their colour",
        "training-free",
        method=classical.haze_dcp_mild,
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
    _network(
        "haze",
        "baseline",
        0,
        context_pixels=1_000_000,
        quality=(
            Quality("haze/sots_indoor", 22.03, 0.854),
            Quality("haze/densehaze", 13.63, 0.434),
        ),
    ),
    _network(
        "haze",
        "guided",
        64,
        context_pixels=1_000_000,
        quality=(
            Quality("haze/sots_indoor", 27.27, 0.890),
            Quality("haze/densehaze", 20.74, 0.619),
        ),
    ),
    ModelSpec(
        "haze/dehazenet",
        "DehazeNet",
        ("haze",),
        "baseline",
        "Cai et al., DehazeNet, TIP 2016; trained for PriorLens",
        _RESEARCH,
        build=lazy_import("restoration.models.dehazenet:DehazeNet"),
        weights=Weights("haze-dehazenet.safetensors"),
        overlap=80,
        context_pixels=1_000_000,
    ),
    ModelSpec(
        "haze/dehazenet-weak",
        "DehazeNet, fine-tuned on priors",
        ("haze",),
        "baseline",
        f"Cai et al., DehazeNet, TIP 2016; {_WITHOUT_TRUTH}",
        _RESEARCH,
        build=lazy_import("restoration.models.dehazenet:DehazeNet"),
        weights=Weights("haze-dehazenet-weak.safetensors"),
        overlap=80,
        context_pixels=1_000_000,
    ),
    ModelSpec(
        "haze/dehazenet-prior",
        "DehazeNet with the prior",
        ("haze",),
        "guided",
        "Cai et al., DehazeNet, TIP 2016; transmission and airlight judged from degraded and generated image",
        _RESEARCH,
        build=lazy_import(
            "restoration.models.nets:build_prior_conditioned", "restoration.models.dehazenet:DehazeNet"
        ),
        weights=Weights("haze-dehazenet-prior.safetensors"),
        overlap=88,
        context_pixels=1_000_000,
        needs_prior=True,
    ),
    ModelSpec(
        "haze/aodnet-prior",
        "AOD-Net with the prior",
        ("haze",),
        "guided",
        "Li et al., AOD-Net, ICCV 2017; first layer widened by prior and confidence, fine-tuned for PriorLens",
        _RESEARCH,
        build=lazy_import(
            "restoration.models.nets:build_prior_conditioned", "restoration.models.published.aodnet:AODNet"
        ),
        weights=Weights("haze-aodnet-prior.safetensors"),
        overlap=16,
        needs_prior=True,
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
    _network(
        "rain",
        "baseline",
        128,
        quality=(
            Quality("rain/rain100h", 23.35, 0.756),
            Quality("rain/rain1200", 26.50, 0.850),
            Quality("rain/rain1400", 29.27, 0.887),
        ),
    ),
    _network(
        "rain",
        "guided",
        224,
        quality=(
            Quality("rain/rain100h", 27.27, 0.865),
            Quality("rain/rain1200", 29.46, 0.927),
            Quality("rain/rain1400", 30.60, 0.930),
        ),
    ),
    _taught_by_priors(
        "rain/prenet",
        (
            Quality("rain/rain100h", 22.82, 0.745),
            Quality("rain/rain1200", 27.46, 0.856),
            Quality("rain/rain1400", 26.42, 0.879),
        ),
    ),
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
    _network("low_light", "baseline", 128, quality=(Quality("lowlight/sice", 20.74, 0.776),)),
    _network("low_light", "guided", 224, quality=(Quality("lowlight/sice", 24.92, 0.863),)),
    ModelSpec(
        "noise/nlm",
        "Non-local means",
        ("noise",),
        "classical",
        "Buades, Coll & Morel, A non-local algorithm for image denoising, CVPR 2005; scikit-image's fast variant",
        "training-free",
        method=classical.noise_nlm,
    ),
    ModelSpec(
        "underwater/grey-world",
        "Grey world, half-way",
        ("underwater",),
        "classical",
        "Buchsbaum, A spatial processor model for object colour perception, J. Franklin Institute 1980; half its change",
        "training-free",
        method=classical.underwater_grey_world,
    ),
    ModelSpec(
        "underwater/transfer",
        "Local linear transfer",
        ("underwater",),
        "guided",
        _TRANSFER,
        "training-free",
        method=classical.underwater_transfer,
        needs_prior=True,
    ),
    *PUBLISHED,
)


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
        note=problem or spec.note or ", ".join(_in_words(quality) for quality in spec.quality),
    )


def _state(
    spec: ModelSpec, file: Path | None, loaded: dict[str, tuple[str, ...]]
) -> Literal["ready", "loaded", "downloadable", "missing"]:
    if spec.id in loaded:
        return "loaded"
    if spec.weights is None or file is not None:
        return "ready"
    return "downloadable" if spec.weights.url else "missing"


def _in_words(quality: Quality) -> str:
    return f"{quality.dataset.split('/')[-1]} {quality.psnr:.2f} dB"
