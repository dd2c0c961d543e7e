from __future__ import annotations

import dataclasses
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from app.engine import Engine
from app.model_handlers import ModelHandlers
from restoration import get_settings, list_models


@pytest.fixture
def handlers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModelHandlers:
    monkeypatch.setenv("PRIORLENS_MODELS", str(tmp_path / "models"))
    get_settings.cache_clear()
    return ModelHandlers(Engine(dataclasses.replace(get_settings(), data_dir=tmp_path)))


def test_models_can_be_chosen_per_task(handlers: ModelHandlers) -> None:
    baseline, guided = handlers.choices("haze")
    assert ("haze/dcp" in [value for _, value in baseline["choices"]]) is True
    assert "haze/transfer" in [value for _, value in guided["choices"]]
    assert "haze/transfer" not in [value for _, value in baseline["choices"]]
    assert handlers.choices("auto")[0]["value"] == ""


def test_the_table_follows_the_task(handlers: ModelHandlers) -> None:
    assert "haze/dcp" in handlers.table("all")
    assert "haze/dcp" not in handlers.table("rain")


def test_a_shared_page_has_no_buttons(handlers: ModelHandlers) -> None:
    assert "data-act" in handlers.table("all")
    handlers.engine.settings = dataclasses.replace(handlers.engine.settings, hosted=True)
    assert "data-act" not in handlers.table("all")


def pressed(handlers: ModelHandlers, act: str) -> list[Any]:
    return list(handlers.act("all", SimpleNamespace(_data={"act": act})))  # type: ignore[arg-type]


def test_load_and_unload(handlers: ModelHandlers) -> None:
    status, table = pressed(handlers, "load haze/dehazenet")[-1]
    assert "is loaded" in status
    assert "unload haze/dehazenet" in table
    status, table = pressed(handlers, "unload haze/dehazenet")[-1]
    assert "no longer in memory" in status
    assert "data-act='load haze/dehazenet'" in table
    assert "no model is called" in pressed(handlers, "load haze/nothing")[-1][0]


def test_a_checkpoint_is_kept_if_it_is_one(handlers: ModelHandlers, tmp_path: Path) -> None:
    import safetensors.torch as torch_file
    from spandrel.architectures.NAFNet import NAFNet

    net = NAFNet(img_channel=3, width=4, middle_blk_num=1, enc_blk_nums=[1], dec_blk_nums=[1])
    good = tmp_path / "my net.safetensors"
    torch_file.save_file(net.state_dict(), good)
    status, table = list(handlers.drop_in(str(good), "all"))[-1]
    assert "dropped/my net is ready" in status
    assert "dropped/my net" in table
    assert "already" in list(handlers.drop_in(str(good), "all"))[-1][0]


def test_a_bad_file_is_refused_in_words_and_nothing_is_left(handlers: ModelHandlers, tmp_path: Path) -> None:
    before = {m.id for m in list_models()}
    for name, content in (
        ("text.pth", b"hello"),
        ("letter.txt", b"Dear reviewer"),
        ("cut.safetensors", b"\x10"),
    ):
        (tmp_path / name).write_bytes(content)
        status, _ = list(handlers.drop_in(str(tmp_path / name), "all"))[-1]
        assert name in status
        assert "pg-error" in status
        assert "unexpected" not in status
    assert {m.id for m in list_models()} == before
    assert not [f for f in handlers.engine.settings.models_dir.glob("*") if f.is_file()]
