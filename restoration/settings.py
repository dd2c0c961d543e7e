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
    """Largest accepted image (`PRIORLENS_MAX_MP`, default 64 megapixels; hosted 12.2, a 12-megapixel camera's
    4032×3024)."""
    max_side: int
    """Longest accepted side of an image in px (`PRIORLENS_MAX_SIDE`, default 20,000)."""
    max_aspect: float
    """Largest accepted ratio of an image's sides (`PRIORLENS_MAX_ASPECT`, default 32); see limits.py."""
    max_tiles: int
    """Most tiles that a model may run one image in (`PRIORLENS_MAX_TILES`, default 4096)."""
    max_photos: int
    """Most photos of one run of the page (`PRIORLENS_MAX_PHOTOS`, default 1000; hosted 20)."""
    max_hourly_photos: int | None
    """Most photos that one visitor of a hosted page compares in an hour (`PRIORLENS_MAX_PHOTOS_PER_HOUR`, default
    120); None on a local run."""
    max_visitor_bytes: int | None
    """Most bytes of results that one visitor of a hosted page stores in a day (`PRIORLENS_MAX_VISITOR_MB`,
    default 2000 MB); None on a local run."""
    max_waiting: int
    """Most runs that wait for the device (`PRIORLENS_MAX_WAITING`, default 100)."""
    max_waiting_per_address: int
    """Most of them from one address (`PRIORLENS_MAX_WAITING_PER_ADDRESS`, default 24 hosted, else 100)."""
    trusted_proxies: int
    """How many proxies before the page add the address they were asked from to X-Forwarded-For
    (`PRIORLENS_TRUSTED_PROXIES`, default 1 hosted, else 0: the header is ignored)."""
    keep_seconds: float
    """Results older than this are removed (`PRIORLENS_KEEP_DAYS`, default 7)."""
    keep_results: int
    """Most results that are kept, the oldest go first (`PRIORLENS_KEEP_RESULTS`, default 400)."""
    keep_bytes: int
    """Most bytes of results, likewise (`PRIORLENS_KEEP_MB`, default 4000 MB)."""
    trusts_local_proxy: bool
    """One of them may run on this very machine: where PRIORLENS_TRUSTED_PROXIES is set."""
    device: str
    """"auto", "cpu", "cuda", "cuda:1", "mps" (`PRIORLENS_DEVICE`)."""
    repeatable: bool
    """Networks run in one way, however busy the machine is (`PRIORLENS_REPEATABLE=1`); else, beside other work, in strips
    (models/crowding.py), and a few pixels may come out one grey level higher or lower."""
    hosted: bool
    """True on a Hugging Face Space: visitors share the machine (`SYSTEM=spaces`)."""


@lru_cache(maxsize=1)
def get_settings() -> Settings:
    """The process's settings. Raises InputError when a variable cannot be read."""
    return read_settings(os.environ)


def read_settings(environ: os._Environ[str] | dict[str, str]) -> Settings:
    hosted = environ.get("SYSTEM") == "spaces"
    data_dir = Path(environ.get("PRIORLENS_DATA") or _default_data_dir(hosted)).expanduser()
    max_pixels = int(_positive(environ, "PRIORLENS_MAX_MP", 12.2 if hosted else 64) * 1_000_000)
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
        max_side=int(_positive(environ, "PRIORLENS_MAX_SIDE", 20_000)),
        max_aspect=_positive(environ, "PRIORLENS_MAX_ASPECT", 32),
        max_tiles=int(_positive(environ, "PRIORLENS_MAX_TILES", 4096)),
        max_photos=int(_positive(environ, "PRIORLENS_MAX_PHOTOS", 20 if hosted else 1000)),
        max_hourly_photos=int(_positive(environ, "PRIORLENS_MAX_PHOTOS_PER_HOUR", 120)) if hosted else None,
        max_visitor_bytes=int(_positive(environ, "PRIORLENS_MAX_VISITOR_MB", 2000) * 1e6) if hosted else None,
        max_waiting=int(_positive(environ, "PRIORLENS_MAX_WAITING", 100)),
        max_waiting_per_address=int(
            _positive(environ, "PRIORLENS_MAX_WAITING_PER_ADDRESS", 24 if hosted else 100)
        ),
        keep_seconds=_positive(environ, "PRIORLENS_KEEP_DAYS", 7) * 86_400,
        keep_results=int(_positive(environ, "PRIORLENS_KEEP_RESULTS", 400)),
        keep_bytes=int(_positive(environ, "PRIORLENS_KEEP_MB", 4000) * 1e6),
        trusted_proxies=_count(environ, "PRIORLENS_TRUSTED_PROXIES", 1 if hosted else 0),
        trusts_local_proxy=bool(environ.get("PRIORLENS_TRUSTED_PROXIES", "").strip()),
        device=environ.get("PRIORLENS_DEVICE", "auto").strip().lower() or "auto",
        repeatable=environ.get("PRIORLENS_REPEATABLE", "").strip() not in ("", "0"),
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


def _count(environ: os._Environ[str] | dict[str, str], name: str, default: int) -> int:
    text = environ.get(name, "").strip()
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and int(text) <= 10):
        raise InputError(
            f"{name}: expected a whole number from 0 to 10, got {text!r}. Unset it for {default}."
        )
    return int(text)
