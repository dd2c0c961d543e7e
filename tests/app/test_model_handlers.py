from __future__ import annotations

import dataclasses

import pytest

from app.engine import Engine
from app.model_handlers import ModelHandlers
from restoration import get_settings


@pytest.fixture(scope="module")
def handlers(tmp_path_factory: pytest.TempPathFactory) -> ModelHandlers:
    return ModelHandlers(
        Engine(dataclasses.replace(get_settings(), data_dir=tmp_path_factory.mktemp("engine")))
    )


def test_models_can_be_chosen_per_task(handlers: ModelHandlers) -> None:
    baseline, guided = handlers.choices("haze")
    assert ("haze/dcp" in [value for _, value in baseline["choices"]]) is True
    assert "haze/transfer" in [value for _, value in guided["choices"]]
    assert "haze/transfer" not in [value for _, value in baseline["choices"]]
    assert handlers.choices("auto")[0]["value"] == ""
    assert "not loaded" in handlers.unload("haze/dcp", "all")[0]
    assert "Choose a model" in handlers.load(None, "all")[0]


def test_the_table_follows_the_task(handlers: ModelHandlers) -> None:
    assert "haze/dcp" in handlers.table("all")
    assert "haze/dcp" not in handlers.table("rain")
