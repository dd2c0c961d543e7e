"""Measuring how a generated image bent a photo: `analyse`, the ladder's images, the overlays."""

from restoration.distortion.analysis import analyse
from restoration.distortion.ladder import rung_images

__all__ = ["analyse", "rung_images"]
