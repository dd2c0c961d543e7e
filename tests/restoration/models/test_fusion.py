from __future__ import annotations

import tracemalloc
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from restoration.errors import InputError, ModelError
from restoration.image import ImageArray
from restoration.models import fuse, list_models, restore
from restoration.models.linear_fusion import linear_fusion
from restoration.models.registry import get_spec
from restoration.models.transfer import prior_weights
from restoration.records import Alignment
from restoration.settings import get_settings
from restoration.tasks import TASKS
from tests.conftest import textured

SIZE = (96, 128)


def prior_of(image: ImageArray, confidence: float = 1.0) -> Alignment:
    height, width = image.shape[:2]
    return Alignment(
        flow=np.zeros((height, width, 2), np.float32),
        warped=image,
        valid=np.ones((height, width), bool),
        confidence=np.full((height, width), confidence, np.float32),
        canvas_scale=(1.0, 1.0),
        homography=np.eye(3),
        generated_size=(width, height),
    )


@pytest.fixture
def truth() -> ImageArray:
    return textured(*SIZE, seed=5)


@pytest.fixture
def hazy(truth: ImageArray) -> ImageArray:
    return (truth * 0.4 + 140).astype(np.uint8)


@pytest.fixture
def dropped_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A network in the models folder."""
    import torch
    from safetensors.torch import save_file
    from spandrel.architectures.NAFNet import NAFNet

    torch.manual_seed(0)
    network = NAFNet(width=8, middle_blk_num=1, enc_blk_nums=[1, 1], dec_blk_nums=[1, 1])
    save_file(
        {name: value.clone() for name, value in network.state_dict().items()}, tmp_path / "net.safetensors"
    )
    monkeypatch.setenv("PRIORLENS_MODELS", str(tmp_path))
    get_settings.cache_clear()


def apart(a: ImageArray, b: ImageArray) -> float:
    return float(np.sqrt(np.square(a.astype(float) - b).mean()))


@pytest.mark.parametrize("task", [*TASKS, ""])
@pytest.mark.parametrize("tone", ["generated", "photo"])
class TestEveryTask:
    def test_without_confidence_it_is_the_base(
        self, task: str, tone: str, hazy: ImageArray, truth: ImageArray
    ) -> None:
        base = textured(*SIZE, seed=6)
        for prior in (prior_of(truth, 0.0), replace(prior_of(truth), same_scene=False)):
            assert np.array_equal(fuse(hazy, base, prior, task=task, tone=tone), base)

    def test_follow_blends_from_the_base_to_the_whole(
        self, task: str, tone: str, hazy: ImageArray, truth: ImageArray
    ) -> None:
        prior = prior_of(truth)
        none, half, whole = (fuse(hazy, hazy, prior, task=task, tone=tone, follow=f) for f in (0, 0.5, 1))
        assert np.array_equal(none, hazy)
        middle = (hazy.astype(np.float32) + whole) / 2
        assert np.abs(half - middle).max() <= 0.5

    def test_same_input_same_result_and_no_input_changes(
        self, task: str, tone: str, hazy: ImageArray, truth: ImageArray
    ) -> None:
        given = hazy.copy(), truth.copy()
        first = fuse(hazy, hazy, prior_of(truth), task=task, tone=tone)
        assert np.array_equal(first, fuse(hazy, hazy, prior_of(truth), task=task, tone=tone))
        assert np.array_equal(hazy, given[0])
        assert np.array_equal(truth, given[1])


def test_generated_takes_the_prior_tone_and_photo_a_good_base_s(hazy: ImageArray, truth: ImageArray) -> None:
    toned = np.clip(truth * [1.1, 0.9, 0.6] + [0, 10, 30], 0, 255).astype(np.uint8)
    generated = fuse(hazy, truth, prior_of(toned), task="haze", tone="generated")
    photo = fuse(hazy, truth, prior_of(toned), task="haze", tone="photo")
    assert apart(generated, toned) < 4
    assert apart(photo, truth) < apart(toned, truth)
    closed = linear_fusion(hazy, truth, prior_of(toned), task="haze")
    assert apart(closed, toned) < 4


def test_edges_stay_where_the_photo_has_them() -> None:
    truth = textured(256, 384, seed=5)
    hazy, shifted = (truth * 0.4 + 140).astype(np.uint8), np.roll(truth, 3, axis=1)
    out = fuse(hazy, hazy, prior_of(shifted), task="haze")
    grey = [cv2.cvtColor(x, cv2.COLOR_RGB2GRAY).astype(np.float32) for x in (out, truth)]
    (dx, dy), _ = cv2.phaseCorrelate(grey[1], grey[0])
    assert np.hypot(dx, dy) < 0.3


def test_places_without_evidence_take_the_transform_of_the_rest_as_far_as_there_is_any() -> None:
    wide = textured(96, 512, seed=8)
    degraded = (wide * 0.4 + 140).astype(np.uint8)
    for known, share in ((128, 0.5), (2, 0.98)):
        prior = prior_of(wide)
        prior.confidence[:, known:] = 0
        out = fuse(degraded, degraded, prior, task="haze")
        left = apart(out[:, 400:], wide[:, 400:]) / apart(degraded[:, 400:], wide[:, 400:])
        assert (left < share) == (known == 128)


@pytest.mark.usefixtures("dropped_network")
def test_every_model_takes_a_prior(truth: ImageArray, hazy: ImageArray) -> None:
    """One of every role, a dropped-in network included; weights that are not here are no test's business."""
    prior, seen = prior_of(truth), set()
    for info in list_models():
        if info.state not in ("ready", "loaded") or (info.role, info.needs_prior) in seen:
            continue
        seen.add((info.role, info.needs_prior))
        whole = restore(hazy, info.id, prior=prior)
        assert whole.shape == hazy.shape
        alone = restore(hazy, TASKS[info.tasks[0]].baseline if info.needs_prior else info.id)
        assert not np.array_equal(whole, alone), info.id
        assert np.array_equal(restore(hazy, info.id, prior=prior, follow=0), alone), info.id
        if not info.needs_prior:
            assert np.array_equal(restore(hazy, f"{info.id}+prior", prior=prior), whole), info.id
        nothing = replace(prior, confidence=np.zeros(SIZE, np.float32))
        if get_spec(info.id).method is None or not info.needs_prior:
            assert np.array_equal(restore(hazy, info.id, prior=nothing), alone), info.id
    assert {role for role, _ in seen} >= {"classical", "baseline", "guided", "dropped-in"}


def test_a_network_made_for_a_prior_is_fused_with_it_once_more(hazy: ImageArray, truth: ImageArray) -> None:
    prior = prior_of(np.clip(truth * [1.1, 0.9, 0.8], 0, 255).astype(np.uint8))
    guided = restore(hazy, "haze/guided", prior=prior, tone="photo")
    for tone in ("photo", "generated"):
        expected = fuse(hazy, guided, prior, task="haze", tone=tone)
        assert np.array_equal(restore(hazy, "haze/guided+prior", prior=prior, tone=tone), expected)
    base = restore(hazy, "haze/baseline")
    assert np.array_equal(restore(hazy, "haze/guided+prior", prior=prior, follow=0), base)
    half = restore(hazy, "haze/guided+prior", prior=prior, tone="generated", follow=0.5)
    assert np.abs(half - (base.astype(np.float32) + expected) / 2).max() <= 0.5


def test_what_is_wrong_is_said(hazy: ImageArray, truth: ImageArray) -> None:
    prior = prior_of(truth)
    with pytest.raises(InputError, match="tone: expected generated or photo, got 'sepia'"):
        restore(hazy, "haze/dcp", prior=prior, tone="sepia")
    for follow in (-0.1, 1.5, float("nan"), "much"):
        with pytest.raises(InputError, match="follow: expected a number from 0"):
            restore(hazy, "haze/dcp", prior=prior, follow=follow)  # type: ignore[arg-type]
    with pytest.raises(ModelError, match=r"haze/dcp\+prior: expected an aligned generated image"):
        restore(hazy, "haze/dcp+prior")
    with pytest.raises(ModelError, match="expected a prior aligned to this image"):
        restore(hazy[:-1], "haze/dcp", prior=prior)
    with pytest.raises(ModelError, match="of one size"):
        fuse(hazy, hazy[:-1], prior, task="haze")


def test_small_photos_ask_for_a_finer_place() -> None:
    def weight(height: int, width: int) -> float:
        still = np.zeros((height, width, 2), np.float32)
        prior = Alignment(
            still, np.zeros((height, width, 3), np.uint8), np.ones((height, width), bool),
            np.full((height, width), 0.9, np.float32), (1.0, 1.0), np.eye(3), (width, height),
        )  # fmt: skip
        return float(prior_weights(prior)[0, 0])

    assert weight(1024, 1024) == pytest.approx(0.9)
    assert weight(218, 291) < 0.4


def test_where_the_photo_shows_nothing_the_prior_is_taken_whole(truth: ImageArray) -> None:
    fog = np.full((192, 256, 3), 180, np.uint8) + np.random.default_rng(0).integers(
        0, 3, (192, 256, 3), np.uint8
    )
    sharp = cv2.resize(truth, (256, 192), interpolation=cv2.INTER_NEAREST)
    out = fuse(fog, fog, prior_of(sharp), task="haze")
    assert apart(out[16:-16, 16:-16], sharp[16:-16, 16:-16]) < 4


def test_a_thing_that_only_the_photo_shows_stays_and_brings_no_tone_along() -> None:
    """The generator painted a smooth wall over it: neither is the thing lost, nor the wall's tone changed."""
    photo = textured(192, 256, seed=5)
    photo[60:140, 90:180] = np.where(np.indices((80, 90)).sum(axis=0)[..., None] // 8 % 2, 200, 60)
    hazy = (photo * 0.2 + 140).astype(np.uint8)
    generated = photo.copy()
    generated[60:140, 90:180] = 130
    out = fuse(hazy, hazy, prior_of(generated), task="haze")[64:136, 94:176]
    shown = photo[64:136, 94:176]
    alike = np.corrcoef(out.mean(axis=2).ravel(), shown.mean(axis=2).ravel())[0, 1]
    assert alike > 0.8
    assert out.std() > 0.4 * shown.std()


def test_the_rim_of_the_generated_frame_is_not_taken() -> None:
    photo = textured(192, 256, seed=5)
    hazy = (photo * 0.1 + 170).astype(np.uint8)
    framed = photo.copy()
    framed[:, 246:] = 0  # a line along the generator's canvas, which ends 8 pixels before the photo's side
    prior = prior_of(framed)
    prior.valid[:, 248:] = False
    out = fuse(hazy, hazy, prior, task="haze")
    assert out[:, 247:].mean() > 60


def test_a_texture_drawn_anew_does_not_wipe_the_photo_s_own_away() -> None:
    photo = textured(192, 256, seed=5)
    fine = [
        cv2.GaussianBlur(x, (0, 0), 2)[..., None]
        for x in np.random.default_rng(3).normal(0, 100, (2, 192, 256))
    ]
    degraded = np.clip(0.6 * (photo * 0.3 + 100 + fine[0]), 0, 255).astype(np.uint8)
    generated = np.clip(photo * 0.3 + 100 + fine[1], 0, 255).astype(np.uint8)
    out = fuse(degraded, degraded, prior_of(generated), task="low_light").astype(np.float32)
    detail = [x - cv2.GaussianBlur(x, (0, 0), 6) for x in (out, degraded.astype(np.float32))]
    assert np.corrcoef(detail[0].ravel(), detail[1].ravel())[0, 1] > 0.7
    assert detail[0].std() > 0.7 * detail[1].std()


@pytest.mark.parametrize(("tone", "most"), [("generated", 75), ("photo", 80)])
def test_memory_grows_by_the_result_and_some_planes(tone: str, most: int) -> None:
    """Bytes of a pixel at the peak; a float copy of three channels is 12. Arrays that only OpenCV holds are not counted."""
    photo = textured(1500, 2000, seed=5)
    prior = prior_of(photo)
    tracemalloc.start()
    try:
        fuse(photo, photo, prior, task="haze", tone=tone)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak / photo[..., 0].size < most


def test_a_lamp_that_clips_stays_white_though_the_generator_drew_it_smaller() -> None:
    """A window that holds more of the dark than of the lamp would make grey of its rim."""
    night = (textured(200, 240, seed=5) * 0.15).astype(np.uint8)
    rows, columns = np.mgrid[:200, :240]
    away = np.hypot(rows - 90, columns - 120)
    photo, generated = night.copy(), night.copy()
    photo[away < 12] = 255
    generated[away < 5] = 255
    for confident in (True, False):
        prior = prior_of(generated)
        prior.valid[away < 14] = confident  # reports take such a lamp for another thing
        out = fuse(photo, photo, prior, task="low_light")
        assert out[away < 10].min() > 225
        assert out[(away > 30) & (away < 60)].max() < 80


def test_a_dark_photo_does_not_become_darker_and_its_lit_window_stays_lit() -> None:
    """As the fusion of an infrared image and a photo, in which the windows are cold and the street is black."""
    night = (textured(200, 240, seed=5) * 0.2).astype(np.uint8)
    photo, generated = night.copy(), (night * 0.8).astype(np.uint8)
    photo[80:110, 100:130] = [200, 190, 170]
    generated[80:110, 100:130] = 60
    out = fuse(photo, photo, prior_of(generated), task="low_light")
    assert out.mean() > 0.95 * photo.mean()
    assert out[85:105, 105:125].min() > 160
    # A generator that brightens is followed.
    bright = fuse(photo, photo, prior_of((night * 3.0).clip(0, 255).astype(np.uint8)), task="low_light")
    assert bright[:60].mean() > 2 * night[:60].mean()


def test_what_clips_in_a_bright_photo_is_no_lamp() -> None:
    photo = textured(200, 240, seed=5) // 3 + 160
    photo[:60] = 255
    generated = photo.copy()
    generated[:60] = [120, 170, 230]
    generated[20:30, 100:120] = 250
    out = fuse(photo, photo, prior_of(generated), task="haze")
    assert out[:15, :40, 0].mean() < 160


def test_an_unsure_prior_does_not_blur_what_a_rain_model_left() -> None:
    grain = np.random.default_rng(4).normal(0, 4, (200, 240, 1))
    base = np.clip(textured(200, 240, seed=5) * 0.1 + 90 + grain, 0, 255).astype(np.uint8)
    rainy = base.copy()
    rainy[:, ::6] = np.minimum(rainy[:, ::6].astype(int) + 90, 255)
    prior = prior_of(textured(200, 240, seed=5), 0.02)
    prior.confidence[:, :40] = 1.0
    prior.flow[:, 60:] += 9  # as if it were another motion than that of the sure part
    out = fuse(rainy, base, prior, task="rain")
    fine = [np.abs(np.diff(x[:, 120:].astype(float), axis=1)).mean() for x in (out, base)]
    assert fine[0] > 0.9 * fine[1]
