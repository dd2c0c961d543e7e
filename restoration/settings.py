"""Settings, read once from environment variables. The OpenAI key is deliberately not among them:
it is read where the call is made and is never held in an object that could be printed."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import platformdirs

from restoration.errors import InputError

_PILLOW_PIXEL_CEILING = 178_000_000


@dataclass(frozen=True)
class Settings:
    data_dir: Path
    """Generation cache, results, downloads (`PRIORLENS_DATA`)."""
    models_dir: Path
    """Dropped-in checkpoints (`PRIORLENS_MODELS`)."""
    max_bytes: int
    """Largest accepted image file (`PRIORLENS_MAX_MB`, default 128 MB)."""
    max_pixels: int
    """Largest accepted image (`PRIORLENS_MAX_MP`, default 64 megapixels)."""
    device: str
    """"auto", "cpu", "cuda", "cuda:1", "mps" (`PRIORLENS_DEVICE`)."""
    hosted: bool
    """True on a Hugging Face Space: visitors share the machine (`SYSTEM=spaces`)."""


@lru_cache(maxsize=1)
def get_settings() -> Settings:
    """The process's settings. Raises InputError when a variable cannot be read."""
    return read_settings(os.environ)


def read_settings(environ: os._Environ[str] | dict[str, str]) -> Settings:
    hosted = environ.get("SYSTEM") == "spaces"
    data_dir = Path(environ.get("PRIORLENS_DATA") or _default_data_dir(hosted)).expanduser()
    max_pixels = int(_positive(environ, "PRIORLENS_MAX_MP", 64) * 1_000_000)
    if max_pixels > _PILLOW_PIXEL_CEILING:
        raise InputError(
            f"PRIORLENS_MAX_MP: expected at most {_PILLOW_PIXEL_CEILING // 1_000_000} megapixels "
            f"(the image decoder's own ceiling), got {environ['PRIORLENS_MAX_MP']}."
        )
    return Settings(
        data_dir=data_dir,
        models_dir=Path(environ.get("PRIORLENS_MODELS") or data_dir / "models").expanduser(),
        max_bytes=int(_positive(environ, "PRIORLENS_MAX_MB", 128) * 1_000_000),
        max_pixels=max_pixels,
        device=environ.get("PRIORLENS_DEVICE", "auto").strip().lower() or "auto",
        hosted=hosted,
    )


def _default_data_dir(hosted: bool) -> Path:
    bucket = Path("/data")
    if hosted and bucket.is_dir() and os.access(bucket, os.W_OK):
        return bucket / "priorlens"
    return Path(platformdirs.user_data_dir("priorlens", appauthor=False))


def _positive(environ: os._Environ[str] | dict[str, str], name: str, default: float) -> float:
    text = environ.get(name, "").strip()
    if not text:
        return default
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 < value < 1e6:
        raise InputError(
            f"{name}: expected a positive number, got {text!r}. Unset it for the default {default:g}."
        )
    return value
