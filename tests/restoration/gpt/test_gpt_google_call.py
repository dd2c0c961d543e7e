"""Google's error objects in the words that `api_errors` knows."""

from __future__ import annotations

from typing import Any

import pytest

from restoration.gpt.google_call import translate


def error(status: str = "", message: str = "", *details: Any) -> dict[str, Any]:
    return {"status": status, "message": message, "details": list(details)}


DAILY = {"violations": [{"quotaId": "GenerateRequestsPerDayPerProject"}]}
MINUTE = {"violations": [{"quotaId": "GenerateRequestsPerMinute"}]}


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (error("INVALID_ARGUMENT", "", {"reason": "API_KEY_INVALID"}), "invalid_api_key"),
        (error("INVALID_ARGUMENT", "API key expired. Renew it."), "invalid_api_key"),
        (error("RESOURCE_EXHAUSTED", "", DAILY), "insufficient_quota"),
        (error("RESOURCE_EXHAUSTED", "Quota exceeded, limit: 0, model: x"), "insufficient_quota"),
        (error("RESOURCE_EXHAUSTED", "Quota exceeded, limit: 10", MINUTE), ""),
        (error("FAILED_PRECONDITION", "User location is not supported"), "not_allowed_here"),
        (error("INTERNAL", "x"), ""),
    ],
)
def test_codes(given: dict[str, Any], code: str) -> None:
    plain, wait = translate(given)
    assert plain == {"message": given["message"], "code": code, "type": given["status"].lower()}
    assert wait is None


@pytest.mark.parametrize(("said", "seconds"), [("34.5s", 34.5), ("2s", 2.0), ("soon", None), ("", None)])
def test_the_wait_that_it_asks_for(said: str, seconds: float | None) -> None:
    assert translate(error("RESOURCE_EXHAUSTED", "", MINUTE, {"retryDelay": said}))[1] == seconds


def test_details_of_another_kind_are_left_alone() -> None:
    assert translate({"details": ["text", None, 3]})[0]["code"] == ""
    assert translate({})[0] == {"message": "", "code": "", "type": ""}
