"""Where each pixel of a degraded photo went in a generator's redraw of it."""

from restoration.alignment.registration import align, align_anyway

__all__ = ["align", "align_anyway"]
