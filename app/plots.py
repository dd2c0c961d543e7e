"""Plotly figures of one result."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import plotly.graph_objects as go

_ACCENT, _WORSE, _REST = "#0f766e", "#b45309", "#8a8a94"


def ladder_waterfall(report: Mapping[str, Any]) -> go.Figure | None:
    """PSNR of the generated image rung by rung: the raw value, then what each alignment adds or takes."""
    rungs = [
        (r["name"], float(r["psnr"]), float(r["coverage"])) for r in report["ladder"] if r["psnr"] is not None
    ]
    rungs = [r for r in rungs if r[1] not in (float("inf"), float("-inf"))]
    if not rungs:
        return None
    values = [rungs[0][1], *(b[1] - a[1] for a, b in pairwise(rungs))]
    figure = go.Figure(
        go.Waterfall(
            x=[name for name, _, _ in rungs],
            y=values,
            measure=["absolute", *["relative"] * (len(rungs) - 1)],
            text=[f"{psnr:.2f} dB" for _, psnr, _ in rungs],
            customdata=[f"{100 * coverage:.0f} %" for _, _, coverage in rungs],
            hovertemplate="%{x}: %{text}, coverage %{customdata}<extra></extra>",
            increasing={"marker": {"color": _ACCENT}},
            decreasing={"marker": {"color": _WORSE}},
            totals={"marker": {"color": _REST}},
            connector={"line": {"color": _REST, "width": 1}},
        )
    )
    against = "ground truth" if report["ladder_against"] == "truth" else "the input: change, not quality"
    figure.update_yaxes(title=f"PSNR against {against}, dB", rangemode="tozero")
    return _plain(figure, f"Null gain {float(report['null_gain_db']):+.2f} dB: a gain below it means nothing")


def displacement_histogram(counts: Mapping[str, Any]) -> go.Figure | None:
    """How far confident content moved: in all, and what bends after the global motion. `counts` holds
    `edges_px` and, per curve, shares of the confident pixels."""
    if not counts.get("edges_px"):
        return None
    edges = counts["edges_px"]
    centres = [(a + b) / 2 for a, b in pairwise(edges)]
    figure = go.Figure()
    for name, key, colour in (
        ("all motion", "motion", _REST),
        ("after the global motion", "residual", _ACCENT),
    ):
        figure.add_bar(
            x=centres,
            y=[100 * share for share in counts[key]],
            name=name,
            marker={"color": colour},
            opacity=0.75,
            hovertemplate="%{x:.1f} px: %{y:.1f} %<extra>" + name + "</extra>",
        )
    figure.update_layout(barmode="overlay", bargap=0.02, legend={"orientation": "h", "y": 1.12, "x": 0})
    figure.update_xaxes(title="displacement, reference pixels")
    figure.update_yaxes(title="share of confident pixels, %")
    return _plain(figure, "")


def _plain(figure: go.Figure, note: str) -> go.Figure:
    figure.update_layout(
        height=300,
        margin={"l": 56, "r": 12, "t": 36, "b": 44},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"family": "system-ui, sans-serif", "size": 12, "color": "#7a7a85"},
        showlegend=bool(figure.layout.legend.orientation),
    )
    figure.update_xaxes(showgrid=False, zeroline=False)
    figure.update_yaxes(gridcolor="rgba(128,128,140,0.25)", zeroline=False)
    if note:
        figure.add_annotation(
            text=note,
            xref="paper",
            yref="paper",
            x=0,
            y=1.12,
            showarrow=False,
            xanchor="left",
            font={"size": 12},
        )
    return figure
