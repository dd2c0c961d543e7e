"""Events of the page whose values are gathered by name: every field is there, and the browser's part finds its own."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from typing import Any

import gradio as gr
import pytest

from app.engine import Engine
from app.events import place_of
from app.generation import Generation
from app.generation_panel import GenerationPanel
from app.page import build_page
from app.photo_form import PhotoForm, build_photo_form
from restoration import get_settings


@pytest.fixture
def engine(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Engine:
    monkeypatch.setattr("app.example_results.ExampleResults.first_id", lambda self: None)  # computes nothing
    return Engine(dataclasses.replace(get_settings(), data_dir=tmp_path))


@pytest.fixture
def form(engine: Engine) -> Iterator[PhotoForm]:
    from app.generation_handlers import GenerationHandlers

    with gr.Blocks():
        yield build_photo_form(GenerationHandlers(engine))


def test_the_panel_has_every_field_of_generation_but_the_key(form: PhotoForm) -> None:
    assert set(form.panel.fields) == {f.name for f in dataclasses.fields(Generation)} - {"key"}
    with pytest.raises(TypeError, match="palette"):
        GenerationPanel({"palette": form.panel.ticket}, form.panel.ticket).generation(
            {form.panel.ticket: "warm"}
        )


def test_a_request_holds_each_value_under_its_own_name(form: PhotoForm) -> None:
    values: dict[Any, Any] = {component: f"value of {component._id}" for component in form.inputs}
    values |= {zone: [f"/files/{zone.elem_id}.png"] for zone in form.zones}
    values |= {form.corrections: {"truth|": {"0": 1}}, form.run_models: True, form.halves: "left"}
    asked = form.request(values)
    assert asked.files.all == [f"/files/{name}.png" for name in ("degraded", "generated", "truth", "results")]
    assert asked.files.corrections == {"truth|": {"0": 1}}
    assert (asked.choice.task, asked.choice.baseline) == (values[form.task], values[form.baseline])
    assert (asked.choice.guided, asked.choice.halves) == (values[form.guided], "left")
    assert asked.choice.run_models is True
    assert asked.ticket == values[form.panel.ticket]
    for name, component in form.panel.fields.items():
        assert getattr(asked.generation, name) == values[component], name
    assert asked.generation.key is None
    assert "value of" not in repr(asked), "it may hold a ticket"


def test_fields_that_hold_nothing_are_empty(form: PhotoForm) -> None:
    nothing = form.files(dict.fromkeys(form.file_inputs))
    assert (nothing.all, nothing.corrections) == ([], {})


def test_the_ticket_of_a_key_is_put_in_its_own_place(engine: Engine) -> None:
    """The browser's part of the event writes by position; Gradio decides which."""
    demo = build_page(engine)
    run = next(fn for fn in demo.fns.values() if getattr(fn.fn, "__name__", "") == "run")
    place = int(re.search(r"inputs\[(\d+)\] = \"\"", str(run.js))[1])  # type: ignore[index]
    ticket = run.inputs[place]
    assert type(ticket).__name__ == "Textbox"
    assert ticket.elem_id is None, "no field of the page"
    assert place == place_of(ticket, set(run.inputs))
    assert [c._id for c in run.inputs] == sorted(c._id for c in run.inputs)
    named = {getattr(c, "elem_id", None) for c in run.inputs}
    assert {"degraded", "generated", "truth", "results", "task", "source", "api-cap", "halves"} <= named


def test_no_event_takes_more_than_eight_values_by_position(engine: Engine) -> None:
    many = {
        getattr(fn.fn, "__name__", "?"): len(fn.inputs)
        for fn in build_page(engine).fns.values()
        if not fn.inputs_as_dict and len(fn.inputs) > 8
    }
    assert many == {}
