"""Pairs by name and folder: right, or reported; never a guess."""

from __future__ import annotations

import itertools

import pytest

from restoration.pairing import pair_names


def named(photos: list[str], companions: list[str]) -> dict[str, str]:
    return {photos[i]: companions[j] for i, j in pair_names(photos, companions).found.items()}


def test_one_and_one_belong_together_whatever_they_are_called() -> None:
    assert named(["IMG_1.jpg"], ["download.png"]) == {"IMG_1.jpg": "download.png"}


@pytest.mark.parametrize(
    ("photos", "companions"),
    [
        (["a.png", "b.png"], ["b.tif", "a.tif"]),
        (["01_outdoor_hazy.jpg", "02_outdoor_hazy.jpg"], ["02_outdoor_GT.jpg", "01_outdoor_GT.jpg"]),
        (["rain-1.png", "rain-2.png"], ["norain-2.png", "norain-1.png"]),
        (["low/1.png", "low/22.png"], ["high/22.png", "high/1.png"]),
        (["our485/low/2.png", "our485/low/5.png"], ["our485/high/5.png", "our485/high/2.png"]),
        (["s1/x.png", "s2/x.png"], ["gt/s2/x.png", "gt/s1/x.png"]),
        (["street (input).png", "tree (input).png"], ["Tree gpt-4o.webp", "Street gpt-4o.webp"]),
        (["Low/low00690.png", "Low/low00691.png"], ["Normal/normal00691.png", "Normal/normal00690.png"]),
        (["0801x4.png", "0802x4.png"], ["0802.png", "0801.png"]),
        (["haze 1.png", "rain 1.png"], ["rain 1.jpg", "haze 1.jpg"]),
        ([r"s1\x.png", r"s2\x.png"], [r"s2\x.png", r"s1\x.png"]),
    ],
)
def test_the_fields_own_names(photos: list[str], companions: list[str]) -> None:
    """The i-th photo belongs to the last but i-th companion, in whatever order they come."""
    for order in itertools.permutations(companions):
        assert named(photos, list(order)) == dict(zip(photos, reversed(companions), strict=True))


def test_sice_photos_of_one_folder_share_the_label_of_the_folders_name() -> None:
    photos = [f"{scene}/{exposure}.JPG" for scene in (1, 2, 3) for exposure in (1, 2, 3)]
    labels = [f"Label/{scene}.JPG" for scene in (1, 2, 3)]
    assert named(photos, labels) == {p: f"Label/{p[0]}.JPG" for p in photos}
    assert named([f"Part1/{p}" for p in photos], ["2.JPG", "1.JPG"]) == {
        f"Part1/{p}": f"{p[0]}.JPG" for p in photos if p[0] != "3"
    }


def test_sice_without_folders_is_reported() -> None:
    """Chosen in a file dialog folders are lost: nothing says which "1" is meant."""
    pairing = pair_names(["1.JPG", "2.JPG", "1.JPG", "2.JPG"], ["1.JPG", "2.JPG"])
    assert pairing.found == {}
    assert [u.index for u in pairing.unused] == [0, 1]
    assert all("2 photos have this name" in u.reason for u in pairing.unused)


def test_reside_several_hazes_share_one_scene() -> None:
    photos = ["1400_1.png", "1400_2.png", "1401_1_0.74.png", "14_3.png"]
    assert named(photos, ["1400.png", "1401.png", "14.png"]) == {
        "1400_1.png": "1400.png", "1400_2.png": "1400.png", "1401_1_0.74.png": "1401.png", "14_3.png": "14.png",
    }  # fmt: skip


def test_a_name_that_says_nothing_is_not_shared() -> None:
    pairing = pair_names(["img_1.png", "img_2.png"], ["img.png"])
    assert pairing.found == {}
    assert "2 photos begin like it" in pairing.unused[0].reason
    assert named(["house 2.png", "tree.png"], ["house.png", "tree.png"]) == {"tree.png": "tree.png"}
    assert named(["house.png", "tree.png"], ["house_flux.png", "tree.png"])["house.png"] == "house_flux.png"


def test_several_files_of_one_name_are_all_reported_with_the_true_reason() -> None:
    pairing = pair_names(["street.png", "tree.png"], ["street.png"] * 8 + ["tree.png"])
    assert pairing.found == {1: 8}
    assert [u.index for u in pairing.unused] == list(range(8))
    assert {u.reason for u in pairing.unused} == {"8 files have this name, and one photo"}


def test_two_photos_of_one_name_without_folders_are_reported() -> None:
    pairing = pair_names(["x.png", "x.jpg"], ["x.png", "x.webp"])
    assert pairing.found == {}
    assert all("2 photos" in u.reason for u in pairing.unused)


def test_what_has_no_photo_is_said() -> None:
    pairing = pair_names(["a.png", "b.png"], ["c.png", "a.png"])
    assert pairing.found == {0: 1}
    assert [(u.index, u.reason) for u in pairing.unused] == [(0, "no photo has this name")]


def test_nothing_at_all() -> None:
    assert pair_names([], ["a.png"]).found == {}
    assert pair_names(["a.png"], []).unused == ()


def test_two_files_that_begin_like_one_photo_are_reported() -> None:
    pairing = pair_names(["12.png", "99.png"], ["12_a.png", "12_b.png"])
    assert pairing.found == {}
    assert {u.reason for u in pairing.unused} == {"2 files begin like one photo"}


@pytest.mark.parametrize("factor", [2, 3, 4, 8])
def test_factors_of_super_resolution_stand_close(factor: int) -> None:
    photos = [f"0801x{factor}.png", f"0802x{factor}.png"]
    assert named(photos, ["0802.png", "0801.png"]) == dict(zip(photos, ["0801.png", "0802.png"], strict=True))


def test_a_factor_that_nobody_uses_is_part_of_the_name() -> None:
    assert named(["0801x5.png", "0802x5.png"], ["0802.png", "0801.png"]) == {}


def test_a_label_of_the_folders_name_is_not_taken_where_the_folders_themselves_correspond() -> None:
    photos = [f"in/{scene}/{n}.png" for scene in "ab" for n in (1, 2)]
    companions = [f"out/{scene}/{n}.png" for scene in "ab" for n in (1, 2)]
    assert named(photos, [*companions, "out/a.png", "out/b.png"]) == dict(
        zip(photos, companions, strict=True)
    )
