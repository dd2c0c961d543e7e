import inspect
import json
import subprocess
import sys

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from restoration.control import RunControl
from restoration.errors import InputError, ModelError
from restoration.models import MODELS, get_spec, list_models, load_model, restore, unload_model
from restoration.models.contracts import NeedsContext
from restoration.models.registry import POOL
from restoration.models.seams import example_inputs
from restoration.models.spec import ModelSpec, imported, lazy_import, table
from restoration.models.tiling import as_tensor
from restoration.records import Alignment
from restoration.tasks import TASKS

CPU = torch.device("cpu")
IMAGE = np.random.default_rng(0).integers(0, 256, (40, 48, 3), dtype=np.uint8)


def test_every_id_says_its_task_and_every_task_has_its_defaults():
    for spec in MODELS.values():
        assert spec.id.split("/")[0] in TASKS
        assert spec.id.split("/")[0] in spec.tasks
    for task in TASKS.values():
        assert task.baseline is None or not MODELS[task.baseline].needs_prior
        assert task.guided is None or MODELS[task.guided].needs_prior
        if task.baseline == f"{task.id}/baseline":
            assert {f"{task.id}/{name}" for name in ("guided", "transfer")} <= set(MODELS)


def test_listing_is_by_task_and_needs_no_torch():
    assert {m.id.split("/")[0] for m in list_models("rain")} == {"rain"}
    assert len(list_models()) == len(MODELS)
    with pytest.raises(InputError):
        list_models("moire")
    script = "import sys, restoration.models as m; m.list_models(); print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == "False", done.stderr


def test_an_unknown_id_names_the_closest_and_all_known():
    with pytest.raises(ModelError, match=r"'haze/dpc'\. Did you mean 'haze/dcp'\? Known: .*low_light/lime"):
        get_spec("haze/dpc")


def test_a_duplicate_id_raises():
    spec = get_spec("haze/dcp")
    with pytest.raises(ValueError, match="two models"):
        table(spec, spec)


def test_a_spec_is_either_a_method_or_a_network():
    with pytest.raises(ValueError, match="either a method or a network"):
        ModelSpec("a/b", "", ("haze",), "classical", "", "")
    with pytest.raises(ValueError, match="multiple of 16"):
        ModelSpec(
            "a/b", "", ("haze",), "baseline", "", "", build=lazy_import("x:y"), multiple_of=16, tile=1000
        )


def test_networks_of_the_table_exist():
    for spec in MODELS.values():
        if spec.role in ("baseline", "guided") and spec.build is not None:
            assert spec.build() is not None
    assert imported("restoration.models.registry:POOL") is POOL


def test_weights_appearing_make_a_model_ready_then_loaded(tmp_path, monkeypatch):
    monkeypatch.setattr("restoration.models.weights.WEIGHTS_DIR", tmp_path)
    state = {m.id: m.state for m in list_models("haze")}
    assert state["haze/baseline"] == "missing"
    assert state["haze/aodnet"] == "downloadable"
    assert state["haze/dcp"] == "ready"
    network = get_spec("haze/baseline").build()
    save_file(dict(network.state_dict()), tmp_path / "haze-baseline.safetensors")
    row = {m.id: m for m in list_models("haze")}["haze/baseline"]
    assert row.state == "ready"
    assert row.parameters == sum(p.numel() for p in network.parameters())
    load_model("haze/baseline", "cpu")
    assert {m.id: m.state for m in list_models("haze")}["haze/baseline"] == "loaded"
    assert restore(IMAGE, "haze/baseline", device="cpu").shape == IMAGE.shape
    assert unload_model("haze/baseline")


def test_a_guided_network_sees_prior_and_confidence(tmp_path, monkeypatch):
    class Mix(torch.nn.Module):
        def forward(self, degraded, prior, confidence):
            return prior * confidence + degraded * (1 - confidence)

    spec = ModelSpec("haze/mix", "Mix", ("haze",), "guided", "", "", build=Mix, needs_prior=True)
    monkeypatch.setitem(MODELS, "haze/mix", spec)
    confidence = np.ones(IMAGE.shape[:2], np.float32)
    valid = np.ones(IMAGE.shape[:2], bool)
    valid[:20] = False
    alignment = Alignment(np.zeros((40, 48, 2), np.float32), 255 - IMAGE, valid, confidence, (1.0, 1.0),
                          np.eye(3), (48, 40))  # fmt: skip
    out = restore(IMAGE, "haze/mix", prior=alignment, device="cpu")
    assert np.array_equal(out[:20], IMAGE[:20])
    assert np.array_equal(out[20:], 255 - IMAGE[20:])
    unload_model("haze/mix")


def test_a_guided_model_without_a_fitting_prior_says_what_to_do():
    with pytest.raises(ModelError, match=r"restoration\.align\(generated, degraded\)"):
        restore(IMAGE, "haze/transfer")
    other = Alignment(np.zeros((9, 9, 2), np.float32), np.zeros((9, 9, 3), np.uint8), np.ones((9, 9), bool),
                      np.ones((9, 9), np.float32), (1.0, 1.0), np.eye(3), (9, 9))  # fmt: skip
    with pytest.raises(ModelError, match="expected a prior aligned to this image"):
        restore(IMAGE, "haze/transfer", prior=other)


def test_progress_begins_and_ends():
    seen = []
    restore(IMAGE, "haze/dcp", control=RunControl(lambda fraction, text: seen.append((fraction, text))))
    assert seen == [(0.0, "Dark channel prior"), (1.0, "Dark channel prior")]


def test_the_command_line_prints_the_table(capsys):
    import argparse

    from restoration.cli import models as verb

    parser = argparse.ArgumentParser()
    verb.add_parser(parser.add_subparsers())
    assert verb.run(parser.parse_args(["models", "--task", "haze"])) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split()[:3] == ["ID", "ROLE", "STATE"]
    assert lines[1].startswith("haze/dcp")
    assert verb.run(parser.parse_args(["models", "--json"])) == 0
    rows = json.loads(capsys.readouterr().out)
    assert {row["id"] for row in rows} == set(MODELS)
    assert verb.run(parser.parse_args(["models", "--load", "haze/dcp"])) == 0


@pytest.mark.parametrize("model", [spec.id for spec in MODELS.values() if spec.build is not None])
def test_every_network_keeps_its_contract(model):
    """Each of the registry, untrained: takes what its record says, keeps the size, and is whole as in tiles."""
    spec = get_spec(model)
    network = spec.build().eval()
    side = max(48, 2 * spec.multiple_of)
    image = np.random.default_rng(0).integers(40, 200, (side, side, 3), dtype=np.uint8)
    inputs = [as_tensor(x, CPU) for x in example_inputs(image, spec.needs_prior)]
    assert len(inputs) == (3 if spec.needs_prior else 1)
    with torch.inference_mode():
        context = [network.context(*inputs)] if isinstance(network, NeedsContext) else []
        output = network(*inputs, *context)
    assert output.shape == inputs[0].shape
    assert isinstance(network, NeedsContext) or not spec.context_pixels, "only a context is taken from a copy"
    accepted = inspect.signature(type(network).forward).parameters
    assert len(accepted) - 1 >= len(inputs) + len(context)
