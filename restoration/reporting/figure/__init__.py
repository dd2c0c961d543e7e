"""Figures for papers: images × methods with regions, from a recipe that makes the same file again."""

from restoration.reporting.figure.draw import FORMATS, draw_figure, draw_figures
from restoration.reporting.figure.latex import latex_snippet
from restoration.reporting.figure.ranking import RegionRow, rank_regions, ranking_table
from restoration.reporting.figure.recipe import LAYOUTS, WIDTHS_MM, FigureRecipe, recipe_for

__all__ = [
    "FORMATS",
    "LAYOUTS",
    "WIDTHS_MM",
    "FigureRecipe",
    "RegionRow",
    "draw_figure",
    "draw_figures",
    "latex_snippet",
    "rank_regions",
    "ranking_table",
    "recipe_for",
]
