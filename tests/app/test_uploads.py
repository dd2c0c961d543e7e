from __future__ import annotations

import pytest

from app.uploads import FOLDER_MARK, GivenFiles, UploadedPhoto, match_uploads


def matched(*files: list[str]) -> tuple[list[UploadedPhoto], list[str]]:
    found = match_uploads(GivenFiles(*files))
    return found.photos, found.notes


def test_one_photo_takes_its_only_companions_whatever_their_names() -> None:
    photos, notes = matched(["/a/IMG_1.jpg"], ["/b/download.png"], ["/c/reference.tif"])
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
    photos, notes = matched([f"/a/{photo}", "/a/other.png"], [f"/g/{companion}"], [])
    assert {p.name: p.generated is not None for p in photos} == {photo: True, "other.png": False}
    assert notes == []


def test_what_did_not_match_is_said() -> None:
    photos, notes = matched(["/a/x.png", "/a/y.png"], ["/g/z.png"], ["/t/x.png"])
    assert [p.truth is not None for p in photos] == [True, False]
    assert len(notes) == 1
    assert "z.png" in notes[0]
    assert "generated image" in notes[0]


def test_two_photos_of_one_name_are_told_apart_and_take_no_guess() -> None:
    photos, notes = matched(["/a/x.png", "/b/x.png"], ["/g/x.png", "/h/x.png"], [])
    assert [p.generated for p in photos] == [None, None]
    assert [p.title for p in photos] == ["x", "x (2)"]
    assert len(notes) == 1
    assert "2 photos have this name" in notes[0]


def test_dropped_folders_pair_by_scene() -> None:
    mark = FOLDER_MARK
    photos, notes = matched(
        [f"/tmp/h1/1{mark}1.JPG", f"/tmp/h2/1{mark}2.JPG", f"/tmp/h3/2{mark}1.JPG"],
        [],
        [f"/tmp/h4/Label{mark}1.JPG", f"/tmp/h5/Label{mark}2.JPG"],
    )
    assert [p.truth.name for p in photos if p.truth] == [f"Label{mark}1.JPG"] * 2 + [f"Label{mark}2.JPG"]
    assert [p.name for p in photos] == ["1/1.JPG", "1/2.JPG", "2/1.JPG"]
    assert [p.title for p in photos] == ["1/1", "1/2", "2/1"]
    assert notes == []


def test_eight_files_of_one_name_are_one_sentence_with_the_true_reason() -> None:
    photos, notes = matched(["/a/x.png", "/a/y.png"], [f"/g{i}/x.png" for i in range(8)], [])
    assert photos[0].generated is None
    assert notes == [
        "x.png (8 files): were not used as generated image, because 8 files have this name, and one photo. "
        "Drop the folders themselves, one for each scene, or rename the files."
    ]


def test_many_files_without_a_photo_are_counted() -> None:
    _, notes = matched(["/a/p.png", "/a/q.png"], [f"/g/u{i}.png" for i in range(9)], [])
    assert len(notes) == 1
    assert notes[0].startswith("u0.png, u1.png, u2.png and 6 more: were not used")


def labels(photo: UploadedPhoto) -> list[tuple[str, str]]:
    return [(label, path.name) for label, path in photo.results]


def test_results_stand_under_their_methods() -> None:
    mark = FOLDER_MARK
    files = [f"/r/0/A{mark}x.png", f"/r/1/A{mark}y.png", f"/r/2/B{mark}x_restored.png", "/r/3/y__C.png"]
    found = match_uploads(GivenFiles(["/p/x_hazy.png", "/p/y_hazy.png"], [], [], files))
    assert labels(found.photos[0]) == [("A", f"A{mark}x.png"), ("B", f"B{mark}x_restored.png")]
    assert labels(found.photos[1]) == [("A", f"A{mark}y.png"), ("C", "y__C.png")]
    assert found.notes == []
    assert [(c.key, dict(c.found)) for c in found.columns] == [
        ("result|A", {0: 0, 1: 1}),
        ("result|B", {0: 2}),
        ("result|C", {1: 3}),
    ]


def test_several_generators_of_one_photo_are_sources() -> None:
    found = match_uploads(GivenFiles(["/p/x.png"], ["/g/0/gpt-4o.png", "/g/1/nano.png"], []))
    assert [label for label, _ in found.photos[0].generators] == ["gpt-4o", "nano"]
    assert found.photos[0].generated is not None
    one = match_uploads(GivenFiles(["/p/x.png"], ["/g/x.png"], [])).photos[0]
    assert one.generators == ()
    mark = FOLDER_MARK
    folders = [
        f"/g/{i}/{who}{mark}{name}.png"
        for i, (who, name) in enumerate([("A", 1), ("A", 2), ("B", 1), ("B", 2)])
    ]
    both = match_uploads(GivenFiles(["/p/1.png", "/p/2.png"], folders, [])).photos
    assert [[label for label, _ in p.generators] for p in both] == [["A", "B"], ["A", "B"]]


def test_scenes_in_folders_are_no_generators() -> None:
    mark = FOLDER_MARK
    found = match_uploads(
        GivenFiles(
            [f"/p/0/1{mark}a.png", f"/p/1/2{mark}a.png"], [f"/g/0/1{mark}a.png", f"/g/1/2{mark}a.png"], []
        )
    )
    assert [p.generators for p in found.photos] == [(), ()]
    assert all(p.generated for p in found.photos)


def test_a_correction_replaces_what_the_names_said() -> None:
    files = ["/r/0/x__A.png", "/r/1/z__A.png"]
    before = match_uploads(GivenFiles(["/p/x.png", "/p/y.png"], [], [], files))
    assert [labels(p) for p in before.photos] == [[("A", "x__A.png")], []]
    assert len(before.notes) == 1
    given = match_uploads(GivenFiles(["/p/x.png", "/p/y.png"], [], [], files, {"result|A": {"1": 1}}))
    assert [labels(p) for p in given.photos] == [[("A", "x__A.png")], [("A", "z__A.png")]]
    assert given.notes == []
    taken = match_uploads(
        GivenFiles(["/p/x.png", "/p/y.png"], [], [], files, {"result|A": {"0": -1, "1": 9}})
    )
    assert [labels(p) for p in taken.photos] == [[], []]
    assert any("you gave it to no photo" in note for note in taken.notes)


def test_photos_come_in_natural_order_and_corrections_follow_it() -> None:
    files = [f"/p/scene{n}.png" for n in (10, 1, 2)]
    results = [f"/r/{n}/scene{n}__A.png" for n in (10, 2)]
    found = match_uploads(GivenFiles(files, [], [], results, {"result|A": {"0": 1}}))
    assert [photo.name for photo in found.photos] == ["scene1.png", "scene2.png", "scene10.png"]
    assert found.photos[0].results[0][1].name == "scene2__A.png"
    assert found.photos[2].results[0][1].name == "scene10__A.png"
