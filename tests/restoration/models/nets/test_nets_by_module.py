"""Networks of our own, module by module: gates, worth, contexts, and inputs that are fitted to a grid."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from restoration.errors import ModelError
from restoration.models.nets.baseline import Baseline, HazeBaseline, LightBaseline
from restoration.models.nets.guided import Guided, gate
from restoration.models.nets.prior_input import PriorConditionedInput, _fit
from restoration.models.nets.scene_guided import SceneGuided, behind_haze, detail_features, worth
from restoration.models.nets.unet import closed_filters, min_max_filters


@pytest.fixture(autouse=True)
def _seeded() -> None:
    torch.manual_seed(0)


def test_the_gate_is_nought_only_where_nothing_is_known_for_many_pixels() -> None:
    confidence = torch.zeros(1, 1, 192, 192)
    confidence[..., :40] = 1
    found = gate(confidence)
    assert found.shape == confidence.shape
    assert float(found[..., :16].min()) == 1.0
    assert float(found[..., 96:].max()) == 0.0
    assert 0 < float(found[..., 56].mean()) < 1


def test_an_eighth_of_the_picture_is_worth_all() -> None:
    for share, value in ((0.0, 0.0), (0.0625, 0.5), (0.125, 1.0), (1.0, 1.0)):
        assert float(worth(torch.full((1, 1, 8, 8), share))) == pytest.approx(value)


def test_the_baseline_for_low_light_has_its_own_neighbourhood() -> None:
    image = torch.rand(1, 3, 64, 64)
    assert torch.equal(Baseline().extrema(image), min_max_filters(image))
    assert torch.equal(LightBaseline().extrema(image), closed_filters(image))


@pytest.mark.parametrize("build", [Baseline, HazeBaseline])
def test_the_context_of_the_whole_is_what_a_whole_run_takes(build: type[nn.Module]) -> None:
    network, image = build().eval(), torch.rand(1, 3, 64, 96)
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.add_(0.02 * torch.randn_like(parameter))
        # A scene is fitted to colours: its own run is the fitted one only for large pictures.
        tolerance = 1e-5 if build is Baseline else 0.2
        torch.testing.assert_close(
            network(image, network.context(image)), network(image), atol=tolerance, rtol=0
        )


@pytest.mark.parametrize("build", [Guided, lambda: SceneGuided(True), lambda: SceneGuided(False)])
def test_without_confidence_a_guided_network_does_not_see_the_prior(build: type[nn.Module]) -> None:
    network = build().eval()
    image, none = torch.rand(1, 3, 64, 64), torch.zeros(1, 1, 64, 64)
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.add_(0.02 * torch.randn_like(parameter))
        one, two = (network(image, torch.rand(1, 3, 64, 64), none) for _ in range(2))
    torch.testing.assert_close(one, two)


def test_detail_sees_the_prior_as_far_as_it_is_trusted() -> None:
    image, prior, confidence = (
        torch.rand(1, 3, 16, 16),
        torch.rand(1, 3, 16, 16),
        torch.full((1, 1, 16, 16), 0.25),
    )
    last = detail_features(image, image, prior, confidence)[-1]
    torch.testing.assert_close(last[:, :3], (prior - image) * 0.25)
    torch.testing.assert_close(last[:, 3:], confidence)


def test_a_trusted_clear_image_shows_how_thick_the_haze_is() -> None:
    clear = torch.rand(1, 3, 64, 96)
    thickness, light = 0.45, 0.9
    hazy = clear * thickness + light * (1 - thickness)
    scene, t = behind_haze(hazy, clear, torch.ones(1, 1, 64, 96))
    assert float((t - thickness).abs().mean()) < 0.08
    assert float((scene - clear).abs().mean()) < 0.5 * float((hazy - clear).abs().mean())


def test_side_channels_are_padded_as_the_convolutions_input_was_or_reduced() -> None:
    extra = torch.arange(16.0).view(1, 1, 4, 4)
    assert _fit(extra, torch.Size((4, 4))) is extra
    padded = _fit(extra, torch.Size((6, 6)))
    assert torch.equal(padded[..., 1:5, 1:5], extra)
    assert float(padded[0, 0, 0, 0]) == 0.0
    assert float(padded[0, 0, 5, 5]) == 15.0
    assert torch.equal(_fit(extra, torch.Size((2, 2)))[0, 0], torch.tensor([[2.5, 4.5], [10.5, 12.5]]))


def test_a_grouped_first_convolution_cannot_be_widened() -> None:
    with pytest.raises(ModelError, match="got 3 groups"):
        PriorConditionedInput(nn.Sequential(nn.Conv2d(3, 3, 3, padding=1, groups=3)))


def test_what_one_thread_shows_does_not_reach_the_next_call() -> None:
    network = PriorConditionedInput(nn.Sequential(nn.Conv2d(3, 3, 3, padding=1)))
    nn.init.ones_(network.side.weight)
    image, prior, sure = torch.rand(1, 3, 8, 8), torch.rand(1, 3, 8, 8), torch.ones(1, 1, 8, 8)
    before = network.network(image)
    with pytest.raises(ZeroDivisionError), network.seen(image, prior, sure):
        raise ZeroDivisionError
    assert torch.equal(network.network(image), before)
