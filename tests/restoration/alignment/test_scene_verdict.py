"""One scene or two: what counts as chance."""

from __future__ import annotations

from types import SimpleNamespace

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


@pytest.mark.parametrize(
    ("agreement", "shift", "flips", "support", "same"),
    [
        (0.55, 0.04, (0.10, 0.10, 0.08), 0.9, True),  # haze so dense that descriptions see nothing
        (0.55, 0.04, (0.10, 0.30, 0.08), 0.9, False),  # one flip fits well too
        (0.55, 0.04, (0.10, 0.10, 0.08), 0.2, False),  # the fitted motion is not well supported
        (0.55, 0.12, (0.10, 0.10, 0.08), 0.9, False),  # a motion that real redraws do not have
        (0.25, 0.04, (0.05, 0.05, 0.05), 0.9, False),  # as two unrelated photos may agree
    ],
)
def test_descriptions_that_see_nothing_alike_are_overruled_only_beyond_doubt(
    monkeypatch: pytest.MonkeyPatch,
    agreement: float,
    shift: float,
    flips: tuple[float, float, float],
    support: float,
    same: bool,
) -> None:
    nothing_alike = SimpleNamespace(same=False, unrelated=True)
    left = dict(zip([flip[1:] for flip in scene._FLIPS], flips, strict=True))
    monkeypatch.setattr(scene, "_flipped_agreement", lambda _f, _m, _s, rows, columns: left[rows, columns])
    monkeypatch.setattr(scene, "_quick_check", lambda _f, _m, rows, columns: float(rows == columns == 1))
    decision = scene.decide([], [], None, start(agreement, shift), support, nothing_alike)  # type: ignore[arg-type]
    assert decision.same is same
