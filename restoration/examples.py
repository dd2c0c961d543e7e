"""The shipped examples: degraded photo, simulated generated image, ground truth, source and licence."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from restoration.arguments import checked, text
from restoration.errors import InputError
from restoration.image import ImageArray, load_image
from restoration.resources import assets

FOLDER = assets() / "examples"


@dataclass(frozen=True)
class Example:
    id: str
    title: str
    task: str
    degradation: str
    """How the degraded photo was made, seed included."""
    generation: str
    """How the generated image was made: always the simulator, never a real generator."""
    photo: str
    """Photographer and origin."""
    licence: str
    folder: Path

    @property
    def degraded_path(self) -> Path:
        return self.folder / "degraded.png"

    @property
    def generated_path(self) -> Path:
        return self.folder / "generated-simulated.png"

    @property
    def truth_path(self) -> Path:
        return self.folder / "truth.png"

    def load(self) -> tuple[ImageArray, ImageArray, ImageArray]:
        """(degraded, generated, truth); the generated image has a size of its own."""
        return load_image(self.degraded_path), load_image(self.generated_path), load_image(self.truth_path)


@lru_cache(maxsize=1)
def list_examples() -> tuple[Example, ...]:
    """The shipped examples in the order in which the page offers them."""
    found = []
    for path in FOLDER.glob("*/example.json"):
        fields = json.loads(path.read_text(encoding="utf-8"))
        found.append((fields.pop("order"), Example(id=path.parent.name, folder=path.parent, **fields)))
    return tuple(example for _, example in sorted(found, key=lambda item: item[0]))


@checked(example_id=text)
def get_example(example_id: str) -> Example:
    """Raises InputError that names the known ones."""
    for example in list_examples():
        if example.id == example_id:
            return example
    raise InputError(
        f"example: expected one of {', '.join(e.id for e in list_examples())}, got {example_id!r}."
    )
