"""Plotly figures of one result."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from functools import lru_cache
from html import escape
from itertools import pairwise
from pathlib import Path
from typing import Any

import plotly
import plotly.graph_objects as go

from app.protocols import named
from app.session_table import COLUMNS, number_of, shown
from app.typography import headline, minus
from restoration import StageScore, StoredDistortion

PLOTLY_FILE = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
_KEPT = 32
_ACCENT, _WORSE, _REST = "#0f766e", "#b45309", "#6b6b76"
"""Of bars: each carries white figures, and stands out on a white and on a near-black ground."""
POINT, POINT_WORSE, POINT_REST = "#0d9488", "#d06a0b", "#85858f"
"""The same where no figures stand: brighter, at least 3 : 1 on either ground."""


def stage_waterfall(
    report: StoredDistortion, stages: Sequence[StageScore], protocol: str
) -> go.Figure | None:
    """PSNR of the generated image stage by stage: the raw value, then what each alignment adds or takes. `stages` holds
    the report's rows, made under `protocol`."""
    rows = tuple((r.name, r.psnr, r.coverage) for r in stages if math.isfinite(r.psnr))
    if not rows:
        return None
    return _waterfall(rows, report.ladder_against == "truth", report.null_gain_db, protocol)


# Plotly takes 7 to 9 ms to check what it is given, and every visitor looks at the first example.
@lru_cache(maxsize=_KEPT)
def _waterfall(
    rows: tuple[tuple[str, float, float], ...], truth: bool, null_gain_db: float, protocol: str
) -> go.Figure:
    values = [rows[0][1], *(b[1] - a[1] for a, b in pairwise(rows))]
    figure = go.Figure(
        go.Waterfall(
            x=[headline(name) for name, _, _ in rows],
            y=values,
            measure=["absolute", *["relative"] * (len(rows) - 1)],
            text=[minus(f"{psnr:.2f}") for _, psnr, _ in rows],
            customdata=[f"{100 * coverage:.0f} %" for _, _, coverage in rows],
            hovertemplate="%{x}: %{text} dB, coverage %{customdata}<extra></extra>",
            insidetextfont={"color": "#ffffff"},
            textangle=0,
            constraintext="none",
            cliponaxis=False,
            increasing={"marker": {"color": _ACCENT}},
            decreasing={"marker": {"color": _WORSE}},
            totals={"marker": {"color": _REST}},
            connector={"line": {"color": _REST, "width": 1}},
        )
    )
    against = "PSNR against ground truth, dB" if truth else "Against the input, dB: change, not quality"
    title = f"{against} ({named(protocol).short})"
    # Small enough for the height of the plot, with a protocol's longest name.
    # Room for the figure on the tallest bar; no bar begins below 0.
    tallest = max(0.0, *(psnr for _, psnr, _ in rows))
    lowest = min(0.0, *(psnr for _, psnr, _ in rows))
    figure.update_yaxes(
        title={"text": title, "font": {"size": 11}}, range=[1.12 * lowest, max(1.12 * tallest, 1.0)]
    )
    null = minus(f"{null_gain_db:+.2f}")
    return plain(figure, f"Null gain {null} dB (RGB):<br>what dense alignment gains on unrelated images")


def displacement_histogram(counts: Mapping[str, Any]) -> go.Figure | None:
    """How far confident content moved: in all, and what bends after the global motion. `counts` holds
    `edges_px` and, per curve, shares of the confident pixels."""
    return _histogram(json.dumps(counts)) if counts.get("edges_px") else None


@lru_cache(maxsize=_KEPT)
def _histogram(written: str) -> go.Figure:
    counts = json.loads(written)
    edges = counts["edges_px"]
    centres = [(a + b) / 2 for a, b in pairwise(edges)]
    figure = go.Figure()
    for name, key, colour in (
        ("all motion", "motion", POINT_REST),
        ("after the global motion", "residual", POINT),
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
    return plain(figure, "")


def scatter(rows: Sequence[Mapping[str, Any]], across: str, up: str) -> dict[str, Any] | None:
    """Photos as points, a click opens one: a Plotly figure as plain JSON, or None without two numbers a photo."""
    known = [r for r in rows if None not in (number_of(r, across), number_of(r, up))]
    if not known:
        return None
    figure = go.Figure(
        go.Scatter(
            x=[r["numbers"][across] for r in known],
            y=[r["numbers"][up] for r in known],
            customdata=[r["id"] for r in known],
            text=[
                f"{escape(str(r['name']))}: {minus(shown(across, number_of(r, across)))}, {minus(shown(up, number_of(r, up)))}"
                for r in known
            ],
            mode="markers",
            marker={
                "size": 11,
                "color": [POINT_WORSE if r.get("flags") else POINT for r in known],
                "opacity": 0.85,
            },
            hovertemplate="%{text}<extra></extra>",
        )
    )
    figure.update_xaxes(title=COLUMNS[across].label)
    figure.update_yaxes(title=COLUMNS[up].label)
    return json.loads(plain(figure, "Orange: worth a look. Click a point to open its photo.").to_json())


def plotly_script() -> str:
    """The tag that loads Plotly's own file, as installed, from this server; see `routes`."""
    return '<script src="plotly.min.js"></script>'


def plain(figure: go.Figure, note: str) -> go.Figure:
    figure.update_layout(
        height=300,
        margin={"l": 56, "r": 12, "t": 60 if "<br>" in note else 36, "b": 44},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"family": "system-ui, sans-serif", "size": 12, "color": "#7a7a85"},
        showlegend=bool(figure.layout.legend.orientation),
    )
    figure.update_xaxes(showgrid=False, zeroline=False)
    figure.update_yaxes(gridcolor="rgba(128,128,140,0.25)", zeroline=False)
    if note:
        # Plotly measures the height of one line; the first of two would begin above the plot.
        above = 18 if "<br>" in note else 8
        title = {"text": note, "font": {"size": 12}, "x": 0, "xref": "container", "pad": {"l": 8, "t": above}}
        figure.update_layout(title=title | {"y": 1, "yanchor": "top", "xanchor": "left"})
    return figure
