"""A benchmark in two loops: export predictions of a set once, then score them as often as one likes."""

from restoration.benchmark.cases import choose_cases, run_case
from restoration.benchmark.check import SetReport, check_set
from restoration.benchmark.datasets import IMAGE_SETS, ImageSet, get_set, list_set, parse_set
from restoration.benchmark.export import ExportRequest, export
from restoration.benchmark.scoring import score_run

__all__ = [
    "IMAGE_SETS",
    "ExportRequest",
    "ImageSet",
    "SetReport",
    "check_set",
    "choose_cases",
    "export",
    "get_set",
    "list_set",
    "parse_set",
    "run_case",
    "score_run",
]
