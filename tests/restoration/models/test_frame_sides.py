from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from restoration.models import fuse
from restoration.models.frame_sides import continued, within_frame
from restoration.records import Alignment
from tests.conftest import textured
from tests.restoration.models.test_fusion import prior_of

SHAPE = (200, 240)


def _without(rows: slice, columns: slice) -> Alignment:
    prior = prior_of(textured(*SHAPE, seed=3))
    valid = prior.valid.copy()
    valid[rows, columns] = False
    # What lies outside of the generated image has no colours of its own.
    return replace(prior, valid=valid, warped=np.where(valid[..., None], prior.warped, 0))


def test_a_strip_along_a_side_continues_what_lies_beside_it() -> None:
    for rows, columns in (
        (slice(None), slice(0, 4)),
        (slice(None), slice(-4, None)),
        (slice(0, 4), slice(None)),
        (slice(-4, None), slice(None)),
    ):
        prior = _without(rows, columns)
        found = continued(prior)
        assert found.valid.all()
        outside = found.warped[rows, columns]
        assert outside.std() > 5
        assert found.confidence[rows, columns].min() == 1
        # Turned so that the strip is the left side.
        turned = found.warped
        if rows != slice(None):
            turned = turned.transpose(1, 0, 2)
        if (rows if rows != slice(None) else columns).start in (-4,):
            turned = turned[:, ::-1]
        first = 4 + 1
        mean = turned[:, first : first + 3].astype(float).mean(axis=1, keepdims=True)[..., 0, :][:, None]
        assert np.abs(turned[8:-8, :first] - cv2.blur(mean, (1, 5))[8:-8]).max() < 1


def test_what_is_no_strip_stays_as_it_is() -> None:
    # A frame that shows much less; something hallucinated in the middle.
    for rows, columns in ((slice(None), slice(0, 60)), (slice(80, 120), slice(80, 120))):
        prior = _without(rows, columns)
        found = continued(prior)
        assert np.array_equal(found.valid, prior.valid)
        assert np.array_equal(found.warped, prior.warped)
        assert np.array_equal(found.confidence, prior.confidence)
    whole = prior_of(textured(*SHAPE, seed=3))
    assert continued(whole) is whole


def test_a_single_missing_column_is_continued_too() -> None:
    """What is not valid is not trusted in a wider rim: two columns became a band of ten."""
    found = continued(_without(slice(None), slice(0, 1)))
    assert found.valid.all()


def test_a_line_that_the_generator_drew_along_its_side_is_not_continued() -> None:
    prior = _without(slice(None), slice(0, 4))
    lined = prior.warped.copy()
    lined[:, 4:6] = 255
    whole = continued(prior)
    found = continued(replace(prior, warped=lined))
    assert found.warped[:, :6].mean() < 200
    # Without a line the pixels next to the strip stay as they are.
    assert np.array_equal(whole.warped[:, 5:], prior.warped[:, 5:])


def test_no_band_of_another_tone_stands_at_the_side_of_a_guided_result() -> None:
    """Dense fog: nothing of the photo explains the prior, whose left 4 columns are missing."""
    truth = textured(*SHAPE, seed=3)
    fog = (truth * 0.01 + 150).astype(np.uint8)
    prior = _without(slice(None), slice(0, 4))
    given = (prior.warped.copy(), prior.valid.copy())
    out = fuse(fog, fog, prior, task="haze")
    along = np.abs(np.diff(out.astype(float), axis=0)).mean(axis=(0, 2))
    assert along[:4].min() > 0.3 * along[8:40].mean()
    across = np.abs(np.diff(out.astype(float), axis=1)).mean(axis=(0, 2))
    assert across[:8].max() < 2 * across[8:40].max()
    assert np.array_equal(prior.warped, given[0])
    assert np.array_equal(prior.valid, given[1])


def test_what_is_hallucinated_lies_within_the_frame_and_what_the_generator_cropped_does_not() -> None:
    prior = prior_of(textured(*SHAPE, seed=3))
    flow = prior.flow.copy()
    flow[:, :60, 0] -= 100
    valid = prior.valid.copy()
    valid[80:120, 100:140] = False
    found = within_frame(replace(prior, flow=flow, valid=valid), (100, 120))
    assert found.shape == (100, 120)
    assert found[:, :30].max() == 0
    assert found[:, 30:].min() == 1


def test_a_side_that_is_mostly_missing_is_continued_over_all_its_length() -> None:
    # A line along the generated frame, of which a piece lies within the photo.
    prior = _without(slice(-1, None), slice(0, 170))
    prior.warped[-1, 170:] = 255
    found = continued(prior)
    assert found.valid.all()
    assert found.warped[-1, 175:].max() < 250
    few = _without(slice(-1, None), slice(0, 60))
    few.warped[-1, 170:] = 255
    assert (continued(few).warped[-1, 175:] == 255).all()
