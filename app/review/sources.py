"""What a review bundle is made of: folders that `compare --out` wrote, read as the viewer takes them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app.panes import LABELS
from restoration import (
    ImageArray,
    InputError,
    MethodRecord,
    PaneScores,
    StoredComparison,
    inspect_image,
    load_image,
    read_stored_comparison,
    resize_image,
)

_MAPS = {
    "distortion": "Kept, moved, hallucinated",
    "influence": "Prior influence",
    "spread": "Where samples disagree",
}
_MOST_PHOTOS = 200


@dataclass(frozen=True, eq=False)
class ShownImage:
    """One image of a bundle, not yet decoded."""

    name: str
    """For hooks and links."""
    label: str
    read: Callable[[], ImageArray]
    scores: PaneScores | None = None
    badge: str = ""
    origin: str = ""
    is_method: bool = False


@dataclass(frozen=True, eq=False)
class Case:
    """One photo with all that was made of it."""

    title: str
    stored: StoredComparison
    images: tuple[ShownImage, ...]
    """In the order of their importance: photo, ground truth, methods, aligned images, maps."""
    first_view: tuple[str, ...]
    key: Mapping[str, str] = field(default_factory=dict)
    """Letter → method, where names are hidden."""
    panes: Mapping[str, str] = field(default_factory=dict)
    """Letter → pane, where names are hidden."""


def find_comparisons(path: Path) -> list[Path]:
    """The folder itself, or those below it that hold a comparison, by name. Raises InputError where there is none."""
    if (path / "comparison.json").is_file():
        return [path]
    found = sorted(p.parent for p in path.glob("*/comparison.json"))[: _MOST_PHOTOS + 1]
    if not found:
        raise InputError(
            f"{path.name}: expected a folder that `compare --out` wrote, or one that holds such folders; found no "
            "comparison.json."
        )
    if len(found) > _MOST_PHOTOS:
        raise InputError(f"{path.name}: expected up to {_MOST_PHOTOS} comparisons in one file, got more.")
    return found


def open_case(folder: Path, title: str) -> Case:
    """A comparison under its own names."""
    stored = read_stored_comparison(folder)
    images = []
    for name, label in (("degraded", LABELS["degraded"]), ("truth", LABELS["truth"])):
        if (folder / f"{name}.png").is_file():
            images.append(ShownImage(name, label, _reader(folder, name), stored.scores.get(name)))
    methods = [m for m in stored.methods if m.kind != "photo"]
    for m in methods:
        badge = m.source.label if m.source else m.model or ""
        images.append(ShownImage(m.pane, m.label, _reader(folder, m.pane), m.scores, badge, _origin(m), True))
    for m in methods:
        if m.aligned:
            name = m.aligned.file.removesuffix(".png")
            images.append(ShownImage(name, f"{m.label}, aligned", _reader(folder, name), m.aligned.scores))
    images += _maps(folder, methods)
    names = {m.pane for m in methods}
    first = [
        "degraded",
        *(
            m.aligned.file.removesuffix(".png") if m.aligned and m.kind == "result" else m.pane
            for m in methods
        ),
    ]
    kept = [image for image in images if image.name != "aligned" or "generated" in names]
    return Case(title, stored, tuple(kept), tuple(first[:8]))


def blind_case(folder: Path, number: int, order: Sequence[int], methods: Sequence[str]) -> Case:
    """A comparison whose methods are called A, B, C: `order[i]` is the place in `methods` (panes) of letter i. Only the key
    says which is which: no names, no overlays, all images of the photo's size."""
    stored = read_stored_comparison(folder)
    width, height = inspect_image(folder / "degraded.png")
    images = [ShownImage("input", "Input", _reader(folder, "degraded"), stored.scores.get("degraded"))]
    if (folder / "truth.png").is_file():
        images.append(ShownImage("truth", LABELS["truth"], _reader(folder, "truth")))
    by_pane = {m.pane: m for m in stored.methods}
    key, panes = {}, {}
    for place, index in enumerate(order):
        method = by_pane.get(methods[index])
        if method is None:
            continue
        letter = chr(ord("A") + place)
        read = _resized_reader(folder, method.pane, width, height)
        images.append(ShownImage(letter.lower(), letter, read, method.scores, is_method=True))
        panes[letter] = method.pane
        key[letter] = f"{method.label} ({method.model})" if method.model else method.label
    first = ("input", *(image.name for image in images if image.is_method))
    return Case(f"Photo {number}", stored, tuple(images), first[:8], key, panes)


def blinded_methods(folders: Sequence[Path]) -> list[str]:
    """Panes of all methods in any of the comparisons, in order of their first appearance. Raises InputError beyond 26."""
    found: dict[str, None] = {}
    for folder in folders:
        found |= {m.pane: None for m in read_stored_comparison(folder).methods if m.kind != "photo"}
    if not 2 <= len(found) <= 26:
        raise InputError(f"--blind: expected 2 to 26 methods, got {len(found)}.")
    return list(found)


def _reader(folder: Path, name: str) -> Callable[[], ImageArray]:
    return lambda: load_image(folder / f"{name}.png")


def _resized_reader(folder: Path, name: str, width: int, height: int) -> Callable[[], ImageArray]:
    return lambda: resize_image(load_image(folder / f"{name}.png"), width, height)


def _map_reader(folder: Path, name: str) -> Callable[[], ImageArray]:
    """Without the legend below its frame."""

    def read() -> ImageArray:
        _, height = inspect_image(folder / "degraded.png")
        return load_image(folder / f"{name}.png", drawn=True)[:height].copy()

    return read


def _maps(folder: Path, methods: Sequence[MethodRecord]) -> Iterator[ShownImage]:
    for name, label in _MAPS.items():
        if (folder / f"{name}.png").is_file():
            yield ShownImage(name, label, _map_reader(folder, name))
    for m in methods:
        name = f"{m.pane}-distortion"
        if (folder / f"{name}.png").is_file():
            yield ShownImage(name, f"{m.label}: {_MAPS['distortion'].lower()}", _map_reader(folder, name))


def _origin(method: MethodRecord) -> str:
    if method.source:
        return f"Generated image: {method.source.label}"
    return f"Model: {method.model}" if method.model else ""
