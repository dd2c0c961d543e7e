"""Where the images of a comparison came from, and what code handled them: JSON-safe."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from typing import Any

from restoration.image import ImageArray, pixel_sha256
from restoration.records import GptOutput


def provenance(degraded: ImageArray, output: GptOutput | None, truth: ImageArray | None) -> dict[str, Any]:
    """Of one comparison; `output` is the generated image that is its prior."""
    return {
        "degraded": image_facts(degraded),
        "generated": generated_facts(output) if output else None,
        "truth": None if truth is None else image_facts(truth),
        "versions": {
            name: package_version(name) for name in ("torch", "opencv-python-headless", "numpy", "openai")
        },
    }


def image_facts(image: ImageArray) -> dict[str, Any]:
    """Size and hash of an image's pixels."""
    return {"width": image.shape[1], "height": image.shape[0], "sha256_rgba": pixel_sha256(image)}


def generated_facts(output: GptOutput) -> dict[str, Any]:
    """Where a generated image came from."""
    return image_facts(output.image) | {
        "label": output.label,
        "source": output.source,
        "model": output.model,
        "prompt": output.prompt,
        "created": output.created.isoformat(),
        "cost_usd": output.cost_usd,
        "note": output.note,
        "details": dict(output.provenance),
    }


def package_version(package: str) -> str:
    """The installed version, or "not installed"."""
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
