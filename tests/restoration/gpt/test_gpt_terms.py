from __future__ import annotations

import types

import pytest

from restoration.errors import InputError
from restoration.gpt import Budget, CallTerms
from restoration.gpt.keys import conceal
from restoration.gpt.terms import DEFAULT_TIMEOUT_S


def test_a_client_may_be_less_patient_than_we_are() -> None:
    def client(timeout: object) -> types.SimpleNamespace:
        return types.SimpleNamespace(timeout=timeout)

    assert CallTerms().seconds == DEFAULT_TIMEOUT_S
    assert CallTerms(client(30)).seconds == 30
    assert CallTerms(client(types.SimpleNamespace(read=20.0))).seconds == 20
    assert CallTerms(client(3600)).seconds == DEFAULT_TIMEOUT_S, "ours is shorter"
    assert CallTerms(client(30), timeout_s=45).seconds == 45, "what is asked for counts"


def test_no_time_at_all_is_refused() -> None:
    with pytest.raises(InputError, match="timeout_s: expected more than 0"):
        CallTerms(timeout_s=0)


def test_the_key_is_shown_nowhere() -> None:
    assert "sk-1234567890" not in repr(CallTerms(api_key=conceal("sk-1234567890")))


def test_a_number_is_a_cap_on_the_run() -> None:
    assert CallTerms(budget=0.5).limits.per_run_usd == 0.5
    run = Budget(per_run_usd=2.0)
    assert CallTerms(budget=run).limits is run, "calls of one run share its cap"
