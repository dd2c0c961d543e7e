"""What speaks against calling a place hallucinated: the same content a little beside it, or light that was taken away."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from restoration.distortion.claims import Claims
from restoration.distortion.grid import WorkGrid
from restoration.image import ImageArray
from tests.conftest import textured

PLACE = np.s_[70:120, 110:180]


def grid_of(reference: ImageArray, warped: ImageArray) -> WorkGrid:
    shape = reference.shape[:2]
    still = np.zeros((*shape, 2), np.float32)
    sure = np.ones(shape, np.float32)
    return WorkGrid(reference, warped, np.ones(shape, bool), sure, still, still, (shape[1], shape[0]))


@pytest.fixture(scope="module")
def photo() -> ImageArray:
    return textured(200, 300, seed=12)


def claims(reference: ImageArray, warped: ImageArray) -> tuple[Claims, np.ndarray]:
    place = np.zeros(reference.shape[:2], bool)
    place[PLACE] = True
    return Claims.of(grid_of(reference, warped), place), place


def test_content_a_little_beside_its_place_is_the_same(photo: ImageArray) -> None:
    large = np.s_[40:160, 60:240]  # most of it is not beside the seam
    moved, place = photo.copy(), np.zeros(photo.shape[:2], bool)
    place[large] = True
    moved[large] = np.roll(photo, (3, -4), axis=(0, 1))[large]
    assert Claims.of(grid_of(photo, moved), place).same_content(place)


def test_sharper_content_is_the_same(photo: ImageArray) -> None:
    found, place = claims(cv2.GaussianBlur(photo, (0, 0), 2.5), photo)
    assert found.same_content(place)


def test_other_content_is_not_the_same(photo: ImageArray) -> None:
    other = photo.copy()
    other[PLACE] = textured(50, 70, seed=99)
    found, place = claims(photo, other)
    assert not found.same_content(place)


def test_a_removed_flare_is_light_and_a_removed_thing_is_not(photo: ImageArray) -> None:
    dark = (photo * 0.5).astype(np.uint8)
    glow = np.zeros(photo.shape[:2], np.float32)
    glow[PLACE] = 110
    flare = np.clip(dark + cv2.GaussianBlur(glow, (0, 0), 3)[..., None], 0, 255).astype(np.uint8)
    found, place = claims(flare, dark)
    assert found.only_light(place)
    thing = dark.copy()
    thing[PLACE] = 5
    found, place = claims(thing, dark)
    assert not found.only_light(place)


def test_a_place_too_small_to_compare_claims_nothing(photo: ImageArray) -> None:
    place = np.zeros(photo.shape[:2], bool)
    place[80:82, 120:122] = True
    assert not Claims.of(grid_of(photo, photo), place).same_content(place)
    place[80:100, 120:140] = True
    assert Claims.of(grid_of(photo, photo), place).same_content(place)


def test_a_little_light_is_no_flare(photo: ImageArray) -> None:
    dark = (photo * 0.3).astype(np.uint8)
    glow = np.zeros(photo.shape[:2], np.float32)
    glow[PLACE] = 25
    found, place = claims(
        np.clip(dark + cv2.GaussianBlur(glow, (0, 0), 3)[..., None], 0, 255).astype(np.uint8), dark
    )
    assert not found.only_light(place)


def test_what_has_new_outlines_is_no_light(photo: ImageArray) -> None:
    """A lattice drawn where a wide glow was: on average as bright as its surroundings, as light that was taken away leaves it."""
    scene = (photo * 0.5).astype(np.uint8)
    scene[PLACE] = cv2.GaussianBlur(scene, (0, 0), 8)[PLACE]
    glow = np.zeros(photo.shape[:2], np.float32)
    glow[PLACE] = 150
    lit = np.clip(scene + cv2.GaussianBlur(glow, (0, 0), 14)[..., None], 0, 255).astype(np.uint8)
    found, place = claims(lit, scene)
    assert found.only_light(place)
    rows, columns = np.mgrid[: photo.shape[0], : photo.shape[1]]
    drawn = scene.astype(np.int16)
    drawn[PLACE] += np.where((rows // 6 + columns // 6) % 2 == 0, 31, -31)[PLACE][..., None]
    found, place = claims(lit, np.clip(drawn, 0, 255).astype(np.uint8))
    assert not found.only_light(place)
