"""Where the pixels of one image are found in another."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from restoration.image import ImageArray

FlowArray = NDArray[np.float32]


MaskArray = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Redraw:
    """What `simulate_generator` made of a clean image. Always shown as "simulated"."""

    image: ImageArray
    """(h, w, 3), on a generator's canvas: its size usually differs from the clean image's."""
    flow: FlowArray
    """(H, W, 2): clean pixel (x, y) is found at `image` pixel (x + flow[..., 0], y + flow[..., 1])."""
    changed: MaskArray
    """(H, W): content that was moved, added or removed, where `flow` has no counterpart."""
    seed: int
    strength: float
    toned: ImageArray | None = None
    """(H, W, 3): the clean image itself in the redraw's tone, the truth for a result that is to take the prior's tone."""


def tolerance_px(size: tuple[int, int]) -> float:
    """How far a motion may be off and still be called right, in pixels of a (width, height) photo: 3 px of a photo of
    768×512, in proportion on larger ones, and never less than 3 px, as no redraw can be followed more finely."""
    return max(3.0, 3.0 * math.hypot(*size) / math.hypot(768, 512))


@dataclass(frozen=True, eq=False)
class Alignment:
    """Where each reference pixel is found in the generated image."""

    flow: FlowArray
    """(H, W, 2): reference pixel (x, y) is found at generated pixel (x + flow_x, y + flow_y)."""
    warped: ImageArray
    """(H, W, 3): the generated image on the reference grid."""
    valid: MaskArray
    """(H, W): the flow lands inside the generated image."""
    confidence: NDArray[np.float32]
    """(H, W) in [0, 1]: the probability that the flow is right here to `tolerance_px`, of content that was not
    replaced; calibrated on simulated redraws."""
    canvas_scale: tuple[float, float]
    """(sx, sy): generated size over reference size."""
    homography: NDArray[np.float64]
    """(3, 3), reference → generated pixels: the global part of the motion, canvas scale included."""
    generated_size: tuple[int, int]
    """(width, height) of the generated image."""
    same_scene: bool = True
    """False when the two images share too little structure to establish that they show one scene; the flow is
    then the plain resize, and no pixel is confident. It is never True without a confident pixel."""
    note: str = ""
    """One sentence on what limits the result, or empty."""
    orientation: str = ""
    """What was done to the generated image as a whole, "mirrored left to right" or "turned by 90° clockwise" for
    example: seen, but not undone, so `same_scene` is False. Empty when it stands as the reference does."""
    collage: bool = False
    """The generated image shows the scene more than once (before and after, a contact sheet): `same_scene` is False."""
