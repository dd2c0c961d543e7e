"""Images of a run as comparisons, for figures and review files: the worst, the best, or those asked for by name."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from restoration import metrics
from restoration.benchmark.runs import (
    FileFacts,
    Manifest,
    Method,
    prediction_path,
    read_manifest,
    record_path,
)
from restoration.benchmark.scoring import read_facts
from restoration.errors import InputError, printable
from restoration.image import ImageArray, load_image
from restoration.methods import pane_names
from restoration.records import Comparison, MethodKind, Scores
from restoration.records import Method as ComparedMethod

_KINDS: dict[str, MethodKind] = {
    "photo": "photo",
    "baseline": "result",
    "guided": "result",
    "generated": "generated",
    "aligned": "result",
}
"""A run has any number of models, so their images stand as results under the models' names."""


def choose_cases(
    run: Path,
    *,
    method: str,
    over: str | None = None,
    worst: int = 0,
    best: int = 0,
    protocol: str = "rgb",
    top: Path | None = None,
) -> list[str]:
    """Names of the images on which `method` is worst, then best, by PSNR, or by its gain `over` another method. Images
    without one of the predictions do not count. Raises InputError."""  # fmt: skip
    manifest = read_manifest(run)
    wanted = [_named(manifest, name) for name in (method, over) if name is not None]
    values = []
    for facts in manifest.files:
        degraded, truth = read_facts(facts, top or Path(manifest.top))
        against = degraded if truth is None else truth
        images = [_image(run, m, facts, degraded) for m in wanted]
        if any(image is None for image in images):
            continue
        psnr = [metrics.score(image, against, protocol).psnr for image in images if image is not None]
        values.append((psnr[0] - psnr[1] if over is not None else psnr[0], facts.image))
    if not values:
        raise InputError(
            f"{printable(str(run))}: no image has these predictions. Run `benchmark export` again."
        )
    ranked = [name for _, name in sorted(values)]
    return list(dict.fromkeys([*ranked[:worst], *reversed(ranked[max(0, len(ranked) - best) :])]))


def run_case(
    run: Path, image: str, *, methods: Sequence[str] = (), protocol: str = "rgb", top: Path | None = None
) -> Comparison:
    """One image of a run with the predictions of `methods` (all that are there) as a comparison that can be written.
    Raises InputError."""
    manifest = read_manifest(run)
    facts = next((f for f in manifest.files if f.image == image), None)
    if facts is None:
        raise InputError(
            f"{printable(image)}: expected an image of this run, such as {printable(manifest.files[0].image)}."
        )
    chosen = [_named(manifest, name) for name in methods] or list(manifest.methods)
    degraded, truth = read_facts(facts, top or Path(manifest.top))
    against = degraded if truth is None else truth
    shown = [
        (m, found)
        for m in chosen
        if m.kind != "photo" and (found := _image(run, m, facts, degraded)) is not None
    ]
    slugs = pane_names([m.name for m, _ in shown], "result")
    panes: dict[str, ImageArray] = {"degraded": degraded}
    records = [ComparedMethod("photo", "Degraded", "degraded")]
    models, made_by = {}, {}
    for (m, found), pane in zip(shown, slugs, strict=True):
        panes[pane] = found
        guided = " (simulated prior)" if m.simulated and m.kind == "guided" else ""
        records.append(ComparedMethod(_KINDS[m.kind], m.name + guided, pane, model=m.model or ""))
        if m.model:
            models[pane] = m.model
            made_by[pane] = {
                k: None if v is None else str(v) for k, v in manifest.models.get(m.model, {}).items()
            }
    scores: dict[str, Scores] = {}
    for pane, found in panes.items():
        if truth is not None or pane != "degraded":
            scores[pane] = metrics.score(found, against, protocol)
    if truth is not None:
        panes["truth"] = truth
    return Comparison(
        task=manifest.task,
        panes=panes,
        scores=scores,
        scored_against="input" if truth is None else "truth",
        models=models,
        provenance={"benchmark": {"set": manifest.set, "image": facts.image, "seed": manifest.seed}},
        timings_s={},
        made_by=made_by,
        methods=tuple(records),
    )


def _named(manifest: Manifest, name: str) -> Method:
    found = next((m for m in manifest.methods if m.name == name), None)
    if found is None:
        known = ", ".join(m.name for m in manifest.methods)
        raise InputError(f"{printable(name)}: expected a method of this run ({known}).")
    return found


def _image(run: Path, method: Method, facts: FileFacts, degraded: ImageArray) -> ImageArray | None:
    if method.kind == "photo":
        return degraded
    if not record_path(run, method, facts.image).is_file():
        return None
    return load_image(prediction_path(run, method, facts.image))
