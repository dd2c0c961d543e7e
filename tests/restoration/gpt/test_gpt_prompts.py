from __future__ import annotations

import pytest

from restoration.errors import InputError
from restoration.gpt.prompts import MAX_PROMPT_CHARS, build_prompt
from restoration.tasks import TASKS

HAZE = TASKS["haze"]


def test_the_version_tells_texts_apart() -> None:
    plain, padded, own = build_prompt(HAZE), build_prompt(HAZE, padded=True), build_prompt(HAZE, "Clear it.")
    assert plain.text == HAZE.prompt
    assert padded.text.startswith(HAZE.prompt)
    assert "margins" in padded.text
    assert len({plain.version, padded.version, own.version}) == 3
    assert plain.version.startswith("haze-")
    assert own.version.startswith("own-")
    assert build_prompt(HAZE, "  Clear it. ").version == own.version


def test_a_users_own_text_stands_alone() -> None:
    assert build_prompt(HAZE, "Clear it.", padded=True).text == "Clear it."


@pytest.mark.parametrize("text", ["", "   ", "x" * (MAX_PROMPT_CHARS + 1), "half a pair \ud83d"])
def test_what_cannot_be_sent_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="prompt: expected"):
        build_prompt(HAZE, text)
