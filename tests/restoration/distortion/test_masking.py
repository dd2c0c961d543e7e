from __future__ import annotations

from dataclasses import replace

import numpy as np

import restoration as r
from restoration.distortion import hallucinations_masked
from restoration.records import HALLUCINATED, KEPT


def test_what_is_invented_is_not_believed_and_nothing_else_changes() -> None:
    rng = np.random.default_rng(0)
    photo = np.kron(rng.integers(0, 255, (12, 16, 3), np.uint8), np.ones((10, 10, 1), np.uint8))
    prior = r.align(photo, photo)
    report = r.analyse(prior, photo, photo)
    labels = np.full(photo.shape[:2], KEPT, np.uint8)
    assert hallucinations_masked(prior, replace(report, labels=labels)) is prior
    labels[40:70, 60:100] = HALLUCINATED
    trusted = hallucinations_masked(prior, replace(report, labels=labels))
    assert trusted.confidence.max() <= 1
    assert not trusted.confidence[40:70, 60:100].any()
    assert not trusted.valid[40:70, 60:100].any()
    np.testing.assert_array_equal(trusted.valid[:20, :30], prior.valid[:20, :30])
    np.testing.assert_array_equal(trusted.confidence[:20, :30], prior.confidence[:20, :30])
    np.testing.assert_array_equal(trusted.warped, prior.warped)
