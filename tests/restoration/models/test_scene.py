from __future__ import annotations

import pytest
import torch

from restoration.models.nets.scene import PIXELS, Scene, colours_of, low_resolution


@pytest.fixture(autouse=True)
def _seeded() -> None:
    torch.manual_seed(0)


@pytest.mark.parametrize("size", [(64, 48), (480, 640), (3000, 4000), (16, 4096)])
def test_the_copy_is_small_and_has_sides_that_the_networks_take(size: tuple[int, int]) -> None:
    low = low_resolution(torch.zeros(1, 1, *size))
    assert low.shape[-2] * low.shape[-1] <= 2 * PIXELS  # at least 16 pixels a side
    assert all(side % 16 == 0 for side in low.shape[-2:])


def test_what_is_wanted_comes_out_exactly_at_low_resolution() -> None:
    guide, wanted = torch.rand(2, 3, 32, 48), torch.rand(2, 3, 32, 48)
    change = Scene(colours_of(guide, wanted), torch.zeros(2, 0)).change(guide)
    torch.testing.assert_close(guide + change, wanted, atol=1e-4, rtol=0)


def test_an_edge_of_the_image_stays_where_it_is() -> None:
    """A change judged at an eighth of the size must not blur or shift the edges of the full-size image."""
    image = torch.full((1, 3, 256, 384), 0.3)
    image[..., 203:] = 0.8  # between two low-resolution pixels
    image += 0.02 * torch.rand(image.shape)
    low = torch.nn.functional.avg_pool2d(image, 8)
    scene = Scene(colours_of(low, 0.5 * low + 0.1), torch.zeros(1, 0))
    torch.testing.assert_close(image + scene.change(image), 0.5 * image + 0.1, atol=0.01, rtol=0)


def test_a_part_is_the_part_of_the_whole() -> None:
    image = torch.rand(1, 3, 64, 96)
    scene = Scene(torch.rand(1, 15, 16, 16), torch.zeros(1, 0))
    rows, columns = slice(16, 48), slice(32, 96)
    part = scene.at(rows, columns, (64, 96)).change(image[..., rows, columns])
    torch.testing.assert_close(part, scene.change(image)[..., rows, columns], atol=1e-5, rtol=0)
