"""A run's folder: its manifest, and where each prediction and its record lie.

    RUN/manifest.json                          what was run on what; written before the first prediction
    RUN/predictions/METHOD/IMAGE.png           lossless; none for the photo itself
    RUN/records/METHOD/IMAGE.json              seconds, sizes, distortion; written after the prediction

A prediction with a record is complete, so a killed run loses at most the image in work.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

from restoration.benchmark.places import write_file
from restoration.errors import InputError, printable

SCHEMA = 1
RunMethodKind = Literal["photo", "baseline", "guided", "generated", "aligned"]
_RUN_FIELDS = ("schema", "set", "task", "seed", "protocol", "tone", "files", "generated")
"""What all methods of one run have in common; another value is another run."""


@dataclass(frozen=True)
class RunMethod:
    """One column of the tables."""

    name: str
    """"degraded", a generator's label, that label + ", aligned", a model id, or "MODEL+prior"."""
    kind: RunMethodKind
    model: str | None = None
    generator: str | None = None
    simulated: bool = False
    """Whether a simulated generator's output is, or guided, the prediction."""

    @property
    def slug(self) -> str:
        """Its folder's name."""
        return _slug(self.name)


@dataclass(frozen=True)
class FileFacts:
    """The input files of one image: which they were, wherever they lie."""

    image: str
    path: str
    """The degraded file, below the set's top folder."""
    degraded_sha256: str
    truth: str | None = None
    """Path below the set's top folder."""
    truth_sha256: str | None = None
    degraded_half: Literal["left", "right"] | None = None


@dataclass(frozen=True)
class Manifest:
    set: str
    task: str
    top: str
    """The set's folder when the run was made; another may be given when it is scored."""
    files: tuple[FileFacts, ...]
    methods: tuple[RunMethod, ...]
    models: Mapping[str, Mapping[str, Any]]
    """model id → sha256 of its weights, device, precision."""
    generated: Mapping[str, str]
    """generator label → what identifies its images: a hash over names and bytes, or "simulated, strength S"."""
    seed: int = 0
    protocol: str = "rgb"
    tone: str = "photo"
    priorlens: str = ""
    versions: Mapping[str, str] = field(default_factory=dict)
    schema: int = SCHEMA

    def to_json(self) -> str:
        return json.dumps(asdict(self), indent=1, ensure_ascii=False, sort_keys=True)


def read_manifest(run: Path) -> Manifest:
    """Raises InputError when the folder has none, or one of another schema."""
    path = run / "manifest.json"
    try:
        data = json.loads(path.read_text("utf-8"))
    except OSError:
        raise InputError(
            f"{printable(str(run))}: expected a run (a folder with manifest.json), found none. Make one with "
            "`benchmark export`."
        ) from None
    except ValueError:
        raise InputError(
            f"{printable(str(path))}: expected JSON, the file is damaged. Export again."
        ) from None
    if not isinstance(data, dict) or data.get("schema") != SCHEMA:
        found = data.get("schema") if isinstance(data, dict) else None
        raise InputError(
            f"{printable(str(path))}: expected a run of schema {SCHEMA}, got {found!r}. Export it again with this "
            "version, or score it with the version that made it."
        )
    files = tuple(FileFacts(**item) for item in data.pop("files"))
    methods = tuple(RunMethod(**item) for item in data.pop("methods"))
    return Manifest(files=files, methods=methods, **data)


def write_manifest(run: Path, manifest: Manifest) -> None:
    write_file(manifest.to_json().encode(), run / "manifest.json")


def extended(old: Manifest, new: Manifest) -> Manifest:
    """`old` with the further models of `new`.

    Raises InputError where they are two configurations: another set, other files, seed, protocol, tone,
    generated images, or other weights of the same model.
    """
    a, b = json.loads(old.to_json()), json.loads(new.to_json())
    for name in _RUN_FIELDS:
        if a[name] != b[name]:
            raise InputError(
                f"this run was made with another {name} ({_shown(a[name])} there, {_shown(b[name])} now). One run "
                "holds one configuration: give another --out."
            )
    for model, facts in new.models.items():
        if model in old.models and dict(old.models[model]) != dict(facts):
            raise InputError(
                f"this run holds {model} with other weights, device or precision. Give another --out."
            )
    methods = tuple(dict.fromkeys((*old.methods, *new.methods)))
    return Manifest(**(asdict_shallow(new) | {"methods": methods, "models": {**old.models, **new.models}}))


def asdict_shallow(manifest: Manifest) -> dict[str, Any]:
    return {name: getattr(manifest, name) for name in manifest.__dataclass_fields__}


def method_label(method: RunMethod) -> str:
    """What comparisons and reviews call a run's method."""
    if method.kind == "photo":
        return "Degraded"
    guided = " (simulated prior)" if method.simulated and method.kind == "guided" else ""
    return method.name + guided


def prediction_path(run: Path, method: RunMethod, image: str) -> Path:
    return run / "predictions" / method.slug / f"{image_slug(image)}.png"


def record_path(run: Path, method: RunMethod, image: str) -> Path:
    return run / "records" / method.slug / f"{image_slug(image)}.json"


def image_slug(image: str) -> str:
    """A file name for an image's name or path; its suffix stays in it, so that a.png and a.jpg differ."""
    return _slug(image)


def _slug(text: str) -> str:
    plain = re.sub(r"[^A-Za-z0-9._+-]+", "-", text).strip("-.")
    # What was replaced is a separator in names of methods and paths of images; anything else gets a hash.
    return plain if re.sub(r", |[/ ]", "-", text) == plain else f"{plain or 'x'}-{_short_hash(text)}"


def _short_hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def _shown(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return printable(text, 80)
