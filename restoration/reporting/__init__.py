"""What leaves the program: a comparison as files, as a zip."""

from restoration.reporting.bundle import (
    comparison_json,
    comparison_names,
    write_comparison,
    write_files,
    zip_folders,
)

__all__ = ["comparison_json", "comparison_names", "write_comparison", "write_files", "zip_folders"]
