"""What CONTRIBUTING.md promises: to add a task, a model, a measure, an overlay, one table in one file is enough.

Each test adds an entry to the table that CONTRIBUTING.md names, and finds it wherever a user would: in Python, on the
command line, on the page.
"""

from __future__ import annotations

import argparse
import dataclasses
import re
from pathlib import Path
from typing import cast

import gradio as gr
import numpy as np
import pytest

import restoration as r
from restoration import measures
from restoration.cli import align as align_verb
from restoration.cli import models as models_verb
from restoration.cli import restore as restore_verb
from restoration.distortion import overlays
from restoration.models import registry
from restoration.models.spec import ModelSpec
from tests.conftest import ROOT, textured

GUIDE = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
IMAGE = textured(64, 80)


def run(verb: object, *arguments: str) -> int:
    parser = argparse.ArgumentParser()
    verb.add_parser(parser.add_subparsers())  # type: ignore[attr-defined]
    parsed = parser.parse_args(arguments)
    return int(verb.run(parsed) or 0)  # type: ignore[attr-defined]


def test_the_guide_names_files_that_are_there() -> None:
    rows = re.findall(r"^\| (?:a|an) [^|]+\| ([^|]+)\|$", GUIDE, re.MULTILINE)
    assert len(rows) >= 6
    for row in rows:
        files = re.findall(r"`((?:restoration|app|benchmarks)/[\w./]+)`", row)
        assert files, row
        for file in files:
            assert (ROOT / file).exists(), file


def test_a_task(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fog = dataclasses.replace(r.TASKS["haze"], id="sandstorm", label="Sandstorm")
    monkeypatch.setitem(r.TASKS, "sandstorm", fog)
    assert r.compare(IMAGE, task="sandstorm").task == "sandstorm"
    assert run(models_verb, "models", "--task", "sandstorm") == 0
    from app.model_handlers import ModelHandlers
    from app.models_tab import build_models_tab

    with gr.Blocks() as demo:
        build_models_tab(cast(ModelHandlers, _Models()), local=False)
    choices = [c for b in demo.blocks.values() for c in getattr(b, "choices", None) or []]
    assert ("Sandstorm", "sandstorm") in choices


class _Models:
    """Handlers of a Models tab that nobody uses."""

    def table(self, task: str) -> str:
        return task


def test_a_model(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spec = ModelSpec(
        "haze/negative",
        "Negative",
        ("haze",),
        "classical",
        "a test",
        "none",
        method=lambda image, prior=None: 255 - image,
    )
    monkeypatch.setitem(registry.MODELS, spec.id, spec)
    assert spec.id in [model.id for model in r.list_models("haze")]
    np.testing.assert_array_equal(r.restore(IMAGE, spec.id), 255 - IMAGE)
    assert r.compare(IMAGE, task="haze", baseline=spec.id).models["baseline"] == spec.id
    r.save_image(IMAGE, tmp_path / "photo.png")
    assert (
        run(
            restore_verb,
            "restore",
            str(tmp_path / "photo.png"),
            "--model",
            spec.id,
            "--out",
            str(tmp_path / "out.png"),
        )
        == 0
    )
    np.testing.assert_array_equal(r.load_image(tmp_path / "out.png"), 255 - IMAGE)


def test_a_measure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(measures.MEASURES, "mae", r.Measure("mae", "MAE", 3, larger_is_better=False))
    monkeypatch.setitem(measures._COMPUTED, "mae", lambda ours, truth: float(np.abs(ours - truth).mean()))
    found = r.measure(IMAGE, 255 - IMAGE, ("mae",))
    assert found["mae"] == pytest.approx(
        np.abs(IMAGE.astype(float) - (255 - IMAGE.astype(float))).mean(), rel=1e-3
    )
    assert list(measures.check_measures(["mae", "psnr"])) == ["psnr", "mae"]
    from app.batch_tab import measure_choices

    assert ("MAE", "mae") in measure_choices()


def test_an_overlay(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    plain = ("Photo itself", lambda report, alignment, generated, reference: (reference, []))
    monkeypatch.setitem(overlays.OVERLAYS, "itself", plain)
    alignment = r.align(IMAGE, IMAGE)
    report = r.analyse(alignment, IMAGE, IMAGE)
    drawn = r.draw_overlay("itself", report, alignment, IMAGE, IMAGE, legend=False)
    np.testing.assert_array_equal(drawn, IMAGE)
    r.save_image(IMAGE, tmp_path / "a.png")
    verb = ["align", str(tmp_path / "a.png"), str(tmp_path / "a.png"), "--out", str(tmp_path / "out")]
    assert run(align_verb, *verb) == 0
    assert [p for p in (tmp_path / "out").iterdir() if "itself" in p.name]
    from app.distortion_handlers import overlay_choices

    assert ("Photo itself", "itself") in overlay_choices(None)
