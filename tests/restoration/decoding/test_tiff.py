"""TIFFs of many kinds, written here, against the pixels they were written from."""

from __future__ import annotations

import contextlib
import io
import struct
import zlib

import cv2
import numpy as np
import pytest
import tifffile
from PIL import Image

from restoration.errors import ImageError
from restoration.image import ImageFile, load_image, read_image
from tests.conftest import textured

SCENE = textured(60, 84)
GREY = cv2.cvtColor(SCENE, cv2.COLOR_RGB2GRAY)
DEEP = SCENE.astype(np.uint16) * 257


def tiff(values: np.ndarray, **options: object) -> bytes:
    buffer = io.BytesIO()
    options.setdefault("metadata", None)
    big = bool(options.pop("bigtiff", False))
    with tifffile.TiffWriter(buffer, bigtiff=big, byteorder=str(options.pop("byteorder", "<"))) as file:
        file.write(values, **options)
    return buffer.getvalue()


def worst(data: bytes, right: np.ndarray = SCENE) -> int:
    found = read_image(data).pixels
    right = np.repeat(right[..., None], 3, axis=2) if right.ndim == 2 else right
    assert found.shape == right.shape
    return int(np.abs(found.astype(int) - right).max())


SAMPLES = {
    "uint8": SCENE,
    "uint16": DEEP,
    "float16": (SCENE / 255).astype(np.float16),
    "float32": (SCENE / 255).astype(np.float32),
    "float64": (SCENE / 255).astype(np.float64),
}
LAYOUTS = {
    "strips": {},
    "many strips": {"rowsperstrip": 7},
    "tiles": {"tile": (16, 32)},
    "big": {"bigtiff": True},
    "big-endian": {"byteorder": ">"},
}
COMPRESSIONS = {
    "none": {},
    "lzw": {"compression": "lzw"},
    "deflate+predictor": {"compression": "zlib", "predictor": True},
    "packbits": {"compression": "packbits"},
    "zstd": {"compression": "zstd"},
}


class TestSamples:
    @pytest.mark.parametrize("planar", ["contig", "separate"])
    @pytest.mark.parametrize("layout", LAYOUTS)
    @pytest.mark.parametrize("kind", SAMPLES)
    def test_planes_and_layouts(self, kind: str, layout: str, planar: str) -> None:
        values = SAMPLES[kind] if planar == "contig" else np.moveaxis(SAMPLES[kind], 2, 0)
        data = tiff(values, photometric="rgb", planarconfig=planar, **LAYOUTS[layout])
        assert worst(data) == 0

    @pytest.mark.parametrize("compression", COMPRESSIONS)
    @pytest.mark.parametrize("kind", ["uint8", "uint16", "float32"])
    def test_compressions(self, kind: str, compression: str) -> None:
        assert worst(tiff(SAMPLES[kind], photometric="rgb", **COMPRESSIONS[compression])) == 0

    def test_jpeg_inside_as_pillow_reads_it(self) -> None:
        buffer = io.BytesIO()
        Image.fromarray(SCENE).save(buffer, "TIFF", compression="jpeg", quality=90)
        with Image.open(io.BytesIO(buffer.getvalue())) as image:
            assert worst(buffer.getvalue(), np.asarray(image.convert("RGB"))) == 0

    @pytest.mark.parametrize("bits", [1, 2, 4, 10, 12, 14])
    def test_other_depths(self, bits: int) -> None:
        top = (1 << bits) - 1
        values = (GREY.astype(np.uint32) * top // 255).astype(np.uint8 if bits <= 8 else np.uint16)
        data = tiff(
            values.astype(bool) if bits == 1 else values, photometric="minisblack", bitspersample=bits
        )
        assert worst(data, np.rint(values * 255.0 / top).astype(np.uint8)) <= 1

    def test_floats_that_are_no_numbers_are_counted(self) -> None:
        values = SAMPLES["float32"].copy()
        values[3, 4:9] = np.nan
        with pytest.raises(ImageError, match=r"15 of 15,120 that are NaN"):
            load_image(tiff(values, photometric="rgb"))
        values = SAMPLES["float32"] * 30
        with pytest.raises(ImageError, match=r"got 0 to \d+.*Tone-map"):
            load_image(tiff(values, photometric="rgb"))


class TestPhotometric:
    @pytest.mark.parametrize("kind", ["uint8", "uint16", "float32"])
    @pytest.mark.parametrize("photometric", ["minisblack", "miniswhite"])
    def test_grey(self, kind: str, photometric: str) -> None:
        values = {
            "uint8": GREY,
            "uint16": GREY.astype(np.uint16) * 257,
            "float32": (GREY / 255).astype("f4"),
        }[kind]
        if photometric == "miniswhite":
            values = 1 - values if kind == "float32" else ~values
        assert worst(tiff(values, photometric=photometric), GREY) == 0

    @pytest.mark.parametrize("kind", ["uint8", "uint16", "float32"])
    def test_three_bands_marked_as_grey_are_the_colours_and_that_is_said(self, kind: str) -> None:
        data = tiff(SAMPLES[kind], photometric="minisblack", planarconfig="contig", extrasamples=(0, 0))
        assert worst(data) == 0
        assert "taken as red, green, blue" in " ".join(read_image(data).notices)

    def test_palette_as_pillow_reads_it(self) -> None:
        palette = Image.fromarray(SCENE).quantize(64)
        buffer = io.BytesIO()
        palette.save(buffer, "TIFF")
        assert worst(buffer.getvalue(), np.asarray(palette.convert("RGB"))) == 0

    def test_a_palette_of_two_colours(self) -> None:
        """One bit a pixel, as in Pillow's own multi-page files."""
        indices = np.indices((20, 30)).sum(axis=0) % 3 == 0
        table = np.array([[0x1234, 0xFFFF], [0x0000, 0x8000], [0xAB00, 0x2000]], np.uint16)
        data = tiff(
            indices, photometric="minisblack", extratags=[(320, "H", 6, table.ravel().tolist(), True)]
        )
        bilevel, palette = (struct.pack("<HHIH", 262, 3, 1, kind) for kind in (1, 3))
        assert bilevel in data  # tifffile writes no palettes of one bit itself
        data = data.replace(bilevel, palette)
        assert worst(data, np.moveaxis((table >> 8).astype(np.uint8)[:, indices.astype(int)], 0, 2)) == 0

    def test_palette_with_alpha(self) -> None:
        palette = Image.fromarray(SCENE).quantize(64).convert("PA")
        buffer = io.BytesIO()
        palette.save(buffer, "TIFF")
        assert worst(buffer.getvalue(), np.asarray(palette.convert("RGB"))) == 0

    @pytest.mark.parametrize("deep", [False, True])
    def test_cmyk_as_pillow_converts_it(self, deep: bool) -> None:
        cmyk = Image.fromarray(SCENE).convert("CMYK")
        values = np.asarray(cmyk).astype(np.uint16) * 257 if deep else np.asarray(cmyk)
        assert worst(tiff(values, photometric="separated"), np.asarray(cmyk.convert("RGB"))) == 0

    @pytest.mark.parametrize("kind", ["cielab8", "cielab16", "icclab8", "icclab16"])
    def test_lab(self, kind: str) -> None:
        rng = np.random.default_rng(1)
        small = cv2.GaussianBlur(rng.uniform(0, 255, (40, 40, 3)).astype("f4"), (0, 0), 4)
        lab = cv2.cvtColor((small / 255).astype("f4"), cv2.COLOR_RGB2LAB)  # D65, near enough for a tolerance
        light, ab = lab[..., :1], lab[..., 1:]
        if kind.endswith("16"):
            whole = np.concatenate([light * 655.35, ab * 256], 2)
            if kind == "icclab16":
                whole = np.concatenate([light * 652.8, ab * 256 + 32768], 2)
        else:
            whole = np.concatenate([light * 2.55, ab + (128 if kind == "icclab8" else 0)], 2)
        whole = np.rint(whole).astype(np.int64) & (0xFFFF if kind.endswith("16") else 0xFF)
        values = whole.astype(np.uint16 if kind.endswith("16") else np.uint8)
        data = tiff(values, photometric=8 if kind.startswith("cie") else 9)
        assert worst(data, np.rint(small).astype(np.uint8)) <= (3 if kind.endswith("16") else 8)

    def test_lab_of_pillow(self) -> None:
        lab = Image.new("LAB", (8, 8), (150, 160, 140))
        buffer = io.BytesIO()
        lab.save(buffer, "TIFF")
        again = load_image(buffer.getvalue())
        assert again[0, 0, 0] > again[0, 0, 2]  # a and b are positive: red and yellow


class TestExtraBands:
    @pytest.mark.parametrize("kind", ["uint8", "uint16", "float32"])
    def test_unspecified_is_left_out_with_a_notice(self, kind: str) -> None:
        spare = np.concatenate([SAMPLES[kind], 0 * SAMPLES[kind][..., :1]], 2)
        data = tiff(spare, photometric="rgb", extrasamples=("unspecified",))
        assert worst(data) == 0
        assert "left out" in " ".join(read_image(data).notices)

    @pytest.mark.parametrize("planar", ["contig", "separate"])
    @pytest.mark.parametrize("kind", ["uint8", "uint16", "float32"])
    @pytest.mark.parametrize("associated", [False, True])
    def test_alpha_is_laid_over_white(self, kind: str, associated: bool, planar: str) -> None:
        top = 1.0 if kind == "float32" else np.iinfo(kind).max
        cover = np.linspace(0, 1, SCENE.shape[1])[None, :, None].repeat(SCENE.shape[0], 0)
        straight = SAMPLES[kind].astype(np.float64)
        stored = straight * cover if associated else straight
        values = np.concatenate([stored, cover * top], 2)
        values = (values if kind == "float32" else np.rint(values)).astype(kind)
        if planar == "separate":
            values = np.moveaxis(values, 2, 0)
        data = tiff(
            values,
            photometric="rgb",
            planarconfig=planar,
            extrasamples=("assocalpha" if associated else "unassalpha",),
        )
        assert worst(data, np.rint(SCENE * cover + 255 * (1 - cover)).astype(np.uint8)) <= 1

    @pytest.mark.parametrize("extra", [("unassalpha",), ("unspecified",)])
    def test_grey_and_one_more(self, extra: tuple[str]) -> None:
        second = np.full_like(GREY, 255 if extra == ("unassalpha",) else 3)
        data = tiff(
            np.dstack([GREY, second]), photometric="minisblack", planarconfig="contig", extrasamples=extra
        )
        assert worst(data, GREY) == 0

    def test_grey_bands_with_alpha_are_colours_with_alpha(self) -> None:
        cover = np.full_like(GREY, 255)
        values = np.dstack([SCENE, cover])
        data = tiff(values, photometric="minisblack", planarconfig="contig", extrasamples=(0, 0, 2))
        assert worst(data) == 0


class TestPages:
    def two(self, first: dict[str, object], second: dict[str, object]) -> bytes:
        buffer = io.BytesIO()
        with tifffile.TiffWriter(buffer) as file:
            for page in (first, second):
                file.write(photometric="rgb", metadata=None, **page)
        return buffer.getvalue()

    def test_first_page_and_says_so(self) -> None:
        file = read_image(self.two({"data": SCENE}, {"data": 255 - SCENE}))
        assert np.array_equal(file.pixels, SCENE)
        assert "several pages" in " ".join(file.notices)

    def test_a_reduced_first_page_is_passed_over(self) -> None:
        small = np.ascontiguousarray(SCENE[::4, ::4])
        file = read_image(self.two({"data": small, "subfiletype": 1}, {"data": SCENE}))
        assert np.array_equal(file.pixels, SCENE)
        assert not file.notices

    def test_the_full_picture_below_a_thumbnail(self) -> None:
        buffer = io.BytesIO()
        with tifffile.TiffWriter(buffer) as file:
            file.write(
                np.ascontiguousarray(SCENE[::4, ::4]),
                photometric="rgb",
                subfiletype=1,
                subifds=1,
                metadata=None,
            )
            file.write(SCENE, photometric="rgb", metadata=None)
        assert worst(buffer.getvalue()) == 0

    def test_a_pyramid_is_one_picture(self) -> None:
        small = np.ascontiguousarray(SCENE[::2, ::2])
        assert not read_image(self.two({"data": SCENE}, {"data": small, "subfiletype": 1})).notices

    @pytest.mark.parametrize("photometric", [32803, 34892])
    def test_camera_raw_is_named(self, photometric: int) -> None:
        buffer = io.BytesIO()
        with tifffile.TiffWriter(buffer) as file:
            file.write(
                np.ascontiguousarray(SCENE[::4, ::4]),
                photometric="rgb",
                subfiletype=1,
                subifds=1,
                metadata=None,
            )
            sensor = GREY.astype(np.uint16) if photometric == 32803 else DEEP
            file.write(sensor, photometric=photometric, metadata=None)
        with pytest.raises(ImageError, match="camera raw"):
            load_image(buffer.getvalue())

    def test_orientation(self) -> None:
        data = tiff(np.rot90(DEEP).copy(), photometric="rgb", extratags=[(274, "H", 1, 6, True)])
        assert worst(data) == 0


class TestRefusals:
    @pytest.mark.parametrize(
        ("values", "options", "words"),
        [
            (np.zeros((20, 20, 5), "u1"), {"photometric": "minisblack", "planarconfig": "contig"}, "5 bands"),
            (np.zeros((20, 20, 4), "u2"), {"photometric": "minisblack", "planarconfig": "contig"}, "4 bands"),
            (np.zeros((20, 20, 3), "i2"), {"photometric": "rgb"}, "16-bit signed integers"),
            (np.zeros((20, 20, 3), "u4"), {"photometric": "rgb"}, "32-bit integers"),
            (np.zeros((20, 20), "c8"), {"photometric": "minisblack"}, "complex numbers"),
            (np.zeros((20, 20, 3), "u1"), {"photometric": "rgb", "compression": "jpegxl"}, "JPEGXL"),
            (np.zeros((20, 20, 12), "u1"), {"photometric": "rgb", "planarconfig": "contig"}, "12 bands"),
            (np.zeros((20, 20), "u1"), {"photometric": "mask"}, "transparency mask"),
            (np.zeros((20, 20), "f4"), {"photometric": 32844}, "LogL"),
        ],
    )  # fmt: skip
    def test_by_name(self, values: np.ndarray, options: dict[str, object], words: str) -> None:
        with pytest.raises(ImageError, match=words) as caught:
            load_image(tiff(values, **options))
        assert "Export it" in str(caught.value)

    @pytest.mark.parametrize("kind", ["uint8", "uint16"])
    @pytest.mark.parametrize("compression", ["none", "lzw"])
    @pytest.mark.parametrize("share", [0.3, 0.9])
    def test_cut_short(self, kind: str, compression: str, share: float) -> None:
        whole = tiff(SAMPLES[kind], photometric="rgb", rowsperstrip=8, **COMPRESSIONS[compression])
        with pytest.raises(ImageError, match="cut short"):
            load_image(whole[: int(len(whole) * share)])

    def test_nothing_is_printed(self, capfd: pytest.CaptureFixture[str]) -> None:
        whole = io.BytesIO()
        Image.fromarray(SCENE).save(whole, "TIFF", compression="jpeg")
        rng = np.random.default_rng(3)
        for base in (
            tiff(DEEP, photometric="rgb", compression="lzw"),
            tiff(SCENE, photometric="rgb"),
            whole.getvalue(),
        ):
            for _ in range(25):
                damaged = np.frombuffer(base, np.uint8).copy()
                damaged[rng.integers(0, len(damaged), 20)] = rng.integers(0, 256, 20)
                with contextlib.suppress(ImageError):
                    load_image(damaged.tobytes())
        said = capfd.readouterr()
        assert said.out == ""
        assert said.err == ""

    def test_a_strip_that_grows_without_end_is_not_unpacked(self) -> None:
        data = bytearray(tiff(SCENE, photometric="rgb", compression="zlib"))
        bomb = zlib.compress(bytes(200_000_000), 9)
        with tifffile.TiffFile(io.BytesIO(bytes(data))) as file:
            tags = file.pages.first.tags
            where, count = tags[273].valueoffset, tags[279].valueoffset
            width = {3: 2, 4: 4}[int(tags[279].dtype)], {3: 2, 4: 4}[int(tags[273].dtype)]
        data[where : where + width[1]] = len(data).to_bytes(width[1], "little")
        data[count : count + width[0]] = min(len(bomb), 65535 if width[0] == 2 else len(bomb)).to_bytes(
            width[0], "little"
        )
        try:
            shape = load_image(bytes(data) + bomb).shape
        except ImageError:  # as good
            shape = SCENE.shape
        assert shape == SCENE.shape


def test_read_image_names_the_format() -> None:
    file = read_image(tiff(DEEP, photometric="rgb"), name="photo.tif")
    assert isinstance(file, ImageFile)
    assert (file.format, file.name) == ("TIFF", "photo.tif")
