"""How the page's own events run: without Gradio's overlays, and not as public API endpoints."""

from __future__ import annotations

from collections.abc import Set
from typing import Any

from gradio.blocks import Block

EventValues = dict[Any, Any]
"""What an event whose inputs are a set is given: each component's value, by the component."""

SLOW: dict[str, Any] = {"concurrency_limit": None}
"""Events whose work runs elsewhere, in its turn: they wait without a thread of the server, and limit their own number."""

OVERLAYS: dict[str, Any] = {"concurrency_id": "overlays", "concurrency_limit": 16}
"""Pictures drawn on first use: each waits for its turn in a thread of the server, so few do at once."""

QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}


def place_of(component: Block, inputs: Set[Block]) -> int:
    """Where the browser's part of an event finds that component's value: Gradio puts a set in the order of ids."""
    return sorted(c._id for c in inputs).index(component._id)
