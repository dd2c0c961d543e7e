from __future__ import annotations

import io
import os
import struct
import subprocess
import sys
import warnings
import zlib
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image, ImageCms

from restoration.errors import ImageError
from restoration.image import (
    ImageNotice,
    check_image,
    encode_png,
    load_image,
    pixel_sha256,
    printable,
    read_image,
    save_image,
)
from restoration.settings import get_settings
from tests.conftest import textured


def encoded(image: Image.Image, format: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, format, **options)
    return buffer.getvalue()


def png_chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png_header(width: int, height: int, depth: int = 8, colour: int = 2) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + png_chunk(
        b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    )


class TestFormats:
    @pytest.mark.parametrize("format", ["PNG", "BMP", "TIFF"])
    def test_lossless_formats_are_exact(self, photo: np.ndarray, format: str) -> None:
        assert np.array_equal(load_image(encoded(Image.fromarray(photo), format)), photo)

    def test_lossless_webp_is_exact(self, photo: np.ndarray) -> None:
        data = encoded(Image.fromarray(photo), "WEBP", lossless=True, exact=True)
        assert np.array_equal(load_image(data), photo)

    @pytest.mark.parametrize("options", [{}, {"progressive": True}, {"subsampling": 0}])
    def test_jpeg(self, options: dict[str, object]) -> None:
        smooth = cv2.GaussianBlur(textured(), (0, 0), 3)
        loaded = load_image(encoded(Image.fromarray(smooth), "JPEG", quality=95, **options))
        assert np.abs(loaded.astype(int) - smooth).mean() < 3

    def test_cmyk_jpeg_has_the_colours_of_the_rgb_one(self) -> None:
        smooth = cv2.GaussianBlur(textured(), (0, 0), 3)
        cmyk = encoded(Image.fromarray(smooth).convert("CMYK"), "JPEG", quality=98)
        assert np.abs(load_image(cmyk).astype(int) - smooth).mean() < 6

    def test_avif(self, photo: np.ndarray) -> None:
        assert load_image(encoded(Image.fromarray(photo), "AVIF", quality=95)).shape == photo.shape

    def test_grey_palette_and_bilevel(self, photo: np.ndarray) -> None:
        grey = Image.fromarray(photo).convert("L")
        loaded = load_image(encoded(grey, "PNG"))
        assert np.array_equal(loaded, np.repeat(np.asarray(grey)[..., None], 3, axis=2))
        palette = Image.fromarray(photo).quantize(64)
        assert np.array_equal(load_image(encoded(palette, "PNG")), np.asarray(palette.convert("RGB")))
        assert set(np.unique(load_image(encoded(grey.convert("1"), "PNG")))) <= {0, 255}

    def test_sixteen_bits_are_scaled_with_rounding(self) -> None:
        deep = np.arange(0, 65536, 7, dtype=np.uint16)
        deep = np.stack([deep, deep[::-1], deep], axis=-1)[None]
        done, data = cv2.imencode(".png", deep[..., ::-1])
        assert done
        assert np.array_equal(load_image(data.tobytes()), np.rint(deep / 257.0).astype(np.uint8))
        done, data = cv2.imencode(".tiff", deep[..., ::-1])
        assert np.array_equal(load_image(data.tobytes()), np.rint(deep / 257.0).astype(np.uint8))

    def test_sixteen_bit_grey(self) -> None:
        deep = np.linspace(0, 65535, 600, dtype=np.uint16).reshape(20, 30)
        loaded = load_image(cv2.imencode(".png", deep)[1].tobytes())
        assert loaded.shape == (20, 30, 3)
        assert np.array_equal(loaded[..., 0], np.rint(deep / 257.0).astype(np.uint8))

    def test_float_tiff_in_range_is_read_and_out_of_range_refused(self) -> None:
        ramp = np.linspace(0, 1, 300, dtype=np.float32).reshape(10, 10, 3)
        data = cv2.imencode(".tiff", ramp[..., ::-1])[1].tobytes()
        assert np.array_equal(load_image(data), np.rint(ramp * 255).astype(np.uint8))
        data = cv2.imencode(".tiff", 40 * ramp[..., ::-1])[1].tobytes()
        with pytest.raises(ImageError, match=r"expected floating-point values in \[0, 1\]"):
            load_image(data)

    def test_path_bytes_and_file_give_the_same(self, photo: np.ndarray, tmp_path: Path) -> None:
        data = encoded(Image.fromarray(photo), "PNG")
        path = tmp_path / "a name with spaces, ünïcode and no suffix"
        path.write_bytes(data)
        assert np.array_equal(load_image(path), photo)
        assert np.array_equal(load_image(str(path)), photo)
        with path.open("rb") as file:
            assert np.array_equal(load_image(file), photo)
        assert np.array_equal(load_image(bytearray(data)), photo)

    def test_the_content_decides_not_the_name(self, photo: np.ndarray, tmp_path: Path) -> None:
        path = tmp_path / "photo.jpg"
        path.write_bytes(encoded(Image.fromarray(photo), "PNG"))
        assert np.array_equal(load_image(path), photo)


class TestMeaning:
    @pytest.mark.parametrize("orientation", range(1, 9))
    @pytest.mark.parametrize("format", ["JPEG", "PNG", "TIFF", "WEBP"])
    def test_exif_orientation_is_applied(self, orientation: int, format: str) -> None:
        # A frame whose corners differ: top left red, top right green, bottom left blue, bottom right white.
        upright = np.zeros((64, 96, 3), np.uint8)
        upright[:32, :48], upright[:32, 48:] = (255, 0, 0), (0, 255, 0)
        upright[32:, :48], upright[32:, 48:] = (0, 0, 255), (255, 255, 255)
        undo = {1: lambda a: a, 2: np.fliplr, 3: lambda a: np.rot90(a, 2), 4: np.flipud,
                5: lambda a: a.transpose(1, 0, 2), 6: np.rot90, 7: lambda a: np.rot90(a, 2).transpose(1, 0, 2),
                8: lambda a: np.rot90(a, -1)}  # fmt: skip
        stored = Image.fromarray(np.ascontiguousarray(undo[orientation](upright)))
        exif = Image.Exif()
        exif[0x0112] = orientation
        loaded = load_image(encoded(stored, format, exif=exif))
        assert loaded.shape == upright.shape
        assert np.abs(loaded[8::48, 8::72].astype(int) - upright[8::48, 8::72]).max() < 40

    def test_orientation_of_a_sixteen_bit_png(self) -> None:
        deep = np.zeros((6, 10, 3), np.uint16)
        deep[0, 0] = 65535
        data = cv2.imencode(".png", deep)[1].tobytes()
        exif = Image.Exif()
        exif[0x0112] = 6
        body = exif.tobytes()
        body = body[6:] if body.startswith(b"Exif") else body
        turned = load_image(data[:33] + png_chunk(b"eXIf", body) + data[33:])
        assert turned.shape == (10, 6, 3)
        assert turned[0, 5].tolist() == [255, 255, 255]

    def test_icc_profile_is_converted_to_srgb(self) -> None:
        pure = Image.new("RGB", (8, 8), (200, 100, 50))
        linear = ImageCms.ImageCmsProfile(ImageCms.createProfile("XYZ"))
        lab = Image.new("LAB", (8, 8), (150, 160, 140))
        expected = ImageCms.profileToProfile(
            lab, ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB"), outputMode="RGB"
        )
        profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
        loaded = load_image(encoded(lab, "TIFF", icc_profile=profile))
        assert np.abs(loaded.astype(int) - np.asarray(expected)).max() <= 2
        srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
        assert (
            np.abs(load_image(encoded(pure, "PNG", icc_profile=srgb)).astype(int) - np.asarray(pure)).max()
            <= 1
        )
        assert linear is not None

    def test_a_broken_profile_is_a_notice_not_an_error(self, photo: np.ndarray) -> None:
        file = read_image(encoded(Image.fromarray(photo), "PNG", icc_profile=b"not a profile"))
        assert np.array_equal(file.pixels, photo)
        assert any("profile" in n for n in file.notices)

    def test_png_gamma_is_applied(self) -> None:
        grey = np.full((4, 4, 3), 128, np.uint8)
        data = encode_png(grey)
        linear = data[:33] + png_chunk(b"gAMA", struct.pack(">I", 100000)) + data[33:]
        assert load_image(linear)[0, 0, 0] == 188  # linear 0.502 in sRGB
        usual = data[:33] + png_chunk(b"gAMA", struct.pack(">I", 45455)) + data[33:]
        assert load_image(usual)[0, 0, 0] == 128

    def test_alpha_is_laid_over_white_and_said(self) -> None:
        rgba = Image.new("RGBA", (4, 4), (0, 0, 0, 0))
        rgba.putpixel((1, 1), (255, 0, 0, 128))
        file = read_image(encoded(rgba, "PNG"))
        assert file.pixels[0, 0].tolist() == [255, 255, 255]
        assert file.pixels[1, 1].tolist() == [255, 127, 127]
        assert any("transparency" in n for n in file.notices)

    def test_a_transparent_entry_of_a_palette(self) -> None:
        data = encoded(Image.new("L", (4, 4), 90).convert("P"), "PNG", transparency=0)
        assert np.array_equal(load_image(data), np.full((4, 4, 3), 90, np.uint8))  # its entry is another

    @pytest.mark.parametrize("mode", ["LA", "PA"])
    def test_other_kinds_of_transparency(self, mode: str) -> None:
        image = Image.new("L", (4, 4), 90).convert("LA")
        image.putalpha(0)
        data = encoded(image, "PNG") if mode == "LA" else encoded(image.convert("RGBA").quantize(4), "PNG")
        assert load_image(data)[0, 0].tolist() == [255, 255, 255]

    @pytest.mark.parametrize("format", ["GIF", "WEBP", "PNG"])
    def test_first_frame_of_an_animation_and_says_so(self, format: str) -> None:
        frames = [Image.new("RGB", (12, 9), c) for c in ((250, 0, 0), (0, 250, 0), (0, 0, 250))]
        data = encoded(frames[0], format, save_all=True, append_images=frames[1:], duration=50, lossless=True)
        with pytest.warns(ImageNotice, match="several frames; the first"):
            loaded = load_image(data)
        assert np.abs(loaded.astype(int) - [250, 0, 0]).max() <= 2

    def test_an_ordinary_photo_warns_of_nothing(self, photo: np.ndarray) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            loaded = load_image(encoded(Image.fromarray(photo), "PNG"))
        assert np.array_equal(loaded, photo)


class TestHostile:
    @pytest.mark.parametrize(
        ("data", "came"),
        [
            (b"", "empty"),
            (b"hello, this is text\n" * 20, "text"),
            ("unicode text: ü and ✓ ".encode() * 300, "text"),
            (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"),
            (b"<?xml version='1.0'?>\n<svg/>", "SVG"),
            (b"<!DOCTYPE html><html></html>", "web page"),
            (b"%PDF-1.7 ...", "PDF"),
            (b"\0\0\0\x18ftypheic" + b"\0" * 64, "HEIC"),
            (b"\0\0\0\x18ftypmp42" + b"\0" * 64, "video"),
            (b"PK\x03\x04" + b"\0" * 64, "archive"),
            (b"\xff\xd8\xff\xe0garbage", "damaged"),
            (b"\x89PNG\r\n\x1a\n", "damaged"),
            (bytes(range(256)) * 4, "unknown kind"),
        ],
    )
    def test_says_what_came(self, data: bytes, came: str) -> None:
        with pytest.raises(ImageError, match=came) as caught:
            load_image(data)
        assert "expected" in str(caught.value)
        assert "\n" not in str(caught.value)

    @pytest.mark.parametrize("format", ["PNG", "JPEG", "WEBP", "TIFF", "GIF", "BMP"])
    @pytest.mark.parametrize("share", [0.02, 0.3, 0.7, 0.97])
    def test_truncated_files_of_every_format(self, format: str, share: float) -> None:
        whole = encoded(Image.fromarray(textured(90, 130)), format)
        try:
            loaded = load_image(whole[: int(len(whole) * share)])
        except ImageError as error:
            said = str(error)
            assert "expected" in said
        else:  # a GIF or JPEG may end early and still be complete
            assert loaded.shape == (90, 130, 3)

    def test_noise_in_every_format_never_escapes(self) -> None:
        rng = np.random.default_rng(0)
        for format in ("PNG", "JPEG", "WEBP", "TIFF", "GIF", "BMP"):
            whole = np.frombuffer(encoded(Image.fromarray(textured(40, 50)), format), np.uint8)
            kinds = set()
            for _ in range(40):
                damaged = whole.copy()
                damaged[rng.integers(0, len(whole), 12)] = rng.integers(0, 256, 12)
                try:
                    kinds.add(load_image(damaged.tobytes()).dtype)
                except ImageError:
                    kinds.add(np.dtype(np.uint8))  # refused in words
            assert kinds == {np.dtype(np.uint8)}

    @pytest.mark.parametrize("size", [(60_000, 60_000), (2_000_000_000, 2), (9000, 9000)])
    def test_bombs_are_refused_before_decoding(self, size: tuple[int, int]) -> None:
        data = (
            png_header(*size)
            + png_chunk(b"IDAT", zlib.compress(b"\0" * 100_000, 9))
            + png_chunk(b"IEND", b"")
        )
        with pytest.raises(ImageError, match="megapixels"):
            load_image(data)

    def test_the_pixel_limit_is_a_setting(self, photo: np.ndarray, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PRIORLENS_MAX_MP", "0.01")
        get_settings.cache_clear()
        with pytest.raises(ImageError, match=r"160×120.*PRIORLENS_MAX_MP"):
            load_image(encode_png(photo))

    def test_the_byte_limit_is_checked_before_reading(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PRIORLENS_MAX_MB", "0.5")
        get_settings.cache_clear()
        path = tmp_path / "sparse.png"
        with path.open("wb") as file:
            file.truncate(50_000_000_000)
        with pytest.raises(ImageError, match="got 50000 MB"):
            load_image(path)

    def test_not_a_file(self, tmp_path: Path) -> None:
        with pytest.raises(ImageError, match="a folder"):
            load_image(tmp_path)
        with pytest.raises(ImageError, match="found nothing"):
            load_image(tmp_path / "absent.png")
        with pytest.raises(ImageError):
            load_image("nul\0byte.png")
        with pytest.raises(ImageError, match="Download it first"):
            load_image("https://example.org/photo.png")
        with pytest.raises(ImageError, match="binary mode"):
            load_image(io.StringIO("text"))  # type: ignore[arg-type]
        with pytest.raises(ImageError, match="got int"):
            load_image(3)  # type: ignore[arg-type]

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
    def test_a_pipe_or_device_does_not_hang(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "pipe.png")
        with pytest.raises(ImageError, match="device or pipe"):
            load_image(tmp_path / "pipe.png")
        with pytest.raises(ImageError, match="device or pipe"):
            load_image("/dev/zero")

    def test_hostile_names_do_not_reach_the_terminal(self, tmp_path: Path) -> None:
        with pytest.raises(ImageError) as caught:
            load_image(tmp_path / "a\x1b[31m\nb\u202egnp.exe")
        assert str(caught.value).isprintable()

    def test_memory_stays_bounded_for_a_hostile_folder(self, tmp_path: Path) -> None:
        (tmp_path / "bomb.png").write_bytes(
            png_header(30_000, 30_000)
            + png_chunk(b"IDAT", zlib.compress(bytes(10_000_000), 9))
            + png_chunk(b"IEND", b"")
        )
        text = png_chunk(b"zTXt", b"c\0\0" + zlib.compress(bytes(200_000_000), 9))
        (tmp_path / "text.png").write_bytes(png_header(4, 4) + text + png_chunk(b"IEND", b""))
        script = (
            "import sys, glob, resource\n"
            "from restoration.image import load_image\nfrom restoration.errors import ImageError\n"
            "base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
            "for f in sorted(glob.glob(sys.argv[1] + '/*')):\n"
            "    try: load_image(f); print('loaded', f)\n"
            "    except ImageError as e: pass\n"
            "print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - base) // 1024)\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, timeout=60
        )
        assert done.returncode == 0, done.stderr
        assert int(done.stdout.split()[-1]) < 300, done.stdout


class TestWriting:
    @pytest.mark.parametrize("suffix", [".png", ".webp", ".tif", ".tiff", ".bmp", ".PNG"])
    def test_lossless_suffixes_round_trip(self, photo: np.ndarray, tmp_path: Path, suffix: str) -> None:
        save_image(photo, tmp_path / f"x{suffix}")
        assert np.array_equal(load_image(tmp_path / f"x{suffix}"), photo)
        assert sorted(p.name for p in tmp_path.iterdir()) == [f"x{suffix}"]

    def test_lossy_only_where_the_suffix_is(self, photo: np.ndarray, tmp_path: Path) -> None:
        save_image(photo, tmp_path / "x.jpg")
        assert load_image(tmp_path / "x.jpg").shape == photo.shape
        with pytest.raises(ImageError, match="expected a name ending"):
            save_image(photo, tmp_path / "x.exe")

    def test_text_chunks_survive(self, photo: np.ndarray) -> None:
        data = encode_png(photo, {"Source": "simulated ✓"})
        assert Image.open(io.BytesIO(data)).text["Source"] == "simulated ✓"
        assert np.array_equal(load_image(data), photo)

    def test_a_failed_write_leaves_the_old_file(
        self, photo: np.ndarray, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = tmp_path / "x.png"
        save_image(photo, path)
        before = path.read_bytes()

        def full(*_: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "fsync", full)
        with pytest.raises(ImageError, match="No space left"):
            save_image(255 - photo, path)
        assert path.read_bytes() == before
        assert [p.name for p in tmp_path.iterdir()] == ["x.png"]

    def test_only_images_are_accepted(self, photo: np.ndarray) -> None:
        for wrong in (photo.astype(np.float32), photo[..., 0], photo[..., :2], photo[:0], "image", None):
            with pytest.raises(ImageError, match="expected"):
                check_image(wrong)

    def test_hash_is_that_of_the_canvas_bytes(self) -> None:
        import hashlib

        image = np.array([[[1, 2, 3], [4, 5, 6]]], np.uint8)
        assert pixel_sha256(image) == hashlib.sha256(bytes([1, 2, 3, 255, 4, 5, 6, 255])).hexdigest()


def test_printable_shortens_and_escapes() -> None:
    assert printable("a\x1b\n") == "a\\x1b\\n"
    assert len(printable("x" * 1000)) <= 120
