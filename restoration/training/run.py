"""From a config to trained weights: which network, which data, which loss; then the loop; then the files."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from restoration.atomic import write_atomically
from restoration.errors import InputError, ModelError
from restoration.models.dehazenet import DehazeNet
from restoration.models.nets import (
    Guided,
    HazeBaseline,
    PriorConditionedInput,
    SceneGuided,
    build_baseline,
    build_guided,
)
from restoration.models.nets.tone import confidence_blended
from restoration.models.pool import local_weights
from restoration.models.registry import get_spec
from restoration.models.weights import load_network
from restoration.tasks import get_task
from restoration.training.batches import Batch, Batches, MixedBatches, PairBatches, SyntheticBatches
from restoration.training.config import TrainConfig
from restoration.training.loop import StepReport, apply, train
from restoration.training.losses import haze_loss, prior_loss
from restoration.training.pairs import PairSample, draw_samples, is_pair_folder, load_pairs
from restoration.training.patches import TransmissionPatches, patch_loss
from restoration.training.photos import load_photos
from restoration.training.report import write_plot
from restoration.training.synthetic_rooms import render_rooms
from restoration.training.validate import PairValidation

DEHAZENET = "haze/dehazenet"
Notify = Callable[[float, str], None]


def run_training(
    config: TrainConfig,
    *,
    device: str = "auto",
    progress: StepReport | None = None,
    notify: Notify | None = None,
) -> Path:
    """Train as `config` says, continuing where an earlier run of the same `out` stopped.

    Writes into `config.out`: checkpoint.pt, log.jsonl, config.json, plot.png, samples/ and
    weights.safetensors (the EMA weights), whose path is returned. Raises InputError, ModelError.
    """
    device = ("cuda" if torch.cuda.is_available() else "cpu") if device == "auto" else device
    out = Path(config.out)
    _claim(out, config)
    network = build_network(config)
    setup = _setup(config, network, notify)
    validate = None
    if config.validation:
        samples = [
            s
            for folder in config.validation
            for s in load_pairs(
                Path(folder),
                config.task,
                priors=_needs_prior(network),
                cache=out / "aligned",
                limit=24,
                progress=notify,
            )
        ]
        validate = PairValidation(samples, out / "samples", device, whole=setup.whole)
    trained = setup.whole(
        train(
            config,
            setup.learner,
            setup.batches,
            loss_of=setup.loss,
            validate=validate,
            progress=progress,
            device=device,
        )
    )
    file = out / "weights.safetensors"
    save_file({name: value.detach().cpu().contiguous() for name, value in trained.state_dict().items()}, file)
    write_plot(out)
    return file


@dataclass(frozen=True, eq=False)
class _Setup:
    """What is trained, on what, judged how; `whole` makes the model of the part that is trained."""

    learner: nn.Module
    batches: Batches
    loss: Callable[[Tensor, Batch], Tensor] | None = None
    whole: Callable[[nn.Module], nn.Module] = lambda learner: learner


def _setup(config: TrainConfig, network: nn.Module, notify: Notify | None) -> _Setup:
    by_prior = config.supervision == "prior"
    if by_prior and _needs_prior(network):
        raise InputError("supervision=prior: expected a network without a prior, or it learns to copy it.")
    if isinstance(network, DehazeNet) and not by_prior:
        photos = load_photos([Path(p) for p in _folders(config)])
        patches = TransmissionPatches(photos, count=config.batch, seed=config.seed)
        return _Setup(network.patch, patches, patch_loss, DehazeNet)
    if not by_prior:
        supervised = _supervised(config, _needs_prior(network), notify)
        if isinstance(network, HazeBaseline):
            return _Setup(network, supervised, lambda output, batch: haze_loss(output, batch.target))
        return _Setup(network, supervised)
    samples = _samples(config, truth=False, priors=True, notify=notify)
    contexts = [_context_shown(network, s) for s in samples] if isinstance(network, DehazeNet) else None
    before = deepcopy(network).eval().requires_grad_(False)

    def loss(output: Tensor, batch: Batch) -> Tensor:
        with torch.no_grad():
            colours = apply(before.to(output.device), batch)
        return prior_loss(output, batch, colours)

    return _Setup(network, _pairs(config, samples, contexts), loss)


def _context_shown(network: DehazeNet, sample: PairSample) -> Tensor:
    """(1, 3): the airlight that the pair shows. A crop does not know it, and with another one the estimated transmissions are wrong."""
    assert sample.prior is not None
    assert sample.confidence is not None
    degraded, prior, confidence = (
        torch.from_numpy(np.atleast_3d(x).astype(np.float32) / 255).permute(2, 0, 1)[None]
        for x in (sample.degraded, sample.prior, sample.confidence)
    )
    return network.context_of_pair(degraded, confidence_blended(degraded, prior, confidence), confidence)


def _needs_prior(network: nn.Module) -> bool:
    return isinstance(network, (Guided, SceneGuided, PriorConditionedInput))


def build_network(config: TrainConfig) -> nn.Module:
    """The network of `config.network` with the weights it begins from. Raises ModelError, InputError."""
    if config.network == "baseline":
        network: nn.Module = build_baseline(config.task)
        if config.init:
            _load(network, Path(config.init))
    elif config.network == "guided":
        guided = build_guided(config.task)
        if config.init:
            state = _read(Path(config.init))
            _load(
                guided if any(k.startswith("baseline.") for k in state) else guided.baseline,
                Path(config.init),
            )
            # The baseline is trained already: the correction learns what the prior adds to it.
            guided.baseline.requires_grad_(False)
        network = guided
    else:
        network = _registry_network(config)
    if config.with_prior:
        if isinstance(network, (Guided, SceneGuided)):
            raise InputError(
                f"with_prior: expected a network without a prior, got {config.network!r}, which has one."
            )
        network = PriorConditionedInput(network)
    if not any(p.requires_grad for p in network.parameters()):
        raise ModelError(f"{config.network}: nothing in it can be trained.")
    return network


def _registry_network(config: TrainConfig) -> nn.Module:
    spec = get_spec(config.network)
    if spec.build is None:
        raise ModelError(f"{spec.id}: expected a network, got a training-free method. Choose another model.")
    # Published weights are fetched, shipped ones read; "init" takes their place.
    network = load_network(spec, None if config.init else local_weights(spec))
    if config.init:
        _load(network, Path(config.init))
    network.requires_grad_(True)
    return network


def _supervised(config: TrainConfig, needs_prior: bool, notify: Notify | None) -> Batches:
    photos = [Path(p) for p in _folders(config) if not is_pair_folder(Path(p))]
    sources: list[Batches] = []
    if photos:
        loaded = load_photos(photos)
        if config.rooms:
            loaded += render_rooms(config.rooms, loaded, config.seed, config.workers)
        sources.append(
            SyntheticBatches(
                loaded,
                config.task,
                size=config.crop,
                count=config.batch,
                seed=config.seed,
                priors=needs_prior,
            )
        )
        if needs_prior and config.aligned:
            samples = draw_samples(
                loaded, config.task, config.aligned, size=max(320, config.crop), seed=config.seed,
                workers=config.workers, cache=Path(config.out) / "aligned", progress=notify,
            )  # fmt: skip
            sources.append(_pairs(config, samples))
    if len(photos) < len(config.data):
        sources.append(_pairs(config, _samples(config, truth=True, priors=needs_prior, notify=notify)))
    return sources[0] if len(sources) == 1 else MixedBatches(sources)


def _pairs(config: TrainConfig, samples: list[PairSample], contexts: list[Tensor] | None = None) -> Batches:
    return PairBatches(
        samples,
        size=config.crop,
        count=config.batch,
        seed=config.seed,
        target=config.supervision,
        # Published networks are trained on patches at the scale of their inputs.
        scene=get_task(config.task).scene_share if config.network in ("baseline", "guided") else 0.0,
        contexts=contexts,
    )


def _samples(config: TrainConfig, *, truth: bool, priors: bool, notify: Notify | None) -> list[PairSample]:
    folders = [Path(p) for p in _folders(config) if is_pair_folder(Path(p))]
    if not folders:
        raise InputError(
            f"data: expected a folder with degraded/ and generated/, got {', '.join(config.data)}."
        )
    cache = Path(config.out) / "aligned"
    return [
        s
        for folder in folders
        for s in load_pairs(folder, config.task, truth=truth, priors=priors, cache=cache, progress=notify)
    ]


def _folders(config: TrainConfig) -> tuple[str, ...]:
    if not config.data:
        raise InputError(
            "data: expected a folder of clean photos, or of pairs (clean/ and degraded/), got none."
        )
    return config.data


def _claim(out: Path, config: TrainConfig) -> None:
    """`out` belongs to one configuration: refuse to continue another one's run."""
    file = out / "config.json"
    if (
        (out / "checkpoint.pt").is_file()
        and file.is_file()
        and json.loads(file.read_text()) != json.loads(config.to_json())
    ):
        raise InputError(
            f"{out}: expected the settings that its run began with (config.json), got others. "
            "Choose another out folder, or delete this one to start again."
        )
    write_atomically(config.to_json().encode(), file)


def _read(file: Path) -> dict[str, Tensor]:
    try:
        return load_file(file)
    except Exception as error:  # safetensors raises its own and OS errors; this is the boundary
        raise ModelError(f"{file}: expected weights as .safetensors ({error}).") from None


def _load(network: nn.Module, file: Path) -> None:
    try:
        network.load_state_dict(_read(file))
    except RuntimeError as error:
        raise ModelError(
            f"{file}: the weights do not fit this network ({str(error).splitlines()[0]})."
        ) from None
