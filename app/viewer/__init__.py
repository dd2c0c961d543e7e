"""The synced, pixel-exact viewer: one `gr.HTML`, its own JavaScript, no network beyond the page's own server.

`build_viewer` mounts it in a page, `viewer_script` is the whole of it as one script for pages without Gradio.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import gradio as gr

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

# The only code that knows Gradio. `watch` fires when an event handler returns a new payload.
_MOUNT = """
const root = element.querySelector(".pl-viewer");
const old = window.priorlens.viewer;
if (old && !old.root.isConnected) old.destroy();
const viewer = window.priorlens.createViewer(root, props.value, {
  link: true,
  rescores: true,
  onEvent: (type, detail) => trigger({ state: "viewchange", link: "linkcopied" }[type], detail),
});
window.priorlens.viewer = viewer;
watch("value", () => viewer.load(props.value));
"""


def build_viewer(value: dict[str, Any] | None = None, *, elem_id: str = "viewer", **options: Any) -> gr.HTML:
    """The viewer as a component whose value is a payload of `app.panes.comparison_payload`, or None.

    Return a payload from an event handler to show it. `options` go to `gr.HTML`. Events: `viewchange` with
    the state as data, `linkcopied` with its url.
    """
    return gr.HTML(
        value,
        html_template=(_HERE / "viewer.html").read_text(encoding="utf-8"),
        head=f"<script>{viewer_script()}</script>",
        js_on_load=_MOUNT,
        apply_default_css=False,
        elem_id=elem_id,
        **options,
    )


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
