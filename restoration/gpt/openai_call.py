"""One call of OpenAI's `images.edit` through its own client.

The client's retries are off: it would repeat timeouts, which may have been billed. The body is taken
as raw bytes and handed on as it arrives.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import Any

from restoration.gpt import api_errors
from restoration.gpt.errors import CallError
from restoration.gpt.keys import ApiKey
from restoration.gpt.receiving import CONNECT_S, is_whole, receive
from restoration.gpt.request import PARTIAL_IMAGES, Deadline, Request
from restoration.gpt.store import PartialResponse
from restoration.image import ImageArray


def _fields(request: Request) -> dict[str, Any]:
    """Keyword arguments of `images.edit`."""
    out: dict[str, Any] = {
        "image": ("input.png", request.png, "image/png"),  # bare bytes would go as octet-stream
        "prompt": request.prompt,
        "model": request.model,
        "size": request.size,
        "quality": request.quality,
        "n": request.n,
    }
    if request.input_fidelity is not None:
        out["input_fidelity"] = request.input_fidelity
    if request.stream:
        out |= {"stream": True, "partial_images": PARTIAL_IMAGES}
    return out


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
    import httpx2
    import openai

    left = max(0.1, deadline.ends - time.monotonic())
    timeout = httpx2.Timeout(left, connect=min(CONNECT_S, left))
    own = None
    try:
        if client is None:
            # The address as it is, with the credentials that it may hold.
            address = os.environ.get(request.service.address_variable, "").strip() or request.service.address
            own = openai.OpenAI(api_key=key.reveal(), base_url=address, max_retries=0)
        caller: Any = own if client is None else client.with_options(max_retries=0)
        with caller.images.with_streaming_response.edit(**_fields(request), timeout=timeout) as response:
            receive(response.headers, response.iter_bytes(), incoming, key, deadline, on_partial)
    except CallError as failure:
        return failure
    except openai.APIStatusError as error:
        body = error.body if isinstance(error.body, dict) else api_errors.error_body(str(error.body or ""))
        return api_errors.from_status(error.status_code, body, error.response.headers, key, request.service)
    except Exception as error:  # transports raise many kinds; each becomes a sentence here
        if incoming.body and is_whole(incoming):
            return None  # the connection broke after the last byte that matters
        return api_errors.from_exception(error, timeout_s=deadline.timeout_s, service=request.service)
    finally:
        if own is not None:
            own.close()
    return None
