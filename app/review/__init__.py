"""Comparisons as one HTML file that needs no server: the same viewer, lossless images, scores, distortion, provenance."""

from app.review.bundle import Bundle, make_bundle
from app.review.sources import find_comparisons

__all__ = ["Bundle", "find_comparisons", "make_bundle"]
