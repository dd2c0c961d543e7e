"""Descriptions of cells that moved by whole cells: the measurement is that motion, and its chance falls where it is not."""

from __future__ import annotations

import numpy as np
import pytest

from restoration.alignment.anchors import Likeness
from restoration.alignment.descriptor import Description

ROWS, COLUMNS = 12, 16
SIZE = (8 * COLUMNS, 8 * ROWS)


def described(words: np.ndarray) -> Description:
    flat = words.reshape(-1, words.shape[2])
    flat = flat / np.linalg.norm(flat, axis=1, keepdims=True)
    return Description(flat.astype(np.float32), np.ones(len(flat), np.float32), words.shape[:2], 1.0)


@pytest.fixture
def moved() -> Likeness:
    """Every cell of the reference lies one cell further right in the other picture."""
    words = np.random.default_rng(0).normal(size=(ROWS, COLUMNS, 64))
    return Likeness(described(words), described(np.roll(words, 1, axis=1)))


def flow(x: float, y: float = 0.0) -> np.ndarray:
    return np.full((*SIZE[::-1], 2), (x, y), np.float32)


def test_the_motion_is_measured_from_beside_it(moved: Likeness) -> None:
    found = moved.anchors(flow(0), SIZE)
    inner = np.s_[1:-1, 2:-3]
    assert found.flow[inner][..., 0] == pytest.approx(8.0, abs=0.2)
    assert found.flow[inner][..., 1] == pytest.approx(0.0, abs=0.2)
    assert found.chance[inner].min() > 0.9


def test_far_from_the_motion_there_is_no_chance(moved: Likeness) -> None:
    assert moved.anchors(flow(64), SIZE).chance[2:-2, 2:6].max() < 0.1
    assert moved.agreement(flow(8), SIZE)[0] > 0.9
    assert moved.agreement(flow(-40, 24), SIZE)[0] < 0.2


def test_cells_that_leave_the_picture_do_not_count(moved: Likeness) -> None:
    agreement, inside = moved.agreement(flow(8), SIZE)
    assert inside == pytest.approx((COLUMNS - 1) / COLUMNS)
    assert agreement > 0.9
    assert moved.agreement(flow(10_000), SIZE) == (0.0, 0.0)
