"""UI values → restoration → UI values. The only place that turns errors into what the page shows."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Iterator
from dataclasses import fields
from typing import Any

import gradio as gr

from app import plots, words
from app.engine import Choice, Engine
from app.example_results import example_thumbnails
from app.generation import Generation
from app.ladder import RUNGS, rung_key
from app.panes import rescored
from app.results import Result
from app.saved_rows import checked_rows
from app.spending import budget_of
from app.uploads import Photo, match_uploads
from app.views import STORED, file_name
from restoration import (
    DEFAULT_MODEL,
    OVERLAYS,
    SIZE_POLICIES,
    Cancelled,
    InputError,
    PaneScores,
    RestorationError,
    Rung,
    estimate_cost,
    get_gpt_model,
    has_key,
    list_examples,
    read_image,
    spending,
    suggest_task,
)

Rows = list[dict[str, Any]]


class Handlers:
    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._thumbnails = example_thumbnails()
        self._stops: dict[str, threading.Event] = {}

    def browser_secret(self) -> str:
        return self.engine.visitors.browser_secret()

    # --- opening -------------------------------------------------------------

    def open_page(self, saved: Any, request: gr.Request) -> tuple[Rows, str | None, str]:
        """(rows of the session, result to show, notice): what the link asks for, else the session's last,
        else the first example."""
        rows = checked_rows(saved, self.engine.store)
        asked = dict(request.query_params)
        notice = ""
        if asked.get("result") or asked.get("example"):
            try:
                result = self.engine.open(example=asked.get("example"), result=asked.get("result"))
                return rows, result.id if result else None, ""
            except Exception as error:  # the page's boundary: it opens whatever a link asks for
                notice = sentence(error)
        last = next((row["id"] for row in reversed(rows) if row.get("id")), None)
        if last and not notice:
            return rows, last, ""
        try:
            first = self.engine.open(example=None, result=None)
        except Exception as error:
            return rows, None, words.status(notice or sentence(error), "error")
        if notice and first:
            notice = f"{notice} Shown instead: {first.name}."
        return rows, first.id if first else None, words.status(notice, "error") if notice else ""

    def open_example(self, event: gr.EventData) -> str:
        with _shown():
            return self.engine.examples.result(str(event._data["example"])).id

    def open_row(self, event: gr.EventData) -> str:
        return str(event._data["result"])

    def show(self, result_id: str | None, protocol: str = "rgb", view: str = "") -> tuple[Any, ...]:
        """(viewer, findings, scores, examples) of one result. `view` is the part of the page's address after #: where
        it shows stages of the alignment, the viewer gets their panes."""
        strip = self.examples(result_id)
        if not result_id:
            return gr.skip(), "", "", strip
        with _shown():
            result = self.engine.store.load(result_id)
            scored = self._scored(result, protocol, stages=_shows_stages(result, view))
        return *scored, strip

    def rows(self, rows: Rows, result_id: str | None, protocol: str = "rgb") -> str:
        """The table of the session's photos; what is shown stays as it is."""
        return words.row_table(rows_under(self.engine, rows, protocol), result_id, protocol)

    def examples(self, result_id: str | None = None) -> str:
        return words.example_strip(list_examples(), self._thumbnails, result_id)

    def _scored(self, result: Result, protocol: str, *, stages: bool) -> tuple[Any, ...]:
        scores = self.engine.rescoring.scores(result, protocol)
        captions: dict[str, PaneScores | Rung] = dict(scores)
        viewer = result.viewer
        if stages:
            viewer = self.engine.views.with_stages(result)
            captions |= {
                f"rung-{rung_key(row)}": row for row in self.engine.rescoring.ladder(result, protocol)
            }
        return (
            rescored(viewer, captions, protocol),
            words.findings(result, scores),
            words.score_table(result, scores),
        )

    def archive(self, result_id: str | None, rows: Rows) -> str:
        """The download button: the open result, or its whole session where it is one of several."""
        if not result_id:
            return ""
        session = [str(row["id"]) for row in rows if row.get("id")]
        return words.archive_form(session if result_id in session else [result_id])

    def show_distortion(self, result_id: str | None, view: str | None) -> tuple[Any, ...]:
        """(what is shown or missing, overlays to choose from, rungs, verdicts, regions, histogram, the overlay)."""
        if not result_id:
            return words.nothing_bent(None), gr.skip(), None, "", "", None, ""
        with _shown():
            result = self.engine.store.load(result_id)
        choices = overlay_choices(result)
        view = view if view in [name for _, name in choices] else choices[0][1]
        overlays = gr.update(choices=choices, value=view)
        if result.comparison.distortion is None:
            return words.nothing_bent(result), overlays, None, "", "", None, ""
        return (
            words.distortion_heading(result),
            overlays,
            None,
            words.verdict_table(result),
            words.region_table(result),
            plots.displacement_histogram(result.displacements()),
            self.show_view(result_id, view),
        )

    def show_ladder(self, result_id: str | None, protocol: str) -> tuple[str, Any]:
        """(ladder, waterfall) under the chosen protocol."""
        if not result_id:
            return "", None
        with _shown():
            result = self.engine.store.load(result_id)
            rows = self.engine.rescoring.ladder(result, protocol)
        report = result.comparison.distortion
        waterfall = plots.ladder_waterfall(report, rows, protocol) if report else None
        return words.ladder_table(result, rows, protocol), waterfall

    def show_rung(self, result_id: str, protocol: str, event: gr.EventData) -> dict[str, Any]:
        """The viewer with every rung in one pane, flipped by number keys; the chosen one first in sight."""
        with _shown():
            result = self.engine.store.load(result_id)
            payload = self._scored(result, protocol, stages=True)[0]
        rungs = [f"rung-{key}" for key in RUNGS]
        against = "truth" if result.comparison.has_truth else "degraded"
        # Whoever asks for the same again, after looking at something else, is shown it again.
        asked = {"asked": time.time_ns()}
        view = {
            "layout": "flip",
            "panes": [*rungs, against],
            "flip": f"rung-{event._data['rung']}",
            "reference": against,
        }
        return payload | {"view": view | asked}

    def show_view(self, result_id: str | None, view: str | None) -> str:
        """The chosen overlay or stage of the current result, as a figure; empty where there is nothing to draw."""
        if not result_id or not view:
            return ""
        with _shown():
            path = self.engine.views.view(self.engine.store.load(result_id), view)
        label = OVERLAYS[view][0] if view in OVERLAYS else RUNGS.get(view.removeprefix("rung-"), view)
        return words.overlay_figure(f"results/{result_id}/{file_name(view)}", label) if path else ""

    # --- uploading -----------------------------------------------------------

    def suggest(self, degraded: list[str] | None) -> tuple[Any, str]:
        """(task radio, status) once photos were dropped: a single photo's task is suggested, and said why."""
        if not degraded:
            return gr.update(value="auto"), ""
        if len(degraded) > 1:
            return gr.update(value="auto"), words.status(
                f"{len(degraded)} photos; the task is suggested for each."
            )
        try:
            found = suggest_task(read_image(self.engine.uploads.current(degraded[0])).pixels)
        except RestorationError as error:
            return gr.update(value="auto"), words.status(str(error), "error")
        return gr.update(value=found.task), words.status(
            f"Task suggested from the photo: {found.reason}. Change it if it is wrong."
        )

    def run(
        self,
        degraded: list[str] | None,
        generated: list[str] | None,
        truth: list[str] | None,
        task: str,
        baseline: str | None,
        guided: str | None,
        rows: Rows,
        request: gr.Request,
        *generation: Any,
    ) -> Iterator[tuple[Any, ...]]:
        """Yields (status, rows, current result) while photo after photo is compared. `generation` holds the
        fields of `Generation` in their order, the ticket of a visitor's key in the key's place."""
        asked = dict(zip((f.name for f in fields(Generation)), generation, strict=False))
        person = self.engine.visitors.of(request).person
        try:
            with self.engine.keys.key_of(asked.get("key"), person) as key:
                chosen = Generation(**asked | {"key": key})
                yield from self._run(
                    degraded, generated, truth, Choice(task, baseline, guided), chosen, rows, request
                )
        except InputError as error:
            yield words.status(str(error), "error"), rows, gr.skip()

    def _run(
        self,
        degraded: list[str] | None,
        generated: list[str] | None,
        truth: list[str] | None,
        choice: Choice,
        chosen: Generation,
        rows: Rows,
        request: gr.Request,
    ) -> Iterator[tuple[Any, ...]]:
        if not degraded:
            yield words.status("Choose at least one degraded photo first.", "error"), rows, gr.skip()
            return
        self.engine.uploads.seen(request.session_hash or "", [*degraded, *(generated or ()), *(truth or ())])
        photos, notes = match_uploads(degraded, generated or [], truth or [])
        stop = self._stops[request.session_hash or ""] = threading.Event()
        done = failed = 0
        current: Any = gr.skip()
        for number, photo in enumerate(photos):
            place = f"{photo.name} ({number + 1} of {len(photos)}): " if len(photos) > 1 else ""
            preview = ""
            for kind, value in self._compare(
                photo, choice, chosen, self.engine.visitors.of(request).id, stop
            ):
                if kind == "preview":
                    preview = words.preview(value)
                elif kind == "progress":
                    bar = words.progress_bar((number + value[0]) / len(photos), place + value[1])
                    yield bar + preview, rows, current
            if kind == "failed" and isinstance(value, Cancelled):
                notes.append(f"Stopped at {photo.name}; what was finished before it is kept.")
                break
            if kind == "failed":
                failed += 1
                rows = [*rows, {"id": None, "name": photo.name, "error": sentence(value)}]
                notes.append(sentence(value))
                continue
            result, notices = value
            notes.extend(notices)
            rows = [*rows, words.row_of(result)]
            done += 1
            current = result.id
            yield words.progress_bar((number + 1) / len(photos), place + "done"), rows, current
        if chosen.source == "api":
            notes.append(self._spent(chosen, self.engine.visitors.of(request).id))
        several = len(photos) > 1 or failed
        missed = f"; {failed} failed" if failed else ""
        summary = f"{done} of {len(photos)} compared{missed}." if several else "Done." if notes else ""
        yield (
            words.status(summary, "error" if failed and not done else "info", notes) if summary else "",
            rows,
            current,
        )

    def cancel(self, request: gr.Request) -> str:
        stop = self._stops.get(request.session_hash or "")
        if stop is None:
            return ""
        stop.set()
        return words.status("Stopping after the current step…")

    def seen(self, files: list[str] | None, request: gr.Request) -> None:
        """Files that this page uploaded: they go when it is closed."""
        self.engine.uploads.seen(request.session_hash or "", files or ())

    def forget(self, request: gr.Request) -> None:
        self.engine.uploads.forget(request.session_hash or "")
        stop = self._stops.pop(request.session_hash or "", None)
        if stop is not None:
            stop.set()

    # --- generation -----------------------------------------------------------

    def api_note(self) -> str:
        if has_key():
            return words.status(
                "This server has an OpenAI key. A call costs money; its answer is kept and never paid twice."
            )
        return words.status(
            "No OPENAI_API_KEY is set on this server. Paste your own key, or choose another source: upload a "
            "generated image, or simulate one where you have ground truth."
        )

    def model_options(self, model: str | None) -> tuple[Any, Any, Any]:
        """(quality, size, input fidelity) as the model takes them."""
        row = get_gpt_model(model or DEFAULT_MODEL)
        policies = [p for p in SIZE_POLICIES if p != "native" or row.free_size]
        return (
            gr.update(choices=list(row.qualities), value="medium"),
            gr.update(choices=policies, value="snap"),
            gr.update(choices=["leave out", *row.fidelities], value="leave out"),
        )

    def estimate(
        self,
        source: str,
        degraded: list[str] | None,
        task: str,
        model: str | None,
        quality: str | None,
        size_policy: str | None,
        fidelity: str | None,
        prompt: str | None,
        samples: float | None = 1,
    ) -> str:
        """What a run will cost at most, before anybody is asked."""
        if source != "api":
            return ""
        if not degraded:
            return words.status("Choose photos to see what they will cost.")
        generation = Generation(
            source,
            model=model,
            quality=quality,
            size_policy=size_policy,
            input_fidelity=fidelity,
            prompt=prompt,
        )
        try:
            first = read_image(self.engine.uploads.current(degraded[0])).pixels
            known = "haze" if task == "auto" else task
            price = estimate_cost(
                (first.shape[1], first.shape[0]),
                known,
                n=len(degraded) * int(samples or 1),
                options=generation.options,
            )
        except RestorationError as error:
            return words.status(str(error), "error")
        return words.status(f"Estimate: {price.text}. What was asked before comes from the cache at $0.")

    def _spent(self, generation: Generation, visitor: str) -> str:
        spent = spending(
            budget_of(
                self.engine.settings, visitor, own_key=generation.key is not None, cap_usd=generation.cap_usd
            )
        )
        return f"Spent today: ${spent['day']:.4f}; in total: ${spent['total']:.4f}."

    # --- helpers ---------------------------------------------------------------

    def _compare(
        self, photo: Photo, choice: Choice, generation: Generation, visitor: str, stop: threading.Event
    ) -> Iterator[tuple[str, Any]]:
        """("progress", (fraction, message)) and ("preview", address), then ("done", …) or ("failed", error)."""
        steps: queue.Queue[tuple[str, Any]] = queue.Queue()

        def work() -> None:
            try:
                outcome = self.engine.run(
                    photo,
                    choice,
                    generation,
                    visitor=visitor,
                    progress=lambda fraction, message: steps.put(("progress", (fraction, message))),
                    preview=lambda address: steps.put(("preview", address)),
                    cancelled=stop.is_set,
                )
                steps.put(("done", outcome))
            except Exception as error:  # the thread's boundary: the page must hear of everything
                steps.put(("failed", error))

        threading.Thread(target=work, name="compare", daemon=True).start()
        last = (0.0, "Starting")
        while True:
            kind, value = steps.get()
            if kind == "progress":
                last = value
            yield kind, value
            if kind in ("done", "failed"):
                return
            if kind == "preview":
                yield "progress", last


def rows_under(engine: Engine, rows: Rows, protocol: str) -> Rows:
    """`rows` with the numbers and flags of another protocol. A result that is gone keeps its own."""
    if protocol == "rgb":
        return rows
    found = []
    for row in rows:
        if row.get("id") and engine.store.has(row["id"]):
            result = engine.store.load(row["id"])
            row = row | words.row_of(result, engine.rescoring.scores(result, protocol))
        found.append(row)
    return found


def overlay_choices(result: Result | None) -> list[tuple[str, str]]:
    """(label, name) of the overlays that a result has material for."""
    measured = zip(("Prior influence", "Where samples disagree"), STORED, strict=True)
    return [
        *((label, name) for name, (label, _) in OVERLAYS.items()),
        *((label, name) for label, name in measured if result and result.path(name).is_file()),
    ]


def _shows_stages(result: Result, view: str) -> bool:
    """Whether the part of an address after # shows stages of this result's alignment."""
    return f"view={result.id}" in view and "rung-" in view and result.comparison.distortion is not None


class _shown:
    """Errors a caller can meet become the page's own error messages."""

    def __enter__(self) -> None: ...

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        if isinstance(error, RestorationError):
            raise gr.Error(str(error), title="This did not work", print_exception=False) from None


def sentence(error: Exception) -> str:
    """What the page says about any error."""
    if isinstance(error, RestorationError):
        return str(error)
    return f"An unexpected error ({type(error).__name__}). Please report it with the photo that caused it."
