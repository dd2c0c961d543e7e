"""What the registry knows about a model."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from restoration.image import ImageArray

if TYPE_CHECKING:
    from torch import nn

Role = Literal["classical", "baseline", "guided", "published", "dropped-in"]

DEFAULT_TILE = 1024

WITH_PRIOR = "+prior"
"""Behind a model's id: its result, fused with an aligned prior."""


@dataclass(frozen=True)
class Weights:
    """A file of weights: shipped in `assets/weights`, or fetched from a public address."""

    file: str
    """Name in `assets/weights`, or of the local copy of a published file."""
    url: str = ""
    sha256: str = ""
    size: int = 0
    """Bytes."""
    state: str = ""
    """"package.module:function" that turns the file's state dict into the network's, if they differ."""
    change: str = ""
    """File in `assets/weights` whose tensors are added to the file's: a network of others, trained further, whose
    own weights are not ours to pass on."""


@dataclass(frozen=True)
class Quality:
    """Mean scores on a paired test set, protocol "rgb"."""

    dataset: str
    psnr: float
    """dB."""
    ssim: float


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
    guided ones take (degraded, prior, confidence (B, 1, H, W)). If it looks at the whole picture it has
    `context(*inputs)` and takes the result as `forward(*inputs, context)`."""
    weights: Weights | None = None
    file: Path | None = None
    """The file that `build` itself reads, for a dropped-in checkpoint."""
    parameters: int = 0
    """0 means: count them in the file."""
    multiple_of: int = 1
    """Height and width that the network takes; inputs are padded to it, tiles begin at multiples of it."""
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
