"""Fast, wide degradations for training crops: haze, rain, low light.

`restoration.synthesis.degrade` shows a user one plausible degradation; these draw from as wide a range as
real photos may hold, and cost a millisecond or two a crop. Images are float32 (H, W, 3) in [0, 1].
"""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from restoration.synthesis import degrade
from restoration.training.night_lights import draw_lights
from restoration.training.photos import Crop, Plane

Rng = np.random.Generator
Pair = tuple[Plane, Plane]
_NOTHING_LEFT = 0.06
"""Transmission below which open fog hides what is behind it."""
_CLEARED, _CLEARED_INDOORS = 0.22, 0.14
"""Without a prior: transmission from which on all haze is to be taken away, out of doors and where depth was measured, in rooms. Below it as much of the veil stays in the target as is
missing: where next to nothing of the scene is left, its likeliest colour is a dark one, and a network that must guess it draws
murk and dark rims. Rather some haze left."""
_NIGHT = 0.6
"""Share of dark crops with lamps, glow and bright windows in them."""
_SKY_DEPTH = 12.0
"""In medians of the scene's depth: nothing but airlight is left of it."""


def degrade_crop(task: str, crop: Crop, rng: Rng, *, veil_left: bool = False) -> Pair:
    """(degraded, clean), rounded to 8 bits as files are; for low light `clean`, the target, is re-exposed; for haze it keeps
    some of the veil where asked for, as a network needs it that has nothing else to go by. Tasks without
    a wider draw of their own get `synthesis.degrade`'s. Raises InputError for one that cannot be drawn."""
    if task not in _DRAWN:  # as a user would see it
        clean = _to_bytes(crop.clean)
        degraded = degrade(clean, task, int(rng.integers(1 << 31)))
        return degraded.astype(np.float32) / 255, clean.astype(np.float32) / 255
    if task == "haze":
        degraded, clean = _haze(crop, rng, veil_left)
    else:
        degraded, clean = _DRAWN[task](crop, rng)
    return _eight_bit(degraded), _eight_bit(clean)


def smooth_noise(shape: tuple[int, int], cells: int, rng: Rng) -> Plane:
    """(H, W) noise of about unit deviation whose features are 1/cells of the frame."""
    grid = rng.standard_normal((cells + 1, cells + 1)).astype(np.float32)
    return cv2.resize(grid, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC)


def _haze(crop: Crop, rng: Rng, veil_left: bool = False) -> Pair:
    """I = J·t + A·(1 − t), t = exp(−β·depth) (Koschmieder), A with a cast, uneven where dense."""
    if crop.depth is not None and rng.random() < 0.6:
        return even_haze(crop, crop.depth, rng)
    shape = crop.clean.shape[:2]
    if crop.depth is None and rng.random() < 0.3:
        return _open_fog(crop, rng, _CLEARED if veil_left else _NOTHING_LEFT)
    dense = rng.random() < 0.45
    depth = _depth(crop, rng)
    # Haze before the nearest thing. A measured depth tells how near that is.
    if crop.depth is None or rng.random() < 0.3:
        depth = depth + rng.uniform(0, 2) * float(np.median(depth))
    if crop.depth is None and rng.random() < 0.8:
        depth = depth + _sky(crop.clean) * np.float32(_SKY_DEPTH * float(np.median(depth)))
    if rng.random() < (0.8 if dense else 0.25):
        depth = depth * np.exp(rng.uniform(0.1, 0.5) * smooth_noise(shape, int(rng.integers(1, 5)), rng))
    middle = rng.uniform(0.04, 0.35) if dense else rng.uniform(0.1, 0.7)
    t = np.exp(np.log(middle) * depth / max(float(np.median(depth)), 1e-3))[..., None]
    airlight: Plane = np.full(3, rng.uniform(0.45, 1.0) if dense else rng.uniform(0.65, 1.0), np.float32)
    if rng.random() < (0.7 if dense else 0.3):
        blue = rng.uniform(-0.06, 0.16 if dense else 0.06)  # dense fog is often lit by the sky
        airlight = airlight * (1 + rng.normal(0, 0.02, 3) + blue * np.array([-1, 0, 1]))
    light = rng.uniform(0.6, 1.0) if dense else 1.0
    clean = _other_colours(crop.clean, rng, 1.0) * np.float32(1.0 if dense else _dimmed(rng))
    veil = np.clip(airlight, 0, 1).astype(np.float32)
    if rng.random() < 0.4:  # lit from one side, or by a sun behind it
        uneven = 1 + rng.uniform(0.02, 0.12) * smooth_noise(shape, int(rng.integers(1, 3)), rng)
        veil = np.clip(veil * uneven[..., None], 0, 1).astype(np.float32)
    hazy = _scattered(clean * np.float32(light), veil, t, linear=rng.random() < 0.4)
    if veil_left:
        clean = _some_veil_left(clean, veil, t, _CLEARED if crop.depth is None else _CLEARED_INDOORS)
    return _camera(hazy, rng, noise=0.012), clean


def _scattered(scene: Plane, veil: Plane, t: Plane, *, linear: bool) -> Plane:
    """scene·t + veil·(1 − t), in the values of the file, as most sets are made, or in linear light, as cameras see it."""
    if not linear:
        return scene * t + veil * (1 - t)
    light = np.clip(scene, 0, 1) ** np.float32(2.2) * t + veil ** np.float32(2.2) * (1 - t)
    return np.asarray(light ** np.float32(1 / 2.2), np.float32)


def _some_veil_left(clean: Plane, veil: Plane, t: Plane, cleared: float) -> Plane:
    """What is to be made of it: all of the scene where transmission is `cleared` and more, none where it is 0."""
    left = np.clip(t / cleared, 0, 1)
    left = left * left * (3 - 2 * left)
    return np.asarray(np.clip(clean * left + veil * (1 - left), 0, 1), np.float32)


def _sky(clean: Plane) -> Plane:
    """(H, W) in [0, 1]: bright, smooth, and joined to the upper side of the frame."""
    grey = clean @ np.array([0.299, 0.587, 0.114], np.float32)
    rough = np.abs(grey - cv2.blur(grey, (5, 5)))
    smooth = (cv2.blur(rough, (5, 5)) < 0.012) & (clean.max(axis=2) > 0.5)
    smooth &= (clean[..., 2] >= clean[..., 0] - 0.08) | (grey > 0.75)
    labels = cv2.connectedComponents(smooth.astype(np.uint8))[1]
    above = np.unique(labels[: max(1, len(labels) // 24)])
    found = np.isin(labels, above[above > 0]).astype(np.uint8)
    found = cv2.morphologyEx(found, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8))
    return np.asarray(
        cv2.GaussianBlur(cv2.dilate(found, np.ones((3, 3), np.uint8)).astype(np.float32), (0, 0), 0.7)
    )


def even_haze(crop: Crop, depth: Plane, rng: Rng, middle: tuple[float, float] = (0.2, 0.75)) -> Pair:
    """As RESIDE makes it (Li et al., TIP 2019): measured depth, one β, one grey airlight of 0.7 to 1.

    `middle`: bounds of the transmission at the median depth.
    """
    clean = _other_colours(crop.clean, rng, 0.5) * np.float32(_dimmed(rng))
    t = np.exp(np.log(rng.uniform(*middle)) * np.clip(depth, 0, 6) / max(float(np.median(depth)), 1e-3))[
        ..., None
    ]
    return clean * t + np.float32(rng.uniform(0.7, 1.0)) * (1 - t), clean


def _open_fog(crop: Crop, rng: Rng, cleared: float) -> Pair:
    """Fog over water or a plain: the near clear, towards the horizon nothing left but one bright, even veil.

    Where nothing is left, the veil is the target: a network must not make something of the file's rounding
    and its JPEG blocks.
    """
    height, width = crop.clean.shape[:2]
    ys, xs = np.mgrid[0:height, 0:width].astype(np.float32)
    horizon = rng.uniform(-0.1, 0.7) * height + rng.uniform(-0.1, 0.1) * (xs - width / 2)
    depth = np.minimum(0.25 * height / np.maximum(ys - horizon, 1e-3), 30)
    # People, trees, boats: some colour regions stand nearer than the plain behind them.
    steps = np.where(rng.random(256) < 0.3, rng.uniform(0.1, 1.5, 256), 30).astype(np.float32)
    depth = np.minimum(depth, cv2.medianBlur(steps[crop.regions], 5))
    t = np.exp(-rng.uniform(0.15, 1.2) * cv2.GaussianBlur(depth, (0, 0), rng.uniform(0.4, 1.2)))[..., None]
    airlight = np.clip(rng.uniform(0.5, 1.0) * (1 + rng.normal(0, 0.02, 3)), 0, 1).astype(np.float32)
    lit = (
        airlight
        * np.clip(1 + rng.uniform(0, 0.06) * smooth_noise((height, width), 2, rng), 0, 1.1)[..., None]
    )
    clean = _other_colours(crop.clean, rng, 1.0) * np.float32(_dimmed(rng))
    lit = lit.astype(np.float32)
    hazy = _scattered(clean, lit, t, linear=rng.random() < 0.4)
    return _camera(hazy, rng, noise=0.008), _some_veil_left(clean, lit, t, cleared)


def _dimmed(rng: Rng) -> float:
    """Dim scenes too: how bright one is must come from the haze, not from habit alone."""
    return rng.uniform(0.35, 1.0) if rng.random() < 0.4 else 1.0


def _other_colours(clean: Plane, rng: Rng, amount: float) -> Plane:
    """Another white balance, contrast and saturation: few scenes have a measured depth, and must not be learned by heart."""
    out = clean ** np.float32(np.exp(amount * rng.uniform(-0.25, 0.25)))
    grey = out @ np.array([0.299, 0.587, 0.114], np.float32)
    out = grey[..., None] + (out - grey[..., None]) * np.float32(1 + amount * rng.uniform(-0.4, 0.3))
    return np.clip(out * (1 + rng.normal(0, 0.06 * amount, 3)), 0, 1).astype(np.float32)


def _depth(crop: Crop, rng: Rng) -> Plane:
    """Depth, positive, any unit: measured where known, else colour regions at random depths on a slope."""
    shape = crop.clean.shape[:2]
    if crop.depth is not None:
        return np.clip(crop.depth, 0.05, 6) ** np.float32(rng.uniform(0.5, 1.1))
    steps = np.exp(rng.normal(0, 0.45, 256)).astype(np.float32)
    ys, xs = np.mgrid[0 : shape[0], 0 : shape[1]].astype(np.float32)
    slope = rng.uniform(0, 2.5) * (1 - ys / shape[0]) + rng.uniform(-0.6, 0.6) * (xs / shape[1] - 0.5)
    depth = (
        cv2.GaussianBlur(steps[crop.regions], (0, 0), rng.uniform(0.4, 1.5)) * rng.uniform(0, 1) + slope + 0.5
    )
    return np.clip(depth + 0.15 * smooth_noise(shape, 3, rng), 0.05, 6)


def _low_light(crop: Crop, rng: Rng) -> Pair:
    """Both exposures of one scene: the target well exposed (highlights may clip), the other stops darker.

    Exposure, vignette and noise act on linear light; a curve, a cast and JPEG on the file.
    """
    shape = crop.clean.shape[:2]
    linear = crop.clean**2.2
    key = float(np.mean(linear @ np.array([0.299, 0.587, 0.114], np.float32))) + 1e-4
    # A well-exposed photo averages about 18–27 % of full scale in linear light, a dusk or a beach need not:
    # a network that finds one exposure everywhere stops reading the prior's.
    linear = linear * np.clip(0.23 * np.exp(0.35 * rng.standard_normal()) / key, 0.5, 3.0)
    curve = rng.uniform(0.85, 1.5)  # cameras deepen the shadows of a dark frame, and its colours with them
    clean = np.clip(linear, 0, 1) ** (1 / 2.2)
    stops = rng.uniform(1.0, 6.0) if rng.random() < 0.9 else rng.uniform(0.0, 1.0)
    exposure = np.full((*shape, 1), 2.0**-stops, np.float32)
    if rng.random() < 0.4:
        exposure = (
            exposure
            * np.exp2(rng.uniform(0.2, 0.8) * smooth_noise(shape, int(rng.integers(1, 4)), rng))[..., None]
        )
    dark = linear * exposure
    if stops > 1.0 and rng.random() < _NIGHT:
        lights = draw_lights(crop, stops, rng)
        linear = linear * lights.unlit
        dark = linear * np.minimum(exposure * np.exp2(lights.pools), 1.0) + lights.lamps + lights.glow
        # What a lamp lights is a little brighter in a good photo too, and may clip.
        lifted = linear * np.exp2(np.minimum(lights.pools, 3.0) * rng.uniform(0, 0.25))
        clean = lights.on_target(np.clip(lifted, 0, 1) ** (1 / 2.2), rng.uniform(1.0, 2.5))
    if rng.random() < 0.7:
        shot, read = rng.uniform(0, 0.02), rng.uniform(0, 0.003)
        grain = rng.standard_normal(dark.shape).astype(np.float32)
        if rng.random() < 0.4:
            grain = cv2.GaussianBlur(grain, (0, 0), 0.7) * 2
        dark = dark + grain * np.sqrt(shot**2 * np.maximum(dark, 0) + read**2)
    dark = np.clip(dark, 0, 1) ** (curve / 2.2)
    if rng.random() < 0.5:
        dark = dark * (1 + rng.normal(0, 0.06 if rng.random() < 0.75 else 0.14, 3).astype(np.float32))
    if rng.random() < 0.4:
        black = rng.uniform(0, 0.03)
        dark = (dark - black) / (1 - black)
    if rng.random() < 0.6:
        grey = dark.mean(axis=2, keepdims=True)
        dark = grey + (dark - grey) * rng.uniform(0.7, 1.6)
    return _camera(np.clip(dark, 0, 1), rng, noise=0.004), clean


def _rain(crop: Crop, rng: Rng) -> Pair:
    """One to four layers of streaks, added, screened or blended, with or without a veil."""
    shape = crop.clean.shape[:2]
    image = crop.clean
    if rng.random() < 0.35:
        veil = rng.uniform(0.05, 0.35) * np.clip(1 + 0.4 * smooth_noise(shape, 2, rng), 0, 1.6)[..., None]
        image = image * (1 - veil) + veil * rng.uniform(0.5, 0.95)
    heavy = rng.random() < 0.6
    slant = rng.normal(0, 22)
    rain = np.zeros(shape, np.float32)
    for _ in range(int(rng.integers(2, 5) if heavy else rng.integers(1, 3))):
        layer = _streaks if rng.random() < 0.45 else _smeared_noise
        rain += layer(shape, slant + rng.normal(0, 4 if rng.random() < 0.8 else 30), heavy, rng)
    # Above a third of the frame nothing is left to restore from.
    rain = np.clip(rain, 0, 1) * min(1.0, 0.33 / (float(rain.mean()) + 1e-6))
    if rng.random() < 0.4:
        rain *= np.clip(1 + 0.6 * smooth_noise(shape, int(rng.integers(1, 4)), rng), 0.1, 1.4)
    rain = rain[..., None]
    colour = np.float32(rng.uniform(0.75, 1.0)) * (1 + rng.normal(0, 0.02, 3).astype(np.float32))
    way = rng.random()
    if way < 0.5:
        image = image + rain * colour
    elif way < 0.7:
        image = 1 - (1 - image) * (1 - np.clip(rain * colour, 0, 1))
    else:
        image = image * (1 - rain) + rain * colour
    return _camera(np.clip(image, 0, 1), rng, noise=0.008), crop.clean


def _streaks(shape: tuple[int, int], angle: float, heavy: bool, rng: Rng) -> Plane:
    """One layer: sparse seeds smeared along a line, `angle` degrees from the vertical."""
    coarse = float(np.exp(rng.uniform(np.log(0.8), np.log(2.4))))
    small = (max(8, round(shape[0] / coarse)), max(8, round(shape[1] / coarse)))
    length = rng.uniform(8, 45) if rng.random() < 0.7 else rng.uniform(30, 90)
    length = max(4.0, length / coarse)
    density = rng.uniform(0.25, 2.2 if heavy else 0.9) / length
    seeds = (rng.random(small) < density / rng.uniform(2, 6)) * rng.uniform(0.3, 1.0, small)
    layer = cv2.filter2D(seeds.astype(np.float32), -1, _line_kernel(length, angle, rng.uniform(0.35, 1.0)))
    peak = float(np.quantile(layer, 0.995)) or 1.0
    layer = np.clip(layer / max(peak, 1e-4), 0, 1.3) * rng.uniform(
        0.25 if heavy else 0.1, 0.95 if heavy else 0.6
    )
    return cv2.resize(layer, (shape[1], shape[0]), interpolation=cv2.INTER_LINEAR)


def _smeared_noise(shape: tuple[int, int], angle: float, heavy: bool, rng: Rng) -> Plane:
    """One layer as image editors paint it, and most rain sets with them: noise, motion blur, more contrast.

    Finer and denser than `_streaks`: hardly a pixel is untouched.
    """
    coarse = rng.uniform(1.0, 1.8) if rng.random() < 0.5 else 1.0
    small = (max(8, round(shape[0] / coarse)), max(8, round(shape[1] / coarse)))
    noise = rng.standard_normal(small, np.float32)
    length = float(np.exp(rng.uniform(np.log(8), np.log(80)))) / coarse
    layer = cv2.filter2D(noise, -1, _line_kernel(max(4.0, length), angle, rng.uniform(0.3, 0.6)))
    low, high = np.quantile(layer, (rng.uniform(0.02, 0.8), rng.uniform(0.97, 1.0)))
    layer = np.clip((layer - low) / max(high - low, 1e-4), 0, 1.3) ** np.float32(rng.uniform(0.8, 2.0))
    layer = layer * np.float32(rng.uniform(0.15, 0.85) if heavy else rng.uniform(0.06, 0.45))
    return cv2.resize(layer, (shape[1], shape[0]), interpolation=cv2.INTER_LINEAR)


def _line_kernel(length: float, angle: float, sigma: float) -> Plane:
    radius = int(np.ceil(length / 2 + 1))
    ys, xs = np.mgrid[-radius : radius + 1, -radius : radius + 1].astype(np.float32)
    turn = np.float32(np.deg2rad(angle))
    along, across = ys * np.cos(turn) + xs * np.sin(turn), xs * np.cos(turn) - ys * np.sin(turn)
    ends = np.clip(length / 2 - np.abs(along) + 0.5, 0, 1) * (1 - 0.5 * (along / (radius + 1)) ** 2)
    return (ends * np.exp(-0.5 * (across / sigma) ** 2)).astype(np.float32)


def _camera(image: Plane, rng: Rng, noise: float) -> Plane:
    """Noise in a third of the images, JPEG in a third."""
    if rng.random() < 0.35:
        image = image + rng.normal(0, rng.uniform(0, noise), image.shape).astype(np.float32)
    if rng.random() < 0.35:
        bgr = np.ascontiguousarray(_to_bytes(image)[..., ::-1])
        coded = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(55, 98))])[1]
        decoded = cv2.imdecode(coded, cv2.IMREAD_COLOR)
        assert decoded is not None
        image = decoded[..., ::-1].astype(np.float32) / 255
    return image


def _to_bytes(image: Plane) -> np.ndarray:
    return np.rint(np.clip(image, 0, 1) * 255).astype(np.uint8)


def _eight_bit(image: Plane) -> Plane:
    return _to_bytes(image).astype(np.float32) / 255


_DRAWN: dict[str, Callable[[Crop, Rng], Pair]] = {
    function.__name__.removeprefix("_"): function for function in (_haze, _rain, _low_light)
}
"""By task: those drawn more widely for training than by `synthesis`."""
DRAWN = tuple(_DRAWN)
