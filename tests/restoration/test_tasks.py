from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from restoration.errors import InputError
from restoration.examples import list_examples
from restoration.image import load_image
from restoration.models import MODELS
from restoration.signs import measure_signs
from restoration.synthesis import DEGRADATIONS, degrade
from restoration.tasks import TASKS, get_task, suggest_task
from tests.conftest import ROOT, textured


def test_tasks_are_written_consistently() -> None:
    assert set(TASKS) == {
        *(
            "haze",
            "rain",
            "low_light",
            "noise",
            "blur",
            "snow",
            "raindrop",
            "underwater",
            "low_quality",
            "other",
        )
    }
    for key, task in TASKS.items():
        assert key == task.id
        assert "Keep every object" in task.prompt
        for model in (task.baseline, task.guided, task.harmless or None):
            assert model is None or key in MODELS[model].tasks
        assert not task.synthesis or task.synthesis in DEGRADATIONS
    asked = [task.asked for task in TASKS.values() if task.rule]
    assert len(set(asked)) == len(asked)
    assert TASKS["other"].baseline is None


@pytest.mark.parametrize("name", ["haze", "Haze", " low-light ", "LOW LIGHT"])
def test_names_are_read_kindly(name: str) -> None:
    assert get_task(name).id in ("haze", "low_light")


def test_unknown_task_names_the_known() -> None:
    with pytest.raises(InputError, match=r"expected one of haze, rain, low_light, .*other, got 'moire'"):
        get_task("moire")


def test_suggestions_for_the_examples() -> None:
    right = [suggest_task(e.load()[0]).task == e.task for e in list_examples()]
    assert sum(right) >= 5, right


@pytest.mark.parametrize("value", [0, 128, 255])
def test_one_pixel_tells_nothing(value: int) -> None:
    assert suggest_task(np.full((1, 1, 3), value, np.uint8)).task == "other"


def test_what_cannot_be_told_is_other() -> None:
    assert suggest_task(textured(200, 300, seed=3)).task == "other"
    flat = suggest_task(np.full((200, 300, 3), 128, np.uint8))
    assert flat.task == "other"
    assert flat.reason


@pytest.mark.parametrize("task", ["low_light", "noise", "rain"])
def test_clear_signs_are_recognised_on_photos(task: str) -> None:
    """Of the shipped examples' clean photos, degraded; at most one of them is called something else."""
    said = []
    for seed, example in enumerate(list_examples()):
        truth = example.load()[2]
        said.append(suggest_task(degrade(truth, task, seed)).task)
    assert said.count(task) >= 2, said
    assert sum(other not in (task, "other") for other in said) <= 1, said


def test_undegraded_photos_get_no_suggestion() -> None:
    said = [suggest_task(example.load()[2]).task for example in list_examples()]
    assert sum(task != "other" for task in said) <= 1, said


def test_clean_photos_of_the_shared_folder_are_rarely_suggested(shared: Path) -> None:
    """The bar is 5 % of many folders (`benchmarks.suggest`); here every sixth of one."""
    photos = sorted((shared / "data/photos/bsds500_test").iterdir())[::6]
    said = [suggest_task(load_image(path)).task for path in photos]
    assert len(said) - said.count("other") <= 2, said


def test_what_only_looks_like_haze_rain_water_or_darkness_is_left_alone() -> None:
    """Each rule speaks for its shipped example, and no longer once one sign is that of a clean picture."""
    haze, rain, dark = (
        measure_signs(next(e for e in list_examples() if e.task == task).load()[0])
        for task in ("haze", "rain", "low_light")
    )
    water = replace(rain, red=0.4, red_leads=0.0, saturation=0.6, noise=0.3, streak_share=0.1, noise_grey=0.3)
    for task, signs, look_alikes in (
        # water; white ground with dark things; pale things with texture in all channels alike
        (
            "haze",
            haze,
            (
                {"red": 0.85},
                {"haze_floor": 0.2, "dark_channel": 0.6},
                {"noise_grey": 0.95, "saturation": 0.15},
            ),
        ),
        # trunks and posts with calm between them; upright things
        ("rain", rain, ({"noise": 0.3}, {"streak_tilt": 1.0, "streak_share": 0.55})),
        # a dark picture that is out of focus, or full of noise
        ("low_light", dark, ({"sharpness": 1.2}, {"noise": 15.0}, {"brightness": 0.19})),
        # a blue sky over level lines, and one of grey texture
        ("underwater", water, ({"streak_share": 0.8}, {"noise_grey": 0.95}, {"red_leads": 0.1})),
    ):
        rule = TASKS[task].rule
        assert rule is not None
        assert rule(signs), task
        for changed in look_alikes:
            assert not rule(replace(signs, **changed)), (task, changed)


SOURCES = sorted(
    {*ROOT.glob("restoration/**/*.py"), *ROOT.glob("app/**/*.py")} - {ROOT / "restoration/tasks.py"}
)


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_tasks_are_enumerated_nowhere_else(path: Path) -> None:
    """No collection, mapping or menu of task ids outside tasks.py."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        ids = [text for text in _texts(node) if text]
        assert len(ids) < 2 or not set(ids) <= set(TASKS), f"{path}:{node.lineno}: {ids}"  # type: ignore[attr-defined]


def _texts(node: ast.AST) -> Iterator[str]:
    """The texts that a collection is made of; a mapping's are its keys."""
    parts: list[ast.expr | None] = []
    if isinstance(node, (ast.List, ast.Tuple, ast.Set)):
        parts = list(node.elts)
    elif isinstance(node, ast.Dict):
        parts = list(node.keys)
    for part in parts:
        text = part.value if isinstance(part, ast.Constant) else None
        yield text if isinstance(text, str) else "?"
