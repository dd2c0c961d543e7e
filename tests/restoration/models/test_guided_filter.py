import cv2
import numpy as np
import pytest
import torch

from restoration.models import dehazenet
from restoration.models.guided_filter import (
    LocalLinear,
    bands,
    bounded_size,
    box_mean,
    fit_local_linear,
    guided_filter,
    resized_rows,
    shrunk,
)
from restoration.models.nets import scene


@pytest.fixture
def random():
    return np.random.default_rng(0)


def _smooth(random, height=60, width=80, channels=3):
    coarse = random.random((8, 10, channels)).astype(np.float32)
    return cv2.resize(coarse, (width, height))


def test_a_colour_affine_relation_is_recovered(random):
    guide = random.random((60, 80, 3)).astype(np.float32)
    matrix = np.array([[0.8, 0.1, 0.0], [-0.2, 1.1, 0.3], [0.0, 0.2, 0.5]], np.float32)
    target = guide @ matrix.T + np.float32([0.1, -0.2, 0.3])
    fit = fit_local_linear(guide, target, 6, 1e-7)
    assert np.abs(fit.slope - matrix).max() < 2e-3
    assert np.abs(fit.apply(guide) - target).max() < 1e-3


def test_gray_guide_agrees_with_the_formula_of_the_paper(random):
    guide, target = random.random((40, 50)).astype(np.float32), random.random((40, 50)).astype(np.float32)
    radius, eps = 3, 0.01
    mean, cross = box_mean(guide, radius), box_mean(guide * target, radius)
    slope = (cross - mean * box_mean(target, radius)) / (box_mean(guide * guide, radius) - mean**2 + eps)
    offset = box_mean(target, radius) - slope * mean
    expected = box_mean(slope, radius) * guide + box_mean(offset, radius)
    assert np.abs(guided_filter(guide, target, radius, eps) - expected).max() < 1e-4


def test_pixels_of_no_weight_have_no_influence(random):
    guide = _smooth(random)
    target = 0.5 * guide + 0.2
    spoilt, weights = target.copy(), np.ones(guide.shape[:2], np.float32)
    spoilt[20:40, 20:40], weights[20:40, 20:40] = 9.0, 0.0
    out = guided_filter(guide, spoilt, 8, 1e-5, weights=weights)
    assert np.abs(out - target).max() < 0.02


def test_shrink_leaves_regions_without_evidence_untouched(random):
    guide = _smooth(random, 100, 200)
    weights = np.zeros(guide.shape[:2], np.float32)
    weights[:, :60] = 1
    fit = fit_local_linear(guide, guide * 0 + 1, 5, 1e-4, weights=weights, shrink=0.1)
    out = fit.apply(guide)
    assert out[:, :50].min() > 0.85
    assert np.abs(out[:, 100:]).max() < 0.02


def test_an_edge_of_the_guide_stays_where_it_is():
    guide = np.zeros((50, 60), np.float32)
    guide[:, 30:] = 1
    bent = np.zeros_like(guide)
    bent[:, 32:] = 0.6  # the target's edge lies two pixels off
    step = np.abs(np.diff(guided_filter(guide, bent, 10, 1e-4)[25]))
    assert step.argmax() == 29
    assert np.sort(step)[-2] < 0.2 * step.max()


def test_coarse_fit_is_close_to_the_full_one(random):
    guide = _smooth(random, 240, 320)
    target = guide**1.3
    full = guided_filter(guide, target, 32, 1e-4)
    size = bounded_size(240, 320, 80)
    coarse = fit_local_linear(shrunk(guide, size), shrunk(target, size), 8, 1e-4).apply(guide)
    assert coarse.shape == full.shape
    assert np.abs(full - coarse).mean() < 2e-3


def test_bands_tile_the_rows_and_resizing_in_bands_equals_resizing_at_once(random):
    values = random.random((13, 17, 5)).astype(np.float32)
    size = (700, 900)
    slices = list(bands(*size))
    assert len(slices) > 1
    assert [s.start for s in slices[1:]] == [s.stop for s in slices[:-1]]
    assert slices[-1].stop == 700
    parts = [resized_rows(values, size, s.start, s.stop - s.start) for s in slices]
    whole = np.dstack([cv2.resize(values[..., k], (900, 700)) for k in range(5)])
    assert np.abs(np.concatenate(parts) - whole).max() < 1e-5


@pytest.mark.parametrize("shape", [(1, 1), (1, 50), (50, 1), (2, 3)])
def test_images_smaller_than_the_window(shape):
    guide = np.full((*shape, 3), 0.5, np.float32)
    out = guided_filter(guide, guide, 8, 1e-3)
    assert out.shape == guide.shape
    assert np.abs(out - 0.5).max() < 1e-5


def test_bounded_size():
    assert bounded_size(100, 200, None) == (100, 200)
    assert bounded_size(100, 200, 50) == (25, 50)
    assert bounded_size(1, 5000, 50) == (1, 50)


def test_wrong_shapes_are_refused():
    with pytest.raises(ValueError, match="1 or 3 channels"):
        fit_local_linear(np.zeros((4, 4, 2), np.float32), np.zeros((4, 4), np.float32), 1, 1e-3)
    with pytest.raises(ValueError, match="one size"):
        fit_local_linear(np.zeros((4, 4), np.float32), np.zeros((4, 5), np.float32), 1, 1e-3)


def test_the_networks_kernels_of_torch_agree_away_from_the_sides(random):
    """Colour guide (`nets.scene`) and grey guide (`dehazenet`). At the sides they differ: windows are mirrored here, and cut there."""
    guide, target = _smooth(random), _smooth(random)
    radius, eps = 4, 1e-3
    fit = fit_local_linear(guide, target, radius, eps)
    theirs = scene._local_fit(*(_tensor(x) for x in (guide, target)), radius, eps)[0].numpy()
    inner = (slice(2 * radius, -2 * radius),) * 2
    slope, offset = theirs[:9].reshape(3, 3, 60, 80).transpose(2, 3, 0, 1), theirs[9:].transpose(1, 2, 0)
    np.testing.assert_allclose(slope[inner], fit.slope[inner], atol=2e-3)
    np.testing.assert_allclose(offset[inner], fit.offset[inner], atol=2e-3)

    guide, target = (_smooth(random, 150, 160, 1) for _ in range(2))
    radius, eps = dehazenet._REFINE_RADIUS, dehazenet._REFINE_EPSILON
    ours = guided_filter(guide, target, radius, eps)
    theirs = dehazenet._guided_filter(*(_tensor(x[..., None]) for x in (guide, target)))[0, 0].numpy()
    inner = (slice(2 * radius, -2 * radius),) * 2
    np.testing.assert_allclose(theirs[inner], ours[inner], atol=1e-4)


def _tensor(image):
    return torch.from_numpy(np.ascontiguousarray(image.transpose(2, 0, 1)))[None]


def test_where_little_is_known_slopes_are_held_back_by_a_larger_ridge(random):
    """Weights of one constant share: the ridge grows by 1 + shrink / share, and the fit is worth share / (share + shrink)."""
    guide = random.random((40, 50, 1)).astype(np.float32)
    target = 2 * guide
    share, shrink, eps = 0.1, 0.2, 0.05
    weights = np.full((40, 50), share, np.float32)
    fit = fit_local_linear(guide, target, 60, eps, weights=weights, shrink=shrink)
    plain = fit_local_linear(guide, target, 60, eps * (1 + shrink / share), weights=weights)
    held = plain.slope * share / (share + shrink)
    np.testing.assert_allclose(fit.slope, held, rtol=1e-3)


def test_coefficients_of_the_guides_own_size_are_applied_as_those_of_another() -> None:
    rng = np.random.default_rng(5)
    guide = rng.random((20, 30, 3)).astype(np.float32)
    fit = LocalLinear(
        rng.random((20, 30, 2, 3)).astype(np.float32), rng.random((20, 30, 2)).astype(np.float32)
    )
    assert (fit.apply(guide) == fit.apply_rows(guide, 0, 20)).all()
    one = LocalLinear(fit.slope[..., :1], fit.offset)
    assert (one.apply(guide[..., 0]) == one.apply_rows(guide[..., 0], 0, 20)).all()
