"""UI values → restoration → UI values. The only place that turns errors into what the page shows."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from typing import Any

import gradio as gr

from app import words
from app.engine import Engine, Request
from app.uploads import Photo, match_uploads
from restoration import GPT_MODELS, Cancelled, RestorationError, has_key, list_examples, list_models, read_image, suggest_task

_POLL_S = 0.1
Rows = list[dict[str, Any]]


class Handlers:
    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._thumbnails = engine.thumbnails()
        self._stops: dict[str, threading.Event] = {}

    # --- opening -------------------------------------------------------------

    def open_page(self, saved: Rows | None, request: gr.Request) -> tuple[Rows, str | None, str]:
        """(rows of the session, result to show, status): what the link asks for, else the session's last,
        else the first example."""
        rows = [row for row in saved or [] if self.engine.store.has(str(row.get("id")))]
        asked = dict(request.query_params)
        try:
            if asked.get("result") or asked.get("example"):
                result = self.engine.open(example=asked.get("example"), result=asked.get("result"))
            elif rows and rows[-1].get("id"):
                return rows, rows[-1]["id"], ""
            else:
                result = self.engine.open(example=None, result=None)
            return rows, result.id if result else None, ""
        except RestorationError as error:
            first = self.engine.open(example=None, result=None)
            return rows, first.id if first else None, words.status(str(error), "error")

    def open_example(self, event: gr.EventData) -> str:
        with _shown():
            return self.engine.example(str(event._data["example"])).id

    def open_row(self, event: gr.EventData) -> str:
        return str(event._data["result"])

    def show(self, result_id: str | None, rows: Rows) -> tuple[Any, ...]:
        """(viewer, findings, scores, rows table, examples) of one result."""
        table, strip = words.row_table(rows, result_id), self.examples(result_id)
        if not result_id:
            return gr.skip(), "", "", table, strip
        with _shown():
            result = self.engine.store.load(result_id)
        return result.viewer, words.findings(result), words.score_table(result), table, strip

    def examples(self, result_id: str | None = None) -> str:
        return words.example_strip(list_examples(), self._thumbnails, result_id)

    def archive(self, result_id: str | None, rows: Rows) -> Any:
        """The download button, once there is something to download."""
        if not result_id:
            return gr.update(value=None, interactive=False)
        with _shown():
            path = self.engine.archive(result_id, [row["id"] for row in rows if row.get("id")])
        return gr.update(value=str(path), interactive=True)

    def show_distortion(self, result_id: str | None, view: str | None) -> tuple[str, str, str | None]:
        """(verdicts, ladder, path of the overlay)."""
        if not result_id:
            return "", "", None
        with _shown():
            result = self.engine.store.load(result_id)
        return words.verdict_table(result), words.ladder_table(result), self.show_view(result_id, view)

    def show_view(self, result_id: str | None, view: str | None) -> str | None:
        """Path of the chosen overlay or rung of the current result."""
        if not result_id or not view:
            return None
        with _shown():
            path = self.engine.view(result_id, view)
        return str(path) if path else None

    # --- uploading -----------------------------------------------------------

    def suggest(self, degraded: list[str] | None) -> tuple[Any, str]:
        """(task radio, status) once photos were dropped: a single photo's task is suggested, and said why."""
        if not degraded:
            return gr.update(value="auto"), ""
        if len(degraded) > 1:
            return gr.update(value="auto"), words.status(f"{len(degraded)} photos; the task is suggested for each.")
        try:
            found = suggest_task(read_image(degraded[0]).pixels)
        except RestorationError as error:
            return gr.update(value="auto"), words.status(str(error), "error")
        return gr.update(value=found.task), words.status(f"Task suggested from the photo: {found.reason}. Change it if it is wrong.")

    def run(
        self,
        degraded: list[str] | None,
        generated: list[str] | None,
        truth: list[str] | None,
        task: str,
        source: str,
        generator_name: str | None,
        api_model: str | None,
        api_key: str | None,
        seed: float | None,
        rows: Rows,
        request: gr.Request,
    ) -> Iterator[tuple[Any, ...]]:
        """Yields (status, rows, current result) while photo after photo is compared."""
        if not degraded:
            yield words.status("Choose at least one degraded photo first.", "error"), rows, gr.skip()
            return
        photos, notes = match_uploads(degraded, generated or [], truth or [])
        choice = Request(task, source, (generator_name or "").strip(), api_model, (api_key or "").strip() or None, int(seed or 0))
        stop = self._stops[request.session_hash or ""] = threading.Event()
        done, failed = [], 0
        current: Any = gr.skip()
        for number, photo in enumerate(photos):
            place = f"{photo.name} ({number + 1} of {len(photos)}): " if len(photos) > 1 else ""
            outcome: Any = None
            for step in self._compare(photo, choice, stop):
                if not isinstance(step, tuple) or not isinstance(step[0], float):
                    outcome = step
                    break
                fraction = (number + step[0]) / len(photos)
                yield words.progress_bar(fraction, place + step[1]), rows, current
            if isinstance(outcome, Cancelled):
                notes.append(f"Stopped at {photo.name}; what was finished before it is kept.")
                break
            if isinstance(outcome, Exception):
                failed += 1
                rows = [*rows, {"id": None, "name": photo.name, "error": _sentence(outcome)}]
                notes.append(_sentence(outcome))
                continue
            result, notices = outcome
            notes.extend(notices)
            rows = [*rows, words.row_of(result)]
            done.append(result)
            current = result.id
            yield words.progress_bar((number + 1) / len(photos), place + "done"), rows, current
        kind = "error" if failed and not done else "info"
        summary = f"{len(done)} of {len(photos)} compared." if len(photos) > 1 or failed else "" if not notes else "Done."
        yield words.status(summary, kind, notes) if summary or notes else "", rows, current

    def cancel(self, request: gr.Request) -> str:
        stop = self._stops.get(request.session_hash or "")
        if stop is None:
            return ""
        stop.set()
        return words.status("Stopping after the current step…")

    def forget(self, request: gr.Request) -> None:
        stop = self._stops.pop(request.session_hash or "", None)
        if stop is not None:
            stop.set()

    def models(self, task: str) -> str:
        return words.model_table(list_models(None if task == "all" else task))

    def api_models(self) -> list[tuple[str, str]]:
        return [(name, name) for name in GPT_MODELS]

    def api_note(self) -> str:
        if has_key():
            return words.status("This server has an OpenAI key. Every call costs money; the result is cached and never paid twice.")
        return words.status(
            "No OPENAI_API_KEY is set on this server. Paste your own key, or choose another source: upload a "
            "generated image, or simulate one where you have ground truth."
        )

    # --- helpers ---------------------------------------------------------------

    def _compare(self, photo: Photo, choice: Request, stop: threading.Event) -> Iterator[Any]:
        """Progress as (fraction, message), then the outcome: (result, notices) or the error."""
        steps: queue.Queue[Any] = queue.Queue()

        def work() -> None:
            try:
                steps.put(self.engine.run(photo, choice, lambda f, m: steps.put((float(f), m)), stop.is_set))
            except Exception as error:  # the thread's boundary: the page must hear of everything
                steps.put(error)

        worker = threading.Thread(target=work, name="compare", daemon=True)
        worker.start()
        while True:
            try:
                step = steps.get(timeout=_POLL_S)
            except queue.Empty:
                continue
            yield step
            if not (isinstance(step, tuple) and isinstance(step[0], float)):
                return


class _shown:
    """Errors a caller can meet become the page's own error messages."""

    def __enter__(self) -> None: ...

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        if isinstance(error, RestorationError):
            raise gr.Error(str(error), title="This did not work", print_exception=False) from None


def _sentence(error: Exception) -> str:
    if isinstance(error, RestorationError):
        return str(error)
    return f"An unexpected error ({type(error).__name__}). Please report it with the photo that caused it."


