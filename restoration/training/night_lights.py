"""Light sources in dark training crops: lamps that clip, their glow, the ground they light, bright windows.

Night photos are not evenly dark. A network trained on evenly darkened daylight alone takes the brightest pixel of a
neighbourhood for its illumination, and draws a dark square around every lamp.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from restoration.training.photos import Crop, Plane

Rng = np.random.Generator
_COLOURS = np.array(
    [
        (1.0, 0.8, 0.5),
        (1.0, 0.55, 0.15),
        (1.0, 0.95, 0.9),
        (0.75, 0.88, 1.0),
        (1.0, 0.1, 0.08),
        (0.25, 0.4, 1.0),
        (0.15, 1.0, 0.6),
    ],
    np.float32,
)
_UNLIT = 0.45
_CHANCES = (0.26, 0.2, 0.24, 0.12, 0.08, 0.06, 0.04)


@dataclass(frozen=True, eq=False)
class NightLights:
    """Linear light, white of the dark frame 1: `lamps` (H, W, 3) and `glow` (H, W, 3) are added to the dark frame;
    `pools` (H, W, 1), in stops, is how much less dark a place is, because a lamp lights it or it is a bright window."""

    lamps: Plane
    glow: Plane
    pools: Plane
    unlit: Plane
    """(H, W, 1) in (0, 1]: what nothing lights, a night sky, a dark room, is black in a good photo too."""

    def on_target(self, clean: Plane, gain: float) -> Plane:
        """`clean` (H, W, 3), as a file has it, with the lamps as bright as the dark frame has them and `gain` times the glow.

        Screened: what clips keeps the colour that the dark frame shows, and what lies around it stays lit as all the rest.
        """
        light = np.clip(self.lamps + gain * self.glow, 0, 1) ** np.float32(1 / 2.2)
        return np.asarray(1 - (1 - np.clip(clean, 0, 1)) * (1 - light), np.float32)


def draw_lights(crop: Crop, stops: float, rng: Rng) -> NightLights:
    """One to eight lamps, or bright windows or colour regions, or both, for a crop that is `stops` too dark."""
    height, width = crop.clean.shape[:2]
    lamps, glow = np.zeros((2, height, width, 3), np.float32)
    pools = np.zeros((height, width), np.float32)
    kind = rng.random()
    if kind < 0.75:
        for _ in range(int(rng.integers(1, 9))):
            core, size = _shape((height, width), rng)
            colour = _COLOURS[rng.choice(len(_COLOURS), p=_CHANCES)] * (
                1 + rng.normal(0, 0.05, 3).astype(np.float32)
            )
            bright = np.float32(np.exp(rng.uniform(np.log(0.4), np.log(8))))
            lamps += (core * bright)[..., None] * np.clip(colour, 0, 1.2)
            near, far = size * rng.uniform(0.8, 2.5) + 0.7, rng.uniform(6, 30)
            halo = rng.uniform(0.1, 0.6) * cv2.GaussianBlur(core, (0, 0), near)
            halo = halo + rng.uniform(0.1, 1.0) * cv2.GaussianBlur(core, (0, 0), far)
            glow += (halo * min(bright, 3.0) * rng.uniform(0.1, 1.0))[..., None] * np.clip(colour, 0, 1.2)
            lit = cv2.GaussianBlur(core, (0, 0), rng.uniform(10, 50))  # the ground around
            pools = np.maximum(
                pools, lit / max(float(lit.max()), 1e-6) * rng.uniform(0, min(3.0, 0.7 * stops))
            )
    if kind > 0.5:
        pools = np.maximum(pools, _bright_regions(crop, rng) * np.float32(stops * rng.uniform(0.4, 1.0)))
    unlit = np.ones((height, width, 1), np.float32)
    if rng.random() < _UNLIT:
        mask = (rng.random(256) < 0.4).astype(np.float32)[crop.regions]
        if rng.random() < 0.5:
            mask *= np.arange(height)[:, None] < rng.uniform(0.3, 1.0) * height
        mask = cv2.GaussianBlur(mask, (0, 0), rng.uniform(0.4, 1.5))
        unlit = np.exp2(-mask * np.float32(rng.uniform(1.5, 7.0)))[..., None]
    return NightLights(lamps, glow, pools[..., None], unlit)


def _shape(shape: tuple[int, int], rng: Rng) -> tuple[Plane, float]:
    """(H, W) in [0, 1]: a disc, a bar or a rectangle of about `size` pixels."""
    height, width = shape
    size = float(np.exp(rng.uniform(np.log(0.6), np.log(9 if rng.random() < 0.8 else 30))))
    core = np.zeros(shape, np.float32)
    x, y = rng.uniform(0, width), rng.uniform(0, height)
    if rng.random() < 0.5:
        axes = (size, size * rng.uniform(0.6, 1.0))
        cv2.ellipse(core, ((x, y), (2 * axes[0], 2 * axes[1]), rng.uniform(0, 180)), 1.0, -1, cv2.LINE_8)
    else:
        long = size * (rng.uniform(1, 2) if rng.random() < 0.6 else rng.uniform(3, 8))
        turn = rng.normal(0, 4) + (90 if rng.random() < 0.5 else 0)
        corners = cv2.boxPoints(((x, y), (2 * long, 2 * size), turn))
        cv2.fillConvexPoly(core, np.round(corners).astype(np.int32), 1.0)
    return cv2.GaussianBlur(core, (0, 0), rng.uniform(0.4, 1.2)), size


def _bright_regions(crop: Crop, rng: Rng) -> Plane:
    """(H, W) in [0, 1]: lit windows, or colour regions (a lit wall, a sky after sunset), with sharp borders."""
    height, width = crop.clean.shape[:2]
    mask = np.zeros((height, width), np.float32)
    if rng.random() < 0.6:
        for _ in range(int(rng.integers(1, 5))):
            w, h = np.exp(rng.uniform(np.log(5), np.log(0.5 * width), 2))
            x, y = rng.uniform(-w / 2, width - w / 2), rng.uniform(-h / 2, height - h / 2)
            corners = cv2.boxPoints(((x + w / 2, y + h / 2), (w, h), rng.normal(0, 5)))
            cv2.fillConvexPoly(mask, np.round(corners).astype(np.int32), float(rng.uniform(0.6, 1.0)))
    else:
        mask = (rng.random(256) < 0.25).astype(np.float32)[crop.regions]
    return cv2.GaussianBlur(mask, (0, 0), rng.uniform(0.4, 1.5))
