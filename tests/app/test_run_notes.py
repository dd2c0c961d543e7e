from __future__ import annotations

from app.run_notes import about, merged, named_few


def test_notices_of_a_batch_name_their_photo_and_say_the_same_once() -> None:
    notes = [
        *about("a.png", ["a.png has transparency; it was laid over white.", "No alignment."], several=True),
        *about("b.png", ["No alignment."], several=True),
        *about("c.png", ["No alignment."], several=True),
        *about("d.png", ["No alignment."], several=True),
        "x.png: was not used.",
    ]
    assert merged(notes) == [
        "a.png has transparency; it was laid over white.",
        "a.png, b.png, c.png and 1 more: No alignment.",
        "x.png: was not used.",
    ]
    assert about("a.png", ["No alignment."], several=False) == ["No alignment."]


def test_many_names_are_counted() -> None:
    assert named_few(["a", "b"]) == "a, b"
    assert named_few(list("abcde")) == "a, b, c and 2 more"
