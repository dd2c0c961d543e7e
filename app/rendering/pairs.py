"""The pairs that the page made of what was dropped, before anything runs: one row a photo, one menu a companion."""

from __future__ import annotations

import json
from collections.abc import Sequence
from html import escape

from app.uploads import CompanionColumn, GivenFiles, Matched, name_of

_HEADS = {"generated": "Generated", "truth": "Ground truth", "result": "Result"}

PAIRS_JS = """
const fill = (menu) => {
  if (menu.dataset.full) return;
  menu.dataset.full = "yes";
  const files = JSON.parse(menu.closest("table").dataset.files)[menu.dataset.column] ?? [];
  const chosen = menu.value;
  menu.replaceChildren(new Option("none", "-1"), ...files.map(([file, name]) => new Option(name, file)));
  menu.value = chosen;
};
let last = null;
for (const kind of ["focusin", "pointerdown"]) {
  element.addEventListener(kind, (event) => { if (event.target.matches("select")) fill(event.target); });
}
element.addEventListener("change", (event) => {
  const { column, photo } = event.target.dataset;
  if (column === undefined) return;
  last = { column, photo };
  trigger("input", { column, photo: Number(photo), file: Number(event.target.value) });
});
watch("value", () => setTimeout(() => {
  if (!last) return;
  const menus = [...element.querySelectorAll("select")];
  menus.find(({ dataset }) => dataset.column === last.column && dataset.photo === last.photo)?.focus({ preventScroll: true });
  last = null;
}, 50));
"""


def pair_table(matched: Matched, given: GivenFiles) -> str:
    """HTML; empty where there is nothing to check: no companion, or one photo with one of each."""
    columns = matched.columns
    simple = len(matched.photos) == 1 and not matched.notes and all(c.kind != "result" for c in columns)
    if not columns or (simple and len({c.kind for c in columns}) == len(columns)):
        return ""
    names = {kind: [name_of(path) for path in paths] for kind, paths in given.companions.items()}
    files = {c.key: [[i, names[c.kind][i]] for i in c.files] for c in columns}
    head = "".join(f"<th scope='col'>{escape(c.label or _HEADS[c.kind])}{_kind(c)}</th>" for c in columns)
    rows = "".join(
        f"<tr><th scope='row'><span class='pg-name' title='{escape(photo.name)}'>{escape(photo.name)}</span></th>"
        + "".join(_cell(column, place, photo.name, names[column.kind]) for column in columns)
        + "</tr>"
        for place, photo in enumerate(matched.photos)
    )
    paired = sum(any(place in c.found for c in columns) for place in range(len(matched.photos)))
    left = "".join(f"<li>{escape(note)}</li>" for note in matched.notes)
    alone = [p.name for place, p in enumerate(matched.photos) if not any(place in c.found for c in columns)]
    if alone:
        some = ", ".join(alone[:3]) + (f" and {len(alone) - 3} more" if len(alone) > 3 else "")
        left += f"<li>{escape(some)}: no file belongs to {'it' if len(alone) == 1 else 'them'}.</li>"
    return (
        "<div class='pg-pairs' data-testid='pairs'><div class='pg-scroll pg-some' tabindex='0' role='group' "
        f"aria-label='Pairs'><table class='pg-table' data-files='{escape(json.dumps(files))}'><caption>Pairs by name "
        f"<span class='pg-detail'>{paired} of {len(matched.photos)} photos have files; a menu gives a photo another one</span>"
        f"</caption><thead><tr><th scope='col'>Photo</th>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
        + (f"<ul class='pg-left' data-testid='left-over'>{left}</ul>" if left else "")
        + "</div>"
    )


def _kind(column: CompanionColumn) -> str:
    """Whose column it is, where its own name does not say."""
    return f" <span class='pg-detail'>{_HEADS[column.kind].lower()}</span>" if column.label else ""


def _cell(column: CompanionColumn, place: int, photo: str, names: Sequence[str]) -> str:
    file = column.found.get(place, -1)
    shown = "none" if file < 0 else names[file]
    label = f"{column.label or _HEADS[column.kind]} of {photo}"
    return (
        f"<td class='pg-words'><select data-column='{escape(column.key)}' data-photo='{place}' "
        f"aria-label='{escape(label)}'><option value='{file}'>{escape(shown)}</option></select></td>"
    )
