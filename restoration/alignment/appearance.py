"""Make a hazy, rainy or dark photo and its clean redraw look alike enough to be compared."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from restoration.image import ImageArray
from restoration.resizing import resize

FloatPlane = NDArray[np.float32]

LEVELS = 4
_SMALLEST_SIDE = 8
_WINDOW = 5.0
_COMPARED_WINDOW = 4.0
_LARGE = 64
_FLAT = 0.02
"""A relative brightness step of 2 % counts as structure; less is noise and rounding."""

_READ_NOISE = 4.0
"""Grey levels, of a dark photo: below it the logarithm would only amplify noise."""


@dataclass(frozen=True, eq=False)
class PyramidLevel:
    """An image at one size, locally normalised: values are about standard normal."""

    light: FloatPlane
    """(h, w): of the logarithm of luminance."""
    colours: tuple[FloatPlane, ...] = ()
    """(h, w) each: of the logarithms of red over green, and of blue over both; empty at the finest level."""

    @cached_property
    def energies(self) -> tuple[FloatPlane, ...]:
        """Local mean of the square of `light` and of each of `colours`; the same for every motion tried."""
        return tuple(local_mean(plane * plane) for plane in (self.light, *self.colours))

    @property
    def size(self) -> tuple[int, int]:
        return self.light.shape[1], self.light.shape[0]

    @cached_property
    def grey(self) -> PyramidLevel:
        """The same without colours, kept: every search asks for it, and for its energies."""
        return PyramidLevel(self.light)


Pyramid = list[PyramidLevel]


def pyramid(image: ImageArray) -> Pyramid:
    """`LEVELS` levels, coarse to fine, the last at the image's size.

    The logarithm turns a local change of light into an offset and haze into a loss of contrast; the
    normalisation, made anew at every level, takes out both. Streaks and veils are grey: what tells red from blue
    passes between them, and is looked at beside the luminance, but for the finest level, where it costs most and
    files have least of it.
    """
    light, colours = _log_luminance(image), _log_colours(image)
    height, width = light.shape
    levels = []
    for level in reversed(range(LEVELS)):
        size = (
            max(_SMALLEST_SIDE, round(width / 2**level)),
            max(_SMALLEST_SIDE, round(height / 2**level)),
        )
        hues = cv2.split(_local_contrast(resize(colours, size))) if level else ()
        levels.append(PyramidLevel(_local_contrast(resize(light, size)), tuple(hues)))
    return levels


def plane(image: ImageArray) -> FloatPlane:
    """(h, w) locally normalised luminance of a small image: a level of `pyramid` by itself."""
    return _local_contrast(_log_luminance(image))


def eight_bit(plane: FloatPlane) -> NDArray[np.uint8]:
    """A plane of a pyramid as an 8-bit image, for feature detectors."""
    return np.clip(plane * 48 + 128, 0, 255).astype(np.uint8)


def _log_luminance(image: ImageArray) -> FloatPlane:
    return cv2.log(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY).astype(np.float32) + _READ_NOISE)


def _log_colours(image: ImageArray) -> FloatPlane:
    logarithms = cv2.log(image.astype(np.float32) + np.float32(_READ_NOISE))
    return cv2.transform(logarithms, np.array([[1, -1, 0], [-0.5, -0.5, 1]], np.float32))


def _local_contrast(plane: FloatPlane) -> FloatPlane:
    centred = plane - cv2.GaussianBlur(plane, (0, 0), _WINDOW)
    energy = cv2.GaussianBlur(centred * centred, (0, 0), _WINDOW)
    return centred / np.sqrt(energy + _FLAT**2)


def local_mean(plane: FloatPlane) -> FloatPlane:
    """Gaussian mean over the window in which two images are compared, by way of half the resolution where that
    loses nothing: a third to a fifth of the time."""
    height, width = plane.shape[:2]
    if min(height, width) < _LARGE:
        return cv2.GaussianBlur(plane, (0, 0), _COMPARED_WINDOW)
    half = cv2.resize(plane, (width // 2, height // 2), interpolation=cv2.INTER_AREA)
    smooth = cv2.GaussianBlur(half, (0, 0), _COMPARED_WINDOW / 2)
    return cv2.resize(smooth, (width, height), interpolation=cv2.INTER_LINEAR)
