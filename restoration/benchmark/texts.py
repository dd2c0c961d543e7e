"""Texts of tables for LaTeX."""

from __future__ import annotations

from restoration.latex import escape as latex

__all__ = ["latex"]
