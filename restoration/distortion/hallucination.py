"""How sure it is, at each place, that the generated image shows other content than the reference.

A small U-Net (`detector_net`) over the maps of `structure`, the colours and the local contrast of both images, on a grid
of `SIDE` pixels. It has two answers: whether the content is other content, and whether it is and the photo, degraded as it is,
would have shown it. Its weights were fitted on simulated redraws; the command that makes them is
benchmarks/hallucination_training.py, and docs/distortion.md says what it measures.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray

from restoration.blas import torch_on_one_thread
from restoration.distortion.grid import WorkGrid
from restoration.distortion.structure import LUMA, comparison_maps, mean_around, window_maps
from restoration.resizing import bounded_size, shrink
from restoration.resources import assets
from restoration.weight_table import SHIPPED_FILES

if TYPE_CHECKING:
    from restoration.distortion.detector_net import DetectorNet

FloatMap = NDArray[np.float32]
WEIGHTS = assets() / "weights" / SHIPPED_FILES["invention"].file
SIDE = 192
"""Pixels of the network's grid on the longer side."""
PLANES = 76
_LIMIT = 8.0
_COARSE = 8.0
"""Scale, in pixels of that grid, of what the maps of `structure` are too fine for: clouds, glows, large smooth things."""
_LOADING = threading.Lock()


@dataclass(frozen=True, eq=False)
class Suspicion:
    """(h, w) on the work grid, in [0, 1], 0 where the generated frame shows nothing."""

    other: FloatMap
    """How sure it is that the content is other content."""
    shown: FloatMap
    """How sure it is that the content is other content and that the photo would have shown it."""


def suspicion(grid: WorkGrid) -> Suspicion:
    """What the shipped network says."""
    planes, seen = detector_planes(grid)
    return detect(_network(), grid, planes, seen)


def detect(network: DetectorNet, grid: WorkGrid, planes: FloatMap, seen: FloatMap) -> Suspicion:
    """What `network` says of `detector_planes`."""
    import torch

    # Copies: kernels round otherwise where memory happens to begin at another address.
    inputs = torch.from_numpy(planes).clone()[None], torch.from_numpy(seen).clone()[None, None]
    # One thread: with two, beside other work, they wait for each other ten times as long as the network takes.
    with torch_on_one_thread(), torch.inference_mode():
        logits = network(*inputs)[0].numpy()
    large = [cv2.resize(one, grid.size, interpolation=cv2.INTER_LINEAR) for one in logits]
    return Suspicion(*(np.where(grid.valid, 1 / (1 + cv2.exp(-one)), np.float32(0)) for one in large))


def detector_planes(grid: WorkGrid) -> tuple[FloatMap, FloatMap]:
    """Planes (PLANES, h, w) that the network compares, and the share of each pixel that both images show (h, w)."""
    maps, visible = comparison_maps(grid)
    size = bounded_size(grid.size, SIDE)
    unit = max(size) / SIDE
    seen = shrink(visible.astype(np.float32), size)
    images = [
        np.sqrt(shrink(image, size).astype(np.float32) / 255) for image in (grid.reference, grid.warped)
    ]
    lumas = images[0] @ LUMA, images[1] @ LUMA
    coarse = window_maps(lumas[0], lumas[1], _COARSE, unit, prefix="coarse ")
    planes = [np.clip(shrink(values, size), -_LIMIT, _LIMIT) for values in maps.values()]
    planes += [np.clip(values, -_LIMIT, _LIMIT) for values in coarse.values()]
    planes += [image[..., channel] for image in images for channel in range(3)]
    planes += [_local_contrast(luma, unit) for luma in lumas]
    return np.stack(planes) * seen, seen


def _local_contrast(luma: FloatMap, unit: float) -> FloatMap:
    centred = cv2.GaussianBlur(luma, (0, 0), 0.8 * unit) - mean_around(luma, 12 * unit)
    return np.asarray(
        centred / np.sqrt(mean_around(centred * centred, 12 * unit) + np.float32(2e-4)), np.float32
    )


@lru_cache(maxsize=1)
def _loaded() -> DetectorNet:
    from safetensors.torch import load_file

    from restoration.distortion.detector_net import DetectorNet

    network = DetectorNet(PLANES, normalised=False)
    network.load_state_dict({name: value.float() for name, value in load_file(WEIGHTS).items()})
    return network.eval().requires_grad_(False)


def _network() -> DetectorNet:
    with _LOADING:
        return _loaded()
