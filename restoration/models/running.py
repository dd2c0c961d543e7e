"""A network of the registry on arrays, by its id: through the pool of this process, or on a GPU that is lent to it."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from restoration.control import RunControl
from restoration.image import ImageArray
from restoration.models.device import lends_gpu, on_gpu, pick_device
from restoration.models.registry import POOL, get_spec
from restoration.models.transfer import prior_weights
from restoration.records import Alignment


def run_network(model: str, inputs: tuple[NDArray[Any], ...], device: str, control: RunControl) -> ImageArray:
    """The result for `inputs` (see `tiling.run_tiled`), uint8 RGB (H, W, 3). Raises ModelError and Cancelled."""
    if lends_gpu():
        # Callbacks cannot follow into the process that has the GPU.
        return _run_on_lent_gpu(model, inputs, device)
    return POOL.run(get_spec(model), inputs, pick_device(device), control)


@on_gpu
def _run_on_lent_gpu(model: str, inputs: tuple[NDArray[Any], ...], device: str) -> ImageArray:
    return POOL.run(get_spec(model), inputs, pick_device(device))


def prior_inputs(prior: Alignment) -> tuple[ImageArray, NDArray[np.float32]]:
    """The aligned prior, black where the generated image does not reach, and how far to trust it."""
    return prior.warped * prior.valid[..., None].astype(np.uint8), prior_weights(prior)
