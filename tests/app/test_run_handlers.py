"""Runs as the page sees them: waiting, cancelling, leaving; refusals; one budget. Events and barriers, no clocks."""

from __future__ import annotations

import asyncio
import dataclasses
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import app.photo_run as photo_run_module
from app.engine import Engine
from app.generation import Generation
from app.photo_run import Choice
from app.run_handlers import RunHandlers, RunRequest, waiting
from app.turns import Place
from app.uploads import GivenFiles
from restoration import degrade, get_settings, save_image
from tests.app.asking import asking, everything, run_async
from tests.conftest import textured

GENEROUS = 60.0


@pytest.fixture(scope="module")
def photos(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    folder = tmp_path_factory.mktemp("photos")
    paths = [folder / f"{name}.png" for name in ("one", "two", "three")]
    for number, path in enumerate(paths):
        save_image(degrade(textured(60, 80, seed=number), "haze", seed=2), path)
    return [str(path) for path in paths]


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[SimpleNamespace]:
    """Comparisons that begin, and go on computing whatever they are asked, until they are let go."""
    real = photo_run_module.compare
    gate = SimpleNamespace(begun=threading.Semaphore(0), go=threading.Event(), inside=0, most=0)

    def slow(*args: Any, **more: Any) -> Any:
        gate.inside += 1
        gate.most = max(gate.most, gate.inside)
        gate.begun.release()
        assert gate.go.wait(GENEROUS)
        gate.inside -= 1
        return real(*args, **more)

    monkeypatch.setattr(photo_run_module, "compare", slow)
    yield gate
    gate.go.set()


@pytest.fixture
def handlers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RunHandlers:
    monkeypatch.setattr("app.example_results.list_examples", list)
    settings = dataclasses.replace(
        get_settings(), data_dir=tmp_path, max_waiting_per_address=3, max_photos=2, hosted=True
    )
    return RunHandlers(Engine(settings))


def start(handlers: RunHandlers, photos: list[str], session: str, **more: Any) -> Any:
    asked = RunRequest(GivenFiles(photos), Choice("haze"), Generation(**{"source": "none"} | more))
    return handlers.run(asked, [], asking(session))


async def begun(gate: SimpleNamespace) -> None:
    assert await asyncio.to_thread(gate.begun.acquire, timeout=GENEROUS)


async def last(steps: Any) -> tuple[Any, ...]:
    return [step async for step in steps][-1]


def test_closing_the_event_frees_no_slot_while_the_thread_computes(
    handlers: RunHandlers, photos: list[str], gate: SimpleNamespace
) -> None:
    """The attack: four event streams closed, four threads computed at once and everybody waited."""

    async def attack() -> None:
        for number in range(4):
            left = start(handlers, photos[:1], f"s{number}")
            await anext(left)
            if not number:
                await begun(gate)
            await left.aclose()  # what Gradio does when the stream is closed
        visitor = asyncio.create_task(last(start(handlers, photos[1:2], "visitor")))
        gate.go.set()
        status, _, current = await asyncio.wait_for(visitor, GENEROUS)
        assert current, status

    run_async(attack())
    assert gate.most == 1  # never two at once, and those who waited and left were dropped
    assert gate.begun.acquire(blocking=False)  # the visitor's
    assert not gate.begun.acquire(blocking=False)


def test_cancel_works_while_waiting(handlers: RunHandlers, photos: list[str], gate: SimpleNamespace) -> None:
    async def scene() -> tuple[Any, ...]:
        first = asyncio.create_task(last(start(handlers, photos[:1], "first")))
        await begun(gate)
        second = start(handlers, photos[1:2], "second")
        told = (await anext(second))[0]
        while "before yours" not in told:
            told = (await anext(second))[0]
        assert "1 run is before yours" in told
        assert "Now: comparison of 0.0 MP" in told
        assert handlers.cancel(asking("second"))["value"] == "Stopping…"
        stopped = await asyncio.wait_for(last(second), GENEROUS)
        gate.go.set()
        await first
        return stopped

    status, rows, _ = run_async(scene())
    assert "Not compared: two.png" in status
    assert rows == []


def test_a_second_run_of_a_session_and_a_fourth_of_an_address_are_refused_in_words(
    handlers: RunHandlers, photos: list[str], gate: SimpleNamespace
) -> None:
    async def scene() -> list[str]:
        running = [asyncio.create_task(last(start(handlers, photos[:1], f"s{n}"))) for n in range(3)]
        await begun(gate)
        while handlers.engine.runs.count() < 3:
            await asyncio.sleep(0)
        refused = [(await last(start(handlers, photos[:1], session)))[0] for session in ("s0", "s3")]
        gate.go.set()
        await asyncio.gather(*running)
        return refused

    again, many = run_async(scene())
    assert "still going" in again
    assert "3 runs from your address are waiting already. Come back in" in many


def test_a_cancelled_run_keeps_what_is_done(handlers: RunHandlers, photos: list[str]) -> None:
    async def scene() -> tuple[Any, ...]:
        found: tuple[Any, ...] = ()
        async for found in start(handlers, photos[:2], "c"):
            if isinstance(found[1], list) and found[1]:
                handlers.cancel(asking("c"))
        return found

    rows = run_async(scene())[1]
    assert 1 <= len([row for row in rows if row.get("id")]) <= 2


def test_too_many_photos_are_refused_before_anything_is_read(
    handlers: RunHandlers, photos: list[str]
) -> None:
    (status, _, _) = everything(start(handlers, photos, "s"))[-1]
    assert "At most 2 photos a run, got 3" in status
    assert handlers.engine.runs.count() == 0


def test_all_photos_of_a_run_share_one_budget(
    handlers: RunHandlers, photos: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def generate_many(*args: Any, budget: Any, **more: Any) -> Any:
        asked.append(budget)
        raise CapError("The run cap is $1.00. It was not made.")

    class CapError(photo_run_module.Cancelled.__mro__[1]):  # type: ignore[misc, name-defined]
        kind = "budget"

    monkeypatch.setattr("app.generation.generate_many", generate_many)
    status = everything(start(handlers, photos[:2], "s", source="api"))[-1][0]
    assert len(asked) == 2
    assert asked[0] is asked[1]
    assert re.fullmatch(r"[0-9a-f]{16}/[0-9a-f]{16}", asked[0].visitor), "the address and the person, hashed"
    assert "Not generated, as a spending cap was reached: one.png, two.png." in status
    assert "by you today: $0.0000" in status


def test_waiting_for_a_service_does_not_hold_the_device(
    handlers: RunHandlers, photos: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    called, answer = threading.Event(), threading.Event()

    def generate_many(*args: Any, **more: Any) -> Any:
        called.set()
        assert answer.wait(GENEROUS)
        return None

    monkeypatch.setattr("app.generation.generate_many", generate_many)

    async def scene() -> tuple[Any, Any]:
        paying = asyncio.create_task(last(start(handlers, photos[:1], "paying", source="api")))
        assert await asyncio.to_thread(called.wait, GENEROUS)
        quick = await asyncio.wait_for(last(start(handlers, photos[1:2], "quick")), GENEROUS)
        answer.set()
        return quick, await paying

    quick, paid = run_async(scene())
    assert [row["name"] for row in (*quick[1], *paid[1]) if row["id"]] == ["two", "one"]


def test_the_place_in_words() -> None:
    assert waiting(Place(1, None, "")) == "Waiting for the device: 1 run is before yours."
    said = waiting(Place(3, 12.0, "comparison of 1.0 MP, for 3 s"))
    assert (
        said
        == "Waiting for the device: 3 runs are before yours, about 15 s. Now: comparison of 1.0 MP, for 3 s."
    )


def test_out_of_memory_is_a_row_with_a_next_step(
    handlers: RunHandlers, photos: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: Any, **more: Any) -> Any:
        raise MemoryError

    monkeypatch.setattr(photo_run_module, "compare", fail)
    status, rows, _ = everything(start(handlers, photos[:1], "s"))[-1]
    assert "memory of this machine is used up" in rows[0]["error"]
    assert "unexpected" not in status


def test_a_shared_page_bounds_what_stands_beside_one_photo(photos: list[str], tmp_path: Path) -> None:
    many = [str(tmp_path / f"one__{number}.png") for number in range(17)]
    for hosted, expected in ((True, "at most 16 results and generated images a photo, got 17"), (False, "")):
        settings = dataclasses.replace(get_settings(), data_dir=tmp_path / str(hosted), hosted=hosted)
        handlers = RunHandlers(Engine(settings))
        asked = RunRequest(GivenFiles(photos[:1], results=many), Choice("haze"), Generation("none"))
        steps = handlers.run(asked, [], asking("s"))
        said = str(everything(steps)[-1][0])
        assert expected in said
        assert ("at most" in said) is hosted
