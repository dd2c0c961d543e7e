"""What the registry knows about a model."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from restoration.image import ImageArray

if TYPE_CHECKING:
    from torch import nn

Role = Literal["classical", "baseline", "guided", "published", "dropped-in"]


@dataclass(frozen=True)
class Weights:
    """A file of weights: shipped in `assets/weights`, or fetched from a public address."""

    file: str
    """Name in `assets/weights`, or of the local copy of a published file."""
    url: str = ""
    sha256: str = ""
    size: int = 0
    """Bytes."""


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
    """A network without weights: (B, 3, H, W) in [0, 1] → (B, 3, H, W); guided ones take
    (degraded, prior, confidence (B, 1, H, W))."""
    weights: Weights | None = None
    parameters: int = 0
    multiple_of: int = 1
    """Sizes that the network takes, in pixels; the pool pads to it."""
    needs_prior: bool = False
    note: str = ""

    def __post_init__(self) -> None:
        if (self.method is None) == (self.build is None):
            raise ValueError(f"{self.id}: expected either a method or a network, got both or neither")


def table(*specs: ModelSpec) -> dict[str, ModelSpec]:
    """Specs by id. A duplicate id raises ValueError."""
    out: dict[str, ModelSpec] = {}
    for spec in specs:
        if spec.id in out:
            raise ValueError(f"two models are called {spec.id!r}")
        out[spec.id] = spec
    return out


def late(path: str, *args: Any) -> Callable[[], nn.Module]:
    """A builder "package.module:function" that is imported when it is called: torch is slow to start."""

    def build() -> nn.Module:
        from importlib import import_module

        module, name = path.split(":")
        return getattr(import_module(module), name)(*args)

    return build
