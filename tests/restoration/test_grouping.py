"""Files of several methods, as folders or by their names."""

from __future__ import annotations

import pytest

from restoration.grouping import group_results

PHOTOS = ["1.png", "2.png"]


def grouped(files: list[str], photos: list[str] = PHOTOS) -> dict[str, list[str]]:
    found = group_results(photos, files)
    assert sorted(i for method in found for i in method.files) == list(range(len(files)))
    return {method.label: list(method.names) for method in found}


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (["A/1.png", "A/2.png", "B/1.png"], {"A": ["A/1.png", "A/2.png"], "B": ["B/1.png"]}),
        (["all/A/1.png", "all/B/1.png"], {"A": ["all/A/1.png"], "B": ["all/B/1.png"]}),
        (["A\\1.png", "B\\1.png"], {"A": ["A/1.png"], "B": ["B/1.png"]}),
        (["A/1.png", "A/2.png"], {"A": ["A/1.png", "A/2.png"]}),
        # Scenes of one method: no file name repeats below its folder.
        (["A/s1/1.png", "A/s2/2.png"], {"A": ["A/s1/1.png", "A/s2/2.png"]}),
        (["1__A.png", "2__A.png", "1__B.jpg"], {"A": ["1.png", "2.png"], "B": ["1.jpg"]}),
        (["x/1__A.png", "x/1__B.png"], {"A": ["x/1.png"], "B": ["x/1.png"]}),
        (["a__b__C.png"], {"C": ["a__b.png"]}),
        (["1.png", "2.png"], {"Result": ["1.png", "2.png"]}),
        # No name before or behind the mark: an ordinary file.
        (["__init.png", "x__.png"], {"Result": ["__init.png", "x__.png"]}),
        ([], {}),
    ],
)
def test_folders_and_marks_name_methods(files: list[str], expected: dict[str, list[str]]) -> None:
    assert grouped(files) == expected


def test_loose_files_beside_one_photo_are_a_method_each() -> None:
    assert grouped(["dncnn.png", "bm3d.png"], ["photo.png"]) == {"dncnn": ["dncnn.png"], "bm3d": ["bm3d.png"]}
