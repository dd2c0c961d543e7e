from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from skimage.metrics import peak_signal_noise_ratio, structural_similarity

from restoration.errors import ImageError, InputError
from restoration.image import load_image
from restoration.metrics import PROTOCOLS, score, ssim_map
from tests.conftest import textured


def reference_ssim(a: np.ndarray, b: np.ndarray) -> float:
    return structural_similarity(
        a, b, gaussian_weights=True, sigma=1.5, use_sample_covariance=False, channel_axis=-1, data_range=255
    )


@pytest.mark.parametrize("size", [(11, 11), (64, 48), (97, 211), (330, 120)])
@pytest.mark.parametrize("noise", [1, 12, 90])
def test_equals_scikit_image_on_random_pairs(size: tuple[int, int], noise: float) -> None:
    truth = textured(*size, seed=noise)
    rng = np.random.default_rng(noise)
    restored = np.clip(truth + rng.normal(0, noise, truth.shape), 0, 255).astype(np.uint8)
    found = score(restored, truth)
    assert found.protocol == "rgb"
    assert found.psnr == pytest.approx(peak_signal_noise_ratio(truth, restored, data_range=255), abs=1e-4)
    assert found.ssim == pytest.approx(reference_ssim(restored, truth), abs=1e-4)


@pytest.mark.parametrize("values", [(0, 0), (255, 255), (254, 250), (0, 255)])
def test_equals_scikit_image_on_flat_pairs(values: tuple[int, int]) -> None:
    a, b = (np.full((40, 40, 3), v, np.uint8) for v in values)
    assert score(a, b).ssim == pytest.approx(reference_ssim(a, b), abs=1e-4)


def test_equals_scikit_image_on_real_pairs(shared: Path) -> None:
    for folder in ("haze/densehaze", "rain/rain100h", "lowlight/sice"):
        name = sorted((shared / "data" / folder / "clean").iterdir())[0]
        truth = load_image(name)
        degraded = load_image(next((shared / "data" / folder / "degraded").glob(f"{name.stem}.*")))
        h, w = np.minimum(truth.shape[:2], degraded.shape[:2])
        truth, degraded = truth[:h, :w], degraded[:h, :w]
        found = score(degraded, truth)
        assert found.psnr == pytest.approx(peak_signal_noise_ratio(truth, degraded), abs=1e-4)
        assert found.ssim == pytest.approx(reference_ssim(degraded, truth), abs=1e-4)


def test_identical_images_are_infinitely_good(photo: np.ndarray) -> None:
    found = score(photo, photo)
    assert math.isinf(found.psnr)
    assert found.psnr > 0
    assert found.ssim == pytest.approx(1.0, abs=1e-6)


def test_images_smaller_than_the_window_have_no_ssim() -> None:
    tiny = np.zeros((1, 1, 3), np.uint8)
    assert math.isnan(score(tiny, tiny).ssim)
    assert score(tiny, tiny + 255).psnr == 0.0


def test_luma_protocol_is_basicsr() -> None:
    truth, restored = textured(seed=1), textured(seed=2)

    def luma(image: np.ndarray) -> np.ndarray:  # BasicSR's bgr2ycbcr(y_only=True) on floats
        return np.dot(image.astype(np.float64), [65.481, 128.553, 24.966]) / 255 + 16

    error = np.mean((luma(truth) - luma(restored)) ** 2)
    assert score(restored, truth, "y").psnr == pytest.approx(10 * np.log10(255**2 / error), abs=1e-3)


def test_crop_protocol_ignores_the_border(photo: np.ndarray) -> None:
    spoilt = photo.copy()
    spoilt[:4], spoilt[-4:], spoilt[:, :4], spoilt[:, -4:] = 0, 0, 0, 0
    assert math.isinf(score(spoilt, photo, "rgb-crop4").psnr)
    assert score(spoilt, photo, "rgb").psnr < 40


def test_gt_mean_forgives_brightness(photo: np.ndarray) -> None:
    dark = (photo * 0.5).astype(np.uint8)
    assert score(dark, photo, "rgb-gtmean").psnr > score(dark, photo, "rgb").psnr + 10


def test_mask_restricts_both_numbers(photo: np.ndarray) -> None:
    spoilt = photo.copy()
    spoilt[:, :60] = 0
    clean = np.zeros(photo.shape[:2], bool)
    clean[:, 80:] = True
    assert math.isinf(score(spoilt, photo, mask=clean).psnr)
    assert score(spoilt, photo, mask=clean).ssim == pytest.approx(1.0, abs=1e-6)
    assert math.isnan(score(spoilt, photo, mask=np.zeros_like(clean)).psnr)


def test_map_averages_to_the_score(photo: np.ndarray) -> None:
    other = textured(seed=5)
    assert ssim_map(other, photo).shape == photo.shape[:2]
    assert float(ssim_map(other, photo)[5:-5, 5:-5].mean()) == pytest.approx(
        score(other, photo).ssim, abs=1e-6
    )


def test_errors_say_expected_and_got(photo: np.ndarray) -> None:
    with pytest.raises(ImageError, match=r"160×120.*160×100"):
        score(photo, photo[:100])
    with pytest.raises(InputError, match="expected one of rgb"):
        score(photo, photo, "psnr-y")
    assert all(score(photo, textured(seed=3), p).protocol == p for p in PROTOCOLS)


@pytest.mark.parametrize("protocol", ["rgb", "y", "rgb-crop4"])
def test_a_mask_chooses_the_pixels_that_are_scored(protocol: str) -> None:
    truth = textured(40, 48, seed=1)
    restored = truth.copy()
    restored[:, :24] = 255 - restored[:, :24]
    restored[:, 24:] = np.clip(truth[:, 24:].astype(int) + 3, 0, 255)
    mask = np.zeros((40, 48), bool)
    mask[8:32, 30:44] = True
    part = score(restored[8:32, 30:44], truth[8:32, 30:44], protocol.removesuffix("-crop4"))
    assert score(restored, truth, protocol, mask=mask).psnr == pytest.approx(part.psnr, abs=1e-4)
    assert score(restored, truth, protocol).psnr < part.psnr - 20
