"""The page of a blind A/B study: one static page, a few addresses that answer JSON, pictures, and the operator's results.

What a rater's browser receives holds no method's or file's name: a trial is a random token, and its pictures lie under
that token as "a" and "b". The rater's own token is a cookie that scripts cannot read.
"""

from __future__ import annotations

import json
import re
import secrets
import sys
from collections.abc import Awaitable, Callable, Iterable
from http.cookies import CookieError, SimpleCookie
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from app.protection import Protection, cookie_attributes, frame_ancestors
from app.study_pictures import StudyPictures
from app.study_results import StudyResults
from restoration import InputError, RestorationError, Study

_FOLDER = Path(__file__).with_name("study")
_STATIC = {"/": "study.html", "/study.js": "study.js", "/panes.js": "panes.js", "/study.css": "study.css"}
_TYPES = {".html": "text/html", ".js": "text/javascript", ".css": "text/css"}
_OPEN = re.compile(
    r"/(?:study\.(?:css|js)|panes\.js|robots\.txt|favicon\.ico|api/(?:session|start|trial(?:/\d{1,6})?|votes|more)"
    r"|image/[\w-]{8,64}/(?:a|b|input|truth)|results/[\w-]{8,64}/?(?:votes\.csv|report\.md|report\.json)?)?"
)
_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
    )
)
_LARGEST_BODY = 10_000
_UNKNOWN = "This browser takes no part in the study yet. Reload the page and press Start."
_NO_STORE = {"Cache-Control": "no-store"}


def build_study_app(study: Study, *, hosted: bool = False, hosts: Iterable[str] = ()) -> ASGIApp:
    """`hosted`, `hosts`: which names the page answers to, as in `Protection`."""
    page = _Page(study)
    routes = [
        *(Route(path, page.static(name)) for path, name in _STATIC.items()),
        Route("/robots.txt", _robots),
        Route("/api/session", page.session),
        Route("/api/start", page.start, methods=["POST"]),
        Route("/api/trial", page.trial),
        Route("/api/trial/{number:int}", page.trial),
        Route("/api/votes", page.votes, methods=["POST"]),
        Route("/api/more", page.more, methods=["POST"]),
        Route("/image/{trial}/{side}", page.image),
        Route("/results/{token}", page.results),
        Route("/results/{token}/", page.results),
        Route("/results/{token}/{file}", page.results),
    ]
    app = Starlette(routes=routes, exception_handlers={RestorationError: _refused})
    app.router.redirect_slashes = False
    return Protection(
        app, hosted=hosted, hosts=hosts, open_paths=_OPEN, policy=f"{_POLICY}; {frame_ancestors(hosted)}"
    )


class _Page:
    def __init__(self, study: Study) -> None:
        self._study = study
        self._pictures, self._results = StudyPictures(study), StudyResults(study)
        self._cookie = f"priorlens-rater-{study.id}"

    def static(self, name: str) -> Callable[[Request], Awaitable[Response]]:
        path = _FOLDER / name
        body = path.read_bytes()

        async def answer(_: Request) -> Response:
            return Response(body, media_type=_TYPES[path.suffix], headers={"Cache-Control": "no-cache"})

        return answer

    async def session(self, request: Request) -> Response:
        """How far this browser's rater is; without one, that there is none."""
        token = self._token(request)
        rater = await run_in_threadpool(self._study.rater, token) if token else None
        if rater is None:
            return _json({"rater": None, "trials": self._study.trials})
        return _json({"rater": rater.name, "done": rater.done, "total": rater.total})

    async def start(self, request: Request) -> Response:
        """A rater for this browser, unless it has one."""
        known = self._token(request)
        if known and await run_in_threadpool(self._study.rater, known) is not None:
            return _json({})
        joined = await run_in_threadpool(self._study.join)
        answer = _json({})
        attributes = cookie_attributes(request.scope, request.headers)
        answer.headers.append("Set-Cookie", f"{self._cookie}={joined}; {attributes}")
        return answer

    async def trial(self, request: Request) -> Response:
        number = request.path_params.get("number")
        token = self._token(request)
        return await run_in_threadpool(self._trial, token, None if number is None else number - 1)

    async def votes(self, request: Request) -> Response:
        sent = await _object(request)
        token = self._token(request)
        stored = await run_in_threadpool(
            self._study.vote,
            token,
            str(sent.get("trial")),
            sent.get("answers"),
            sent.get("seconds"),
            sent.get("submission"),
        )
        if not stored:
            return _json({"error": _UNKNOWN}, 401)
        return await run_in_threadpool(self._trial, token, None)

    async def more(self, request: Request) -> Response:
        token = self._token(request)
        if await run_in_threadpool(self._study.more, token) is None:
            return _json({"error": _UNKNOWN}, 401)
        return await run_in_threadpool(self._trial, token, None)

    async def image(self, request: Request) -> Response:
        found = await run_in_threadpool(
            self._pictures.png, request.path_params["trial"], request.path_params["side"]
        )
        if found is None:
            return PlainTextResponse("There is nothing here.", 404)
        return Response(found, media_type="image/png", headers=_NO_STORE)

    async def results(self, request: Request) -> Response:
        given = request.path_params["token"]
        if not secrets.compare_digest(given.encode(), self._study.results_token.encode()):
            return PlainTextResponse("There is nothing here.", 404)
        if not request.path_params.get("file") and not request.url.path.endswith("/"):
            return RedirectResponse(f"{given}/")  # so that the page's links lie below it
        found = await run_in_threadpool(self._results.file, request.path_params.get("file", ""))
        if found is None:
            return PlainTextResponse("There is nothing here.", 404)
        return Response(found[0], media_type=found[1], headers=_NO_STORE)

    def _trial(self, token: str, position: int | None) -> Response:
        rater = self._study.rater(token)
        if rater is None:
            return _json({"error": _UNKNOWN}, 401)
        trial = self._study.trial(token, position)
        if trial is None and position is not None:
            return _json({"error": "This pair was not shown yet."}, 404)
        if trial is None:
            return _json({"finished": True, "rater": rater.name, "done": rater.done, "total": rater.total})
        width, height = self._study.size(trial)
        sides = ["a", "b", "input", *(["truth"] if self._study.has_truth(trial) else [])]
        return _json(
            {
                "trial": trial.token,
                "number": trial.position + 1,
                "total": rater.total,
                "width": width,
                "height": height,
                "pictures": {side: f"image/{trial.token}/{side}" for side in sides},
                "answers": dict(trial.answers),
            }
        )

    def _token(self, request: Request) -> str:
        """This browser's, "" where it has none."""
        try:
            cookie = SimpleCookie(request.headers.get("cookie", "")).get(self._cookie)
        except CookieError:
            return ""
        return cookie.value if cookie else ""


async def _object(request: Request) -> dict[str, Any]:
    """The JSON object that was sent. Raises InputError."""
    body = await request.body()
    try:
        sent = json.loads(body) if len(body) <= _LARGEST_BODY else None
    except (ValueError, RecursionError):
        sent = None
    if not isinstance(sent, dict):
        raise InputError("expected a small JSON object. Reload the page.")
    return sent


async def _refused(_: Request, error: Exception) -> Response:
    # What is wrong with a request may be said; what is wrong with a picture or the votes names files.
    if type(error) is InputError:
        return _json({"error": str(error)}, 400)
    print(" ".join(str(error).split()), file=sys.stderr, flush=True)
    return _json({"error": "This did not work on the server. Tell who sent you the link."}, 500)


async def _robots(_: Request) -> Response:
    return PlainTextResponse("User-agent: *\nDisallow: /\n")


def _json(content: dict[str, Any], status: int = 200) -> Response:
    return JSONResponse(content, status, headers=_NO_STORE)
