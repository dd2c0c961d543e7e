"""Bright lines that lean like the rain: those of the prior stay, wherever about they stand, and streaks go."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from restoration.models.leftover_streaks import remove_leftover_streaks

HEIGHT, WIDTH = 240, 320
EVERYWHERE = np.ones((HEIGHT, WIDTH), np.float32)


def scene(post_at: int | None = None) -> np.ndarray:
    """Dim ground with soft structure, uint8; a bright post from top to bottom where asked for."""
    y, x = np.mgrid[:HEIGHT, :WIDTH].astype(np.float32)
    image = 70 + 25 * np.sin(x / 37) + 20 * np.cos(y / 29)
    image = np.repeat(image[..., None], 3, axis=2)
    if post_at is not None:
        image[:, post_at : post_at + 3] = 190
    return image.astype(np.uint8)


def with_streaks(image: np.ndarray, lean: int) -> tuple[np.ndarray, np.ndarray]:
    """`image` with eight streaks 2 px wide that run `lean` px to the right over 20 px, and where they are."""
    drawn = np.zeros(image.shape[:2], np.uint8)
    for k in range(8):
        top, left = 20 + 24 * k, 30 + (97 * k) % 250
        cv2.line(drawn, (left, top), (left + lean, top + 20), (255,), 2)
    return np.where(drawn[..., None] > 0, np.uint8(215), image), drawn > 0


def cleaned(photo: np.ndarray, prior: np.ndarray, allowed: np.ndarray = EVERYWHERE) -> np.ndarray:
    toned = photo.astype(np.float32) / 255
    remove_leftover_streaks(toned, photo, prior, allowed)
    return toned * 255


@pytest.mark.parametrize("lean", [0, 6, -6])
def test_streaks_that_the_prior_does_not_have_go_and_the_rest_stays(lean: int) -> None:
    truth = scene()
    photo, streaks = with_streaks(truth, lean)
    found = np.abs(cleaned(photo, truth) - truth).max(axis=2)
    assert np.median(found[streaks]) < 6
    assert found[streaks].mean() < 0.15 * np.abs(photo.astype(float) - truth).max(axis=2)[streaks].mean()
    far = cv2.dilate(streaks.astype(np.uint8), np.ones((9, 9), np.uint8)) == 0
    assert found[far].max() < 1


def test_a_post_stays_although_the_prior_has_it_a_little_beside() -> None:
    photo = scene(post_at=150)
    assert np.abs(cleaned(photo, scene(post_at=155)) - photo).max() < 1
    assert np.abs(cleaned(photo, scene(post_at=250)) - photo)[:, 150:153].mean() > 60


def test_nothing_is_taken_away_where_the_content_of_the_prior_was_refused() -> None:
    photo, _ = with_streaks(scene(), 0)
    allowed = EVERYWHERE.copy()
    allowed[:120] = 0
    found = np.abs(cleaned(photo, scene(), allowed) - photo).max(axis=2)
    assert found[:115].max() == 0
    assert found[125:].max() > 60


def test_a_photo_without_lines_is_left_exactly_as_it_is() -> None:
    photo = scene()
    toned = photo.astype(np.float32) / 255
    before = toned.copy()
    remove_leftover_streaks(toned, photo, photo, EVERYWHERE)
    np.testing.assert_array_equal(toned, before)
