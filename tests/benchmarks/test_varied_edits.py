"""Edits for fitting the detector: they differ inside their mask, and a finish is no edit."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from benchmarks import varied_edits
from benchmarks.hallucination_cases import for_choosing, fresh_photos, photos_of, training_photos
from restoration.image import ImageArray
from tests.conftest import textured


@pytest.fixture(scope="module")
def scene() -> ImageArray:
    """Texture under an even sky."""
    image = textured(240, 360, seed=3)
    image[:100] = np.linspace(150, 210, 100, dtype=np.uint8)[:, None, None]
    return image


@pytest.mark.parametrize("kind", list(varied_edits.KINDS))
def test_an_edit_knows_where_it_is(scene: ImageArray, kind: str) -> None:
    other = textured(240, 360, seed=8)
    made = 0
    for seed in range(6):
        edit = varied_edits.KINDS[kind](scene, other, np.random.default_rng(seed))
        if edit is None:
            continue
        made += 1
        differs = cv2.absdiff(edit.before, edit.after).max(axis=2)
        near = cv2.dilate(edit.mask.astype(np.uint8), np.ones((31, 31), np.uint8)) > 0
        assert edit.mask.mean() > 0.0009
        assert differs[edit.mask].mean() > 4
        if kind not in ("sky", "lamps"):  # both fade out
            assert differs[~near].mean() < 2
        again = varied_edits.KINDS[kind](scene, other, np.random.default_rng(seed))
        assert again is not None
        assert np.array_equal(again.after, edit.after)
    assert made >= 2


def test_edits_together_do_not_overlap_and_hold_the_first(scene: ImageArray) -> None:
    other = textured(240, 360, seed=8)
    edit = varied_edits.edits(scene, other, np.random.default_rng(1), "sky")
    assert edit is not None
    assert edit.mask[:100].any()


def test_there_are_no_clouds_without_a_sky() -> None:
    assert (
        varied_edits.sky(textured(240, 360, seed=3), textured(240, 360, seed=4), np.random.default_rng(0))
        is None
    )


def test_a_finish_keeps_the_content(scene: ImageArray) -> None:
    other = textured(240, 360, seed=8)
    changed = 0
    for seed in range(8):
        out = varied_edits.finish(scene, other, np.random.default_rng(seed), repaint=False)
        assert out.shape == scene.shape
        assert out.dtype == np.uint8
        changed += not np.array_equal(out, scene)
        small = [cv2.resize(x, (45, 30), interpolation=cv2.INTER_AREA).astype(float) for x in (scene, out)]
        assert np.abs(small[0] - small[1]).mean() < 6
    assert changed > 0


def test_photos_that_are_judged_are_not_fitted_on() -> None:
    photos = training_photos()
    assert (
        not set(photos) & set(fresh_photos(12)) or len(photos) < 20
    )  # the shipped examples, where there are no others
    fitted, chosen = photos_of(0, photos), photos_of(11, photos)
    assert for_choosing(11)
    assert not for_choosing(0)
    assert not set(fitted) & set(chosen)
    assert set(fitted) | set(chosen) == set(photos)
