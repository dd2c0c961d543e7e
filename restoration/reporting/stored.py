"""comparison.json as typed, versioned records: the one place that knows its schema.

`StoredComparison.of(comparison).to_json()` is what is written, `StoredComparison.from_json(data)` what is
read. In memory numbers are floats (infinite, NaN where unknown); in JSON they are "inf", "-inf" and null.
Keys that this version does not know are kept in `more` and written again.

Schemas: 1 has no "schema" key and names a pane's model by its id alone; 2 adds "schema", "priorlens", "revision",
and "models" as records; 3 adds "methods". All are read; a later one is refused in words. Methods of older files are
made from their panes.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, is_dataclass, replace
from functools import lru_cache
from typing import Any, Literal, TypeVar, get_args

import cattrs
from cattrs.gen import make_dict_structure_fn

from restoration.errors import InputError
from restoration.provenance import generated_facts
from restoration.records import (
    Comparison,
    Method,
    MethodKind,
    StageScore,
    json_safe,
)
from restoration.reporting.stored_records import (
    MethodRecord,
    ModelRecord,
    PaneScores,
    Provenance,
    StoredDistortion,
    StoredInfluence,
    StoredSpread,
    Unknown,
)
from restoration.version import code_revision, priorlens_version

SCHEMA = 3
_Record = TypeVar("_Record")
_NAN = math.nan


@dataclass(frozen=True)
class StoredComparison:
    """Everything of a `Comparison` but its pixels."""

    task: str
    scored_against: Literal["truth", "input"]
    scores: Mapping[str, PaneScores]
    """Per pane."""
    models: Mapping[str, ModelRecord]
    """Per restored pane."""
    provenance: Provenance = field(default_factory=Provenance)
    timings_s: Mapping[str, float] = field(default_factory=dict)
    distortion: StoredDistortion | None = None
    influence: StoredInfluence | None = None
    spread: StoredSpread | None = None
    notices: tuple[str, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    """Name → SHA-256 of the files that were written with it."""
    tone: str | None = None
    """Whose tone the guided result aims at: "generated" or "photo"; None: before it could be chosen."""
    follow: float | None = None
    """How far it follows the generated image, 0 to 1."""
    methods: tuple[MethodRecord, ...] = ()
    """In order: photo, baseline, guided, results, generated images."""
    schema: int = SCHEMA
    priorlens: str = ""
    """Version that wrote it; empty: before versions were written."""
    revision: str | None = None
    """Commit of the code that wrote it, where it is known."""
    more: Unknown = field(default_factory=dict)

    @property
    def has_truth(self) -> bool:
        return self.scored_against == "truth"

    @property
    def generated_label(self) -> str | None:
        """Provenance of the generated image in a few words; None without one."""
        return self.provenance.generated.label if self.provenance.generated else None

    @property
    def protocol(self) -> str:
        """Of all scores; empty without any."""
        return next((row.protocol for row in self.scores.values()), "")

    def with_method(self, method: MethodRecord) -> StoredComparison:
        """`method` behind the last of its kind, or in the place of the one with its file."""
        kept = [m for m in self.methods if m.file != method.file]
        at = next((i for i, m in enumerate(self.methods) if m.file == method.file), None)
        if at is None:
            order = get_args(MethodKind)
            at = sum(order.index(m.kind) <= order.index(method.kind) for m in kept)
        return replace(self, methods=(*kept[:at], method, *kept[at:]))

    @classmethod
    def of(cls, comparison: Comparison) -> StoredComparison:
        """What is kept of a comparison that was just made."""
        against = comparison.scored_against
        written = {
            "task": comparison.task,
            "scored_against": against,
            "scores": {
                pane: {"psnr": s.psnr, "ssim": s.ssim, "protocol": s.protocol, "against": against}
                for pane, s in comparison.scores.items()
            },
            "models": {
                pane: {"id": m, **comparison.made_by.get(pane, {})} for pane, m in comparison.models.items()
            },
            "provenance": comparison.provenance,
            "timings_s": comparison.timings_s,
            "distortion": comparison.distortion.to_dict() if comparison.distortion else None,
            "influence": comparison.influence.to_dict() if comparison.influence else None,
            "spread": {
                "samples": comparison.spread.samples,
                "median": comparison.spread.median,
                "p95": comparison.spread.p95,
                "coverage": comparison.spread.coverage,
            }
            if comparison.spread
            else None,
            "notices": comparison.notices,
            "tone": comparison.tone,
            "follow": comparison.follow,
            "methods": [_method(m, comparison) for m in comparison.methods],
            "schema": SCHEMA,
            "priorlens": priorlens_version(),
            "revision": code_revision(),
        }
        return cls.from_json(json_safe(written))

    @classmethod
    def from_json(cls, data: Any) -> StoredComparison:
        """Read comparison.json, of this schema or an older one. Raises InputError in words."""
        if not isinstance(data, Mapping):
            raise InputError(f"comparison.json: expected an object, got {type(data).__name__}.")
        schema = data.get("schema", 1)
        if not isinstance(schema, int) or isinstance(schema, bool) or schema < 1:
            raise InputError(f"comparison.json: expected a whole number as schema, got {schema!r}.")
        if schema > SCHEMA:
            raise InputError(
                f"comparison.json: written by PriorLens {data.get('priorlens') or 'of a later version'} under schema "
                f"{schema}; this version reads up to {SCHEMA}. Update PriorLens, or run the comparison again."
            )
        models = data.get("models")
        if schema == 1 and isinstance(models, Mapping):
            data = {**data, "models": {p: {"id": m} if isinstance(m, str) else m for p, m in models.items()}}
        if schema < 3:
            data = {**data, "methods": _methods_of_older(data)}
        return _read(cls, {**data, "schema": SCHEMA}, "comparison.json")

    def to_json(self) -> dict[str, Any]:
        """JSON-safe: infinities as strings, no NaN."""
        out = _plain(self)
        first = ("schema", "priorlens", "revision", "task", "methods", "models", "scored_against", "scores")
        return {name: out[name] for name in first} | out


def _method(method: Method, comparison: Comparison) -> dict[str, Any]:
    def scores(pane: str) -> dict[str, Any] | None:
        found = comparison.scores.get(pane)
        return None if found is None else asdict(found) | {"against": comparison.scored_against}

    return {
        "kind": method.kind,
        "label": method.label,
        "file": f"{method.pane}.png",
        "scores": scores(method.pane),
        "model": method.model or None,
        "aligned": {"file": f"{method.aligned}.png", "scores": scores(method.aligned)}
        if method.aligned
        else None,
        "distortion": method.distortion.to_dict() if method.distortion else None,
        "source": generated_facts(method.source) if method.source else None,
        "note": method.note,
    }


def _mapping(value: Any) -> Mapping[str, Any]:
    """`value`, or nothing where it is damaged: what it stands in is refused in words elsewhere."""
    return value if isinstance(value, Mapping) else {}


def _methods_of_older(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Before schema 3: one generated image, and models' panes."""
    scores, models, provenance = (_mapping(data.get(name)) for name in ("scores", "models", "provenance"))
    generated = _mapping(provenance.get("generated"))

    def row(kind: MethodKind, label: str, pane: str, **more: Any) -> dict[str, Any]:
        return {"kind": kind, "label": label, "file": f"{pane}.png", "scores": scores.get(pane), **more}

    found = [row("photo", "Degraded", "degraded")] if "degraded" in scores else []
    for pane, model in models.items():
        name = model.get("id") if isinstance(model, Mapping) else model
        found.append(row("guided" if pane == "guided" else "baseline", str(name), pane, model=name))
    if generated and "generated" in scores:
        aligned = {"file": "aligned.png", "scores": scores.get("aligned")} if "aligned" in scores else None
        more = {"source": generated, "aligned": aligned, "distortion": data.get("distortion")}
        found.append(row("generated", str(generated.get("model") or "Generated"), "generated", **more))
    return found


def read_scores(data: Mapping[str, Any]) -> dict[str, PaneScores]:
    """Scores as they stand in comparison.json, or made under another protocol and kept. Raises InputError."""
    return {str(pane): _read(PaneScores, row, "scores") for pane, row in data.items()}


def read_stages(rows: list[Any]) -> tuple[StageScore, ...]:
    """Rows of the stages of alignment. Raises InputError."""
    return tuple(_read(StageScore, row, "ladder") for row in rows)


def _read(kind: type[_Record], data: Any, name: str) -> _Record:
    try:
        return _converter().structure(data, kind)
    except Exception as error:  # cattrs raises groups of whatever went wrong inside
        why = "; ".join(cattrs.transform_error(error)[:2])
        raise InputError(
            f"{name}: not as this version of PriorLens writes it ({why}). Run the comparison again."
        ) from None


@lru_cache(maxsize=1)
def _converter() -> cattrs.Converter:
    converter = cattrs.Converter()
    converter.register_structure_hook(float, lambda value, _: _NAN if value is None else float(value))
    converter.register_structure_hook_factory(_keeps_more, lambda kind: _reader_that_keeps(kind, converter))
    return converter


def _keeps_more(kind: Any) -> bool:
    return is_dataclass(kind) and any(f.name == "more" for f in fields(kind))


def _reader_that_keeps(kind: Any, converter: cattrs.Converter) -> Any:
    known = {f.name for f in fields(kind)} - {"more"}
    read = make_dict_structure_fn(kind, converter)

    def structure(data: Mapping[str, Any], _: Any) -> Any:
        unknown = {key: value for key, value in data.items() if key not in known}
        return read({**{k: v for k, v in data.items() if k in known}, "more": unknown}, kind)

    return structure


def _plain(value: Any) -> Any:
    """Dataclasses as mappings, unknown keys back among the known ones; JSON-safe."""
    if is_dataclass(value) and not isinstance(value, type):
        out = {f.name: _plain(getattr(value, f.name)) for f in fields(value) if f.name != "more"}
        return out | dict(getattr(value, "more", {}))
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(inner) for inner in value]
    return json_safe(value)
