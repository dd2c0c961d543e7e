"""Give an existing network the prior: its first convolution also sees the prior and its confidence."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import torch
import torch.nn.functional as functional
from torch import Tensor, nn

from restoration.errors import ModelError
from restoration.models.contracts import KnowsPairs, NeedsContext
from restoration.models.nets.tone import confidence_blended
from restoration.models.nets.unet import start_at_zero

_EXTRA_CHANNELS = 4


class _Extra(threading.local):
    """Side channels of the call in progress. Thread-local: callers that share a network must not see each other's."""

    value: Tensor | None = None

    def __deepcopy__(self, memo: dict[int, object]) -> _Extra:
        return _Extra()


class PriorConditionedInput(nn.Module):
    """A network (B, 3, H, W) → (B, 3, H, W) whose first convolution also takes prior and confidence.

    The new weights start at zero: before training the output is exactly the original network's. Found by
    running the network once, so it works for any that begins with a convolution, whatever it is
    called, and for recurrent ones, which take the prior in every pass. A network with methods of its own for a pair
    (`context_of_pair`, `forward_of_pair`: DehazeNet) is run by those.
    """

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network
        name, first = _first_convolution(network)
        if first.groups != 1:
            raise ModelError(
                f"{name}: expected an ordinary first convolution to widen, got {first.groups} groups."
            )
        self.side = nn.Conv2d(
            _EXTRA_CHANNELS,
            first.out_channels,
            first.kernel_size,  # type: ignore[arg-type]
            first.stride,  # type: ignore[arg-type]
            first.padding,  # type: ignore[arg-type]
            first.dilation,  # type: ignore[arg-type]
            bias=False,
        )
        start_at_zero(self.side)
        self._extra = _Extra()
        first.register_forward_hook(self._add_side)

        # `NeedsContext` only where the network itself is.
        if isinstance(network, NeedsContext):
            self.context = self._context

    def forward(
        self, degraded: Tensor, prior: Tensor, confidence: Tensor, context: Tensor | None = None
    ) -> Tensor:
        """Images (B, 3, H, W) and confidence (B, 1, H, W) in [0, 1] → restored (B, 3, H, W)."""
        if context is None and isinstance(self.network, NeedsContext):
            context = self._context(degraded, prior, confidence)
        with self.seen(degraded, prior, confidence):
            if isinstance(self.network, KnowsPairs):
                scene = confidence_blended(degraded, prior, confidence)
                return self.network.forward_of_pair(degraded, scene, confidence, context)
            return self.network(degraded, *(() if context is None else (context,)))

    def _context(self, degraded: Tensor, prior: Tensor, confidence: Tensor) -> Tensor:
        """The network's context: that of the degraded image, or of the pair where it has `context_of_pair`."""
        if not isinstance(self.network, KnowsPairs):
            return self.network.context(degraded)  # type: ignore[operator]
        with self.seen(degraded, prior, confidence):
            scene = confidence_blended(degraded, prior, confidence)
            return self.network.context_of_pair(degraded, scene, confidence)

    @contextmanager
    def seen(self, degraded: Tensor, prior: Tensor, confidence: Tensor) -> Iterator[None]:
        """While this lasts, this thread's calls of the first convolution see the prior."""
        self._extra.value = torch.cat((confidence_blended(degraded, prior, confidence), confidence), dim=1)
        try:
            yield
        finally:
            self._extra.value = None

    def _add_side(self, _: nn.Module, inputs: tuple[Tensor, ...], output: Tensor) -> Tensor:
        extra = self._extra.value
        if extra is None:
            return output
        return output + self.side(_fit(extra, inputs[0].shape[-2:]))


def _fit(extra: Tensor, size: torch.Size) -> Tensor:
    """The side channels on the grid that the convolution sees: padded as it was padded, or reduced."""
    down, across = size[0] - extra.shape[-2], size[1] - extra.shape[-1]
    if down == across == 0:
        return extra
    if down >= 0 and across >= 0 and max(down, across) <= 32:
        return functional.pad(
            extra, (across // 2, across - across // 2, down // 2, down - down // 2), "replicate"
        )
    return functional.interpolate(extra, size=tuple(size), mode="area")


def _first_convolution(network: nn.Module) -> tuple[str, nn.Conv2d]:
    """The convolution that runs first, which need not be the one that was defined first."""
    called: list[tuple[str, nn.Conv2d]] = []
    hooks = [
        module.register_forward_pre_hook(lambda m, _, name=name: called.append((name, m)))
        for name, module in network.named_modules()
        if isinstance(module, nn.Conv2d)
    ]
    device = next((p.device for p in network.parameters()), torch.device("cpu"))
    was_training = network.training
    try:
        with torch.no_grad():
            network.eval()(torch.full((1, 3, 64, 64), 0.5, device=device))
    finally:
        network.train(was_training)
        for hook in hooks:
            hook.remove()
    if not called:
        raise ModelError("the prior needs a network that begins with a convolution, this one has none.")
    return called[0]
