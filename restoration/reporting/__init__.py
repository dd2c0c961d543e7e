"""What leaves the program: a comparison as files, as a zip, and the schema of comparison.json."""

from restoration.reporting.archive import stream_zip
from restoration.reporting.bundle import (
    comparison_json,
    comparison_names,
    draw_maps,
    write_comparison,
    write_files,
)
from restoration.reporting.reading import read_stored_comparison
from restoration.reporting.stored import SCHEMA, StoredComparison, read_scores, read_stages
from restoration.reporting.stored_records import (
    AlignedRecord,
    GeneratedRecord,
    MethodRecord,
    ModelRecord,
    PaneScores,
    Provenance,
    StoredDistortion,
    StoredInfluence,
)

__all__ = [
    "SCHEMA",
    "AlignedRecord",
    "GeneratedRecord",
    "MethodRecord",
    "ModelRecord",
    "PaneScores",
    "Provenance",
    "StoredComparison",
    "StoredDistortion",
    "StoredInfluence",
    "comparison_json",
    "comparison_names",
    "draw_maps",
    "read_scores",
    "read_stages",
    "read_stored_comparison",
    "stream_zip",
    "write_comparison",
    "write_files",
]
