"""On which terms a service is called: whose key and client, who pays how much, and how long it may take."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from restoration.errors import InputError
from restoration.gpt.keys import ApiKey, conceal
from restoration.gpt.ledger import Budget, as_budget

DEFAULT_TIMEOUT_S = 600.0
"""Pictures of the highest quality take minutes."""


def no_pace() -> float:
    """Without a rate every request may be sent at once."""
    return 0.0


@dataclass(frozen=True, eq=False)
class CallTerms:
    """None of it is part of the request: the same picture is the same cache entry on any terms."""

    client: Any | None = None
    """An `openai.OpenAI`; None: a client is made from the key and the environment."""
    api_key: ApiKey | None = None
    """Of `keys.conceal`, so that it is shown nowhere; None: the environment's."""
    budget: Budget | float | None = None
    """Dollars for this call, or a `Budget`; give one `Budget` to all calls of a run to share its `per_run_usd`."""
    cache: bool = True
    """False: paint anew; earlier pictures are kept."""
    timeout_s: float | None = None
    """Over everything, waiting between tries included; None: ten minutes, or a shorter limit of the client."""
    pace: Callable[[], float] = no_pace
    """Called before every request: seconds to wait, to keep within a rate. They do not count as waiting for an answer."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "api_key", conceal(self.api_key))
        if self.timeout_s is not None and not self.timeout_s > 0:
            raise InputError(f"timeout_s: expected more than 0 seconds, got {self.timeout_s!r}.")

    @property
    def limits(self) -> Budget:
        """The budget with the environment's caps. Raises InputError."""
        return as_budget(self.budget, own_key=self.api_key is not None)

    @property
    def seconds(self) -> float:
        """How long a request may take: the client's own limit on reading, where it is shorter than ours."""
        if self.timeout_s is not None:
            return self.timeout_s
        limit = getattr(self.client, "timeout", None)
        limit = getattr(limit, "read", limit)
        return min(float(limit), DEFAULT_TIMEOUT_S) if isinstance(limit, (int, float)) else DEFAULT_TIMEOUT_S
