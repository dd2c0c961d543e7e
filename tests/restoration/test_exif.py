"""EXIF carried over to an image made from a photo: what stays true, what is set right, what stays private."""

from __future__ import annotations

import io
import random

import numpy as np
import pytest
from PIL import ExifTags, Image

from restoration.exif import encode_photo, exif_for, read_exif, says_place

GPS = {1: "N", 2: (48.0, 8.0, 1.0), 3: "E", 4: (11.0, 34.0, 2.0)}
PICTURE = np.random.default_rng(0).integers(0, 255, (60, 40, 3), np.uint8)


def photo(kind: str = "JPEG", *, position: bool = True, thumbnail: bool = False) -> bytes:
    """A file of 60 × 40 pixels, lying on its side (orientation 6), with a thumbnail where asked for."""
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Maker"
    exif[ExifTags.Base.Model] = "Größe 1"
    exif[ExifTags.Base.Orientation] = 6
    exif[ExifTags.Base.XResolution] = 72.0
    exif.get_ifd(ExifTags.IFD.Exif).update(
        {
            0x829A: 0.004,
            0x9003: "2024:05:01 10:00:00",
            0x927C: b"private" * 40,
            0xA001: 65535,
            0xA002: 60,
            0xA003: 40,
        }
    )
    if position:
        exif.get_ifd(ExifTags.IFD.GPSInfo).update(GPS)
    if thumbnail:
        exif.get_ifd(ExifTags.IFD.IFD1).update({0x0103: 6, 0x0201: 0, 0x0202: 0})
    buffer = io.BytesIO()
    Image.new("RGB", (60, 40), (9, 60, 200)).save(buffer, kind, exif=exif.tobytes())
    return buffer.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
@pytest.mark.parametrize("to", ["png", "jpeg"])
def test_what_is_true_of_the_new_image_stays_and_the_rest_is_set_right(kind: str, to: str) -> None:
    data = encode_photo(PICTURE, to, exif=exif_for(read_exif(photo(kind)), 40, 60))
    with Image.open(io.BytesIO(data)) as made:
        made.load()
        exif = made.getexif()
        inner = exif.get_ifd(ExifTags.IFD.Exif)
        assert made.size == (40, 60)
        assert exif[ExifTags.Base.Make] == "Maker"
        assert exif[ExifTags.Base.Orientation] == 1
        assert inner[0x9003] == "2024:05:01 10:00:00"
        assert float(inner[0x829A]) == pytest.approx(0.004)
        assert (inner[0xA002], inner[0xA003], inner[0xA001]) == (40, 60, 1)
        assert 0x927C not in inner
        assert not exif.get_ifd(ExifTags.IFD.GPSInfo)
        assert not exif.get_ifd(ExifTags.IFD.IFD1)
        assert not {0x0111, 0x0117, 0x0100, 0x0103} & set(exif)
        if to == "png":
            np.testing.assert_array_equal(np.asarray(made.convert("RGB")), PICTURE)


def test_the_place_is_carried_only_where_it_is_asked_for() -> None:
    exif = read_exif(photo())
    assert says_place(exif)
    assert not says_place(exif_for(exif, 40, 60))
    kept = exif_for(exif, 40, 60, place=True)
    assert says_place(kept)
    with Image.open(io.BytesIO(encode_photo(PICTURE, "jpeg", exif=kept))) as made:
        assert made.getexif().get_ifd(ExifTags.IFD.GPSInfo)[2] == (48.0, 8.0, 1.0)
    assert not says_place(read_exif(photo(position=False)))


def test_a_stale_thumbnail_is_left_out() -> None:
    """Pillow does not write one: the bytes are put together by hand, as cameras do."""
    small = io.BytesIO()
    Image.new("RGB", (16, 10), (255, 0, 0)).save(small, "JPEG")
    first = b"\x01\x00" + b"\x12\x01\x03\x00\x01\x00\x00\x00\x06\x00\x00\x00"
    second_at = 8 + len(first) + 4
    at = second_at + 2 + 24 + 4
    second = b"\x02\x00" + b"".join(
        tag + b"\x04\x00\x01\x00\x00\x00" + value.to_bytes(4, "little")
        for tag, value in ((b"\x01\x02", at), (b"\x02\x02", len(small.getvalue())))
    )
    tiff = (
        b"II*\0\x08\0\0\0" + first + second_at.to_bytes(4, "little") + second + b"\0\0\0\0" + small.getvalue()
    )
    buffer = io.BytesIO()
    Image.new("RGB", (60, 40)).save(buffer, "JPEG", exif=b"Exif\0\0" + tiff)
    with Image.open(io.BytesIO(buffer.getvalue())) as old:
        assert old.getexif().get_ifd(ExifTags.IFD.IFD1)
    kept = exif_for(read_exif(buffer.getvalue()), 40, 60)
    assert small.getvalue()[:40] not in kept
    with Image.open(io.BytesIO(encode_photo(PICTURE, "jpeg", exif=kept))) as made:
        assert not made.getexif().get_ifd(ExifTags.IFD.IFD1)
        assert made.getexif()[ExifTags.Base.Orientation] == 1


def test_no_exif_and_damaged_exif_cost_nothing() -> None:
    plain = io.BytesIO()
    Image.new("RGB", (8, 8)).save(plain, "PNG")
    assert read_exif(plain.getvalue()) == b""
    assert read_exif(b"no image") == b""
    assert exif_for(b"", 4, 4) == b""
    whole = read_exif(photo())
    rng = random.Random(3)
    for _ in range(200):
        damaged = bytearray(whole)
        for _ in range(rng.randint(1, 12)):
            damaged[rng.randrange(len(damaged))] = rng.randrange(256)
        kept = exif_for(bytes(damaged[: rng.randint(1, len(damaged))]), 40, 60)
        assert not says_place(kept)
        with Image.open(io.BytesIO(encode_photo(PICTURE, "jpeg", exif=kept))) as made:
            made.load()
            assert made.size == (40, 60)


def test_quality_is_a_jpegs_alone() -> None:
    sizes = [len(encode_photo(PICTURE, "jpeg", quality=q)) for q in (20, 92, 500)]
    assert sizes == sorted(sizes)
    assert encode_photo(PICTURE, "png", quality=1) == encode_photo(PICTURE, "png", quality=100)


def test_a_place_is_a_latitude_and_a_longitude() -> None:
    for tags, expected in (
        (GPS, True),
        ({1: "N", 2: GPS[2]}, False),
        ({3: "E", 4: GPS[4]}, False),
        ({29: "2024:05:01"}, False),
    ):
        exif = Image.Exif()
        exif.get_ifd(ExifTags.IFD.GPSInfo).update(tags)
        assert says_place(exif.tobytes()) is expected, tags


def test_quality_is_held_between_one_and_a_hundred() -> None:
    at = {quality: encode_photo(PICTURE, "jpeg", quality=quality) for quality in (-5, 0, 1, 100, 500)}
    assert at[-5] == at[0] == at[1] != at[100] == at[500]
