"""A generated image as files: a PNG that says what it is, and its provenance beside it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from restoration.atomic import write_atomically
from restoration.image import pixel_sha256, save_image
from restoration.outputs import OWN_TEXT
from restoration.records import GptOutput, json_safe


def provenance(output: GptOutput) -> dict[str, Any]:
    """Everything known about an output but its pixels, JSON-safe."""
    return json_safe(
        {
            "label": output.label,
            "source": output.source,
            "model": output.model,
            "prompt": output.prompt,
            "created": output.created,
            "cost_usd": output.cost_usd,
            "note": output.note,
            "width": output.image.shape[1],
            "height": output.image.shape[0],
            "pixels_sha256": pixel_sha256(output.image),
            **output.provenance,
        }
    )


def save_output(output: GptOutput, path: str | Path) -> list[Path]:
    """Write `path` (PNG, with the label in its text) and the same name ending in .json. Raises ImageError."""
    path = Path(path).with_suffix(".png")
    facts = provenance(output)
    beside = path.with_suffix(".json")
    write_atomically(json.dumps(facts, indent=2, ensure_ascii=False, allow_nan=False).encode(), beside)
    save_image(
        output.image,
        path,
        text=OWN_TEXT | {"Source": output.label, "Comment": json.dumps(facts, ensure_ascii=False)},
    )
    return [path, beside]
