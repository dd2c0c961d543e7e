"""What lives as long as the server: settings, stored results, the examples' results."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from app.ladder import RUNGS, has_rungs, ladder_images, ladder_scores
from app.panes import comparison_payload, folder_publisher, pane_record
from app.pictures import displacement_shares, small_picture, thumbnail
from app.results import Result, ResultStore, safe_name
from app.uploads import Photo
from restoration import (
    DEFAULT_MODEL,
    PROTOCOLS,
    Alignment,
    Budget,
    Comparison,
    DistortionReport,
    Example,
    GptOptions,
    GptOutput,
    ImageFile,
    InputError,
    RestorationError,
    Settings,
    align,
    analyse,
    budget_from_environment,
    compare,
    download_released,
    draw_overlay,
    from_released,
    from_upload,
    generate_many,
    get_example,
    json_safe,
    list_examples,
    load_image,
    read_image,
    resize_image,
    save_image,
    score,
    simulated_output,
    suggest_task,
    write_atomically,
    zip_folders,
)

Progress = Callable[[float, str], None]
_MEASURED_KEPT = 3
Measured = tuple[DistortionReport, Alignment, Any, Any]
"""(report, alignment, generated, reference)."""


@dataclass(frozen=True, repr=False)
class Generation:
    """Where the generated image of each photo comes from. Never printed: it may carry a visitor's key."""

    source: str = "upload"
    """upload, api, released, simulate or none."""
    uploader_model: str | None = ""
    released: str | None = ""
    seed: float | None = 0
    model: str | None = None
    quality: str | None = None
    size_policy: str | None = None
    input_fidelity: str | None = None
    prompt: str | None = None
    key: str | None = None
    cap_usd: float | None = None
    samples: float | None = 1

    @property
    def options(self) -> GptOptions:
        return GptOptions(
            model=self.model or DEFAULT_MODEL,
            quality=self.quality or "medium",
            size_policy=self.size_policy or "snap",
            input_fidelity=self.input_fidelity if self.input_fidelity in ("low", "high") else None,
            prompt=(self.prompt or "").strip() or None,
            stream=True,
        )


@dataclass(frozen=True)
class Choice:
    """What is to be done with each photo."""

    task: str = "auto"
    baseline: str | None = None
    """Model id; None or empty: the task's own."""
    guided: str | None = None


class Engine:
    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.device = settings.device
        self.store = ResultStore(settings.data_dir / "results")
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="examples")
        self._examples: dict[str, Future[Result]] = {}
        self._measured: dict[str, Measured] = {}
        self._lock = threading.Lock()
        first = next(iter(list_examples()), None)
        if first is not None:
            self._example_future(first)

    def example(self, example_id: str) -> Result:
        """The result of a shipped example, computed once a server start. Raises RestorationError."""
        return self._example_future(get_example(example_id)).result()

    def thumbnails(self) -> dict[str, str]:
        """Example id → a small picture of its degraded photo as a data: address."""
        return {e.id: thumbnail(load_image(e.degraded_path)) for e in list_examples()}

    def open(self, *, example: str | None, result: str | None) -> Result | None:
        """What a link asks for, else the first example, else nothing."""
        if result:
            return self.store.load(result)
        if example:
            return self.example(example)
        first = next(iter(list_examples()), None)
        return self.example(first.id) if first else None

    def run(
        self,
        photo: Photo,
        choice: Choice,
        generation: Generation,
        *,
        visitor: str,
        progress: Progress,
        preview: Callable[[str], None],
        cancelled: Callable[[], bool],
    ) -> tuple[Result, tuple[str, ...]]:
        """Compare one uploaded photo; returns the stored result and notices. `preview` is given data:
        addresses of an image that is still being painted. Raises RestorationError."""
        degraded = read_image(photo.degraded, name=photo.name)
        truth = read_image(photo.truth) if photo.truth else None
        task = choice.task if choice.task != "auto" else suggest_task(degraded.pixels).task
        progress(0.01, "Obtaining the generated image")
        output = self._generated(photo, generation, degraded, truth, task, visitor, preview, cancelled)
        comparison = compare(
            degraded.pixels,
            task=task,
            generated=output,
            truth=truth.pixels if truth else None,
            baseline=choice.baseline or None,
            guided=choice.guided or None,
            device=self.device,
            progress=progress,
            cancelled=cancelled,
        )
        progress(1.0, "Writing the images, lossless")
        notices = (*degraded.notices, *(truth.notices if truth else ()), *comparison.notices)
        return self._keep(comparison, Path(photo.name).stem), notices

    def budget(self, generation: Generation, visitor: str) -> Budget:
        """The caps of one run: the visitor's own, and the owner's where the owner's key pays."""
        own_key = bool((generation.key or "").strip())
        if own_key and self.settings.hosted:
            return Budget(per_run_usd=generation.cap_usd, payer="visitors", visitor=visitor)
        limits = budget_from_environment(hosted=self.settings.hosted, visitor=visitor)
        return replace(limits, per_run_usd=generation.cap_usd)

    def archive(self, result_id: str, session: Sequence[str]) -> Path:
        """A zip of the result, or of its whole session when it is one of several. Raises InputError."""
        ids = (
            [i for i in dict.fromkeys(session) if self.store.has(i)] if result_id in session else [result_id]
        )
        results = [self.store.load(i) for i in ids]
        path = results[-1].folder / f"priorlens-{len(ids)}-result{'s' if len(ids) > 1 else ''}.zip"
        if not path.is_file():
            folders: dict[str, Path] = {}
            for result in results:
                name = safe_name(result.name)
                folders[name if name not in folders else f"{name}-{len(folders)}"] = result.folder
            write_atomically(zip_folders(folders), path)
        return path

    def pictures(self, result_id: str) -> list[str]:
        """Small degraded and guided (or baseline) pictures of a result as data: addresses; none if it is gone or
        damaged."""
        if not self.store.has(result_id):
            return []
        folder = self.store.load(result_id).folder
        path = folder / "thumbnails.json"
        if not path.is_file():
            second = "guided" if (folder / "guided.png").is_file() else "baseline"
            try:
                made = [thumbnail(load_image(folder / f"{n}.png"), 96) for n in ("degraded", second)]
            except RestorationError:  # one damaged file must not hide the whole table
                return []
            write_atomically(json.dumps(made).encode(), path)
        return list(json.loads(path.read_text("utf-8")))

    def displacements(self, result: Result) -> dict[str, Any]:
        path = result.folder / "displacements.json"
        return json.loads(path.read_text("utf-8")) if path.is_file() else {}

    def scores(self, result: Result, protocol: str) -> dict[str, dict[str, Any]]:
        """`comparison.json`'s scores, made again from the stored panes where another protocol is asked for, once.

        Raises InputError.
        """
        if all(known["protocol"] == protocol for known in result.data["scores"].values()):
            return dict(result.data["scores"])
        path = result.folder / f"scores-{protocol}.json"
        if protocol in PROTOCOLS and path.is_file():
            return dict(json.loads(path.read_text("utf-8")))
        truth = result.data["scored_against"] == "truth"
        against = load_image(result.folder / ("truth.png" if truth else "degraded.png"))
        found = {}
        for pane, known in result.data["scores"].items():
            image = load_image(result.folder / f"{pane}.png")
            made = score(resize_image(image, against.shape[1], against.shape[0]), against, protocol)
            found[pane] = known | {"psnr": made.psnr, "ssim": made.ssim, "protocol": protocol}
        write_atomically(json.dumps(json_safe(found)).encode(), path)
        return found

    def view(self, result_id: str, name: str) -> Path | None:
        """A distortion overlay or a rung of the ladder of a stored result, as a PNG file; drawn on first use.

        None when the result has no generated image. Raises RestorationError.
        """
        result = self.store.load(result_id)
        if name in ("influence", "spread"):
            return result.folder / f"{name}.png" if result.data.get(name) else None
        rung = name.removeprefix("rung-") if name.startswith("rung-") else None
        path = result.folder / (f"{name}.png" if rung in RUNGS else f"view-{name}.png")
        if path.is_file():
            return path
        if not result.data.get("distortion"):
            return None
        measured = self._measured_again(result)
        save_image(ladder_images(*measured)[rung] if rung in RUNGS else draw_overlay(name, *measured), path)
        return path

    def ladder(self, result: Result, protocol: str) -> list[dict[str, Any]]:
        """The rows of the report's ladder, made again where another protocol than RGB is asked for, once; none
        without a generated image. Raises RestorationError."""
        report = result.data.get("distortion")
        if not report or protocol == "rgb" or protocol not in PROTOCOLS:
            return list(report["ladder"]) if report else []
        path = result.folder / f"ladder-{protocol}.json"
        if not path.is_file():
            truth = report["ladder_against"] == "truth"
            target = load_image(result.folder / ("truth.png" if truth else "degraded.png"))
            measured, alignment, generated, _ = self._measured_again(result)
            rows = ladder_scores(measured, alignment, generated, target, protocol)
            write_atomically(json.dumps(rows).encode(), path)
        return list(json.loads(path.read_text("utf-8")))

    def with_rungs(self, result: Result) -> Result:
        """`result` with a pane for every rung of its ladder, kept: links to them stay good.

        Raises RestorationError.
        """
        if has_rungs(result.viewer):
            return result
        images = ladder_images(*self._measured_again(result))
        publish = folder_publisher(result.folder)
        panes = [
            pane_record(f"rung-{key}", f"Rung {number}: {RUNGS[key].lower()}", image, publish)
            for number, (key, image) in enumerate(images.items(), start=1)
        ]
        origin = f"Generated image: {result.data['provenance']['generated']['label']}"
        viewer = {
            **result.viewer,
            "panes": [*result.viewer["panes"], *({**p, "origin": origin} for p in panes)],
        }
        write_atomically(json.dumps(viewer).encode(), result.folder / "viewer.json")
        return replace(result, viewer=viewer)

    def alignment(self, result: Result) -> Alignment:
        """That of the generated image of a stored result. Raises InputError where there is none."""
        if not result.data.get("distortion"):
            raise InputError(f"{result.name}: was compared without a generated image, so there is no prior.")
        return self._measured_again(result)[1]

    def _measured_again(self, result: Result) -> Measured:
        """(report, alignment, generated, reference) from the stored panes; both steps are deterministic, so
        this is what the comparison saw. The last few stay in memory."""
        with self._lock:
            known = self._measured.get(result.id)
        if known is None:
            panes = {n: load_image(result.folder / f"{n}.png") for n in ("generated", "degraded")}
            truth_path = result.folder / "truth.png"
            truth = load_image(truth_path) if truth_path.is_file() else None
            alignment = align(panes["generated"], panes["degraded"], task=result.data["task"])
            report = analyse(alignment, panes["generated"], panes["degraded"], truth)
            known = (report, alignment, panes["generated"], panes["degraded"])
        self._remember(result.id, known)
        return known

    def _remember(self, result_id: str, measured: Measured) -> None:
        with self._lock:
            self._measured.pop(result_id, None)
            self._measured[result_id] = measured
            while len(self._measured) > _MEASURED_KEPT:
                del self._measured[next(iter(self._measured))]

    def _generated(
        self,
        photo: Photo,
        generation: Generation,
        degraded: ImageFile,
        truth: ImageFile | None,
        task: str,
        visitor: str,
        preview: Callable[[str], None],
        cancelled: Callable[[], bool],
    ) -> GptOutput | list[GptOutput] | None:
        """The image from the chosen source and from no other: nothing is ever put in its place."""
        if generation.source == "upload":
            return from_upload(photo.generated, generation.uploader_model or "") if photo.generated else None
        if generation.source == "simulate":
            if truth is None:
                raise InputError(
                    f"{photo.name}: the simulator redraws ground truth, and none was given for this photo. "
                    "Add its ground truth, or choose another source for the generated image."
                )
            return simulated_output(truth.pixels, seed=int(generation.seed or 0))
        if generation.source == "released":
            given = (generation.released or "").strip()
            if given and self.settings.hosted:
                raise InputError(
                    "Released set: a path can be given only where the page runs on your own machine."
                )
            return from_released(given or download_released(), photo.name)
        if generation.source == "api":
            return generate_many(
                degraded.pixels,
                task,
                n=int(generation.samples or 1),
                options=generation.options,
                api_key=(generation.key or "").strip() or None,
                budget=self.budget(generation, visitor),
                on_partial=lambda image, index: preview(small_picture(image, 512)),
                cancelled=cancelled,
            )
        return None

    def _keep(self, comparison: Comparison, name: str, example: Example | None = None) -> Result:
        """Store a comparison; an example's keeps the example's own name in links, which outlives the folder."""

        def viewer(made: Comparison, folder: Path) -> dict[str, Any]:
            extra = {}
            if made.alignment is not None:
                write_atomically(
                    json.dumps(displacement_shares(made.alignment)).encode(), folder / "displacements.json"
                )
                extra["distortion"] = ("Kept, moved, invented", load_image(folder / "distortion.png"))
            if made.influence is not None:
                extra["influence"] = ("Prior influence", load_image(folder / "influence.png"))
            return comparison_payload(
                made,
                publish=folder_publisher(folder),
                id=folder.name,
                title=name,
                query=f"example={example.id}" if example else "",
                extra=extra,
            )

        result_id = f"example-{example.id}" if example else None
        result = self.store.save(comparison, name, viewer, result_id=result_id)
        if comparison.distortion is not None and comparison.alignment is not None:
            panes = comparison.panes
            self._remember(
                result.id,
                (comparison.distortion, comparison.alignment, panes["generated"], panes["degraded"]),
            )
        return result

    def _example_future(self, example: Example) -> Future[Result]:
        """The work under way or done; work that failed is tried again, as its cause may have passed."""
        with self._lock:
            known = self._examples.get(example.id)
            if known is None or (known.done() and known.exception() is not None):
                self._examples[example.id] = self._worker.submit(self._compute_example, example)
            return self._examples[example.id]

    def _compute_example(self, example: Example) -> Result:
        degraded, generated, truth = example.load()
        output = GptOutput(
            image=generated,
            source="simulated",
            model="simulated",
            prompt="",
            created=datetime.fromtimestamp(example.generated_path.stat().st_mtime, timezone.utc),
            cost_usd=0.0,
            note=example.generation,
        )
        comparison = compare(degraded, task=example.task, generated=output, truth=truth, device=self.device)
        return self._keep(comparison, example.title, example)
