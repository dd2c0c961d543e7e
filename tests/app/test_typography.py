from __future__ import annotations

from app.typography import headline, minus


def test_negative_numbers_get_a_true_minus_sign() -> None:
    assert minus("zoomed -3.6 % and +2.8 %") == "zoomed −3.6 % and +2.8 %"
    assert minus("(-1.0°, -.5)") == "(−1.0°, −.5)"


def test_names_ranges_and_dates_keep_their_hyphen() -> None:
    for text in ("IMG-2031", "3-5 px", "2026-11-23", "GPT-4o", "gpt-image-1.5", "prior-guided", "(2)-3"):
        assert minus(text) == text


def test_a_headline_begins_upper_case_and_keeps_the_rest() -> None:
    assert headline("zoomed -3.6 % beside GPT-4o") == "Zoomed −3.6 % beside GPT-4o"
    assert headline("") == ""
