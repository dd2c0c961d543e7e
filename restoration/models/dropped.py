"""Checkpoints that a user put into the models folder: recognised and run through spandrel.

Only tensors are read (safetensors, or pickles with `weights_only`); a file that is not a restoration
network says so when it is used and stands in nobody's way until then.
"""

from __future__ import annotations

import contextlib
from collections.abc import Collection
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from restoration.errors import ModelError
from restoration.image import printable
from restoration.models.spec import ModelSpec
from restoration.models.weights import count_parameters, read_state
from restoration.settings import get_settings
from restoration.tasks import TASKS

if TYPE_CHECKING:
    from torch import Tensor, nn

SUFFIXES = (".safetensors", ".pth", ".pt", ".ckpt")
_OVERLAP = 48
_FILES_CEILING = 500


def specs(other_files: Collection[str] = ()) -> list[ModelSpec]:
    """A spec for every checkpoint in the models folder, apart from `other_files`; ids "dropped/<name>"."""
    folder = get_settings().models_dir
    files: list[Path] = []
    with contextlib.suppress(OSError):
        files = sorted(f for f in folder.iterdir() if f.suffix.lower() in SUFFIXES and f.is_file())
    wanted = [f for f in files if f.name not in other_files and not f.name.startswith(".")]
    seen: dict[str, ModelSpec] = {}
    for file in wanted[:_FILES_CEILING]:
        spec = _spec(file, file.stem if f"dropped/{file.stem}" not in seen else file.name)
        seen[spec.id] = spec
    return list(seen.values())


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
    from spandrel import ImageModelDescriptor, ModelLoader, UnsupportedModelError, canonicalize_state_dict

    _register_extra_architectures()
    shown = printable(file.name)
    state = read_state(file, nested=True)
    try:
        model = ModelLoader().load_from_state_dict(canonicalize_state_dict(state))
    except UnsupportedModelError:
        raise ModelError(
            f"{shown}: expected a network that spandrel knows (NAFNet, SCUNet, MixDehazeNet, …), recognised "
            "none. See its list of architectures; more come with the package spandrel_extra_arches."
        ) from None
    except Exception as error:  # architectures fail in their own ways on files that only resemble them
        reason = printable(str(error).splitlines()[0] if str(error) else type(error).__name__)
        raise ModelError(f"{shown}: resembles a known network, but could not be loaded ({reason}).") from None
    if not isinstance(model, ImageModelDescriptor):
        raise ModelError(f"{shown}: expected a network from image to image, got one that needs a mask.")
    if model.scale != 1 or model.input_channels != 3 or model.output_channels != 3:
        raise ModelError(
            f"{shown}: expected a network from RGB to RGB of the same size, got {model.input_channels} to "
            f"{model.output_channels} channels at {model.scale}×."
        )
    return _adapter(model)


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
