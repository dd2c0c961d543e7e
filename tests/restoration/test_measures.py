"""Measures beyond PSNR and SSIM: those of the libraries themselves, under the protocols."""

from __future__ import annotations

import math

import numpy as np
import piq
import pytest
import torch
from skimage.color import deltaE_ciede2000, rgb2lab

from restoration.errors import ImageError, InputError
from restoration.image import ImageArray
from restoration.measures import MEASURES, check_measures, measure, missing_weights, weights_folder
from restoration.metrics import PROTOCOLS, score
from tests.conftest import textured

FREE = [name for name, known in MEASURES.items() if not known.weights]


@pytest.fixture(scope="module")
def pair() -> tuple[ImageArray, ImageArray]:
    truth = textured(180, 190, seed=1)
    noise = np.random.default_rng(0).normal(0, 8, truth.shape)
    return np.clip(truth + noise, 0, 255).astype(np.uint8), truth


def tensor(image: np.ndarray) -> torch.Tensor:
    return torch.from_numpy(image.astype(np.float32).transpose(2, 0, 1)[None])


def test_numbers_are_those_of_the_libraries(pair: tuple[ImageArray, ImageArray]) -> None:
    found = measure(*pair, FREE)
    a, b = (tensor(image) for image in pair)
    assert list(found) == FREE
    assert (found["psnr"], found["ssim"]) == (score(*pair).psnr, score(*pair).ssim)
    for name, function in (
        ("ms_ssim", "multi_scale_ssim"),
        ("gmsd", "gmsd"),
        ("haarpsi", "haarpsi"),
        ("vif", "vif_p"),
    ):
        assert found[name] == pytest.approx(float(getattr(piq, function)(a, b, data_range=255)), abs=1e-6)
    assert found["de2000"] == pytest.approx(
        float(deltaE_ciede2000(*(rgb2lab(i) for i in pair)).mean()), abs=1e-3
    )


@pytest.mark.parametrize("name", FREE)
def test_identical_images_are_best_and_worse_ones_are_worse(
    name: str, pair: tuple[ImageArray, ImageArray]
) -> None:
    worse, truth = pair
    same, other = measure(truth, truth, [name])[name], measure(worse, truth, [name])[name]
    assert same == pytest.approx({"psnr": math.inf, "gmsd": 0, "de2000": 0}.get(name, 1), abs=2e-4)
    assert (other < same) == MEASURES[name].larger_is_better


@pytest.mark.parametrize("protocol", list(PROTOCOLS))
def test_every_measure_follows_the_protocol(protocol: str, pair: tuple[ImageArray, ImageArray]) -> None:
    restored, truth = pair
    edged = restored.copy()
    edged[:3] = 255  # inside a border of 4 pixels
    found = measure(edged, truth, FREE, protocol)
    assert all(math.isfinite(number) for number in found.values())
    if "crop4" in protocol:
        assert found == measure(restored, truth, FREE, protocol)
    elif protocol == "rgb":
        assert found != measure(restored, truth, FREE, protocol)


def test_luma_ignores_colour_but_for_de2000(pair: tuple[ImageArray, ImageArray]) -> None:
    _, truth = pair
    tinted = truth.astype(int)
    tinted[..., 0] += 20
    tinted[..., 2] -= round(20 * 65.481 / 24.966)
    tinted = np.clip(tinted, 0, 255).astype(np.uint8)
    y, rgb = (measure(tinted, truth, FREE, protocol) for protocol in ("y", "rgb"))
    assert y["psnr"] > rgb["psnr"] + 6
    assert y["de2000"] == rgb["de2000"] > 3


def test_small_images_have_no_number_where_windows_do_not_fit() -> None:
    found = measure(textured(30, 30), textured(30, 30, seed=2), FREE)
    assert math.isnan(found["ms_ssim"])
    assert math.isnan(found["vif"])
    assert math.isfinite(found["gmsd"])


def test_missing_weights_say_where_to_put_them(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.setenv("TORCH_HOME", str(tmp_path))
    assert missing_weights("lpips") == MEASURES["lpips"].weights
    with pytest.raises(InputError, match=r"expected its weights in .*checkpoints, found no vgg16"):
        check_measures(["lpips"])
    weights_folder().mkdir(parents=True)
    for name in MEASURES["lpips"].weights:
        (weights_folder() / name).touch()
    assert check_measures(["lpips", "psnr"]) == ("psnr", "lpips")


def test_wrong_input_is_refused(pair: tuple[ImageArray, ImageArray]) -> None:
    restored, truth = pair
    with pytest.raises(InputError, match="expected some of psnr"):
        measure(restored, truth, ["niqe"])
    with pytest.raises(InputError, match="protocol"):
        measure(restored, truth, ["gmsd"], "cmyk")
    with pytest.raises(ImageError, match="one size"):
        measure(restored[:-1], truth, ["gmsd"])
