from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional

from restoration.models.nets import build_fusion, build_guided
from restoration.models.nets.fusion import from_guided
from tests.restoration.models.test_nets import _stirred

TASKS = ("haze", "low_light", "rain")


@pytest.fixture(autouse=True)
def _seeded() -> None:
    torch.manual_seed(0)


def _smooth(channels: int, height: int = 96, width: int = 128) -> Tensor:
    small = torch.rand(1, channels, height // 8, width // 8)
    return functional.interpolate(small, size=(height, width), mode="bicubic").clamp(0, 1)


def _inputs(tone: float, confidence: float = 1.0) -> tuple[Tensor, ...]:
    degraded, base, prior = (_smooth(3) for _ in range(3))
    ones = torch.ones(1, 1, *degraded.shape[-2:])
    return degraded, base, prior, confidence * ones, tone * ones


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize("tone", [0.0, 1.0])
def test_without_confidence_the_result_is_the_base(task: str, tone: float) -> None:
    inputs = _inputs(tone, confidence=0.0)
    torch.testing.assert_close(_stirred(build_fusion(task))(*inputs), inputs[1], atol=1e-6, rtol=0)


@pytest.mark.parametrize("task", TASKS)
def test_tone_one_is_the_prior_s_tone_by_construction(task: str) -> None:
    network = build_fusion(task).eval()  # untrained: the closed form alone
    _, base, _, sure, generated = _inputs(1.0)
    prior = (
        0.6 * base * _smooth(1).repeat(1, 3, 1, 1) + torch.tensor([0.3, 0.1, 0.0]).view(1, 3, 1, 1)
    ).clamp(0, 1)
    with torch.no_grad():
        result = network(base, base, prior, sure, generated)
    assert float((result - prior).abs().mean()) < 0.03


@pytest.mark.parametrize("task", TASKS)
def test_it_begins_as_the_guided_network_with_the_base_as_an_input(task: str) -> None:
    guided, fusion = _stirred(build_guided(task)), build_fusion(task).eval()
    fusion.load_state_dict(from_guided(guided.state_dict(), fusion))
    degraded, _, prior, sure, _ = _inputs(0.0, confidence=0.7)
    with torch.no_grad():
        # Between 0 and 1 nothing is clamped on the way.
        base = guided.baseline(degraded)
        base = base.clamp(0, 1)
        expected = guided(degraded, prior, sure)
        found = fusion(degraded, base, prior, sure, torch.zeros_like(sure))
    assert float((found - expected).abs().median()) < 0.005


@pytest.mark.parametrize("task", TASKS)
def test_a_tile_with_the_context_of_the_whole_is_the_whole(task: str) -> None:
    network: nn.Module = _stirred(build_fusion(task))
    inputs = _inputs(0.0)
    with torch.no_grad():
        context = network.context(*inputs)
        whole = network(*inputs)
        again = network(*inputs, context.at(slice(0, 96), slice(0, 128), (96, 128)))
    torch.testing.assert_close(again, whole, atol=2e-3, rtol=0)


def test_both_tones_in_one_batch_are_what_they_are_alone() -> None:
    network = _stirred(build_fusion("haze"))
    first, second = _inputs(0.0), _inputs(1.0)
    with torch.no_grad():
        together = network(*(torch.cat(pair) for pair in zip(first, second, strict=True)))
        alone = torch.cat((network(*first), network(*second)))
    torch.testing.assert_close(together, alone, atol=1e-4, rtol=1e-3)
