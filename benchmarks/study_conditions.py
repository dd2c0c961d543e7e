"""Claim 5 of the study: how far prompt, canvas policy and repeated samples change what comes back.

Simulated: another seed of the simulator is a repeated sample, and the ground truth goes to it through each canvas policy;
it knows no prompt. Real: images that `generate` wrote, with the JSON beside each that says how it was asked for.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from pathlib import Path
from typing import Any

import restoration as r
from benchmarks.study_verdicts import FEWEST, NOT, SUPPORTED, UNDECIDED, mean, of_zero, together, written
from restoration.benchmark import ImageSet, list_set
from restoration.benchmark.predict import read_pair
from restoration.benchmark.statistics import interval
from restoration.distortion import hallucinations_masked
from restoration.errors import InputError, printable
from restoration.gpt import get_gpt_model
from restoration.gpt.framing import crop_output, frame_input, plan_framing
from restoration.gpt.job import pixels_digest
from restoration.image import IMAGE_SUFFIXES, ImageArray, load_image, resize_image
from restoration.outputs import file_sha256

FACTORS = ("prompt", "policy", "sample")
TITLES = {"prompt": "prompt", "policy": "canvas policy", "sample": "repeated samples"}
LEAST = {"with_prior": 0.5, "moved": 0.2}
"""A range counts where its mean lies above: dB of the result with the prior; percent of the longer side."""
SEEDS = (0, 1, 2)
POLICIES = ("snap", "native", "pad")
CANVASES_OF = "gpt-image-2"
"""It has free sizes, so that every policy applies."""

Rows = Sequence[dict[str, Any]]
Ranges = Callable[[Rows, str, str], tuple[list[float], list[float]]]


def simulated_conditions(
    name: str, image_set: ImageSet, top: Path, network: str, images: int
) -> list[dict[str, Any]]:
    """One row an image, factor and level, with `with_prior` (dB), `aligned` (dB) and `moved` (% of the longer side)."""
    rows: list[dict[str, Any]] = []
    entries = list_set(image_set, top).entries
    for entry in [entries[i * len(entries) // images] for i in range(min(images, len(entries)))]:
        degraded, truth = read_pair(entry.degraded, entry.truth, entry.degraded_half)
        assert truth is not None
        drawn = [("sample", str(seed), r.simulate_generator(truth, seed=seed).image) for seed in SEEDS]
        drawn += [("policy", policy, _through(truth, policy)) for policy in POLICIES]
        for factor, level, generated in drawn:
            row = {"set": name, "photo": f"{name}/{entry.image}", "factor": factor, "level": level}
            rows.append(row | _measured(generated, degraded, truth, image_set.task, network))
    print(f"{name}: repeated samples and canvas policies")
    return rows


def _through(truth: ImageArray, policy: str) -> ImageArray:
    height, width = truth.shape[:2]
    framing = plan_framing(width, height, get_gpt_model(CANVASES_OF), policy)
    canvas = resize_image(frame_input(truth, framing), *framing.canvas)
    return crop_output(r.simulate_generator(canvas, seed=SEEDS[0]).image, framing)[0]


def _measured(
    generated: ImageArray, degraded: ImageArray, truth: ImageArray | None, task: str, network: str = ""
) -> dict[str, Any]:
    alignment = r.align(generated, degraded, task=task)
    report = r.analyse(alignment, generated, degraded, truth)
    side = max(degraded.shape[:2])
    row: dict[str, Any] = {
        "moved": None if report.reason else 100 * float(report.motion_px) / side,
        "aligned": None,
        "with_prior": None,
    }
    if truth is not None:
        row["aligned"] = next(stage.psnr for stage in report.ladder if stage.name == "dense")
    if truth is not None and network:
        restored = r.restore(
            degraded, network, prior=hallucinations_masked(alignment, report), tone="photo", task=task
        )
        row["with_prior"] = r.score(restored, truth).psnr
    return row


def given_outputs(
    photos: Path, outputs: Path, truths: Path | None = None
) -> tuple[list[dict[str, Any]], list[dict[str, str]]]:
    """(one row an output, measured files) of images that `generate` wrote anywhere below `outputs`. A photo is known by its pixels.

    Raises InputError where no output belongs to a photo.
    """
    known = {pixels_digest(load_image(file)): file for file in _images(photos)}
    rows: list[dict[str, Any]] = []
    files: dict[str, dict[str, str]] = {}
    for file in _images(outputs):
        try:
            asked = json.loads(file.with_suffix(".json").read_text("utf-8"))
        except (OSError, ValueError):
            continue
        photo = known.get(asked.get("input_sha256", "")) if isinstance(asked, dict) else None
        if photo is None:
            continue
        truth = next((t for t in _images(truths) if t.stem == photo.stem), None) if truths else None
        rows.append(
            {
                "photo": photo.name,
                "model": asked.get("model", ""),
                "prompt": asked.get("prompt", ""),
                "policy": (asked.get("framing") or {}).get("policy", ""),
                "rest": f"{asked.get('quality', '')} {asked.get('input_fidelity', '')}",
                "sample": (asked.get("sample") or "", file.relative_to(outputs).as_posix()),
                **_measured(
                    load_image(file),
                    load_image(photo),
                    load_image(truth) if truth else None,
                    asked.get("task", "other"),
                ),
            }
        )
        for base, one in ((photos, photo), (outputs, file)):
            path = f"{base.name}/{one.relative_to(base).as_posix()}"
            files[path] = {"set": "outputs", "file": path, "sha256": file_sha256(one)}
    if not rows:
        raise InputError(
            f"--outputs {printable(str(outputs))}: expected images that `generate` made of the photos in "
            f"{printable(str(photos))}, with the JSON beside each; found none."
        )
    return rows, list(files.values())


def _images(folder: Path) -> Iterator[Path]:
    return (p for p in sorted(folder.rglob("*")) if p.suffix.lower() in IMAGE_SUFFIXES and p.is_file())


def ranges(rows: Rows, factor: str, measure: str) -> tuple[list[float], list[float]]:
    """(a photo's range of `measure` over the levels of `factor`; the same less its range over as many repeated samples, where
    it has them). For "sample" the second list is empty. Only the factor differs within a group, and each level counts once."""
    found, excess = [], []
    repeated = _groups(
        [row for row in rows if row[measure] is not None], ("photo", "model", "prompt", "policy", "rest")
    )
    if factor == "sample":
        return [_range([row[measure] for row in own]) for own in repeated.values() if len(own) > 1], []
    fixed = tuple(name for name in ("photo", "model", "prompt", "policy", "rest") if name != factor)
    for group in _groups([row for row in rows if row[measure] is not None], fixed).values():
        levels = list({row[factor]: row[measure] for row in reversed(group)}.values())
        if len(levels) < 2:
            continue
        found.append(_range(levels))
        samples = [
            [row[measure] for row in own[: len(levels)]]
            for own in repeated.values()
            if len(own) >= len(levels) and own[0] in group
        ]
        if samples:
            excess.append(found[-1] - sum(_range(own) for own in samples) / len(samples))
    return found, excess


def _groups(rows: Rows, names: Sequence[str]) -> dict[Hashable, list[dict[str, Any]]]:
    found: dict[Hashable, list[dict[str, Any]]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row["sample"]):
        found[tuple(row[name] for name in names)].append(row)
    return found


def _range(values: Sequence[float]) -> float:
    return max(values) - min(values)


def _verdict(factor: str, found: Sequence[float], excess: Sequence[float], least: float) -> str:
    if factor != "sample":
        return of_zero(excess)
    low, high = interval(list(found))
    if len(found) < FEWEST:
        return UNDECIDED
    return SUPPORTED if low > least else NOT if high < least else UNDECIDED


def conditions(simulated: Rows, real: Rows) -> dict[str, Any]:
    """The experiment."""
    effects, tables, verdicts = [], [], {}
    kinds: tuple[tuple[str, Rows, Ranges, str, str, str], ...] = (
        ("simulated", simulated, simulated_ranges, "with_prior", "dB", "Simulated generator"),
        ("real", real, ranges, "moved", "% of the longer side", "Real outputs"),
    )
    for name, rows, ranged, measure, unit, title in kinds:
        parts, table = [], []
        for factor in FACTORS:
            found, excess = ranged(rows, factor, measure)
            parts.append(_verdict(factor, found, excess, LEAST[measure]))
            effects.append(f"{name}: {TITLES[factor]}: {_sentence(factor, found, excess, unit)}: {parts[-1]}")
            cells = (mean(ranged(rows, factor, m)[0]) for m in ("with_prior", "aligned", "moved"))
            table.append([TITLES[factor], str(len(found)), *cells])
        verdicts[name] = together(parts) if rows else UNDECIDED
        if rows:
            tables.append(
                {
                    "caption": f"{title}: largest less smallest value over the levels of one photo, mean over photos",
                    "header": [
                        "what differs",
                        "photos",
                        "result with the prior, dB",
                        "aligned, dB",
                        "moved, % of the longer side",
                    ],
                    "rows": table,
                }
            )
        else:
            effects = [effect for effect in effects if not effect.startswith(f"{name}:")]
    if not real:
        effects.append(
            "real: the shared pairs have one output a photo and generator; `--photos PHOTOS --outputs OUTPUTS` measures outputs of `generate`"
        )
    return {
        "id": "5",
        "claim": "Prompt, canvas policy and repeated samples matter",
        **verdicts,
        "rule": "A photo’s range is the largest less the smallest value over what differs, everything else equal. Repeated samples matter where "
        f"the 95 % interval of the mean range lies above {LEAST['with_prior']:g} dB of the result with the prior (simulated) or {LEAST['moved']:g} % of the "
        "longer side of motion (real); prompt and canvas policy where their range less that of as many repeated samples of the photo lies above 0. "
        "Supported where all three matter, not supported where one does not. The simulator knows no prompt; a canvas policy is the way of the "
        f"ground truth to the canvases of {CANVASES_OF} and back.",
        "effects": effects,
        "tables": tables,
    }


def simulated_ranges(rows: Rows, factor: str, measure: str) -> tuple[list[float], list[float]]:
    """The simulator's samples are drawn at the photo's own size, those of the policies on canvases: they are compared a photo."""
    found: list[float] = []
    excess: list[float] = []
    for photo in dict.fromkeys(row["photo"] for row in rows):
        own = [row for row in rows if row["photo"] == photo and row[measure] is not None]
        values = {f: [row[measure] for row in own if row["factor"] == f] for f in ("sample", "policy")}
        if factor == "prompt" or len(values[factor]) < 2:
            continue
        found.append(_range(values[factor]))
        if factor == "policy" and len(values["sample"]) >= 2:
            excess.append(found[-1] - _range(values["sample"][: len(values["policy"])]))
    return found, excess


def _sentence(factor: str, found: Sequence[float], excess: Sequence[float], unit: str) -> str:
    if not found:
        return "nothing to compare"
    text = f"range {written(found, unit)} (n {len(found)})"
    if factor != "sample":
        text += f", beyond repeated samples {written(excess, unit)} (n {len(excess)})"
    return text
