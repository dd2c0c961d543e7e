"""The training-free methods: what each promises on an image whose answer is known."""

import math

import cv2
import numpy as np
import pytest

from restoration.alignment import align
from restoration.metrics import score
from restoration.models import MODELS, restore
from restoration.models.dark_channel import estimate_airlight
from restoration.models.denoise import denoise_for_gain, noise_sigma
from restoration.models.lime import estimate_illumination
from restoration.models.streaks import rain_layer, streak_direction
from restoration.records import Alignment
from restoration.synthesis import degrade
from tests.conftest import textured

TRAINING_FREE = [spec.id for spec in MODELS.values() if spec.method is not None]
HOSTILE = {
    "one pixel": np.full((1, 1, 3), 7, np.uint8),
    "one row": np.full((1, 50, 3), 7, np.uint8),
    "one column": np.full((50, 1, 3), 7, np.uint8),
    "black": np.zeros((40, 30, 3), np.uint8),
    "white": np.full((40, 30, 3), 255, np.uint8),
    "constant": np.full((64, 80, 3), 100, np.uint8),
    "noise, odd size": np.random.default_rng(0).integers(0, 256, (37, 53, 3), dtype=np.uint8),
}


def scene(height=240, width=320, seed=0):
    """A piecewise smooth picture with texture, uint8 RGB."""
    random = np.random.default_rng(seed)
    image = cv2.resize(random.random((6, 8, 3)).astype(np.float32), (width, height))
    for _ in range(25):
        x, y = random.integers(0, width), random.integers(0, height)
        size = random.integers(10, 60)
        image[y : y + size, x : x + size] = random.random(3) * 0.9
    image *= 0.9 + 0.1 * random.random((height, width, 1))
    return np.clip(image * 255, 0, 255).astype(np.uint8)


def identity_alignment(image, prior, confidence=1.0):
    height, width = image.shape[:2]
    return Alignment(
        flow=np.zeros((height, width, 2), np.float32),
        warped=prior,
        valid=np.ones((height, width), bool),
        confidence=np.full((height, width), confidence, np.float32),
        canvas_scale=(1.0, 1.0),
        homography=np.eye(3),
        generated_size=(width, height),
    )


def hazy(clean, airlight=(0.85, 0.87, 0.9)):
    height = len(clean)
    transmission = np.linspace(0.3, 0.85, height, dtype=np.float32)[:, None, None]
    image = clean / 255 * transmission + np.float32(airlight) * (1 - transmission)
    return np.clip(image * 255 + 0.5, 0, 255).astype(np.uint8)


def rainy(clean, angle_deg=15.0, seed=1):
    height, width = clean.shape[:2]
    drops = (np.random.default_rng(seed).random((height, width)) > 0.992).astype(np.float32)
    length, middle = 25, 12
    kernel = np.zeros((length, length), np.float32)
    dx, dy = math.sin(math.radians(angle_deg)) * middle, math.cos(math.radians(angle_deg)) * middle
    ends = [(round(middle - dx), round(middle - dy)), (round(middle + dx), round(middle + dy))]
    cv2.line(kernel, *ends, 1.0, 1)
    streaks = np.clip(cv2.filter2D(drops, -1, kernel), 0, 1) * 0.5
    return np.clip(clean + streaks[..., None] * 255, 0, 255).astype(np.uint8)


def dark(clean, noise=1.5):
    linear = (clean / 255) ** 1.5 * 40
    return np.clip(linear + np.random.default_rng(2).normal(0, noise, clean.shape), 0, 255).astype(np.uint8)


DEGRADE = {"haze": hazy, "rain": rainy, "low_light": dark}


@pytest.mark.parametrize("kind", HOSTILE)
@pytest.mark.parametrize("model", TRAINING_FREE)
@pytest.mark.parametrize("confidence", [0.0, 1.0])
def test_every_method_survives_every_image(model, kind, confidence):
    image = HOSTILE[kind]
    with np.errstate(all="raise"):
        out = restore(image, model, prior=identity_alignment(image, 255 - image, confidence))
    assert out.shape == image.shape
    assert out.dtype == np.uint8


@pytest.mark.parametrize(
    ("model", "gain_db"), [("haze/dcp", 2.5), ("rain/directional", 1.5), ("low_light/lime", 4.0)]
)
def test_each_classical_method_improves_its_own_degradation(model, gain_db):
    clean = scene()
    degraded = DEGRADE[model.split("/")[0]](clean)
    before, after = score(degraded, clean).psnr, score(restore(degraded, model), clean).psnr
    assert after > before + gain_db


@pytest.mark.parametrize("task", list(DEGRADE))
def test_transfer_takes_the_tone_of_the_prior_and_the_structure_of_the_input(task):
    clean = scene()
    degraded = DEGRADE[task](clean)
    bent = np.roll(clean, (3, 2), (0, 1))
    guided = restore(degraded, f"{task}/transfer", prior=identity_alignment(degraded, bent))
    classical = {"haze": "haze/dcp", "rain": "rain/directional", "low_light": "low_light/lime"}[task]
    guided_db = score(guided, clean).psnr
    assert guided_db > score(bent, clean).psnr
    assert guided_db > score(restore(degraded, classical), clean).psnr - 0.3
    shift, _ = cv2.phaseCorrelate(_edges(clean), _edges(guided))
    assert np.hypot(*shift) < 0.3  # the prior is bent by 3.6 px


@pytest.mark.parametrize("task", list(DEGRADE))
def test_transfer_without_evidence_is_the_classical_baseline(task):
    degraded = DEGRADE[task](scene())
    unrelated = scene(seed=9)
    guided = restore(degraded, f"{task}/transfer", prior=identity_alignment(degraded, unrelated, 0.0))
    classical = {"haze": "haze/dcp", "rain": "rain/directional", "low_light": "low_light/lime"}[task]
    assert score(guided, restore(degraded, classical)).psnr > 55


def test_a_replaced_patch_of_low_confidence_leaves_no_trace():
    clean = scene()
    degraded = hazy(clean)
    prior = clean.copy()
    prior[80:130, 100:160] = (255, 0, 255)
    alignment = identity_alignment(degraded, prior)
    trusting = restore(degraded, "haze/transfer", prior=alignment)
    alignment.confidence[75:135, 95:165] = 0
    careful = restore(degraded, "haze/transfer", prior=alignment)
    patch = (slice(80, 130), slice(100, 160))
    assert score(careful[patch], clean[patch]).psnr > score(trusting[patch], clean[patch]).psnr + 5


def test_airlight_is_the_colour_of_the_haze_and_not_of_a_lamp():
    image = hazy(scene(), (0.8, 0.82, 0.86)).astype(np.float32) / 255
    image[-6:-3, 5:8] = 1.0
    assert np.abs(estimate_airlight(image) - [0.8, 0.82, 0.86]).max() < 0.1


def test_a_hazy_sky_keeps_its_tone():
    image = hazy(scene(240, 320))
    image[:80] = (217, 222, 230)
    out = restore(image, "haze/dcp")
    assert np.abs(out[:60].astype(int) - image[:60]).max() < 12


def test_illumination_is_smooth_inside_and_sharp_between_regions():
    random = np.random.default_rng(3)
    truth = np.full((120, 160), 0.1, np.float32)
    truth[:, 80:] = 0.5
    texture = 0.8 + 0.2 * random.random((120, 160, 1)).astype(np.float32)
    found = estimate_illumination(truth[..., None] * texture * np.ones(3, np.float32))
    assert found[20:100, 10:70].std() < 0.2 * (truth[..., None] * texture)[20:100, 10:70].std()
    assert found[60, 88] - found[60, 72] > 0.2


@pytest.mark.parametrize("angle", [-30.0, 0.0, 25.0])
def test_the_direction_of_streaks_is_measured(angle):
    gray = cv2.cvtColor(rainy(scene(), angle), cv2.COLOR_RGB2GRAY).astype(np.float32) / 255
    assert abs(streak_direction(gray) - angle) < 8


def test_tiles_of_the_rain_layer_meet_without_a_seam(monkeypatch):
    gray = cv2.cvtColor(rainy(scene(300, 400)), cv2.COLOR_RGB2GRAY).astype(np.float32) / 255
    whole = rain_layer(gray, 15.0)
    monkeypatch.setattr("restoration.models.streaks._TILE", 128)
    tiled = rain_layer(gray, 15.0)
    assert np.abs(whole - tiled).mean() * 255 < 0.1
    assert np.abs(whole - tiled).max() * 255 < 4


def test_noise_is_measured_and_only_removed_where_the_gain_would_show_it():
    random = np.random.default_rng(4)
    clean = np.full((200, 240, 3), 40, np.uint8)
    noisy = np.clip(clean + random.normal(0, 3, clean.shape), 0, 255).astype(np.uint8)
    gray = random.normal(0, 3, (200, 240)).astype(np.float32)
    assert noise_sigma(gray) == pytest.approx(3, rel=0.1)
    gain = np.full((20, 24), 8.0, np.float32)
    gain[:, :12] = 0.1
    out = denoise_for_gain(noisy, gain)
    assert np.abs(out[:, :100] - noisy[:, :100]).max() < 1e-3
    assert out[:, 140:].std() < 0.5 * noisy[:, 140:].std()


def _edges(image):
    gray = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY).astype(np.float32)
    return cv2.GaussianBlur(np.hypot(cv2.Sobel(gray, -1, 1, 0), cv2.Sobel(gray, -1, 0, 1)), (0, 0), 1)


class TestFromLibraries:
    def test_nlm_removes_noise_and_leaves_a_clean_photo(self, photo: np.ndarray) -> None:
        for sigma in (10, 30):
            noise = np.random.default_rng(0).normal(0, sigma, photo.shape)
            noisy = np.clip(photo + noise, 0, 255).astype(np.uint8)
            assert score(restore(noisy, "noise/nlm"), photo).psnr > score(noisy, photo).psnr + 2
        flat = np.full((40, 50, 3), 90, np.uint8)
        assert np.array_equal(restore(flat, "noise/nlm"), flat)

    def test_grey_world_takes_half_of_a_cast_back(self, photo: np.ndarray) -> None:
        cast = np.clip(photo * np.array([0.5, 1.0, 1.0]), 0, 255).astype(np.uint8)
        means = restore(cast, "underwater/grey-world").reshape(-1, 3).mean(axis=0)
        before = cast.reshape(-1, 3).mean(axis=0)
        assert means[0] / means[1:].mean() == pytest.approx((before[0] / before[1:].mean()) ** 0.5, rel=0.12)

    @pytest.mark.parametrize("size", [(1, 1), (3, 4), (17, 5)])
    def test_any_size(self, size: tuple[int, int]) -> None:
        image = textured(*size)
        for model in ("noise/nlm", "underwater/grey-world"):
            assert restore(image, model).shape == image.shape

    def test_a_prior_gives_an_underwater_photo_its_tone(self, photo: np.ndarray) -> None:
        wet = degrade(photo, "underwater", 1)
        guided = restore(wet, "underwater/transfer", prior=align(photo, wet))
        assert score(guided, photo).psnr > score(restore(wet, "underwater/grey-world"), photo).psnr + 2
