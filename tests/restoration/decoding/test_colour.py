"""Profiles and colour codes: what a file says about its colours is used, or its neglect is said."""

from __future__ import annotations

import io
import struct

import cv2
import imagecodecs
import numpy as np
import pytest
import tifffile
from PIL import Image, ImageCms

from restoration.decoding.colour import rgb_profile
from restoration.image import encode_png, read_image
from tests.conftest import textured
from tests.restoration.test_image import encoded, png_chunk

SCENE = cv2.GaussianBlur(textured(50, 70), (0, 0), 2)
P3 = ((0.3127, 0.3290), (0.680, 0.320), (0.265, 0.690), (0.150, 0.060))
SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def p3() -> bytes:
    profile = rgb_profile(P3, None)
    assert profile is not None
    return profile


def grey_profile() -> bytes:
    return imagecodecs.cms_profile("gray", whitepoint=[0.3127, 0.329, 1.0], gamma=2.2)


def as_p3(rgb: np.ndarray) -> np.ndarray:
    """sRGB floats in [0, 1] as Display P3: both have sRGB's curve."""
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    # CSS Color 4, section 10: linear sRGB to linear Display P3.
    matrix = np.array(
        [[0.82246197, 0.17753803, 0.0], [0.03319420, 0.96680580, 0.0], [0.01708263, 0.07239744, 0.91051993]]
    )
    linear = np.clip(linear @ matrix.T, 0, 1)
    return np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)


WIDE = as_p3(SCENE / 255.0)


def with_chunk(data: bytes, kind: bytes, body: bytes) -> bytes:
    return data[:33] + png_chunk(kind, body) + data[33:]


def far(data: bytes, right: np.ndarray = SCENE) -> float:
    return float(np.percentile(np.abs(read_image(data).pixels.astype(int) - right), 99.5))


class TestProfiles:
    @pytest.mark.parametrize("kind", ["uint8", "uint16", "float32"])
    def test_wide_colours_in_a_tiff(self, kind: str) -> None:
        top = 1 if kind == "float32" else np.iinfo(kind).max
        values = (WIDE * top if kind == "float32" else np.rint(WIDE * top)).astype(kind)
        buffer = io.BytesIO()
        tifffile.imwrite(buffer, values, photometric="rgb", iccprofile=p3(), metadata=None)
        assert far(buffer.getvalue()) <= 2

    def test_wide_colours_in_a_sixteen_bit_png(self) -> None:
        deep = np.rint(WIDE * 65535).astype(np.uint16)
        done, data = cv2.imencode(".png", deep[..., ::-1])
        assert done
        import zlib

        body = b"P3\0\0" + zlib.compress(p3())
        assert far(with_chunk(data.tobytes(), b"iCCP", body)) <= 2

    def test_linear_light_keeps_its_shadows(self) -> None:
        linear = rgb_profile(((0.3127, 0.3290), (0.64, 0.33), (0.30, 0.60), (0.15, 0.06)), 1.0)
        levels = np.arange(256) / 255.0
        light = np.where(levels <= 0.04045, levels / 12.92, ((levels + 0.055) / 1.055) ** 2.4)
        values = np.repeat(np.rint(light * 65535).astype(np.uint16)[None, :, None], 3, axis=2)
        buffer = io.BytesIO()
        tifffile.imwrite(buffer, values, photometric="rgb", iccprofile=linear, metadata=None)
        found = read_image(buffer.getvalue()).pixels[0, :, 1]
        assert np.abs(found.astype(int) - np.arange(256)).max() <= 1

    @pytest.mark.parametrize("format", ["PNG", "JPEG", "WEBP"])
    def test_a_grey_profile_leaves_colours_alone(self, format: str) -> None:
        plain = encoded(Image.fromarray(SCENE), format)
        file = read_image(encoded(Image.fromarray(SCENE), format, icc_profile=grey_profile()))
        assert np.array_equal(file.pixels, read_image(plain).pixels)
        assert "grey pixels" in " ".join(file.notices)

    @pytest.mark.parametrize("deep", [False, True])
    def test_an_rgb_profile_on_grey_pixels_is_used(self, deep: bool) -> None:
        grey = cv2.cvtColor(SCENE, cv2.COLOR_RGB2GRAY)
        values = grey.astype(np.uint16) * 257 if deep else grey
        buffer = io.BytesIO()
        tifffile.imwrite(buffer, values, photometric="minisblack", iccprofile=p3(), metadata=None)
        for data in (buffer.getvalue(), encoded(Image.fromarray(grey), "PNG", icc_profile=p3())):
            file = read_image(data)
            assert not file.notices
            assert np.abs(file.pixels.astype(int) - grey[..., None]).max() <= 1

    def test_a_cmyk_profile_on_rgb_is_ignored_and_that_is_said(self) -> None:
        fake = bytearray(SRGB)
        fake[16:20] = b"CMYK"
        file = read_image(encoded(Image.fromarray(SCENE), "PNG", icc_profile=bytes(fake)))
        assert np.array_equal(file.pixels, SCENE)
        assert len(file.notices) == 1


class TestPngCodes:
    def test_display_p3(self) -> None:
        data = encode_png(np.rint(WIDE * 255).astype(np.uint8))
        assert far(with_chunk(data, b"cICP", bytes([12, 13, 0, 1]))) <= 2

    def test_code_outranks_a_profile(self) -> None:
        data = encoded(Image.fromarray(SCENE), "PNG", icc_profile=p3())
        assert far(with_chunk(data, b"cICP", bytes([1, 13, 0, 1]))) == 0

    @pytest.mark.parametrize("transfer", [16, 18])
    def test_hdr_is_said(self, transfer: int) -> None:
        file = read_image(with_chunk(encode_png(SCENE), b"cICP", bytes([9, transfer, 0, 1])))
        assert np.array_equal(file.pixels, SCENE)
        assert len([n for n in file.notices if "HDR" in n]) == 1

    def test_an_unknown_code_is_said(self) -> None:
        file = read_image(with_chunk(encode_png(SCENE), b"cICP", bytes([77, 13, 0, 1])))
        assert "not known" in " ".join(file.notices)

    def test_chromaticities(self) -> None:
        points = struct.pack(">8I", *(round(v * 100_000) for xy in P3 for v in xy))
        data = with_chunk(encode_png(np.rint(WIDE * 255).astype(np.uint8)), b"cHRM", points)
        assert far(data) <= 2
        assert far(with_chunk(data, b"gAMA", struct.pack(">I", 45455))) <= 2
        assert far(with_chunk(encode_png(SCENE), b"sRGB", b"\0")) == 0

    def test_usual_chromaticities_change_nothing(self) -> None:
        usual = ((0.3127, 0.3290), (0.64, 0.33), (0.30, 0.60), (0.15, 0.06))
        points = struct.pack(">8I", *(round(v * 100_000) for xy in usual for v in xy))
        assert far(with_chunk(encode_png(SCENE), b"cHRM", points)) == 0


class TestBoxCodes:
    """libavif writes the code that Pillow gives it only as (1, 13); other codes are patched in."""

    def avif(self, values: np.ndarray, primaries: int, transfer: int) -> bytes:
        data = encoded(Image.fromarray(values), "AVIF", quality=100, subsampling="4:4:4")
        at = data.index(b"colrnclx")
        return data[: at + 8] + struct.pack(">HH", primaries, transfer) + data[at + 12 :]

    def test_display_p3(self) -> None:
        wide = np.rint(WIDE * 255).astype(np.uint8)
        assert far(self.avif(wide, 12, 13)) <= 8
        assert far(self.avif(wide, 1, 13)) > 16
        assert far(self.avif(SCENE, 1, 13)) <= 3

    def test_hdr_is_said(self) -> None:
        assert "HDR (PQ)" in " ".join(read_image(self.avif(SCENE, 9, 16)).notices).replace(
            "HDR picture", "HDR"
        )
