from __future__ import annotations

from app.protocols import CHOICES, PROTOCOLS, chip, named
from restoration import PROTOCOLS as KNOWN


def test_every_protocol_has_a_name_and_an_explanation() -> None:
    assert set(PROTOCOLS) == set(KNOWN)
    assert [key for _, key in CHOICES] == list(PROTOCOLS)
    assert "disputed" in named("rgb-gtmean").short
    assert "BasicSR" in named("y").explained


def test_a_chip_can_be_clicked_only_where_numbers_can_be_made_again() -> None:
    assert chip("y").startswith("<button")
    assert "data-protocol" in chip("y")
    assert chip("y", switches=False).startswith("<abbr")
    assert "<" not in chip("<b>").split(">", 1)[1].split("</button", 1)[0]
