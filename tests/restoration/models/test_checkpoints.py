"""Checkpoints as training scripts save them, of one small network that spandrel knows."""

from __future__ import annotations

import argparse
import contextlib
import pickle
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from restoration.errors import ModelError
from restoration.models import list_models, restore
from restoration.models.checkpoints import candidates, check_finite, read_checkpoint
from restoration.settings import get_settings

IMAGE = np.random.default_rng(0).integers(0, 256, (37, 53, 3), dtype=np.uint8)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PRIORLENS_MODELS", str(tmp_path))
    get_settings.cache_clear()
    return tmp_path


@pytest.fixture(scope="module")
def tensors() -> dict[str, torch.Tensor]:
    from spandrel.architectures.Compact import Compact

    torch.manual_seed(0)
    network = Compact(num_in_ch=3, num_out_ch=3, num_feat=8, num_conv=2, upscale=1)
    return {name: value.clone() for name, value in network.state_dict().items()}


@pytest.fixture(scope="module")
def right(tensors: dict[str, torch.Tensor]) -> np.ndarray:
    from spandrel import ModelLoader

    model = ModelLoader().load_from_state_dict(dict(tensors))
    with torch.inference_mode():
        x = torch.from_numpy(IMAGE).permute(2, 0, 1)[None].float() / 255
        return (model(x)[0].clamp(0, 1) * 255 + 0.5).byte().permute(1, 2, 0).numpy()


def prefixed(tensors: dict[str, torch.Tensor], prefix: str) -> dict[str, torch.Tensor]:
    return {prefix + name: value for name, value in tensors.items()}


class Marker:
    """A class that a checkpoint may name; were it looked up and called, it would leave a mark."""

    called = False

    def __init__(self) -> None:
        Marker.called = True

    def __setstate__(self, state: object) -> None:
        Marker.called = True


WRAPPERS = {
    "bare": lambda t: t,
    "module": lambda t: prefixed(t, "module."),
    "compiled": lambda t: prefixed(t, "_orig_mod."),
    "two prefixes": lambda t: prefixed(t, "module._orig_mod."),
    "own prefix": lambda t: prefixed(t, "restorer."),
    "params": lambda t: {"params": t},
    "averaged first": lambda t: {"params": {k: v * 0 for k, v in t.items()}, "params_ema": t},
    "g_ema": lambda t: {"g_ema": t, "d": {}},
    "lightning": lambda t: {
        "state_dict": prefixed(t, "net.") | {"loss.weight": torch.ones(3)},
        "epoch": 1,
        "callbacks": {},
    },
    "optimiser": lambda t: {
        "model": t,
        "optimizer": {"state": {0: {"exp_avg": torch.ones(4)}}, "param_groups": []},
    },
    "namespace": lambda t: {"state_dict": t, "args": argparse.Namespace(lr=1e-3), "epoch": 3},
    "numpy": lambda t: {"state_dict": t, "best": np.float64(31.5)},
    "deep": lambda t: {"checkpoint": {"net": {"weights": t}}},
}


@pytest.mark.parametrize("wrapper", WRAPPERS)
def test_the_network_is_found(
    folder: Path, tensors: dict[str, torch.Tensor], right: np.ndarray, wrapper: str
) -> None:
    torch.save(WRAPPERS[wrapper](tensors), folder / "net.pth")
    assert {m.id: m.state for m in list_models()}["dropped/net"] == "ready"
    assert np.abs(restore(IMAGE, "dropped/net", device="cpu").astype(int) - right).max() <= 1


@pytest.mark.parametrize("name", ["net.pth.tar", "net.pkl", "net.bin", "net.PT", "net.ckpt"])
def test_names_that_checkpoints_have(
    folder: Path, tensors: dict[str, torch.Tensor], right: np.ndarray, name: str
) -> None:
    torch.save({"state_dict": tensors}, folder / name)
    assert np.abs(restore(IMAGE, "dropped/net", device="cpu").astype(int) - right).max() <= 1


def test_other_classes_are_not_looked_up(folder: Path, tensors: dict[str, torch.Tensor]) -> None:
    thing = object.__new__(Marker)
    thing.__dict__["x"] = 1
    torch.save({"state_dict": tensors, "trainer": thing}, folder / "net.pth")
    Marker.called = False
    data = read_checkpoint(folder / "net.pth")
    assert not Marker.called
    assert not isinstance(data["trainer"], Marker)
    assert sorted(next(candidates(data, "net"))) == sorted(tensors)


def test_code_in_a_pickle_is_never_run(folder: Path) -> None:
    class Attack:
        def __reduce__(self) -> tuple[object, ...]:
            import os

            return os.mkdir, (str(folder / "done"),)

    torch.save({"state_dict": {"a": torch.ones(2)}, "x": Attack()}, folder / "zip.pth")
    torch.save({"a": torch.ones(2), "x": Attack()}, folder / "old.pth", _use_new_zipfile_serialization=False)
    (folder / "plain.pkl").write_bytes(pickle.dumps({"a": 1, "x": Attack()}))
    for name in ("zip.pth", "old.pth", "plain.pkl"):
        with contextlib.suppress(ModelError):
            read_checkpoint(folder / name)
    assert not (folder / "done").exists()


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("html.pth", b"<!DOCTYPE html><html>Virus scan warning", "got a web page"),
        (
            "lfs.safetensors",
            b"version https://git-lfs.github.com/spec/v1\noid sha256:aa\n",
            "Git LFS pointer",
        ),
        ("empty.pth", b"", "an empty file"),
        ("noise.pth", bytes(range(256)) * 20, "damaged or cut short"),
        ("text.bin", b"not weights at all, but text", "got text"),
    ],
)
def test_refusals_give_the_reason_and_no_advice(folder: Path, name: str, data: bytes, words: str) -> None:
    (folder / name).write_bytes(data)
    with pytest.raises(ModelError, match=words) as caught:
        read_checkpoint(folder / name)
    said = str(caught.value)
    assert said.isprintable()
    assert "weights_only" not in said
    assert "trust" not in said
    row = next(m for m in list_models() if m.role == "dropped-in")
    assert row.state == "damaged"
    assert words in row.note


def test_a_cut_archive(folder: Path, tensors: dict[str, torch.Tensor]) -> None:
    torch.save(tensors, folder / "net.pth")
    whole = (folder / "net.pth").read_bytes()
    (folder / "net.pth").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ModelError, match="damaged or cut short"):
        read_checkpoint(folder / "net.pth")


def test_missing_tensors_are_counted(folder: Path, tensors: dict[str, torch.Tensor]) -> None:
    half = dict(list(tensors.items())[:4])
    torch.save(half, folder / "half.pth")
    with pytest.raises(ModelError, match=r"resembles a known network, but .*lacks"):
        restore(IMAGE, "dropped/half", device="cpu")


@pytest.mark.parametrize("suffix", [".pth", ".safetensors"])
def test_weights_that_are_no_numbers(folder: Path, tensors: dict[str, torch.Tensor], suffix: str) -> None:
    broken = {name: value.clone() for name, value in tensors.items()}
    first = next(iter(broken.values()))
    first.view(-1)[:5] = float("nan")
    file = folder / f"nan{suffix}"
    save_file(broken, file) if suffix == ".safetensors" else torch.save(broken, file)
    row = {m.id: m for m in list_models()}["dropped/nan"]
    assert row.state == "damaged"
    assert "got 5 of" in row.note
    with pytest.raises(ModelError, match=r"got 5 of [\d,]+ that are NaN"):
        restore(IMAGE, "dropped/nan", device="cpu")
    check_finite(tensors, "whole")


def test_several_sets_without_a_telling_name(tensors: dict[str, torch.Tensor]) -> None:
    with pytest.raises(ModelError, match="got 2"):
        list(candidates({"first": tensors, "second": tensors}, "net"))
