"""Firefox without a driver: it speaks WebDriver BiDi (w3.org/TR/webdriver-bidi) over a WebSocket of its own."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import threading
from collections import deque
from contextlib import ExitStack
from pathlib import Path
from typing import Any

_PREFERENCES = {
    # Everything goes to a proxy that answers nothing: the network is cut, for Firefox's own services too.
    "network.proxy.type": 1,
    "network.proxy.http": "127.0.0.1",
    "network.proxy.ssl": "127.0.0.1",
    "network.proxy.allow_hijacking_localhost": True,
    "network.proxy.no_proxies_on": "",
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.page": 0,
    "browser.aboutwelcome.enabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "toolkit.telemetry.reportingpolicy.firstRun": False,
    "app.update.enabled": False,
    "gfx.webrender.software": True,
}
_ADDRESS = re.compile(r"WebDriver BiDi listening on (ws://\S+)")
_PATIENCE_S = 120


class Firefox:
    """One headless Firefox with a profile of its own in `folder`; `events` holds what BiDi has reported."""

    def __init__(self, program: str, folder: Path) -> None:
        from websockets.sync.client import connect

        self.events: list[dict[str, Any]] = []
        self._dead = socket.create_server(("127.0.0.1", 0), backlog=1)
        closed = self._dead.getsockname()[1]
        self._dead.close()  # nobody listens there
        folder.mkdir(parents=True, exist_ok=True)
        preferences = _PREFERENCES | {"network.proxy.http_port": closed, "network.proxy.ssl_port": closed}
        lines = (
            f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in preferences.items()
        )
        (folder / "user.js").write_text("\n".join(lines))
        self._process = subprocess.Popen(
            [program, "--headless", "--no-remote", "--profile", str(folder), "--remote-debugging-port", "0"],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        self._said: deque[str] = deque(maxlen=30)
        self._listening = threading.Event()
        self._address = ""
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        if not self._listening.wait(_PATIENCE_S) or not self._address:
            self.close()
            raise AssertionError("Firefox did not start:\n" + "\n".join(self._said))
        self._open = ExitStack()
        self._socket = self._open.enter_context(
            connect(f"{self._address}/session", max_size=None, proxy=None)
        )
        self._number = 0
        self.ask("session.new", capabilities={})

    def ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        """One command's result; events that come before it are kept. Raises AssertionError with what Firefox says."""
        self._number += 1
        self._socket.send(json.dumps({"id": self._number, "method": method, "params": parameters}))
        while True:
            message = json.loads(self._socket.recv(_PATIENCE_S))
            if message.get("id") == self._number:
                assert message["type"] == "success", message
                return dict(message["result"])
            if message.get("type") == "event":
                self.events.append(message)

    def open(self, address: str) -> str:
        """A new tab with a page that has loaded; its id. Requests and console messages are recorded from its start."""
        tab = self.ask("browsingContext.create", type="tab")["context"]
        events = ["network.beforeRequestSent", "log.entryAdded"]
        self.ask("session.subscribe", events=events, contexts=[tab])
        self.ask("browsingContext.setViewport", context=tab, viewport={"width": 1280, "height": 900})
        self.ask("browsingContext.navigate", context=tab, url=address, wait="complete")
        return str(tab)

    def evaluate(self, tab: str, expression: str) -> Any:
        """The JSON value of an expression, awaited. Raises AssertionError where it throws."""
        # As text: BiDi's own values are nested by type.
        code = f"(async () => JSON.stringify(await ({expression})))()"
        found = self.ask("script.evaluate", expression=code, target={"context": tab}, awaitPromise=True)
        assert found["type"] == "success", found
        return json.loads(found["result"].get("value", "null"))

    def requests(self, own: str) -> list[str]:
        """Addresses of everything that was asked for besides the page `own` and what lies in itself."""
        addresses = (
            str(event["params"]["request"]["url"])
            for event in self.events
            if event["method"] == "network.beforeRequestSent"
        )
        return [a for a in addresses if a != own and not a.startswith(("data:", "blob:"))]

    def complaints(self) -> list[str]:
        """Errors in the console."""
        return [
            str(event["params"].get("text"))
            for event in self.events
            if event["method"] == "log.entryAdded" and event["params"]["level"] == "error"
        ]

    def close(self) -> None:
        if hasattr(self, "_open"):
            self._open.close()
        self._process.terminate()
        try:
            self._process.wait(30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._reader.join(30)

    def _read(self) -> None:
        assert self._process.stderr is not None
        with self._process.stderr as lines:
            for line in lines:
                self._said.append(line.rstrip())
                found = _ADDRESS.search(line)
                if found:
                    self._address = found[1]
                    self._listening.set()
        self._listening.set()
