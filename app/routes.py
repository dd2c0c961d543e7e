"""The page's own HTTP routes, beside Gradio's: files of results for the viewer, the zip of a
session, a visitor's own key, and Plotly's script.

A result's id cannot be guessed and is the permission to read it. Only files of known names are served.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from app.archive import archive_of, review_file
from app.download_turns import DownloadTurns, TooMany
from app.engine import Engine
from app.error_messages import sentence
from app.figures import figure_archive
from app.plots import PLOTLY_FILE
from app.results import is_result_file
from app.saving import saved_image
from app.snapshot import save_session
from restoration import RestorationError

_MOST_RESULTS_IN_A_ZIP = 500
T = TypeVar("T")


class _File(FileResponse):
    chunk_size = 1 << 20
    """Bytes; each piece is read in a turn of a thread, and pictures have megabytes."""


def build_routes(engine: Engine) -> list[Route]:
    downloads = DownloadTurns()

    async def made(
        request: Request, work: Callable[..., T], *args: Any, large: bool = False, **more: Any
    ) -> T:
        address = engine.visitors.of(request).address
        return await downloads.run(address, partial(work, *args, **more), large=large)

    async def result_file(request: Request) -> Response:
        result_id, name = request.path_params["result"], request.path_params["name"]
        if not is_result_file(name) or not engine.store.has(result_id):
            return _gone()
        path = await run_in_threadpool(_find, engine, result_id, name)
        if path is None:
            return _gone()
        kind = "image/png" if path.suffix == ".png" else "application/octet-stream"
        # Results never change, and only who knows the address may read it.
        return _File(path, media_type=kind, headers={"Cache-Control": "private, max-age=86400"})

    async def save(request: Request) -> Response:
        result_id, asked = request.path_params["result"], request.query_params
        file = f"{asked.get('pane', '')}.png"
        if not is_result_file(file) or not engine.store.has(result_id):
            return _gone()
        try:
            found = await made(request, _saved, engine, result_id, file, asked)
        except RestorationError as error:
            return _refused(error)
        if found is None:
            return _gone()
        name, data = found
        kind = "image/png" if name.endswith(".png") else "image/jpeg"
        return Response(data, media_type=kind, headers=_download(name))

    async def figure(request: Request) -> Response:
        result_id = request.path_params["result"]
        if not engine.store.has(result_id):
            return _gone()
        try:
            name, data = await made(request, _figure, engine, result_id, request)
        except RestorationError as error:
            return _refused(error)
        return Response(data, media_type="application/zip", headers=_download(name))

    async def archive(request: Request) -> Response:
        form = await request.form(max_files=0, max_fields=_MOST_RESULTS_IN_A_ZIP)
        ids = [str(value) for value in form.getlist("id")]
        make = save_session if request.url.path.endswith("/session") else archive_of
        try:
            name, pieces = await run_in_threadpool(make, engine.store, ids)
        except RestorationError as error:
            return _refused(error)
        return StreamingResponse(pieces, media_type="application/zip", headers=_download(name))

    async def review(request: Request) -> Response:
        form = await request.form(max_files=0, max_fields=_MOST_RESULTS_IN_A_ZIP + 1)
        ids = [str(value) for value in form.getlist("id")]
        blind = form.get("blind") == "1"
        try:
            name, data = await made(request, review_file, engine.store, ids, blind=blind, large=True)
        except RestorationError as error:
            return _refused(error)
        kind = "application/zip" if blind else "application/octet-stream"
        return Response(data, media_type=kind, headers=_download(name))

    async def key(request: Request) -> Response:
        form = await request.form(max_files=0, max_fields=2)
        owner = engine.visitors.of(request).person
        try:
            ticket = engine.keys.leave(str(form.get("pad", "")), str(form.get("masked", "")), owner)
        except RestorationError as error:
            return PlainTextResponse(sentence(error), status_code=400)
        return PlainTextResponse(ticket, headers={"Cache-Control": "no-store"})

    async def plotly_script(request: Request) -> Response:
        return FileResponse(
            PLOTLY_FILE,
            media_type="text/javascript",
            headers={"Cache-Control": "public, max-age=86400"},
        )

    return [
        Route("/key", key, methods=["POST"]),
        Route("/plotly.min.js", plotly_script, methods=["GET", "HEAD"]),
        Route("/results/{result}/save", save, methods=["GET"]),
        Route("/results/{result}/figure", figure, methods=["GET"]),
        Route("/results/{result}/{name}", result_file, methods=["GET", "HEAD"]),
        Route("/archive", archive, methods=["POST"]),
        Route("/session", archive, methods=["POST"]),
        Route("/review", review, methods=["POST"]),
    ]


def _figure(engine: Engine, result_id: str, request: Request) -> tuple[str, bytes]:
    result = engine.store.load(result_id)
    size = int(result.viewer["width"]) * int(result.viewer["height"]) / 1e6
    address = engine.visitors.of(request).address
    return engine.on_device(
        "figure", size, lambda: figure_archive(result, request.query_params), address=address
    )


def _saved(engine: Engine, result_id: str, file: str, asked: Mapping[str, str]) -> tuple[str, bytes] | None:
    result = engine.store.load(result_id)
    path = _find(engine, result_id, file)
    if path is None:
        return None
    return saved_image(
        result,
        path,
        kind=asked.get("format", "png"),
        quality=asked.get("quality", ""),
        name=asked.get("name", ""),
        exif=asked.get("exif") == "1",
        place=asked.get("place") == "1",
    )


def _find(engine: Engine, result_id: str, name: str) -> Path | None:
    places = (engine.store.folder(result_id) / name, engine.derived.path(result_id, name))
    return next((path for path in places if path.is_file()), None)


def _download(name: str) -> dict[str, str]:
    """Headers of a file that a browser saves under `name` and keeps no copy of."""
    return {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}", "Cache-Control": "no-store"}


def _refused(error: RestorationError) -> Response:
    return PlainTextResponse(sentence(error), status_code=429 if isinstance(error, TooMany) else 404)


def _gone() -> Response:
    return PlainTextResponse("This file is not kept here (any more).", status_code=404)
