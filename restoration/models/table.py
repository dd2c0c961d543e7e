"""The written table of models: training-free methods, networks of our own, published ones."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from restoration.models import classical
from restoration.models.published import PUBLISHED
from restoration.models.spec import ModelSpec, network, table
from restoration.tasks import TASKS
from restoration.weight_table import SHIPPED_FILES

_OURS = "PriorLens"
_WITHOUT_TRUTH = "fine-tuned on degraded and generated images alone, without ground truth"
_TRANSFER = "Local linear transfer from the aligned prior; guided filter: He, Sun & Tang, TPAMI 2013"


def _own(task: str, role: Literal["baseline", "guided"], reach: int, *, context_pixels: int = 0) -> ModelSpec:
    """One of our own; `reach` in px is measured (`seams.reach`)."""
    guided = role == "guided"
    label = TASKS[task].label.lower()
    return network(
        f"{task}/{role}",
        f"Prior-guided network, {label}" if guided else f"Network, {label}",
        role,
        _OURS,
        f"restoration.models.nets:build_{role}",
        task,
        weights=SHIPPED_FILES[f"{task}-{role}"],
        overlap=reach,
        context_pixels=context_pixels,
        half=True,
        needs_prior=guided,
    )


def _fine_tuned_on_priors(origin: str) -> ModelSpec:
    """A published network trained further; its authors' weights are fetched from them, only the difference is shipped."""
    spec = next(spec for spec in PUBLISHED if spec.id == origin)
    assert spec.weights is not None
    change = SHIPPED_FILES[f"{origin.replace('/', '-')}-weak"]
    licence = f"the difference: {change.licence}; the weights it is added to: {spec.licence}"
    return replace(
        spec,
        id=f"{origin}-weak",
        label=f"{spec.label}, fine-tuned on priors",
        role="baseline",
        source=f"{spec.source}; {_WITHOUT_TRUTH}",
        licence=licence,
        weights=replace(
            spec.weights, change=change.file, licence=licence, data=change.data, quality=change.quality
        ),
        quality=change.quality,
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
    _own("haze", "baseline", 0, context_pixels=1_000_000),
    _own("haze", "guided", 64, context_pixels=1_000_000),
    network(
        "haze/dehazenet",
        "DehazeNet",
        "baseline",
        "Cai et al., DehazeNet, TIP 2016; trained for PriorLens",
        "restoration.models.dehazenet:DehazeNet",
        weights=SHIPPED_FILES["haze-dehazenet"],
        overlap=80,
        context_pixels=1_000_000,
    ),
    network(
        "haze/dehazenet-weak",
        "DehazeNet, fine-tuned on priors",
        "baseline",
        f"Cai et al., DehazeNet, TIP 2016; {_WITHOUT_TRUTH}",
        "restoration.models.dehazenet:DehazeNet",
        weights=SHIPPED_FILES["haze-dehazenet-weak"],
        overlap=80,
        context_pixels=1_000_000,
    ),
    network(
        "haze/dehazenet-prior",
        "DehazeNet with the prior",
        "guided",
        "Cai et al., DehazeNet, TIP 2016; transmission and airlight judged from degraded and generated image",
        "restoration.models.nets:build_prior_conditioned",
        "restoration.models.dehazenet:DehazeNet",
        weights=SHIPPED_FILES["haze-dehazenet-prior"],
        overlap=88,
        context_pixels=1_000_000,
        needs_prior=True,
    ),
    network(
        "haze/aodnet-prior",
        "AOD-Net with the prior",
        "guided",
        "Li et al., AOD-Net, ICCV 2017; first layer widened by prior and confidence, fine-tuned for PriorLens",
        "restoration.models.nets:build_prior_conditioned",
        "restoration.models.published.aodnet:AODNet",
        weights=SHIPPED_FILES["haze-aodnet-prior"],
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
    _own("rain", "baseline", 128),
    _own("rain", "guided", 224),
    _fine_tuned_on_priors("rain/prenet"),
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
    _own("low_light", "baseline", 128),
    _own("low_light", "guided", 224),
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
