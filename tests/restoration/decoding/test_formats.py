"""Formats beyond the common ones, against Pillow's pixels or the pixels that were written."""

from __future__ import annotations

import io

import cv2
import imagecodecs
import numpy as np
import pytest
from PIL import Image

from restoration.decoding.pillow import jxl_size
from restoration.errors import ImageError
from restoration.image import load_image, read_image
from restoration.settings import get_settings
from tests.conftest import textured
from tests.restoration.test_image import encoded

SCENE = textured(50, 70)
GREY = cv2.cvtColor(SCENE, cv2.COLOR_RGB2GRAY)
DEEP = SCENE.astype(np.uint16) * 257


class TestLossless:
    @pytest.mark.parametrize("format", ["PPM", "TGA", "QOI", "PCX", "SGI"])
    def test_as_written(self, format: str) -> None:
        assert np.array_equal(load_image(encoded(Image.fromarray(SCENE), format)), SCENE)

    @pytest.mark.parametrize("format", ["PPM", "TGA", "PCX", "SGI"])
    def test_grey(self, format: str) -> None:
        assert np.array_equal(load_image(encoded(Image.fromarray(GREY), format))[..., 1], GREY)

    def test_jpeg2000(self) -> None:
        for image in (SCENE, GREY):
            data = encoded(Image.fromarray(image), "JPEG2000", irreversible=False)
            right = image if image.ndim == 3 else np.repeat(image[..., None], 3, axis=2)
            assert np.array_equal(load_image(data), right)

    @pytest.mark.parametrize("bits", [10, 12, 16])
    def test_deep_jpeg2000(self, bits: int) -> None:
        values = (DEEP >> (16 - bits)).astype(np.uint16)
        data = imagecodecs.jpeg2k_encode(
            values, level=0, bitspersample=bits, reversible=True, codecformat="jp2"
        )
        right = np.rint(values * 255.0 / ((1 << bits) - 1))
        assert np.abs(load_image(data) - right).max() <= 1

    @pytest.mark.parametrize(
        "text", [b"P2\n3 2\n100\n0 50 100\n100 50 0\n", b"P5\n3 2\n100\n\x00\x32\x64\x64\x32\x00"]
    )
    def test_a_grey_map_with_another_maximum(self, text: bytes) -> None:
        assert load_image(text)[..., 0].tolist() == [[0, 128, 255], [255, 128, 0]]

    def test_sixteen_bit_grey_map(self) -> None:
        data = b"P5\n70 50\n65535\n" + (GREY.astype(">u2") * 257).tobytes()
        assert np.array_equal(load_image(data)[..., 0], GREY)

    def test_a_tga_without_footer_is_read_by_its_suffix(self) -> None:
        data = encoded(Image.fromarray(SCENE), "TGA")
        assert data.endswith(b"TRUEVISION-XFILE.\0")
        old = data[:-26]
        assert np.array_equal(read_image(old, name="old.tga").pixels, SCENE)
        with pytest.raises(ImageError):
            read_image(old, name="old.png")


class TestJpegXl:
    @pytest.mark.parametrize("kind", ["uint8", "uint16", "float32"])
    def test_lossless(self, kind: str) -> None:
        values = {"uint8": SCENE, "uint16": DEEP, "float32": (SCENE / 255).astype("f4")}[kind]
        data = imagecodecs.jpegxl_encode(values, lossless=True)
        right = SCENE
        if kind != "uint8":  # written as linear light, and the file says so
            light = SCENE / 255
            right = np.rint(
                255 * np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)
            )
        assert np.abs(load_image(data).astype(int) - right).max() <= (0 if kind == "uint8" else 1)

    def test_lossy_and_alpha(self) -> None:
        data = imagecodecs.jpegxl_encode(SCENE, level=95)
        assert np.abs(load_image(data).astype(int) - SCENE).mean() < 4
        clear = np.dstack([SCENE, np.zeros_like(GREY)])
        assert load_image(imagecodecs.jpegxl_encode(clear, lossless=True)).min() == 255

    @pytest.mark.parametrize(
        "size", [(8, 8), (64, 64), (70, 50), (50, 70), (1000, 3), (640, 480), (1920, 1080), (513, 700)]
    )
    @pytest.mark.parametrize("container", [False, True])
    def test_size_before_decoding(self, size: tuple[int, int], container: bool) -> None:
        image = np.zeros((size[1], size[0], 3), np.uint8)
        data = imagecodecs.jpegxl_encode(image, lossless=True, usecontainer=container)
        assert jxl_size(data) == size

    def test_too_large_is_refused_before_decoding(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PRIORLENS_MAX_MP", "0.001")
        get_settings.cache_clear()
        with pytest.raises(ImageError, match="70×50"):
            load_image(imagecodecs.jpegxl_encode(SCENE, lossless=True))


def test_heic() -> None:
    import pillow_heif

    smooth = cv2.GaussianBlur(SCENE, (0, 0), 3)
    buffer = io.BytesIO()
    pillow_heif.from_pillow(Image.fromarray(smooth)).save(buffer, quality=95, chroma=444)
    assert np.abs(load_image(buffer.getvalue()).astype(int) - smooth).mean() < 3


@pytest.mark.parametrize(
    ("data", "came"),
    [
        (b"\x76\x2f\x31\x01" + b"\0" * 60, "OpenEXR"),
        (b"#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n", "Radiance"),
        (b"FUJIFILMCCD-RAW 0201", "camera raw"),
        (b"II*\0\x10\0\0\0CR\x02\0" + b"\0" * 60, "camera raw|damaged|cut short"),
        (b"\0\0\0\x18ftypcrx " + b"\0" * 64, "camera raw"),
        (b"8BPS\0\x01", "Photoshop"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n", "Git LFS pointer"),
        (b"PF\n2 2\n-1.0\n" + b"\0" * 48, "floating point"),
    ],
)
def test_other_kinds_are_named(data: bytes, came: str) -> None:
    with pytest.raises(ImageError, match=came):
        load_image(data)


@pytest.mark.parametrize(
    "format", ["PNG", "JPEG", "WEBP", "BMP", "GIF", "AVIF", "JXL", "JPEG2000", "deep PNG"]
)
@pytest.mark.parametrize("share", [0.4, 0.8])
def test_cut_short_is_said_and_nothing_printed(
    format: str, share: float, capfd: pytest.CaptureFixture[str]
) -> None:
    if format == "deep PNG":
        whole = imagecodecs.png_encode(DEEP)
    elif format == "JXL":
        whole = imagecodecs.jpegxl_encode(SCENE, lossless=True, usecontainer=True)
    else:
        whole = encoded(Image.fromarray(SCENE), format)
    with pytest.raises(ImageError, match="cut short"):
        load_image(whole[: int(len(whole) * share)])
    assert capfd.readouterr() == ("", "")
