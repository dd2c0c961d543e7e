"""A comparison as the viewer takes it: names, labels, hashes, scores as text, and files beside them.

The payload itself is small JSON. Pixels travel as PNG files and the alignment as one compact side
file; `publish` decides where those live and how a browser reaches them.
"""

from __future__ import annotations

import base64
import mimetypes
import zlib
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

import numpy as np
from numpy.typing import NDArray

from app.protocols import named
from app.viewer.payload import FlowRecord, ProtocolRecord, ScoreItem, ViewerPayload
from restoration import (
    Alignment,
    Comparison,
    ImageArray,
    PaneScores,
    Scores,
    StageScore,
    encode_png,
    pixel_sha256,
    write_atomically,
)

Publish = Callable[[str, Callable[[], bytes]], Any]
"""`publish(file_name, make_bytes)` → what the browser is given: an address."""

LABELS = {
    "degraded": "Degraded",
    "generated": "Generated",
    "aligned": "Generated, aligned",
    "baseline": "Baseline",
    "guided": "Prior-guided",
    "truth": "Ground truth",
}
FIRST_VIEW = ("degraded", "generated", "baseline", "guided")
_MOST_IN_SIGHT = 8
_WITHOUT_LEGEND = "-pane.png"
_GRID_LONG_SIDE = 512
_FINEST_STEP_PX = 1 / 64


def comparison_payload(
    comparison: Comparison,
    *,
    publish: Publish,
    id: str | None = None,
    title: str = "",
    query: str = "",
    extra: Mapping[str, tuple[str, ImageArray]] | None = None,
) -> ViewerPayload:
    """JSON-safe payload of the viewer. `id` names the result in links; `query` is the part of the page's
    address that opens it, such as "example=haze-palace", by default "result=<id>". `extra` adds panes
    that are not scored, such as overlays: name → (label, image).

    Coordinates in it are pixels of the degraded image; every pane states its own size and the SHA-256
    of its RGBA pixels, which the browser compares with what it decoded.
    """
    height, width = comparison.panes["degraded"].shape[:2]
    alignment = comparison.alignment
    labels = pane_labels(comparison)
    panes: list[Any] = [
        pane_record(name, labels.get(name, name), image, publish)
        | _provenance(comparison, name)
        | _scores(comparison, name)
        | {"follows": name == "generated" and alignment is not None and alignment.same_scene}
        for name, image in comparison.panes.items()
    ]
    panes += [
        pane_record(name, label, image, publish, frame_rows=height)
        for name, (label, image) in (extra or {}).items()
    ]
    return {
        "id": id,
        "title": title,
        "query": query or (f"result={quote(id)}" if id else ""),
        "width": width,
        "height": height,
        "reference": "truth" if "truth" in comparison.panes else "degraded",
        "scored_against": comparison.scored_against,
        "protocol": protocol_record("rgb"),
        "visible": _first_view(comparison),
        "panes": panes,
        "flow": _flow(alignment, publish) if alignment is not None else None,
    }


def pane_labels(comparison: Comparison) -> dict[str, str]:
    """Name → label of every pane. Where several generators are compared, each stands under its own name."""
    labels = dict(LABELS)
    several = sum(m.kind == "generated" for m in comparison.methods) > 1
    for method in comparison.methods:
        if method.kind == "result" or (method.kind == "generated" and several):
            labels[method.pane] = method.label
            if method.aligned:
                labels[method.aligned] = f"{method.label}, aligned"
    return labels


def _first_view(comparison: Comparison) -> list[str]:
    """Panes in sight at first: what is compared; of what had to be aligned, a generator's image itself and a result on
    the photo's grid."""
    others = [m.pane for m in comparison.methods if m.kind == "generated" and m.pane != "generated"]
    others += [m.aligned or m.pane for m in comparison.methods if m.kind == "result"]
    return [*(name for name in FIRST_VIEW if name in comparison.panes), *others][:_MOST_IN_SIGHT]


def score_items(scores: Scores, against: str) -> list[ScoreItem]:
    """Name and value of each number of a caption. Without ground truth there is no PSNR: it is change."""
    if against == "input":
        return [] if np.isinf(scores.psnr) else [{"name": "Change", "value": f"{scores.psnr:.2f} dB"}]
    items: list[ScoreItem] = [
        {"name": "PSNR", "value": "∞" if np.isinf(scores.psnr) else f"{scores.psnr:.2f} dB"}
    ]
    if not np.isnan(scores.ssim):
        items.append({"name": "SSIM", "value": f"{scores.ssim:.3f}"})
    return items


def score_text(scores: Scores, against: str) -> str:
    """ "PSNR 23.41 dB, SSIM 0.912 (rgb)", or "Change 18.30 dB (rgb, from the input)"."""
    items = ", ".join(f"{item['name']} {item['value']}" for item in score_items(scores, against))
    return f"{items} ({scores.protocol}{', from the input' if against == 'input' else ''})" if items else ""


def folder_publisher(folder: Path, address: str) -> Publish:
    """Files in `folder`, which a browser reads under `address`, relative to the page. A file that is already there
    under its name is used as it is."""

    def publish(name: str, make: Callable[[], bytes]) -> str:
        path = folder / name
        if not path.exists():
            write_atomically(make(), path)
        return f"{address}{quote(name)}"

    return publish


def result_publisher(folder: Path) -> Publish:
    """Files of the result whose folder it is; see `routes`."""
    return folder_publisher(folder, stored_address(folder.name, ""))


def stored_address(result_id: str, name: str) -> str:
    """Of a result's file, relative to the page."""
    return f"results/{quote(result_id)}/{quote(name)}"


def inline_publisher(name: str, make: Callable[[], bytes]) -> str:
    """The file itself as a data: address, for pages that must work without a server."""
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return f"data:{kind};base64,{base64.b64encode(make()).decode()}"


def pane_record(
    name: str, label: str, image: ImageArray, publish: Publish, *, frame_rows: int | None = None
) -> dict[str, Any]:
    """A pane as the viewer takes it, without scores and source; its pixels are published as NAME.png.

    An overlay's file has its legend on further rows, from `frame_rows` on; in the viewer the overlay lies on the photo's
    frame: `legend_below` tells it to leave those rows out.
    """
    shown = image[:frame_rows]
    return {
        "name": name,
        "label": label,
        "file": publish(f"{name}.png", partial(encode_png, image)),
        "width": shown.shape[1],
        "height": shown.shape[0],
        "sha256": pixel_sha256(shown),
        **({"legend_below": True} if len(shown) < len(image) else {}),
    }


def as_written_now(viewer: dict[str, Any]) -> dict[str, Any]:
    """A stored payload; until December 2026 overlays without their legend were files of their own."""
    panes = [
        pane | {"file": f"{str(pane['file']).removesuffix(_WITHOUT_LEGEND)}.png", "legend_below": True}
        if str(pane["file"]).endswith(_WITHOUT_LEGEND)
        else pane
        for pane in viewer["panes"]
    ]
    return viewer | {"panes": panes}


def _scores(comparison: Comparison, name: str) -> dict[str, Any]:
    return caption_scores(comparison.scores.get(name), comparison.scored_against)


def caption_scores(scores: Scores | None, against: str) -> dict[str, Any]:
    """What a pane's caption says of its scores."""
    if scores is None:
        return {"scores": [], "score_text": ""}
    return {"scores": score_items(scores, against), "score_text": score_text(scores, against)}


def rescored(
    payload: Mapping[str, Any], scores: Mapping[str, PaneScores | StageScore], protocol: str
) -> dict[str, Any]:
    """A payload with the scores of another protocol. The viewer loads nothing again."""

    def made(name: str) -> Scores | None:
        row = scores.get(name)
        return Scores(row.psnr, row.ssim, protocol) if row else None

    against = payload["scored_against"]
    panes = [pane | caption_scores(made(pane["name"]), against) for pane in payload["panes"]]
    return {**payload, "protocol": protocol_record(protocol), "panes": panes}


def protocol_record(key: str) -> ProtocolRecord:
    _, short, explained = named(key)
    return {"id": key, "label": short, "title": explained}


def _provenance(comparison: Comparison, name: str) -> dict[str, Any]:
    """`badge` stands beside the label, `origin` says the same in a sentence. A badge with `source` is never hidden."""
    for method in comparison.methods:
        if name in (method.pane, method.aligned) and method.source is not None:
            label = method.source.label
            return {"badge": label, "origin": f"Generated image: {label}", "source": True}
        if name in (method.pane, method.aligned) and method.kind == "result":
            place = "aligned" if name == method.aligned else "result"
            return {
                "badge": place,
                "origin": f"Result of {method.label}. {method.note}".strip(),
                "source": False,
            }
    model = comparison.models.get(name)
    generated = (comparison.provenance.get("generated") or {}).get("label") or "unknown source"
    if name in ("generated", "aligned"):
        return {"badge": generated, "origin": f"Generated image: {generated}", "source": True}
    prior = f", prior: {generated}" if name == "guided" else ""
    return {"badge": model, "origin": f"Model: {model}{prior}" if model else "", "source": False}


def _flow(alignment: Alignment, publish: Publish) -> FlowRecord:
    """The side file's description; the file is zlib-compressed planes x, y, confidence, valid.

    Nodes are spread evenly over the reference, corners included, at most 512 on the longer side. x and
    y are int16 multiples of `step_px`: what remains of the generated position after the canvas scale.
    Values are exact to half a step at the nodes and bilinear between them; confidence is in 1/255.
    """
    height, width = alignment.flow.shape[:2]
    shrink = min(1.0, _GRID_LONG_SIDE / max(width, height))
    columns, rows = max(1, round(width * shrink)), max(1, round(height * shrink))
    xs, ys = np.linspace(0, width - 1, columns), np.linspace(0, height - 1, rows)
    scale_x, scale_y = (float(s) for s in alignment.canvas_scale)
    beyond_x = _sample(alignment.flow[..., 0], xs, ys) + (1 - scale_x) * xs[None, :]
    beyond_y = _sample(alignment.flow[..., 1], xs, ys) + (1 - scale_y) * ys[:, None]
    largest = float(max(np.abs(beyond_x).max(), np.abs(beyond_y).max()))
    step = max(_FINEST_STEP_PX, largest / 32000)
    planes = (
        np.rint(beyond_x / step).astype("<i2"),
        np.rint(beyond_y / step).astype("<i2"),
        np.rint(_sample(alignment.confidence, xs, ys).clip(0, 1) * 255).astype(np.uint8),
        (_sample(alignment.valid.astype(np.float32), xs, ys) >= 0.5).astype(np.uint8),
    )
    return {
        "file": publish("alignment.bin", lambda: zlib.compress(b"".join(map(_row_differences, planes)), 6)),
        "columns": columns,
        "rows": rows,
        "width": width,
        "height": height,
        "scale_x": scale_x,
        "scale_y": scale_y,
        "step_px": step,
    }


def _sample(plane: NDArray[Any], xs: NDArray[np.float64], ys: NDArray[np.float64]) -> NDArray[np.float64]:
    """`plane` (H, W) at every (x, y) of a grid, bilinear."""
    x0, y0 = np.floor(xs).astype(int), np.floor(ys).astype(int)
    x1, y1 = np.minimum(x0 + 1, plane.shape[1] - 1), np.minimum(y0 + 1, plane.shape[0] - 1)
    u, v = (xs - x0)[None, :], (ys - y0)[:, None]
    top = plane[np.ix_(y0, x0)] * (1 - u) + plane[np.ix_(y0, x1)] * u
    bottom = plane[np.ix_(y1, x0)] * (1 - u) + plane[np.ix_(y1, x1)] * u
    return np.asarray(top * (1 - v) + bottom * v, np.float64)


def _row_differences(plane: NDArray[Any]) -> bytes:
    """Differences along rows, wrapping: smooth planes compress several times better."""
    out = plane.copy()
    out[:, 1:] -= plane[:, :-1]
    return out.tobytes()
