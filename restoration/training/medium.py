"""Fine-tuning DehazeNet without ground truth: judged by the transmission it finds, not by what is left of the haze."""

from __future__ import annotations

import copy

import torch
from torch import Tensor, nn

from restoration.models.dehazenet import DehazeNet, airlight, without_haze
from restoration.training.batches import Batch
from restoration.training.losses import transmission_loss


class WithTransmission(nn.Module):
    """`network`, whose last transmission the loss can ask for."""

    def __init__(self, network: DehazeNet) -> None:
        super().__init__()
        self.network = network
        # Outside of the parameters: what is trained must not move the light that it is judged by.
        self._before = [copy.deepcopy(network).eval().requires_grad_(False)]
        self._last: Tensor | None = None

    def forward(self, degraded: Tensor) -> Tensor:
        """As `network`."""
        self._last, light = self.network.medium(degraded)
        return without_haze(degraded, self._last, light)

    def loss(self, output: Tensor, batch: Batch) -> Tensor:
        """`transmission_loss` of the last batch, in the airlight that the network found before it was taught."""
        del output
        assert self._last is not None
        before = self._before[0].to(batch.degraded.device)
        with torch.no_grad():
            light = airlight(batch.degraded, before.transmission(batch.degraded))
        return transmission_loss(self._last, batch, light)
