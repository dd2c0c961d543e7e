"""Which TIFF pages are read, decided by their tags alone."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from restoration.decoding import tiff_tags as tags
from restoration.errors import ImageError


def page(**changes: Any) -> Any:
    plain: dict[str, Any] = {"compression": 1, "samplesperpixel": 3, "bitspersample": 8, "sampleformat": 1,
                             "extrasamples": (), "tags": {}}  # fmt: skip
    return SimpleNamespace(**(plain | changes))


@pytest.mark.parametrize(
    ("photometric", "changes", "said"),
    [
        (4, {}, "holds a transparency mask"),
        (99, {}, "of photometric kind 99"),
        (2, {"compression": 34712}, "compressed with 34712"),
        (2, {"samplesperpixel": 9}, "of 9 bands"),
    ],
)
def test_kinds_that_are_not_read(photometric: int, changes: dict[str, Any], said: str) -> None:
    tags.check_kind(page(), tags.RGB, "x.tif")
    tags.check_kind(page(samplesperpixel=8), tags.RGB, "x.tif")
    with pytest.raises(ImageError, match=said):
        tags.check_kind(page(**changes), photometric, "x.tif")


@pytest.mark.parametrize(
    ("changes", "bits"),
    [({}, 8), ({"bitspersample": (16, 16, 16)}, 16), ({"bitspersample": 1}, 1), ({"sampleformat": 4}, 8),
     ({"bitspersample": 32, "sampleformat": 3}, 0), ({"bitspersample": (16,) * 3, "sampleformat": (3, 3, 3)}, 0)],
)  # fmt: skip
def test_bits_a_sample(changes: dict[str, Any], bits: int) -> None:
    assert tags.bits_of(page(**changes), "x.tif") == bits


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"bitspersample": (8, 16, 8)}, "differ in their bits a sample"),
        ({"sampleformat": (1, 3, 1)}, "differ in their sample formats"),
        ({"sampleformat": 2}, "8-bit signed integers"),
        ({"sampleformat": 6, "bitspersample": 64}, "64-bit complex numbers"),
        ({"bitspersample": 32}, "32-bit integers"),
        ({"bitspersample": 8, "sampleformat": 3}, "8-bit floating-point numbers"),
    ],
)
def test_numbers_that_are_no_pictures(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(ImageError, match=said):
        tags.bits_of(page(**changes), "x.tif")


def test_unnamed_bands_are_taken_as_colours_with_a_notice() -> None:
    notices: list[str] = []
    assert tags.space_of(page(), tags.BLACK_IS_ZERO, 3, "x.tif", notices) == ("RGB", 3)
    assert len(notices) == 1
    assert tags.space_of(page(extrasamples=(0, 0, 2)), tags.BLACK_IS_ZERO, 4, "x.tif", notices) == ("RGB", 3)
    with pytest.raises(ImageError, match="4 bands without names"):
        tags.space_of(page(extrasamples=(0, 0, 0)), tags.BLACK_IS_ZERO, 4, "x.tif", notices)
    with pytest.raises(ImageError, match="2 bands where 3 belong"):
        tags.space_of(page(), tags.RGB, 2, "x.tif", notices)
    assert tags.space_of(page(), tags.BLACK_IS_ZERO, 2, "x.tif", []) == ("GRAY", 1)
    assert tags.space_of(page(), tags.CIELAB, 3, "x.tif", []) == ("LAB", 3)


@pytest.mark.parametrize(
    ("kinds", "stated", "found", "premultiplied", "left_out"),
    [((2,), True, 0, False, 0), ((1,), True, 0, True, 0), ((0,), True, None, False, 1), ((0, 2), True, 1, False, 1),
     ((0,), False, 0, False, 0)],
)  # fmt: skip
def test_the_first_further_band_that_is_alpha(
    kinds: tuple[int, ...], stated: bool, found: int | None, premultiplied: bool, left_out: int
) -> None:
    extra = np.arange(2 * 2 * max(len(kinds), 1)).reshape(2, 2, -1)
    notices: list[str] = []
    of = page(extrasamples=kinds, tags={338: None} if stated else {})
    alpha, by_alpha = tags.alpha_of(of, extra, tags.RGB, "x.tif", notices)
    assert (alpha is None) == (found is None)
    if alpha is not None:
        np.testing.assert_array_equal(alpha, extra[..., found])
    assert by_alpha is premultiplied
    assert len(notices) == min(left_out, 1)


def test_without_further_bands_there_is_no_alpha_and_without_a_tag_no_kind() -> None:
    assert tags.alpha_of(page(), np.zeros((2, 2, 0)), tags.RGB, "x.tif", []) == (None, False)
    assert tags.photometric_of(page()) == -1
    assert tags.photometric_of(page(tags={262: SimpleNamespace(value=2)})) == 2
