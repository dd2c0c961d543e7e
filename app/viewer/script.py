"""The viewer as one script, for any page: no Gradio, no network beyond the addresses in its payload.

The modules beside this file are bundled by build.mjs (`npm run build`) into built/viewer.js, which is committed: running
PriorLens needs no node.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

_HERE = Path(__file__).parent
_BUILT = _HERE / "built" / "viewer.js"


@lru_cache(maxsize=1)
def viewer_script() -> str:
    """Script that defines `window.priorlens.createViewer(root, payload, {onEvent})`, style included.

    It holds no `</script`, so it can stand inline in a page. Image and side files may be data: addresses.
    """
    return _BUILT.read_text(encoding="utf-8")


def is_current() -> bool:
    """Whether the built file was made from the modules as they are; the same hash as in build.mjs."""
    digest = hashlib.sha256()
    for path in sorted([*_HERE.glob("*.js"), _HERE / "viewer.css", _HERE / "build.mjs"]):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return viewer_script().partition("\n")[0].endswith(f" {digest.hexdigest()}")
