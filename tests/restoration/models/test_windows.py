from __future__ import annotations

import pytest
import torch
import torch.nn.functional as functional

from restoration.models.windows import halved_by_maximum, window_maximum, window_mean


@pytest.mark.parametrize("radius", [1, 3, 10])
def test_a_mean_is_that_of_the_pixels_there_are(radius: int) -> None:
    x = torch.rand(2, 3, 25, 31)
    expected = functional.avg_pool2d(x, 2 * radius + 1, 1, radius, count_include_pad=False)
    torch.testing.assert_close(window_mean(x, radius), expected, rtol=1e-5, atol=1e-6)


def test_a_window_of_zeros_is_zero() -> None:
    # Rounding left over from what lies elsewhere was divided by next to nothing, and coloured a corner at random.
    x = torch.zeros(1, 1, 64, 80)
    x[..., :20, :30] = torch.rand(20, 30) * 1e3
    assert (window_mean(x, 10)[..., 32:, :] == 0).all()
    assert (window_mean(x, 10)[..., 42:] == 0).all()


def test_a_window_beyond_the_image_has_its_mean_everywhere() -> None:
    x = torch.rand(1, 1, 5, 4)
    torch.testing.assert_close(window_mean(x, 30), x.mean().expand(1, 1, 5, 4))


@pytest.mark.parametrize("size", [5, 7, 11])
def test_a_maximum_is_that_of_the_pixels_there_are(size: int) -> None:
    x = torch.randn(2, 3, 25, 31)
    assert torch.equal(window_maximum(x, size), functional.max_pool2d(x, size, 1, size // 2))


@pytest.mark.parametrize("shape", [(8, 10), (7, 9)])
def test_half_the_resolution_keeps_the_maximum_of_every_four(shape: tuple[int, int]) -> None:
    x = torch.randn(1, 2, *shape)
    assert torch.equal(halved_by_maximum(x), functional.max_pool2d(x, 2))
