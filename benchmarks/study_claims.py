"""Rows of the study → experiments: tables, effect sizes, and verdicts by rules that are written beside them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy import stats

from restoration.benchmark import statistics

SUPPORTED, NOT, UNDECIDED = "supported", "not supported", "undecided"
COMPLAINTS = ("proportions", "positions", "quantities", "viewpoint")
SEEN = ("slight", "clear", "severe")
LEAST_SHARE = 0.1
"""A distortion counts as a property of a generator where it is seen on more than so many of the pairs."""

Rows = Sequence[dict[str, Any]]


def experiments(simulated: Rows, real: Rows) -> list[dict[str, Any]]:
    return [_alignment(simulated), _distortions(simulated, real), _priors(simulated), _weak(), _conditions()]


def _of_zero(low: float, high: float) -> str:
    return SUPPORTED if low > 0 else NOT if high < 0 else UNDECIDED


def _gain(values: Sequence[float]) -> tuple[float, float, float]:
    return float(np.mean(values)), *statistics.interval(list(values))


def _written(mean: float, low: float, high: float) -> str:
    return f"{mean:+.2f} [{low:+.2f}, {high:+.2f}]"


def _alignment(rows: Rows) -> dict[str, Any]:
    once = list({(row["set"], row["image"]): row for row in rows}.values())
    best = {
        key: max(row["alone"] for row in rows if (row["set"], row["image"]) == key)
        for key in {(row["set"], row["image"]) for row in rows}
    }
    table = []
    for name in dict.fromkeys(row["set"] for row in once):
        own = [row for row in once if row["set"] == name]
        cells = [np.mean([row[key] for row in own]) for key in ("raw", "aligned", "toned")]
        reference = np.mean([best[row["set"], row["image"]] for row in own])
        table.append([name, str(len(own)), *(f"{value:.2f}" for value in (*cells, reference))])
    aligned = _gain([row["aligned"] - row["raw"] for row in once])
    toned = _gain([row["toned"] - row["aligned"] for row in once])
    below = _gain([best[row["set"], row["image"]] - row["raw"] for row in once])
    verdicts = {_of_zero(*aligned[1:]), _of_zero(*below[1:])}
    return {
        "id": "1",
        "claim": "Generated images look good but score low; alignment raises their scores",
        "simulated": verdicts.pop() if len(verdicts) == 1 else UNDECIDED,
        "real": UNDECIDED,
        "rule": "Supported where two 95 % intervals of mean paired differences lie above 0: the better network of the task over "
        "the raw generated image, and aligned over raw. That images look good is not measured here. "
        "Aligned images are scored where they cover the frame. Tone is fitted to the degraded input, so scores against ground truth fall.",
        "effects": [
            f"simulated, n {len(once)}: the better network over the raw generated image {_written(*below)} dB",
            f"simulated, n {len(once)}: aligned over raw {_written(*aligned)} dB, the tone of the input over aligned {_written(*toned)} dB",
            "real: all but one of the shared pairs have no ground truth",
        ],
        "tables": [
            {
                "caption": "Simulated generator, PSNR in dB (rgb), means",
                "header": [
                    "set (part)",
                    "n",
                    "raw",
                    "aligned",
                    "aligned, tone of the input",
                    "better network alone",
                ],
                "rows": table,
            }
        ],
    }


def _share(rows: Rows, complaint: str) -> tuple[int, int, float, float]:
    """(seen, judged, Wilson interval)."""
    levels = [row["levels"].get(complaint, "unknown") for row in rows]
    known = [level for level in levels if level != "unknown"]
    seen = sum(level in SEEN for level in known)
    if not known:
        return 0, 0, 0.0, 1.0
    found = stats.binomtest(seen, len(known)).proportion_ci(0.95, method="wilson")
    return seen, len(known), float(found.low), float(found.high)


def _cell(rows: Rows, complaint: str) -> str:
    levels = [row["levels"].get(complaint, "unknown") for row in rows]
    return " / ".join(str(levels.count(level)) for level in ("none", *SEEN, "unknown"))


def _distortions(simulated: Rows, real: Rows) -> dict[str, Any]:
    once = list({(row["set"], row["image"]): row for row in simulated}.values())
    generators = list(dict.fromkeys(row["generator"] for row in real))

    def verdict(rows: Rows) -> str:
        shares = [_share(rows, complaint) for complaint in COMPLAINTS]
        if all(low > LEAST_SHARE for *_, low, _ in shares):
            return SUPPORTED
        return NOT if any(high < LEAST_SHARE for *_, high in shares) else UNDECIDED

    effects = []
    for complaint in COMPLAINTS:
        seen, judged, low, high = _share(real, complaint)
        effects.append(
            f"real: {complaint} changed on {seen} of {judged} judged pairs, {100 * low:.0f} to {100 * high:.0f} %"
        )
    header = [*COMPLAINTS]
    return {
        "id": "2",
        "claim": "Generators change proportions, positions, quantities and viewpoint",
        "simulated": verdict(once),
        "real": verdict(real),
        "rule": f"Supported where, for each of the four, the 95 % interval (Wilson) of the share of judged images with a change lies "
        f"above {100 * LEAST_SHARE:.0f} %; not supported where one lies below. The simulator makes such changes on purpose.",
        "effects": effects,
        "tables": [
            {
                "caption": "Real pairs: none / slight / clear / severe / cannot be judged",
                "header": ["generator", "n", *header],
                "rows": [
                    [g, str(sum(row["generator"] == g for row in real))]
                    + [_cell([row for row in real if row["generator"] == g], c) for c in COMPLAINTS]
                    for g in generators
                ],
            },
            {
                "caption": "Simulated generator: none / slight / clear / severe / cannot be judged",
                "header": ["set (part)", "n", *header],
                "rows": [
                    [s, str(sum(row["set"] == s for row in once))]
                    + [_cell([row for row in once if row["set"] == s], c) for c in COMPLAINTS]
                    for s in dict.fromkeys(row["set"] for row in once)
                ],
            },
        ],
    }


def _priors(rows: Rows) -> dict[str, Any]:
    table, verdicts = [], []
    for network in dict.fromkeys(row["network"] for row in rows):
        for name in dict.fromkeys(row["set"] for row in rows if row["network"] == network):
            own = [row for row in rows if row["network"] == network and row["set"] == name]
            gain = _gain([row["with_prior"] - row["alone"] for row in own])
            table.append(
                [
                    name,
                    network,
                    str(len(own)),
                    f"{np.mean([row['alone'] for row in own]):.2f}",
                    _written(*gain),
                ]
            )
        own = [row for row in rows if row["network"] == network]
        verdicts.append(_of_zero(*_gain([row["with_prior"] - row["alone"] for row in own])[1:]))
    gains = [row["with_prior"] - row["alone"] for row in rows]
    found = stats.spearmanr([row["alone"] for row in rows], gains)
    worse = sum(gain < -0.1 for gain in gains)
    return {
        "id": "3",
        "claim": "Generated images as priors improve existing networks",
        "simulated": SUPPORTED if set(verdicts) == {SUPPORTED} else NOT if NOT in verdicts else UNDECIDED,
        "real": UNDECIDED,
        "rule": "Supported where, for every network, the 95 % interval of the mean gain over its images lies above 0; not supported "
        "where one lies below.",
        "effects": [
            f"simulated, n {len(gains)} pairs of image and network: {_written(*_gain(gains))} dB, {worse} lose more than 0.1 dB",
            f"simulated: the better a network is on an image, the {'less' if found.statistic < 0 else 'more'} a prior adds: "
            f"Spearman {found.statistic:+.2f}, p {'< 0.001' if found.pvalue < 0.001 else f'{found.pvalue:.3f}'}",
            "real: all but one of the shared pairs have no ground truth",
        ],
        "tables": [
            {
                "caption": "Simulated priors of strength 1, PSNR in dB (rgb)",
                "header": ["set (part)", "network", "n", "alone", "gain with the prior, 95 % interval"],
                "rows": table,
            }
        ],
    }


def _weak() -> dict[str, Any]:
    return {
        "id": "4",
        "claim": "Generated images can supervise a network in place of ground truth",
        "simulated": UNDECIDED,
        "real": UNDECIDED,
        "rule": "Not run: it needs trainings. `python -m benchmarks.weak_pairs` and docs/training.md measure it apart.",
        "effects": [],
        "tables": [],
    }


def _conditions() -> dict[str, Any]:
    return {
        "id": "5",
        "claim": "Prompt, canvas policy and repeated samples matter",
        "simulated": UNDECIDED,
        "real": UNDECIDED,
        "rule": "Not run: it needs several outputs of one generator for one photo under known prompts; the shared pairs have one each.",
        "effects": [],
        "tables": [],
    }
