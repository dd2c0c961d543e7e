"""Text that has to fit its place: broken into two lines, then smaller, then cut."""

from __future__ import annotations

from functools import lru_cache

FAMILY = "STIXGeneral"
"""As wide as the Times that templates use; matplotlib brings it."""
_LEAST_SIZE = 0.7
"""Of text that has no space, as a share of its size."""


def broken(text: str, size_pt: float, space_pt: float) -> tuple[str, ...]:
    """The text in one line where it has space, else in the two that are least wide."""
    words = text.split()
    if len(words) < 2 or _width(text, size_pt) <= space_pt:
        return (text,)
    pairs = [(" ".join(words[:i]), " ".join(words[i:])) for i in range(1, len(words))]
    return min(pairs, key=lambda pair: max(_width(line, size_pt) for line in pair))


def fitted(text: str, size_pt: float, space_pt: float, bold: bool = False) -> tuple[str, float]:
    """(what is written, its size) of one line: down to 70 % of the size, then cut with an ellipsis."""
    while len(text) > 1 and _width(text, size_pt, bold) * _LEAST_SIZE > space_pt:
        text = text.removesuffix("…")[:-1].rstrip(" ,;:") + "…"
    needed = _width(text, size_pt, bold)
    return text, size_pt if needed <= space_pt else max(size_pt * _LEAST_SIZE, size_pt * space_pt / needed)


@lru_cache(maxsize=4096)
def _width(text: str, size_pt: float, bold: bool = False) -> float:
    """In points."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    font = FontProperties(family=FAMILY, weight="bold" if bold else "normal", size=size_pt)
    return float(text_to_path.get_text_width_height_descent(text, font, ismath=False)[0])
