"""The panel of the generated image: a model's own options, whose key it needs, what a run will cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import gradio as gr

from app import rendering
from app.engine import Engine
from app.error_messages import sentence
from app.generation import Generation
from restoration import (
    DEFAULT_MODEL,
    SIZE_POLICIES,
    TASKS,
    RestorationError,
    estimate_cost,
    get_gpt_model,
    has_key,
    read_image,
    require_client,
)


class GenerationHandlers:
    def __init__(self, engine: Engine) -> None:
        self.engine = engine

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

    def estimate(self, degraded: Sequence[str] | None, task: str, asked: Generation) -> str:
        """What a run will cost at most, before anybody is asked."""
        if asked.source != "api":
            return ""
        if not degraded:
            return rendering.status("Choose photos to see what they will cost.")
        try:
            model = get_gpt_model(asked.model or DEFAULT_MODEL)
        except RestorationError as error:
            return rendering.status(sentence(error), "error")
        if (asked.quality or "").endswith("K") != model.service.quality_is_size:
            # The menu follows the model a moment later: until then it has the choice of the last one's service.
            asked = replace(asked, quality="")
        try:
            first = read_image(self.engine.uploads.current(degraded[0])).pixels
            known = next(iter(TASKS)) if task == "auto" else task
            price = estimate_cost(
                (first.shape[1], first.shape[0]),
                known,
                n=len(degraded) * int(asked.samples or 1),
                options=asked.options,
            )
        except RestorationError as error:
            return rendering.status(sentence(error), "error")
        return rendering.status(
            f"Estimate: {price.text}. Images that were generated before come from the cache at $0."
        )
