"""How PSNR and SSIM can be computed, as the page names it. A number never stands without one of these."""

from __future__ import annotations

import json
from html import escape
from typing import NamedTuple

_SSIM = "SSIM with a Gaussian window (σ 1.5, 11×11)"


class Protocol(NamedTuple):
    label: str
    short: str
    """For captions and chips."""
    explained: str


PROTOCOLS = {
    "rgb": Protocol(
        "RGB",
        "RGB",
        f"All channels, 8-bit, data range 255, no border crop. {_SSIM}, averaged over channels.",
    ),
    "y": Protocol(
        "Y (BT.601)",
        "Y",
        f"BT.601 luma as in BasicSR and MATLAB's rgb2ycbcr (16–235), not rounded. {_SSIM}.",
    ),
    "rgb-crop4": Protocol(
        "RGB, border 4", "RGB, border 4", f"As RGB, without a border of 4 pixels. {_SSIM}."
    ),
    "y-crop4": Protocol("Y, border 4", "Y, border 4", f"As Y, without a border of 4 pixels. {_SSIM}."),
    "rgb-gtmean": Protocol(
        "RGB, GT-mean (disputed)",
        "GT-mean (disputed)",
        "Each image is first scaled to the ground truth's mean brightness: it uses the answer. Shown because "
        f"papers on low light report it. {_SSIM}.",
    ),
}

CHOICES = [(protocol.label, key) for key, protocol in PROTOCOLS.items()]
"""(label, key), as a radio takes them."""


def named(key: str) -> Protocol:
    return PROTOCOLS.get(key, Protocol(key, key, key))


def chip(key: str, *, switches: bool = True) -> str:
    """A protocol beside the numbers made under it. A click on it (see protocol.js) recomputes them under the next,
    unless they exist under this one alone."""
    _, short, explained = named(key)
    if not switches:
        return f"<abbr class='pg-chip' title='{escape(explained)}'>{escape(short)}</abbr>"
    return (
        f"<button type='button' class='pg-chip' data-protocol='{escape(key)}' title='{escape(explained)} Click for the next protocol.' "
        f"aria-label='Protocol {escape(short)}. Recompute under the next'>{escape(short)}</button>"
    )


KNOWN_PROTOCOL_JS = f"""(kept) => {{
  const known = {json.dumps(list(PROTOCOLS))};
  const asked = new URLSearchParams(location.hash.slice(1)).get("protocol");
  return known.includes(asked) ? asked : known.includes(kept) ? kept : "rgb";
}}"""
"""What the address names, else what the browser kept, if there is such a protocol still."""
