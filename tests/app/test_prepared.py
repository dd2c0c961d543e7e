"""Scores under another protocol are computed once, on the device, before what needs them is shown."""

from __future__ import annotations

import asyncio
import dataclasses
from pathlib import Path
from typing import Any

import gradio as gr
import pytest

from app.engine import Engine
from app.handlers import Handlers
from app.runs import Busy
from app.session_rows import Rows, rows_under
from restoration import get_settings
from tests.app.asking import asking, run_async

GENEROUS = 120.0


@pytest.fixture(scope="module")
def handlers(tmp_path_factory: pytest.TempPathFactory) -> Handlers:
    return Handlers.of(
        Engine(dataclasses.replace(get_settings(), data_dir=tmp_path_factory.mktemp("prepared")))
    )


@pytest.fixture
def example(handlers: Handlers) -> str:
    return handlers.compare.engine.examples.result("haze-palace").id


@pytest.fixture
def computed(handlers: Handlers, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """(result, protocol) of every computation that was asked for."""
    found: list[tuple[str, str]] = []
    rescoring = handlers.compare.engine.rescoring
    real = rescoring.prepare

    def prepare(result: Any, protocol: str, pane: str) -> None:
        found.append((result.id, protocol))
        real(result, protocol, pane)

    monkeypatch.setattr(rescoring, "prepare", prepare)
    return found


def test_five_parts_of_the_page_that_ask_at_once_compute_once(
    handlers: Handlers, example: str, computed: list[tuple[str, str]]
) -> None:
    rows: Rows = [{"id": example, "name": "Palace", "task": "Haze", "state": "done"}]
    prepared = handlers.prepared

    async def asked() -> list[Any]:
        together = asyncio.gather(
            prepared.show(example, "y", "", asking()),
            prepared.rows(rows, example, "y", asking()),
            prepared.show_stages(example, "y", asking()),
            prepared.table(rows, ("gain", True), "y", "all", asking()),
            prepared.scatter(rows, "moved", "gain", "y", "all", asking()),
        )
        return await asyncio.wait_for(together, GENEROUS)

    (viewer, *_), shown, (stages, _), table, _ = run_async(asked())
    assert computed == [(example, "y")]
    assert viewer["protocol"]["id"] == "y"
    for part in (shown, stages, table):
        assert "data-protocol='y'" in part
    computed.clear()
    run_async(prepared.show(example, "y", "", asking()))
    run_async(prepared.show(example, "rgb", "", asking()))
    assert computed == [], "what is there is not made again"


def test_a_tab_that_is_not_looked_at_computes_nothing(
    handlers: Handlers, example: str, computed: list[tuple[str, str]]
) -> None:
    rows: Rows = [{"id": example, "name": "Palace"}]
    prepared = handlers.prepared
    skipped = run_async(prepared.table_in_sight("compare", rows, ("gain", True), "y-crop4", "all", asking()))
    assert skipped == gr.skip()
    assert run_async(prepared.methods_in_sight("compare", rows, (), None, "y-crop4", asking())) == (
        gr.skip(),
        gr.skip(),
    )
    assert computed == []


def test_a_device_that_takes_no_more_runs_and_work_that_fails_are_said(
    handlers: Handlers, example: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = handlers.compare.engine

    def full(*_: Any, **__: Any) -> Any:
        raise Busy("Too many runs wait.")

    with monkeypatch.context() as patch:
        patch.setattr(engine.runs, "start", full)
        with pytest.raises(gr.Error, match="Too many runs wait"):
            run_async(handlers.prepared.show(example, "rgb-gtmean", "", asking()))

    def broken(*_: Any) -> None:
        raise RuntimeError("/secret/place")

    monkeypatch.setattr(engine.rescoring, "prepare", broken)
    with pytest.raises(gr.Error) as told:
        run_async(handlers.prepared.show(example, "rgb-gtmean", "", asking()))
    assert "/secret/place" not in str(told.value)


def test_a_row_whose_result_is_gone_keeps_its_numbers(handlers: Handlers, tmp_path: Path) -> None:
    rows: Rows = [{"id": "gone", "name": "x", "gain": "+1.0"}, {"id": None, "name": "y", "error": "damaged"}]
    engine = handlers.compare.engine
    assert rows_under(engine, rows, "y") == rows
    assert rows_under(engine, rows, "rgb") is rows
