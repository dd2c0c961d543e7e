"""One call of `generateContent` of a Gemini image model, through Google's own client (the extra `gemini`).

The client builds, signs and sends the request. Its answer is taken in a hook of its HTTP client, as raw bytes, as it
arrives: an answer is stored first and then read by the same code as a stored one. The client's own
retries stay off.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Mapping
from typing import Any

from restoration.gpt import api_errors
from restoration.gpt.errors import CallError
from restoration.gpt.keys import ApiKey
from restoration.gpt.receiving import CONNECT_S, is_whole, receive
from restoration.gpt.request import Deadline, Request
from restoration.gpt.store import PartialResponse
from restoration.image import ImageArray

_VERSION = "v1beta"
"""Of the interface; the stable one lacks the image options."""


class _Received(Exception):
    """The whole answer is stored: nothing is left for the client to do."""


def send(
    request: Request,
    incoming: PartialResponse,
    key: ApiKey,
    client: Any | None,
    deadline: Deadline,
    on_partial: Callable[[ImageArray], None],
) -> CallError | None:
    """Send once. None when a whole answer is in `incoming`. Failures are returned, not raised, so that no exception
    of the client (it holds the request, and that the key) stays attached to ours."""
    from google import genai
    from google.genai import errors, types

    left = max(0.1, deadline.ends - time.monotonic())

    def before(sent: Any) -> None:
        sent.extensions["timeout"]["connect"] = min(CONNECT_S, left)

    def after(response: Any) -> None:
        if response.status_code == 200:
            receive(response.headers, response.iter_bytes(), incoming, key, deadline, on_partial)
            raise _Received

    service = request.service
    own = None
    try:
        own = genai.Client(
            vertexai=False,
            api_key=key.reveal(),
            http_options=types.HttpOptions(
                base_url=os.environ.get(service.address_variable, "").strip() or service.address,
                api_version=_VERSION,
                timeout=max(1, round(left * 1000)),
                client_args={"event_hooks": {"request": [before], "response": [after]}},
            ),
        )
        own.models.generate_content(
            model=request.model,
            contents=types.Content(
                role="user",
                parts=[
                    types.Part(text=request.prompt),
                    types.Part.from_bytes(data=request.png, mime_type="image/png"),
                ],
            ),
            config=types.GenerateContentConfig(
                response_modalities=["IMAGE"],
                image_config=types.ImageConfig(
                    aspect_ratio=request.aspect or None, image_size=request.image_size or None
                ),
                automatic_function_calling=types.AutomaticFunctionCallingConfig(disable=True),
            ),
        )
    except _Received:
        return None
    except CallError as failure:
        return failure
    except errors.APIError as error:
        return _refused_by_status(error, key, request)
    except Exception as error:  # transports raise many kinds; each becomes a sentence here
        if incoming.body and is_whole(incoming):
            return None  # the connection broke after the last byte that matters
        return api_errors.from_exception(error, timeout_s=deadline.timeout_s, service=service)
    finally:
        if own is not None:
            own.close()
    return CallError(
        "client", f"Google's client took an answer for none. {api_errors.MAYBE}", may_be_billed=True
    )


def _refused_by_status(error: Any, key: ApiKey, request: Request) -> CallError:
    body = error.details if isinstance(error.details, Mapping) else {}
    said = body.get("error", body)
    said = said if isinstance(said, Mapping) else {"message": str(said)}
    headers = dict(getattr(error.response, "headers", None) or {})
    plain, wait = translate(said)
    if wait is not None and "retry-after" not in headers:
        headers["retry-after"] = f"{wait:g}"
    return api_errors.from_status(int(error.code or 0), {"error": plain}, headers, key, request.service)


def translate(error: Mapping[str, Any]) -> tuple[dict[str, Any], float | None]:
    """(Google's error object with a `code` that `api_errors` knows, seconds that it asks to wait)."""
    details = [d for d in error.get("details") or [] if isinstance(d, Mapping)]
    reasons = {str(d.get("reason", "")) for d in details}
    quotas = " ".join(
        f"{v.get('quotaId', '')} {v.get('quotaMetric', '')}"
        for d in details
        for v in d.get("violations") or []
        if isinstance(v, Mapping)
    )
    message = str(error.get("message") or "")
    status = str(error.get("status") or "")
    waits = [re.fullmatch(r"([\d.]+)s", str(d.get("retryDelay", ""))) for d in details]
    wait = next((float(found[1]) for found in waits if found), None)
    code = ""
    if "API_KEY_INVALID" in reasons or "API key not valid" in message or "API key expired" in message:
        code = "invalid_api_key"
    elif status == "RESOURCE_EXHAUSTED" and ("PerDay" in quotas or re.search(r"limit: 0\b", message)):
        code = "insufficient_quota"
    elif status == "FAILED_PRECONDITION":
        code = "not_allowed_here"
    return {"message": message, "code": code, "type": status.lower()}, wait
