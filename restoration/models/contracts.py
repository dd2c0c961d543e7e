"""What a network may offer beyond `forward`, as types: asked by isinstance, checked over the whole registry by a test."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

if TYPE_CHECKING:
    from torch import Tensor


@runtime_checkable
class NeedsContext(Protocol):
    """Judges the whole picture first: what `context` says of it is the last argument of `forward` for every tile."""

    def context(self, *inputs: Tensor) -> Any:
        """Of the inputs of `forward`, each (1, C, H, W): a tensor, or a map that knows its parts (`Map`)."""


@runtime_checkable
class Map(Protocol):
    """A context that differs from place to place."""

    def at(self, rows: slice, columns: slice, shape: tuple[int, ...]) -> Any:
        """What a tile needs of it; `shape` (H, W) is that of the whole picture."""


@runtime_checkable
class KnowsPairs(Protocol):
    """Knows itself what to make of a photo and a prior: the prior need not be fed to its first convolution alone."""

    def context_of_pair(self, degraded: Tensor, scene: Tensor, confidence: Tensor) -> Tensor:
        """What of the whole pair, images (B, 3, H, W) and confidence (B, 1, H, W), `forward_of_pair` takes."""

    def forward_of_pair(self, degraded: Tensor, scene: Tensor, confidence: Tensor, context: Any) -> Tensor:
        """The restored image (B, 3, H, W)."""


def part_of(context: Any, rows: slice, columns: slice, shape: tuple[int, ...]) -> Any:
    """What a tile needs of a `context`; one that is a `Map` knows where the tile lies in it."""
    return context.at(rows, columns, shape) if isinstance(context, Map) else context
