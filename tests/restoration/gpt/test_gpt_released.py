"""The released set and uploads. The layout follows the study's own: one folder or archive for each data
set, files named after the originals."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import numpy as np
import pytest

from restoration.errors import GptError, ImageError, InputError
from restoration.gpt import from_upload
from restoration.gpt.released import download_released, from_released, list_released, match_released
from restoration.image import encode_png, save_image


def flat(value: int) -> np.ndarray:
    return np.full((10, 14, 3), value, np.uint8)


@pytest.fixture
def release(tmp_path: Path) -> Path:
    """A folder with one unpacked data set, one archive, and what archives of a Mac bring along."""
    root = tmp_path / "release"
    for value, name in ((1, "01_outdoor.png"), (2, "02_outdoor.png"), (3, "17_outdoor.png")):
        save_image(flat(value), root / "O-Haze" / "gpt" / name)
    with zipfile.ZipFile(root / "Rain800.zip", "w") as archive:
        for value, name in (
            (11, "test/rain_001_gpt4o.png"),
            (12, "test/rain-002_gpt4o.png"),
            (13, "test/9.png"),
        ):
            archive.writestr(f"Rain800/{name}", encode_png(flat(value)))
        archive.writestr("__MACOSX/Rain800/._9.png", b"x")
        archive.writestr("Rain800/.DS_Store", b"x")
        archive.writestr("Rain800/notes.txt", b"x")
    save_image(flat(21), root / "LOL" / "9.png")
    return root


def test_lists_folders_and_archives(release):
    images = list_released(release)
    assert {image.group for image in images} == {"O-Haze", "Rain800", "LOL"}
    assert len(images) == 7
    assert len(list_released(release, "ohaze")) == 3
    assert len(list_released(release / "Rain800.zip")) == 3


def test_matches_by_name_then_role_then_number(release, tmp_path):
    report = match_released(
        release, ["01_outdoor.JPG", "02_outdoor_hazy.png", "17_hazy.png", "33.png"], "O-Haze"
    )
    assert {m.original: (m.released.name.rsplit("/", 1)[-1], m.how) for m in report.matched} == {
        "01_outdoor.JPG": ("01_outdoor.png", "name"),
        "02_outdoor_hazy.png": ("02_outdoor.png", "role"),
        "17_hazy.png": ("17_outdoor.png", "role"),
    }
    assert report.unmatched_originals == ("33.png",)
    assert report.unmatched_released == ()
    assert "3 matched" in report.sentence
    folder = tmp_path / "originals"
    for name in ("rain_001.jpg", "0002.png", "5.png"):
        save_image(flat(0), folder / name)
    rain = match_released(release / "Rain800.zip", folder)
    assert [(m.original, m.how) for m in rain.matched] == [("0002.png", "number"), ("rain_001.jpg", "role")]
    assert rain.unmatched_originals == ("5.png",)
    assert rain.unmatched_released == ("Rain800: Rain800/test/9.png",)


def test_a_name_in_two_data_sets_is_not_guessed(release):
    report = match_released(release, ["9.png"])
    assert report.ambiguous == ("9.png",)
    assert report.matched == ()
    with pytest.raises(InputError, match="LOL, Rain800"):
        from_released(release, "9.png")
    assert from_released(release, "9.png", dataset="LOL").image[0, 0, 0] == 21


def test_a_released_picture_says_what_it_is(release):
    output = from_released(release, "rain_001.png")
    assert output.image[0, 0, 0] == 11
    assert output.source == "released"
    assert output.label == "GPT-4o (released)"
    assert output.provenance["dataset"] == "Rain800"
    assert output.provenance["matched_by"] == "role"
    with pytest.raises(InputError, match="01_outdoor"):
        from_released(release, "44_outdoor.png", dataset="O-Haze")


@pytest.mark.parametrize("make", ["absent", "empty", "not a zip", "wrong set"])
def test_sources_that_are_none(tmp_path, release, make):
    if make == "absent":
        source, dataset = tmp_path / "nowhere", None
    elif make == "empty":
        source, dataset = tmp_path / "empty", None
        source.mkdir()
    elif make == "not a zip":
        source, dataset = tmp_path / "bad.zip", None
        source.write_bytes(b"PK\x03\x04 rubbish")
    else:
        source, dataset = release, "GoPro"
    with pytest.raises(InputError):
        list_released(source, dataset)


def test_no_internet_says_what_to_do(tmp_path, monkeypatch):
    import huggingface_hub

    def unreachable(*_: object, **__: object) -> None:
        raise OSError("no route to host")

    monkeypatch.setattr(huggingface_hub, "snapshot_download", unreachable)
    with pytest.raises(GptError, match=r"GPT-4o-Restore .*copy the data set's folder"):
        download_released(tmp_path)


def test_uploads_from_everywhere(tmp_path):
    image = flat(7)
    path = tmp_path / "made.png"
    save_image(image, path)
    for source in (path, path.read_bytes(), io.BytesIO(path.read_bytes()), image):
        output = from_upload(source, "  Nano Banana\nPro ")
        np.testing.assert_array_equal(output.image, image)
        assert output.label == "Nano Banana Pro (upload)"
        assert output.cost_usd is None
    assert from_upload(path).label == "unknown model (upload)"
    with pytest.raises(ImageError):
        from_upload(b"no image")
