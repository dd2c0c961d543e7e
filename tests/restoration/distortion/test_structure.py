"""Structure comparison: degradation and tone are not change, replaced content is."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from restoration.distortion.grid import WorkGrid
from restoration.distortion.hallucination import suspicion
from restoration.distortion.labels import grow, label_grid
from restoration.distortion.structure import comparison_maps, mean_around
from restoration.records import HALLUCINATED

HEIGHT, WIDTH = 256, 384
PATCH = (slice(90, 140), slice(150, 215))


@pytest.fixture(scope="module")
def photo():
    """Edges and texture at several scales."""
    rng = np.random.default_rng(5)
    image = np.zeros((HEIGHT, WIDTH, 3), np.float32)
    for cells, amount in ((6, 0.5), (18, 0.3), (60, 0.2)):
        coarse = rng.random((cells * 2 // 3, cells, 3)).astype(np.float32)
        image += amount * cv2.resize(coarse, (WIDTH, HEIGHT), interpolation=cv2.INTER_NEAREST)
    return np.rint(255 * cv2.GaussianBlur(image, (0, 0), 0.8)).astype(np.uint8)


def grid_of(reference, warped):
    zeros = np.zeros((*reference.shape[:2], 2), np.float32)
    seen = np.ones(reference.shape[:2], bool)
    size = (reference.shape[1], reference.shape[0])
    return WorkGrid(reference, warped, seen, seen.astype(np.float32), zeros, zeros, size)


def degradation(photo, kind):
    rng = np.random.default_rng(2)
    scene = photo.astype(np.float32) / 255
    if kind == "haze":
        through = np.linspace(0.3, 0.8, HEIGHT, dtype=np.float32)[:, None, None]
        scene = scene * through + 0.85 * (1 - through)
    elif kind == "dark":
        scene = scene**1.8 * 0.15 + rng.normal(0, 0.004, scene.shape)
    elif kind == "rain":
        drops = (rng.random((HEIGHT, WIDTH)) < 0.004).astype(np.float32)
        streak = np.zeros((21, 21), np.float32)
        cv2.line(streak, (8, 0), (12, 20), 1.0, 1)
        scene = scene + 0.5 * cv2.filter2D(drops, -1, streak)[..., None]
    return np.rint(255 * np.clip(scene, 0, 1)).astype(np.uint8)


def replaced(photo):
    changed = photo.copy()
    changed[PATCH] = photo[10:60, 300:365][::-1, ::-1]
    return changed


@pytest.mark.parametrize("kind", ["clear", "haze", "dark", "rain"])
def test_weather_alone_is_not_invention_and_a_replaced_patch_is(photo, kind):
    reference = degradation(photo, kind)
    same = label_grid(grid_of(reference, photo), same_scene=True)
    assert same.fractions["invented"] < 0.005
    found = label_grid(grid_of(reference, replaced(photo)), same_scene=True).labels == HALLUCINATED
    inside = np.zeros((HEIGHT, WIDTH), bool)
    inside[PATCH] = True
    assert found[inside].mean() > 0.9
    # A violent change disturbs the local prediction around it: its outline is loose by up to 12 px, in rain by 15.
    rim = cv2.dilate(inside.astype(np.uint8), np.ones((31 if kind == "rain" else 25,) * 2, np.uint8)) > 0
    assert found[~rim].mean() < 0.005
    least = 0.65 if kind == "rain" else 0.8
    assert 2 * (found & inside).sum() / (found.sum() + inside.sum()) > least


def test_tone_is_not_invention(photo):
    toned = np.rint(255 * (photo / 255.0) ** 1.25 * np.array([1.0, 0.92, 0.85])).astype(np.uint8)
    score = suspicion(grid_of(photo, toned)).shown
    assert (score > 0.5).mean() < 0.005


@pytest.mark.parametrize("kind", ["removed", "added"])
def test_regions_tell_added_from_removed(photo, kind):
    emptied = photo.copy()
    emptied[PATCH] = photo[PATCH].mean(axis=(0, 1)).astype(np.uint8)
    pair = (photo, emptied) if kind == "removed" else (emptied, photo)
    regions = label_grid(grid_of(*pair), same_scene=True).regions
    assert [region.kind for region in regions] == [kind]


@pytest.mark.parametrize("shape", [(1, 1), (1, 300), (300, 2), (9, 9)])
def test_maps_are_finite_for_degenerate_sizes(shape):
    flat = np.full((*shape, 3), 128, np.uint8)
    maps, visible = comparison_maps(grid_of(flat, flat))
    assert all(np.isfinite(values).all() and values.shape == visible.shape for values in maps.values())


def test_mean_around_keeps_the_mean_and_spreads_a_point():
    image = np.zeros((61, 61), np.float32)
    image[30, 30] = 1.0
    out = mean_around(image, 4.0)
    assert out.sum() == pytest.approx(1.0, abs=1e-4)
    columns = np.arange(61) - 30.0
    assert np.sqrt((out.sum(axis=0) * columns**2).sum()) == pytest.approx(4.0, rel=0.15)


def test_a_grey_thing_has_less_tint_than_a_red_one(photo):
    def tint(colour):
        marked = cv2.circle(photo.copy(), (190, 120), 8, colour, -1)
        maps, _ = comparison_maps(grid_of(marked, photo))
        return maps["tint missing 20 1.5"][112:128, 182:198].mean()

    grey, red = tint((200, 200, 200)), tint((200, 20, 20))
    assert red > grey + 0.5  # logarithms: the residual is twice as long


def test_a_region_without_a_sure_core_is_not_invented():
    score = np.zeros((100, 100), np.float32)
    score[10:30, 10:30] = 0.8
    score[50:70, 50:70] = 0.8
    score[55:65, 55:65] = 0.95
    found = grow(score, np.ones(score.shape, bool))
    assert not found[:40].any()
    assert found[50:70, 50:70].all()
    score[60:] = 0.8  # the same core in a region ten times as large
    assert not grow(score, np.ones(score.shape, bool)).any()


@pytest.mark.parametrize(("side", "region"), [(20, True), (90, False)])
def test_a_large_region_needs_a_larger_core(side: int, region: bool) -> None:
    # A fifth of either is sure: enough where the rim takes much of it, too little in a tenth of the frame.
    score = np.zeros((240, 320), np.float32)
    score[50 : 50 + side, 60 : 60 + side] = 0.6
    core = round(side * 0.2**0.5)
    score[52 : 52 + core, 62 : 62 + core] = 0.9
    assert grow(score, np.ones(score.shape, bool)).any() == region
