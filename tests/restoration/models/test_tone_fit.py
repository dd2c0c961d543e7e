"""The tone of a prior as local transforms: wide windows ask for a rough place only."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from restoration.luma import luma_of
from restoration.models import tone_fit
from restoration.models.fusion_steps import guide_of, transfer_config
from restoration.models.guided_filter import FloatImage
from restoration.models.tone_fit import Trust, fit_tone, trust_of
from tests.conftest import textured
from tests.restoration.models.test_fusion import prior_of

SIZE = (90, 120)
CONFIG = transfer_config("haze")
PHOTO = textured(*SIZE, seed=4)
TONED = np.clip(0.6 * PHOTO[..., ::-1].astype(np.float32) + 70, 0, 255)
"""The prior's tone: less contrast, other colours."""


def weights(value: float) -> FloatImage:
    return np.full(SIZE, value, np.float32)


def fitted(target: FloatImage, trust: Trust) -> FloatImage:
    """What the transform makes of the photo, in grey levels."""
    guide = guide_of(PHOTO)
    return 255 * fit_tone(guide, (target / 255).astype(np.float32), trust, CONFIG).apply(guide)


def moved(image: FloatImage, pixels: int) -> FloatImage:
    return np.roll(image, pixels, axis=1)


def test_a_sure_prior_gives_its_tone() -> None:
    out = fitted(TONED, Trust(weights(1), (weights(1), weights(1))))
    assert np.abs(out - TONED).mean() < 0.25 * np.abs(PHOTO - TONED).mean()


def test_a_rough_place_is_enough_for_tone_and_leaves_structure_and_contrast_to_the_photo() -> None:
    rough = Trust(weights(0), (weights(1), weights(1)))
    out = fitted(moved(TONED, 4), rough)
    assert out.mean(axis=(0, 1)) == pytest.approx(TONED.mean(axis=(0, 1)), abs=4)
    own, seen = luma_of(TONED), luma_of(out)
    assert np.corrcoef(own.ravel(), seen.ravel())[0, 1] > 0.9
    # A regression on displaced places alone would find hardly any contrast.
    assert seen.std() > 0.6 * luma_of(TONED).std()


def test_narrow_windows_take_no_contrast_where_only_rough_places_are_known(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def contrast(image: FloatImage) -> float:
        luma = luma_of(image)
        return float((luma - cv2.blur(luma, (7, 7))).std())

    soft = cv2.GaussianBlur(TONED, (0, 0), 4)
    rough = Trust(weights(0.2), (weights(1), weights(1)))
    kept = contrast(fitted(soft, rough))
    monkeypatch.setattr(tone_fit, "_lowest_share", lambda *_: np.float32(0.6) * weights(1))
    assert kept > 1.05 * contrast(fitted(soft, rough))


def test_without_any_trust_the_guide_keeps_its_own_colours() -> None:
    out = fitted(TONED, Trust(weights(0), (weights(0), weights(0))))
    assert np.abs(out - PHOTO).mean() < 3


def test_trust_in_a_rough_place_grows_with_the_window_and_is_never_less_than_in_the_exact_one() -> None:
    prior = replace(prior_of(PHOTO), confidence=weights(0.2))
    exact = weights(0.05)
    found = trust_of(prior, exact, CONFIG)
    assert len(found.rough) == 2
    widest, narrower = (float(one.mean()) for one in found.rough)
    assert widest >= narrower > 0.5
    sure = trust_of(prior, weights(1), CONFIG)
    assert all((one == 1).all() for one in sure.rough)


def test_what_is_not_valid_or_another_scene_is_no_rough_place_either() -> None:
    prior = replace(prior_of(PHOTO), confidence=weights(0.9))
    nowhere = replace(prior, valid=np.zeros(SIZE, bool))
    for none in (nowhere, replace(prior, same_scene=False)):
        assert all(one.max() == 0 for one in trust_of(none, weights(0), CONFIG).rough)
