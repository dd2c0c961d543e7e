"""Canvases that generators are known for."""

from __future__ import annotations

import pytest

from restoration.alignment import align
from restoration.canvases import CanvasRule, canvas_rules, known_canvas
from restoration.image import resize_image
from restoration.pipeline import analyse
from tests.conftest import textured


@pytest.mark.parametrize(
    ("canvas", "photo", "clause"),
    [
        ((1184, 864), (640, 480), "Gemini 2.5 Flash Image (Nano Banana) returns for 4:3"),
        ((1200, 896), (640, 480), "Gemini 3 Pro Image (Nano Banana Pro) returns for 4:3"),
        ((5504, 3072), (1920, 1080), "Gemini 3 Pro Image (Nano Banana Pro) returns for 16:9"),
        ((1536, 1024), (1500, 1000), "GPT-4o or gpt-image-1 returns for 3:2"),
        ((1184, 880), (640, 480), "FLUX.1 Kontext returns for a photo of this shape"),
        ((1472, 1104), (640, 480), "Qwen-Image returns for 4:3"),
        ((1152, 864), (640, 480), "SeedEdit 3.0 returns for a photo of this shape"),
        ((1312, 736), (1920, 1080), "SeedEdit 3.0 returns for a photo of this shape"),
        ((1184, 896), (640, 480), "Qwen-Image-Edit returns for a photo of this shape"),
    ],
)
def test_a_canvas_names_its_generator(canvas: tuple[int, int], photo: tuple[int, int], clause: str) -> None:
    assert clause in known_canvas(canvas, photo)


def test_other_sizes_name_nobody() -> None:
    assert known_canvas((640, 481), (640, 480)) == ()
    assert known_canvas((1024, 1024), (1024, 1024)) == ()
    # A canvas of the list, but for another shape of photo.
    assert not any("Kontext" in clause for clause in known_canvas((1568, 672), (640, 480)))


def test_the_table_is_sound() -> None:
    for rule in canvas_rules():
        assert bool(rule.sizes) + bool(rule.nearest) + bool(rule.area) == 1
        for (width, height), ratio in rule.sizes.items():
            across, down = map(int, ratio.split(":"))
            assert width / height == pytest.approx(across / down, rel=0.05)


def test_the_report_says_whose_canvas_it_is() -> None:
    photo = textured(120, 160)
    generated = resize_image(photo, 1184, 864)
    report = analyse(align(generated, photo), generated, photo)
    assert report.canvas.known == ("Gemini 2.5 Flash Image (Nano Banana) returns for 4:3",)
    proportions = next(v for v in report.verdicts if v.complaint == "proportions")
    assert "(1184×864 is what Gemini 2.5 Flash Image (Nano Banana) returns for 4:3)" in proportions.sentence


def test_shapes_are_nearest_by_their_ratio_upright_as_lying() -> None:
    """Between 1:1 and 3:2 the middle is √1.5 = 1.2247, not 1.25: turned by 90° a photo has the turned canvas."""
    rule = CanvasRule("p", "m", "s", {}, ((1024, 1024), (1536, 1024), (1024, 1536)))
    for photo, canvas in (((1235, 1000), (1536, 1024)), ((1215, 1000), (1024, 1024))):
        assert rule.returns(canvas, photo) == "for a photo of this shape"
        assert rule.returns(canvas[::-1], photo[::-1]) == "for a photo of this shape"
    assert rule.returns((1024, 1024), (1235, 1000)) == ""


def test_a_photo_of_its_own_size_tells_nothing_whatever_canvas_it_is() -> None:
    assert known_canvas((1024, 1024), (1000, 1000))
    assert known_canvas((1024, 1024), (1024, 1024)) == ()
