"""What bytes are that are no readable image, and files that end too early by what they say themselves."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from restoration.decoding.kinds import cut_short, describe, is_heif, is_jxl, is_tiff, what_came


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"%PDF-1.7 ...", "a PDF"),
        (b"\xef\xbb\xbf  <!DOCTYPE html><html>", "a web page"),
        (b'<?xml version="1.0"?><svg width="3">', "an SVG drawing"),
        (b"version https://git-lfs.github.com/spec/v1", "a Git LFS pointer, not the file itself"),
        (b"\x76\x2f\x31\x01\x02\x00", "an OpenEXR file (scene-linear HDR)"),
        (b"PK\x03\x04\x14", "an archive"),
        (b"\0\0\0\x18ftypcrx \0\0", "a camera raw file (Canon CR3)"),
        (b"\0\0\0\x18ftypisom\0\0", "a video"),
        (b"To whom it may concern,\n", "text"),
        (bytes(range(200, 256)) * 4, "data of an unknown kind"),
    ],
)
def test_each_kind_is_named(data: bytes, expected: str) -> None:
    came, remedy = what_came(data)
    assert came == expected
    assert remedy.endswith(".")
    assert describe("a.png", data) == describe("a.png", data)
    assert describe("a.png", data).startswith("a.png: expected an image (")


def test_the_containers_are_told_apart() -> None:
    assert is_tiff(b"II*\0rest")
    assert not is_tiff(b"RIFFrest")
    assert is_heif(b"\0\0\0\x18ftypheic")
    assert not is_heif(b"\0\0\0\x18ftypavif")
    assert is_jxl(b"\xff\x0a\x00")
    assert not is_jxl(b"\xff\xd8\xff")


@pytest.mark.parametrize("format", ["PNG", "JPEG", "WEBP", "GIF", "BMP"])
def test_a_file_is_whole_until_its_end_is_cut(format: str) -> None:
    buffer = io.BytesIO()
    Image.fromarray(np.random.default_rng(0).integers(0, 255, (40, 50, 3), np.uint8)).save(buffer, format)
    data = buffer.getvalue()
    assert cut_short(data) == ""
    assert "cut short" in cut_short(data[: len(data) * 2 // 3])
