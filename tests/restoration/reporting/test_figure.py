from __future__ import annotations

import dataclasses
import io
import json
import re
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from restoration import Comparison, InputError, Scores, score, write_comparison
from restoration.records import Method
from restoration.reporting.figure import (
    FigureRecipe,
    draw_figure,
    latex_snippet,
    lettering,
    rank_regions,
    ranking_table,
    recipe_for,
)
from restoration.reporting.figure.layout import COLOURS, lay_out
from restoration.reporting.figure.panels import read_groups
from tests.conftest import textured

BOX = (10, 6, 12, 8)


def comparison(truth: np.ndarray) -> Comparison:
    rng = np.random.default_rng(1)

    def noisy(level: float) -> np.ndarray:
        return np.clip(truth + rng.normal(0, level, truth.shape), 0, 255).astype(np.uint8)

    panes = {"degraded": noisy(40), "baseline": noisy(20), "guided": noisy(5)}
    panes["generated"] = noisy(30).repeat(2, axis=0).repeat(2, axis=1)
    panes["truth"] = truth
    scores: dict[str, Scores] = {n: score(panes[n], truth) for n in ("degraded", "baseline", "guided")}
    kinds = {"degraded": "photo", "baseline": "baseline", "guided": "guided", "generated": "generated"}
    return Comparison(
        task="haze", panes=panes, scores=scores, scored_against="truth", models={}, provenance={}, timings_s={},
        methods=tuple(Method(kind, name.title(), name) for name, kind in kinds.items()),  # type: ignore[arg-type]
    )  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("figure") / "result"
    write_comparison(comparison(textured(48, 64, seed=2)), made)
    return made


def recipe(folder: Path, **options: Any) -> FigureRecipe:
    return recipe_for([folder], root=folder.parent, **{"regions": (BOX,), "dpi": 150} | options)


def pixels(data: bytes) -> np.ndarray:
    with Image.open(io.BytesIO(data)) as image:
        return np.asarray(image.convert("RGB"))


@pytest.mark.parametrize("kind", ["png", "pdf", "svg"])
def test_a_recipe_read_back_makes_the_same_bytes(folder: Path, kind: str) -> None:
    made = recipe(folder, errors=True)
    again = FigureRecipe.from_json(json.loads(json.dumps(made.to_json())))
    assert again == made
    assert draw_figure(again, kind, folder.parent) == draw_figure(made, kind, folder.parent)


def test_every_method_then_ground_truth_is_shown(folder: Path) -> None:
    made = recipe(folder)
    assert made.panes == ("degraded", "baseline", "guided", "generated", "truth")
    assert made.labels["guided"] == "Guided"
    assert made.labels["truth"] == "Ground truth"


def test_crops_are_magnified_a_whole_number_of_times_and_exact(folder: Path) -> None:
    made = recipe(folder, panes=("baseline", "truth"), metrics=False, width="100")
    sheet = lay_out(made, read_groups(made, folder.parent))
    image = pixels(draw_figure(made, "png", folder.parent))
    assert image.shape[:2] == (sheet.height, sheet.width)
    source = pixels((folder / "baseline.png").read_bytes())
    crop = next(p for p in sheet.pictures if p.colour)
    assert crop.scale >= 2
    x, y, w, h = BOX
    expected = source[y : y + h, x : x + w].repeat(crop.scale, axis=0).repeat(crop.scale, axis=1)
    drawn = image[crop.y : crop.y + crop.height, crop.x : crop.x + crop.width]
    border = 4
    inner = np.s_[border:-border, border:-border]
    assert np.array_equal(drawn[inner], expected[inner])
    colour = tuple(int(COLOURS[0][i : i + 2], 16) for i in (1, 3, 5))
    assert np.abs(drawn[0, crop.width // 2].astype(int) - colour).max() <= 2


def test_a_pdf_holds_the_pixels_losslessly_and_its_text_as_text(folder: Path) -> None:
    made = recipe(folder, panes=("baseline", "truth"), regions=())
    data = draw_figure(made, "pdf", folder.parent)
    streams = [
        zlib.decompress(s)
        for s in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", data, re.S)
        if s[:1] == b"x"
    ]
    source = pixels((folder / "baseline.png").read_bytes())
    # matplotlib stores rows from below and turns the picture when it is drawn.
    assert any(_without_predictors(s, source.shape) == source[::-1].tobytes() for s in streams)
    assert b"/FontFile2" in data  # an embedded TrueType font
    assert b"CreationDate" not in data
    svg = draw_figure(made, "svg", folder.parent).decode()
    assert "Ground truth</text>" in svg


def test_long_labels_do_not_run_into_each_other(folder: Path) -> None:
    long = "A network with a name that is far too long for its place, trained on everything"
    made = recipe(folder, panes=("degraded", "baseline", "guided", "truth"), width="115", regions=(),
                  labels={"baseline": "simulated, strength 1, aligned", "guided": long})  # fmt: skip
    svg = draw_figure(made, "svg", folder.parent).decode()
    sizes = {
        text: float(size) for size, text in re.findall(r"font-size: ([\d.]+)px[^>]*>([^<]*)</text>", svg)
    }
    assert sizes["Degraded"] == sizes["simulated,"] == sizes["strength 1, aligned"] == pytest.approx(8)
    first = next(text for text in sizes if text.startswith("A network"))
    assert first.endswith("…")
    assert 5.6 <= sizes[first] < 5.8
    placed = [(float(x), text) for x, text in re.findall(r'x="([\d.]+)"[^>]*>([^<]*)</text>', svg)]
    assert len(placed) > 8
    cell = 115 / 25.4 * 72 / 4
    for x, text in placed:
        half = lettering._width(text, sizes[text]) / 2 - 0.5
        assert (x - half) // cell == (x + half) // cell, text  # within its own column


def _without_predictors(stream: bytes, shape: tuple[int, ...]) -> bytes:
    """An image's stream is that of a PNG: one byte before each row says how it was predicted."""
    height, row = shape[0], shape[1] * 3
    if len(stream) != height * (row + 1):
        return b""
    try:
        header = b"\x89PNG\r\n\x1a\n"
        size = (shape[1]).to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x02\0\0\0"

        def chunk(kind: bytes, body: bytes) -> bytes:
            return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")

        whole = header + chunk(b"IHDR", size) + chunk(b"IDAT", zlib.compress(stream)) + chunk(b"IEND", b"")
        return pixels(whole).tobytes()
    except OSError:
        return b""


def test_a_generated_image_of_another_size_is_cropped_at_the_same_place(folder: Path) -> None:
    made = recipe(folder)
    (group,) = read_groups(made, folder.parent)
    generated = next(p for p in group.panels if p.pane == "generated")
    x, y, w, h = BOX
    assert np.array_equal(generated.crop(BOX), generated.image[2 * y : 2 * (y + h), 2 * x : 2 * (x + w)])


@pytest.mark.parametrize("layout", ["row", "grid", "beside"])
@pytest.mark.parametrize("width", ["cvpr-column", "acm-page", "60"])
def test_layouts_stay_inside_the_sheet_and_do_not_overlap(folder: Path, layout: str, width: str) -> None:
    made = recipe(folder, layout=layout, width=width, regions=(BOX, (30, 20, 8, 16)), errors=True)
    sheet = lay_out(made, read_groups(made, folder.parent))
    assert sheet.width == round(made.width_mm / 25.4 * made.dpi)
    for p in sheet.pictures:
        assert p.x >= 0
        assert p.y >= 0
        assert p.x + p.width <= sheet.width
        assert p.y + p.height <= sheet.height
    for i, a in enumerate(sheet.pictures):
        for b in sheet.pictures[:i]:
            apart = (
                a.x >= b.x + b.width or b.x >= a.x + a.width or a.y >= b.y + b.height or b.y >= a.y + a.height
            )
            assert apart, (a, b)


def test_numbers_are_those_of_the_comparison(folder: Path) -> None:
    (group,) = read_groups(recipe(folder), folder.parent)
    stored = json.loads((folder / "comparison.json").read_text())["scores"]
    for panel in group.panels:
        if panel.pane in stored:
            assert panel.scores is not None
            assert panel.scores.psnr == pytest.approx(stored[panel.pane]["psnr"])


def test_another_file_than_the_recipes_is_refused(folder: Path, tmp_path: Path) -> None:
    made = recipe(folder)
    other = tmp_path / "result"
    write_comparison(comparison(textured(48, 64, seed=9)), other)
    with pytest.raises(InputError, match="SHA-256"):
        draw_figure(made, "png", tmp_path)
    (other / "baseline.png").unlink()
    with pytest.raises(InputError, match="expected the name of an image"):
        recipe(other, panes=("baseline",))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"layout": "circle"}, "layout: expected one of"),
        ({"layout": "beside", "regions": ()}, "at least one region"),
        ({"regions": ((60, 40, 30, 30),)}, "beyond the photo"),
        ({"regions": ((0, 0, 1, 1),)}, "at least 4 px"),
        ({"dpi": 10}, "dpi: expected"),
        ({"width": "wide"}, "width: expected"),
        ({"width": "nan"}, "width: expected"),
        ({"protocol": "best"}, "protocol: expected"),
        ({"panes": ("nothing",)}, "expected the name of an image"),
        ({"panes": ("degraded", "degraded")}, "named twice"),
        ({"sparkle": 1}, "no option is called sparkle"),
    ],
)
def test_what_cannot_be_drawn_is_refused_in_words(folder: Path, change: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        draw_figure(recipe(folder, **change), "png", folder.parent)


@pytest.mark.parametrize(
    "data",
    [
        None,
        3,
        [],
        {},
        {"sources": 3, "panes": []},
        {"sources": [], "panes": ["a"], "extra": 1},
        {"schema": 9},
    ],
)
def test_other_json_is_no_recipe(data: Any) -> None:
    with pytest.raises(InputError, match="recipe"):
        FigureRecipe.from_json(data)


def test_latex_sets_names_as_they_are(folder: Path) -> None:
    made = dataclasses.replace(recipe(folder), labels={"baseline": r"50% & A_b #1 {\x}~^$"})
    text = latex_snippet(made, "figures/night & day.pdf")
    assert r"50\% \& A\_b \#1 \{\textbackslash{}x\}\textasciitilde{}\textasciicircum{}\$" in text
    assert "figure*" in text
    assert "figure*" not in latex_snippet(recipe(folder, width="ieee-column"), "a.pdf")
    assert r"\label{fig:night-day}" in text


def test_methods_are_ranked_on_regions(folder: Path) -> None:
    rows = rank_regions(
        recipe(folder, panes=("degraded", "guided", "baseline"), regions=(BOX, (30, 20, 12, 12))),
        folder.parent,
    )
    assert [row.label for row in rows] == ["Guided", "Baseline", "Degraded"]
    assert [row.mean_rank for row in rows] == [1, 2, 3]
    truth, guided = (pixels((folder / f"{n}.png").read_bytes()) for n in ("truth", "guided"))
    x, y, w, h = BOX
    place = np.s_[y : y + h, x : x + w]
    assert rows[0].scores[0].psnr == pytest.approx(score(guided[place], truth[place]).psnr)
    assert "| Guided |" in ranking_table(rows, "md")
    assert r"\bottomrule" in ranking_table(rows, "tex")
    assert ranking_table(rows, "csv").splitlines()[0].startswith("method,psnr_1,ssim_1,rank_1,psnr_2")
    with pytest.raises(InputError, match="at least one region"):
        rank_regions(recipe(folder, regions=()), folder.parent)
