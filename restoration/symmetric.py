"""Symmetric positive definite 3×3 systems, one an element of an array, of NumPy's or of torch's.

By elimination (L·D·Lᵀ): it keeps float32's digits where three colour channels are nearly one, a determinant does not.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

Elements = TypeVar("Elements")
"""An array of any shape; arithmetic is elementwise."""


@dataclass(frozen=True, eq=False)
class Factors(Generic[Elements]):
    """L (unit diagonal; `a`, `b`, `c` below it) and D (`first`, `second`, `third`)."""

    a: Elements
    b: Elements
    c: Elements
    first: Elements
    second: Elements
    third: Elements

    def solve(self, x: Any, y: Any, z: Any) -> list[Elements]:
        """Of matrix · solution = (x, y, z)."""
        a: Any = self.a
        b: Any = self.b
        c: Any = self.c
        y = y - a * x
        z = (z - b * x - c * y) / self.third
        y = y / self.second - c * z
        return [x / self.first - a * y - b * z, y, z]


def factors(
    upper: Sequence[Any],
    least: tuple[Any, Any],
    at_least: Callable[[Any, Any], Any],
) -> Factors[Any]:
    """Of the matrices whose upper triangles are (m00, m01, m02, m11, m12, m22).

    Rounding can make the last two elements of D 0 or negative: they are held at `least` by `at_least(values, least)`
    (`numpy.maximum`, `torch.clamp_min`).
    """
    m00, m01, m02, m11, m12, m22 = upper
    a, b = m01 / m00, m02 / m00
    second = at_least(m11 - a * m01, least[0])
    rest = m12 - a * m02
    c = rest / second
    third = at_least(m22 - b * m02 - c * rest, least[1])
    return Factors(a, b, c, m00, second, third)
