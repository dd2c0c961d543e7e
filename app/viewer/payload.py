"""What the viewer is given, as types: the one description of it for Python and, through payload.d.ts, for JavaScript.

`python -m app.viewer.payload` writes payload.d.ts; a test fails where it is not current.
"""

from __future__ import annotations

import types
import typing
from pathlib import Path
from typing import Any, Literal

from typing_extensions import NotRequired, TypedDict

TYPES_FILE = Path(__file__).with_name("payload.d.ts")


class ScoreItem(TypedDict):
    """One number of a caption."""

    name: str
    value: str


class ProtocolRecord(TypedDict):
    """How the numbers were made: `label` stands beside them, `title` explains it."""

    id: str
    label: str
    title: str


class PaneRecord(TypedDict):
    """One image. `file` is its address; `sha256` is of its pixels as RGBA bytes, row by row."""

    name: str
    label: str
    file: str
    width: int
    height: int
    sha256: str
    badge: NotRequired[str | None]
    """Stands beside the label; `origin` says the same in a sentence. A badge with `source` is never hidden."""
    origin: NotRequired[str]
    source: NotRequired[bool]
    scores: NotRequired[list[ScoreItem]]
    score_text: NotRequired[str]
    follows: NotRequired[bool]
    """Whether the alignment relates its own pixels to the reference's."""
    legend_below: NotRequired[bool]
    """Whether the file has further rows below the image, which are left out."""


class FlowRecord(TypedDict):
    """The alignment's side file; see `app.panes`."""

    file: str
    columns: int
    rows: int
    width: int
    height: int
    scale_x: float
    scale_y: float
    step_px: float


class SaveOptions(TypedDict):
    """What the server adds to a saved image; absent where no server is."""

    address: str
    figure: str
    exif: bool
    place: bool


class ViewerPayload(TypedDict):
    """One comparison. Coordinates are pixels of the frame, `width` by `height`: that of the degraded image."""

    id: str | None
    title: str
    query: str
    """The part of the page's address that opens it."""
    width: int
    height: int
    reference: str | None
    """Name of the pane that others are compared with at first."""
    scored_against: Literal["truth", "input"]
    protocol: ProtocolRecord
    visible: list[str]
    panes: list[PaneRecord]
    flow: FlowRecord | None
    view: NotRequired[dict[str, Any]]
    """A state to begin with, as `viewer.set` takes it."""
    save: NotRequired[SaveOptions]


TYPES = (ScoreItem, ProtocolRecord, PaneRecord, FlowRecord, SaveOptions, ViewerPayload)
_NAMES = {str: "string", int: "number", float: "number", bool: "boolean", type(None): "null", Any: "any"}


def typescript() -> str:
    """The types above as a TypeScript declaration file."""
    interfaces = [f"export interface {t.__name__} {{\n{_fields(t)}\n}}\n" for t in TYPES]
    return "// Made by `python -m app.viewer.payload`.\n\n" + "\n".join(interfaces)


def _fields(record: Any) -> str:
    lines = []
    for name, hint in typing.get_type_hints(record, include_extras=True).items():
        optional = typing.get_origin(hint) is NotRequired
        (kind,) = typing.get_args(hint) if optional else (hint,)
        lines.append(f"  {name}{'?' if optional else ''}: {_type(kind)};")
    return "\n".join(lines)


def _type(hint: Any) -> str:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if hint in _NAMES:
        return _NAMES[hint]
    if hint in TYPES:
        return str(hint.__name__)
    if origin is Literal:
        return " | ".join(f"'{value}'" for value in arguments)
    if origin in (typing.Union, types.UnionType):
        return " | ".join(map(_type, arguments))
    if origin is list:
        return f"{_type(arguments[0])}[]"
    if origin is dict:
        return f"Record<{_type(arguments[0])}, {_type(arguments[1])}>"
    raise TypeError(f"{hint}: no TypeScript type is known for it.")


if __name__ == "__main__":
    TYPES_FILE.write_text(typescript(), encoding="utf-8")
