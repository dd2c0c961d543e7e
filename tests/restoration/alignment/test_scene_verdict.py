"""One scene or two: what counts as chance."""

from __future__ import annotations

import numpy as np
import pytest

from restoration.alignment import scene
from restoration.alignment.global_motion import Start


def start(agreement: float, shift: float) -> Start:
    """A search that found a shift along x, as a share of the diagonal."""
    flow = np.zeros((30, 40, 2), np.float32)
    flow[..., 0] = shift * 50
    return Start(flow, agreement, 50.0)


def test_motion_is_a_share_of_the_diagonal() -> None:
    assert start(0.5, 0.1).motion() == pytest.approx(0.1)


@pytest.mark.parametrize(
    ("agreement", "shift", "best", "second", "same"),
    [
        (0.25, 0.01, 0.10, 0.09, True),
        (0.16, 0.01, 0.15, 0.14, False),  # two photos of like texture
        (0.18, 0.03, 0.16, 0.06, True),  # nearly its own mirror image
        (0.16, 0.03, 0.18, 0.06, False),  # the same, mirrored
        (0.18, 0.11, 0.16, 0.06, False),  # two horizons, brought together by a large motion
        (0.25, 0.10, 0.175, 0.16, False),  # chance grows with the motion
        (0.35, 0.10, 0.175, 0.16, True),
    ],
)
def test_agreement_must_exceed_chance(
    agreement: float, shift: float, best: float, second: float, same: bool
) -> None:
    assert (scene._excess(start(agreement, shift), best, second) > 1) is same
