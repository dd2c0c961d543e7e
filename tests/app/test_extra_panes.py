"""A pane more beside those of a stored comparison."""

from __future__ import annotations

import dataclasses
import json
import os

import numpy as np
import pytest

from app.engine import Engine
from app.extra_pane_handlers import ExtraPaneHandlers
from app.extra_panes import add_model, addable
from app.results import Result
from restoration import InputError, Provenance, get_settings, list_examples, load_image, restore, score
from tests.app.asking import asking, everything
from tests.conftest import textured


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return Engine(dataclasses.replace(get_settings(), data_dir=tmp_path_factory.mktemp("additions")))


@pytest.fixture(scope="module")
def base(engine: Engine) -> Result:
    return engine.examples.result(list_examples()[0].id)


def add(engine: Engine, base: Result, model: str) -> Result:
    return add_model(
        engine.store,
        base,
        model,
        alignment=lambda: engine.views.alignment(base),
        device="cpu",
        progress=lambda *_: None,
    )


def test_only_other_models_of_the_task_are_offered(base: Result) -> None:
    ids = {m.id for m in addable(base)}
    assert "haze/dehazenet" in ids
    assert not ids & {m.id for m in base.comparison.models.values()}
    assert all(i.startswith(("haze/", "dropped/")) for i in ids)
    blind = dataclasses.replace(
        base, comparison=dataclasses.replace(base.comparison, provenance=Provenance())
    )
    assert not [m for m in addable(blind) if m.needs_prior]


def test_the_new_pane_holds_what_the_model_makes_and_is_scored(engine: Engine, base: Result) -> None:
    made = add(engine, base, "haze/dehazenet")
    degraded, truth = (load_image(base.folder / f"{n}.png") for n in ("degraded", "truth"))
    image = load_image(made.folder / "haze-dehazenet.png")
    np.testing.assert_array_equal(image, restore(degraded, "haze/dehazenet", device="cpu"))
    assert made.comparison.scores["haze-dehazenet"].psnr == pytest.approx(score(image, truth).psnr)
    assert made.comparison.models["haze-dehazenet"].id == "haze/dehazenet"
    pane = next(p for p in made.viewer["panes"] if p["name"] == "haze-dehazenet")
    assert pane["badge"] == "haze/dehazenet"
    assert made.viewer["visible"] == [*base.viewer["visible"], "haze-dehazenet"]
    assert (made.viewer["base"], made.viewer["added"]) == (base.id, "haze-dehazenet")
    assert made.viewer["query"] == f"result={made.id}"
    addresses = [*(p["file"] for p in made.viewer["panes"]), made.viewer["flow"]["file"]]
    assert all(a.startswith(f"results/{made.id}/") for a in addresses)
    assert all((made.folder / a.rsplit("/", 1)[-1].replace("-pane", "")).is_file() for a in addresses)
    # Each image is on disk once, however many results show it.
    assert os.path.samefile(made.path("degraded"), base.path("degraded"))
    # What stood there before is untouched.
    assert "haze-dehazenet" not in engine.store.load(base.id).comparison.scores
    assert engine.rescoring.scores(made, "y")["haze-dehazenet"].protocol == "y"
    both = add(engine, made, "haze/dehazenet-prior")
    assert {"haze-dehazenet", "haze-dehazenet-prior"} < set(both.comparison.scores)
    assert json.dumps(both.viewer)


def test_a_model_twice_or_unknown_is_refused(engine: Engine, base: Result) -> None:
    with pytest.raises(InputError, match="already stands"):
        add(engine, base, base.comparison.models["baseline"].id)
    with pytest.raises(InputError):
        add(engine, base, "rain/baseline")


def test_the_handler_puts_the_new_result_in_the_old_ones_place(engine: Engine, base: Result) -> None:
    handlers = ExtraPaneHandlers(engine)
    assert "haze/dehazenet" in [value for _, value in handlers.choices(base.id)["choices"]]
    assert handlers.choices(None)["choices"] == []
    rows = [{"id": "other"}, {"id": base.id, "name": "x"}]
    status, changed, current = everything(handlers.add(base.id, "haze/dehazenet", rows, asking()))[-1]
    assert status == ""
    assert changed == [{"id": "other"}, {"id": current, "name": "x"}]
    assert "Choose a model" in everything(handlers.add(base.id, None, rows, asking()))[0][0]
    assert (
        "already stands"
        in everything(handlers.add(base.id, base.comparison.models["baseline"].id, rows, asking()))[-1][0]
    )


def test_without_ground_truth_the_pane_says_change(engine: Engine) -> None:
    from restoration import compare, degrade

    photo = degrade(textured(64, 80, seed=3), "haze", seed=1)
    result = engine.keep(compare(photo, task="haze"), "blind")
    made = add(engine, result, "haze/dehazenet")
    pane = next(p for p in made.viewer["panes"] if p["name"] == "haze-dehazenet")
    assert pane["score_text"].startswith("Change ")
    with pytest.raises(InputError, match="without a generated image"):
        engine.views.alignment(made)
