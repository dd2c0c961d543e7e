"""The learned descriptor: what it recognises, and the training that makes it."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
import torch

from restoration.alignment import descriptor, orientation
from restoration.alignment.descriptor_net import DescriptorNet
from restoration.alignment.planes import planes
from restoration.alignment.recognition import AS_IT_STANDS, FORMS, recognise, transformed
from restoration.image import load_image
from restoration.resizing import resize_matrix
from restoration.synthesis import degrade, simulate_generator

EXAMPLES = sorted((Path(__file__).resolve().parents[3] / "assets" / "examples").glob("*/truth.png"))


def photo(number: int) -> np.ndarray:
    image = load_image(EXAMPLES[number])
    scale = (120_000 / (image.shape[0] * image.shape[1])) ** 0.5
    return cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)


def test_the_weights_are_small_enough_to_ship() -> None:
    assert descriptor.WEIGHTS.stat().st_size <= 1_500_000


@pytest.mark.parametrize("task", ["haze", "rain", "low_light"])
def test_a_redraw_is_recognised_and_another_photo_is_not(task: str) -> None:
    clean = photo(0)
    reference = degrade(clean, task, 3)
    redraw = simulate_generator(clean, 4, 2.0)
    same, other = recognise(reference, redraw.image)[0], recognise(reference, photo(1))[0]
    assert same.agreement * same.covered > 0.35
    assert other.agreement * other.covered < 0.2


@pytest.mark.parametrize("form", [form for form in FORMS if form != AS_IT_STANDS], ids=FORMS.get)
def test_a_turned_or_mirrored_photo_is_named(form: tuple[int, bool]) -> None:
    clean = photo(0)
    # What has to be done to the generated image undoes what was done to the photo.
    turns, mirrored = form
    turned = np.rot90(clean, -turns)
    generated = np.ascontiguousarray(turned[:, ::-1] if mirrored else turned)
    np.testing.assert_array_equal(transformed(generated, form), clean)
    seen = recognise(degrade(clean, "haze", 1), generated, tuple(FORMS))
    assert max(seen, key=lambda one: one.agreement * one.covered).form == form


def test_forms_are_undone_as_their_names_say() -> None:
    image = np.arange(24, dtype=np.uint8).reshape(2, 4, 3)
    for form, name in FORMS.items():
        if form != AS_IT_STANDS:
            np.testing.assert_array_equal(transformed(image, form), orientation.WAYS[name][1](image))


def test_a_crop_is_measured() -> None:
    clean = photo(0)
    height, width = clean.shape[:2]
    top, left = round(0.1 * height), round(0.25 * width)
    crop = clean[top : top + round(0.6 * height), left : left + round(0.6 * width)]
    seen = recognise(degrade(clean, "haze", 1), crop)[0]
    to_size = resize_matrix((width, height), seen.size)
    from_size = np.linalg.inv(resize_matrix((crop.shape[1], crop.shape[0]), seen.size))
    matrix = from_size @ seen.matrix @ to_size
    point = cv2.perspectiveTransform(np.array([[[0.5 * width, 0.4 * height]]]), matrix)[0, 0]
    assert np.abs(point - (0.5 * width - left, 0.4 * height - top)).max() < 5
    assert 0.25 < seen.covered < 0.5


def test_folding_the_normalisation_changes_nothing() -> None:
    torch.manual_seed(0)
    network = DescriptorNet()
    for module in network.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.running_mean.normal_(0, 0.1)
            module.running_var.uniform_(0.5, 2)
    seen = torch.randn(1, 4, 64, 64)
    with torch.inference_mode():
        words, odds = network.eval()(seen)
        plain_words, plain_odds = network.fused()(seen)
    torch.testing.assert_close(plain_words, words, atol=1e-5, rtol=1e-4)
    torch.testing.assert_close(plain_odds, odds, atol=1e-5, rtol=1e-4)


def test_planes_hardly_change_with_exposure() -> None:
    clean = photo(0)
    dimmed = np.rint(clean * 0.5).astype(np.uint8)
    assert np.abs(planes(clean) - planes(dimmed)).mean() < 0.1
    flat = planes(np.full((64, 64, 3), 90, np.uint8))
    assert np.isfinite(flat).all()
    assert np.abs(flat).max() < 1e-3
