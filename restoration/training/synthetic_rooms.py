"""Synthetic RGB-D rooms with exact depth, for haze indoors: few photographed rooms have a measured depth.

A box with boxes in it, seen through a pinhole camera: walls of flat or slightly uneven paint, furniture and pictures textured
with pieces of photos, light that falls off. White walls at every distance, dark corners and planar depth are what makes haze
indoors hard to distinguish from paint.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import cv2
import numpy as np
from numpy.typing import NDArray

from restoration.image import ImageArray
from restoration.training.crop_steps import Rng, smooth_noise
from restoration.training.photos import Plane, TrainingPhoto
from restoration.training.workers import prefetched

SHAPE = (192, 256)
_NEAREST = 0.4  # m


@dataclass(frozen=True)
class _Boxes:
    low: NDArray[np.float32]
    """(N, 3) metres: x right, y down, z ahead; the room itself is the first."""
    high: NDArray[np.float32]


def render_rooms(
    count: int, textures: list[TrainingPhoto], seed: int = 0, workers: int = 0
) -> list[TrainingPhoto]:
    """`count` rooms of 256×192 pixels with their depth (median 1), textured with pieces of `textures`."""
    return list(prefetched(partial(_room, textures, seed), range(count), workers))


def _room(textures: list[TrainingPhoto], seed: int, number: int) -> TrainingPhoto:
    pixels, depth = render_room(np.random.default_rng((seed, 7, number)), textures)
    regions = np.zeros(SHAPE, np.uint8)
    return TrainingPhoto(
        f"room-{number}", pixels, depth / np.float32(np.median(depth)), regions, rendered=True
    )


def render_room(rng: Rng, textures: list[TrainingPhoto]) -> tuple[ImageArray, Plane]:
    """One room: uint8 RGB (192, 256, 3), and the distance along the optical axis in metres, float32 (192, 256)."""
    boxes = _furnished(rng)
    rays = _rays(rng)
    box, axis, distance = _first_hits(boxes, rays)
    points = rays * distance[..., None]
    albedo = _painted(box, axis, rays, points, textures, rng)
    light = _light(boxes, axis, rays, points, rng)
    image = np.clip(albedo * light, 0, None)
    image = image * np.float32(rng.uniform(0.3, 0.5) / max(float(image.mean()), 1e-3))
    image = cv2.GaussianBlur(image, (0, 0), rng.uniform(0.3, 0.7))
    image = image / (1 + np.maximum(image - 0.7, 0))  # shoulder of a film curve
    pixels = np.rint(np.clip(image, 0, 1) * 255).astype(np.uint8)
    return pixels, np.maximum(points[..., 2], _NEAREST).astype(np.float32)


def _furnished(rng: Rng) -> _Boxes:
    left, right = rng.uniform(0.8, 3.0, 2)
    up, down, ahead = rng.uniform(0.7, 1.6), rng.uniform(0.9, 1.7), rng.uniform(2.2, 7.0)
    low, high = [(-left, -up, -1.0)], [(right, down, ahead)]
    for _ in range(int(rng.integers(5, 18))):
        size = np.exp(rng.normal((-0.7, -0.7, -0.8), 0.55))
        z = rng.uniform(0.9, ahead)
        x = rng.uniform(-left, right)
        on_wall = rng.random()
        if on_wall < 0.25:  # a picture, a window, a shelf on the far wall
            size[2], z = rng.uniform(0.02, 0.3), ahead - 0.15
            bottom = rng.uniform(-up * 0.9, down * 0.6) + size[1] / 2
        elif on_wall < 0.45:  # the same on a side wall
            size[0], x = rng.uniform(0.02, 0.4), (-left if rng.random() < 0.5 else right)
            bottom = rng.uniform(-up * 0.9, down) + size[1] / 2
        elif on_wall < 0.6:  # something lying on something, or hanging
            size *= 0.5
            bottom = rng.uniform(-up * 0.5, down)
        else:
            bottom = down
        if z - size[2] / 2 < 0.8:
            continue
        low.append((x - size[0] / 2, bottom - size[1], z - size[2] / 2))
        high.append((x + size[0] / 2, bottom, z + size[2] / 2))
    return _Boxes(np.array(low, np.float32), np.array(high, np.float32))


def _rays(rng: Rng) -> Plane:
    """(H, W, 3) with z = 1 before turning: points are `ray · distance`, and depth is their z in the camera."""
    height, width = SHAPE
    half = np.tan(np.deg2rad(rng.uniform(50, 75)) / 2)
    xs = np.linspace(-half, half, width, dtype=np.float32)
    ys = np.linspace(-half, half, height, dtype=np.float32) * np.float32(height / width)
    rays = np.dstack((*np.meshgrid(xs, ys), np.ones(SHAPE, np.float32)))
    yaw, pitch = np.deg2rad(rng.normal(0, 22)), np.deg2rad(rng.normal(8, 8))
    turn = cv2.Rodrigues(np.array([0, yaw, 0]))[0] @ cv2.Rodrigues(np.array([-pitch, 0, 0]))[0]
    return (rays @ turn.T).astype(np.float32)


def _first_hits(boxes: _Boxes, rays: Plane) -> tuple[NDArray[np.intp], NDArray[np.intp], Plane]:
    """Of every ray: which box, on which axis its face stands, at what multiple of the ray."""
    with np.errstate(divide="ignore", invalid="ignore"):
        inverse = 1 / np.where(np.abs(rays) < 1e-6, 1e-6, rays)
    best = np.full(SHAPE, np.inf, np.float32)
    owner, face = np.zeros(SHAPE, np.intp), np.zeros(SHAPE, np.intp)
    for i, (low, high) in enumerate(zip(boxes.low, boxes.high, strict=True)):
        a, b = low * inverse, high * inverse
        near, far = np.minimum(a, b), np.maximum(a, b)
        if i == 0:  # from inside
            distance, axis = far.min(axis=2), far.argmin(axis=2)
            hit = np.ones(SHAPE, bool)
        else:
            distance, axis = near.max(axis=2), near.argmax(axis=2)
            hit = (distance < far.min(axis=2)) & (distance > _NEAREST)
        hit &= distance < best
        best[hit], owner[hit], face[hit] = distance[hit], i, axis[hit]
    return owner, face, best


def _painted(
    box: NDArray[np.intp],
    axis: NDArray[np.intp],
    rays: Plane,
    points: Plane,
    textures: list[TrainingPhoto],
    rng: Rng,
) -> Plane:
    """(H, W, 3) colour of every surface in white light, linear enough for the purpose."""
    albedo = np.zeros((*SHAPE, 3), np.float32)
    side = np.take_along_axis(rays, axis[..., None], axis=2)[..., 0] > 0
    surface = box * 6 + axis * 2 + side
    for label in np.unique(surface):
        where = surface == label
        room, along = label < 6, (label % 6) // 2
        u, v = (points[..., k][where] for k in range(3) if k != along)
        if rng.random() < (0.75 if room else 0.35):
            colour = _paint(rng, pale=room and rng.random() < 0.75)
            colour = colour * (1 + rng.uniform(0, 0.03) * rng.standard_normal((len(u), 1)))
        else:
            picture = textures[int(rng.integers(len(textures)))].pixels
            zoom = picture.shape[0] / rng.uniform(0.4, 3.0)
            rows = np.abs(v * zoom + rng.uniform(0, 500)).astype(np.intp) % picture.shape[0]
            columns = np.abs(u * zoom + rng.uniform(0, 500)).astype(np.intp) % picture.shape[1]
            tint = _paint(rng, pale=True)
            colour = picture[rows, columns].astype(np.float32) / 255 * tint
        albedo[where] = colour
    return albedo


def _paint(rng: Rng, pale: bool) -> Plane:
    value = rng.uniform(0.55, 0.95) if pale else rng.uniform(0.03, 0.75)
    saturation = abs(rng.normal(0, 0.12 if pale else 0.35))
    hue = rng.uniform(0, 360) if rng.random() < 0.4 else rng.normal(35, 15) % 360
    hsv = np.array([[[hue, min(saturation, 0.95), value]]], np.float32)
    return cv2.cvtColor(hsv, cv2.COLOR_HSV2RGB)[0, 0]


def _light(boxes: _Boxes, axis: NDArray[np.intp], rays: Plane, points: Plane, rng: Rng) -> Plane:
    """Ambient light, one or two lamps or windows with their fall-off and cosine, darker edges, a cast."""
    low, high = boxes.low[0], boxes.high[0]
    light = np.full(SHAPE, rng.uniform(0.15, 0.6), np.float32)
    normal = -np.sign(np.take_along_axis(rays, axis[..., None], axis=2)[..., 0])
    for _ in range(int(rng.integers(1, 3))):
        lamp = rng.uniform(low + 0.2, high - 0.2).astype(np.float32)
        lamp[1] = low[1] + rng.uniform(0.1, 1.0)
        way = lamp - points
        length = np.linalg.norm(way, axis=2)
        cosine = np.take_along_axis(way, axis[..., None], axis=2)[..., 0] * normal / length
        light += rng.uniform(0.4, 1.5) * (0.3 + 0.7 * np.clip(cosine, 0, 1)) / (0.6 + 0.35 * length**1.5)
    light *= np.exp(rng.uniform(0, 0.3) * smooth_noise(SHAPE, 3, rng))
    cast = np.array([1, 1, 1], np.float32) + rng.uniform(-0.02, 0.14) * np.array([0.6, 0, -1], np.float32)
    return light[..., None] * cast
