"""Kernels of blur: a disc (defocus) and a line (motion)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def disc(radius: float) -> NDArray[np.float32]:
    """A disc with soft rim, its sum 1."""
    reach = int(np.ceil(radius)) + 1
    y, x = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    kernel = np.clip(radius + 0.5 - np.hypot(x, y), 0, 1).astype(np.float32)
    return np.asarray(kernel / kernel.sum(), np.float32)


def line(length: float, angle: float) -> NDArray[np.float32]:
    """A line of one pixel's width at `angle` (radians), its sum 1."""
    reach = int(np.ceil(length / 2)) + 1
    y, x = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    across = np.abs(x * np.sin(angle) - y * np.cos(angle))
    along = np.abs(x * np.cos(angle) + y * np.sin(angle))
    kernel = np.clip(1 - across, 0, 1) * np.clip(length / 2 + 0.5 - along, 0, 1)
    return np.asarray(kernel / kernel.sum(), np.float32)
