from __future__ import annotations

import torch

from restoration.models.dehazenet import PATCH, DehazeNet, airlight, bounded


def test_the_papers_size() -> None:
    assert sum(p.numel() for p in DehazeNet().parameters()) == 8305


def test_a_patch_gives_one_transmission_and_an_image_gives_a_map() -> None:
    torch.manual_seed(0)
    network = DehazeNet()
    patch = network.patch(torch.rand(4, 3, PATCH, PATCH)).detach()
    assert patch.shape == (4, 1, 1, 1)
    assert 0 <= float(patch.min()) <= float(patch.max()) <= 1
    image = torch.rand(1, 3, 37, 53)
    assert network.transmission(image).shape == (1, 1, 37, 53)
    assert network(image).shape == image.shape


def test_the_map_moves_with_the_image() -> None:
    torch.manual_seed(0)
    network = DehazeNet().patch
    image = torch.rand(1, 3, 40, 40)
    whole, part = network(image), network(image[..., 5:, 3:])
    # Away from the border, where the padding of the 7×7 convolution shows.
    torch.testing.assert_close(part[..., 3:-3, 3:-3], whole[..., 8:-3, 6:-3])


def test_inversion_undoes_the_scattering_model() -> None:
    torch.manual_seed(0)
    network = DehazeNet()
    clean, light = torch.rand(1, 3, 40, 40), torch.tensor([[0.9, 0.85, 0.8]])
    network.transmission = lambda image: torch.full_like(image[:, :1], 0.5)  # type: ignore[method-assign]
    hazy = 0.5 * clean + 0.5 * light[:, :, None, None]
    torch.testing.assert_close(network(hazy, light), clean)


def test_airlight_is_taken_where_the_haze_is_thickest() -> None:
    image, transmission = torch.full((1, 3, 40, 50), 0.2), torch.ones(1, 1, 40, 50)
    image[..., 7, 9], transmission[..., 7, 9] = 0.95, 0.1
    image[..., 8, 9], transmission[..., 8, 9] = 0.85, 0.1
    torch.testing.assert_close(airlight(image, transmission), torch.full((1, 3), 0.9))


def test_brelu_bounds_and_still_teaches_outside() -> None:
    x = torch.tensor([-1.0, 0.25, 2.0], requires_grad=True)
    y = bounded(x)
    torch.testing.assert_close(y, torch.tensor([0.0, 0.25, 1.0]))
    y.sum().backward()
    assert x.grad is not None
    assert float(x.grad[1]) == 1.0
    assert float(x.grad.min()) > 0
