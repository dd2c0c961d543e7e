"""What is known about one file of weights."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Quality:
    """Mean scores on a paired test set, protocol "rgb"."""

    dataset: str
    psnr: float
    """dB."""
    ssim: float


@dataclass(frozen=True)
class WeightsFile:
    """A file of weights: shipped in `assets/weights`, or fetched from a public address."""

    file: str
    """Name in `assets/weights`, or of the local copy of a published file."""
    url: str = ""
    """Empty: the file is shipped."""
    sha256: str = ""
    size: int = 0
    """Bytes."""
    parameters: int = 0
    """Numbers in the file, without running statistics; of the whole file where it holds more than the network."""
    licence: str = ""
    data: str = ""
    """What it was trained on."""
    channels: str = "RGB"
    """What the first layer sees, in its order."""
    input_range: tuple[float, float] = (0.0, 1.0)
    """Of the network's first layer: black and white. The registry's networks all take images in [0, 1] and convert them."""
    multiple_of: int = 1
    """Height and width that the network takes; inputs are padded to it."""
    quality: tuple[Quality, ...] = ()
    """Empty: not measured."""
    state: str = ""
    """"package.module:function" that turns the file's state dict into the network's, if they differ."""
    change: str = ""
    """File in `assets/weights` whose tensors are added to the file's: a network of others, trained further, whose
    own weights are not ours to pass on."""
