"""A study's folder with small pictures: three methods, four photos, truth for three of them."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from restoration.image import save_image
from tests.conftest import textured

METHODS = ("aurora", "borealis", "cumulus")
PHOTOS = ("street", "harbour", "forest", "tower")


def write_study(folder: Path, width: int = 64, height: int = 48) -> Path:
    for i, photo in enumerate(PHOTOS):
        truth = textured(height, width, seed=i)
        haze = np.clip(truth * 0.4 + 130, 0, 255).astype(np.uint8)
        save_image(haze, folder / "input" / f"{photo}.png", text={"Comment": f"{photo} of the set"})
        if photo != "tower":
            save_image(truth, folder / "truth" / f"{photo}.png")
        for k, method in enumerate(METHODS):
            output = cv2.addWeighted(truth, 1 - 0.2 * k, haze, 0.2 * k, 0)
            save_image(output, folder / method / f"{photo}.png", text={"Software": method})
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_study(tmp_path / "rated")
