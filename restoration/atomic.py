"""Writing files atomically: a file is either absent (or as before), or complete."""

from __future__ import annotations

import contextlib
import os
import secrets
import stat
from pathlib import Path

from restoration.arguments import a, checked
from restoration.errors import ImageError, OutputError, machine_limit, printable


def as_path(path: object) -> Path:
    if isinstance(path, bytes):
        path = os.fsdecode(path)
    if not isinstance(path, (str, os.PathLike)):
        raise ImageError(f"expected a path, got {type(path).__name__}.")
    return Path(os.fsdecode(os.fspath(path)))


@checked(data=a((bytes, bytearray, memoryview), "bytes"))
def write_atomically(data: bytes, path: str | os.PathLike[str]) -> None:
    """Write `data` beside `path`, flush to disk, then rename over it. Raises OutputError.

    A new file gets the permissions that the umask leaves; one that is replaced keeps its own. A link is
    followed: the file that it names is replaced.
    """
    path = as_path(path)
    temporary = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        target = Path(os.path.realpath(path)) if path.is_symlink() else path
        mode = stat.S_IMODE(target.stat().st_mode) if target.is_file() else None
        temporary, handle = _create_beside(target)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if mode is not None:
            os.chmod(temporary, mode)
        os.replace(temporary, target)
    except (OSError, ValueError) as error:
        if temporary:
            with contextlib.suppress(OSError):
                os.unlink(temporary)
        reason = getattr(error, "strerror", None) or str(error)
        step = machine_limit(error) or "Choose a folder that you can write to."
        raise OutputError(
            f"{printable(f'{path.parent.name}/{path.name}')}: could not be written ({reason}). {step}"
        ) from None


def _create_beside(path: Path) -> tuple[str, int]:
    """(name, handle) of a new file; unlike tempfile's, with the permissions that the umask leaves."""
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
    while True:
        name = str(path.parent / f".writing-{secrets.token_hex(8)}{path.suffix}")
        with contextlib.suppress(FileExistsError):
            return name, os.open(name, flags, 0o666)


# --- reading -----------------------------------------------------------------
