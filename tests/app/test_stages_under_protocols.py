from __future__ import annotations

import numpy as np
import pytest

from app.stages import STAGES, images_of_stages, scores_of_stages, stage_key
from restoration import align, analyse, degrade, simulate_generator
from tests.conftest import textured


@pytest.fixture(scope="module")
def measured():
    truth = textured(150, 200, seed=6)
    generated = simulate_generator(truth, seed=3).image
    degraded = degrade(truth, "haze", seed=1)
    alignment = align(generated, degraded, task="haze")
    return (analyse(alignment, generated, degraded, truth), alignment, generated, degraded), truth


def test_under_rgb_the_stages_have_the_numbers_of_the_report(measured) -> None:
    (report, alignment, generated, _), truth = measured
    rows = scores_of_stages(report, alignment, generated, truth, "rgb")
    assert [row["name"] for row in rows] == [stage.name for stage in report.ladder]
    for row, stage in zip(rows, report.ladder, strict=True):
        assert row["psnr"] == pytest.approx(stage.psnr, abs=1e-3)
        assert row["ssim"] == pytest.approx(stage.ssim, abs=1e-4)
        assert row["coverage"] == stage.coverage
    luma = scores_of_stages(report, alignment, generated, truth, "y")
    assert all(a["psnr"] != b["psnr"] for a, b in zip(rows, luma, strict=True))


def test_every_stage_is_an_image_on_the_grid_of_the_photo_and_has_a_key(measured) -> None:
    (report, alignment, generated, degraded), _ = measured
    images = images_of_stages(report, alignment, generated, degraded)
    assert list(images) == list(STAGES) == [stage_key(stage) for stage in report.ladder]
    assert {image.shape for image in images.values()} == {degraded.shape}
    assert not np.array_equal(images["dense"], images["tone"])
