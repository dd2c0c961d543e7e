"""Work prefetched, by a thread or by processes."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from restoration.training.workers import prefetched


def _blurred(number: int) -> float:
    """Something that OpenCV's threads take part in."""
    image = np.full((256, 256), number, np.float32)
    return float(cv2.GaussianBlur(image, (0, 0), 3).mean())


@pytest.mark.parametrize("workers", [0, 2])
def test_in_order_and_all_of_them(workers: int) -> None:
    _blurred(1)  # this process has OpenCV threads by now: forked ones would hang
    assert list(prefetched(_blurred, range(3, 9), workers)) == pytest.approx([3, 4, 5, 6, 7, 8])


@pytest.mark.parametrize("workers", [0, 2])
def test_nothing_to_draw(workers: int) -> None:
    assert list(prefetched(_blurred, range(0), workers)) == []


def _fails(number: int) -> int:
    raise ValueError(f"number {number}")


@pytest.mark.parametrize("workers", [0, 1])
def test_an_error_reaches_the_caller(workers: int) -> None:
    with pytest.raises(ValueError, match="number 0"):
        list(prefetched(_fails, range(2), workers))
