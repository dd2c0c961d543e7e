"""The Models tab as HTML: what each model is, what state it is in, what it was measured to do."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from restoration import TASKS, ModelInfo

_STATES = {
    "ready": ("ready", "Its weights are here; it is loaded when it is first used."),
    "loaded": ("loaded", "In memory."),
    "downloadable": (
        "to download",
        "Fetched from its authors when it is first used, and checked by its hash.",
    ),
    "damaged": ("damaged", "Its file cannot be used; the reason is given under Measured."),
    "missing": ("missing", "Its weights are neither here nor to be downloaded."),
}


def model_table(models: Iterable[ModelInfo], *, buttons: bool = False) -> str:
    """One row a model; with `buttons`, networks can be loaded and unloaded."""
    rows = "".join(_row(model, buttons) for model in models)
    return (
        "<div class='pg-scroll'><table class='pg-table' data-testid='models'><thead><tr><th scope='col'>Model</th>"
        "<th scope='col'>Task</th><th scope='col'>Role</th><th scope='col'>State</th><th scope='col'>Parameters</th>"
        "<th scope='col' class='pg-words'><abbr title='Mean PSNR against ground truth over the named set, RGB, as the registry "
        "records it'>Measured</abbr></th><th scope='col' class='pg-words'>Source</th>"
        f"<th scope='col' class='pg-words'>Licence</th></tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _row(model: ModelInfo, buttons: bool) -> str:
    tasks = [TASKS[t].label if t in TASKS else t for t in model.tasks]
    state, explained = _STATES.get(model.state, (model.state, ""))
    prior = " <span class='pg-detail'>needs a prior</span>" if model.needs_prior else ""
    return (
        f"<tr data-model='{escape(model.id)}'><th scope='row'>{escape(model.label)} <span class='pg-detail'>{escape(model.id)}</span></th>"
        f"<td>{escape('any' if len(tasks) == len(TASKS) else ', '.join(tasks))}</td><td>{escape(model.role)}{prior}</td>"
        f"<td><span class='pg-state pg-{escape(model.state)}' title='{escape(explained)}'>{escape(state)}</span>{_button(model) if buttons else ''}</td>"
        f"<td>{f'{model.parameters:,}' if model.parameters else '–'}</td>"
        f"<td class='pg-words'>{escape(model.note) or '–'}</td>"
        f"<td class='pg-words'>{escape(model.source)}</td><td class='pg-words'>{escape(model.licence)}</td></tr>"
    )


def _button(model: ModelInfo) -> str:
    """Load or unload: methods without weights have nothing to load."""
    network = model.parameters or model.role in ("published", "dropped-in")
    if not network or model.state in ("missing", "damaged"):
        return ""
    what = "unload" if model.state == "loaded" else "load"
    return (
        f" <button type='button' class='pg-act' data-act='{what} {escape(model.id)}' "
        f"aria-label='{what.capitalize()} {escape(model.id)}'>{what.capitalize()}</button>"
    )
