"""The synced, pixel-exact viewer: one `gr.HTML`, its own JavaScript, no network beyond the page's own server.

`build_viewer` mounts it in a page, `viewer_script` is the whole of it as one script for pages without Gradio.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.viewer.script import viewer_script

if TYPE_CHECKING:
    import gradio as gr

__all__ = ["build_viewer", "viewer_script"]

_HERE = Path(__file__).parent

# The only code that knows Gradio. `watch` fires when an event handler returns a new payload.
_MOUNT = """
const root = element.querySelector(".pl-viewer");
const old = window.priorlens.viewer;
if (old && !old.root.isConnected) old.destroy();
const viewer = window.priorlens.createViewer(root, props.value, {
  link: true,
  rescores: true,
  place: () => window.priorlens.placeOf?.() ?? {},
  onEvent: (type, detail) => trigger({ state: "viewchange", link: "linkcopied" }[type], detail),
});
window.priorlens.viewer = viewer;
watch("value", () => viewer.load(props.value));
"""


def build_viewer(
    value: Mapping[str, Any] | None = None, *, elem_id: str = "viewer", **options: Any
) -> gr.HTML:
    """The viewer as a component whose value is a payload of `app.panes.comparison_payload`, or None.

    Return a payload from an event handler to show it. `options` go to `gr.HTML`. Events: `viewchange` with
    the state as data, `linkcopied` with its url.
    """
    import gradio as gr  # lazy import: the viewer's script is used by the command line as well

    return gr.HTML(
        value,
        html_template=(_HERE / "viewer.html").read_text(encoding="utf-8"),
        head=f"<script>{viewer_script()}</script>",
        js_on_load=_MOUNT,
        apply_default_css=False,
        elem_id=elem_id,
        **options,
    )
