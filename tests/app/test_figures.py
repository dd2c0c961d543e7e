"""A figure of what is seen: the zip holds all that makes it again, and nothing of this server."""

from __future__ import annotations

import dataclasses
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest

from app.engine import Engine
from app.figures import figure_archive
from restoration import InputError, compare, degrade, get_settings, simulated_output
from restoration.cli import main
from tests.conftest import textured


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Any:
    engine = Engine(dataclasses.replace(get_settings(), data_dir=tmp_path_factory.mktemp("figures")))
    truth = textured(64, 80, seed=3)
    made = compare(
        degrade(truth, "haze", seed=1), task="haze", generated=simulated_output(truth), truth=truth
    )
    return engine.keep(made, "Street <1>")


def asked(**change: str) -> dict[str, str]:
    return {"panes": "degraded,guided,truth", "regions": "4,5,20,10;70,60,40,40", "layout": "row"} | change


def test_the_zip_makes_the_same_figure_again(result: Any, tmp_path: Path) -> None:
    name, data = figure_archive(result, asked(errors="1", width="ieee-column"))
    assert name == "Street _1_-figure.zip"
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        archive.extractall(tmp_path / "zip")
    zipped = tmp_path / "zip"
    assert str(result.folder.parent).encode() not in b"".join(p.read_bytes() for p in zipped.glob("figure.*"))
    assert result.id not in (zipped / "figure.json").read_text()
    for kind in ("pdf", "png"):
        again = tmp_path / f"again.{kind}"
        assert main(["figure", str(zipped / "figure.json"), "--out", str(again)]) == 0
        assert again.read_bytes() == (zipped / f"figure.{kind}").read_bytes()
    assert "figure.pdf" in (zipped / "figure.tex").read_text()


def test_names_in_a_figure_are_those_of_the_page(result: Any) -> None:
    _, data = figure_archive(result, asked())
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        recipe = archive.read("figure.json").decode()
    labels = {p["name"]: p["label"] for p in result.viewer["panes"]}
    for pane in ("degraded", "guided", "truth"):
        assert labels[pane] in recipe
    assert "[\n      70,\n      60,\n      10,\n      4\n    ]" in recipe  # cut at the photo's border


@pytest.mark.parametrize(
    "change",
    [
        {"panes": ""}, {"panes": "../secret"}, {"panes": "nothing"}, {"regions": "1,2,3"}, {"regions": "a,b,c,d"},
        {"layout": "circle"}, {"width": "9e9"}, {"protocol": "best"}, {"regions": "0,0,1,1"},
    ],
)  # fmt: skip
def test_other_requests_are_refused_in_words(result: Any, change: dict[str, str]) -> None:
    with pytest.raises(InputError):
        figure_archive(result, asked(**change))
