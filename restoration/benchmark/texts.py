"""Texts of tables for LaTeX."""

from __future__ import annotations

_LATEX = {
    "\\": r"\textbackslash{}", "&": r"\&", "%": r"\%", "_": r"\_", "#": r"\#", "$": r"\$", "{": r"\{", "}": r"\}",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "∞": r"$\infty$", "−": "$-$", "–": "--", "<": "$<$",
    ">": "$>$", "Δ": r"$\Delta$",
}  # fmt: skip


def latex(text: str) -> str:
    """`text` with what LaTeX would read as commands escaped."""
    return "".join(_LATEX.get(character, character) for character in text)
