"""The steps of one uploaded photo: read, fetch the generated image, compare, store."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from app.engine import CALLS_AT_ONCE, Engine
from app.generation import Fetched, GeneratedFor, Generation, fetch_generated
from app.results import Result
from app.saving import exif_of
from app.turns import Place
from app.uploads import UploadedPhoto
from app.visitors import Visitor
from restoration import (
    Budget,
    Cancelled,
    Comparison,
    ImageFile,
    InputError,
    Progress,
    compare,
    inspect_image,
    read_image,
    suggest_task,
)


@dataclass(frozen=True)
class Choice:
    """What is to be done with each photo."""

    task: str = "auto"
    baseline: str | None = None
    """Model id; None or empty: the task's own."""
    guided: str | None = None
    """A model id; "tone:generated" or "tone:photo" for the baseline's result fused with the prior in that tone."""
    run_models: bool = False
    """Ours beside results of other methods; without any they run anyway."""
    halves: str = ""
    """"left" or "right": photos are of double width, that half is degraded, the other its truth; empty: they are not."""


@dataclass(frozen=True)
class RunCallbacks:
    """The callbacks of a run. All are called in the run's threads."""

    progress: Progress
    preview: Callable[[str], None]
    """Takes data: addresses of an image that is not complete yet."""
    cancelled: Callable[[], bool]
    waiting: Callable[[Place], None]


@dataclass(frozen=True)
class PhotoRun:
    """One photo of a run, as it was asked for."""

    engine: Engine
    photo: UploadedPhoto
    choice: Choice
    generation: Generation
    visitor: Visitor
    budget: Budget
    """Of the whole run."""
    callbacks: RunCallbacks

    def result(self) -> tuple[Result, tuple[str, ...]]:
        """Compare the photo; the stored result and notices. Waiting for an image from a service does not hold the device,
        and waiting for the device holds no decoded photo. Raises RestorationError."""
        engine, callbacks = self.engine, self.callbacks
        width, height = inspect_image(engine.uploads.current(self.photo.degraded), name=self.photo.name)
        output = None
        if self.generation.source == "api":
            while not engine.calls.acquire(timeout=0.5):
                callbacks.waiting(Place(CALLS_AT_ONCE, None, "other visitors' images are generated"))
                if callbacks.cancelled():
                    raise Cancelled("Stopped before the service was asked.")
            try:
                with engine.paid_calls.one():
                    output = self._fetched(self.generation)[1]
            finally:
                engine.calls.release()
        return engine.on_device(
            "comparison",
            width * height / 1e6,
            lambda: self._compared(output),
            address=self.visitor.address,
            cancelled=callbacks.cancelled,
            waiting=callbacks.waiting,
        )

    def _fetched(self, generation: Generation) -> tuple[GeneratedFor, Fetched]:
        """The photo, read, and its generated image."""
        self.callbacks.progress(0.0, "Reading the photo")
        there = self.engine.uploads.current_photo(self.photo)
        degraded = read_image(there.degraded, name=self.photo.name)
        truth = read_image(there.truth) if there.truth else None
        if self.choice.halves:
            degraded, other = _halved(degraded, self.choice.halves)
            truth = truth or other
        task = self.choice.task if self.choice.task != "auto" else suggest_task(degraded.pixels).task
        wanted = GeneratedFor(there, degraded, truth, task, self.budget)
        self.callbacks.progress(0.01, "Obtaining the generated image")
        output = fetch_generated(
            wanted,
            generation,
            self.engine.settings,
            preview=self.callbacks.preview,
            cancelled=self.callbacks.cancelled,
        )
        return wanted, output

    def _compared(self, output: Fetched) -> tuple[Result, tuple[str, ...]]:
        """Runs on the device's thread. `output` is what a service has generated already."""
        engine, choice, generation = self.engine, self.choice, self.generation
        if generation.source == "api":
            generation = replace(generation, source="none", key=None)
        wanted, fetched = self._fetched(generation)
        comparison = self._comparison(wanted, fetched if output is None else output)
        self.callbacks.progress(1.0, "Writing the images, lossless")
        cut = (
            (f"Only the {choice.halves} half is the photo, as chosen under Options.",)
            if choice.halves
            else ()
        )
        truth = wanted.truth.notices if wanted.truth else ()
        notices = (*cut, *wanted.degraded.notices, *truth, *comparison.notices)
        result = engine.keep(
            comparison, self.photo.title, owner=self.visitor.person, exif=exif_of(wanted.photo.degraded)
        )
        if not choice.halves:  # the stored photo is a half of what was uploaded
            engine.uploads.give_way(self.photo, result)
        engine.quota.add_bytes(
            self.visitor, sum(f.stat().st_size for f in result.folder.iterdir() if f.is_file())
        )
        return result, notices

    def _comparison(self, wanted: GeneratedFor, generated: Fetched) -> Comparison:
        choice = self.choice
        _, _, tone = (choice.guided or "").partition("tone:")
        return compare(
            wanted.degraded.pixels,
            task=wanted.task,
            generated=generated,
            truth=wanted.truth.pixels if wanted.truth else None,
            results={label: read_image(path).pixels for label, path in wanted.photo.results},
            baseline=choice.baseline or None,
            guided=None if tone else choice.guided or None,
            run_models=choice.run_models or not wanted.photo.results,
            tone=tone or None,
            device=self.engine.device,
            progress=self.callbacks.progress,
            # A paid image is stored by now: the comparison can be made again.
            cancelled=lambda: self.callbacks.cancelled() or self.engine.paid_calls.stopping.is_set(),
        )


def _halved(file: ImageFile, degraded: str) -> tuple[ImageFile, ImageFile]:
    """(degraded photo, its truth) of a picture of double width; a middle column of an odd width belongs to none."""
    middle = file.pixels.shape[1] // 2
    if not middle:
        raise InputError(f"{file.name}: expected a picture of double width, got one of a single column.")
    left, right = file.pixels[:, :middle].copy(), file.pixels[:, -middle:].copy()
    own, other = (left, right) if degraded == "left" else (right, left)
    return replace(file, pixels=own), replace(file, pixels=other)
