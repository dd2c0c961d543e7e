"""Pictures of a study: pixels only, the last ones from memory."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from app.study_pictures import StudyPictures
from restoration import load_image

IMAGES = {side: np.full((8, 9, 3), 40 * n, np.uint8) for n, side in enumerate(("a", "b", "input"))}


@pytest.fixture
def reads() -> list[str]:
    return []


@pytest.fixture
def study(reads: list[str]) -> Any:
    def read(source: tuple[str, str]) -> np.ndarray:
        reads.append(source[1])
        return IMAGES[source[1]]

    return SimpleNamespace(read=read, source=lambda trial, side: (trial, side) if side in IMAGES else None)


def test_a_picture_is_read_once(study: Any, reads: list[str]) -> None:
    pictures = StudyPictures(study)
    first = pictures.png("t", "b")
    assert first is not None
    np.testing.assert_array_equal(load_image(first), IMAGES["b"])
    assert pictures.png("t", "b") is first
    assert reads == ["b"]


def test_what_there_is_not_is_none(study: Any, reads: list[str]) -> None:
    assert StudyPictures(study).png("t", "truth") is None
    assert reads == []


def test_the_picture_seen_longest_ago_makes_room(study: Any, reads: list[str]) -> None:
    size = len(StudyPictures(study).png("t", "a") or b"")
    reads.clear()
    pictures = StudyPictures(study, most_bytes=int(2.5 * size))
    for side in ("a", "b", "a", "input", "a", "b"):
        pictures.png("t", side)
    assert reads == ["a", "b", "input", "b"]


def test_one_picture_larger_than_the_memory_is_kept_alone(study: Any, reads: list[str]) -> None:
    pictures = StudyPictures(study, most_bytes=1)
    for side in ("a", "a", "b", "a"):
        pictures.png("t", side)
    assert reads == ["a", "b", "a"]
