from __future__ import annotations

import pytest

from restoration.latex import escape


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("50 % & more_#1", r"50 \% \& more\_\#1"),
        (r"C:\x", r"C:\textbackslash{}x"),
        ("{$^~}", r"\{\$\textasciicircum{}\textasciitilde{}\}"),
        ("ΔE −2.0, ∞ dB, p < 0.05", r"$\Delta$E $-$2.0, $\infty$ dB, p $<$ 0.05"),
        ("plain text", "plain text"),
    ],
)
def test_a_text_stands_as_it_is(text: str, expected: str) -> None:
    assert escape(text) == expected
