"""Who pays for a run, and how much at most."""

from __future__ import annotations

import dataclasses

import pytest

from app.spending import budget_of
from restoration import get_settings


@pytest.mark.parametrize(
    ("hosted", "own_key", "payer"),
    [(True, True, "visitors"), (True, False, "owner"), (False, True, "owner"), (False, False, "owner")],
)
def test_the_run_has_the_visitors_cap_and_the_key_says_who_pays(
    hosted: bool, own_key: bool, payer: str
) -> None:
    settings = dataclasses.replace(get_settings(), hosted=hosted)
    budget = budget_of(settings, "anna", own_key=own_key, cap_usd=0.25)
    assert budget.per_run_usd == 0.25
    assert budget.payer == payer
    assert budget.visitor == "anna"


def test_on_a_shared_page_the_owners_own_caps_hold_beside_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRIORLENS_DAY_USD", "3")
    settings = dataclasses.replace(get_settings(), hosted=True)
    assert budget_of(settings, "anna", own_key=False, cap_usd=None).per_day_usd == 3
    assert budget_of(settings, "anna", own_key=True, cap_usd=None).per_day_usd is None
