"""What a call will cost, and what it did cost. Prices are data (`models.json`, dated), never code; a table at
`<data>/gpt/prices.json` replaces those that came with the program."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from restoration.errors import InputError
from restoration.gpt.catalogue import table as catalogue
from restoration.settings import get_settings

_PER = 1_000_000
_CHARS_PER_TOKEN = 3  # English runs at about four; three leaves the estimate on the safe side
_PATCH_BUDGET = 1536
_PARTIAL_TOKENS = 100
_SQUARE, _SQUARE_TOKENS = 768, 258


@dataclass(frozen=True)
class CostEstimate:
    usd: float | None
    """For all images together; None: the price is not known."""
    per_image_usd: float | None
    images: int
    dated: str
    """The day the price table was written."""
    source: str
    note: str = ""

    @property
    def text(self) -> str:
        if self.usd is None or self.per_image_usd is None:
            return f"price unknown ({self.note})"
        each = f" ({self.images} × ${self.per_image_usd:.4f})" if self.images > 1 else ""
        return f"about ${self.usd:.4f}{each}, prices of {self.dated}"


def load_prices() -> dict[str, Any]:
    """The price table: {"date", "source", "models": {name: prices}, "output_tokens"}; a model's own "date" and "source"
    go before the table's. Raises InputError when an edited one cannot be read."""
    path = get_settings().data_dir / "gpt" / "prices.json"
    if not path.is_file():
        return _built_in()
    try:
        table = json.loads(path.read_text(encoding="utf-8"))
        for row in table["models"].values():
            if not all(
                math.isfinite(row[k]) and row[k] >= 0
                for k in ("text_in", "image_in", "image_out", "text_out")
            ):
                raise ValueError("a price is negative or not a number")
        (
            str(table["date"]),
            str(table["source"]),
            table["output_tokens"]["table"],
            table["output_tokens"]["area"],
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(
            f"{path}: expected the price table as JSON with date, source and models, got one that cannot be "
            f"read ({type(error).__name__}: {error}). Correct it, or remove it to use the built-in prices."
        ) from None
    return table


def _built_in() -> dict[str, Any]:
    records = catalogue()
    listed = {row["id"]: row["prices"] for row in records["providers"]}
    first = next(iter(listed.values()))
    models = {}
    for row in records["models"]:
        if row["prices"] is not None:
            own = listed[row["provider"]]
            models[row["name"]] = row["prices"] | ({} if own is first else own)
    return first | {"models": models, "output_tokens": records["output_tokens"]}


def price_call(
    model: str,
    *,
    canvas: tuple[int, int],
    input_size: tuple[int, int],
    quality: str,
    input_fidelity: str | None,
    prompt_chars: int,
    images: int,
    partial_images: int = 0,
) -> CostEstimate:
    """Estimate of one call for `images` images. "auto" quality is priced as high, its upper end."""
    table = load_prices()
    row = _row(table, model)
    dated, source = (str((row or {}).get(name) or table[name]) for name in ("date", "source"))
    if row is None:
        return CostEstimate(
            None, None, images, dated, source, f"{model} is not in the price table of {dated}"
        )
    output = _output_tokens(table, row.get("output"), canvas, "high" if quality == "auto" else quality)
    if output is None:
        return CostEstimate(
            None,
            None,
            images,
            dated,
            source,
            f"no published token count for {model} at quality {quality}, {canvas[0]}x{canvas[1]}",
        )
    text = math.ceil(prompt_chars / _CHARS_PER_TOKEN) + 40
    picture = _input_tokens(row.get("input"), input_size, input_fidelity)
    output += _PARTIAL_TOKENS * partial_images
    thinking = row.get("thinking", 0)
    each = (
        text * row["text_in"]
        + picture * row["image_in"]
        + output * row["image_out"]
        + thinking * row["text_out"]
    ) / _PER
    note = "quality auto is priced as high" if quality == "auto" else ""
    return CostEstimate(each * images, each, images, dated, source, note)


def price_usage(model: str, usage: Mapping[str, Any] | None) -> float | None:
    """US dollars of a call from the service's own token counts; None when price or counts are missing."""
    row = _row(load_prices(), model)
    if row is None or not isinstance(usage, Mapping):
        return None
    details = usage.get("input_tokens_details")
    details = details if isinstance(details, Mapping) else {}
    total_in, text_in, image_in = (
        _count(source, name)
        for source, name in ((usage, "input_tokens"), (details, "text_tokens"), (details, "image_tokens"))
    )
    if text_in is None or image_in is None:
        if total_in is None:
            return None
        text_in, image_in = 0, total_in  # not itemised: all at the dearer rate
    out_details = usage.get("output_tokens_details")
    out_details = out_details if isinstance(out_details, Mapping) else {}
    total_out, text_out = _count(usage, "output_tokens"), _count(out_details, "text_tokens") or 0
    if total_out is None:
        return None
    image_out = max(0, total_out - text_out)
    return (
        text_in * row["text_in"]
        + image_in * row["image_in"]
        + image_out * row["image_out"]
        + text_out * row["text_out"]
    ) / _PER


def _row(table: dict[str, Any], model: str) -> dict[str, Any] | None:
    models = table["models"]
    return models.get(model) or models.get(re.sub(r"-20\d\d-\d\d-\d\d$", "", model))


def _count(source: Mapping[str, Any], name: str) -> int | None:
    value = source.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**9 else None


def _output_tokens(table: dict[str, Any], rule: object, canvas: tuple[int, int], quality: str) -> int | None:
    if isinstance(rule, Mapping):
        return rule.get(quality)
    counts = table["output_tokens"]
    if rule == "table":
        return counts["table"].get(quality, {}).get(f"{canvas[0]}x{canvas[1]}")
    axis = counts["area"].get(quality)
    if rule != "area" or axis is None:
        return None
    long, short = max(canvas), min(canvas)
    return math.ceil(
        axis * ((2 * axis * short + long) // (2 * long)) * (2_000_000 + canvas[0] * canvas[1]) / 4_000_000
    )


def _input_tokens(rule: object, size: tuple[int, int], fidelity: str | None) -> int:
    if isinstance(rule, int):
        return rule
    if rule == "squares":
        return _SQUARE_TOKENS * math.ceil(size[0] / _SQUARE) * math.ceil(size[1] / _SQUARE)
    if rule == "patches":
        return _PATCH_BUDGET
    scale = 512 / min(size)
    tiles = math.ceil(size[0] * scale / 512) * math.ceil(size[1] * scale / 512)
    extra = 0 if fidelity != "high" else (4160 if size[0] == size[1] else 6240)
    return 65 + 129 * tiles + extra
