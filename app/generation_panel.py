"""Where the generated image comes from: an upload, the live API with its price, the released set, the simulator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import gradio as gr

from app.events import QUIET, EventValues
from app.generation import Generation
from app.generation_handlers import GenerationHandlers
from restoration import GPT_MODELS, SIZE_POLICIES

_SOURCES = [
    ("Upload a file", "upload"),
    ("OpenAI or Gemini API", "api"),
    ("Released set", "released"),
    ("Simulate from ground truth", "simulate"),
    ("None", "none"),
]


_KEY_FIELD = """
<label class="pg-key"><span>Your key for the model's service</span>
<input type="password" autocomplete="off" spellcheck="false" autocapitalize="off" maxlength="512">
<small>Sent for one run in a request of its own, and overwritten after it. Never stored or logged.</small></label>
"""


def send_key_js(ticket: int) -> str:
    """Before a run: posts the key that stands in the field, where it is wanted, and puts the ticket it gets in place
    `ticket` of the run's inputs. Half of what is sent is random, the other half is the key XOR the first."""
    return f"""
async (...inputs) => {{
  const key = document.querySelector("#api-key input")?.value.trim();
  inputs[{ticket}] = "";
  if (!key || !document.querySelector("#source input[value=api]")?.checked) return inputs;
  const bytes = new TextEncoder().encode(key);
  const pad = crypto.getRandomValues(new Uint8Array(bytes.length));
  const text = (part) => btoa(String.fromCharCode(...part));
  const body = new URLSearchParams({{ pad: text(pad), masked: text(bytes.map((b, i) => b ^ pad[i])) }});
  const answer = await fetch(new URL("key", document.baseURI), {{ method: "POST", body }});
  inputs[{ticket}] = answer.ok ? await answer.text() : "not accepted";
  return inputs;
}}
"""


@dataclass(frozen=True)
class GenerationPanel:
    fields: Mapping[str, gr.components.Component]
    """Where the value of each field of `Generation` stands, but for the key."""
    ticket: gr.Textbox

    def generation(self, values: EventValues) -> Generation:
        return Generation(**{name: values[component] for name, component in self.fields.items()})


def build_source_radio() -> gr.Radio:
    return gr.Radio(
        _SOURCES,
        value="upload",
        label="Where the generated image comes from",
        min_width=280,
        elem_id="source",
    )


def build_generation_panel(
    handlers: GenerationHandlers, source: gr.Radio, degraded: gr.File, task: gr.Radio
) -> GenerationPanel:
    # Holds the ticket of a key that was posted for one run, never a key: Gradio keeps the values of its components.
    ticket = gr.Textbox(visible=False)
    uploader = gr.Textbox(
        label="Which model made the uploaded images?", placeholder="e.g. GPT-4o, gpt-image-1.5, Nano Banana Pro",
        max_lines=1, elem_id="generator",
    )  # fmt: skip
    released = gr.Textbox(
        label="Folder or zip of the study's released outputs (empty: download it)", max_lines=1,
        info="Dataset freyrigg/GPT-4o-Restore on the Hugging Face hub; matched to your photos by name.",
        visible=False, elem_id="released",
    )  # fmt: skip
    seed = gr.Number(0, label="Seed of the simulator", precision=0, visible=False, elem_id="seed")
    with gr.Group(visible=False, elem_id="api") as api:
        first = next(iter(GPT_MODELS))
        note = gr.HTML(handlers.api_note(first), elem_id="api-note")
        served = [(f"{name} · {m.service.label}", name) for name, m in GPT_MODELS.items() if not m.retired]
        with gr.Row():
            model = gr.Dropdown(
                served, value=first, label="Model", allow_custom_value=True, elem_id="api-model",
                min_width=240,
                info="GPT-4o's own image model, gpt-image-1, is retired. Names of other servers' models can be typed.",
            )  # fmt: skip
            quality = gr.Dropdown(
                list(GPT_MODELS[first].qualities), value="medium", label="Quality", elem_id="api-quality",
                info="Higher quality costs more; see the estimate below. For Gemini models: the size.", min_width=240,
            )  # fmt: skip
            policy = gr.Dropdown(
                list(SIZE_POLICIES), value="snap", label="Size", elem_id="api-size", min_width=240,
                info="snap: nearest canvas. pad: fill up to it, cut back. native: your photo's own size.",
            )  # fmt: skip
            fidelity = gr.Dropdown(
                ["leave out"], value="leave out", label="Input fidelity", elem_id="api-fidelity", min_width=240,
                info="How closely the photo is kept, where the model lets one choose.",
            )  # fmt: skip
        prompt = gr.Textbox(
            label="Prompt",
            placeholder="Empty: the task's own prompt, written for fidelity",
            lines=2,
            elem_id="api-prompt",
        )
        with gr.Row():
            gr.HTML(_KEY_FIELD, min_height=0, elem_id="api-key")
            cap = gr.Number(
                1.0, label="At most this many dollars for this run", minimum=0, elem_id="api-cap",
                info="A run that would cost more is not started.",
            )  # fmt: skip
            samples = gr.Slider(
                1, 4, value=1, step=1, label="Samples", elem_id="api-samples",
                info="Several samples show where the outputs disagree; their mean is the prior.",
            )  # fmt: skip
        estimate = gr.HTML(elem_id="estimate")

    source.change(
        lambda chosen: [gr.update(visible=chosen == kind) for kind in ("upload", "released", "simulate", "api")],
        source, [uploader, released, seed, api], **QUIET,
    )  # fmt: skip
    model.change(handlers.model_options, model, [quality, policy, fidelity, note], **QUIET)
    panel = GenerationPanel(
        {
            "source": source,
            "uploader_model": uploader,
            "released": released,
            "seed": seed,
            "model": model,
            "quality": quality,
            "size_policy": policy,
            "input_fidelity": fidelity,
            "prompt": prompt,
            "cap_usd": cap,
            "samples": samples,
        },
        ticket,
    )

    def priced(values: EventValues) -> str:
        return handlers.estimate(values[degraded], values[task], panel.generation(values))

    gr.on(
        [part.change for part in (source, degraded, task, model, quality, policy, fidelity, prompt, samples)],
        priced,
        {degraded, task, *panel.fields.values()},
        estimate,
        **QUIET,
    )
    return panel
