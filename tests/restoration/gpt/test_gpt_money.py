"""Prices, estimates, and the ledger that keeps the caps."""

from __future__ import annotations

import json
import threading
import time

import pytest

from restoration.errors import InputError
from restoration.gpt import Budget, BudgetError, CallError, Options, budget_from_environment, estimate_cost
from restoration.gpt.ledger import Ledger
from restoration.gpt.models import GPT_MODELS
from restoration.gpt.pricing import load_prices, price_usage

ROW = {"key": "k", "number": 1, "task": "haze", "model": "m", "images": 1}


def test_published_prices_of_one_picture():
    """Output prices per picture as published for the models; the input comes on top."""
    published = {
        ("gpt-image-1.5", "low", (1024, 1024)): 0.009,
        ("gpt-image-1.5", "medium", (1024, 1024)): 0.034,
        ("gpt-image-1.5", "high", (1024, 1536)): 0.200,
        ("gpt-image-1-mini", "high", (1536, 1024)): 0.052,
        ("gpt-image-2", "low", (1024, 1024)): 0.006,
        ("gpt-image-2", "medium", (1024, 1024)): 0.053,
        ("gpt-image-2", "high", (1024, 1024)): 0.211,
        ("gpt-image-2", "high", (1024, 1536)): 0.165,
    }
    for (model, quality, size), price in published.items():
        estimate = estimate_cost(size, options=Options(model, quality))
        entry = price_usage(model, {"input_tokens": 0, "output_tokens": 0, "input_tokens_details": {}})
        assert entry == 0.0
        assert price - 0.002 < estimate.usd < price + 0.02


def test_the_output_tokens_of_the_published_calculator():
    from restoration.gpt.pricing import _output_tokens

    table = load_prices()
    assert _output_tokens(table, "area", (1024, 1024), "high") == 7024
    assert _output_tokens(table, "area", (1536, 1024), "high") == 5488
    assert _output_tokens(table, "area", (1792, 1024), "high") == 5063
    assert _output_tokens(table, "area", (3584, 2048), "high") == 12329


def test_estimates_scale_and_say_what_they_do_not_know():
    one = estimate_cost((800, 600), "rain")
    assert estimate_cost((800, 600), "rain", n=3).usd == pytest.approx(3 * one.usd)
    assert estimate_cost((800, 600), "rain", options=Options(stream=True)).usd > one.usd
    assert one.dated == load_prices()["date"]
    assert one.dated in one.text
    unknown = estimate_cost((800, 600), "rain", options=Options("somebody-elses-model"))
    assert unknown.usd is None
    assert "unknown" in unknown.text
    assert estimate_cost((800, 600), options=Options(quality="max")).usd is None  # no published count
    auto, high = (estimate_cost((800, 600), options=Options(quality=q)).usd for q in ("auto", "high"))
    assert auto == high
    with pytest.raises(InputError):
        estimate_cost((0, 600))


def test_every_model_of_the_table_has_a_price_or_says_that_none_is_known():
    priced = load_prices()["models"]
    without = {name for name in GPT_MODELS if name not in priced}
    assert without == {"gemini-3.1-flash-lite-image"}
    for name in without:
        estimate = estimate_cost((800, 600), options=Options(name))
        assert estimate.usd is None
        assert "price unknown" in estimate.text
    assert set(priced) <= set(GPT_MODELS)


def test_actual_cost_from_usage():
    usage = {
        "input_tokens": 300,
        "input_tokens_details": {"text_tokens": 100, "image_tokens": 200},
        "output_tokens": 1000,
        "output_tokens_details": {"text_tokens": 50, "image_tokens": 950},
    }
    assert price_usage("gpt-image-2", usage) == pytest.approx((100 * 5 + 200 * 8 + 950 * 30 + 50 * 10) / 1e6)
    assert price_usage("gpt-image-2-2026-04-21", usage) == price_usage("gpt-image-2", usage)
    plain = {"input_tokens": 300, "output_tokens": 1000}
    assert price_usage("gpt-image-2", plain) == pytest.approx((300 * 8 + 1000 * 30) / 1e6)
    assert price_usage("gpt-image-2", None) is None
    assert price_usage("nobody", usage) is None


def test_an_edited_price_table_is_used_and_a_broken_one_is_named(data):
    table = load_prices()
    table["models"]["somebody-elses-model"] = dict(table["models"]["gpt-image-2"])
    table["date"] = "2027-01-01"
    (data / "gpt").mkdir(parents=True)
    (data / "gpt" / "prices.json").write_text(json.dumps(table))
    assert estimate_cost((800, 600), options=Options("somebody-elses-model")).dated == "2027-01-01"
    for broken in ("{", "[]", '{"models": {"x": {"text_in": -1}}}', '{"models": {}}'):
        (data / "gpt" / "prices.json").write_text(broken)
        with pytest.raises(InputError, match=r"prices\.json"):
            load_prices()


def test_caps_count_what_is_set_aside(tmp_path):
    ledger = Ledger(tmp_path)
    budget = Budget(per_run_usd=1.0)
    first = ledger.reserve(budget, **ROW, estimate_usd=0.6)
    with pytest.raises(BudgetError, match=r"run cap is \$1\.00"):
        ledger.reserve(budget, **ROW, estimate_usd=0.6)
    ledger.answered(first, 0.3)  # cheaper than thought
    second = ledger.reserve(budget, **ROW, estimate_usd=0.6)
    ledger.failed(second, CallError("bad_request", "no"))  # and the money is back
    third = ledger.reserve(budget, **ROW, estimate_usd=0.7)
    ledger.failed(third, CallError("timeout", "lost", may_be_billed=True))  # this is not
    assert ledger.spent(budget)["run"] == pytest.approx(1.0)
    with pytest.raises(BudgetError):
        ledger.reserve(budget, **ROW, estimate_usd=0.01)
    ledger.reserve(Budget(per_run_usd=1.0), **ROW, estimate_usd=0.6)  # another run


def test_caps_of_a_shared_page(tmp_path):
    ledger = Ledger(tmp_path)

    def visit(who: str, usd: float, **caps: float) -> int:
        return ledger.reserve(Budget(visitor=who, **caps), **ROW, estimate_usd=usd)

    caps = {"per_visitor_day_usd": 0.5, "per_day_usd": 1.0, "total_usd": 1.2}
    visit("ann", 0.4, **caps)
    with pytest.raises(BudgetError, match="visitor cap"):
        visit("ann", 0.4, **caps)
    visit("bob", 0.4, **caps)
    with pytest.raises(BudgetError, match="day cap"):
        visit("cem", 0.4, **caps)
    visit("cem", 0.2, **caps)
    with pytest.raises(BudgetError, match="total cap"):
        visit("dan", 0.3, per_visitor_day_usd=0.5, total_usd=1.2)
    own_key = Budget(payer="ann's own key", visitor="ann", per_day_usd=0.5)
    ledger.reserve(own_key, **ROW, estimate_usd=0.5)  # another purse
    assert len(ledger.history(visitor="ann")) == 2


def test_yesterday_does_not_count_and_a_clock_that_ran_ahead_does(tmp_path, monkeypatch):
    ledger = Ledger(tmp_path)
    budget = Budget(per_day_usd=1.0)
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now - 86_400)
    ledger.reserve(budget, **ROW, estimate_usd=0.9)
    monkeypatch.setattr(time, "time", lambda: now + 3 * 86_400)
    ledger.reserve(budget, **ROW, estimate_usd=0.8)
    monkeypatch.setattr(time, "time", lambda: now)
    assert ledger.spent(budget)["day"] == pytest.approx(0.8)
    with pytest.raises(BudgetError):
        ledger.reserve(budget, **ROW, estimate_usd=0.3)


def test_parallel_reservations_never_pass_the_cap(tmp_path):
    budget = Budget(per_day_usd=1.0)
    refused = []

    def spend() -> None:
        try:
            Ledger(tmp_path).reserve(budget, **ROW, estimate_usd=0.1)
        except BudgetError:
            refused.append(1)

    threads = [threading.Thread(target=spend) for _ in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Ledger(tmp_path).spent(budget)["day"] == pytest.approx(1.0)
    assert len(refused) == 30


def test_budgets_from_the_environment(monkeypatch):
    assert not budget_from_environment().capped
    hosted = budget_from_environment(hosted=True, visitor="ann")
    assert hosted.per_day_usd
    assert hosted.per_visitor_day_usd
    monkeypatch.setenv("PRIORLENS_DAY_USD", "12")
    assert budget_from_environment(hosted=True).per_day_usd == 12.0
    monkeypatch.setenv("PRIORLENS_DAY_USD", "a lot")
    with pytest.raises(InputError, match="PRIORLENS_DAY_USD"):
        budget_from_environment()
    for bad in (-1, float("nan"), float("inf"), "5"):
        with pytest.raises(InputError):
            Budget(per_run_usd=bad)


def test_nobody_is_told_what_others_spent(tmp_path):
    ledger = Ledger(tmp_path)
    ledger.reserve(Budget(visitor="ann"), **ROW, estimate_usd=0.8765)
    for caps in ({"per_day_usd": 1.0}, {"total_usd": 1.0}):
        with pytest.raises(BudgetError, match="which all visitors share") as caught:
            ledger.reserve(Budget(visitor="bob", **caps), **ROW, estimate_usd=0.2)
        assert "8765" not in str(caught.value)
    with pytest.raises(BudgetError, match=r"\$0\.8765 is spent"):
        ledger.reserve(Budget(visitor="ann", per_visitor_day_usd=1.0), **ROW, estimate_usd=0.2)
    with pytest.raises(BudgetError, match=r"\$0\.8765 is spent"):  # a local run: the owner's own money
        ledger.reserve(Budget(per_day_usd=1.0), **ROW, estimate_usd=0.2)


def test_a_cap_counts_the_address_and_what_is_shown_the_person(tmp_path):
    """Twelve cookies of one address are one purse; nobody sees what the neighbour spent."""
    ledger = Ledger(tmp_path)
    for number in range(5):
        ledger.reserve(Budget(visitor=f"addr/p{number}", per_visitor_day_usd=0.5), **ROW, estimate_usd=0.1)
    for who in ("addr/p12", "addr"):
        with pytest.raises(BudgetError, match="visitor cap"):
            ledger.reserve(Budget(visitor=who, per_visitor_day_usd=0.5), **ROW, estimate_usd=0.1)
    ledger.reserve(Budget(visitor="addr2/p1", per_visitor_day_usd=0.5), **ROW, estimate_usd=0.1)
    spent = ledger.spent(Budget(visitor="addr/p1"))
    assert (spent["visitor"], spent["own"]) == (pytest.approx(0.5), pytest.approx(0.1))
    assert ledger.spent(Budget(visitor="addr/new"))["own"] == 0


def test_no_cap_can_be_kept_where_the_price_is_not_known(tmp_path):
    ledger = Ledger(tmp_path)
    with pytest.raises(BudgetError, match="is not known, so no cap can be kept"):
        ledger.reserve(Budget(per_run_usd=1.0), **ROW, estimate_usd=None)
    assert ledger.history() == []
    assert ledger.reserve(Budget(), **ROW, estimate_usd=None) > 0
