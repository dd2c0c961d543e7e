"""What the registry knows about a model."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from restoration.image import ImageArray
from restoration.weight_table import Quality, WeightsFile

if TYPE_CHECKING:
    from torch import nn

Role = Literal["classical", "baseline", "guided", "published", "dropped-in"]

DEFAULT_TILE = 1024

WITH_PRIOR = "+prior"
"""Behind a model's id: its result, fused with an aligned prior."""


@dataclass(frozen=True)
class ModelSpec:
    id: str
    label: str
    tasks: tuple[str, ...]
    role: Role
    source: str
    """The paper or repository the method comes from."""
    licence: str
    method: Callable[..., ImageArray] | None = None
    """A training-free method: (degraded, prior) → restored, uint8 RGB (H, W, 3)."""
    build: Callable[[], nn.Module] | None = None
    """A network, without weights unless it is made from `file`: (B, 3, H, W) in [0, 1] → (B, 3, H, W);
    guided ones take (degraded, prior, confidence (B, 1, H, W)). If it needs the whole picture it has
    `context(*inputs)` and takes the result as `forward(*inputs, context)`."""
    weights: WeightsFile | None = None
    file: Path | None = None
    """The file that `build` itself reads, for a dropped-in checkpoint."""
    parameters: int = 0
    """0 means: count them in the file."""
    multiple_of: int = 1
    """As `WeightsFile.multiple_of`; tiles begin at multiples of it."""
    tile: int = DEFAULT_TILE
    """Tile side in pixels for large images, a multiple of `multiple_of`; 0: only as a whole."""
    overlap: int = 0
    """How far tiles reach into each other, from the measured reach of the network (`seams.reach`)."""
    context_pixels: int = 0
    """Tiled: what the network asks of the whole picture is taken from a copy of at most this size; 0: any."""
    half: bool = False
    """bfloat16 stays within 0.1 dB of float32 (measured)."""
    needs_prior: bool = False
    quality: tuple[Quality, ...] = ()
    note: str = ""

    def __post_init__(self) -> None:
        if (self.method is None) == (self.build is None):
            raise ValueError(f"{self.id}: expected either a method or a network, got both or neither")
        if self.tile % self.multiple_of:
            raise ValueError(f"{self.id}: expected a tile that is a multiple of {self.multiple_of}")


def network(
    model_id: str,
    label: str,
    role: Role,
    source: str,
    build: str,
    *arguments: str,
    weights: WeightsFile,
    **more: Any,
) -> ModelSpec:
    """The spec of a network built by `build` ("package.module:name") with `arguments`: facts on its weights are taken from
    their record, those on running it from `more`."""
    return ModelSpec(
        model_id,
        label,
        (model_id.split("/")[0],),
        role,
        source,
        weights.licence,
        build=lazy_import(build, *arguments),
        weights=weights,
        parameters=weights.parameters,
        multiple_of=weights.multiple_of,
        quality=weights.quality,
        **more,
    )


def table(*specs: ModelSpec) -> dict[str, ModelSpec]:
    """Specs by id. A duplicate id raises ValueError."""
    out: dict[str, ModelSpec] = {}
    for spec in specs:
        if spec.id in out:
            raise ValueError(f"two models are called {spec.id!r}")
        out[spec.id] = spec
    return out


def lazy_import(path: str, *arguments: Any) -> Callable[[], nn.Module]:
    """A builder "package.module:name" that is imported when it is called: torch is slow to start."""

    def build() -> nn.Module:
        return imported(path)(*arguments)

    return build


def imported(path: str) -> Any:
    """The object at "package.module:name"."""
    module, name = path.split(":")
    return getattr(import_module(module), name)
