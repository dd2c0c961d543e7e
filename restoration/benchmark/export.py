"""The first loop: predictions of a set, written once, losslessly. It resumes where it was stopped."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from restoration import models
from restoration.benchmark.datasets import get_set, list_set
from restoration.benchmark.layouts import SetEntry
from restoration.benchmark.places import address
from restoration.benchmark.pool import run_dask, run_local
from restoration.benchmark.predict import Done, ImageTask, run_image
from restoration.benchmark.runs import (
    FileFacts,
    Manifest,
    RunMethod,
    extended,
    read_manifest,
    record_path,
    write_manifest,
)
from restoration.errors import InputError, printable
from restoration.gpt import match_released
from restoration.outputs import file_sha256
from restoration.provenance import package_version


@dataclass(frozen=True)
class ExportRequest:
    set: str
    """A name of the catalogue, or any name together with `task`."""
    top: Path
    out: Path
    models: tuple[str, ...] = ()
    """Registry ids; "MODEL+prior" runs it with each generated image as prior."""
    generated: tuple[tuple[str, Path], ...] = ()
    """(generator's label, folder of its images, named after the originals)."""
    simulate: float | None = None
    """Strength of the simulated generator; its images are made from the ground truth."""
    task: str | None = None
    seed: int = 0
    protocol: str = "rgb"
    tone: str = "photo"
    """Whose tone guided results aim at: "photo", for scores against ground truth, or "generated"."""
    device: str = "auto"
    limit: int | None = None
    """At most so many images, spread evenly over the set."""


Report = Callable[[Done, int, int], None]
"""Called with the image that was finished, how many are, and of how many."""


@dataclass(frozen=True)
class ExportResult:
    manifest: Manifest
    made: int
    """Images with new predictions."""
    kept: int
    """Images whose predictions were all there already."""
    failed: tuple[Done, ...]
    without_generated: tuple[str, ...]
    """"label: image" of photos for which a generator's folder has no picture."""


def export(
    request: ExportRequest,
    *,
    workers: int = 1,
    threads: int = 1,
    scheduler: str | None = None,
    report: Report | None = None,
) -> ExportResult:
    """Write the predictions of `request` that are not there yet; the same configuration can be extended by models. `workers` processes of
    `threads` threads do an image each, or the Dask cluster at `scheduler`.

    Raises InputError (unknown set, nothing found, another configuration in the same folder), ModelError.
    """
    image_set = get_set(request.set, request.task)
    entries = _spread(list_set(image_set, request.top).entries, request.limit)
    if request.simulate is not None and not image_set.paired:
        raise InputError(
            f"--simulate: {image_set.name} has no ground truth to redraw. Give generated images with --generated."
        )
    generated = {label: _generated_files(folder, entries) for label, folder in request.generated}
    methods = tuple(_methods(request))
    manifest = Manifest(
        set=image_set.name,
        task=image_set.task,
        top=address(request.top),
        files=tuple(_facts(entry, request.top) for entry in entries),
        methods=methods,
        models={m.model: models.describe(m.model, request.device) for m in methods if m.model},
        generated=_generated_identity(request, generated),
        seed=request.seed,
        protocol=request.protocol,
        tone=request.tone,
        versions={name: package_version(name) for name in ("torch", "numpy", "opencv-python-headless")},
    )
    if (request.out / "manifest.json").is_file():
        manifest = extended(read_manifest(request.out), manifest)
    write_manifest(request.out, manifest)
    tasks, kept = _open_tasks(request, manifest, entries, generated)
    failed, made = [], 0
    for position, done in enumerate(_run(tasks, workers, threads, scheduler), start=1):
        if done.error:
            failed.append(done)
        else:
            made += 1
        if report is not None:
            report(done, position, len(tasks))
    missing = tuple(
        f"{label}: {entry.image}"
        for label, files in generated.items()
        for entry in entries
        if entry.image not in files
    )
    return ExportResult(manifest, made, kept, tuple(failed), missing)


def _run(tasks: Sequence[ImageTask], workers: int, threads: int, scheduler: str | None) -> Iterator[Done]:
    if scheduler is not None:
        return run_dask(run_image, tasks, scheduler)
    return run_local(run_image, tasks, workers, threads)


def _methods(request: ExportRequest) -> Iterator[RunMethod]:
    yield RunMethod("degraded", "photo")
    labels = [(label, False) for label, _ in request.generated]
    if request.simulate is not None:
        labels.append((f"simulated, strength {request.simulate:g}", True))
    for label, simulated in labels:
        yield RunMethod(label, "generated", generator=label, simulated=simulated)
        yield RunMethod(f"{label}, aligned", "aligned", generator=label, simulated=simulated)
    for model in request.models:
        if not model.endswith(models.WITH_PRIOR) and not models.get_spec(model).needs_prior:
            yield RunMethod(model, "baseline", model=model)
            continue
        if not labels:
            raise InputError(
                f"--model {printable(model)}: expected generated images for the prior. Add --generated or --simulate."
            )
        for label, simulated in labels:
            suffix = f" ({label})" if len(labels) > 1 else ""
            yield RunMethod(model + suffix, "guided", model=model, generator=label, simulated=simulated)


def _open_tasks(
    request: ExportRequest,
    manifest: Manifest,
    entries: Sequence[SetEntry],
    generated: dict[str, dict[str, Path]],
) -> tuple[list[ImageTask], int]:
    tasks, kept = [], 0
    for entry in entries:
        missing = tuple(
            method
            for method in manifest.methods
            if method.kind != "photo"
            and not record_path(request.out, method, entry.image).is_file()
            and (
                method.generator is None
                or method.generator not in generated
                or entry.image in generated[method.generator]
            )
        )
        if not missing:
            kept += 1
            continue
        tasks.append(
            ImageTask(
                run=address(request.out),
                image=entry.image,
                degraded=address(entry.degraded),
                truth=address(entry.truth) if entry.truth else None,
                degraded_half=entry.degraded_half,
                task=manifest.task,
                methods=missing,
                generated={
                    label: address(files[entry.image])
                    for label, files in generated.items()
                    if entry.image in files
                },
                strength=request.simulate,
                seed=_image_seed(request.seed, entry.image),
                tone=request.tone,
                device=request.device,
            )
        )
    return tasks, kept


def _image_seed(seed: int, image: str) -> int:
    """Each image its own redraw, the same whatever else is in the run."""
    return int.from_bytes(hashlib.sha256(f"{seed} {image}".encode()).digest()[:4], "big")


def _spread(entries: Sequence[SetEntry], limit: int | None) -> list[SetEntry]:
    if limit is None or limit >= len(entries):
        return list(entries)
    return [entries[i * len(entries) // limit] for i in range(limit)]


def _facts(entry: SetEntry, top: Path) -> FileFacts:
    return FileFacts(
        entry.image,
        entry.path,
        file_sha256(entry.degraded),
        entry.truth.relative_to(top).as_posix() if entry.truth else None,
        file_sha256(entry.truth) if entry.truth else None,
        entry.degraded_half,
    )


def _generated_files(folder: Path, entries: Sequence[SetEntry]) -> dict[str, Path]:
    """image → its generated file. Raises InputError when a folder has none of them."""
    report = match_released(folder, [Path(entry.path).name for entry in entries])
    if any(match.released.in_archive for match in report.matched):
        raise InputError(f"{printable(str(folder))}: expected image files, got an archive. Unpack it first.")
    by_name = {match.original: match.released.file for match in report.matched}
    found = {
        entry.image: by_name[Path(entry.path).name] for entry in entries if Path(entry.path).name in by_name
    }
    if not found:
        raise InputError(
            f"{printable(str(folder))}: expected generated images named after the set's, found none that belong to "
            f"one ({report.sentence})"
        )
    return found


def _generated_identity(request: ExportRequest, generated: dict[str, dict[str, Path]]) -> dict[str, str]:
    found = {}
    for label, files in generated.items():
        digest = hashlib.sha256()
        for image in sorted(files):
            digest.update(f"{image} {file_sha256(files[image])}\n".encode())
        found[label] = digest.hexdigest()
    if request.simulate is not None:
        label = f"simulated, strength {request.simulate:g}"
        found[label] = label
    return found
