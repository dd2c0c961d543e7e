"""A study's folder: one folder for each method, one for the inputs, perhaps one for the truth; or a benchmark's run.

    FOLDER/input/NAME.png      or degraded/
    FOLDER/METHOD/NAME.png     two methods or more
    FOLDER/truth/NAME.png      optional; or gt/

Files are paired by name (`restoration.pair_names`). Names alone are looked at here; `checking.py` reads the files.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from restoration.benchmark.layouts import image_files
from restoration.benchmark.runs import prediction_path, read_manifest
from restoration.errors import InputError, printable
from restoration.pairing import pair_names
from restoration.study.pictures import StudyItem, StudyPicture, StudySet, listed

_INPUT = ("input", "inputs", "degraded")
_TRUTH = ("truth", "gt", "ground_truth")
_LAYOUT = "Lay it out as FOLDER/input/NAME.png, FOLDER/METHOD/NAME.png (two methods or more), and, if there is one, FOLDER/truth/NAME.png."


def list_study(folder: Path) -> StudySet:
    """The set of a folder, or of a run of `benchmark export`. Raises InputError with everything that is missing."""
    if not folder.is_dir():
        raise InputError(f"{printable(str(folder))}: expected a study's folder, found none there. {_LAYOUT}")
    return _run(folder) if (folder / "manifest.json").is_file() else _folder(folder)


def _folder(folder: Path) -> StudySet:
    folders = {path.name: path for path in sorted(folder.iterdir()) if path.is_dir() and _is_shown(path.name)}
    input_ = _one_of(folders, _INPUT, folder)
    if input_ is None:
        raise InputError(
            f"{printable(folder.name)}: expected a folder input/ (or degraded/) with the photos that the methods were "
            f"given, found {listed([f'{name}/' for name in folders]) or 'no folder'}. {_LAYOUT}"
        )
    truth = _one_of(folders, _TRUTH, folder)
    methods = [name for name in folders if name not in (input_, truth)]
    if len(methods) < 2:
        raise InputError(
            f"{printable(folder.name)}: expected the folders of at least two methods beside {input_}/, found "
            f"{listed([f'{name}/' for name in methods]) or 'none'}. {_LAYOUT}"
        )
    inputs = image_files(folders[input_])
    if not inputs:
        raise InputError(f"{input_}/: expected images, found none. {_LAYOUT}")
    problems: list[str] = []
    notes: list[str] = []
    found: dict[str, dict[int, Path]] = {}
    for method in methods:
        files = image_files(folders[method])
        paired = pair_names(inputs, files)
        shared = {file for file, times in Counter(paired.found.values()).items() if times > 1}
        found[method] = {i: folders[method] / files[f] for i, f in paired.found.items() if f not in shared}
        missing = [name for i, name in enumerate(inputs) if i not in found[method]]
        unused = [files[u.index] for u in paired.unused] + [files[f] for f in sorted(shared)]
        if missing:
            problems.append(
                f"{printable(method)}/ lacks {listed(missing)}"
                + (f" (found there, but of no photo or of several: {listed(unused)})" if unused else "")
            )
        elif unused:
            notes.append(f"{printable(method)}/: not shown, as no photo has this name: {listed(unused)}.")
    if problems:
        raise InputError(
            f"expected an output of every method for each of the {len(inputs)} photos of {input_}/, but "
            f"{'; '.join(problems)}. Add them under the photo's name, or remove the photo or the method."
        )
    truths: dict[int, Path] = {}
    if truth is not None:
        files = image_files(folders[truth])
        truths = {i: folders[truth] / files[f] for i, f in pair_names(inputs, files).found.items()}
        without = [name for i, name in enumerate(inputs) if i not in truths]
        if without:
            notes.append(
                f"{truth}/: shown for {len(truths)} of {len(inputs)} photos; lacks {listed(without)}."
            )
    items = tuple(
        StudyItem(
            name,
            StudyPicture(folders[input_] / name),
            StudyPicture(truths[i]) if i in truths else None,
            {method: StudyPicture(found[method][i]) for method in methods},
        )
        for i, name in enumerate(inputs)
    )
    return StudySet(tuple(methods), items, tuple(notes))


def _run(run: Path) -> StudySet:
    manifest = read_manifest(run)
    top = Path(manifest.top)
    methods = [method for method in manifest.methods if method.kind != "photo"]
    if len(methods) < 2:
        raise InputError(
            f"{printable(run.name)}: expected a run with at least two methods, got {listed([m.name for m in methods])}. "
            "Export another one into it."
        )
    missing = [
        f"{method.name}: {facts.image}"
        for method in methods
        for facts in manifest.files
        if not prediction_path(run, method, facts.image).is_file()
    ] + [facts.path for facts in manifest.files if not (top / facts.path).is_file()]
    if missing:
        raise InputError(
            f"{printable(run.name)}: expected a complete run and its set where the run was made, but these files are "
            f"missing: {listed(missing)}. Run `benchmark export` again, which makes what is missing, or put the set back."
        )
    items = []
    for facts in manifest.files:
        half = facts.degraded_half
        other = {"left": "right", "right": "left"}[half] if half else None
        truth = StudyPicture(top / facts.truth) if facts.truth and (top / facts.truth).is_file() else None
        items.append(
            StudyItem(
                facts.image,
                StudyPicture(top / facts.path, half),
                StudyPicture(top / facts.path, other) if other else truth,  # type: ignore[arg-type]
                {method.name: StudyPicture(prediction_path(run, method, facts.image)) for method in methods},
            )
        )
    return StudySet(tuple(method.name for method in methods), tuple(items))


def _one_of(folders: dict[str, Path], names: Sequence[str], folder: Path) -> str | None:
    found = [name for name in folders if name.lower() in names]
    if len(found) > 1:
        raise InputError(
            f"{printable(folder.name)}: expected one of {', '.join(f'{n}/' for n in names)}, found "
            f"{listed([f'{name}/' for name in found])}. Keep one."
        )
    return found[0] if found else None


def _is_shown(name: str) -> bool:
    return not name.startswith(".") and name != "__MACOSX"
