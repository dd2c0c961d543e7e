"""Where weights lie, and reading them: data only, never code."""

from __future__ import annotations

import json
import struct
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from restoration.errors import ModelError
from restoration.image import printable
from restoration.models.checkpoints import check_finite, mismatch, read_checkpoint
from restoration.models.spec import ModelSpec, imported
from restoration.outputs import file_sha256
from restoration.resources import assets
from restoration.settings import get_settings
from restoration.weight_table import WeightsFile

if TYPE_CHECKING:
    from torch import nn

WEIGHTS_DIR = assets() / "weights"
_HEADER_CEILING = 50_000_000


def download_dir() -> Path:
    return get_settings().data_dir / "weights"


def find(weights: WeightsFile) -> Path | None:
    """The local file: shipped, in the models folder, or downloaded earlier. None if there is none."""
    for folder in (WEIGHTS_DIR, get_settings().models_dir, download_dir()):
        if (folder / weights.file).is_file():
            return folder / weights.file
    return None


def stamp(spec: ModelSpec) -> tuple[str, int, int] | None:
    """Identifies the content of the file behind `spec`; another stamp means that it was replaced."""
    file = spec.file if spec.weights is None else find(spec.weights)
    try:
        info = None if file is None else file.stat()
    except OSError:
        return None
    return None if info is None else (str(file), info.st_mtime_ns, info.st_size)


def weights_sha256(spec: ModelSpec) -> str | None:
    """SHA-256 of the file of weights behind `spec` as it lies here; None without one."""
    found = stamp(spec)
    return None if found is None else _sha256_of(*found)


@lru_cache(maxsize=64)
def _sha256_of(path: str, changed: int, size: int) -> str:
    del changed, size
    return file_sha256(Path(path))


def load_network(spec: ModelSpec, file: Path | None) -> nn.Module:
    """Build the network of `spec` and load the weights in `file`; evaluation mode, on the CPU.

    Raises ModelError when the file is not the published one, is damaged, or does not fit.
    """
    assert spec.build is not None
    network = spec.build()
    if spec.weights is not None and file is not None:
        # A shipped file may have been replaced by one that its user trained.
        if spec.weights.url and file_sha256(file) != spec.weights.sha256:
            raise ModelError(
                f"{spec.id}: {printable(file.name)} is not the published file (its SHA-256 differs). "
                "Delete it; it can then be downloaded."
            )
        # A function that picks the network's part out of the file judges what else is in it.
        state = read_state(file, nested=bool(spec.weights.state))
        if spec.weights.state:
            state = imported(spec.weights.state)(state)
        if spec.weights.change:
            state = _changed(state, WEIGHTS_DIR / spec.weights.change)
        try:
            network.load_state_dict(state)
        except RuntimeError as error:
            raise ModelError(
                f"{spec.id}: the weights in {printable(file.name)} do not fit this network ({mismatch(error)})."
            ) from None
    return network.eval().requires_grad_(False)


def read_state(file: Path, *, nested: bool = False) -> dict[str, Any]:
    """The state dict in a .safetensors or .pth file: names and finite tensors. Raises ModelError.

    With `nested`, a training checkpoint that holds the state dict among other plain data is let through.
    """
    import torch

    shown = printable(file.name)
    state = read_checkpoint(file)
    if nested and isinstance(state, dict):
        return state
    if not isinstance(state, dict) or not all(isinstance(value, torch.Tensor) for value in state.values()):
        raise ModelError(f"{shown}: expected names and tensors (a state dict), got something else.")
    check_finite(state, shown)
    return {str(name).removeprefix("module."): value for name, value in state.items()}


def _changed(state: dict[str, Any], file: Path) -> dict[str, Any]:
    """`state` plus the differences in `file`, tensor by tensor."""
    change = read_state(file)
    if {k: v.shape for k, v in change.items()} != {k: v.shape for k, v in state.items()}:
        raise ModelError(f"{file.name}: expected a difference for each of {len(state)} tensors, got others.")
    return {name: value + change[name].to(value.dtype) for name, value in state.items()}


def count_parameters(file: Path) -> int:
    """Numbers held by a .safetensors file, read from its header alone; 0 if it cannot be read."""
    try:
        info = file.stat()
    except OSError:
        return 0
    return _count(file, info.st_mtime_ns, info.st_size)


@lru_cache(maxsize=256)
def _count(file: Path, changed: int, size: int) -> int:
    del changed
    try:
        with file.open("rb") as stream:
            (length,) = struct.unpack("<Q", stream.read(8))
            if length > min(size, _HEADER_CEILING):
                return 0
            header = json.loads(stream.read(length))
        total = 0
        for name, entry in header.items():
            if name != "__metadata__":
                count = 1
                for side in entry["shape"]:
                    count *= int(side)
                total += count
        return total
    except (OSError, ValueError, KeyError, TypeError, AttributeError, struct.error):
        return 0
