"""Overlays: every one, at every size, is an image of the reference's size that shows its finding."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from restoration.distortion import OVERLAYS, analyse, draw_overlay, drawing
from restoration.distortion.tags import Tag, draw_tags
from restoration.errors import InputError
from restoration.metrics import score
from restoration.records import Alignment


def shifted_pair(height, width, shift):
    """A photo, itself moved by `shift` columns, and the true alignment with a bent patch and a bare edge."""
    rng = np.random.default_rng(0)
    cells = rng.integers(0, 255, (max(2, height // 12), max(2, width // 12), 3), dtype=np.uint8)
    photo = cv2.resize(cells, (width, height), interpolation=cv2.INTER_CUBIC)
    flow = np.zeros((height, width, 2), np.float32)
    flow[..., 0] = shift
    flow[height // 4 : height // 2, width // 4 : width // 2, 1] = shift
    valid = np.ones((height, width), bool)
    valid[:, width - max(1, width // 16) :] = width == 1
    matrix = np.array([[1.0, 0, shift], [0, 1, 0], [0, 0, 1]])
    generated = np.roll(photo, shift, axis=1)
    sure = valid.astype(np.float32)
    return photo, generated, Alignment(flow, photo.copy(), valid, sure, (1.0, 1.0), matrix, (width, height))


def report_for(photo, generated, alignment):
    return analyse(
        alignment, generated, photo, score=score, align=lambda g, r: shifted_pair(*r.shape[:2], 0)[2]
    )


@pytest.fixture(scope="module")
def scene():
    photo, generated, alignment = shifted_pair(320, 480, 8)
    return report_for(photo, generated, alignment), alignment, generated, photo


@pytest.mark.parametrize("name", OVERLAYS)
def test_every_overlay_is_a_picture_of_the_reference_over_its_legend_and_changes_nothing(scene, name):
    report, alignment, generated, photo = scene
    before = photo.copy(), generated.copy(), alignment.warped.copy()
    out = draw_overlay(name, report, alignment, generated, photo)
    bare = draw_overlay(name, report, alignment, generated, photo, legend=False)
    assert bare.shape == photo.shape
    assert out.dtype == np.uint8
    assert bare.std() > 5
    assert np.array_equal(out, draw_overlay(name, report, alignment, generated, photo))
    assert all(
        np.array_equal(a, b) for a, b in zip(before, (photo, generated, alignment.warped), strict=True)
    )
    # Nothing of the picture lies under the legend: it has rows of its own, dark with light text.
    assert np.array_equal(out[: len(photo)], bare)
    band = out[len(photo) :]
    assert len(band) >= drawing.text_size(photo)
    assert np.median(band) < 40
    assert band.max() > 200


@pytest.mark.parametrize("name", [n for n in OVERLAYS if n not in ("flow",)])
def test_a_dark_photo_can_be_seen_under_what_is_drawn(name):
    photo, generated, alignment = shifted_pair(320, 480, 8)
    report = report_for(photo, generated, alignment)
    dark = (photo * 0.06).astype(np.uint8)
    out = draw_overlay(name, report, alignment, photo, dark, legend=False)[200:300, 250:440]
    assert cv2.cvtColor(out, cv2.COLOR_RGB2GRAY).mean() > 45
    # Its cells show: the picture varies with the photo.
    gray = cv2.GaussianBlur(cv2.cvtColor(out, cv2.COLOR_RGB2GRAY), (0, 0), 3).astype(float)
    assert gray.std() > 4


def test_names_of_neighbouring_boxes_do_not_cover_each_other():
    image = np.full((300, 400, 3), 90, np.uint8)
    boxes = [(100, 100, 60, 30), (104, 104, 50, 40), (96, 98, 70, 50), (380, 280, 60, 60), (0, 0, 30, 20)]
    tags = [Tag(f"{i} changed", box, (250, i * 40, 255 - i * 50)) for i, box in enumerate(boxes)]
    draw_tags(image, tags)
    size = drawing.text_size(image)
    for tag in tags:
        # Boxes are lines: an area of the colour as large as a name is the name itself, whole.
        area = (np.abs(image.astype(int) - tag.colour).max(-1) < 2).astype(np.uint8)
        _, _, stats, _ = cv2.connectedComponentsWithStats(
            cv2.morphologyEx(area, cv2.MORPH_CLOSE, np.ones((5, 5)))
        )
        assert (stats[1:, cv2.CC_STAT_HEIGHT] >= size).any()
        full = drawing.render_text(tag.text, size).shape[1]
        assert stats[1:, cv2.CC_STAT_WIDTH].max() >= full * 0.9


@pytest.mark.parametrize("shape", [(1, 1), (3, 700), (700, 3), (90, 130)])
@pytest.mark.parametrize("name", OVERLAYS)
def test_odd_sizes_are_drawn_too(shape, name):
    photo, generated, alignment = shifted_pair(*shape, 0)
    out = draw_overlay(name, report_for(photo, generated, alignment), alignment, generated, photo)
    assert out.shape == photo.shape  # too small for a legend


def test_an_unknown_name_is_refused_with_the_known_ones(scene):
    with pytest.raises(InputError, match="red_cyan_aligned"):
        draw_overlay("flows", *scene)


def test_moved_places_are_tinted_and_what_the_frame_does_not_show_is_hatched(scene):
    report, alignment, generated, photo = scene
    assert (report.labels[90:150, 130:230] == 1).mean() > 0.9
    out = draw_overlay("labels", report, alignment, generated, photo).astype(int)
    moved, kept = out[90:150, 130:230].mean((0, 1)), out[200:220, 250:400].mean((0, 1))
    assert moved[2] - moved[0] > kept[2] - kept[0] + 30
    assert len(np.unique(out[:60, -20:-2].reshape(-1, 3), axis=0)) == 2


def test_red_cyan_is_grey_where_the_images_agree(scene):
    report, alignment, generated, photo = scene
    aligned = draw_overlay("red_cyan_aligned", report, alignment, generated, photo)[:200].astype(int)
    raw = draw_overlay("red_cyan_raw", report, alignment, generated, photo)[:200].astype(int)
    assert np.abs(aligned[..., 0] - aligned[..., 1]).max() == 0
    assert np.abs(raw[..., 0] - raw[..., 1]).mean() > 5


def test_direction_colours_are_pale_at_rest_and_as_light_in_every_direction():
    angle = np.linspace(0, 2 * np.pi, 64, endpoint=False, dtype=np.float32)[None]
    rim = drawing.direction_colours(np.cos(angle), np.sin(angle))
    lightness = cv2.cvtColor(rim.astype(np.float32) / 255, cv2.COLOR_RGB2Lab)[..., 0]
    assert lightness.max() - lightness.min() < 8
    zero = np.zeros((1, 1), np.float32)
    assert drawing.direction_colours(zero, zero).min() > 220


@pytest.mark.parametrize(("value", "wanted"), [(0.0, 0.1), (1.3, 1), (18.5, 20), (27.7, 20), (72, 100)])
def test_scales_end_at_round_numbers(value, wanted):
    assert drawing.nice(value) == pytest.approx(wanted)
