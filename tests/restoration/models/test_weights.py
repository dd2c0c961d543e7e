"""Weights that are a published file plus a shipped difference."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from restoration.errors import ModelError
from restoration.models import weights as files
from restoration.models.spec import ModelSpec
from restoration.models.weights import load_network
from restoration.weight_table import WeightsFile


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(files, "WEIGHTS_DIR", tmp_path)
    save_file({"weight": torch.full((1, 2), 0.5), "bias": torch.zeros(1)}, tmp_path / "base.safetensors")
    return tmp_path


def _spec(change: str) -> ModelSpec:
    return ModelSpec(
        "rain/taught", "Taught", ("rain",), "baseline", "a test", "a test",
        build=lambda: torch.nn.Linear(2, 1), weights=WeightsFile("base.safetensors", change=change),
    )  # fmt: skip


def test_a_difference_is_added_to_the_published_weights(folder: Path) -> None:
    difference = {"weight": torch.tensor([[0.25, -0.5]], dtype=torch.float16), "bias": torch.ones(1)}
    save_file(difference, folder / "change.safetensors")
    state = load_network(_spec("change.safetensors"), folder / "base.safetensors").state_dict()
    assert state["weight"].tolist() == [[0.75, 0.0]]
    assert state["bias"].tolist() == [1.0]
    assert state["weight"].dtype == torch.float32


def test_a_difference_that_does_not_fit_is_refused(folder: Path) -> None:
    save_file({"weight": torch.zeros(1, 3), "bias": torch.zeros(1)}, folder / "change.safetensors")
    with pytest.raises(ModelError, match=r"change\.safetensors: expected a difference for each of 2"):
        load_network(_spec("change.safetensors"), folder / "base.safetensors")


def test_a_missing_difference_is_an_error_not_the_published_network(folder: Path) -> None:
    with pytest.raises(ModelError, match=r"gone\.safetensors"):
        load_network(_spec("gone.safetensors"), folder / "base.safetensors")
