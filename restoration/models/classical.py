"""The training-free methods as the registry runs them: (degraded, prior, progress) → restored."""

from __future__ import annotations

from restoration.image import ImageArray
from restoration.models import library
from restoration.models.dark_channel import MILD, dark_channel_dehaze
from restoration.models.lime import lime_enhance
from restoration.models.streaks import remove_streaks
from restoration.models.transfer import TransferConfig, transfer
from restoration.records import Alignment

_HAZE = TransferConfig(levels=((0.25, 1e-4), (0.08, 1e-4), (0.03, 1e-4)), shrink=0.1)
_LOW_LIGHT = TransferConfig(levels=((0.25, 1e-5), (0.08, 1e-5), (0.03, 1e-5)), shrink=0.1)
_WATER = TransferConfig(levels=((0.25, 1e-3), (0.08, 1e-3), (0.03, 1e-3)), shrink=0.1)
_RAIN = TransferConfig(levels=((0.25, 1e-3), (0.08, 1e-3), (0.03, 1e-3)), shrink=0.1)


def haze_dcp(degraded: ImageArray, prior: Alignment | None) -> ImageArray:
    return dark_channel_dehaze(degraded)


def haze_dcp_mild(degraded: ImageArray, prior: Alignment | None) -> ImageArray:
    return dark_channel_dehaze(degraded, MILD)


def low_light_lime(degraded: ImageArray, prior: Alignment | None) -> ImageArray:
    return lime_enhance(degraded)


def rain_directional(degraded: ImageArray, prior: Alignment | None) -> ImageArray:
    return remove_streaks(degraded)


def haze_transfer(degraded: ImageArray, prior: Alignment) -> ImageArray:
    # Haze hides no structure that the affine model could not bring back: the guide is the photo itself.
    return transfer(degraded, dark_channel_dehaze(degraded), prior, _HAZE)


def low_light_transfer(degraded: ImageArray, prior: Alignment) -> ImageArray:
    # A small ridge: in the dark, structure has little variance.
    return transfer(degraded, lime_enhance(degraded), prior, _LOW_LIGHT)


def rain_transfer(degraded: ImageArray, prior: Alignment) -> ImageArray:
    # Guided by the derained result: streaks in the guide would stay in the output.
    dry = remove_streaks(degraded)
    return transfer(dry, dry, prior, _RAIN)


def noise_nlm(degraded: ImageArray, prior: Alignment | None) -> ImageArray:
    return library.denoise_nlm(degraded)


def underwater_grey_world(degraded: ImageArray, prior: Alignment | None) -> ImageArray:
    return library.grey_world(degraded)


def underwater_transfer(degraded: ImageArray, prior: Alignment) -> ImageArray:
    # Water changes tone and contrast, not edges: the guide is the photo itself.
    return transfer(degraded, library.grey_world(degraded), prior, _WATER)
