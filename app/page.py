"""The page: header and tabs. `build_page(engine)` has no side effects, so a reload can build it again."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import gradio as gr
from starlette.requests import Request
from starlette.types import ASGIApp

from app.about_tab import build_about_tab
from app.batch_tab import build_batch_tab
from app.benchmark_tab import build_benchmark_tab
from app.compare_tab import build_compare_tab
from app.compression import Compression
from app.distortion_tab import build_distortion_tab
from app.engine import Engine
from app.events import QUIET
from app.handlers import Handlers
from app.intake import Intake
from app.memory import limit_memory_pools
from app.models_tab import build_models_tab
from app.protection import Protection, protect
from app.protocols import KNOWN_PROTOCOL_JS
from app.routes import build_routes
from app.saved_rows import KEPT_ROWS_JS
from app.session_state import hold_bare_sessions
from app.sessions import SessionGuard
from app.theme import CSS_FILE, build_theme
from app.visitors import COOKIE
from restoration import Settings

_HEADER = """
<header class="pg-header">
  <h1>PriorLens</h1>
  <p>What a generative restoration keeps, moves and hallucinates, and what it is worth as a prior.</p>
</header>
"""


def build_page(engine: Engine) -> gr.Blocks:
    os.environ["GRADIO_TEMP_DIR"] = str(engine.folder.uploads)  # where Gradio's components keep uploads
    handlers = Handlers.of(engine)
    with gr.Blocks(
        title="PriorLens", analytics_enabled=False, fill_width=True, delete_cache=(3600, 86400)
    ) as demo:
        gr.HTML(_HEADER)
        # Table and plot of the batch are made while they are looked at, not after each photo of a run.
        in_sight = gr.State("compare")
        with gr.Tabs() as tabs:
            with gr.Tab("Compare", id="compare") as compare_tab:
                compare = build_compare_tab(handlers, engine.visitors.browser_secret())
            with gr.Tab("Distortion", id="distortion"):
                build_distortion_tab(handlers, compare, tabs)
            with gr.Tab("Batch", id="batch") as batch_tab:
                build_batch_tab(handlers, compare, tabs, in_sight)
            if not engine.settings.hosted:
                with gr.Tab("Benchmark", id="benchmark"):
                    build_benchmark_tab(handlers.benchmark, compare, tabs)
            with gr.Tab("Models", id="models"):
                build_models_tab(handlers.models, local=not engine.settings.hosted)
            with gr.Tab("About", id="about"):
                build_about_tab(engine.settings)
        for tab in (compare_tab, batch_tab):
            tab.select(_always(tab.id), None, in_sight, **QUIET)
        # First the protocol, and in the browser: what a visitor chooses meanwhile is not reset.
        demo.load(None, compare.saved_protocol, compare.protocol, js=KNOWN_PROTOCOL_JS, **QUIET).then(
            handlers.opening.open_page,
            compare.kept,
            [compare.rows, compare.current, compare.notice],
            js=KEPT_ROWS_JS,
            **QUIET,
        )
        demo.unload(handlers.runs.forget)
    return demo


def _always(value: Any) -> Callable[[], Any]:
    return lambda: value


_CHECKPOINT_BYTES = 4_000_000_000
_LOOK_S = 0.02


def _largest_upload(settings: Settings) -> int:
    """Images have a limit of their own when they are read; on a local run checkpoints come the same way."""
    return settings.max_bytes if settings.hosted else max(settings.max_bytes, _CHECKPOINT_BYTES)


def _around(engine: Engine) -> Callable[[ASGIApp], ASGIApp]:
    def cookie(header: str) -> str | None:
        visitors = engine.visitors
        return None if visitors.has_cookie(header) else f"{COOKIE}={visitors.new_cookie()}"

    def guarded(app: ASGIApp) -> ASGIApp:
        heard = engine.listeners.around(app)
        return Compression(Intake(heard, engine) if engine.settings.hosted else heard)

    return lambda app: Protection(
        SessionGuard(guarded(app), engine.sessions, lambda scope: engine.visitors.of(Request(scope)).person),
        hosted=engine.settings.hosted,
        hosts=os.environ.get("PRIORLENS_HOSTS", "").split(","),
        cookie=cookie,
    )


def launch_options(engine: Engine) -> dict[str, Any]:
    """What belongs to `launch`: look, limits, our own routes."""
    return {
        "theme": build_theme(),
        "css_paths": [CSS_FILE],
        "app_kwargs": {
            "routes": build_routes(engine),
            "lifespan": protect(_around(engine), hold_bare_sessions),
        },
        "max_file_size": _largest_upload(engine.settings),
        "server_name": os.environ.get("GRADIO_SERVER_NAME")
        or ("0.0.0.0" if engine.settings.hosted else "127.0.0.1"),
        # Ours are said in any case; Gradio's own name files of this server.
        "show_error": False,
        "run_history": False,
        "footer_links": [],
        "ssr_mode": False,
        # Gradio runs so many events at once; those of runs wait in it, and bound themselves (runs.py).
        "max_threads": engine.settings.max_waiting + 150,
    }


def serve(engine: Engine, demo: gr.Blocks, **launch: Any) -> None:
    """Open the page to visitors, once the first example can be shown at once. `launch` adds to its options."""
    limit_memory_pools()
    # Gradio summarises all its past events in a table after each event otherwise.
    os.environ.setdefault("GRADIO_ANALYTICS_CACHE_FREQUENCY", "1000000000")
    os.environ.setdefault("GRADIO_ANALYTICS_MAX_EVENTS", "1")
    # Uvicorn would trust any X-Forwarded-For from this machine; app.visitors decides whom to trust.
    os.environ.setdefault("FORWARDED_ALLOW_IPS", "")
    engine.examples.prepare(everything=engine.settings.hosted)
    # No bound for all events together: one visitor's would keep everybody else from opening the page.
    demo.queue(max_size=None, default_concurrency_limit=8, api_open=False)
    # It polls for an event a thousand times a second, which takes a sixth of a processor.
    demo._queue.sleep_when_free = demo._queue.progress_update_sleep_when_free = _LOOK_S
    demo.launch(**launch_options(engine) | launch)
