from __future__ import annotations

import json
from pathlib import Path

import pytest

from restoration import write_comparison
from restoration.cli import main
from tests.conftest import textured
from tests.restoration.reporting.test_figure import comparison


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("figure") / "result"
    write_comparison(comparison(textured(48, 64, seed=2)), made)
    return made


def test_a_figure_its_recipe_snippet_and_ranking(result: Path, tmp_path: Path) -> None:
    out = tmp_path / "new" / "fig.pdf"
    asked = ["figure", str(result), "--pane", "degraded", "--pane", "guided", "--label", "guided=Ours", "--region",
             "4,4,12,12", "--layout", "grid", "--width", "cvpr-column", "--ranking", str(tmp_path / "r.csv")]  # fmt: skip
    assert main([*asked, "--out", str(out)]) == 0
    recipe = json.loads(out.with_suffix(".json").read_text())
    assert recipe["panes"] == ["degraded", "guided"]
    assert recipe["labels"]["guided"] == "Ours"
    assert not Path(recipe["sources"][0]["folder"]).is_absolute()
    assert "Ours" in out.with_suffix(".tex").read_text()
    assert (tmp_path / "r.csv").read_text().startswith("method,")
    other = tmp_path / "elsewhere" / "deep" / "b.pdf"
    assert main(["figure", str(out.with_suffix(".json")), "--out", str(other)]) == 0
    assert other.read_bytes() == out.read_bytes()
    assert main(["figure", str(other.with_suffix(".json")), "--out", str(other)]) == 0  # over its own
    assert other.read_bytes() == out.read_bytes()


def test_what_is_not_its_own_stays(result: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, text in (("a.json", '{"my": "notes"}'), ("b.tex", "my thesis")):
        (tmp_path / name).write_text(text)
        assert main(["figure", str(result), "--out", str(tmp_path / name[0]) + ".png"]) == 2
        assert "would be overwritten" in capsys.readouterr().err
        assert (tmp_path / name).read_text() == text
    before = (result / "guided.png").read_bytes()
    assert main(["figure", str(result), "--out", str(result / "guided.png")]) == 2
    assert (result / "guided.png").read_bytes() == before


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["--out", "x.gif"], ".pdf, .png or .svg"),
        (["--out", "x.png", "--region", "1,2"], "X,Y,W,H"),
        (["--out", "x.png", "--label", "Ours"], "NAME=TEXT"),
        (["--out", "x.png", "--pane", "nothing"], "expected the name of an image"),
    ],
)
def test_wrong_options_are_said(
    result: Path, asked: list[str], said: str, capsys: pytest.CaptureFixture[str],
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    assert main(["figure", str(result), *asked]) == 2
    assert said in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_recipe_takes_no_options_and_a_folder_must_be_a_comparison(
    result: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["figure", str(result), "--out", str(tmp_path / "a.png")]) == 0
    assert main(["figure", str(tmp_path / "a.json"), "--dpi", "100", "--out", str(tmp_path / "b.png")]) == 2
    assert "a recipe is drawn as it stands" in capsys.readouterr().err
    assert main(["figure", str(tmp_path), "--out", str(tmp_path / "c.png")]) == 2
    assert "no comparison.json" in capsys.readouterr().err
