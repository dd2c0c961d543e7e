"""How the page's own events run: without Gradio's overlays, and not as public API endpoints."""

from __future__ import annotations

from typing import Any

QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
