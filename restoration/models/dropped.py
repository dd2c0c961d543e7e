"""Checkpoints that a user put into the models folder: recognised and run through spandrel.

Only tensors are read (safetensors, or pickles with `weights_only`); a file that is not a restoration
network is an error when it is used, not before.
"""

from __future__ import annotations

import contextlib
from collections.abc import Collection
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from restoration.errors import ModelError
from restoration.image import printable
from restoration.models.checkpoints import SUFFIXES, candidates, check_finite, mismatch, read_checkpoint
from restoration.models.spec import ModelSpec
from restoration.models.weights import count_parameters
from restoration.settings import get_settings
from restoration.tasks import TASKS

if TYPE_CHECKING:
    from torch import Tensor, nn

_OVERLAP = 48
_FILES_CEILING = 500
_TRIED_BYTES = 64_000_000
"""Files up to this size are read when they are listed: a damaged one is not called ready."""


def specs(other_files: Collection[str] = ()) -> list[ModelSpec]:
    """A spec for every checkpoint in the models folder, apart from `other_files`; ids "dropped/<name>"."""
    folder = get_settings().models_dir
    files: list[Path] = []
    with contextlib.suppress(OSError):
        files = sorted(f for f in folder.iterdir() if f.name.lower().endswith(SUFFIXES) and f.is_file())
    wanted = [f for f in files if f.name not in other_files and not f.name.startswith(".")]
    seen: dict[str, ModelSpec] = {}
    for file in wanted[:_FILES_CEILING]:
        spec = _spec(file, _stem(file) if f"dropped/{_stem(file)}" not in seen else file.name)
        seen[spec.id] = spec
    return list(seen.values())


def _stem(file: Path) -> str:
    return Path(file.stem).stem if file.suffix.lower() == ".tar" else file.stem


def _spec(file: Path, name: str) -> ModelSpec:
    return ModelSpec(
        f"dropped/{name}",
        printable(name),
        tuple(TASKS),
        "dropped-in",
        f"{printable(file.name)} in the models folder",
        "not known: see where the file came from",
        build=partial(load, file),
        file=file,
        parameters=count_parameters(file) if file.suffix.lower() == ".safetensors" else 0,
        overlap=_OVERLAP,
        note="dropped in; its task is not known",
    )


def load(file: Path) -> nn.Module:
    """The network in `file`, any architecture that spandrel knows. Raises ModelError."""
    from spandrel import ImageModelDescriptor

    shown = printable(file.name)
    model = _recognised(file, shown)
    if not isinstance(model, ImageModelDescriptor):
        raise ModelError(f"{shown}: expected a network from image to image, got one that needs a mask.")
    if model.scale != 1 or model.input_channels != 3 or model.output_channels != 3:
        raise ModelError(
            f"{shown}: expected a network from RGB to RGB of the same size, got {model.input_channels} to "
            f"{model.output_channels} channels at {model.scale}×."
        )
    return _adapter(model)


def _recognised(file: Path, shown: str) -> Any:
    from spandrel import ModelLoader, UnsupportedModelError

    _register_extra_architectures()
    failed: Exception | None = None
    for state in candidates(read_checkpoint(file), shown):
        try:
            model = ModelLoader().load_from_state_dict(dict(state))
        except UnsupportedModelError:
            continue
        except (
            Exception
        ) as error:  # architectures raise many kinds of errors on files that only resemble them
            failed = failed or error
            continue
        check_finite(state, shown)
        return model
    if failed is not None:
        raise ModelError(f"{shown}: resembles a known network, but does not fit it ({mismatch(failed)}).")
    raise ModelError(
        f"{shown}: expected a network that spandrel knows (NAFNet, SCUNet, MixDehazeNet, …), recognised none. "
        "See its list of architectures; more come with the package spandrel_extra_arches."
    )


def problem(file: Path) -> str:
    """Why the file cannot be used, as far as is known without long reading; empty if nothing is known."""
    try:
        info = file.stat()
    except OSError:
        return ""
    return _problem(file, info.st_mtime_ns, info.st_size) if info.st_size <= _TRIED_BYTES else ""


@lru_cache(maxsize=256)
def _problem(file: Path, changed: int, size: int) -> str:
    del changed, size
    shown = printable(file.name)
    try:
        for state in candidates(read_checkpoint(file), shown):
            check_finite(state, shown)
    except ModelError as error:
        return str(error)
    return ""


def _adapter(model: Any) -> nn.Module:
    from torch import nn

    class Described(nn.Module):
        """A spandrel descriptor as a module: it pads to its own size requirements and clamps."""

        def __init__(self) -> None:
            super().__init__()
            self.network = model.model

        def forward(self, degraded: Tensor) -> Tensor:
            return model(degraded)

    return Described()


def _register_extra_architectures() -> None:
    """Architectures of the optional package, under their own licences, where it is installed."""
    try:
        from spandrel import MAIN_REGISTRY
        from spandrel_extra_arches import EXTRA_REGISTRY
    except ImportError:
        return
    MAIN_REGISTRY.add(*EXTRA_REGISTRY, ignore_duplicates=True)
