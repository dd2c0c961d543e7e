"""What the published networks are by their papers' equations: fixed weights whose output is known."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import torch
from torch import Tensor, nn

from restoration.errors import ModelError
from restoration.models.published.aodnet import AODNet, LightDehazeNet
from restoration.models.published.brn import BRN
from restoration.models.published.cpga import CPGANet, network_state
from restoration.models.published.iat import IAT
from restoration.models.published.lkd import LKDNet
from restoration.models.published.sci import SCI, enhancer_state
from restoration.models.published.zero_dce import ZeroDCE, ZeroDCEpp


@pytest.fixture(autouse=True)
def _inference() -> Iterator[None]:
    torch.manual_seed(0)
    with torch.inference_mode():
        yield


def image(height: int = 24, width: int = 36) -> Tensor:
    return torch.rand(1, 3, height, width)


def zeroed(network: nn.Module) -> nn.Module:
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.zero_()
    return network.eval()


def last_bias(layer: nn.Module, value: float) -> None:
    with torch.no_grad():
        layer.bias.fill_(value)  # type: ignore[union-attr, operator]


@pytest.mark.parametrize(("build", "last"), [(AODNet, "e_conv5"), (LightDehazeNet, "e_conv_layer8")])
def test_the_scattering_model_with_one_map(build: type[nn.Module], last: str) -> None:
    """K·I − K + 1: K = 1 is the photo, K = 2 doubles its distance from white, and nothing falls below 0."""
    network, hazy = zeroed(build()), image()
    assert torch.equal(network(hazy), torch.ones_like(hazy))
    last_bias(getattr(network, last), 1.0)
    torch.testing.assert_close(network(hazy), hazy)
    last_bias(getattr(network, last), 2.0)
    torch.testing.assert_close(network(hazy), (1 - 2 * (1 - hazy)).clamp(min=0))


def test_curves_of_zero_dce() -> None:
    """x + a·(x² − x), eight times: without a curve the photo, with a = −1 brighter and still in [0, 1]."""
    for network, last in ((ZeroDCE(), "e_conv7"), (ZeroDCEpp(), "e_conv7")):
        dark = image()
        assert torch.equal(zeroed(network)(dark), dark)
        layer = getattr(network, last)
        last_bias(getattr(layer, "point_conv", layer), -20.0)  # tanh: −1
        right = dark
        for _ in range(8):
            right = right + (right - right * right)
        torch.testing.assert_close(network(dark), right)
        assert right.max() <= 1


def test_sci_divides_by_the_illumination() -> None:
    """With a sigmoid of 0.5 everywhere: x / (x + 0.5)."""
    dark = image()
    torch.testing.assert_close(zeroed(SCI())(dark), dark / (dark + 0.5).clamp(max=1))


def test_scis_block_is_found_once_in_the_authors_file() -> None:
    state = {"enhance.in_conv.0.weight": image(), "enhance.blocks.0.weight": image(), "calibrate.x": image()}
    assert list(enhancer_state(state)) == ["in_conv.0.weight"]


def test_iat_without_a_change_of_the_global_branch_keeps_colours_apart() -> None:
    network, dark = zeroed(IAT()), image()
    with torch.no_grad():
        network.local_net.mul_end[0].bias.fill_(1.0)
        network.global_net.gamma_base.fill_(1.0)
        network.global_net.color_base.copy_(torch.eye(3))
    gamma, colour = network.context(dark)
    assert gamma.item() == 1.0
    torch.testing.assert_close(network(dark), (2 * dark - 1).clamp(1e-8, 1))
    torch.testing.assert_close(network(dark, (2 * gamma, colour)), (2 * dark - 1).clamp(1e-8, 1) ** 2)
    turned = network(dark, (gamma, colour.flip(1)))
    torch.testing.assert_close(turned, (2 * dark - 1).flip(1).clamp(1e-8, 1))


def test_lkd_is_the_scattering_model_on_the_last_layer() -> None:
    """K·x − B + x on [−1, 1]: zero weights are the photo, K = 1 doubles the contrast, B = 1 takes half of the range off."""
    network, hazy = zeroed(LKDNet("t")), image()
    torch.testing.assert_close(network(hazy), hazy)
    last = network.patch_unembed.proj[0]
    with torch.no_grad():
        last.bias[0] = 1.0
    torch.testing.assert_close(network(hazy), (2 * (2 * hazy - 1)) * 0.5 + 0.5)
    with torch.no_grad():
        last.bias[:] = torch.tensor([0.0, 1.0, 1.0, 1.0])
    torch.testing.assert_close(network(hazy), hazy - 0.5)


def test_brn_draws_the_scene_and_not_the_rain() -> None:
    network, rainy = zeroed(BRN()), image()
    assert torch.equal(network(rainy), torch.zeros_like(rainy))
    last_bias(network.get_submodule("conv_r.0"), 0.7)
    assert torch.equal(network(rainy), torch.zeros_like(rainy)), "the rain layer alone changes nothing here"
    last_bias(network.get_submodule("conv.0"), 0.3)
    torch.testing.assert_close(network(rainy), torch.full_like(rainy, 0.3))


def test_cpga_stays_in_range_and_reads_the_authors_file() -> None:
    network = CPGANet().eval()
    out = network(image())
    assert float(out.min()) > 0
    assert float(out.max()) <= 1
    state = dict(network.state_dict())
    assert network_state({"state_dict": state, "optimizer": {}}).keys() == state.keys()
    for wrong in ({}, {"state_dict": [1]}, {"state_dict": {"a": 1}}):
        with pytest.raises(ModelError, match="expected a checkpoint with a state_dict"):
            network_state(wrong)
