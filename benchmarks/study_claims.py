"""Rows of the study → experiments: tables, effect sizes, and verdicts by rules that are written beside them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scipy import stats

from benchmarks.study_conditions import conditions
from benchmarks.study_runs import SetRows, gains
from benchmarks.study_verdicts import NOT, SUPPORTED, UNDECIDED, mean, of_zero, together, written
from benchmarks.study_weak import weak

COMPLAINTS = ("proportions", "positions", "quantities", "viewpoint")
SEEN = ("slight", "clear", "severe")
LEAST_SHARE = 0.1
"""A distortion counts as a property of a generator where it is seen on more than so many of the pairs."""

Rows = Sequence[dict[str, Any]]
_UNDECIDED = "real: undecided, the other shared pairs have no ground truth; `--released` and `--set` measure released outputs"


def experiments(
    simulated: SetRows,
    released: SetRows,
    pairs: Rows,
    weak_rows: Rows = (),
    condition_rows: Rows = (),
    outputs: Rows = (),
) -> list[dict[str, Any]]:
    """`released`: paired sets with a real generator's images; `pairs`: real pairs, most without ground truth (`truth_scores`
    holds raw, aligned, alone and with_prior of those that have one); `outputs`: real outputs under known conditions."""
    truths = [{**row["truth_scores"], "pair": row["pair"]} for row in pairs if row.get("truth_scores")]
    return [
        _alignment(simulated.images, released.images, truths),
        _distortions(simulated.images, [*pairs, *released.images]),
        _priors(simulated.networks, released.networks, truths),
        weak(weak_rows),
        conditions(condition_rows, outputs),
    ]


def _kinds(simulated: Rows, real: Rows) -> tuple[tuple[str, str, Rows], ...]:
    return ("simulated", "Simulated generator", simulated), ("real", "Real generators", real)


def _sets(rows: Rows) -> list[tuple[str, str, Rows]]:
    """(set, generator, its rows)."""
    keys = dict.fromkeys((row["set"], row["generator"]) for row in rows)
    return [(s, g, [row for row in rows if (row["set"], row["generator"]) == (s, g)]) for s, g in keys]


def _alignment(simulated: Rows, real: Rows, truths: Rows) -> dict[str, Any]:
    effects, tables, verdicts = [], [], {}
    for name, title, rows in _kinds(simulated, real):
        known = [row for row in rows if row["reference"] is not None]
        below = [row["reference"] - row["raw"] for row in known]
        aligned = [row["aligned"] - row["raw"] for row in rows]
        toned = [row["toned"] - row["aligned"] for row in rows]
        verdicts[name] = together([of_zero(below), of_zero(aligned)])
        if not rows:
            continue
        effects += [
            f"{name}, n {len(known)}: the better network over the raw generated image {written(below, 'dB')}",
            f"{name}, n {len(rows)}: aligned over raw {written(aligned, 'dB')}, the tone of the input over aligned {written(toned, 'dB')}",
        ]
        table = []
        for image_set, generator, own in _sets(rows):
            reference = [row["reference"] for row in own if row["reference"] is not None]
            cells = [mean([row[key] for row in own]) for key in ("raw", "aligned", "toned")]
            table.append([image_set, generator, str(len(own)), *cells, mean(reference)])
        tables.append(
            {
                "caption": f"{title}, PSNR in dB (rgb), means",
                "header": ["set (part)", "generator", "n", "raw", "aligned", "aligned, tone of the input", "better network alone"],
                "rows": table,
            }
        )  # fmt: skip
    effects += [
        f"real, n 1, {row['pair']}: raw {row['raw']:.2f}, aligned {row['aligned']:.2f}, {row['network']} {row['alone']:.2f} dB"
        for row in truths
    ]
    if not real:
        effects.append(_UNDECIDED)
    return {
        "id": "1",
        "claim": "Generated images look good but score low; alignment raises their scores",
        **verdicts,
        "rule": "Supported where two 95 % intervals of mean paired differences lie above 0: the better network of the task over "
        "the raw generated image, and aligned over raw; not supported where one lies below. That images look good is not measured here. "
        "Aligned images are scored where they cover the frame. Tone is fitted to the degraded input, so scores against ground truth fall.",
        "effects": effects,
        "tables": tables,
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
    once = simulated
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


def _priors(simulated: Rows, real: Rows, truths: Rows) -> dict[str, Any]:
    effects, tables, verdicts = [], [], {}
    for name, title, rows in _kinds(simulated, real):
        networks = list(dict.fromkeys(row["network"] for row in rows))
        verdicts[name] = together(
            [of_zero(gains([row for row in rows if row["network"] == n])) for n in networks]
        )
        if not rows:
            continue
        every = gains(rows)
        worse = sum(gain < -0.1 for gain in every)
        effects.append(
            f"{name}, n {len(every)} pairs of image and network: {written(every, 'dB')}, {worse} lose more than 0.1 dB"
        )
        if len(rows) > 2:
            found = stats.spearmanr([row["alone"] for row in rows], every)
            effects.append(
                f"{name}: the better a network is on an image, the {'less' if found.statistic < 0 else 'more'} a prior adds: "
                f"Spearman {found.statistic:+.2f}, p {'< 0.001' if found.pvalue < 0.001 else f'{found.pvalue:.3f}'}"
            )
        table = []
        for network in networks:
            for image_set, generator, own in _sets([row for row in rows if row["network"] == network]):
                alone = mean([row["alone"] for row in own])
                table.append([image_set, generator, network, str(len(own)), alone, written(gains(own))])
        tables.append(
            {
                "caption": f"{title}, PSNR in dB (rgb)",
                "header": [
                    "set (part)",
                    "generator",
                    "network",
                    "n",
                    "alone",
                    "gain with the prior, 95 % interval",
                ],
                "rows": table,
            }
        )
    effects += [
        f"real, n 1, {row['pair']}: {row['network']} {row['alone']:.2f} dB, with the prior {row['with_prior']:.2f} dB"
        for row in truths
    ]
    if not real:
        effects.append(_UNDECIDED)
    return {
        "id": "3",
        "claim": "Generated images as priors improve existing networks",
        **verdicts,
        "rule": "Supported where, for every network, the 95 % interval of the mean gain over its images lies above 0; not supported "
        "where one lies below.",
        "effects": effects,
        "tables": tables,
    }
