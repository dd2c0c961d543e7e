from __future__ import annotations

import pytest

from app.uploads import FOLDER_MARK, match_uploads


def test_one_photo_takes_its_only_companions_whatever_their_names() -> None:
    photos, notes = match_uploads(["/a/IMG_1.jpg"], ["/b/download.png"], ["/c/reference.tif"])
    assert [(p.name, p.generated.name, p.truth.name) for p in photos] == [
        ("IMG_1.jpg", "download.png", "reference.tif")
    ]  # type: ignore[union-attr]
    assert notes == []


@pytest.mark.parametrize(
    ("photo", "companion"),
    [
        ("street.png", "street.jpg"),
        ("street_hazy.png", "street_generated.png"),
        ("street-degraded.png", "Street-GT.png"),
        ("street (input).png", "street gpt-4o.webp"),
    ],
)
def test_several_are_matched_by_name_without_role_words(photo: str, companion: str) -> None:
    photos, notes = match_uploads([f"/a/{photo}", "/a/other.png"], [f"/g/{companion}"], [])
    assert photos[0].generated is not None
    assert photos[1].generated is None
    assert notes == []


def test_what_did_not_match_is_said() -> None:
    photos, notes = match_uploads(["/a/x.png", "/a/y.png"], ["/g/z.png"], ["/t/x.png"])
    assert [p.truth is not None for p in photos] == [True, False]
    assert len(notes) == 1
    assert "z.png" in notes[0]
    assert "generated image" in notes[0]


def test_two_photos_of_one_name_are_told_apart_and_take_no_guess() -> None:
    photos, notes = match_uploads(["/a/x.png", "/b/x.png"], ["/g/x.png", "/h/x.png"], [])
    assert [p.generated for p in photos] == [None, None]
    assert [p.title for p in photos] == ["x", "x (2)"]
    assert len(notes) == 1
    assert "2 photos have this name" in notes[0]


def test_dropped_folders_pair_by_scene() -> None:
    mark = FOLDER_MARK
    photos, notes = match_uploads(
        [f"/tmp/h1/1{mark}1.JPG", f"/tmp/h2/1{mark}2.JPG", f"/tmp/h3/2{mark}1.JPG"],
        [],
        [f"/tmp/h4/Label{mark}1.JPG", f"/tmp/h5/Label{mark}2.JPG"],
    )
    assert [p.truth.name for p in photos if p.truth] == [f"Label{mark}1.JPG"] * 2 + [f"Label{mark}2.JPG"]
    assert [p.name for p in photos] == ["1/1.JPG", "1/2.JPG", "2/1.JPG"]
    assert [p.title for p in photos] == ["1/1", "1/2", "2/1"]
    assert notes == []


def test_eight_files_of_one_name_are_one_sentence_with_the_true_reason() -> None:
    photos, notes = match_uploads(["/a/x.png", "/a/y.png"], [f"/g{i}/x.png" for i in range(8)], [])
    assert photos[0].generated is None
    assert notes == [
        "x.png (8 files): were not used as generated image, because 8 files have this name, and one photo. "
        "Drop the folders themselves, one for each scene, or rename the files."
    ]


def test_many_files_without_a_photo_are_counted() -> None:
    _, notes = match_uploads(["/a/p.png", "/a/q.png"], [f"/g/u{i}.png" for i in range(9)], [])
    assert len(notes) == 1
    assert notes[0].startswith("u0.png, u1.png, u2.png and 6 more: were not used")
