"""Who pays for a run, and up to which amount."""

from __future__ import annotations

from dataclasses import replace

from restoration import Budget, Settings, budget_from_environment


def budget_of(settings: Settings, visitor: str, *, own_key: bool, cap_usd: float | None) -> Budget:
    """The caps of one run: the visitor's own, and the owner's where the owner's key pays."""
    if own_key and settings.hosted:
        return Budget(per_run_usd=cap_usd, payer="visitors", visitor=visitor)
    return replace(budget_from_environment(hosted=settings.hosted, visitor=visitor), per_run_usd=cap_usd)
