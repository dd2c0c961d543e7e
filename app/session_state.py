"""What Gradio holds of a session: its `State`, not a copy of every component.

Gradio writes the configuration of all components anew for each session (14 ms of each page opening), and keeps there every value
that the visitor enters, for links to a session's values (deep links). The page does not offer such links (`protection`), so neither
is needed; and what a visitor entered is not held after the event that it was for.
"""

from __future__ import annotations

import datetime
from copy import copy
from typing import Any

from gradio.blocks import Blocks
from gradio.state_holder import SessionState, StateHolder


class BareSessionState(SessionState):
    def __init__(self, blocks: Blocks) -> None:
        self.blocks_config = copy(blocks.default_config)
        self.config_values = {}
        self.state_data: dict[int, Any] = {}
        self._state_ttl: dict[int, Any] = {}
        self.is_closed = False
        self.STATE_TTL_WHEN_CLOSED = 3600

    def __setitem__(self, key: int, value: Any) -> None:
        super().__setitem__(key, value)
        self.config_values.clear()

    def _update_config(self, key: int) -> None:
        pass

    def _update_value_in_config(self, key: int, value: Any) -> None:
        pass


class BareStateHolder(StateHolder):
    def __getitem__(self, session_id: str) -> SessionState:
        with self.lock:
            if session_id not in self.session_data:
                self.session_data[session_id] = BareSessionState(self.blocks)
        self.update(session_id)
        self.time_last_used[session_id] = datetime.datetime.now()
        return self.session_data[session_id]


def hold_bare_sessions(app: Any) -> None:
    """In Gradio's `app`, before its first request."""
    holder = BareStateHolder()  # type: ignore[no-untyped-call]
    holder.set_blocks(app.get_blocks())
    app.state_holder = holder
