from __future__ import annotations

import copy

import numpy as np
import pytest
import torch
from torch import nn

from restoration.errors import ModelError
from restoration.models import restore
from restoration.models.nets import (
    MULTIPLE_OF,
    LightBaseline,
    PriorConditionedInput,
    build_baseline,
    build_guided,
    tone,
)
from restoration.models.nets.scattering import estimate_airlight, transmission
from restoration.models.nets.unet import closed_filters, min_max_filters
from restoration.tasks import TASKS

WITH_NETWORKS = [task.id for task in TASKS.values() if task.baseline == f"{task.id}/baseline"]


@pytest.fixture(autouse=True)
def _seeded() -> None:
    torch.manual_seed(0)


def _stirred(network: nn.Module) -> nn.Module:
    """Every parameter away from its start, so that nothing passes only because layers begin at zero."""
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.add_(0.02 * torch.randn_like(parameter))
    return network.eval()


def _images(batch: int = 1, height: int = 48, width: int = 64) -> tuple[torch.Tensor, ...]:
    return (
        torch.rand(batch, 3, height, width),
        torch.rand(batch, 3, height, width),
        torch.rand(batch, 1, height, width),
    )


@pytest.mark.parametrize("task", WITH_NETWORKS)
def test_networks_keep_the_shape_and_stay_small(task: str) -> None:
    degraded, prior, confidence = _images(2)
    baseline, guided = _stirred(build_baseline(task)), _stirred(build_guided(task))
    assert baseline(degraded).shape == degraded.shape
    assert guided(degraded, prior, confidence).shape == degraded.shape
    for network in (baseline, guided):
        assert sum(p.numel() for p in network.parameters()) <= 2_000_000


def test_every_multiple_is_accepted() -> None:
    baseline = _stirred(build_baseline("haze"))
    for height, width in ((MULTIPLE_OF, MULTIPLE_OF), (MULTIPLE_OF, 5 * MULTIPLE_OF)):
        assert baseline(torch.rand(1, 3, height, width)).shape == (1, 3, height, width)


def test_an_untrained_network_returns_its_input() -> None:
    degraded, prior, confidence = _images()
    assert torch.equal(build_baseline("rain")(degraded), degraded)
    assert torch.equal(build_guided("rain")(degraded, prior, confidence), degraded)


def test_an_untrained_haze_network_is_the_dark_channel_prior() -> None:
    clean = torch.rand(1, 3, 96, 128)
    clean[:, 0, ::4, ::4] = 0  # something dark in every patch
    light = torch.tensor([0.9, 0.85, 0.8])[None, :, None, None]
    t = torch.linspace(0.35, 0.8, 96)[None, None, :, None]
    hazy = clean * t + light * (1 - t)
    hazy[..., :6, :] = light  # far away
    found = estimate_airlight(hazy)
    torch.testing.assert_close(found, light[..., 0, 0], atol=0.02, rtol=0)
    error = (transmission(hazy, found) - t)[..., 16:, :].abs().mean()
    assert error < 0.1
    restored = build_baseline("haze")(hazy)
    assert (restored - clean)[..., 16:, :].abs().mean() < 0.5 * (hazy - clean)[..., 16:, :].abs().mean()


@pytest.mark.parametrize("task", WITH_NETWORKS)
def test_guided_is_exactly_its_baseline_without_confidence(task: str) -> None:
    degraded, prior, confidence = _images()
    guided = _stirred(build_guided(task))
    alone = guided.baseline(degraded).clamp(0, 1)
    without = guided(degraded, prior, torch.zeros_like(confidence)).clamp(0, 1)
    torch.testing.assert_close(without, alone, atol=1e-4, rtol=0)
    assert (guided(degraded, prior, confidence) - alone).abs().mean() > 1e-4


@pytest.mark.parametrize("task", WITH_NETWORKS)
def test_a_prior_without_confidence_is_not_looked_at(task: str) -> None:
    degraded, prior, confidence = _images()
    confidence[..., :24, :] = 0
    changed = prior.clone()
    changed[..., :24, :] = 1 - changed[..., :24, :]
    guided = _stirred(build_guided(task))
    context = guided.context(degraded, prior, confidence)
    first, second = (guided(degraded, p, confidence, context) for p in (prior, changed))
    torch.testing.assert_close(first, second)


def test_a_tile_with_the_context_of_the_whole_gives_the_whole() -> None:
    degraded = torch.rand(1, 3, 16, 1024)
    baseline = _stirred(build_baseline("rain"))
    context = baseline.context(degraded)
    whole = baseline(degraded, context)
    tile = baseline(degraded[..., :768], context)
    middle = slice(0, 768 - 384)
    assert (tile[..., middle] - whole[..., middle]).abs().max() < 1e-4
    own = baseline(degraded[..., :768] * 0.5)[..., middle]
    assert (own - whole[..., middle]).abs().max() > 1e-3


def test_a_part_of_a_scene_gives_the_part_of_the_whole() -> None:
    degraded = torch.rand(1, 3, 320, 480)
    baseline = _stirred(build_baseline("haze"))
    scene = baseline.context(degraded)
    rows, columns = slice(64, 192), slice(160, 400)
    tile = baseline(degraded[..., rows, columns], scene.at(rows, columns, (320, 480)))
    torch.testing.assert_close(tile, baseline(degraded)[..., rows, columns], atol=1e-4, rtol=0)


def test_the_fit_over_the_whole_image_finds_a_linear_change_of_colours() -> None:
    guide, _, confidence = _images()
    matrix = torch.tensor([[0.8, 0.1, 0.0], [0.0, 0.7, 0.1], [0.1, 0.0, 0.6]])
    prior = torch.einsum("ck,bkhw->bchw", matrix, guide) + 0.05
    fit = tone.global_fit(guide, prior, torch.ones_like(confidence))[:, :, None, None]
    change = tone.apply_fit(fit.expand(-1, -1, 48, 64), guide)
    assert (guide + change - prior).abs().max() < 0.02
    assert (prior - guide).abs().mean() > 0.05


def test_local_colours_follow_the_prior_where_it_is_believed_and_only_there() -> None:
    guide = torch.rand(1, 3, 96, 256)
    prior = guide * 0.5
    confidence = torch.ones(1, 1, 96, 256)
    confidence[..., 64:] = 0
    prior[..., 64:] = 1  # not believed: must not be seen
    whole = torch.zeros(1, tone.GLOBAL)
    change = tone.prior_tone(guide, prior, confidence, whole)
    assert (guide + change - 0.5 * guide)[..., :32].abs().mean() < 0.02
    assert torch.equal(change[..., 200:], torch.zeros_like(change[..., 200:]))
    other = torch.where(confidence > 0, prior, 0.3)
    torch.testing.assert_close(tone.prior_tone(guide, other, confidence, whole), change)


class _Late(nn.Module):
    """The first convolution defined is not the first that runs."""

    def __init__(self) -> None:
        super().__init__()
        self.last = nn.Conv2d(8, 3, 3, padding=1)
        self.first = nn.Conv2d(3, 8, 5)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.last(self.first(nn.functional.pad(x, (2, 2, 2, 2), mode="reflect")))


def test_widened_begins_as_the_original_and_then_uses_the_prior() -> None:
    degraded, prior, confidence = _images()
    network = _Late()
    before = network(degraded)
    widened = PriorConditionedInput(network)
    assert torch.equal(widened(degraded, prior, confidence), before)
    assert widened.side.weight.shape == (8, 4, 5, 5)
    widened(degraded, prior, confidence).sum().backward()
    assert widened.side.weight.grad is not None
    assert float(widened.side.weight.grad.abs().sum()) > 0
    nn.init.normal_(widened.side.weight)
    assert not torch.equal(widened(degraded, prior, confidence), before)
    # The prior of one call never reaches the next.
    assert torch.equal(network(degraded), before)


def test_a_copy_of_a_widened_network_is_its_own() -> None:
    degraded, prior, confidence = _images()
    widened = PriorConditionedInput(_Late())
    copied = copy.deepcopy(widened)
    nn.init.normal_(copied.side.weight)
    assert torch.equal(widened(degraded, prior, confidence), widened.network(degraded))
    assert not torch.equal(copied(degraded, prior, confidence), copied.network(degraded))


class _Whole(nn.Module):
    """Adds the mean of the whole picture: what `context` is for."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Conv2d(3, 3, 1)

    def context(self, x: torch.Tensor) -> torch.Tensor:
        return self.first(x).mean((2, 3))

    def forward(self, x: torch.Tensor, context: torch.Tensor | None = None) -> torch.Tensor:
        context = self.context(x) if context is None else context
        return self.first(x) + context[:, :, None, None]


def test_a_widened_network_asks_the_whole_picture_without_the_prior() -> None:
    degraded, prior, confidence = _images()
    widened = PriorConditionedInput(_Whole())
    nn.init.normal_(widened.side.weight)
    context = widened.context(degraded, prior, confidence)
    assert torch.equal(context, widened.network.context(degraded))
    whole = widened(degraded, prior, confidence)
    tile = widened(degraded[..., :32], prior[..., :32], confidence[..., :32], context)
    torch.testing.assert_close(tile, whole[..., :32])
    assert not hasattr(PriorConditionedInput(_Late()), "context")


def test_a_network_without_convolution_cannot_be_widened() -> None:
    with pytest.raises(ModelError, match="begins with a convolution"):
        PriorConditionedInput(nn.Identity())


def test_beside_a_lamp_the_closed_filter_says_dark_and_within_a_bright_thing_bright() -> None:
    image = torch.full((1, 3, 96, 96), 0.05)
    image[..., 40:44, 40:44] = 1.0
    closed, widest = closed_filters(image), min_max_filters(image)
    assert closed.shape == widest.shape == (1, 4, 48, 48)
    assert torch.equal(closed[:, (0, 2)], widest[:, (0, 2)])
    for channel in (1, 3):
        assert float(closed[0, channel, 20:22, 20:22].min()) == 1.0
        assert float(closed[0, channel, 26:, :].max()) == pytest.approx(0.05)
        assert float(widest[0, channel, 23, 20]) == 1.0
    bright = torch.full((1, 3, 96, 96), 0.9)
    bright[..., 44:46, 44:46] = 0.0
    assert float(closed_filters(bright)[0, 1].min()) == pytest.approx(0.9)
    assert isinstance(build_baseline("low_light"), LightBaseline)
    assert not isinstance(build_baseline("rain"), LightBaseline)


def test_no_dark_square_stands_around_a_lamp() -> None:
    """The shipped weights on a dark wall with a lamp: what lies 8 to 12 pixels from it is lit as what lies far away."""
    wall = np.random.default_rng(3).normal(18, 1.5, (192, 256, 3)).clip(0, 255)
    wall[92:98, 124:132] = 255
    out = restore(wall.astype(np.uint8), "low_light/baseline").astype(float).mean(axis=2)
    rows, columns = np.mgrid[:192, :256]
    away = np.maximum(np.abs(rows - 95), np.abs(columns - 128))
    near, far = out[(away > 8) & (away < 13)].mean(), out[(away > 50) & (away < 70)].mean()
    assert far > 40
    assert near > 0.75 * far
