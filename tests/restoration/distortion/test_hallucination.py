"""The detector: the network fits the planes it is given, and unseen pixels stay out of it."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from safetensors.torch import load_file
from torch import nn

from restoration.distortion.detector_net import DetectorNet
from restoration.distortion.grid import WorkGrid
from restoration.distortion.hallucination import PLANES, WEIGHTS, detect, detector_planes, suspicion


def grid_of(reference, warped, valid=None):
    zeros = np.zeros((*reference.shape[:2], 2), np.float32)
    seen = np.ones(reference.shape[:2], bool) if valid is None else valid
    return WorkGrid(reference, warped, seen, seen.astype(np.float32), zeros, zeros, reference.shape[1::-1])


@pytest.fixture(scope="module")
def grid():
    rng = np.random.default_rng(4)
    image = rng.integers(0, 255, (120, 180, 3), dtype=np.uint8)
    valid = np.ones((120, 180), bool)
    valid[:, 150:] = False
    return grid_of(image, image, valid)


def normalised(seed):
    """An untrained network whose normalisation does something."""
    torch.manual_seed(seed)
    network = DetectorNet(PLANES).eval()
    for module in network.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.running_mean.normal_(std=0.2)
            module.running_var.uniform_(0.5, 2)
            nn.init.uniform_(module.weight, 0.5, 2)
            nn.init.normal_(module.bias, std=0.2)
    return network


def test_the_weights_belong_to_these_planes(grid):
    planes, seen = detector_planes(grid)
    assert planes.shape == (PLANES, 120, 180)
    assert seen.shape == (120, 180)
    assert planes.dtype == seen.dtype == np.float32
    stored = load_file(WEIGHTS)
    assert {name: value.shape for name, value in stored.items()} == {
        name: value.shape for name, value in DetectorNet(PLANES, normalised=False).state_dict().items()
    }
    assert all(value.dtype == torch.float16 and value.isfinite().all() for value in stored.values())


def test_the_network_runs_on_half_of_a_large_grid():
    flat = np.full((400, 640, 3), 90, np.uint8)
    assert detector_planes(grid_of(flat, flat))[0].shape == (PLANES, 120, 192)


def test_planes_are_empty_where_the_frame_shows_nothing(grid):
    planes, seen = detector_planes(grid)
    assert (planes[:, :, 152:] == 0).all()
    assert (seen[:, 152:] == 0).all()
    assert (seen[:, :148] == 1).all()


def test_a_folded_network_is_the_same_function():
    network = normalised(3)
    generator = torch.Generator().manual_seed(1)
    planes = torch.randn(2, PLANES, 24, 40, generator=generator)
    seen = (torch.rand(2, 1, 24, 40, generator=generator) > 0.2).float()
    with torch.inference_mode():
        wanted, found = network(planes, seen), network.fused()(planes, seen)
    assert wanted.shape == (2, 2, 24, 40)
    assert wanted.std() > 0.01
    assert torch.allclose(wanted, found, atol=1e-4)


def test_a_part_is_judged_by_the_means_of_its_frame():
    network = normalised(5).fused()
    planes = torch.randn(1, PLANES, 16, 16, generator=torch.Generator().manual_seed(2))
    seen = torch.ones(1, 1, 16, 16)
    with torch.inference_mode():
        own = network(planes, seen)
        assert torch.allclose(network(planes, seen, planes.mean(dim=(2, 3))), own, atol=1e-5)
        assert not torch.allclose(network(planes, seen, torch.ones(1, PLANES)), own, atol=1e-3)


def test_what_the_frame_does_not_show_is_never_suspected(grid):
    found = suspicion(grid)
    for score in (found.other, found.shown):
        assert score.shape == (120, 180)
        assert (score[:, 150:] == 0).all()
        assert 0.0 <= score.min() <= score.max() < 0.5


def test_the_same_pair_gets_the_same_answer(grid):
    first, again = suspicion(grid), suspicion(grid)
    assert np.allclose(first.other, again.other, atol=1e-5)
    assert np.allclose(first.shown, again.shown, atol=1e-5)


@pytest.mark.parametrize("shape", [(1, 1), (1, 300), (300, 2), (9, 9), (64, 96)])
@pytest.mark.parametrize("level", [0, 128, 255])
def test_blank_images_hold_nothing_else(shape, level):
    flat = np.full((*shape, 3), level, np.uint8)
    found = suspicion(grid_of(flat, flat))
    assert found.shown.shape == shape
    assert np.isfinite(found.other).all()
    assert found.shown.max() < 0.5


def test_logits_are_probabilities_on_the_work_grid(grid):
    network = normalised(7).fused()
    nn.init.zeros_(network.head.weight)
    network.head.bias.data = torch.tensor([np.log(3.0), -np.log(3.0)], dtype=torch.float32)
    found = detect(network, grid, *detector_planes(grid))
    assert found.other[:, :150] == pytest.approx(0.75)
    assert found.shown[:, :150] == pytest.approx(0.25)
