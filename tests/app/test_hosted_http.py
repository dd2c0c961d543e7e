"""The hosted page over HTTP, attacked as a stranger would: uploads that are no images, 65 queued runs of one client
while somebody else opens the page, event streams that are closed or never opened."""

from __future__ import annotations

import asyncio
import dataclasses
import json
import threading
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

import app.photo_run as photo_run_module
from app.engine import Engine
from app.example_results import ExampleResults
from app.page import build_page, serve
from benchmarks.visiting import Visit, Visitor
from restoration import degrade, encode_png, get_settings
from tests.app.asking import run_async
from tests.conftest import textured
from tests.restoration.test_limits import declared_png

GENEROUS = 120.0
pytestmark = pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning"
)  # Gradio's own sockets


@pytest.fixture(scope="module")
def hosted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimpleNamespace]:
    """A hosted page on loopback, and a gate that every comparison has to pass."""
    patch = pytest.MonkeyPatch()
    gate = SimpleNamespace(begun=threading.Semaphore(0), go=threading.Event())
    real = photo_run_module.compare

    def slow(*args: Any, **more: Any) -> Any:
        gate.begun.release()
        assert gate.go.wait(GENEROUS)
        return real(*args, **more)

    patch.setattr(photo_run_module, "compare", slow)
    patch.setenv("SYSTEM", "spaces")
    patch.setenv("PRIORLENS_DATA", str(tmp_path_factory.mktemp("hosted")))
    patch.setenv("GRADIO_SERVER_NAME", "127.0.0.1")
    patch.delenv("GRADIO_SERVER_PORT", raising=False)
    patch.setattr(ExampleResults, "prepare", lambda self, everything: self.result(str(self.first_id())))
    get_settings.cache_clear()
    engine = Engine(dataclasses.replace(get_settings(), max_waiting_per_address=4))
    demo = build_page(engine)
    serve(engine, demo, prevent_thread_lock=True)
    yield SimpleNamespace(base=demo.local_url, engine=engine, gate=gate, demo=demo)
    gate.go.set()
    demo.close()
    patch.undo()
    get_settings.cache_clear()


@pytest.fixture(autouse=True)
def limits_of_a_hosted_page(private_data: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server's threads read them where they check."""
    monkeypatch.setenv("SYSTEM", "spaces")
    get_settings.cache_clear()


@pytest.fixture
def photo() -> bytes:
    return encode_png(degrade(textured(60, 80, seed=1), "haze", seed=2))


def upload(base: str, name: str, data: bytes) -> httpx.Response:
    with httpx.Client(base_url=base, timeout=GENEROUS, trust_env=False) as http:
        return http.post("/gradio_api/upload", files=[("files", (name, data))])


def kept(engine: Engine) -> list[str]:
    return [f.name for f in engine.folder.uploads.rglob("*") if f.is_file() and f.suffix == ".png"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"<html>not an image</html>", "got a web page"),
        (declared_png(1, 60_000_000), "at most 12.2 megapixels"),
        (declared_png(1, 4_000_000), "sides of at most 20000 px"),
        (declared_png(4100, 3100), "at most 12.2 megapixels"),
        (b"\x7fELF" + bytes(1000), "expected an image"),
    ],
    ids=["page", "attack", "strip", "large", "program"],
)
def test_an_upload_that_is_no_fit_image_is_refused_and_deleted(
    hosted: SimpleNamespace, data: bytes, said: str
) -> None:
    answer = upload(hosted.base, "bad.png", data)
    assert answer.status_code == 415
    assert said in answer.text
    assert "bad.png" in answer.text
    assert str(hosted.engine.settings.data_dir) not in answer.text
    assert "bad.png" not in kept(hosted.engine)


def test_an_image_is_taken(hosted: SimpleNamespace, photo: bytes) -> None:
    answer = upload(hosted.base, "good.png", photo)
    assert answer.status_code == 200
    assert "good.png" in json.loads(answer.text)[0]
    assert "good.png" in kept(hosted.engine)


def test_sixty_five_runs_of_one_client_close_the_page_for_nobody(
    hosted: SimpleNamespace, photo: bytes
) -> None:
    async def attack() -> tuple[list[str], list[str]]:
        attackers = [Visitor(hosted.base, timeout_s=GENEROUS) for _ in range(65)]
        await attackers[0].open()
        visits = [Visit() for _ in attackers]
        for attacker in attackers[1:]:
            attacker.page = attackers[0].page
        runs = [
            asyncio.create_task(attacker.compare(visit, photo, photo))
            for attacker, visit in zip(attackers, visits, strict=True)
        ]
        assert await asyncio.to_thread(hosted.gate.begun.acquire, timeout=GENEROUS)
        await asyncio.wait(runs, timeout=GENEROUS, return_when=asyncio.FIRST_COMPLETED)
        visitor = Visitor(hosted.base, timeout_s=GENEROUS)
        pictures = await asyncio.wait_for(visitor.open(), GENEROUS)  # with the device still held
        assert not hosted.gate.go.is_set()
        hosted.gate.go.set()
        done = await asyncio.wait_for(asyncio.gather(*runs), GENEROUS)
        for one in (*attackers, visitor):
            await one.close()
        assert sum(done) == 4
        return pictures, [visit.refused for visit in visits if visit.refused]

    pictures, refused = run_async(attack())
    assert pictures
    assert len(refused) == 61
    assert all("from your address are waiting already. Come back" in text for text in refused)


def test_sixty_figures_of_one_client_close_the_page_for_nobody(
    hosted: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each waited for the device with a thread in its hand, of the forty that send everybody's pictures."""
    monkeypatch.setattr("app.routes.figure_archive", lambda result, asked: ("figure.zip", b"PK"))
    asked = f"results/{hosted.engine.examples.result(str(hosted.engine.examples.first_id())).id}/figure?panes=degraded,guided"

    async def attack() -> tuple[list[str], list[int]]:
        limits = httpx.Limits(max_connections=70)
        async with httpx.AsyncClient(base_url=hosted.base, timeout=GENEROUS, limits=limits) as attacker:
            figures = [asyncio.create_task(attacker.get(asked)) for _ in range(60)]
            await asyncio.wait(figures, timeout=GENEROUS, return_when=asyncio.FIRST_COMPLETED)
            visitor = Visitor(hosted.base, timeout_s=GENEROUS)
            pictures = await asyncio.wait_for(visitor.open(), GENEROUS)  # with the device still held
            await visitor.close()
            held.set()
            answers = await asyncio.gather(*figures)
        return pictures, [answer.status_code for answer in answers]

    held, taken = threading.Event(), threading.Event()

    def hold() -> None:
        with hosted.engine.turns.turn("test", 1.0, address="another"):
            taken.set()
            assert held.wait(3 * GENEROUS)

    holder = threading.Thread(target=hold)
    holder.start()
    assert taken.wait(GENEROUS)
    try:
        pictures, codes = run_async(attack())
    finally:
        held.set()
        holder.join()
    assert pictures
    assert (codes.count(200), codes.count(429)) == (16, 44)


def test_gradio_holds_the_state_of_a_session_and_nothing_that_was_entered(hosted: SimpleNamespace) -> None:
    async def visit() -> str:
        visitor = Visitor(hosted.base, timeout_s=GENEROUS)
        try:
            await visitor.open()
            return visitor._session
        finally:
            await visitor.close()

    session = run_async(visit())
    held = hosted.demo.app.state_holder.session_data[session]
    assert held.state_data
    assert list(held.components) == []


def test_the_page_needs_no_call_past_the_queue(hosted: SimpleNamespace) -> None:
    """Such calls are closed, so an event that makes one does nothing: Cancel once did."""
    config = httpx.get(f"{hosted.base}config", timeout=GENEROUS, trust_env=False).json()
    called = [d for d in config["dependencies"] if d["backend_fn"] and "unload" not in str(d["targets"])]
    assert len(called) > 10
    assert [d["api_name"] for d in called if not d["queue"]] == []
