"""The table of photos × methods as HTML: one part a measure, photo by photo, and as text to be copied."""

from __future__ import annotations

from html import escape

from app.protocols import chip
from restoration import MEASURES, MethodTable, table_cells, table_number

COPY_JS = """
element.addEventListener("click", async (event) => {
  const button = event.target.closest("button[data-copy]");
  if (!button) return;
  const text = button.closest("[data-copies]").querySelector(`textarea[data-text=${button.dataset.copy}]`);
  try {
    await navigator.clipboard.writeText(text.value);
  } catch {
    text.hidden = false;  // without permission: by hand
    text.select();
    if (document.execCommand("copy")) text.hidden = true;
  }
  const label = button.textContent;
  button.textContent = text.hidden ? "Copied" : "Press Ctrl+C";
  setTimeout(() => { button.textContent = label; }, 1500);
});
"""

_FORMS = {"csv": "CSV", "markdown": "Markdown", "latex": "LaTeX"}


def methods_table(table: MethodTable, reference: str | None) -> str:
    """Means, intervals, ranks, wins and differences of every measure, then photo by photo."""
    against = "against ground truth" if table.against == "truth" else "change from input, not quality"
    parts = "".join(_summary(table, name, reference) for name in table.measures)
    return (
        f"<section class='pg-methods' data-testid='methods'><div class='pg-batch-head'><h2 class='pg-title'>Methods "
        f"<span class='pg-detail'>{len(table.photos)} photo{'' if len(table.photos) == 1 else 's'}, {against}</span> "
        f"{chip(table.protocol)}</h2>{copy_line(table, reference)}</div>{parts}{_by_photo(table)}</section>"
    )


def copy_line(table: MethodTable, reference: str | None = None) -> str:
    """Buttons that copy the table; each text stands beside them, hidden."""
    texts = {
        "csv": table.to_csv(),
        "markdown": table.to_markdown(reference),
        "latex": table.to_latex(reference),
    }
    buttons = " ".join(
        f"<button type='button' data-copy='{form}'>{label}</button>" for form, label in _FORMS.items()
    )
    held = "".join(
        f"<textarea data-text='{form}' aria-label='{_FORMS[form]}' rows='4' readonly hidden>{escape(text)}</textarea>"
        for form, text in texts.items()
    )
    return f"<div class='pg-copies' data-copies data-testid='copies'>Copy as {buttons}{held}</div>"


def _summary(table: MethodTable, name: str, reference: str | None) -> str:
    measure = MEASURES[name]
    rows = table.summary(name, reference)
    if table.against == "truth":
        better = "larger is better" if measure.larger_is_better else "smaller is better"
        most = max(row["wins"] for row in rows)
    else:  # nothing is best
        better, most = "change from input, not quality", 0
    body = "".join(
        f"<tr><th scope='row'>{escape(cells[0])}</th>"
        + "".join(
            f"<td{' class=pg-best' if place == 4 and most and row['wins'] == most else ''}>{escape(cell)}</td>"
            for place, cell in enumerate(cells[1:])
        )
        + "</tr>"
        for row, cells in ((row, table_cells(row, name)) for row in rows)
    )
    against = escape(table.reference(reference))
    return (
        "<div class='pg-scroll' tabindex='0' role='group' "
        f"aria-label='{escape(measure.label)} by method'><table class='pg-table' data-testid='methods-{name}'>"
        f"<caption>{escape(table.head(name))} <span class='pg-detail'>{better}</span></caption><thead><tr>"
        "<th scope='col'>Method</th><th scope='col'>n</th><th scope='col'>Mean</th>"
        "<th scope='col'><abbr title='Percentile bootstrap over photos, 9,999 resamples'>95 % interval</abbr></th>"
        "<th scope='col'><abbr title='Mean over the photos that all methods have; 1 is best'>Rank</abbr></th>"
        "<th scope='col'><abbr title='Photos on which it is the best, or shares the best value'>Wins</abbr></th>"
        f"<th scope='col'>Difference to {against}</th>"
        "<th scope='col'><abbr title='Wilcoxon signed-rank test, two-sided, corrected by Holm; none under 6 differences'>"
        f"p</abbr></th></tr></thead><tbody>{body}</tbody></table></div>"
    )


def _by_photo(table: MethodTable) -> str:
    """Every number, folded; the measures of one photo and method stand in one cell."""
    if len(table.photos) < 2:
        return ""
    heads = "".join(f"<th scope='col'>{escape(method)}</th>" for method in table.methods)
    rows = "".join(
        f"<tr><th scope='row'><span class='pg-name' title='{escape(photo)}'>{escape(photo)}</span></th>"
        + "".join(
            "<td>"
            + "<br>".join(escape(table_number(table.values[m][row, column], m)) for m in table.measures)
            + "</td>"
            for column in range(len(table.methods))
        )
        + "</tr>"
        for row, photo in enumerate(table.photos)
    )
    named = ", ".join(escape(table.head(m)) for m in table.measures)
    return (
        f"<details data-testid='methods-by-photo'><summary>Photo by photo ({named})</summary>"
        "<div class='pg-scroll pg-some' tabindex='0' role='group' aria-label='Photo by photo'>"
        f"<table class='pg-table'><thead><tr><th scope='col'>Photo</th>{heads}</tr></thead><tbody>{rows}</tbody></table></div></details>"
    )
