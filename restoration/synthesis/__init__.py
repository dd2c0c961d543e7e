"""Seeded synthetic degradations, and a simulator of what a generative model does to a photo."""

from restoration.synthesis.capture import low_light
from restoration.synthesis.degradations import DEGRADATIONS, degrade
from restoration.synthesis.jpeg import jpeg
from restoration.synthesis.precipitation import rain
from restoration.synthesis.redraw import simulate_generator
from restoration.synthesis.scattering import haze, pseudo_depth

__all__ = [
    "DEGRADATIONS",
    "degrade",
    "haze",
    "jpeg",
    "low_light",
    "pseudo_depth",
    "rain",
    "simulate_generator",
]
