"""Small parts of the page: download, examples, progress, status."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape

from app.results import example_result_id
from restoration import (
    Example,
)


def archive_form(ids: Sequence[str]) -> str:
    """The buttons that fetch stored results as one file, made when they are clicked."""
    fields = "".join(f"<input type='hidden' name='id' value='{escape(i)}'>" for i in ids)
    what = "this result" if len(ids) == 1 else f"{len(ids)} results"
    return (
        f"<form method='post' action='archive'>{fields}<button type='submit' class='pg-button' "
        f"title='{what}: every image lossless, and comparison.json'>Download everything (zip)</button>"
        f"<button type='submit' class='pg-button' formaction='review' title='{what} as one HTML file for reviewers: the same "
        "viewer, without a server'>Review file (HTML)</button>"
        "<button type='submit' class='pg-button' formaction='review' name='blind' value='1' title='The same with methods "
        "as A, B, C, in a zip with the key'>Blind review</button>"
        f"<button type='submit' class='pg-button' formaction='session' title='{what}, to be opened again on the Batch tab, here "
        "or on another machine'>Save session</button></form>"
    )


def example_strip(examples: Iterable[Example], thumbnails: Mapping[str, str], current: str | None) -> str:
    """The shipped examples as buttons with a thumbnail; `thumbnails` maps an id to a data: address."""
    cards = "".join(
        f"<li><button type='button' data-example='{escape(e.id)}' aria-pressed="
        f"'{'true' if current == example_result_id(e.id) else 'false'}'><img alt='' src='{thumbnails[e.id]}'>"
        f"<span>{escape(e.title)}</span></button></li>"
        for e in examples
    )
    return f"<nav class='pg-examples' aria-label='Examples' data-testid='examples'><h2>Examples</h2><ul>{cards}</ul></nav>"


def progress_bar(fraction: float, message: str) -> str:
    percent = round(100 * min(max(fraction, 0.0), 1.0))
    return (
        f'<div class="pg-progress" role="status" data-testid="progress"><progress max="100" value="{percent}" '
        f'aria-label="Progress">{percent} %</progress><span>{escape(message)}</span></div>'
    )


def preview(address: str) -> str:
    return f'<figure class="pg-preview"><img src="{escape(address)}" alt="Preview of the generated image"><figcaption>Preview: the image is not complete yet</figcaption></figure>'


def status(message: str, kind: str = "info", details: Sequence[str] = ()) -> str:
    lines = "".join(f"<li>{escape(d)}</li>" for d in details)
    return (
        f'<div class="pg-status pg-{kind}" role="{"alert" if kind == "error" else "status"}" data-testid="status">'
        f"<p>{escape(message)}</p>{f'<ul>{lines}</ul>' if lines else ''}</div>"
    )
