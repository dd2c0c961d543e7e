"""Plotly figures of a benchmark run, as plain JSON."""

from __future__ import annotations

import json
import math
from html import escape
from typing import Any

import plotly.graph_objects as go

from app.plots import POINT, POINT_WORSE, plain
from app.typography import minus
from restoration import RunOverview

_ROW_PX = 34
"""Height of one method's box, px."""


def distributions(overview: RunOverview) -> dict[str, Any] | None:
    """PSNR of every image, a box and its points for each method."""
    figure = go.Figure()
    for method, values in overview.psnr.items():
        finite = [value for value in values if math.isfinite(value)]
        if finite:
            figure.add_box(
                x=finite, name=escape(method), boxpoints="all", jitter=0.4, pointpos=0, marker={"size": 4, "color": POINT},
                line={"width": 1.2}, hovertemplate="%{x:.2f} dB<extra>" + escape(method) + "</extra>",
            )  # fmt: skip
    if not figure.data:
        return None
    figure.update_xaxes(title="PSNR, dB")
    figure.update_yaxes(
        autorange="reversed", automargin=True
    )  # names of methods are long, and stand beside their boxes
    figure = plain(figure, "PSNR of every image, by method")
    figure.update_layout(height=max(300, 90 + _ROW_PX * len(figure.data)))
    return json.loads(figure.to_json())


def paired_gains(overview: RunOverview) -> dict[str, Any] | None:
    """The gain on each image, sorted; a click opens it. None where a method is compared with itself."""
    rows = [row for row in overview.ordered("gain") if math.isfinite(row.gain)]
    if not rows:
        return None
    figure = go.Figure(
        go.Bar(
            x=list(range(1, len(rows) + 1)),
            y=[row.gain for row in rows],
            customdata=[row.image for row in rows],
            text=[f"{escape(row.image)}: {minus(f'{row.gain:+.2f}')} dB" for row in rows],
            textposition="none",
            marker={"color": [POINT_WORSE if row.gain < 0 else POINT for row in rows]},
            hovertemplate="%{text}<extra></extra>",
        )
    )
    # Whole numbers only: images have no halves.
    figure.update_xaxes(
        title="images, the least gain first", tickformat="d", dtick=1 if len(rows) <= 20 else None
    )
    figure.update_yaxes(title="gain, dB")
    note = f"{escape(overview.method)} over {escape(overview.over)}<br>A click on a bar opens its image."
    return json.loads(plain(figure, note).to_json())
