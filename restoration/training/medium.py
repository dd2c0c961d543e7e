"""Fine-tuning DehazeNet without ground truth: judged by the transmission it finds, not by what is left of the haze."""

from __future__ import annotations

from torch import Tensor, nn

from restoration.models.dehazenet import DehazeNet, without_haze
from restoration.training.batches import Batch
from restoration.training.losses import transmission_loss


class WithTransmission(nn.Module):
    """`network`, whose last transmission the loss can ask for."""

    def __init__(self, network: DehazeNet) -> None:
        super().__init__()
        self.network = network
        self._last: Tensor | None = None

    def forward(self, degraded: Tensor) -> Tensor:
        """As `network`."""
        self._last, light = self.network.medium(degraded)
        return without_haze(degraded, self._last, light)

    def loss(self, output: Tensor, batch: Batch) -> Tensor:
        """`transmission_loss` of the last batch."""
        del output
        assert self._last is not None
        return transmission_loss(self._last, batch)
