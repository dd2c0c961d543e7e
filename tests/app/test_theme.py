"""Colours and type: nothing is fetched, every colour of the light theme has one of the dark."""

from __future__ import annotations

import re

from app.theme import CSS_FILE, build_theme


def test_no_font_is_fetched() -> None:
    theme = build_theme()
    assert theme._stylesheets == []
    css = CSS_FILE.read_text("utf-8")
    assert "@import" not in css
    assert set(re.findall(r"url\([\"']?([^:]*)", css)) == {"data"}
    assert "system-ui" in theme.font


def test_every_background_and_border_has_a_dark_one() -> None:
    theme = build_theme()
    for name in ("body_background_fill", "background_fill_primary", "block_background_fill", "border_color_primary",
                 "input_background_fill", "body_text_color_subdued"):  # fmt: skip
        light, dark = getattr(theme, name), getattr(theme, f"{name}_dark")
        assert re.fullmatch("#[0-9a-f]{6}", light), name
        assert re.fullmatch("#[0-9a-f]{6}", dark), name
        assert light != dark, name


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_quiet_text_and_buttons_can_be_read() -> None:
    """WCAG 2.2 AA: 4.5 to 1 for text."""
    theme = build_theme()
    for text, ground in (
        (theme.body_text_color_subdued, theme.body_background_fill),
        (theme.body_text_color_subdued_dark, theme.body_background_fill_dark),
        ("#ffffff", theme.button_primary_background_fill),
        ("#ffffff", theme.button_primary_background_fill_dark),
    ):
        bright, dark = sorted((luminance(text), luminance(ground)), reverse=True)
        assert (bright + 0.05) / (dark + 0.05) >= 4.5, (text, ground)
