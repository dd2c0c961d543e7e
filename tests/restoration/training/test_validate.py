"""Validation sees what a restoration would make: the same padding, the same rounding."""

from __future__ import annotations

import numpy as np
import torch
from torch import nn

from restoration.models import get_spec
from restoration.models.tiling import Tiling, run_tiled
from restoration.training.validate import restore_whole
from tests.conftest import textured

CPU = torch.device("cpu")


class Blur(nn.Module):
    """Mixes neighbours, so that the padding shows at the rim."""

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        return nn.functional.avg_pool2d(image, 9, stride=1, padding=4, count_include_pad=False)


def test_any_size_comes_back_as_it_was() -> None:
    image = textured(37, 53)
    np.testing.assert_array_equal(restore_whole(nn.Identity(), image), image)


def test_it_pads_and_rounds_as_inference_does() -> None:
    image = textured(37, 53)
    for network in (Blur(), get_spec("haze/baseline").build().eval()):  # type: ignore[misc]
        inferred = run_tiled(network, (image,), Tiling(0, 0, 16), CPU)
        np.testing.assert_array_equal(restore_whole(network, image), inferred)


def test_confidence_reaches_a_guided_network_between_nought_and_one() -> None:
    seen: list[torch.Tensor] = []

    class Guided(nn.Module):
        def forward(
            self, degraded: torch.Tensor, prior: torch.Tensor, confidence: torch.Tensor
        ) -> torch.Tensor:
            seen.append(confidence)
            return degraded * (1 - confidence) + prior * confidence

    image, prior = textured(32, 48), textured(32, 48, seed=1)
    confidence = np.full((32, 48), 255, np.uint8)
    np.testing.assert_array_equal(restore_whole(Guided(), image, prior, confidence), prior)
    assert seen[0].shape == (1, 1, 32, 48)
    assert float(seen[0].max()) == 1.0
