from __future__ import annotations

from pathlib import Path

import pytest

from restoration.errors import InputError
from restoration.settings import read_settings


def test_defaults() -> None:
    settings = read_settings({})
    assert settings.max_pixels == 64_000_000
    assert settings.models_dir == settings.data_dir / "models"
    assert settings.device == "auto"
    assert not settings.hosted


def test_variables_are_read() -> None:
    settings = read_settings(
        {
            "PRIORLENS_DATA": "/d",
            "PRIORLENS_MODELS": "~/m",
            "PRIORLENS_MAX_MP": "12.5",
            "PRIORLENS_DEVICE": "CPU",
        }
    )
    assert settings.data_dir == Path("/d")
    assert settings.models_dir == Path("~/m").expanduser()
    assert settings.max_pixels == 12_500_000
    assert settings.device == "cpu"


@pytest.mark.parametrize("value", ["many", "-1", "0", "nan", "inf", "500"])
def test_nonsense_is_refused_with_the_variable_named(value: str) -> None:
    with pytest.raises(InputError, match="PRIORLENS_MAX_MP"):
        read_settings({"PRIORLENS_MAX_MP": value})


def test_no_key_is_ever_part_of_the_settings() -> None:
    assert "sk-secret" not in repr(read_settings({"OPENAI_API_KEY": "sk-secret"}))
