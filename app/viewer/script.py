"""The viewer as one script, for any page: no Gradio, no network beyond the addresses in its payload."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from pathlib import Path

_HERE = Path(__file__).parent
_CORE = (
    "cache.js",
    "pyramid.js",
    "sha256.js",
    "colormaps.js",
    "difference.js",
    "metrics.js",
    "resize.js",
    "core.js",
)
_PAGE = (
    "geometry.js",
    "flow.js",
    "transforms.js",
    "state.js",
    "dom.js",
    "look.js",
    "draw.js",
    "engine.js",
    "lazy.js",
    "subjects.js",
    "panes.js",
    "loader.js",
    "wipe.js",
    "layout.js",
    "navigate.js",
    "overlay.js",
    "glyphs.js",
    "minimap.js",
    "inspector.js",
    "popover.js",
    "menus.js",
    "difference-bar.js",
    "ranking.js",
    "regions.js",
    "reorder.js",
    "share.js",
    "saving.js",
    "picture.js",
    "blink.js",
    "commands.js",
    "help.js",
    "input.js",
    "keyboard.js",
    "toolbar.js",
    "viewer.js",
)
_IMPORT = re.compile(r"^import [^;]*;\n", re.MULTILINE)
_EXPORT = re.compile(r"^export ", re.MULTILINE)


@lru_cache(maxsize=1)
def viewer_script() -> str:
    """Script that defines `window.priorlens.createViewer(root, payload, {onEvent})`, style included.

    It holds no `</script`, so it can stand inline in a page. Image and side files may be data: addresses.
    """
    core = _modules(_CORE)
    worker = f'"use strict";\n{core}\nserveCore(self);\n'
    script = (
        '(() => {\n"use strict";\n'
        f"const VIEWER_WORKER = {json.dumps(worker)};\n"
        f"const VIEWER_STYLE = {json.dumps((_HERE / 'viewer.css').read_text(encoding='utf-8'))};\n"
        f"{core}\n{_modules(_PAGE)}\n"
        "window.priorlens = Object.assign(window.priorlens || {}, { createViewer });\n})();"
    )
    return script.replace("</script", "<\\/script")


def _modules(names: tuple[str, ...]) -> str:
    """The modules as one scope: their names are distinct, so imports and exports can simply go."""
    sources = [(_HERE / name).read_text(encoding="utf-8") for name in names]
    return "\n".join(_EXPORT.sub("", _IMPORT.sub("", source)) for source in sources)
