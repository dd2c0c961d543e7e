"""The Batch tab's handlers without a browser: failures are rows, and nothing else suffers from them."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from app.batch_handlers import BatchHandlers
from app.engine import Engine
from app.handlers import Handlers
from app.rendering import row_of
from restoration import ModelError, get_settings, list_examples


@pytest.fixture(scope="module")
def batches(tmp_path_factory: pytest.TempPathFactory) -> BatchHandlers:
    return BatchHandlers(
        Engine(dataclasses.replace(get_settings(), data_dir=tmp_path_factory.mktemp("batch")))
    )


def test_an_example_that_fails_is_a_row_and_is_tried_again(
    batches: BatchHandlers, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = batches.engine.examples.result(list_examples()[0].id)
    broken = {"rain-cat": RuntimeError("boom"), "haze-launch": ModelError("Weights are missing.")}

    def example(example_id: str) -> Any:
        if example_id in broken:
            raise broken[example_id]
        return dataclasses.replace(result, id=f"example-{example_id}")

    monkeypatch.setattr(batches.engine.examples, "result", example)
    rows = list(batches.add_examples([]))[-1]
    assert len(rows) == len(list_examples())
    errors = {r["example"]: r["error"] for r in rows if r.get("error")}
    assert errors["haze-launch"] == "Weights are missing."
    assert "RuntimeError" in errors["rain-cat"]
    table = batches.table(rows, ("influence", True))
    assert "2 failed" in table
    assert "Failed: Weights are missing." in table
    broken.clear()
    rows = list(batches.add_examples(rows))[-1]
    assert len(rows) == len(list_examples())
    assert not [r for r in rows if r.get("error")]


def test_a_damaged_thumbnail_does_not_hide_the_table(batches: BatchHandlers) -> None:
    result = batches.engine.examples.result(list_examples()[0].id)
    (result.folder / "thumbnails.json").unlink(missing_ok=True)
    kept = (result.folder / "degraded.png").read_bytes()
    (result.folder / "degraded.png").write_bytes(b"damaged")
    try:
        table = batches.table([row_of(result)], ("gain", True))
    finally:
        (result.folder / "degraded.png").write_bytes(kept)
    assert result.name in table
    assert "<img" not in table


def test_work_that_failed_is_not_remembered_as_failed(
    batches: BatchHandlers, monkeypatch: pytest.MonkeyPatch
) -> None:
    example = list_examples()[1]
    monkeypatch.setattr("app.example_results.compare", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        batches.engine.examples.result(example.id)
    monkeypatch.undo()
    assert batches.engine.examples.result(example.id).id == f"example-{example.id}"


def test_clearing_the_list_keeps_the_results(batches: BatchHandlers) -> None:
    result: Any = batches.engine.examples.result(list_examples()[0].id)
    assert batches.clear() == []
    assert Path(result.folder).is_dir()


def test_another_protocol_changes_numbers_table_and_files(batches: BatchHandlers) -> None:
    row = row_of(batches.engine.examples.result(list_examples()[0].id))
    rgb, luma = (batches.table([row], ("gain", True), p) for p in ("rgb", "y"))
    assert f"<td>{row['numbers']['psnr']:.2f}</td>" in rgb
    assert f"<td>{row['numbers']['psnr']:.2f}</td>" not in luma
    assert "%22protocol%22%3A%20%22y%22" in luma
    scatter = [batches.scatter([row], "moved", "psnr", p) for p in ("rgb", "y")]
    assert scatter[0] != scatter[1]
    gone = {"id": "x" * 24, "name": "gone", "task": "Haze", "numbers": row["numbers"], "flags": []}
    assert f"<td>{row['numbers']['psnr']:.2f}</td>" in batches.table([gone], ("gain", True), "y")


def test_a_click_on_a_heading_sorts_and_again_turns_round(batches: BatchHandlers) -> None:
    def click(sort: Any, key: str) -> Any:
        return batches.sort(sort, SimpleNamespace(_data={"sort": key}))  # type: ignore[arg-type]

    assert click(("gain", True), "moved") == ("moved", True)
    assert click(("moved", True), "moved") == ("moved", False)


def test_the_table_of_methods_has_every_method_and_measure(kept: Any, handlers: Handlers) -> None:
    batches = handlers.batch
    rows = [row_of(kept), {"id": None, "name": "broken", "error": "x"}]
    html, menu = batches.methods(rows, ["gmsd"], None, "rgb")
    assert menu["choices"] == ["Degraded", "A", "B <i>", "gpt-4o", "nano"]
    assert menu["value"] == "A"
    assert html.count("data-testid='methods-") == 3
    assert "<i>" not in html
    assert "Difference to B &lt;i&gt;" in batches.methods(rows, [], "B <i>", "rgb")[0]


def test_nothing_to_compare_is_empty(handlers: Handlers) -> None:
    assert handlers.batch.methods([], [], None)[0] == ""
