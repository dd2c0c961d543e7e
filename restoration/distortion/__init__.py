"""Measuring how a generated image bent a photo: `analyse`, the images of the stages, the overlays; and what of it
reached a restoration that it guided: `measure_influence`."""

from restoration.distortion.analysis import analyse
from restoration.distortion.influence import measure_influence
from restoration.distortion.influence_overlay import draw_influence
from restoration.distortion.masking import hallucinations_masked
from restoration.distortion.overlays import OVERLAYS, draw_overlay
from restoration.distortion.stages import measure_stages, stage_images
from restoration.distortion.tone import apply_tone

__all__ = [
    "OVERLAYS",
    "analyse",
    "apply_tone",
    "draw_influence",
    "draw_overlay",
    "hallucinations_masked",
    "measure_influence",
    "measure_stages",
    "stage_images",
]
