from __future__ import annotations

import pytest

from app.uploads import match_uploads


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


def test_two_photos_of_one_name_take_one_companion_each() -> None:
    photos, notes = match_uploads(["/a/x.png", "/b/x.jpg"], ["/g/x.png", "/h/x.png"], [])
    assert [str(p.generated) for p in photos] == ["/g/x.png", "/h/x.png"]
    assert notes == []
