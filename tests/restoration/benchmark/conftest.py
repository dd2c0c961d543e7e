from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from restoration.image import save_image
from restoration.synthesis import degrade


@pytest.fixture
def hazy_set(tmp_path: Path) -> Path:
    """Six scenes of 64×48 in the layout of Dense-HAZE, with synthetic haze."""
    top = tmp_path / "set"
    rng = np.random.default_rng(0)
    for n in range(1, 7):
        coarse = rng.integers(20, 235, (6, 8, 3), np.uint8)
        clean = np.kron(coarse, np.ones((8, 8, 1), np.uint8))
        for folder, image in (("GT", clean), ("hazy", degrade(clean, "haze", seed=n))):
            (top / folder).mkdir(parents=True, exist_ok=True)
            save_image(image, top / folder / f"{n:02d}_{folder}.png")
    return top
