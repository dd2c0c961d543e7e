"""Measuring how a generated image bent a photo: `analyse`, the ladder's images, the overlays."""

from restoration.distortion.analysis import analyse
from restoration.distortion.ladder import rung_images
from restoration.distortion.overlays import OVERLAYS, draw_overlay

__all__ = ["OVERLAYS", "analyse", "draw_overlay", "rung_images"]
