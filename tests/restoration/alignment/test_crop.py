from __future__ import annotations

import numpy as np

from restoration.alignment import appearance, crop
from restoration.alignment.frame import make_frame
from restoration.image import ImageArray
from restoration.resizing import resize
from tests.conftest import textured

PHOTO = textured(300, 400, seed=5)


def found(generated: ImageArray) -> crop.Box | None:
    frame = make_frame(generated, PHOTO)
    return crop.find(appearance.pyramid(resize(PHOTO, frame.work)), generated, frame)


def test_the_part_that_is_shown_is_found() -> None:
    x0, y0, x1, y1 = 120, 60, 340, 225
    box = found(resize(np.ascontiguousarray(PHOTO[y0:y1, x0:x1]), (400, 300)))
    assert box is not None
    assert np.abs(np.array(box) - (x0, y0, x1, y1)).max() < 25
    assert box[0] <= x0
    assert box[1] <= y0, "with a margin around it"


def test_a_part_of_another_photo_is_not_found() -> None:
    assert found(resize(textured(300, 400, seed=77)[60:225, 120:340].copy(), (400, 300))) is None


def test_a_mirrored_part_is_not_taken_for_the_part() -> None:
    mirrored = np.ascontiguousarray(PHOTO[60:225, 120:340][:, ::-1])
    assert found(resize(mirrored, (400, 300))) is None
