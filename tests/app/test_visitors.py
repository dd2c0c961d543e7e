from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from starlette.datastructures import Headers

from app.visitors import COOKIE, Visitors, server_secret

SECRET = b"s" * 32


def request(peer: str, *forwarded: str, cookie: str = "") -> SimpleNamespace:
    raw = [(b"x-forwarded-for", value.encode()) for value in forwarded]
    raw += [(b"cookie", cookie.encode())] if cookie else []
    return SimpleNamespace(headers=Headers(raw=raw), client=SimpleNamespace(host=peer))


def test_twelve_invented_addresses_are_one_visitor() -> None:
    """The attack: every request with another X-Forwarded-For, straight to the page and through its proxy."""
    space = Visitors(SECRET, trusted_proxies=1)
    invented = [f"203.0.113.{n}" for n in range(12)]
    direct = {space.of(request("127.0.0.1", address)).address for address in invented}
    through = {space.of(request("10.16.3.80", f"{address}, 198.51.100.7")).address for address in invented}
    headers_twice = {space.of(request("10.16.3.80", address, "198.51.100.7")).address for address in invented}
    local = {
        Visitors(SECRET, trusted_proxies=0).of(request("192.168.1.9", address)).address
        for address in invented
    }
    assert len(direct) == len(through) == len(local) == 1
    assert headers_twice == through


def test_the_hop_that_the_platform_adds_tells_visitors_apart() -> None:
    space = Visitors(SECRET, trusted_proxies=1)
    two = {space.of(request("10.16.3.80", f"1.1.1.1, 198.51.100.{n}")).address for n in (7, 8)}
    assert len(two) == 2
    behind_two = Visitors(SECRET, trusted_proxies=2)
    assert (
        len({behind_two.of(request("10.0.0.1", f"9.9.9.{n}, 1.2.3.4, 5.6.7.8")).address for n in (1, 2)}) == 1
    )
    own_proxy = Visitors(SECRET, trusted_proxies=1, trust_loopback=True)
    assert len({own_proxy.of(request("127.0.0.1", f"198.51.100.{n}")).address for n in (7, 8)}) == 2


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9"),
        ("::ffff:198.51.100.7", "198.51.100.7"),
        ("198.51.100.7:4711", "198.51.100.7"),
        ("[2001:db8:1:2::1]:443", "2001:db8:1:2::5"),
        ("not an address", "nor is this"),
    ],
)
def test_one_client_has_one_spelling(one: str, other: str) -> None:
    space = Visitors(SECRET, trusted_proxies=1)
    assert space.of(request("10.0.0.1", one)).address == space.of(request("10.0.0.1", other)).address


def test_a_cookie_tells_people_behind_one_address_apart_and_cannot_be_made_up() -> None:
    visitors = Visitors(SECRET, trusted_proxies=0)
    plain = visitors.of(request("198.51.100.7"))
    assert plain.person == plain.address
    people = [
        visitors.of(request("198.51.100.7", cookie=f"a=b; {COOKIE}={visitors.new_cookie()}")) for _ in "ab"
    ]
    assert len({person.person for person in people} | {plain.person}) == 3
    assert {person.address for person in people} == {plain.address}
    forged = "A" * 22 + "." + "0" * 16
    for bad in (forged, "x", "", ".", "é" * 22 + ".0"):
        assert visitors.of(request("198.51.100.7", cookie=f"{COOKIE}={bad}")) == plain
    other_server = Visitors(b"t" * 32, trusted_proxies=0)
    assert not other_server.has_cookie(f"{COOKIE}={visitors.new_cookie()}")


def test_ids_hold_no_address_and_depend_on_the_secret() -> None:
    one, other = (Visitors(secret, trusted_proxies=0) for secret in (SECRET, b"t" * 32))
    visitor = one.of(request("198.51.100.7"))
    assert visitor != other.of(request("198.51.100.7"))
    assert visitor.id == f"{visitor.address}/{visitor.person}"
    assert one.of(SimpleNamespace()) == one.of(request(""))


def test_the_secret_outlives_a_restart_and_is_its_owners(tmp_path: Path) -> None:
    secret = server_secret(tmp_path)
    assert len(secret) == 32
    assert server_secret(tmp_path) == secret
    assert (tmp_path / "secret").stat().st_mode & 0o077 == 0
    (tmp_path / "secret").write_bytes(b"cut")
    assert len(server_secret(tmp_path)) == 32


def test_a_folder_that_cannot_be_written_still_gives_a_secret(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert len(server_secret(tmp_path / "file")) == 32
