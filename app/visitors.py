"""Two anonymous ids of a visitor, by which caps and quotas count.

`address` is what a client cannot choose: the connection's address, or the one that a trusted proxy before the page
added to X-Forwarded-For (the rest of that header is whatever the client wrote). An IPv6 client owns a /64 network
and counts as one. `person` tells people behind one address apart by a cookie; dropping it gains nothing, as caps count by the
address. Both are HMACs under a secret of this server, so that no log or ledger holds an address.

Hugging Face does not document the header. Requests reach a Space from an internal address (10.x.x.x) and carry the
client's as the last element, so on a Space one proxy is trusted, and only where the connection is internal.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import ipaddress
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from pathlib import Path
from typing import Any

COOKIE = "priorlens-visitor"
_ID_CHARS = 16
_COOKIE_CHARS = 22


@dataclass(frozen=True)
class Visitor:
    address: str
    """16 hexadecimal digits; the same for everybody behind one address."""
    person: str
    """16 hexadecimal digits; the same for one browser, or `address` where it sends no cookie of ours."""

    @property
    def id(self) -> str:
        """For the ledger, where caps count by what stands before the slash."""
        return f"{self.address}/{self.person}"


class Visitors:
    def __init__(self, secret: bytes, *, trusted_proxies: int, trust_loopback: bool = False) -> None:
        """`trust_loopback`: a proxy on this machine is trusted; set where the owner says so."""
        self._secret = secret
        self._proxies, self._trust_loopback = trusted_proxies, trust_loopback

    def of(self, request: Any) -> Visitor:
        """Of a Gradio or Starlette request; one without a client is everybody's."""
        headers = getattr(request, "headers", None) or {}
        address = self._digest("address", self._network(request, headers))
        cookie = self._cookie(str(headers.get("cookie", "")))
        return Visitor(address, self._digest("person", cookie) if cookie else address)

    def new_cookie(self) -> str:
        token = secrets.token_urlsafe(16)
        return f"{token}.{self._digest('cookie', token)}"

    def has_cookie(self, header: str) -> bool:
        return self._cookie(header) is not None

    def browser_secret(self) -> str:
        """What the page encrypts a browser's own list with: the same after a restart, and no way to the secret."""
        return self._digest("browser", "rows")

    def _cookie(self, header: str) -> str | None:
        """The token, if it is one that this server gave out."""
        try:
            morsel = SimpleCookie(header).get(COOKIE)
        except CookieError:
            return None
        token, _, mark = (morsel.value if morsel else "").partition(".")
        good = len(token) == _COOKIE_CHARS and hmac.compare_digest(
            mark.encode(), self._digest("cookie", token).encode()
        )
        return token if good else None

    def _network(self, request: Any, headers: Mapping[str, str]) -> str:
        peer = str(getattr(getattr(request, "client", None), "host", "") or "")
        if self._proxies and self._may_be_proxy(peer):
            every = headers.getlist("x-forwarded-for") if hasattr(headers, "getlist") else None
            hops = ",".join(every if every is not None else [str(headers.get("x-forwarded-for", ""))])
            known = [hop.strip() for hop in hops.split(",") if hop.strip()]
            if len(known) >= self._proxies:
                return _normal(known[-self._proxies])
        return _normal(peer)

    def _may_be_proxy(self, peer: str) -> bool:
        try:
            address = ipaddress.ip_address(peer)
        except ValueError:
            return False
        return self._trust_loopback or (address.is_private and not address.is_loopback)

    def _digest(self, kind: str, text: str) -> str:
        return hmac.new(self._secret, f"{kind} {text}".encode(), hashlib.sha256).hexdigest()[:_ID_CHARS]


def _normal(text: str) -> str:
    """One spelling per client: without a port, IPv4 in IPv6 as IPv4, an IPv6 address as its /64 network."""
    bare = text.strip().removeprefix("[").split("]")[0]
    if bare.count(":") == 1:
        bare = bare.split(":")[0]
    try:
        address = ipaddress.ip_address(bare)
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((address, 64), strict=False).network_address)


def server_secret(data_dir: Path) -> bytes:
    """32 random bytes, made once and kept in the data folder, readable by its owner only: ids outlive a restart.
    Where the folder cannot be written they last as long as the process."""
    path = data_dir / "secret"
    try:
        kept = path.read_bytes()
        if len(kept) == 32:
            return kept
    except OSError:
        pass
    made = secrets.token_bytes(32)
    temporary = path.with_name(f".secret-{secrets.token_hex(8)}")
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            file.write(made)
        if path.exists():  # cut short, by a full disk
            path.unlink()
        try:
            os.link(temporary, path)  # of two servers that start at once, the first one's counts
            temporary.unlink()
        except FileExistsError:
            temporary.unlink()
        except OSError:  # mounted buckets have no links
            os.replace(temporary, path)
        kept = path.read_bytes()
        return kept if len(kept) == 32 else made
    except OSError:
        with contextlib.suppress(OSError):
            temporary.unlink()
        return made
