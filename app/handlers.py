"""UI values → restoration → UI values. The only place that turns errors into what the page shows."""

from __future__ import annotations

import time
from typing import Any

import gradio as gr

from app import plots, rendering
from app.engine import Engine
from app.error_messages import sentence, shown
from app.example_results import example_thumbnails
from app.generation import Generation
from app.panes import rescored
from app.rendering import verdicts
from app.rendering.methods import copy_line
from app.results import Result
from app.saved_rows import checked_rows
from app.saving import save_options
from app.sources import PRIOR, as_source, label_of, note_of, reported, source_of
from app.stages import STAGES, stage_key
from app.views import STORED, stage_pane
from restoration import (
    DEFAULT_MODEL,
    OVERLAYS,
    SIZE_POLICIES,
    TASKS,
    PaneScores,
    RestorationError,
    StageScore,
    estimate_cost,
    get_gpt_model,
    has_key,
    list_examples,
    read_image,
    require_client,
    suggest_task,
)

Rows = list[dict[str, Any]]


class Handlers:
    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._thumbnails = example_thumbnails()

    def browser_secret(self) -> str:
        return self.engine.visitors.browser_secret()

    # --- opening -------------------------------------------------------------

    def open_page(self, kept: Any, request: gr.Request) -> tuple[Rows, str | None, str]:
        """(rows of the session, result to show, notice): what the link asks for, else the session's last,
        else the first example."""
        rows = checked_rows(kept, self.engine.store)
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
            return rows, None, rendering.status(notice or sentence(error), "error")
        if notice and first:
            notice = f"{notice} Shown instead: {first.name}."
        return rows, first.id if first else None, rendering.status(notice, "error") if notice else ""

    def open_address(self, event: gr.EventData) -> str | None:
        """What an address that one came back to names; without a name, what the page shows at first."""
        with shown():
            result = self.engine.open(
                example=event._data.get("example") or None, result=event._data.get("result") or None
            )
        return result.id if result else None

    def open_example(self, event: gr.EventData) -> str:
        with shown():
            return self.engine.examples.result(str(event._data["example"])).id

    def open_row(self, event: gr.EventData) -> str:
        return str(event._data["result"])

    def show(self, result_id: str | None, protocol: str = "rgb", view: str | None = "") -> tuple[Any, ...]:
        """(viewer, findings, scores, examples) of one result. `view` is the part of the page's address after #: where
        it shows stages of the alignment, the viewer gets their panes."""
        strip = self.examples(result_id)
        if not result_id:
            return gr.skip(), "", "", strip
        with shown():
            result = self.engine.store.load(result_id)
            scored = self._scored(result, protocol, stages=_shown_stages(result, view))
        return *scored, strip

    def rows(self, rows: Rows, result_id: str | None, protocol: str = "rgb") -> str:
        """The table of the session's photos; what is shown stays as it is."""
        return rendering.row_table(rows_under(self.engine, rows, protocol), result_id, protocol)

    def examples(self, result_id: str | None = None) -> str:
        return rendering.example_strip(list_examples(), self._thumbnails, result_id)

    def _scored(self, result: Result, protocol: str, *, stages: str) -> tuple[Any, ...]:
        """`stages`: pane whose stages of alignment are added; empty: none."""
        scores = self.engine.rescoring.scores(result, protocol)
        captions: dict[str, PaneScores | StageScore] = dict(scores)
        viewer = result.viewer
        if stages:
            viewer = self.engine.views.with_stages(result, stages)
            captions |= {
                stage_pane(stages, stage_key(row)): row
                for row in self.engine.rescoring.stages(result, protocol, stages)
            }
        return (
            rescored(viewer, captions, protocol) | {"save": save_options(result)},
            rendering.findings(result, scores),
            rendering.score_table(result, scores)
            + self._copies(result, protocol)
            + rendering.report_table(result),
        )

    def _copies(self, result: Result, protocol: str) -> str:
        """The table as text to be copied: this photo's methods."""
        if sum(m.kind != "photo" for m in result.comparison.methods) == 0:
            return ""
        return copy_line(self.engine.measuring.table([result], ("psnr", "ssim"), protocol))

    def archive(self, result_id: str | None, rows: Rows) -> str:
        """The download button: the open result, or its whole session where it is one of several."""
        if not result_id:
            return ""
        session = [str(row["id"]) for row in rows if row.get("id")]
        return rendering.archive_form(session if result_id in session else [result_id])

    def show_distortion(self, result_id: str | None, view: str | None) -> tuple[Any, ...]:
        """(whose report, then as `show_source`) of a result that is opened: the prior's, or the first there is."""
        found = reported(self.engine.store.load(result_id)) if result_id else []
        menu = gr.update(
            choices=[(m.label, m.pane) for m in found],
            value=found[0].pane if found else None,
            visible=len(found) > 1,
        )
        return menu, *self.show_source(result_id, view, None)

    def show_source(self, result_id: str | None, view: str | None, pane: str | None) -> tuple[Any, ...]:
        """(what is shown or missing, overlays to choose from, stages, verdicts, regions, histogram, the overlay) of one
        image's report; of the first where it has none."""
        if not result_id:
            return rendering.nothing_bent(None), gr.skip(), None, "", "", None, ""
        with shown():
            result = self.engine.store.load(result_id)
        pane = source_of(result, pane)
        choices = overlay_choices(result, pane)
        view = view if view in [name for _, name in choices] else choices[0][1]
        overlays = gr.update(choices=choices, value=view)
        chosen = as_source(result, pane)
        if chosen.comparison.distortion is None:
            return rendering.nothing_bent(result), overlays, None, "", "", None, ""
        with shown():
            views = self.engine.views
            evidence, displacements = views.evidence(result, pane), views.displacements(result, pane)
        return (
            rendering.distortion_heading(result, label_of(result, pane), note_of(result, pane)),
            overlays,
            None,
            verdicts.verdict_table(chosen),
            verdicts.region_table(chosen, evidence),
            plots.displacement_histogram(displacements),
            self.show_view(result_id, view, pane),
        )

    def show_stages(self, result_id: str | None, protocol: str, pane: str | None = None) -> tuple[str, Any]:
        """(stages, waterfall) of one image's report under the chosen protocol."""
        if not result_id:
            return "", None
        with shown():
            result = self.engine.store.load(result_id)
            pane = source_of(result, pane)
            rows = self.engine.rescoring.stages(result, protocol, pane)
        chosen = as_source(result, pane)
        report = chosen.comparison.distortion
        waterfall = plots.stage_waterfall(report, rows, protocol) if report else None
        return rendering.stage_table(chosen, rows, protocol), waterfall

    def show_stage(
        self, result_id: str, protocol: str, pane: str | None, event: gr.EventData
    ) -> dict[str, Any]:
        """The viewer with every stage of one image in one pane, flipped by number keys; the chosen one first in sight."""
        with shown():
            result = self.engine.store.load(result_id)
            pane = source_of(result, pane)
            payload = self._scored(result, protocol, stages=pane)[0]
        stages = [stage_pane(pane, key) for key in STAGES]
        against = "truth" if result.comparison.has_truth else "degraded"
        # Whoever asks for the same again, after looking at something else, is shown it again.
        asked = {"asked": time.time_ns()}
        view = {
            "layout": "flip",
            "panes": [*stages, against],
            "flip": stage_pane(pane, event._data["stage"]),
            "reference": against,
        }
        return payload | {"view": view | asked}

    def show_view(self, result_id: str | None, view: str | None, pane: str | None = None) -> str:
        """The chosen overlay or stage of one image of the result, as a figure; empty where there is nothing to draw."""
        if not result_id or not view:
            return ""
        with shown():
            result = self.engine.store.load(result_id)
            path = self.engine.views.view(result, view, source_of(result, pane))
        label = OVERLAYS[view][0] if view in OVERLAYS else STAGES.get(view.removeprefix("stage-"), view)
        return rendering.overlay_figure(f"results/{result_id}/{path.name}", label) if path else ""

    # --- uploading -----------------------------------------------------------

    def suggest(self, degraded: list[str] | None) -> tuple[Any, str]:
        """(task radio, status) once photos were dropped: a single photo's task is suggested, and said why."""
        if not degraded:
            return gr.update(value="auto"), ""
        if len(degraded) > 1:
            return gr.update(value="auto"), rendering.status(
                f"{len(degraded)} photos; the task is suggested for each."
            )
        try:
            found = suggest_task(read_image(self.engine.uploads.current(degraded[0])).pixels)
        except RestorationError as error:
            return gr.update(value="auto"), rendering.status(sentence(error), "error")
        if TASKS[found.task].baseline is None and TASKS[found.task].rule is None:
            return gr.update(value=found.task), rendering.status(
                f"Nothing suggested: {found.reason}. Choose what degraded it, or compare images without a model."
            )
        return gr.update(value=found.task), rendering.status(
            f"Task suggested from the photo: {found.reason}. Change it if it is wrong."
        )

    def seen(self, files: list[str] | None, request: gr.Request) -> None:
        """Files that this page uploaded: they go when it is closed."""
        self.engine.uploads.seen(request.session_hash or "", files or ())

    # --- generation -----------------------------------------------------------

    def api_note(self, model: str) -> str:
        """Whose key a call of that model needs, and whether the server has it."""
        service = get_gpt_model(model).service
        try:
            require_client(service)
        except RestorationError as error:
            return rendering.status(sentence(error), "error")
        if has_key(service.id):
            return rendering.status(
                f"This server has a key of {service.label}. A call costs money; its answer is kept and never paid twice."
            )
        return rendering.status(
            f"No {service.key_variables[0]} is set on this server. Paste your own key, or choose another source: upload a "
            "generated image, or simulate one where you have ground truth."
        )

    def model_options(self, model: str | None) -> tuple[Any, Any, Any, str]:
        """(quality, size, input fidelity) as the model takes them, and what its service needs."""
        try:
            row = get_gpt_model(model or DEFAULT_MODEL)
        except RestorationError as error:
            return gr.skip(), gr.skip(), gr.skip(), rendering.status(sentence(error), "error")
        policies = [p for p in SIZE_POLICIES if p != "native" or row.free_size]
        return (
            gr.update(choices=list(row.qualities), value=row.default_quality),
            gr.update(choices=policies, value="snap"),
            gr.update(choices=["leave out", *row.fidelities], value="leave out"),
            self.api_note(row.name),
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
            return rendering.status("Choose photos to see what they will cost.")
        try:
            asked = get_gpt_model(model or DEFAULT_MODEL)
        except RestorationError as error:
            return rendering.status(sentence(error), "error")
        generation = Generation(
            source,
            model=model,
            # The menu follows the model a moment later: until then it has the words of the last one's service.
            quality="" if (quality or "").endswith("K") != asked.service.quality_is_size else quality,
            size_policy=size_policy,
            input_fidelity=fidelity,
            prompt=prompt,
        )
        try:
            first = read_image(self.engine.uploads.current(degraded[0])).pixels
            known = next(iter(TASKS)) if task == "auto" else task
            price = estimate_cost(
                (first.shape[1], first.shape[0]),
                known,
                n=len(degraded) * int(samples or 1),
                options=generation.options,
            )
        except RestorationError as error:
            return rendering.status(sentence(error), "error")
        return rendering.status(f"Estimate: {price.text}. What was asked before comes from the cache at $0.")


def rows_under(engine: Engine, rows: Rows, protocol: str) -> Rows:
    """`rows` with the numbers and flags of another protocol. A result that is gone keeps its own."""
    if protocol == "rgb":
        return rows
    found = []
    for row in rows:
        if row.get("id") and engine.store.has(row["id"]):
            result = engine.store.load(row["id"])
            row = row | rendering.row_of(result, engine.rescoring.scores(result, protocol))
        found.append(row)
    return found


def overlay_choices(result: Result | None, pane: str = PRIOR) -> list[tuple[str, str]]:
    """(label, name) of the overlays that a result has material for; influence and spread are the prior's alone."""
    measured = zip(("Prior influence", "Where samples disagree"), STORED, strict=True)
    return [
        *((label, name) for name, (label, _) in OVERLAYS.items()),
        *(
            (label, name)
            for label, name in measured
            if result and pane == PRIOR and result.path(name).is_file()
        ),
    ]


def _shown_stages(result: Result, view: str | None) -> str:
    """The pane whose stages of alignment are shown by the part of an address after #; empty where it shows none."""
    view = view or ""  # a client without the page's script sends nothing
    if f"view={result.id}" not in view or not ("stage-" in view or "rung-" in view):
        return ""
    panes = [method.pane for method in reported(result)]
    # Longer names first: one may begin with another.
    others = sorted((p for p in panes if p != PRIOR and stage_pane(p, "") in view), key=len)
    return others[-1] if others else PRIOR if PRIOR in panes else ""
