import numpy as np
import pytest
import torch
from torch import nn

from restoration.control import RunControl
from restoration.errors import Cancelled, ModelError
from restoration.models import seams
from restoration.models.tiling import Tiling, as_image, as_tensor, pad_to_multiple, run_tiled, seam_lines

CPU = torch.device("cpu")


def photo(height, width, seed=0):
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)


class Blur(nn.Module):
    """Reach: 3 convolutions of 7, 9 px."""

    def forward(self, x):
        for _ in range(3):
            x = nn.functional.avg_pool2d(x, 7, 1, 3)
        return x


class Global(nn.Module):
    """Divides by the mean of the whole picture."""

    def context(self, x):
        return x.mean(dim=(2, 3), keepdim=True)

    def forward(self, x, context=None):
        return x / (self.context(x) if context is None else context) / 2


class Strided(nn.Module):
    """A grid of 8 px: tiles that begin elsewhere give other values."""

    def forward(self, x):
        assert x.shape[-2] % 8 == 0
        assert x.shape[-1] % 8 == 0
        return nn.functional.interpolate(nn.functional.avg_pool2d(x, 8), scale_factor=8)


class Mix(nn.Module):
    def forward(self, degraded, prior, confidence):
        return degraded * (1 - confidence) + prior * confidence


@pytest.mark.parametrize(
    ("network", "overlap", "multiple"), [(Blur(), 9, 1), (Global(), 0, 1), (Strided(), 0, 8)]
)
@pytest.mark.parametrize("shape", [(200, 333), (64, 500), (129, 128), (37, 53)])
def test_tiled_and_whole_agree(network, overlap, multiple, shape):
    image = photo(*shape)
    whole = run_tiled(network, (image,), Tiling(0, overlap, multiple), CPU)
    tiled = run_tiled(network, (image,), Tiling(64, overlap, multiple), CPU)
    assert whole.shape == tiled.shape == image.shape
    assert np.abs(whole.astype(int) - tiled).max() <= 1


def test_what_concerns_the_whole_picture_can_be_taken_from_a_smaller_copy():
    seen = []

    class Watching(Global):
        def context(self, x):
            seen.append(tuple(x.shape[-2:]))
            return super().context(x)

    image = np.repeat(np.repeat(photo(20, 30), 10, 0), 10, 1)
    small = run_tiled(Watching(), (image,), Tiling(128, 4, 8, context_pixels=20_000), CPU)
    whole = run_tiled(Global(), (image,), Tiling(0, 4, 8), CPU)
    assert len(seen) == 1
    assert seen[0][0] * seen[0][1] <= 20_000
    assert np.abs(small.astype(int) - whole).mean() < 0.5


def test_a_guided_network_gets_its_maps_tile_by_tile():
    degraded, prior = photo(150, 170), photo(150, 170, 1)
    confidence = np.random.default_rng(2).random((150, 170)).astype(np.float32)
    tiled = run_tiled(Mix(), (degraded, prior, confidence), Tiling(64, 4), CPU)
    expected = degraded * (1 - confidence[..., None]) + prior * confidence[..., None]
    assert np.abs(tiled - expected).max() < 1.01


def test_the_audit_sees_a_seam_where_tiles_reach_too_little_into_each_other():
    image = np.repeat(np.repeat(photo(20, 30), 10, 0), 10, 1)
    whole = run_tiled(Blur(), (image,), Tiling(0, 9), CPU)
    good, bad = Tiling(128, 9), Tiling(128, 0)
    assert seams.audit(whole, run_tiled(Blur(), (image,), good, CPU), good).at_seams < 0.1
    seen = seams.audit(whole, run_tiled(Blur(), (image,), bad, CPU), bad)
    assert seen.at_seams > 2 * seen.mean > 0


def test_the_reach_of_a_network_is_measured():
    image = np.full((96, 96, 3), 100, np.uint8)
    assert 7 <= seams.reach(Blur(), (image,), Tiling(0, 0), CPU) <= 9
    assert seams.reach(Global(), (image,), Tiling(0, 0), CPU) == 0


def test_seam_lines_lie_between_the_tiles():
    assert seam_lines(50, Tiling(64, 4)) == []
    lines = seam_lines(300, Tiling(64, 4))
    assert lines == sorted(lines)
    assert all(20 < line < 280 for line in lines)


def test_conversions_keep_every_value():
    image = photo(9, 7)
    assert np.array_equal(as_image(as_tensor(image, CPU), 9, 7), image)
    odd = torch.tensor([0.5, 2.0, -1.0]).view(1, 3, 1, 1)
    assert as_image(odd, 1, 1).tolist() == [[[128, 255, 0]]]
    assert pad_to_multiple(photo(1, 1), 16).shape == (16, 16, 3)


def test_it_stops_between_tiles_when_asked():
    calls = iter([False, False, True])
    with pytest.raises(Cancelled):
        run_tiled(
            Blur(), (photo(200, 200),), Tiling(64, 9), CPU, control=RunControl(cancelled=lambda: next(calls))
        )


def test_progress_counts_the_tiles():
    seen = []
    run_tiled(
        Blur(),
        (photo(100, 200),),
        Tiling(64, 9),
        CPU,
        control=RunControl(lambda fraction, _: seen.append(fraction)),
    )
    assert seen == sorted(seen)
    assert seen[-1] == 1


@pytest.mark.parametrize("tile", [0, 32])
def test_an_output_that_is_no_number_is_an_error_that_says_how_much(tile: int) -> None:
    class Broken(nn.Module):
        def forward(self, x: torch.Tensor) -> torch.Tensor:
            out = x.clone()
            out[..., 0, :2] = float("nan")
            return out

    image = np.zeros((50, 60, 3), np.uint8)
    with pytest.raises(ModelError, match=r"6 of [\d,]+ values are NaN"):
        run_tiled(Broken(), (image,), Tiling(tile, 8), torch.device("cpu"))
