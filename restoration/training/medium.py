"""Fine-tuning a network that inverts the scattering model: judged by the haze it sees, not by what is left."""

from __future__ import annotations

from contextlib import nullcontext

from torch import Tensor, nn

from restoration.models.dehazenet import DehazeNet, without_haze
from restoration.models.nets import Widened
from restoration.training.batches import Batch
from restoration.training.losses import rehazing_loss


def sees_haze(network: nn.Module) -> bool:
    """Whether it is DehazeNet, or DehazeNet with the prior."""
    return isinstance(network.network if isinstance(network, Widened) else network, DehazeNet)


class WithMedium(nn.Module):
    """`network`, whose last transmission and airlight the loss can ask for."""

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network
        self._medium: tuple[Tensor, Tensor] | None = None

    def forward(self, degraded: Tensor, *prior: Tensor) -> Tensor:
        """As `network`."""
        dehazenet, light, seen = self.network, None, nullcontext()
        if isinstance(self.network, Widened):
            dehazenet = self.network.network
            light = self.network.context(degraded, *prior)
            seen = self.network.seen(degraded, *prior)  # type: ignore[assignment]
        assert isinstance(dehazenet, DehazeNet)
        with seen:
            self._medium = dehazenet.medium(degraded, light)
        return without_haze(degraded, *self._medium)

    def loss(self, output: Tensor, batch: Batch) -> Tensor:
        """`rehazing_loss` of the last batch."""
        del output
        assert self._medium is not None
        return rehazing_loss(self._medium, batch)
