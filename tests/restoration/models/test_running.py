"""A network by its id, and what of a prior it is given."""

from __future__ import annotations

import numpy as np
import pytest

from restoration.control import RunControl
from restoration.errors import ModelError
from restoration.models import running
from restoration.models.running import prior_inputs, run_network
from restoration.records import Alignment
from tests.conftest import textured


def alignment(confidence: float, same_scene: bool = True) -> Alignment:
    image, shape = textured(40, 48), (40, 48)
    valid = np.ones(shape, bool)
    valid[:, :8] = False
    return Alignment(
        np.zeros((*shape, 2), np.float32), image, valid, np.full(shape, confidence, np.float32), (1.0, 1.0), np.eye(3),
        (48, 40), same_scene=same_scene,
    )  # fmt: skip


def test_a_prior_is_black_and_worth_nothing_where_it_does_not_reach() -> None:
    prior = alignment(0.9)
    image, weights = prior_inputs(prior)
    assert image[:, :8].max() == 0
    assert np.array_equal(image[:, 8:], prior.warped[:, 8:])
    assert weights[:, :8].max() == 0
    assert 0 < weights[:, 8:].min() <= weights.max() < 0.9, "a small photo asks for a finer place"
    assert prior_inputs(alignment(0.9, same_scene=False))[1].max() == 0


def test_a_network_runs_through_the_pool_or_on_a_lent_gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    image = textured(32, 32)
    own = run_network("rain/baseline", (image,), "cpu", RunControl())
    assert own.shape == image.shape
    monkeypatch.setattr(running, "lends_gpu", lambda: True)
    assert np.array_equal(run_network("rain/baseline", (image,), "cpu", RunControl()), own)
    with pytest.raises(ModelError, match="rain/basline"):
        run_network("rain/basline", (image,), "cpu", RunControl())
