"""Images of a run as comparisons, for figures and review files: the worst, the best, or those asked for by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from restoration import metrics
from restoration.benchmark.overview import default_method
from restoration.benchmark.places import image_at, place
from restoration.benchmark.results import stored_scores
from restoration.benchmark.runs import (
    FileFacts,
    Manifest,
    RunMethod,
    image_slug,
    method_label,
    prediction_path,
    read_manifest,
    record_path,
)
from restoration.benchmark.scoring import read_facts
from restoration.errors import InputError, printable
from restoration.image import ImageArray
from restoration.methods import pane_names
from restoration.outputs import claim_folder
from restoration.records import Comparison, Method, MethodKind, Scores
from restoration.reporting import write_comparison

_KINDS: dict[str, MethodKind] = {
    "photo": "photo",
    "baseline": "result",
    "guided": "result",
    "generated": "result",
    "aligned": "result",
}
"""A run has any number of models, so their images stand as results under the models' names."""


@dataclass(frozen=True)
class CaseChoice:
    """Which images of a run, and what of them."""

    images: tuple[str, ...] = ()
    """By name."""
    worst: int = 0
    best: int = 0
    method: str | None = None
    """Whose worst and best images; by default the run's last guided result, else its last method."""
    over: str | None = None
    """By the gain over this method rather than by PSNR."""
    only: tuple[str, ...] = ()
    """Methods to show; all of them without."""
    protocol: str | None = None
    """Of all numbers; the run's own without."""
    top: Path | None = None
    """Where the set lies now, if not where it lay."""


@dataclass(frozen=True)
class WrittenCase:
    folder: Path
    """Holds a comparison."""
    image: str
    why: str = ""
    """"worst of haze/dcp: 14.21 dB"; empty for an image that was named."""


def write_cases(run: Path, out: Path, choice: CaseChoice) -> list[WrittenCase]:
    """The chosen images of `run` with their predictions as comparisons, one folder an image in `out`, in the order asked
    for: named ones, worst first, then best first. Raises InputError."""
    manifest = read_manifest(run)
    protocol = choice.protocol or manifest.protocol
    why = dict.fromkeys(choice.images, "")
    if choice.worst or choice.best:
        method = choice.method or default_method(manifest.methods)
        values = _ranked(run, manifest, method, choice.over, protocol, choice.top)
        over = f" over {choice.over}" if choice.over else ""
        sign = "+" if choice.over else ""
        for word, found in (
            ("worst", values[: choice.worst]),
            ("best", values[: -1 - choice.best : -1] if choice.best else []),
        ):
            for value, image in found:
                why.setdefault(image, f"{word} of {method}{over}: {value:{sign}.2f} dB")
    if not why:
        raise InputError("cases: say which images, with --image NAME, --worst N or --best N.")
    written: list[WrittenCase] = []
    for image, reason in why.items():
        case = run_case(run, image, methods=choice.only, protocol=protocol, top=choice.top)
        slug = image_slug(image)
        folder = out / Path(slug).stem
        if any(other.folder == folder for other in written):  # a.png and a.jpg
            folder = out / slug
        claim_folder(folder, [f"{pane}.png" for pane in case.panes], "comparison.json")
        write_comparison(case, folder)
        written.append(WrittenCase(folder, image, reason))
    return written


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
    ranked = [image for _, image in _ranked(run, read_manifest(run), method, over, protocol, top)]
    return list(dict.fromkeys([*ranked[:worst], *reversed(ranked[max(0, len(ranked) - best) :])]))


def _ranked(
    run: Path, manifest: Manifest, method: str, over: str | None, protocol: str, top: Path | None
) -> list[tuple[float, str]]:
    """(PSNR or gain, image), the worst first."""
    wanted = [_named(manifest, name) for name in (method, over) if name is not None]
    stored = stored_scores(run, manifest, protocol)
    values = []
    for facts in manifest.files:
        if stored is not None:
            rows = stored[stored["image"] == facts.image].set_index("method")["psnr"]
            psnr = [float(rows[m.name]) for m in wanted if m.name in rows.index]
        else:
            psnr = _psnr(run, facts, wanted, protocol, top or place(manifest.top))
        if len(psnr) == len(wanted):
            values.append((psnr[0] - psnr[1] if over is not None else psnr[0], facts.image))
    if not values:
        raise InputError(
            f"{printable(str(run))}: no image has these predictions. Run `benchmark export` again."
        )
    return sorted(values)


def _psnr(run: Path, facts: FileFacts, wanted: Sequence[RunMethod], protocol: str, top: Path) -> list[float]:
    """Of those methods that have a prediction."""
    degraded, truth = read_facts(facts, top)
    against = degraded if truth is None else truth
    images = [_image(run, m, facts, degraded) for m in wanted]
    return [metrics.score(image, against, protocol).psnr for image in images if image is not None]


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
    degraded, truth = read_facts(facts, top or place(manifest.top))
    against = degraded if truth is None else truth
    shown = [
        (m, found)
        for m in chosen
        if m.kind != "photo" and (found := _image(run, m, facts, degraded)) is not None
    ]
    slugs = pane_names([m.name for m, _ in shown], "result")
    panes: dict[str, ImageArray] = {"degraded": degraded}
    records = [Method("photo", "Degraded", "degraded")]
    models, made_by = {}, {}
    for (m, found), pane in zip(shown, slugs, strict=True):
        panes[pane] = found
        records.append(Method(_KINDS[m.kind], method_label(m), pane, model=m.model or ""))
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


def _named(manifest: Manifest, name: str) -> RunMethod:
    found = next((m for m in manifest.methods if m.name == name), None)
    if found is None:
        known = ", ".join(m.name for m in manifest.methods)
        raise InputError(f"{printable(name)}: expected a method of this run ({known}).")
    return found


def _image(run: Path, method: RunMethod, facts: FileFacts, degraded: ImageArray) -> ImageArray | None:
    if method.kind == "photo":
        return degraded
    if not record_path(run, method, facts.image).is_file():
        return None
    return image_at(prediction_path(run, method, facts.image))
