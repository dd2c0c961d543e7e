"""Where each pixel of a degraded photo went in a generator's redraw of it."""

from restoration.alignment.registration import align

__all__ = ["align"]
