"""The options, keys and prices of a generating model, without a browser."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.generation import Generation
from app.handlers import Handlers


def test_a_model_brings_its_own_options_and_names_its_own_key(
    handlers: Handlers, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("OPENAI_API_KEY", "GEMINI_API_KEY", "GOOGLE_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: object())
    quality, policy, fidelity, note = handlers.generation.model_options("gemini-3-pro-image")
    assert (quality["choices"], quality["value"]) == (["1K", "2K", "4K"], "1K")
    assert policy["choices"] == ["snap", "pad"]
    assert fidelity["choices"] == ["leave out"]
    assert "No GEMINI_API_KEY is set" in note
    assert "No OPENAI_API_KEY is set" in handlers.generation.model_options("gpt-image-2")[3]
    monkeypatch.setenv("GOOGLE_API_KEY", "abcdefghij")
    assert "has a key of Google" in handlers.generation.api_note("gemini-3-pro-image")
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert "priorlens[gemini]" in handlers.generation.api_note("gemini-3-pro-image")
    assert "expected a model name" in handlers.generation.model_options("gemini-../x")[3]


def priced(model: str, quality: str = "medium") -> Generation:
    return Generation(
        "api", model=model, quality=quality, size_policy="snap", input_fidelity="leave out", prompt=""
    )


def test_a_quality_of_another_model_is_not_priced(handlers: Handlers, uploads: Path) -> None:
    photos = [str(uploads / "d/one.png")]
    said = handlers.generation.estimate(photos, "haze", priced("gemini-3-pro-image"))
    assert "Estimate: about $0.1" in said
    lite = handlers.generation.estimate(photos, "haze", priced("gemini-3.1-flash-lite-image", "1K"))
    assert "price unknown" in lite


def test_the_price_is_said_before_the_call(handlers: Handlers, uploads: Path) -> None:
    photos = [str(uploads / "d/one.png")]
    said = handlers.generation.estimate(photos, "haze", priced("gpt-image-1.5"))
    assert "$" in said
    assert "takes" in handlers.generation.estimate(photos, "haze", priced("gpt-image-1.5", "max"))
    assert handlers.generation.estimate(photos, "haze", Generation("upload")) == ""
