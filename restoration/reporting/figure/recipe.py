"""What a figure shows, as JSON beside it. The recipe names its source files with their SHA-256: from the same files the
same version makes the same bytes."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import cattrs

from restoration.arguments import came, checked, optional, path, texts
from restoration.errors import InputError, printable
from restoration.metrics import PROTOCOLS
from restoration.outputs import file_sha256
from restoration.reporting.reading import read_stored_comparison
from restoration.version import priorlens_version

SCHEMA = 1
LAYOUTS = ("row", "grid", "beside")
"""`row`: methods side by side, crops below each. `grid`: the same in several rows. `beside`: one image in full, crops of
every method beside it."""
WIDTHS_MM: Mapping[str, float] = {
    "cvpr-column": 82.55,
    "cvpr-page": 174.625,
    "ieee-column": 88.9,
    "ieee-page": 181.864,
    "acm-column": 84.67,
    "acm-page": 178.0,
}
"""Width of one column and of the whole text of the usual templates: CVPR/ICCV 3.25 and 6.875 in, IEEE 3.5 and 7.16 in,
ACM sigconf 240.9 and 506.3 pt."""
_MAPS = {
    "distortion": "Kept, moved, hallucinated",
    "influence": "Prior influence",
    "spread": "Where samples disagree",
}
"""What maps are called, as on the page."""
_MOST_REGIONS, _MOST_PANELS = 6, 24
_DPI, _MM = (72, 1200), (20.0, 500.0)

Box = tuple[int, int, int, int]
"""x, y, width, height in pixels of the degraded image."""


@dataclass(frozen=True)
class RecipeSource:
    """One photo: the folder of its comparison, from the recipe's own, and the files that are shown."""

    folder: str
    sha256: Mapping[str, str]
    title: str = ""


@dataclass(frozen=True)
class FigureRecipe:
    """Everything that decides what a figure looks like."""

    sources: tuple[RecipeSource, ...]
    panes: tuple[str, ...]
    """File names without .png, in their order."""
    labels: Mapping[str, str] = field(default_factory=dict)
    regions: tuple[Box, ...] = ()
    layout: str = "row"
    width: str = "cvpr-page"
    """A key of `WIDTHS_MM`, or a number of millimetres."""
    columns: int = 0
    """Of a grid; 0: as square as it can be."""
    dpi: int = 300
    protocol: str = "rgb"
    metrics: bool = True
    """PSNR and SSIM below each image, where there is ground truth."""
    errors: bool = False
    """A row of maps of the absolute difference to ground truth."""
    error_full: int = 64
    """Grey levels at the bright end of these maps."""
    font_pt: float = 8.0
    schema: int = SCHEMA
    priorlens: str = ""

    @property
    def width_mm(self) -> float:
        return WIDTHS_MM[self.width] if self.width in WIDTHS_MM else float(self.width)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: Any) -> FigureRecipe:
        """Raises InputError in words."""
        if not isinstance(data, Mapping):
            raise InputError(f"recipe: expected a JSON object, got {type(data).__name__}.")
        if data.get("schema", SCHEMA) != SCHEMA:
            raise InputError(
                f"recipe: written under schema {data.get('schema')!r}; this version reads {SCHEMA}. Update PriorLens."
            )
        converter = cattrs.Converter(forbid_extra_keys=True)
        try:
            found = converter.structure(dict(data), cls)
        except Exception as error:  # cattrs raises groups of its own
            reason = "; ".join(cattrs.transform_error(error)[:3])
            raise InputError(f"recipe: cannot be read: {printable(reason, 300)}.") from None
        return found.checked()

    def checked(self) -> FigureRecipe:
        """Itself, if everything in it can be drawn. Raises InputError."""
        if not self.sources or not self.panes:
            raise InputError("recipe: expected at least one source and one pane.")
        if len(self.sources) * len(self.panes) > _MOST_PANELS:
            raise InputError(
                f"recipe: expected up to {_MOST_PANELS} images, got {len(self.sources)} × {len(self.panes)}."
            )
        if len(set(self.panes)) < len(self.panes):
            raise InputError("recipe: a pane is named twice.")
        if self.layout not in LAYOUTS:
            raise InputError(f"layout: expected one of {', '.join(LAYOUTS)}, got {printable(self.layout)!r}.")
        if self.layout == "beside" and not self.regions:
            raise InputError("layout beside: expected at least one region, got none. Add --region X,Y,W,H.")
        if self.protocol not in PROTOCOLS:
            raise InputError(
                f"protocol: expected one of {', '.join(PROTOCOLS)}, got {printable(self.protocol)!r}."
            )
        if not _DPI[0] <= self.dpi <= _DPI[1]:
            raise InputError(f"dpi: expected {_DPI[0]} to {_DPI[1]}, got {self.dpi}.")
        if len(self.regions) > _MOST_REGIONS:
            raise InputError(f"regions: expected up to {_MOST_REGIONS}, got {len(self.regions)}.")
        if any(w < 4 or h < 4 or x < 0 or y < 0 for x, y, w, h in self.regions):
            raise InputError("regions: expected x, y from 0 and sides of at least 4 px.")
        if not 4 <= self.font_pt <= 20 or not 1 <= self.error_full <= 255 or not 0 <= self.columns <= 12:
            raise InputError("recipe: font_pt must be 4 to 20, error_full 1 to 255, columns 0 to 12.")
        try:
            width = self.width_mm
        except ValueError:
            raise InputError(
                f"width: expected one of {', '.join(WIDTHS_MM)} or a number of mm, got {printable(self.width)!r}."
            ) from None
        if not _MM[0] <= width <= _MM[1]:
            raise InputError(f"width: expected {_MM[0]:g} to {_MM[1]:g} mm, got {width:g}.")
        return self

    @classmethod
    def read(cls, path: Path) -> FigureRecipe:
        try:
            data = json.loads(path.read_text("utf-8"))
        except OSError as error:
            raise InputError(f"{printable(str(path))}: cannot be read ({error.strerror}).") from None
        except (ValueError, RecursionError):
            raise InputError(f"{printable(str(path))}: expected a recipe as JSON.") from None
        return cls.from_json(data)

    def moved(self, old: Path, new: Path) -> FigureRecipe:
        """The same recipe for a file in another folder: sources are named from there."""
        sources = [
            replace(s, folder=Path(os.path.relpath(old / s.folder, new)).as_posix()) for s in self.sources
        ]
        return replace(self, sources=tuple(sources))


def _folders(value: Any, name: str) -> list[Path]:
    if not isinstance(value, (list, tuple)) or not value:
        raise InputError(f"{name}: expected a list of folders, got {came(value)}.")
    return [path(item, name) for item in value]


@checked(folders=_folders, panes=texts, titles=texts, root=optional(path))
def recipe_for(
    folders: Sequence[Path],
    *,
    panes: Sequence[str] = (),
    root: Path | None = None,
    titles: Sequence[str] = (),
    **options: Any,
) -> FigureRecipe:
    """A recipe of the comparisons in `folders`, as seen from `root` (where it will lie). Without `panes` those of every
    method that all of them have, aligned generated images left out. `options` as in `FigureRecipe`. Raises InputError."""
    root = Path.cwd() if root is None else root
    stored = [read_stored_comparison(folder) for folder in folders]
    chosen = list(panes) or [
        m.pane for m in stored[0].methods if all(m.pane in {n.pane for n in s.methods} for s in stored)
    ]
    if not panes and all(s.has_truth for s in stored):
        chosen.append("truth")
    labels = {"truth": "Ground truth", "aligned": "Generated, aligned"} | _MAPS
    labels |= {f"{m.pane}-distortion": f"{m.label}: {_MAPS['distortion'].lower()}" for m in stored[0].methods}
    labels |= {m.pane: m.label for m in stored[0].methods}
    sources = []
    for number, folder in enumerate(folders):
        files = {f"{pane}.png" for pane in chosen} | ({"truth.png"} if stored[number].has_truth else set())
        sources.append(
            RecipeSource(
                Path(os.path.relpath(folder, root)).as_posix(),
                {name: sha256_of(folder / name) for name in sorted(files)},
                titles[number] if number < len(titles) else "",
            )
        )
    own = options.pop("labels", {})
    kept = {pane: labels.get(pane, pane) for pane in chosen} | dict(own)
    unknown = options.keys() - FigureRecipe.__dataclass_fields__.keys()
    if unknown:
        raise InputError(f"figure: no option is called {printable(min(unknown))}.")
    return FigureRecipe(
        tuple(sources), tuple(chosen), labels=kept, priorlens=priorlens_version(), **options
    ).checked()


def sha256_of(path: Path) -> str:
    """Of an image of a comparison. Raises InputError where there is none of this name."""
    try:
        return file_sha256(path)
    except OSError:
        known = ", ".join(sorted(p.stem for p in path.parent.glob("*.png"))) or "none"
        raise InputError(
            f"{printable(path.stem)}: expected the name of an image of this comparison ({known})."
        ) from None
