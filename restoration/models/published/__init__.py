"""Networks of published papers, written from them, with their authors' weights.

The weights are not part of this project: they are fetched on demand from the authors' public
repositories, checked by size and hash, or read from the models folder.
"""

from __future__ import annotations

from restoration.models.published.table import PUBLISHED

__all__ = ["PUBLISHED"]
