"""One visitor of the page over HTTP, who does what a browser does: opens it, reads its scripts, uploads, runs, looks.

Speaks Gradio's queue (POST queue/join, GET queue/data) as the page's own script does. Used by visitors.py.
"""

from __future__ import annotations

import asyncio
import json
import re
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

_CONFIG = re.compile(r"window\.gradio_config = (\{.*?\});</script>", re.S)
_SCRIPTS = re.compile(r'(?:src|href)="(\./assets/[^"]+)"')
_AT_ONCE = 6
"""Requests that a browser has open to one host."""


@dataclass
class Visit:
    """What one visitor measured. Seconds since the page was asked for, and since the photo was sent."""

    ready_s: float | None = None
    result_s: float | None = None
    refused: str = ""
    error: str = ""
    places: list[str] = field(default_factory=list)
    """What was said about the place in the queue."""


class Page:
    """The functions of the page by name, from its own configuration."""

    def __init__(self, html: str) -> None:
        found = _CONFIG.search(html)
        if found is None:
            raise ValueError("the page holds no Gradio configuration")
        self.config: dict[str, Any] = json.loads(found.group(1))
        self.scripts = sorted(set(_SCRIPTS.findall(html)))
        self.components = {c["id"]: c for c in self.config["components"]}
        self.functions: dict[str, dict[str, Any]] = {d["api_name"]: d for d in self.config["dependencies"]}

    def defaults(self, name: str) -> list[Any]:
        """The inputs of a function as the page has them before anybody touched anything."""
        return [self.components[i]["props"].get("value") for i in self.functions[name]["inputs"]]

    def input_at(self, name: str, elem_id: str) -> int:
        ids = [self.components[i]["props"].get("elem_id") for i in self.functions[name]["inputs"]]
        return ids.index(elem_id)

    def after_change_of(self, state: int) -> list[str]:
        """The functions that a browser calls when that state has changed."""
        return [
            name
            for name, d in self.functions.items()
            if d["backend_fn"] and any(target == [state, "change"] for target in map(list, d["targets"]))
        ]


class Visitor:
    def __init__(self, base: str, *, timeout_s: float, headers: Mapping[str, str] | None = None) -> None:
        # Shorter than the server keeps idle connections: one that it closes just then would count as an error.
        limits = httpx.Limits(max_connections=_AT_ONCE + 2, keepalive_expiry=2.0)
        self._http = httpx.AsyncClient(
            base_url=base, timeout=timeout_s, limits=limits, headers=headers, trust_env=False
        )
        self._session = secrets.token_hex(6)
        self._events: dict[str, asyncio.Queue[dict[str, Any]]] = {}
        self._stream: asyncio.Task[None] | None = None
        self._streaming = False
        self.page: Page

    async def close(self) -> None:
        if self._stream is not None:
            self._stream.cancel()
        await self._http.aclose()

    async def open(self) -> list[str]:
        """Open the page until its first result is on the screen; the addresses of its pictures."""
        html = (await self._http.get("/")).raise_for_status().text
        self.page = Page(html)
        await self._get([script[1:] for script in self.page.scripts])
        await self.call("open_page", ["[]"])
        return await self.look()

    async def look(self) -> list[str]:
        """What follows when another result is shown: every function that listens, then the pictures."""
        state = self.page.functions["open_page"]["outputs"][1]
        names = self.page.after_change_of(state)
        answers = await asyncio.gather(*(self.call(name) for name in names))
        shown = dict(zip(names, answers, strict=True))["show"]
        pictures = sorted({a for a in re.findall(r'"([^"]*\.png)"', json.dumps(shown)) if "/" in a})
        await self._get(pictures)
        return pictures

    async def upload(self, *files: tuple[str, bytes]) -> list[str]:
        sent = await self._http.post("/gradio_api/upload", files=[("files", file) for file in files])
        return list(sent.raise_for_status().json())

    async def compare(self, visit: Visit, degraded: bytes, generated: bytes) -> bool:
        """Upload a photo and a generated image, run, look at the result; whether there is one."""
        paths = await self.upload(("photo.png", degraded), ("photo_generated.png", generated))
        data = self.page.defaults("run")
        for elem_id, path in zip(("degraded", "generated"), paths, strict=True):
            data[self.page.input_at("run", elem_id)] = [
                {"path": path, "meta": {"_type": "gradio.FileData"}, "orig_name": path.rsplit("/", 1)[-1]}
            ]
        data[self.page.input_at("run", "task")] = "haze"
        said: list[str] = []
        await self.call("run", data, said)
        visit.places = [text for text in said if "before yours" in text]
        last = said[-1] if said else ""
        if "ome back" in last:
            visit.refused = re.sub(r"<[^>]+>", " ", last).strip()
            return False
        await self.look()
        return True

    async def call(
        self, name: str, data: list[Any] | None = None, said: list[str] | None = None
    ) -> list[Any]:
        """Call a function through the queue and wait for its end. `said` collects the first output of each step."""
        function = self.page.functions[name]
        body = {
            "data": self.page.defaults(name) if data is None else data,
            "fn_index": function["id"],
            "session_hash": self._session,
            "trigger_id": None,
            "event_data": None,
        }
        joined = await self._http.post("/gradio_api/queue/join", json=body)
        if joined.status_code != 200:
            raise RuntimeError(f"{name}: {joined.status_code} {joined.text[:200]}")
        inbox = self._events.setdefault(joined.json()["event_id"], asyncio.Queue())
        if not self._streaming:
            self._streaming = True
            self._stream = asyncio.create_task(self._listen())
        while True:
            message = await inbox.get()
            output = message.get("output") or {}
            if said is not None and output.get("data"):
                said.append(json.dumps(output["data"][0]))
            if message["msg"] == "process_completed":
                if not message["success"]:
                    raise RuntimeError(f"{name}: {output.get('error')}")
                return list(output.get("data") or [])

    async def _listen(self) -> None:
        async with self._http.stream(
            "GET", "/gradio_api/queue/data", params={"session_hash": self._session}
        ) as stream:
            async for line in stream.aiter_lines():
                if not line.startswith("data:"):
                    continue
                message = json.loads(line[5:])
                if message["msg"] == "close_stream":
                    self._streaming = False
                    return
                if message["msg"] == "unexpected_error":
                    lost = {
                        "msg": "process_completed",
                        "success": False,
                        "output": {"error": message["message"]},
                    }
                    for inbox in self._events.values():
                        await inbox.put(lost)
                if message.get("event_id"):
                    await self._events.setdefault(message["event_id"], asyncio.Queue()).put(message)

    async def _get(self, addresses: list[str]) -> None:
        gate = asyncio.Semaphore(_AT_ONCE)

        async def one(address: str) -> None:
            async with gate:
                (await self._http.get(address)).raise_for_status()

        await asyncio.gather(*(one(address) for address in addresses))


async def visit(
    base: str, degraded: bytes, generated: bytes, *, runs: int, timeout_s: float, headers: Mapping[str, str]
) -> Visit:
    """One visitor from the first request to the last picture of `runs` results."""
    found = Visit()
    visitor = Visitor(base, timeout_s=timeout_s, headers=headers)

    async def go() -> None:
        began = time.monotonic()
        await visitor.open()
        found.ready_s = time.monotonic() - began
        for _ in range(runs):
            began = time.monotonic()
            if await visitor.compare(found, degraded, generated):
                found.result_s = time.monotonic() - began

    try:
        await asyncio.wait_for(go(), timeout_s)
    except Exception as error:  # errors are a part of the measurement
        found.error = f"{type(error).__name__}: {error}"[:300]
    finally:
        await visitor.close()
    return found
