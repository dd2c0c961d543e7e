"""Seeded synthetic degradations, and a simulator of what a generative model does to a photo."""

from restoration.synthesis.degradations import DEGRADATIONS, degrade, haze, low_light, pseudo_depth, rain
from restoration.synthesis.redraw import simulate_generator

__all__ = ["DEGRADATIONS", "degrade", "haze", "low_light", "pseudo_depth", "rain", "simulate_generator"]
