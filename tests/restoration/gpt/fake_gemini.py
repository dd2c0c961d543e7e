"""A real HTTP server on 127.0.0.1 that speaks `POST /v1beta/models/MODEL:generateContent`, scripted like `fake_openai`."""

from __future__ import annotations

import base64
import json
import time
from dataclasses import dataclass
from typing import Any

import cv2
import fake_openai as fo
import numpy as np

USAGE = {
    "promptTokenCount": 1300,
    "candidatesTokenCount": 1125,
    "thoughtsTokenCount": 200,
    "totalTokenCount": 2625,
    "promptTokensDetails": [
        {"modality": "TEXT", "tokenCount": 180},
        {"modality": "IMAGE", "tokenCount": 1120},
    ],
    "candidatesTokensDetails": [{"modality": "IMAGE", "tokenCount": 1120}],
}


@dataclass
class Request:
    path: str
    headers: dict[str, str]
    body: dict[str, Any]

    @property
    def parts(self) -> list[dict[str, Any]]:
        return self.body["contents"][0]["parts"]

    @property
    def image(self) -> np.ndarray:
        inline = next(part["inlineData"] for part in self.parts if "inlineData" in part)
        data = np.frombuffer(base64.urlsafe_b64decode(inline["data"]), np.uint8)
        return cv2.cvtColor(cv2.imdecode(data, cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB)


class FakeGemini(fo.FakeOpenAI):
    """`with FakeGemini(step, ...) as fake:` then set GOOGLE_GEMINI_BASE_URL to `fake.base_url`."""

    def __init__(self, *script: fo.Step) -> None:
        super().__init__(*(script or (picture(),)))

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @staticmethod
    def parse(handler: fo.Handler) -> Request:
        body = handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in handler.headers.items()}
        return Request(handler.path, headers, json.loads(body or b"{}"))


def painted(request: Request, size: tuple[int, int] = (1248, 832), seed: int = 0) -> np.ndarray:
    image = cv2.resize(request.image, size, interpolation=cv2.INTER_AREA)
    return np.clip(image.astype(np.int16) + 10 + seed, 0, 255).astype(np.uint8)


def inline(image: np.ndarray, **more: Any) -> dict[str, Any]:
    return {"inlineData": {"mimeType": "image/png", "data": fo.b64(image)}, **more}


def answer(parts: list[dict[str, Any]], reason: str = "STOP", **more: Any) -> bytes:
    body = {
        "candidates": [{"content": {"role": "model", "parts": parts}, "finishReason": reason, "index": 0}],
        "usageMetadata": USAGE,
        "modelVersion": "gemini-3.1-flash-image",
        "responseId": "r1",
        **more,
    }
    return json.dumps(body).encode()


def picture(*, seed: int = 0, size: tuple[int, int] = (1248, 832), delay: float = 0.0) -> fo.Step:
    def step(handler: fo.Handler, request: Any) -> None:
        time.sleep(delay)
        handler.send(200, answer([{"text": "Done."}, inline(painted(request, size, seed))]))

    return step


def says(parts: list[dict[str, Any]], reason: str = "STOP", **more: Any) -> fo.Step:
    return lambda handler, request: handler.send(200, answer(parts, reason, **more))


def error(
    status: int, name: str, message: str = "", details: list[Any] | None = None, **headers: str
) -> fo.Step:
    body = {"error": {"code": status, "message": message, "status": name, "details": details or []}}
    return lambda handler, request: handler.send(status, json.dumps(body).encode(), **headers)


def cut(after: int) -> fo.Step:
    """The connection breaks within the answer."""

    def step(handler: fo.Handler, request: Any) -> None:
        body = answer([inline(painted(request))])
        handler.start(200, "application/json", len(body))
        handler.wfile.write(body[:after])
        handler.reset()

    return step
