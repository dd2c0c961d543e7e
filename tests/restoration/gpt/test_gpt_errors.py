"""Errors of calls: their kinds survive a process, and say whether money may be gone."""

from __future__ import annotations

from restoration.errors import RestorationError
from restoration.gpt.errors import CREDENTIAL_KINDS, BudgetError, CallError, RefusedError, from_kind


def test_a_recorded_kind_is_the_same_error_again() -> None:
    assert isinstance(from_kind("refused", "no"), RefusedError)
    timeout = from_kind("timeout", "late", may_be_billed=True)
    assert type(timeout) is CallError
    assert (timeout.kind, str(timeout), timeout.may_be_billed) == ("timeout", "late", True)


def test_nothing_is_billed_or_asked_again_unless_it_is_said() -> None:
    for error in (CallError("server", "x"), RefusedError("x"), BudgetError("x")):
        assert (error.may_be_billed, error.retryable, error.retry_after_s) == (False, False, None)
        assert isinstance(error, RestorationError)
    assert BudgetError("x").kind not in CREDENTIAL_KINDS
    assert RefusedError("x", request_id="r").request_id == "r"
