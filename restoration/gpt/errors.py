"""What can go wrong between a degraded image and a generated one. One sentence and a next step each;
no message ever quotes a key."""

from __future__ import annotations

from restoration.errors import GptError


class CallError(GptError):
    """A call to the image service gave no image. `kind` is a stable name for tables and tests."""

    def __init__(
        self,
        kind: str,
        message: str,
        *,
        may_be_billed: bool = False,
        retry_after_s: float | None = None,
        retryable: bool = False,
        request_id: str = "",
    ) -> None:
        super().__init__(message)
        self.kind = kind
        self.may_be_billed = may_be_billed
        """The service may have done the work although its answer did not arrive whole."""
        self.retry_after_s = retry_after_s
        self.retryable = retryable
        """Certainly not billed, and likely to go better in a moment."""
        self.request_id = request_id


class RefusedError(CallError):
    """The service's moderation refused the request. Kept, and not asked again."""

    def __init__(self, message: str, *, request_id: str = "") -> None:
        super().__init__("refused", message, request_id=request_id)


class BudgetError(CallError):
    """The call would exceed a spending cap. It was not made."""

    def __init__(self, message: str) -> None:
        super().__init__("budget", message)


CREDENTIAL_KINDS = frozenset({"no_key", "bad_key", "no_access", "quota", "no_package"})
"""Failures of a key, an account or a missing client: every further call fails alike."""


def from_kind(kind: str, message: str, *, may_be_billed: bool = False) -> CallError:
    """The error of that kind, as it was recorded by another thread or process."""
    if kind == "refused":
        return RefusedError(message)
    return CallError(kind, message, may_be_billed=may_be_billed)
