"""Results as HTML for the page. Everything from outside is escaped."""

from app.rendering.parts import archive_form, example_strip, preview, progress_bar, status
from app.rendering.reports import (
    distortion_heading,
    nothing_bent,
    overlay_figure,
    report_table,
    stage_table,
)
from app.rendering.results import compared_scores, findings, score_table
from app.rendering.rows import reason, row_of, row_table, short_name

__all__ = [
    "archive_form",
    "compared_scores",
    "distortion_heading",
    "example_strip",
    "findings",
    "nothing_bent",
    "overlay_figure",
    "preview",
    "progress_bar",
    "reason",
    "report_table",
    "row_of",
    "row_table",
    "score_table",
    "short_name",
    "stage_table",
    "status",
]
