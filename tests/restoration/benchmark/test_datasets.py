"""Trees laid out as the sets' publications have them, and what the catalogue makes of them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from restoration.benchmark.check import check_set
from restoration.benchmark.datasets import IMAGE_SETS, get_set, list_set, parse_set
from restoration.benchmark.layouts import natural_key
from restoration.errors import InputError
from restoration.image import save_image
from restoration.tasks import TASKS

PUBLISHED = {
    # set → (degraded, truth) files of two images, as published
    "o-haze": [
        ("hazy/01_outdoor_hazy.jpg", "GT/01_outdoor_GT.jpg"),
        ("hazy/45_outdoor_hazy.jpg", "GT/45_outdoor_GT.jpg"),
    ],
    "i-haze": [
        ("hazy/01_indoor_hazy.jpg", "GT/01_indoor_GT.jpg"),
        ("hazy/35_indoor_hazy.jpg", "GT/35_indoor_GT.jpg"),
    ],
    "dense-haze": [("hazy/01_hazy.png", "GT/01_GT.png"), ("hazy/55_hazy.png", "GT/55_GT.png")],
    "nh-haze": [("01_hazy.png", "01_GT.png"), ("55_hazy.png", "55_GT.png")],
    "sots-indoor": [("hazy/1400_1.png", "gt/1400.png"), ("hazy/1400_10.png", "gt/1400.png")],
    "sots-outdoor": [("hazy/0001_0.8_0.2.jpg", "gt/0001.png"), ("hazy/1993_0.95_0.16.jpg", "gt/1993.png")],
    "hsts": [
        ("synthetic/synthetic/0586.jpg", "synthetic/original/0586.jpg"),
        ("synthetic/synthetic/1352.jpg", "synthetic/original/1352.jpg"),
    ],
    "rain100l": [("rainy/rain-001.png", "norain-001.png"), ("rainy/rain-100.png", "norain-100.png")],
    "rain100h": [
        ("rain/X2/norain-001x2.png", "norain/norain-001.png"),
        ("rain/X2/norain-100x2.png", "norain/norain-100.png"),
    ],
    "rain800": [("input/1.png", "target/1.png"), ("input/98.png", "target/98.png")],
    "rain1400": [
        ("rainy_image/901_1.jpg", "ground_truth/901.jpg"),
        ("rainy_image/901_14.jpg", "ground_truth/901.jpg"),
    ],
    "rain1200": [("input/1.png", "target/1.png"), ("input/1200.png", "target/1200.png")],
    "spa-data": [("rain/000.png", "gt/000gt.png"), ("rain/999.png", "gt/999gt.png")],
    "raindrop": [
        ("test_a/data/0_rain.png", "test_a/gt/0_clean.png"),
        ("test_a/data/57_rain.png", "test_a/gt/57_clean.png"),
    ],
    "raindrop-b": [
        ("test_b/data/0_rain.jpg", "test_b/gt/0_clean.jpg"),
        ("test_b/data/101_rain.jpg", "test_b/gt/101_clean.jpg"),
    ],
    "lol-v1": [("eval15/low/1.png", "eval15/high/1.png"), ("eval15/low/780.png", "eval15/high/780.png")],
    "lol-v2-real": [
        ("Test/Low/low00690.png", "Test/Normal/normal00690.png"),
        ("Test/Low/low00789.png", "Test/Normal/normal00789.png"),
    ],
    "lol-v2-synthetic": [
        ("Test/Low/r00816405t.png", "Test/Normal/r00816405t.png"),
        ("Test/Low/r1f.png", "Test/Normal/r1f.png"),
    ],
    "sice": [("1/1.JPG", "Label/1.JPG"), ("12/3.JPG", "Label/12.JPG")],
    "uieb": [
        ("raw-890/2_img_.png", "reference-890/2_img_.png"),
        ("raw-890/906_img_.png", "reference-890/906_img_.png"),
    ],
    "euvp": [
        ("test_samples/Inp/test_p0_.jpg", "test_samples/GTr/test_p0_.jpg"),
        ("test_samples/Inp/test_p9_.jpg", "test_samples/GTr/test_p9_.jpg"),
    ],
    "nature20": [
        ("blended/1.jpg", "transmission_layer/1.jpg"),
        ("blended/20.jpg", "transmission_layer/20.jpg"),
    ],
}


def lay(top: Path, *names: str, width: int = 24, height: int = 16) -> None:
    for name in names:
        path = top / name
        path.parent.mkdir(parents=True, exist_ok=True)
        save_image(np.full((height, width, 3), 120, np.uint8), path)


@pytest.mark.parametrize("below", ["", "copied/here"])
@pytest.mark.parametrize("name", PUBLISHED)
def test_published_layouts_are_paired_wherever_they_lie(tmp_path: Path, name: str, below: str) -> None:
    for pair in PUBLISHED[name]:
        lay(tmp_path / below, *pair)
    found = list_set(IMAGE_SETS[name], tmp_path)
    pairs = [(e.path, e.truth.relative_to(tmp_path).as_posix()) for e in found.entries if e.truth]
    expected = [tuple(f"{below}/{p}".lstrip("/") for p in pair) for pair in PUBLISHED[name]]
    assert sorted(pairs) == sorted(expected)
    assert not any((found.other, found.without_truth, found.ambiguous, found.unused_truths))


@pytest.mark.parametrize("name", ["dicm", "lime", "mef", "npe", "vv"])
def test_unpaired_sets_take_every_image(tmp_path: Path, name: str) -> None:
    lay(tmp_path, "01.bmp", "b/02.png")
    assert [e.truth for e in list_set(IMAGE_SETS[name], tmp_path).entries] == [None, None]


def test_every_set_of_the_catalogue_is_tested_above() -> None:
    assert {s.name for s in IMAGE_SETS.values() if s.paired} == set(PUBLISHED)


@pytest.mark.parametrize(
    ("name", "folder", "half"), [("rain800", "test_syn", "right"), ("rain1200", "DID-MDN-test", "left")]
)
def test_double_width_pictures(tmp_path: Path, name: str, folder: str, half: str) -> None:
    lay(tmp_path, f"{folder}/1.jpg", f"{folder}/2.jpg")
    assert [e.degraded_half for e in list_set(IMAGE_SETS[name], tmp_path).entries] == [half, half]


def test_names_are_file_names_unless_they_repeat(tmp_path: Path) -> None:
    lay(tmp_path, "1/1.JPG", "2/1.JPG", "2/2.JPG", "Label/1.JPG", "Label/2.JPG")
    names = [e.image for e in list_set(IMAGE_SETS["sice"], tmp_path).entries]
    assert names == ["1/1.JPG", "2/1.JPG", "2.JPG"]


def test_check_names_every_file_that_is_missing_or_extra(tmp_path: Path) -> None:
    numbers = [n for n in range(1, 56) if n not in (7, 20)]
    lay(
        tmp_path,
        *(f"hazy/{n:02d}_hazy.png" for n in numbers),
        *(f"GT/{n:02d}_GT.png" for n in numbers if n != 3),
    )
    lay(tmp_path, "GT/07_GT.png", "hazy/99_hazy.png", "GT/99_GT.png", "preview.png")
    lay(tmp_path, "GT/05_GT.png", width=40)
    (tmp_path / "GT" / "09_GT.png").write_bytes(b"no image")
    report = check_set(IMAGE_SETS["dense-haze"], tmp_path)
    assert not report.complete
    assert report.missing == ("07_hazy", "20_hazy")
    assert report.listing.without_truth == ("hazy/03_hazy.png",)
    assert report.listing.unused_truths == ("GT/07_GT.png",)
    assert report.listing.other == ("preview.png",)
    assert report.unexpected == ("hazy/99_hazy.png",)
    assert [text.split(" ")[0] for text in report.damaged] == ["GT/09_GT.png"]
    assert report.sizes == ("hazy/05_hazy.png is 24×16, its ground truth 40×16",)
    text = "\n".join(report.lines())
    for name in ("07_hazy", "20_hazy", "03_hazy", "GT/07_GT.png", "99_hazy", "preview.png", "09_GT", "40×16"):
        assert name in text


def test_a_complete_copy_is_complete(tmp_path: Path) -> None:
    lay(
        tmp_path,
        *(f"low/{n}.png" for n in (1, 22, 23, 55, 79, 111, 146, 179, 493, 547, 665, 669, 748, 778, 780)),
    )
    lay(
        tmp_path,
        *(f"high/{n}.png" for n in (1, 22, 23, 55, 79, 111, 146, 179, 493, 547, 665, 669, 748, 778, 780)),
    )
    assert check_set(IMAGE_SETS["lol-v1"], tmp_path).complete


def test_counts_where_the_publication_fixes_no_names(tmp_path: Path) -> None:
    lay(tmp_path, "raw-890/1_img_.png", "reference-890/1_img_.png")
    report = check_set(IMAGE_SETS["uieb"], tmp_path)
    assert report.unnamed_missing == 889
    assert not report.complete


def test_two_truths_of_one_name_are_reported_not_chosen(tmp_path: Path) -> None:
    lay(tmp_path, "hazy/1400_1.png", "gt/1400.png", "gt/1400.jpg", "hazy/1401_1.png", "gt/1401.png")
    found = list_set(IMAGE_SETS["sots-indoor"], tmp_path)
    assert found.ambiguous == ("hazy/1400_1.png",)
    assert [e.image for e in found.entries] == ["1401_1.png"]


def test_own_folders_and_unknown_names(tmp_path: Path) -> None:
    lay(tmp_path, "rainy/a.png", "clean/a.jpg")
    assert len(list_set(get_set("mine", "rain"), tmp_path).entries) == 1
    with pytest.raises(InputError, match="sots-indoor"):
        get_set("sots-indor")
    lay(tmp_path / "other", "a/x.png", "b/y.png")
    with pytest.raises(InputError, match="found 2 images"):
        list_set(IMAGE_SETS["o-haze"], tmp_path / "other")
    with pytest.raises(InputError, match="no folder"):
        list_set(IMAGE_SETS["o-haze"], tmp_path / "absent")
    with pytest.raises(InputError, match="NAME=DIR"):
        parse_set("o-haze")


def test_records_of_the_catalogue_hold_together() -> None:
    for name, item in IMAGE_SETS.items():
        assert name == item.name == name.lower()
        assert not item.expected or len(set(item.expected)) == item.count
        assert item.source
        assert item.licence
        assert item.example
        assert item.task in TASKS or item.task in ("raindrop", "underwater", "other")


def test_natural_order() -> None:
    assert sorted(["10.png", "2.png", "a1.png"], key=natural_key) == ["2.png", "10.png", "a1.png"]
