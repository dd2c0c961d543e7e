from __future__ import annotations

import pytest

from app.quota import Quota
from app.runs import Busy
from app.visitors import Visitor

ANN, BOB = Visitor("home", "ann"), Visitor("home", "bob")
NOBODY = Visitor("home", "home")


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def make(**limits: int) -> tuple[Quota, Clock]:
    clock = Clock()
    return Quota(**({"hourly_photos": None, "daily_bytes": None} | limits), clock=clock), clock


def test_photos_an_hour_and_when_to_come_back() -> None:
    quota, clock = make(hourly_photos=10)
    quota.take_photos(ANN, 6)
    clock.now = 600.0
    quota.take_photos(ANN, 4)
    with pytest.raises(Busy, match=r"At most 10 photos an hour .* 3 more can run in about 50 minutes"):
        quota.take_photos(ANN, 3)
    quota.take_photos(BOB, 10)  # another person behind the same address
    clock.now = 3600.0
    quota.take_photos(ANN, 6)
    with pytest.raises(Busy, match="in about 10 minutes"):
        quota.take_photos(ANN, 1)


def test_a_new_cookie_for_every_run_gains_nothing_but_the_addresss_share() -> None:
    quota, _ = make(hourly_photos=10)
    for number in range(5):
        quota.take_photos(Visitor("home", f"cookie {number}"), 10)
    for visitor in (Visitor("home", "one more"), NOBODY):
        with pytest.raises(Busy):
            quota.take_photos(visitor, 1)
    quota.take_photos(Visitor("elsewhere", "x"), 10)


def test_bytes_a_day() -> None:
    quota, clock = make(daily_bytes=5_000_000)
    quota.take_photos(ANN, 1)
    quota.add_bytes(ANN, 6_000_000)
    with pytest.raises(Busy, match="take 5 MB, the most one visitor may store"):
        quota.take_photos(ANN, 1)
    quota.take_photos(BOB, 1)
    clock.now = 86_400.0
    quota.take_photos(ANN, 1)


def test_no_limit_on_a_local_run() -> None:
    quota, _ = make()
    quota.take_photos(ANN, 10_000)
    quota.add_bytes(ANN, 10**12)
    quota.take_photos(ANN, 10_000)
