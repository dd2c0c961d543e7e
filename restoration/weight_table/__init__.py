"""The one table of weights: every file that is shipped or fetched, what it needs and what it is worth.

`tests/restoration/test_weight_table.py` compares it with the files, the model cards and the registry.
"""

from restoration.weight_table.published import PUBLISHED_FILES
from restoration.weight_table.record import Quality, WeightsFile
from restoration.weight_table.shipped import RESEARCH, SHIPPED_FILES

WEIGHTS: dict[str, WeightsFile] = {
    row.file: row for row in (*SHIPPED_FILES.values(), *PUBLISHED_FILES.values())
}
"""By the name of the file."""

__all__ = ["PUBLISHED_FILES", "RESEARCH", "SHIPPED_FILES", "WEIGHTS", "Quality", "WeightsFile"]
