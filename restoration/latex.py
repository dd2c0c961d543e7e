"""Texts as LaTeX sets them."""

from __future__ import annotations

_LATEX = {
    "\\": r"\textbackslash{}", "&": r"\&", "%": r"\%", "_": r"\_", "#": r"\#", "$": r"\$", "{": r"\{", "}": r"\}",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "∞": r"$\infty$", "−": "$-$", "–": "--", "<": "$<$",
    ">": "$>$", "Δ": r"$\Delta$",
}  # fmt: skip


def escape(text: str) -> str:
    """`text` with what LaTeX would read as commands, or could not set, written so that it stands as it is."""
    return "".join(_LATEX.get(character, character) for character in text)
