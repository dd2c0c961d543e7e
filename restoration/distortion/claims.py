"""What speaks against the claim that a place shows other content, asked of each suspect place before it is called hallucinated.

The detector (`invention`) sees that two places are unlike; why is another question. A place that looks alike after all once
both images are equally blurred, in place or a little beside it, shows the same thing, sharper or a little shifted. And what the photo has
more of, when it is light alone (a flare, a reflection, streaks, fog), was taken away as a degradation and not as a thing.
Both are "not judged" then.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from restoration.distortion.contrast import ContrastPair, contrast_pair, contrast_plane
from restoration.distortion.grid import WorkGrid
from restoration.distortion.structure import mean_around
from restoration.resizing import shrink

FloatMap = NDArray[np.float32]
Mask = NDArray[np.bool_]
_BLURS = (0.0, 1.0, 2.0, 3.0)
"""Pixels: by as much the generated image may be sharper than the photo …"""
_SHARPER = 0.02
"""… if blurring both raises their correlation by so much a step."""
_REACH = 0.018
"""Of the diagonal: so near by the same content is looked for."""
_RIM = 3
"""Pixels around the place that are compared too: its outlines."""
_ALIKE = 0.9
"""Correlation of the same content."""
_AROUND = 6.0
"""Pixels, deviation of the window in which correlation is measured."""
_RING = 12
"""Pixels around a place that say how much of the generated image's light the photo has."""
_LIGHT = 0.95
"""Of what differs, so much is light that the photo has and the generated image has not …"""
_STRONG = 0.08
"""… which is so much, linear, of white at the mean …"""
_PLAIN = (-0.5, 0.3)
"""… the place is no darker in the photo than what is around it, and in the generated image it is much like that: so many
deviations darker or brighter at most."""
_OUTLINES = 4.0
"""Light that is taken away leaves no new outlines: where those of the generated image are so many times as strong as the photo's, it
drew something."""


@dataclass(frozen=True, eq=False)
class Claims:
    """Both images of a pair, as they are compared here."""

    size: tuple[int, int]
    photo: FloatMap
    generated: FloatMap
    """(h, w): luminance of equal local contrast."""
    photo_light: FloatMap
    generated_light: FloatMap
    """(h, w, 3): linear."""
    suspect: Mask

    @classmethod
    def of(cls, grid: WorkGrid, suspect: Mask) -> Claims:
        pair = contrast_pair(grid)
        size = pair.size
        planes = _equally_sharp(pair, ~(shrink(suspect.astype(np.float32), size) > 0.1))
        light = [
            (image.astype(np.float32) / 255) ** np.float32(2.2) for image in (pair.photo, pair.generated)
        ]
        return cls(
            size, planes[0], planes[1], light[0], light[1], shrink(suspect.astype(np.float32), size) > 0.4
        )

    def same_content(self, place: Mask) -> bool:
        """Whether what the photo shows at `place` (any size over the frame) stands there, or a little beside it."""
        inside = self._small(place)
        x, y, w, h = cv2.boundingRect(inside.astype(np.uint8))
        if min(w, h) < 3:
            return False
        x0, y0 = max(0, x - _RIM), max(0, y - _RIM)
        x1, y1 = min(self.size[0], x + w + _RIM), min(self.size[1], y + h + _RIM)
        rim = cv2.dilate(inside.astype(np.uint8), np.ones((2 * _RIM + 1,) * 2, np.uint8))[y0:y1, x0:x1]
        reach = round(_REACH * float(np.hypot(*self.size)))
        for template, other in ((self.photo, self.generated), (self.generated, self.photo)):
            around = cv2.copyMakeBorder(other, reach, reach, reach, reach, cv2.BORDER_REFLECT)
            around = around[y0 : y1 + 2 * reach, x0 : x1 + 2 * reach]
            scores = cv2.matchTemplate(
                around,
                np.ascontiguousarray(template[y0:y1, x0:x1]),
                cv2.TM_CCOEFF_NORMED,
                mask=rim.astype(np.float32),
            )
            if float(np.nan_to_num(scores, posinf=0, neginf=0).max()) < _ALIKE:
                return False
        return True

    def only_light(self, place: Mask) -> bool:
        """Whether the photo differs by light alone: it is brighter there than the generated image is, as both are around."""
        inside = self._small(place)
        if not inside.any():
            return False
        around = cv2.dilate(inside.astype(np.uint8), np.ones((2 * _RING + 1,) * 2, np.uint8)) > 0
        ring = around & ~(cv2.dilate(self.suspect.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0)
        if ring.sum() < 30:
            ring = ~self.suspect
        photo, generated = self.photo_light[ring], self.generated_light[ring]
        gain = np.minimum(
            (photo * generated).sum(axis=0) / ((generated**2).sum(axis=0) + 1e-4),
            (photo.mean(axis=0) + 1e-3) / (generated.mean(axis=0) + 1e-3),
        )
        if not self._bright(inside, ring) or self._outlined(inside):
            return False
        more = (self.photo_light[inside] - gain * self.generated_light[inside]).mean(axis=1)
        return float(more.mean()) > _STRONG and float(np.maximum(more, 0).sum()) > _LIGHT * float(
            np.abs(more).sum() + 1e-6
        )

    def _bright(self, inside: Mask, ring: Mask) -> bool:
        photo, generated = (np.sqrt(light.mean(axis=2)) for light in (self.photo_light, self.generated_light))
        above, apart = (
            float(values[inside].mean() - values[ring].mean()) / (float(values[ring].std()) + 0.02)
            for values in (photo, generated)
        )
        return above > 0 and _PLAIN[0] < apart < _PLAIN[1]

    def _outlined(self, inside: Mask) -> bool:
        reach = cv2.dilate(inside.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
        own, drawn = (
            float(_slope(np.sqrt(light))[reach].mean()) for light in (self.photo_light, self.generated_light)
        )
        return drawn > _OUTLINES * own

    def _small(self, place: Mask) -> Mask:
        return np.asarray(shrink(place.astype(np.float32), self.size) > 0.4)


def likeness(grid: WorkGrid) -> FloatMap:
    """(h, w) on the work grid: correlation of both images' contrast around each place, in [-1, 1]."""
    a, b = contrast_pair(grid).planes
    mean_a, mean_b = mean_around(a, _AROUND), mean_around(b, _AROUND)
    spread = [
        np.maximum(mean_around(x * x, _AROUND) - mean * mean, np.float32(1e-3))
        for x, mean in ((a, mean_a), (b, mean_b))
    ]
    shared = mean_around(a * b, _AROUND) - mean_a * mean_b
    return np.asarray(
        cv2.resize(shared / np.sqrt(spread[0] * spread[1]), grid.size, interpolation=cv2.INTER_LINEAR),
        np.float32,
    )


def _slope(image: FloatMap) -> FloatMap:
    """(h, w): gradient of the mean of the channels."""
    grey = image.mean(axis=2)
    across, down = (cv2.Sobel(grey, cv2.CV_32F, *order) for order in ((1, 0), (0, 1)))
    return np.asarray(cv2.magnitude(across, down), np.float32)


def _equally_sharp(pair: ContrastPair, alike: Mask) -> tuple[FloatMap, FloatMap]:
    """Contrast planes of both, blurred as makes them most alike where they show the same."""
    best, planes = -2.0, pair.planes
    for blur in _BLURS:
        a, b = pair.planes
        if blur:
            blurred = [cv2.GaussianBlur(image, (0, 0), blur) for image in (pair.photo, pair.generated)]
            a, b = (contrast_plane(image) for image in blurred)
        spread = float(a[alike].std() * b[alike].std()) if alike.sum() > 100 else 0.0
        found = float(((a[alike] - a[alike].mean()) * b[alike]).mean()) / (spread + 1e-3)
        if found > best + _SHARPER:
            best, planes = found, (a, b)
    return planes
