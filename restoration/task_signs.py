"""By which signs of a photo a task is suggested: one rule each, a sentence where it holds, else empty."""

from __future__ import annotations

from restoration.signs import Signs


def dark(s: Signs) -> str:
    coloured_water = s.red < 0.6 and s.saturation > 0.4
    # A dark photo that is soft or full of noise has another degradation beside, or instead.
    only_dark = s.sharpness > 1.5 and s.noise < 7
    if (
        s.brightness < 0.17
        and s.highlights < 0.42
        and s.haze_floor < 0.1
        and only_dark
        and not coloured_water
    ):
        return f"mean brightness is only {100 * s.brightness:.0f} %"
    return ""


def blocky(s: Signs) -> str:
    if s.block_ratio > 1.35 and s.block_step > 1.5:
        return f"steps of {s.block_step:.1f} grey levels at every eighth pixel, as strong compression leaves them"
    return ""


def streaked(s: Signs) -> str:
    everywhere = (
        s.streak_share > 0.5 and s.streak_alike > 0.28 and abs(s.streak_tilt) < 50 and s.streak_floor > 40
    )
    over_a_veil = (
        s.streak_share > 0.44
        and s.streak_alike > 0.22
        and abs(s.streak_tilt) < 30
        and s.streak_floor > 18
        and s.haze_floor > 0.03
    )
    # Walls and trunks are upright, and flat places between them have no structure; rain crosses flat places too.
    not_things = abs(s.streak_tilt) >= 8 or (s.streak_share > 0.7 and s.streak_alike > 0.35)
    if s.sharpness_least > 1.6 and s.noise > 0.55 and not_things and (everywhere or over_a_veil):
        return f"fine strokes of one direction in {100 * s.streak_share:.0f} % of the frame"
    return ""


def noisy(s: Signs) -> str:
    even = s.noise_evenness > 0.55 and s.streak_alike < 0.25
    if even and s.noise > 2.5 and s.noise_grey < 0.8 and s.brightness > 0.12:
        return f"noise of {s.noise:.1f} grey levels where nothing else is"
    return ""


def bluish(s: Signs) -> str:
    coloured = s.red < 0.7 and s.red_leads < 0.06 and s.saturation > 0.3
    lit = s.brightness > 0.22 and s.haze_floor < 0.2
    # Blue skies and night scenes: lines of one direction, or flat places of grey texture.
    water = s.streak_share < 0.65 and s.noise_grey < 0.85 and s.noise < 4 and s.sharpness > 1.5
    if coloured and lit and water:
        return f"red reaches only {100 * s.red:.0f} % of green and blue"
    return ""


SOFT = 1.3
"""Sharpness under which no edge is sharp."""


def blurred(s: Signs) -> str:
    slanted = 4 < abs(s.streak_tilt) < 86  # what is upright or level may be a soft photo of straight things
    one_way = s.sharpness_least < 1.6 and s.streak_share > 0.8 and s.streak_alike > 0.5 and slanted
    if s.brightness <= 0.2 or s.sharpness_least <= 0:
        return ""
    if one_way:
        return "edges are soft in one direction"
    # A small file that was enlarged is as soft, but has no camera noise.
    if s.sharpness < SOFT and s.noise > 0.45 and s.noise_evenness > 0.5:
        return "no edge is sharp, though the camera's noise is"
    return ""


def hazy(s: Signs) -> str:
    veiled = s.haze_floor > 0.18 and s.dark_channel > 0.3 and s.saturation < 0.24
    # A veil brightens the dark places as well; on a white ground they stay dark.
    # A veil that lacks red is water.
    veiled = veiled and s.dark_channel - s.haze_floor < 0.35 and s.red > 0.9
    # Pale things have texture that is the same in all channels even where they are flattest; a veil hides it.
    # In a picture almost without colour all noise is grey: there the veil itself has to be clear.
    tells_nothing = s.saturation < 0.1 and s.haze_floor > 0.22
    smooth = s.streak_floor < 35 and (s.noise_grey < 0.8 or tells_nothing)
    # Without a sharp edge a pale photo and a hazy one look alike.
    if veiled and smooth and s.sharpness > 1.4:
        return f"even its darkest places are {100 * s.haze_floor:.0f} % bright"
    return ""
