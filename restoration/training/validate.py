"""PSNR and SSIM on pairs that are not trained on, with sample images."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from restoration.image import ImageArray, save_image
from restoration.metrics import score
from restoration.models.tiling import as_image, as_tensor, pad_to_multiple
from restoration.records import Scores
from restoration.training.pairs import PairSample

_MULTIPLE = 16
_SHOWN = 4
_SHOWN_HEIGHT = 240


def restore_whole(network: nn.Module, *images: NDArray[np.uint8], device: str = "cpu") -> ImageArray:
    """The network on one whole image, padded and rounded as in a restoration: degraded; for guided ones prior and
    confidence (H, W); all uint8."""
    height, width = images[0].shape[:2]
    with torch.inference_mode():
        output = network(*(_tensor(image, device) for image in images))
    return as_image(output, height, width)


def _tensor(image: NDArray[np.uint8], device: str) -> Tensor:
    padded = pad_to_multiple(image, _MULTIPLE)
    tensor = as_tensor(padded if padded.ndim == 3 else padded.astype(np.float32) / 255, device)
    return tensor.contiguous(memory_format=torch.channels_last)


class PairValidation:
    """Called with a network and the step: {"val_psnr", "val_ssim"}, and one picture in `folder`.

    `whole` makes the model of the part that is trained (DehazeNet of its transmission network).
    """

    def __init__(
        self,
        samples: list[PairSample],
        folder: Path,
        device: str,
        *,
        whole: Callable[[nn.Module], nn.Module] = lambda network: network,
    ) -> None:
        self._samples, self._folder, self._device, self._whole = samples, folder, device, whole

    def __call__(self, network: nn.Module, step: int) -> dict[str, float]:
        network = self._whole(network)
        scores: list[Scores] = []
        rows: list[NDArray[Any]] = []
        for sample in self._samples:
            assert sample.clean is not None
            prior = (
                () if sample.prior is None or sample.confidence is None else (sample.prior, sample.confidence)
            )
            restored = restore_whole(network, sample.degraded, *prior, device=self._device)
            scores.append(score(restored, sample.clean))
            if len(rows) < _SHOWN:
                row = [sample.degraded, *prior[:1], restored, sample.clean]
                rows.append(np.hstack([_shown(image) for image in row]))
        width = max(row.shape[1] for row in rows)
        padded = [np.pad(row, ((0, 0), (0, width - row.shape[1]), (0, 0))) for row in rows]
        save_image(np.vstack(padded), self._folder / f"{step:07d}.png")
        return {
            "val_psnr": float(np.mean([s.psnr for s in scores])),
            "val_ssim": float(np.mean([s.ssim for s in scores])),
        }


def _shown(image: ImageArray) -> NDArray[Any]:
    width = max(1, round(image.shape[1] * _SHOWN_HEIGHT / image.shape[0]))
    return cv2.resize(image, (width, _SHOWN_HEIGHT), interpolation=cv2.INTER_AREA)
