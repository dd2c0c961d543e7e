"""A figure's recipe: what it refuses, how it moves, what LaTeX includes."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from restoration.errors import InputError
from restoration.reporting.figure.draw import FORMATS, draw_figures
from restoration.reporting.figure.latex import latex_snippet
from restoration.reporting.figure.recipe import FigureRecipe, RecipeSource, sha256_of

PLAIN = FigureRecipe((RecipeSource("a", {"degraded.png": "0" * 64}),), ("degraded", "guided"))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"sources": ()}, "at least one source"),
        ({"panes": ()}, "at least one source and one pane"),
        ({"panes": ("a", "a")}, "named twice"),
        ({"panes": tuple(map(str, range(25)))}, "up to 24 images, got 1 × 25"),
        ({"layout": "spiral"}, "expected one of row, grid, beside"),
        ({"layout": "beside"}, "at least one region"),
        ({"protocol": "moire"}, "protocol: expected one of rgb"),
        ({"dpi": 71}, "72 to 1200, got 71"),
        ({"dpi": 1201}, "72 to 1200"),
        ({"regions": ((0, 0, 8, 8),) * 7}, "up to 6, got 7"),
        ({"regions": ((0, 0, 3, 8),)}, "at least 4 px"),
        ({"regions": ((-1, 0, 8, 8),)}, "x, y from 0"),
        ({"font_pt": 21}, "font_pt must be 4 to 20"),
        ({"width": "wide"}, "or a number of mm, got 'wide'"),
        ({"width": "19.9"}, "20 to 500 mm, got 19.9"),
        ({"width": "nan"}, "20 to 500 mm"),
    ],
)
def test_what_cannot_be_drawn_is_refused(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        replace(PLAIN, **changes).checked()


def test_the_ends_of_every_range_are_taken() -> None:
    for changes in ({"dpi": 72}, {"dpi": 1200}, {"width": "20"}, {"width": "500"}, {"font_pt": 4}, {"columns": 12},
                    {"panes": tuple(map(str, range(24)))}, {"regions": ((0, 0, 4, 4),) * 6}):  # fmt: skip
        made = replace(PLAIN, **changes)
        assert made.checked() is made


def test_it_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    (tmp_path / "r.json").write_text(json.dumps(PLAIN.to_json()))
    assert FigureRecipe.read(tmp_path / "r.json") == PLAIN
    for text, said in (("{", "expected a recipe as JSON"), ("[]", "a JSON object, got list"),
                       ('{"schema": 9}', "written under schema 9"), ('{"hue": 1}', "cannot be read")):  # fmt: skip
        (tmp_path / "x.json").write_text(text)
        with pytest.raises(InputError, match=said):
            FigureRecipe.read(tmp_path / "x.json")
    with pytest.raises(InputError, match="cannot be read"):
        FigureRecipe.read(tmp_path / "absent.json")


def test_a_recipe_that_moves_names_its_sources_from_there(tmp_path: Path) -> None:
    moved = PLAIN.moved(tmp_path, tmp_path / "figures" / "two")
    assert moved.sources[0].folder == "../../a"
    assert moved.sources[0].sha256 == PLAIN.sources[0].sha256


def test_a_name_that_is_no_image_is_said_with_the_known_ones(tmp_path: Path) -> None:
    (tmp_path / "guided.png").write_bytes(b"x")
    assert len(sha256_of(tmp_path / "guided.png")) == 64
    with pytest.raises(
        InputError, match=r"best: expected the name of an image of this comparison \(guided\)"
    ):
        sha256_of(tmp_path / "best.png")


def test_only_known_kinds_of_file_are_drawn(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=f"expected {', '.join(FORMATS)}, got 'gif'"):
        draw_figures(PLAIN, ["png", "gif"], tmp_path)


@pytest.mark.parametrize(
    ("width", "environment"),
    [("cvpr-column", "figure"), ("ieee-page", "figure*"), ("88.9", "figure"), ("120", "figure*")],
)
def test_a_wide_figure_spans_both_columns(width: str, environment: str) -> None:
    text = latex_snippet(replace(PLAIN, width=width), "fig/My Figure_1.pdf")
    assert f"\\begin{{{environment}}}[t]" in text
    assert f"\\end{{{environment}}}" in text
    assert "\\label{fig:my-figure-1}" in text
    assert "From left to right: degraded, guided." in text


def test_the_width_is_in_inches_and_the_caption_says_what_stands_below() -> None:
    assert "width=3.2500in" in latex_snippet(replace(PLAIN, width="cvpr-column"), "a.pdf")
    with_truth = replace(PLAIN, sources=(RecipeSource("a", {"truth.png": "0" * 64}),), errors=True)
    text = latex_snippet(with_truth, "a.pdf")
    assert "PSNR / SSIM against ground truth (rgb)." in text
    assert "0 to 64 grey levels" in text
    assert "PSNR" not in latex_snippet(PLAIN, "a.pdf")
