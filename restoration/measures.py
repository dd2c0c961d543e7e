"""Numbers between a restored image and its ground truth beyond PSNR and SSIM, all under the same protocols.

A protocol's border crop and brightness scaling apply to every measure; its luma to those that take one channel.
ΔE2000, LPIPS and DISTS are measures of colour images: under a luma protocol they see the colours, with the same crop.

| measure | what | from |
|---|---|---|
| psnr, ssim | see `metrics` | own, equal to scikit-image |
| ms_ssim | Wang et al., Asilomar 2003 | piq |
| gmsd | gradient magnitude similarity deviation, Xue et al., TIP 2014 | piq |
| haarpsi | Reisenhofer et al., 2018 | piq |
| vif | pixel-domain visual information fidelity, Sheikh & Bovik, TIP 2006 | piq |
| de2000 | mean CIEDE2000 over the pixels, Luo et al. 2001 | scikit-image |
| lpips, dists | Zhang et al., CVPR 2018; Ding et al., TPAMI 2020: networks, weights fetched by hand | piq |
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from restoration import metrics
from restoration.arguments import checked, text
from restoration.errors import InputError
from restoration.image import ImageArray, check_image
from restoration.perceptual import how_to_get, missing_weights, network, weights_folder

Plane = NDArray[np.float32]
_LUMA = "y"


@dataclass(frozen=True)
class Measure:
    id: str
    label: str
    digits: int
    larger_is_better: bool = True
    unit: str = ""

    @property
    def head(self) -> str:
        """As a column is headed."""
        return f"{self.label}, {self.unit}" if self.unit else self.label


MEASURES: dict[str, Measure] = {
    m.id: m
    for m in (
        Measure("psnr", "PSNR", 2, unit="dB"),
        Measure("ssim", "SSIM", 4),
        Measure("ms_ssim", "MS-SSIM", 4),
        Measure("gmsd", "GMSD", 4, larger_is_better=False),
        Measure("haarpsi", "HaarPSI", 4),
        Measure("vif", "VIF", 4),
        Measure("de2000", "ΔE2000", 2, larger_is_better=False),
        Measure("lpips", "LPIPS", 4, False),
        Measure("dists", "DISTS", 4, False),
    )
}
DEFAULT = ("psnr", "ssim")


def check_measures(ids: Iterable[str]) -> tuple[str, ...]:
    """The known measures among `ids`, without repeats, in the table's order. Raises InputError for an unknown one, or
    one whose weights are not at hand: it says where to put them."""
    wanted = list(ids)
    for name in wanted:
        if name not in MEASURES:
            raise InputError(f"measure: expected some of {', '.join(MEASURES)}, got {name!r}.")
        missing = missing_weights(name)
        if missing:
            raise InputError(
                f"{MEASURES[name].label}: expected its weights in {weights_folder()}, found no {' and no '.join(missing)}. "
                f"{how_to_get(name)}"
            )
    return tuple(name for name in MEASURES if name in wanted)


@checked(protocol=text)
def measure(
    restored: ImageArray, truth: ImageArray, measures: Iterable[str] = DEFAULT, protocol: str = "rgb"
) -> dict[str, float]:
    """Each of `measures` between two uint8 RGB (H, W, 3) images of one size; NaN where an image is too small for it.

    Raises ImageError on different sizes, InputError on an unknown measure or protocol, or missing weights.
    """
    restored, truth = check_image(restored, "restored"), check_image(truth, "truth")
    names = check_measures(measures)
    base = metrics.score(restored, truth, protocol)  # checks sizes and protocol
    found: dict[str, float] = {"psnr": base.psnr, "ssim": base.ssim}
    for name in names:
        if name not in found:
            colours = name in ("de2000", "lpips", "dists")
            found[name] = _COMPUTED[name](*_prepared(restored, truth, protocol, colours))
    return {name: found[name] for name in names}


def _prepared(restored: ImageArray, truth: ImageArray, protocol: str, colours: bool) -> tuple[Plane, Plane]:
    crop, prepare = metrics.PROTOCOLS[protocol]
    if colours and protocol.startswith(_LUMA):
        _, prepare = metrics.PROTOCOLS["rgb"]
    if crop and min(truth.shape[:2]) > 2 * crop:
        inside = slice(crop, -crop)
        restored, truth = restored[inside, inside], truth[inside, inside]
    return prepare(restored, truth)


def _by_piq(function: str) -> Callable[[Plane, Plane], float]:
    def compute(a: Plane, b: Plane) -> float:
        import piq
        import torch

        try:
            with torch.inference_mode():
                return float(getattr(piq, function)(_tensor(a), _tensor(b), data_range=255.0))
        except (AssertionError, ValueError):  # too small for its windows
            return math.nan

    return compute


def _tensor(image: Plane) -> Any:
    import torch

    planes = image[..., None] if image.ndim == 2 else image
    return torch.from_numpy(np.ascontiguousarray(planes.transpose(2, 0, 1)[None], np.float32)).clamp_(0, 255)


def _de2000(a: Plane, b: Plane) -> float:
    from skimage.color import deltaE_ciede2000, rgb2lab

    return float(np.mean(deltaE_ciede2000(rgb2lab(a / 255), rgb2lab(b / 255))))


def _by_network(kind: str) -> Callable[[Plane, Plane], float]:
    def compute(a: Plane, b: Plane) -> float:
        import torch

        smallest = 16 * 2  # five poolings
        if min(a.shape[:2]) < smallest:
            return math.nan
        with torch.inference_mode():
            return float(network(kind)(_tensor(a) / 255, _tensor(b) / 255))

    return compute


_COMPUTED: dict[str, Callable[[Plane, Plane], float]] = {
    "ms_ssim": _by_piq("multi_scale_ssim"),
    "gmsd": _by_piq("gmsd"),
    "haarpsi": _by_piq("haarpsi"),
    "vif": _by_piq("vif_p"),
    "de2000": _de2000,
    "lpips": _by_network("lpips"),
    "dists": _by_network("dists"),
}
