"""Where sets and runs lie: folders of this machine, or anything that fsspec reaches ("s3://bucket/SOTS", "gs://…", "memory://…").

Remote places are `UPath`s of universal_pathlib, which is optional. They have pathlib's methods, so only what pathlib leaves to the
operating system differs: absolute names, images, and writing a file so that nobody sees half of it.
"""

from __future__ import annotations

import re
import uuid
from pathlib import Path
from typing import Any

from restoration.atomic import write_atomically
from restoration.errors import InputError, printable
from restoration.image import ImageArray, load_image, read_image

_URL = re.compile(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)
_WHOLE_OR_NOTHING = ("s3", "s3a", "gs", "gcs", "az", "abfs", "abfss", "adl", "memory", "oci", "oss")
"""Protocols whose writes appear whole or not at all; elsewhere a file is written beside its name and then renamed."""


def place(text: str) -> Path:
    """The folder or file that `text` names. Raises InputError for an address without the package for it, or of a protocol that
    fsspec does not know."""
    if not _URL.match(text):
        return Path(text).expanduser()
    try:
        from upath import UPath
    except ImportError:
        raise InputError(
            f"{printable(text)}: expected the package universal_pathlib for addresses. pip install 'priorlens[remote]', and "
            "fsspec's package of the protocol (s3fs, gcsfs, adlfs)."
        ) from None
    try:
        found: Any = UPath(text)
        found.fs  # noqa: B018 - asks for the protocol's package now
    except (ImportError, ValueError) as error:
        raise InputError(
            f"{printable(text)}: no file system of that kind ({printable(str(error), 200)})."
        ) from None
    return found


def is_remote(path: Path) -> bool:
    return bool(getattr(path, "protocol", ""))


def address(path: Path) -> str:
    """What `place` makes the same path of, in another process or on another machine."""
    return str(path) if is_remote(path) else str(path.resolve())


def image_at(path: Path) -> ImageArray:
    """Decoded as by `load_image`. Raises ImageError, and InputError where a remote file cannot be read."""
    if not is_remote(path):
        return load_image(path)
    try:
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        raise InputError(
            f"{printable(str(path))}: could not be read ({printable(str(error), 120)})."
        ) from None
    return read_image(data, name=path.name).pixels


def write_file(data: bytes, path: Path) -> None:
    """Write the whole file or nothing; its folder is made. Raises OutputError, and InputError where a remote place refuses."""
    if not is_remote(path):
        write_atomically(data, path)
        return
    where: Any = path
    try:
        where.parent.mkdir(parents=True, exist_ok=True)
        if where.protocol in _WHOLE_OR_NOTHING:
            where.write_bytes(data)
            return
        beside = where.parent / f".{where.name}.{uuid.uuid4().hex[:8]}.part"
        beside.write_bytes(data)
        where.fs.mv(beside.path, where.path)
    except (OSError, ValueError) as error:
        raise InputError(
            f"{printable(str(path))}: could not be written ({printable(str(error), 120)})."
        ) from None
