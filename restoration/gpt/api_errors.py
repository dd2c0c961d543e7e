"""Turns every error of a call into one sentence and a next step, and says whether asking again is safe.

Asking again is safe only where the service certainly did no work: it was never reached, or it refused.
A call that was sent and got no answer may have been done and billed.
"""

from __future__ import annotations

import email.utils
import json
import math
import time
from collections.abc import Mapping
from typing import Any

from restoration.gpt.catalogue import Provider
from restoration.gpt.errors import CallError, RefusedError
from restoration.gpt.keys import ApiKey
from restoration.image import printable

_REFUSAL_CODES = frozenset(
    {
        "moderation_blocked",
        "content_policy_violation",
        "content_filter",
        "safety_violation",
        "image_content_policy_violation",
    }
)
_QUOTA_CODES = frozenset(
    {"insufficient_quota", "billing_hard_limit_reached", "billing_not_active", "credits_exhausted"}
)
_CLOCK_TOLERANCE_S = 300
MAYBE = "It may have been billed: look at the service's usage page before asking again."


def from_status(
    status: int, body: object, headers: Mapping[str, str], key: ApiKey, service: Provider
) -> CallError:
    """An HTTP answer that is an error."""
    error = body.get("error", body) if isinstance(body, Mapping) else {}
    error = error if isinstance(error, Mapping) else {"message": str(error)}
    failure = _classify(status, error, headers, key, service)
    if headers.get("x-should-retry", "").lower() == "false":
        failure.retryable = False
    return failure


def from_error_object(
    error: Mapping[str, Any], headers: Mapping[str, str], key: ApiKey, service: Provider
) -> CallError:
    """An error inside a stream, or in an answer with status 200."""
    failure = _classify(0, error, headers, key, service)
    failure.retryable = False  # the work had begun
    failure.may_be_billed = failure.kind == "server_error"
    return failure


def _classify(
    status: int, error: Mapping[str, Any], headers: Mapping[str, str], key: ApiKey, service: Provider
) -> CallError:
    code, sort = str(error.get("code") or ""), str(error.get("type") or "")
    said = printable(key.redact(str(error.get("message") or "")), 200)
    quoted = f' It said: "{said}"' if said else ""
    request_id = printable(key.redact(headers.get("x-request-id", "")), 80)
    asked = f" (request {request_id})" if request_id else ""
    wait = retry_after_s(headers)

    def call_error(kind: str, sentence: str, **more: Any) -> CallError:
        return CallError(kind, sentence, request_id=request_id, **more)

    if (
        code in _REFUSAL_CODES
        or sort in _REFUSAL_CODES
        or (sort == "image_generation_user_error" and "safety" in said)
    ):
        return RefusedError(
            f"The service's moderation refused this request{asked}.{quoted} It is kept and not asked again. "
            "Change the prompt or the picture.",
            request_id=request_id,
        )
    if code in _QUOTA_CODES or sort in _QUOTA_CODES or status == 402:
        return call_error(
            "quota",
            "The account behind this key has no credit or quota left. Add credit, or use another key.",
        )
    if status == 401 or code == "invalid_api_key":
        return call_error(
            "bad_key",
            "The service does not accept this key (401). Check that it is complete and still valid.",
        )
    if status == 403 or code == "not_allowed_here":
        return call_error(
            "no_access",
            f"This key may not use the model, or not from here ({status}).{quoted} "
            f"{service.permission}, or choose another model.",
        )
    if status == 404 or code == "model_not_found":
        return call_error(
            "no_access",
            f"The service does not know this model or address (404).{quoted} "
            f"Check the model's name and {service.address_variable}.",
        )
    if status == 413:
        return call_error(
            "too_large",
            "The service finds the upload too large (413). Choose size policy pad, or a smaller picture.",
        )
    if status == 429 or code == "rate_limit_exceeded":
        return call_error(
            "rate_limit",
            "The service is limiting how often it may be asked (429). Try later, or ask for fewer at once.",
            retryable=True,
            retry_after_s=wait,
        )
    if status in (408, 409):
        return call_error(
            "server_error",
            f"The service did not take the request ({status}). Try again.",
            retryable=True,
            retry_after_s=wait,
        )
    if status in (504, 524):
        return call_error(
            "server_error", f"The service's gateway gave up waiting ({status}). {MAYBE}", may_be_billed=True
        )
    if status >= 500:
        return call_error(
            "server_error",
            f"The service has an error of its own ({status}){asked}. Try again later.",
            retryable=True,
            retry_after_s=wait,
        )
    if 400 <= status < 500:
        return call_error(
            "bad_request", f"The service rejects the request ({status}).{quoted} Change the option it names."
        )
    if status:
        return call_error(
            "bad_answer",
            f"The service answered with status {status}. Check {service.address_variable}.",
        )
    return call_error("server_error", f"The service reported an error while painting{asked}.{quoted} {MAYBE}")


def from_exception(error: BaseException, *, timeout_s: float, service: Provider) -> CallError:
    """A connection that failed, judged by the transport's own exception: of httpx or httpx2, which have the same names."""

    causes: list[BaseException] = []
    cause: BaseException | None = error
    while cause is not None and len(causes) < 8:
        causes.append(cause)
        cause = cause.__cause__ or cause.__context__
    text = " ".join(str(c) for c in causes).lower()
    kinds = {base.__name__ for c in causes for base in type(c).__mro__ if base.__module__.startswith("httpx")}
    if kinds & {"ConnectError", "ConnectTimeout", "PoolTimeout", "ProxyError"}:
        if "certificate" in text:
            clock = "not yet valid" in text or "expired" in text
            return CallError(
                "certificate",
                "The service's certificate does not hold"
                + (
                    ": it is out of its time. Check this computer's clock."
                    if clock
                    else f". Check {service.address_variable} and the network's proxy."
                ),
            )
        return CallError(
            "unreachable",
            f"The service could not be reached. Check the network and {service.address_variable}.",
            retryable=True,
        )
    if kinds & {"UnsupportedProtocol", "InvalidURL"}:
        return CallError(
            "unreachable",
            f"{service.address_variable} is not an address that can be called. Correct or unset it.",
        )
    if "TimeoutException" in kinds:
        return timed_out(timeout_s)
    if kinds & {"TransportError", "DecodingError", "StreamError"}:
        return CallError(
            "dropped", f"The connection broke before the whole answer was here. {MAYBE}", may_be_billed=True
        )
    return CallError(
        "client",
        f"{service.label}'s client failed with {type(error).__name__}; {service.needs} is expected. {MAYBE}",
        may_be_billed=True,
    )


def timed_out(timeout_s: float) -> CallError:
    return CallError("timeout", f"No whole answer within {timeout_s:g} s. {MAYBE}", may_be_billed=True)


def unreadable(what: str, kept: str, *, cut: bool) -> CallError:
    """An answer with status 200 that holds no usable picture."""
    if cut:
        return CallError("cut", f"The answer breaks off: {what}. {MAYBE}{kept}", may_be_billed=True)
    return CallError("bad_answer", f"The service sent {what}. {MAYBE}{kept}", may_be_billed=True)


def retry_after_s(headers: Mapping[str, str]) -> float | None:
    """Seconds that the service asks to wait. A date is read against the service's own clock, since
    ours may differ; what cannot be parsed counts as no answer."""
    text = headers.get("retry-after-ms", "").strip()
    scale = 0.001 if text else 1.0
    text = text or headers.get("retry-after", "").strip()
    if not text:
        return None
    try:
        seconds = float(text) * scale
    except ValueError:
        then = _http_date(text)
        if then is None:
            return None
        now = _http_date(headers.get("date", ""))
        seconds = then - (time.time() if now is None else now)
    return max(0.0, seconds) if not math.isnan(seconds) else None


def clock_skew_s(headers: Mapping[str, str]) -> float | None:
    """How far the service's clock is ahead of ours, where that is more than five minutes."""
    there = _http_date(headers.get("date", ""))
    skew = 0.0 if there is None else there - time.time()
    return round(skew) if abs(skew) > _CLOCK_TOLERANCE_S else None


def error_body(text: str) -> object:
    """An error's body as JSON, else as a short text."""
    try:
        return json.loads(text)
    except ValueError:
        return {"message": text[:300]} if not text.lstrip().startswith("<") else {}


def _http_date(text: str) -> float | None:
    try:
        return email.utils.parsedate_to_datetime(text).timestamp()
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
