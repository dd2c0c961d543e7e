"""Trees laid out as the sets' publications have them, and what the catalogue makes of them."""

from __future__ import annotations

import re
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


def pairs_of(name: str, top: Path) -> list[tuple[str, str]]:
    found = list_set(IMAGE_SETS[name], top)
    assert not found.without_truth
    assert not found.ambiguous
    return [(e.path, e.truth.relative_to(top).as_posix()) for e in found.entries if e.truth]


def test_a_whole_publication_gives_its_test_part_only(tmp_path: Path) -> None:
    """What stands beside the test part under like names is counted, and never a pair of it."""
    lol = tmp_path / "LOLdataset"
    lay(lol, *(f"our485/{part}/{n}.png" for part in ("low", "high") for n in range(2, 12)))
    lay(lol, *(f"eval15/{part}/{n}.png" for part in ("low", "high") for n in (1, 22, 23)))
    assert len(pairs_of("lol-v1", lol)) == 3
    text = list(check_set(IMAGE_SETS["lol-v1"], lol).lines())
    assert "not looked at: 20 files of the training part our485" in text
    assert not any("our485/low/2.png" in line for line in text)
    assert "missing: 780" in text

    ddn = tmp_path / "rainy-image-dataset"
    lay(ddn, *(f"training/rainy_image/1_{n}.jpg" for n in range(1, 15)), "training/ground_truth/1.jpg")
    lay(ddn, "testing/rainy_image/901_1.jpg", "testing/rainy_image/1000_14.jpg")
    lay(ddn, "testing/ground_truth/901.jpg", "testing/ground_truth/1000.jpg")
    assert [e for e, _ in pairs_of("rain1400", ddn)] == [
        "testing/rainy_image/901_1.jpg",
        "testing/rainy_image/1000_14.jpg",
    ]
    assert "missing: 901_2" in list(check_set(IMAGE_SETS["rain1400"], ddn).lines())

    drops = tmp_path / "RainDrop"
    for part, count in (("train", 9), ("test_a", 2), ("test_b", 3)):
        lay(
            drops,
            *(f"{part}/data/{n}_rain.png" for n in range(count)),
            *(f"{part}/gt/{n}_clean.png" for n in range(count)),
        )
    assert [e for e, _ in pairs_of("raindrop", drops)] == ["test_a/data/0_rain.png", "test_a/data/1_rain.png"]
    assert len(pairs_of("raindrop-b", drops)) == 3
    assert len(pairs_of("raindrop", drops / "test_a")) == 2

    sots = tmp_path / "SOTS"
    lay(sots, "indoor/hazy/1400_1.png", "indoor/gt/1400.png")
    lay(
        sots,
        "outdoor/hazy/0025_1_0.16.jpg",
        "outdoor/hazy/0001_0.8_0.2.jpg",
        "outdoor/gt/0025.png",
        "outdoor/gt/0001.png",
    )
    assert pairs_of("sots-indoor", sots) == [("indoor/hazy/1400_1.png", "indoor/gt/1400.png")]
    assert len(pairs_of("sots-outdoor", sots)) == 2

    second = tmp_path / "LOL-v2"
    for part, names in (("Real_captured", ("low00690", "normal00690")), ("Synthetic", ("r1", "r1"))):
        lay(second, f"{part}/Test/Low/{names[0]}.png", f"{part}/Test/Normal/{names[1]}.png")
        lay(second, f"{part}/Train/Low/{names[0][:-1]}5.png", f"{part}/Train/Normal/{names[1][:-1]}5.png")
    assert [e for e, _ in pairs_of("lol-v2-real", second)] == ["Real_captured/Test/Low/low00690.png"]
    assert [e for e, _ in pairs_of("lol-v2-synthetic", second)] == ["Synthetic/Test/Low/r1.png"]


def test_lol_v1_as_it_is_handed_on(tmp_path: Path) -> None:
    for low, high in (("low", "high"), ("input", "target")):
        top = tmp_path / low
        lay(top, *(f"{part}/{folder}/1.png" for part in ("Train", "Test") for folder in (low, high)))
        assert pairs_of("lol-v1", top) == [(f"Test/{low}/1.png", f"Test/{high}/1.png")]


def test_upper_case_and_other_suffixes(tmp_path: Path) -> None:
    lay(
        tmp_path,
        "HAZY/01_Outdoor_HAZY.JPG",
        "gt/01_OUTDOOR_GT.png",
        "HAZY/02_outdoor_hazy.jpeg",
        "gt/02_outdoor_gt.bmp",
    )
    report = check_set(IMAGE_SETS["o-haze"], tmp_path)
    assert len(report.listing.entries) == 2
    assert report.unexpected == ()
    assert len(report.missing) == 43
    assert report.missing[0] == "03_outdoor_hazy"


def test_missing_files_are_named_in_every_packaging_with_fixed_names(tmp_path: Path) -> None:
    for folder, form in (
        ("a/rainy", "rain-{:03d}.png"),
        ("b/rain/X2", "norain-{:03d}x2.png"),
        ("c/input", "{}.png"),
    ):
        lay(tmp_path, *(f"{folder}/{form.format(n)}" for n in range(1, 101) if n != 7))
    lay(tmp_path / "a", *(f"norain-{n:03d}.png" for n in range(1, 101)))
    lay(tmp_path / "b", *(f"norain/norain-{n:03d}.png" for n in range(1, 101)))
    lay(tmp_path / "c", *(f"target/{n}.png" for n in range(1, 101)))
    found = [check_set(IMAGE_SETS["rain100l"], tmp_path / part).missing for part in "abc"]
    assert found == [("rain-007",), ("norain-007x2",), ("7",)]


def test_a_repackaging_with_fewer_images_is_complete_but_excuses_no_published_copy(tmp_path: Path) -> None:
    lay(tmp_path / "test100", *(f"{part}/{n}.png" for part in ("input", "target") for n in range(1, 99)))
    assert check_set(IMAGE_SETS["rain800"], tmp_path / "test100").complete
    lay(tmp_path / "published", *(f"test_syn/{n}.jpg" for n in range(1, 99)))
    assert check_set(IMAGE_SETS["rain800"], tmp_path / "published").missing == ("99", "100")


def test_folders_linked_together_are_one_set(tmp_path: Path) -> None:
    lay(tmp_path / "disk1", "1400_1.png")
    lay(tmp_path / "disk2", "1400.png")
    top = tmp_path / "set"
    top.mkdir()
    (top / "hazy").symlink_to(tmp_path / "disk1")
    (top / "gt").symlink_to(tmp_path / "disk2")
    (top / "loop").symlink_to(top)
    assert pairs_of("sots-indoor", top) == [("hazy/1400_1.png", "gt/1400.png")]


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
        assert re.match(r"https?://[\w.-]+/", item.address)
        assert item.licence
        assert item.example
        assert item.task in TASKS


def test_natural_order() -> None:
    assert sorted(["10.png", "2.png", "a1.png"], key=natural_key) == ["2.png", "10.png", "a1.png"]
