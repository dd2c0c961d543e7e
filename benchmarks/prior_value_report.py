"""The rows of `prior_value` as tables and as a plot."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np

WORSE, UNRELATED, MEAN_GAIN = -0.1, -0.1, 3.0
"""Required gains, dB: of every (network, set), of an unrelated prior, of the mean over all at strength 1."""


@dataclass(frozen=True)
class Value:
    model: str
    dataset: str
    images: int
    alone: float
    guided: dict[str, float]
    """strength → dB; "unrelated" too."""
    aligned: float
    """The aligned generated image at strength 1, dB."""

    def gain(self, key: str) -> float:
        return self.guided[key] - self.alone


Row = dict[str, Any]


def values_of(rows: list[Row]) -> list[Value]:
    """Means over the images of every (model, set), in the order in which they came."""
    groups: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        groups[row["model"], row["dataset"]].append(row)
    return [
        Value(
            model,
            dataset,
            len(group),
            float(np.mean([row["alone"] for row in group])),
            {
                key: float(np.mean([row["guided"][key] for row in group if key in row["guided"]]))
                for key in group[0]["guided"]
            },
            float(np.mean([row["aligned"] for row in group])),
        )
        for (model, dataset), group in groups.items()
    ]


def table_made_for_a_prior(values: list[Value]) -> list[str]:
    """`values` of TASK/guided."""
    lines = [
        "| made for a prior | set | images | result | fused once more | gain | aligned |",
        "|---" * 7 + "|",
    ]
    lines += [
        f"| {value.model} | {value.dataset} | {value.images} | {value.alone:.2f} | {value.guided['1']:.2f} | "
        f"{value.gain('1'):+.2f} | {value.aligned:.2f} |"
        for value in values
    ]
    return lines


def table(values: list[Value]) -> list[str]:
    keys = list(values[0].guided)
    head = ["model", "set", "images", "alone", *(f"+prior {key}" for key in keys), "gain", "aligned"]
    lines = ["| " + " | ".join(head) + " |", "|---" * len(head) + "|"]
    key = _middle(keys)
    for value in sorted(values, key=lambda v: v.alone):
        cells = [value.model, value.dataset, str(value.images), f"{value.alone:.2f}"]
        cells += [f"{value.guided[k]:.2f}" for k in keys]
        cells += [f"{value.gain(key):+.2f}", f"{value.aligned:.2f}"]
        lines.append("| " + " | ".join(cells) + " |")
    gains = [value.gain(key) for value in values]
    worst = min(values, key=lambda v: v.gain(key))
    lines += [
        "",
        f"Mean gain over {len(values)} pairs of network and set: {np.mean(gains):+.2f} dB (wanted ≥ {MEAN_GAIN:g}); "
        f"least: {worst.gain(key):+.2f} dB, {worst.model} on {worst.dataset} (wanted ≥ {WORSE:g}).",
    ]
    if "unrelated" in keys:
        least = min(values, key=lambda v: v.gain("unrelated"))
        lines.append(
            f"Unrelated prior, least: {least.gain('unrelated'):+.2f} dB, {least.model} on {least.dataset} "
            f"(wanted ≥ {UNRELATED:g})."
        )
    if len(values) > 2:
        slope = np.polyfit([v.alone for v in values], gains, 1)[0]
        lines.append(f"Gain changes by {slope:+.2f} dB for every dB that the network is better alone.")
    return lines


def _middle(keys: list[str]) -> str:
    return "1" if "1" in keys else keys[0]


_COLOURS = {"haze": "#0072b2", "low_light": "#d55e00", "rain": "#009e73"}
_WIDTH, _HEIGHT, _MARGIN = 720, 440, 56


def plot(values: list[Value]) -> str:
    """Gain over dB alone as an SVG: one dot for every network and set, its name on hovering."""
    key = _middle(list(values[0].guided))
    xs, ys = [v.alone for v in values], [v.gain(key) for v in values]
    left, right = np.floor(min(xs)) - 1, np.ceil(max(xs)) + 1
    low, high = min(-1.0, np.floor(min(ys))), np.ceil(max(ys)) + 1

    def at(x: float, y: float) -> tuple[float, float]:
        return (
            _MARGIN + (x - left) / (right - left) * (_WIDTH - 2 * _MARGIN),
            _HEIGHT - _MARGIN - (y - low) / (high - low) * (_HEIGHT - 2 * _MARGIN),
        )

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" font-family="sans-serif" font-size="12">',
        '<rect width="100%" height="100%" fill="white"/>',
    ]
    for tick in np.arange(np.ceil(left / 5) * 5, right + 0.1, 5):
        x, bottom = at(tick, low)
        parts.append(f'<path d="M{x:.1f} {bottom:.1f}V{_MARGIN}" stroke="#eee"/>')
        parts.append(f'<text x="{x:.1f}" y="{bottom + 18:.1f}" text-anchor="middle">{tick:g}</text>')
    for tick in np.arange(np.ceil(low / 2) * 2, high + 0.1, 2):
        start, y = at(left, tick)
        colour = "#888" if tick == 0 else "#eee"
        parts.append(f'<path d="M{start:.1f} {y:.1f}H{_WIDTH - _MARGIN}" stroke="{colour}"/>')
        parts.append(f'<text x="{start - 8:.1f}" y="{y + 4:.1f}" text-anchor="end">{tick:+g}</text>')
    for value in values:
        x, y = at(value.alone, value.gain(key))
        colour = _COLOURS.get(value.dataset.split("/")[0].replace("lowlight", "low_light"), "#555")
        label = escape(f"{value.model} on {value.dataset}: {value.alone:.1f} dB, {value.gain(key):+.1f}")
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="{colour}" fill-opacity=".75">')
        parts.append(f"<title>{label}</title></circle>")
    for row, (task, colour) in enumerate(_COLOURS.items()):
        y = _MARGIN + 16 * row
        parts.append(f'<circle cx="{_WIDTH - 150}" cy="{y}" r="5" fill="{colour}"/>')
        parts.append(f'<text x="{_WIDTH - 138}" y="{y + 4}">{task.replace("_", " ")}</text>')
    parts.append(
        f'<text x="{_WIDTH / 2}" y="{_HEIGHT - 12}" text-anchor="middle">network alone, PSNR dB</text>'
    )
    parts.append(f'<text x="{_MARGIN}" y="24">gain by a simulated prior of strength {key}, dB</text></svg>')
    return "\n".join(parts)
