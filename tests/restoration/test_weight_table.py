"""The table of weights against the files, their model cards, the registry and the networks themselves."""

from __future__ import annotations

import hashlib
import json
import re
import struct
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from restoration.models import MODELS
from restoration.models.weights import WEIGHTS_DIR, count_parameters
from restoration.weight_table import PUBLISHED_FILES, SHIPPED_FILES, WEIGHTS, WeightsFile

SHIPPED = [pytest.param(row, id=row.file) for row in SHIPPED_FILES.values()]
EVERY = [pytest.param(row, id=row.file) for row in WEIGHTS.values()]


def card_of(row: WeightsFile) -> str:
    return (WEIGHTS_DIR / row.file).with_suffix(".md").read_text("utf-8")


def test_every_shipped_file_has_its_record_and_its_card() -> None:
    shipped = {path.name for path in WEIGHTS_DIR.glob("*.safetensors")}
    assert shipped == {row.file for row in SHIPPED_FILES.values()}
    assert {path.stem for path in WEIGHTS_DIR.glob("*.md")} == set(SHIPPED_FILES)


@pytest.mark.parametrize("row", EVERY)
def test_a_record_is_whole(row: WeightsFile) -> None:
    assert re.fullmatch(r"[0-9a-f]{64}", row.sha256)
    assert row.size > 0
    assert row.parameters > 0
    assert row.licence
    assert row.data
    assert row.channels
    assert row.input_range[0] < row.input_range[1]
    assert bool(row.url) == (row.file in PUBLISHED_FILES)


@pytest.mark.parametrize("row", SHIPPED)
def test_a_shipped_file_is_the_recorded_one(row: WeightsFile) -> None:
    path = WEIGHTS_DIR / row.file
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    assert found == row.sha256, (
        f'{row.file} was replaced: write sha256="{found}", size and quality in shipped.py'
    )
    assert path.stat().st_size == row.size
    assert count_parameters(path) == row.parameters


@pytest.mark.parametrize("row", SHIPPED)
def test_the_card_says_what_the_record_says(row: WeightsFile) -> None:
    card = " ".join(card_of(row).split())
    for quality in row.quality:
        assert f"{quality.dataset} {quality.psnr:.2f} / {quality.ssim:.3f}" in card, quality
    said = re.search(r"([\d,]+) (?:parameters|numbers), (?:stored as )?(float\d+)", card)
    if said is not None:
        assert int(said[1].replace(",", "")) == row.parameters
        assert said[2] == stored_type(WEIGHTS_DIR / row.file)


def stored_type(path: Path) -> str:
    """The type of most numbers in a .safetensors file, from its header."""
    data = path.read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    entries = [v for k, v in json.loads(data[8 : 8 + length]).items() if k != "__metadata__"]
    largest = max(entries, key=lambda entry: int(np.prod(entry["shape"])))
    return {"F16": "float16", "F32": "float32"}[largest["dtype"]]


def test_every_network_of_the_registry_takes_its_facts_from_the_table() -> None:
    used = set()
    for spec in MODELS.values():
        if spec.weights is None:
            continue
        row = WEIGHTS[spec.weights.change or spec.weights.file]
        used |= {spec.weights.file, row.file}
        assert spec.parameters == row.parameters, spec.id
        assert spec.quality == row.quality, spec.id
        assert spec.multiple_of == WEIGHTS[spec.weights.file].multiple_of, spec.id
        assert row.licence in spec.licence, spec.id
    gates = {"fusion-gate.safetensors", "fusion-gate-haze.safetensors"}
    others = {"descriptor.safetensors", "invention.safetensors"} | gates
    assert used | others == set(WEIGHTS), "a record that nothing uses"


@pytest.mark.parametrize("model", [spec.id for spec in MODELS.values() if spec.role == "published"])
def test_the_first_layer_sees_the_recorded_range_and_channels(model: str) -> None:
    """Black and white through the untrained network, with a hook on the convolution that is called first."""
    spec = MODELS[model]
    assert spec.build is not None
    assert spec.weights is not None
    network = spec.build().eval()
    seen: list[torch.Tensor] = []
    for module in network.modules():
        if isinstance(module, nn.Conv2d):
            module.register_forward_pre_hook(lambda _, inputs: seen.append(inputs[0].detach().clone()))
    ends = []
    for level in (0.0, 1.0):
        seen.clear()
        image = torch.full((1, 3, 64, 64), level)
        with torch.inference_mode():
            context = [network.context(image)] if spec.context_pixels else []
            seen.clear()
            network(image, *context)
        ends.append(seen[0])
    black, white = ends
    # Recurrent networks see the image and their own last result; their first is the image.
    low, high = (float(x[:, :3, x.shape[2] // 2, x.shape[3] // 2].mean()) for x in (black, white))
    assert (low, high) == pytest.approx(spec.weights.input_range, abs=1e-4)
    assert black.shape[1] in {"RGB": (3, 6), "RGB and edges": (4,)}[spec.weights.channels]
