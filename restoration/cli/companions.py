"""Photos and what belongs to them, from paths on the command line: ground truth, generated images, results."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from restoration.benchmark.layouts import image_files
from restoration.errors import InputError
from restoration.grouping import group_results
from restoration.image import printable
from restoration.methods import check_labels
from restoration.pairing import pair_names


@dataclass(frozen=True)
class Named:
    """Files of one method or generator."""

    label: str
    files: tuple[Path, ...]
    names: tuple[str, ...]
    """Of the files, as they are paired with photos."""


@dataclass
class PhotoJob:
    """One photo and its companions."""

    title: str
    photo: Path
    truth: Path | None = None
    generated: dict[str, Path] = field(default_factory=dict)
    results: dict[str, Path] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    """What was given for other photos and is not there for this one."""

    @property
    def inputs(self) -> list[Path]:
        truth = [self.truth] if self.truth else []
        return [self.photo, *truth, *self.generated.values(), *self.results.values()]


@dataclass(frozen=True)
class Jobs:
    jobs: tuple[PhotoJob, ...]
    notes: tuple[str, ...]
    """One sentence for every kind of file that belongs to no photo."""


def read_named(texts: Sequence[str], option: str, *, default: str = "") -> list[tuple[str, Path]]:
    """(name, path) of every NAME=PATH; what is a path as a whole has no name: `default`, else "". Raises InputError."""
    found = []
    for text in texts:
        name, equals, path = text.partition("=")
        if not equals or Path(text).exists():
            name, path = default, text
        elif not name.strip() or not path:
            raise InputError(f"{option} {printable(text)}: expected NAME=FILE or NAME=FOLDER.")
        found.append((" ".join(name.split()), Path(path)))
    return found


def plan_jobs(
    image: Path,
    *,
    truth: Path | None,
    generated: Sequence[tuple[str, Path]],
    results: Sequence[tuple[str, Path]],
) -> Jobs:
    """What is to be compared: IMAGE, or every image below it, with its companions by name. Raises InputError."""
    photos, shown = _files(image, "IMAGE")
    jobs = [PhotoJob(title, photo) for title, photo in zip(_titles(shown), photos, strict=True)]
    notes: list[str] = []
    if truth is not None:
        named = Named("ground truth", *_files(truth, "--truth"))
        for job, path in _paired(jobs, shown, named, "--truth", notes):
            job.truth = path
        _missing(jobs, "ground truth", lambda job: job.truth is not None)
    generators = [_labelled(name, path, "--generated", len(generated)) for name, path in generated]
    for method in _distinct(generators, "--generated"):
        for job, path in _paired(jobs, shown, method, "--generated", notes):
            job.generated[method.label] = path
        _missing(jobs, method.label, lambda job, label=method.label: label in job.generated)
    found = [m for name, path in results for m in _results(name, path, shown)]
    for method in _distinct(found, "--result"):
        for job, path in _paired(jobs, shown, method, "--result", notes):
            job.results[method.label] = path
        _missing(jobs, method.label, lambda job, label=method.label: label in job.results)
    return Jobs(tuple(jobs), tuple(notes))


def _missing(jobs: Sequence[PhotoJob], label: str, has: object) -> None:
    assert callable(has)
    for job in jobs:
        if not has(job):
            job.missing.append(label)


def _labelled(name: str, path: Path, option: str, count: int) -> Named:
    files, names = _files(path, option)
    if not name and count > 1:
        name = path.stem if path.is_file() else path.name
    return Named(name, files, names)


def _results(name: str, path: Path, photos: Sequence[str]) -> list[Named]:
    files, names = _files(path, "--result")
    if name:
        return [Named(name, files, names)]
    if path.is_file():
        return [Named(path.stem, files, names)]
    inside = [f"{path.resolve().name}/{n}" for n in names]
    return [
        Named(m.label, tuple(files[i] for i in m.files), m.names) for m in group_results(list(photos), inside)
    ]


def _files(path: Path, option: str) -> tuple[tuple[Path, ...], tuple[str, ...]]:
    """The file, or every image below the folder in natural order, and how each is called."""
    if path.is_dir():
        names = image_files(path)
        if not names:
            raise InputError(f"{option}: expected images in {printable(str(path))}, found none.")
        return tuple(path / name for name in names), tuple(names)
    return (path,), (path.name,)


def _paired(
    jobs: Sequence[PhotoJob], shown: Sequence[str], method: Named, option: str, notes: list[str]
) -> list[tuple[PhotoJob, Path]]:
    pairing = pair_names(list(shown), list(method.names))
    label = f"{option} {method.label}".strip()
    if not pairing.found:
        first = printable(method.names[0])
        raise InputError(
            f"{label}: none of its {len(method.files)} files belongs to a photo, such as {first} "
            f"({pairing.unused[0].reason}). Name them like the photos."
        )
    by_reason: dict[str, list[str]] = {}
    for item in pairing.unused:
        by_reason.setdefault(item.reason, []).append(printable(method.names[item.index]))
    for reason, names in by_reason.items():
        more = f" and {len(names) - 3} more" if len(names) > 3 else ""
        notes.append(f"{label}: {', '.join(names[:3])}{more} not used, because {reason}.")
    return [(jobs[photo], method.files[i]) for photo, i in sorted(pairing.found.items())]


def _distinct(methods: Sequence[Named], option: str) -> list[Named]:
    if len(methods) > 1 or option == "--result":
        check_labels([m.label for m in methods], option)
    labels = [m.label for m in methods]
    twice = next((label for label in labels if labels.count(label) > 1), None)
    if twice is not None:
        raise InputError(f"{option}: {twice!r} is given twice. Give each a name of its own: NAME=PATH.")
    return list(methods)


def _titles(names: Sequence[str]) -> list[str]:
    """A folder's name for every photo: its own without suffix, with what tells it from others of that name."""
    whole = [Path(name).with_suffix("").as_posix().replace("/", "__") for name in names]
    return [
        title if whole.count(title) == 1 else name.replace("/", "__")
        for title, name in zip(whole, names, strict=True)
    ]
