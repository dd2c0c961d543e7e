from __future__ import annotations

from app.rendering.models import model_table
from restoration import ModelInfo

NETWORK = ModelInfo(
    "haze/x<",
    "X & Y",
    ("haze",),
    "published",
    "MIT",
    "Doe <2020>",
    1234,
    "ready",
    note="sots_indoor 18.12 dB",
)
CLASSICAL = ModelInfo("haze/dcp", "DCP", ("haze",), "classical", "training-free", "He", 0, "ready")


def test_a_row_says_what_is_known() -> None:
    table = model_table([NETWORK])
    for part in (
        "X &amp; Y",
        "haze/x&lt;",
        "Doe &lt;2020&gt;",
        "MIT",
        "1,234",
        "sots_indoor 18.12 dB",
        ">ready<",
    ):
        assert part in table


def test_only_networks_that_are_there_can_be_loaded_and_only_where_one_may() -> None:
    assert "data-act='load haze/x&lt;'" in model_table([NETWORK], buttons=True)
    assert "data-act" not in model_table([NETWORK])
    assert "data-act" not in model_table([CLASSICAL], buttons=True)
    loaded = ModelInfo(**{**NETWORK.__dict__, "state": "loaded"})
    assert "data-act='unload" in model_table([loaded], buttons=True)
    missing = ModelInfo(**{**NETWORK.__dict__, "state": "missing"})
    assert "data-act" not in model_table([missing], buttons=True)
