"""A small set and an exported run of it: exported once, copied for each test."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from restoration.benchmark import ExportRequest, export
from restoration.image import save_image
from restoration.settings import get_settings
from restoration.synthesis import degrade


def request(top: Path, out: Path, **changes: object) -> ExportRequest:
    """What the shared run was asked with, or with `changes`."""
    plain = ExportRequest("dense-haze", top, out, models=("haze/dcp", "haze/dcp+prior"), simulate=1.0)
    return replace(plain, **changes)  # type: ignore[arg-type]


def _hazy_set(top: Path) -> Path:
    rng = np.random.default_rng(0)
    for n in range(1, 7):
        coarse = rng.integers(20, 235, (6, 8, 3), np.uint8)
        clean = np.kron(coarse, np.ones((8, 8, 1), np.uint8))
        for folder, image in (("GT", clean), ("hazy", degrade(clean, "haze", seed=n))):
            (top / folder).mkdir(parents=True, exist_ok=True)
            save_image(image, top / folder / f"{n:02d}_{folder}.png")
    return top


@pytest.fixture
def hazy_set(tmp_path: Path) -> Path:
    """Six scenes of 64×48 in the layout of Dense-HAZE, with synthetic haze."""
    return _hazy_set(tmp_path / "set")


@pytest.fixture(scope="session")
def _exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a run over such a set."""
    made = tmp_path_factory.mktemp("exported")
    with pytest.MonkeyPatch.context() as patch:  # made before the test's own private data folder
        patch.setenv("PRIORLENS_DATA", str(made / "data"))
        get_settings.cache_clear()
        result = export(request(_hazy_set(made / "set"), made / "run"))
    get_settings.cache_clear()
    assert (result.made, result.kept, result.failed) == (6, 0, ())
    return made / "run"


@pytest.fixture
def run_folder(_exported: Path, hazy_set: Path, tmp_path: Path) -> Path:
    """A test's own copy of that run, over its own copy of the set."""
    shutil.copytree(_exported, tmp_path / "run")
    manifest = tmp_path / "run" / "manifest.json"
    facts = json.loads(manifest.read_text())
    assert facts["top"] == str(_exported.parent / "set")
    manifest.write_text(
        manifest.read_text().replace(json.dumps(facts["top"]), json.dumps(str(hazy_set.resolve())))
    )
    return tmp_path / "run"
