"""One image of a result as a file: named after it, in the format that was asked for, with the EXIF that was allowed."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import ExifTags, Image

from app.saving import EXIF_FILE, exif_of, save_options, saved_image
from restoration import InputError, load_image, read_exif


def exif(place: bool) -> bytes:
    made = Image.Exif()
    made[ExifTags.Base.Make] = "Camera"
    if place:
        made[ExifTags.IFD.GPSInfo] = {1: "N", 2: (48.0, 8.0, 0.0), 3: "E", 4: (11.0, 35.0, 0.0)}
    return made.tobytes()


@pytest.fixture
def with_exif(kept: Any) -> Any:
    (kept.folder / EXIF_FILE).write_bytes(exif(place=True))
    yield kept
    (kept.folder / EXIF_FILE).unlink()


def saved(result: Any, pane: str = "baseline", **more: Any) -> tuple[str, bytes]:
    asked = {"kind": "png", "quality": "", "name": "", "exif": False, "place": False} | more
    pane = next(p["name"] for p in result.viewer["panes"]) if pane == "baseline" else pane
    return saved_image(result, result.path(pane), **asked)


def test_a_png_holds_the_stored_pixels_and_is_named_after_photo_and_pane(kept: Any) -> None:
    name, data = saved(kept, "degraded")
    assert name == "x-degraded.png"
    np.testing.assert_array_equal(load_image(data), load_image(kept.path("degraded")))


def test_the_quality_of_a_jpeg_is_a_whole_number_or_the_usual_one(kept: Any) -> None:
    sizes = {
        q: len(saved(kept, "degraded", kind="jpeg", quality=q)[1]) for q in ("20", "92", "", "9.5", "good")
    }
    assert sizes["20"] < sizes["92"]
    assert sizes[""] == sizes["9.5"] == sizes["good"] == sizes["92"]


def test_a_name_of_ones_own_is_made_safe(kept: Any) -> None:
    name, _ = saved(kept, "degraded", name="../../etc/my photo.png", kind="jpeg")
    assert "/" not in name
    assert name.endswith("my photo.jpg")


def test_another_format_is_refused(kept: Any) -> None:
    with pytest.raises(InputError, match="expected png or jpeg, got 'gif'"):
        saved(kept, "degraded", kind="gif")


def test_what_the_photo_says_of_its_taking_is_carried_only_where_it_is_asked_for(with_exif: Any) -> None:
    assert save_options(with_exif)["exif"] is True
    assert save_options(with_exif)["place"] is True
    assert read_exif(io.BytesIO(saved(with_exif, "degraded")[1])) == b""
    tags = {}
    for place in (False, True):
        _, data = saved(with_exif, "degraded", exif=True, place=place)
        with Image.open(io.BytesIO(data)) as image:
            tags[place] = dict(image.getexif()), dict(image.getexif().get_ifd(ExifTags.IFD.GPSInfo))
    assert tags[False][0][ExifTags.Base.Make] == "Camera"
    assert tags[False][1] == {}
    assert tags[True][1][1] == "N"


def test_a_photo_without_exif_offers_none(kept: Any) -> None:
    options = save_options(kept)
    assert (options["exif"], options["place"]) == (False, False)
    assert options["address"] == f"results/{kept.id}/save"


def test_exif_lies_in_the_file_or_beside_the_stored_image(tmp_path: Path) -> None:
    Image.new("RGB", (8, 8)).save(tmp_path / "bare.png")
    Image.new("RGB", (8, 8)).save(tmp_path / "own.jpg", exif=exif(place=False))
    assert exif_of(tmp_path / "bare.png") == b""
    (tmp_path / EXIF_FILE).write_bytes(b"stored")
    assert exif_of(tmp_path / "bare.png") == b"stored"
    assert exif_of(tmp_path / "own.jpg") == read_exif(tmp_path / "own.jpg") != b""
