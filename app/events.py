"""How the page's own events run: without Gradio's overlays, and not as public API endpoints."""

from __future__ import annotations

from typing import Any

SLOW: dict[str, Any] = {"concurrency_limit": None}
"""Events whose work runs elsewhere, in its turn: they wait without a thread of the server, and bound themselves."""

OVERLAYS: dict[str, Any] = {"concurrency_id": "overlays", "concurrency_limit": 16}
"""Pictures drawn on first use: each waits for its turn in a thread of the server, so few do at once."""

QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
