from __future__ import annotations

import struct
import zlib

import numpy as np
import pytest

import restoration
from restoration.errors import ImageError
from restoration.image import check_input, inspect_image, read_image
from restoration.limits import check_size, check_tiles
from restoration.models import tiling
from restoration.settings import get_settings


def declared_png(width: int, height: int, depth: int = 8) -> bytes:
    """A PNG of some 70 bytes whose header declares any size; its pixels are missing."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, depth, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0"))
        + chunk(b"IEND", b"")
    )


def strip(width: int, height: int) -> np.ndarray:
    """An array of any shape that takes three bytes."""
    return np.broadcast_to(np.zeros((1, 1, 3), np.uint8), (height, width, 3))


@pytest.fixture
def nothing_is_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **more: object) -> None:
        raise AssertionError("pixels were decoded before the limits were asked")

    monkeypatch.setattr("restoration.decoding.pillow._decode", refuse)
    monkeypatch.setattr("restoration.decoding.tiff._read_page", refuse)


@pytest.mark.parametrize("depth", [8, 16])
@pytest.mark.parametrize(
    ("size", "said"),
    [
        ((1, 60_000_000), "sides of at most 20000 px, got 1×60000000"),
        ((60_000_000, 1), "sides of at most 20000 px"),
        ((1, 4_000_000), "PRIORLENS_MAX_SIDE"),
        ((200, 19_000), "32 times the shorter"),
        ((9000, 9000), "64 megapixels"),
        ((2**31 - 1, 2**31 - 1), "megapixels"),
    ],
)
def test_a_small_file_that_declares_a_huge_image_is_refused_undecoded(
    size: tuple[int, int], said: str, depth: int, nothing_is_decoded: None
) -> None:
    data = declared_png(*size, depth)
    assert len(data) < 100
    for read in (read_image, inspect_image):
        with pytest.raises(ImageError, match=said):
            read(data, name="x.png")


def test_what_a_file_declares_can_be_asked_without_decoding_it(nothing_is_decoded: None) -> None:
    assert inspect_image(declared_png(1024, 768)) == (1024, 768)
    with pytest.raises(ImageError, match=r"got text\. Choose an image file"):
        inspect_image(b"no image at all")


@pytest.mark.parametrize(
    "call", ["align", "restore", "compare", "simulate", "degrade", "estimate", "suggest"]
)
def test_the_library_refuses_such_arrays_too(call: str) -> None:
    huge = strip(1, 60_000_000)
    small = np.zeros((64, 64, 3), np.uint8)
    calls = {
        "align": lambda: restoration.align(small, huge),
        "restore": lambda: restoration.restore(huge, "haze/dcp"),
        "compare": lambda: restoration.compare(huge, task="haze"),
        "simulate": lambda: restoration.simulate_generator(huge),
        "degrade": lambda: restoration.degrade(huge, "haze"),
        "estimate": lambda: restoration.estimate_cost(huge),
        "suggest": lambda: restoration.suggest_task(huge),
    }
    with pytest.raises(ImageError, match="sides of at most 20000 px"):
        calls[call]()


def test_ordinary_shapes_pass() -> None:
    for size in ((1, 1), (1, 4096), (30, 3000), (4032, 3024), (20_000, 3200)):
        check_size(size, "x")
    assert check_input(np.zeros((5, 7, 3), np.uint8), "x").shape == (5, 7, 3)


def test_the_limits_are_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ImageError, match="x"):
        check_size((130, 100_000), "x")
    monkeypatch.setenv("PRIORLENS_MAX_SIDE", "100000")
    monkeypatch.setenv("PRIORLENS_MAX_ASPECT", "1000")
    get_settings.cache_clear()
    check_size((130, 100_000), "x")


def test_a_hosted_page_takes_the_photos_of_a_12_megapixel_camera_and_names_no_variable(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SYSTEM", "spaces")
    get_settings.cache_clear()
    check_size((4032, 3024), "x")
    with pytest.raises(ImageError, match=r"at most 12\.2 megapixels") as caught:
        check_size((4096, 3072), "x")
    assert "PRIORLENS" not in str(caught.value)


def test_tiles_are_counted_before_any_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = tiling.Tiling(256, 32, multiple_of=4)
    for size in (100, 256, 300, 1000, 1004, 4096):
        assert tiling.tile_count(size, size, plan) == len(tiling._Axis(size, plan).parts) ** 2
    with pytest.raises(ImageError, match="at most 4096 tiles, this image needs 2"):
        check_tiles(tiling.tile_count(1, 4_000_000, plan), "photo")
    monkeypatch.setenv("PRIORLENS_MAX_TILES", "3")
    get_settings.cache_clear()
    with pytest.raises(ImageError, match="PRIORLENS_MAX_TILES"):
        tiling.run_tiled(None, [np.zeros((600, 600, 3), np.uint8)], plan, "cpu")  # type: ignore[arg-type]
