"""A figure as LaTeX includes it."""

from __future__ import annotations

import re

from restoration.arguments import a, checked, text
from restoration.latex import escape
from restoration.reporting.figure.recipe import WIDTHS_MM, FigureRecipe


@checked(recipe=a(FigureRecipe, "a figure's recipe"), file=text)
def latex_snippet(recipe: FigureRecipe, file: str) -> str:
    """A figure environment that includes `file`, over both columns where the recipe's width is a page's."""
    wide = recipe.width.endswith("-page") or recipe.width_mm > max(
        mm for name, mm in WIDTHS_MM.items() if name.endswith("-column")
    )
    environment = "figure*" if wide else "figure"
    names = ", ".join(escape(recipe.labels.get(pane, pane)) for pane in recipe.panes)
    caption = f"From left to right: {names}."
    if recipe.metrics and any("truth.png" in source.sha256 for source in recipe.sources):
        caption += f" PSNR / SSIM against ground truth ({escape(recipe.protocol)})."
    if recipe.errors:
        caption += f" Maps: mean absolute difference to ground truth, 0 to {recipe.error_full} grey levels."
    label = (
        re.sub(r"[^a-z0-9]+", "-", file.rsplit("/", 1)[-1].rsplit(".", 1)[0].lower()).strip("-")
        or "comparison"
    )
    return (
        f"% needs \\usepackage{{graphicx}}\n\\begin{{{environment}}}[t]\n  \\centering\n"
        f"  \\includegraphics[width={recipe.width_mm / 25.4:.4f}in]{{{file}}}\n"
        f"  \\caption{{{caption}}}\n  \\label{{fig:{label}}}\n\\end{{{environment}}}\n"
    )
