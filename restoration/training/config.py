"""What a training run is: one frozen record, from a JSON file and `name=value` overrides."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any, Literal, get_args

from restoration.errors import InputError
from restoration.tasks import get_task

Supervision = Literal["truth", "prior"]
Precision = Literal["float32", "bfloat16", "float16"]


@dataclass(frozen=True)
class TrainConfig:
    task: str = "haze"
    network: str = "baseline"
    """"baseline", "guided", or the id of a trainable registry model."""
    data: tuple[str, ...] = ()
    """Folders of clean photos (degraded on the fly), or of pairs: clean/, degraded/, perhaps generated/."""
    validation: tuple[str, ...] = ()
    """Folders of pairs that are never trained on."""
    out: str = "runs/train"
    steps: int = 10_000
    batch: int = 8
    crop: int = 160
    lr: float = 1e-3
    seed: int = 0
    precision: Precision = "bfloat16"
    init: str = ""
    """Weights (.safetensors) to begin from; for "guided", also those of its baseline alone."""
    supervision: Supervision = "truth"
    with_prior: bool = False
    """Extend the first layer of a registry model to degraded + prior + confidence."""
    aligned: int = 0
    """For guided networks: so many photos get a prior from the simulator and the real `align` in advance."""
    rooms: int = 0
    """For haze: so many rendered rooms with exact depth are added to the photos."""
    validate_every: int = 1000
    workers: int = 0
    """Processes that prepare batches and priors; 0 is one thread beside the training, enough on a CPU."""

    def __post_init__(self) -> None:
        get_task(self.task)
        for name, low, high in (
            ("steps", 1, 10**8),
            ("batch", 1, 4096),
            ("crop", 32, 2048),
            ("validate_every", 1, 10**8),
            ("workers", 0, 256),
        ):
            if not low <= getattr(self, name) <= high:
                raise InputError(f"{name}: expected {low} to {high}, got {getattr(self, name)}.")
        if self.crop % 16:
            raise InputError(f"crop: expected a multiple of 16, got {self.crop}.")
        if not 0 < self.lr < 1:
            raise InputError(f"lr: expected a number between 0 and 1, got {self.lr}.")
        for name, kind in (("supervision", Supervision), ("precision", Precision)):
            if getattr(self, name) not in get_args(kind):
                raise InputError(
                    f"{name}: expected one of {', '.join(get_args(kind))}, got {getattr(self, name)!r}."
                )

    def to_json(self) -> str:
        return json.dumps(asdict(self), indent=2)


def read_config(file: Path | None = None, overrides: Iterable[str] = ()) -> TrainConfig:
    """The defaults, changed by a JSON file, changed by `name=value` strings. Raises InputError."""
    values: dict[str, Any] = {}
    if file is not None:
        try:
            values = json.loads(file.read_text())
        except (OSError, ValueError) as error:
            raise InputError(f"{file}: expected a JSON object of training settings ({error}).") from None
        if not isinstance(values, dict):
            raise InputError(
                f"{file}: expected a JSON object of training settings, got {type(values).__name__}."
            )
    for text in overrides:
        name, equals, value = text.partition("=")
        if not equals:
            raise InputError(f"override: expected name=value, got {text!r}.")
        values[name.strip()] = value.strip()
    known = {f.name: f for f in fields(TrainConfig)}
    for name in values:
        if name not in known:
            raise InputError(f"unknown training setting {name!r}. Known: {', '.join(known)}.")
    return replace(TrainConfig(), **{name: _convert(name, value) for name, value in values.items()})


def _convert(name: str, value: Any) -> Any:
    default = getattr(TrainConfig(), name)
    try:
        if isinstance(default, tuple):
            return tuple(str(v) for v in (value.split(",") if isinstance(value, str) else value) if v)
        if isinstance(default, bool):
            known = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
            return known[str(value).lower()]
        return type(default)(value)
    except (TypeError, ValueError, KeyError):
        raise InputError(f"{name}: expected {type(default).__name__}, got {value!r}.") from None
