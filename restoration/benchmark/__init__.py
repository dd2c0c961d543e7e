"""A benchmark in two loops: export predictions of a set once, then score them as often as one likes."""

from restoration.benchmark.cases import CaseChoice, WrittenCase, choose_cases, run_case, write_cases
from restoration.benchmark.check import SetReport, check_set
from restoration.benchmark.datasets import IMAGE_SETS, get_set, list_set, parse_set
from restoration.benchmark.export import ExportRequest, export
from restoration.benchmark.image_sets import ImageSet
from restoration.benchmark.overview import RunImage, RunOverview, run_overview
from restoration.benchmark.release import ReleaseRequest, release
from restoration.benchmark.results import RunScores, SummaryTable, is_run, run_scores
from restoration.benchmark.scoring import score_run

__all__ = [
    "IMAGE_SETS",
    "CaseChoice",
    "ExportRequest",
    "ImageSet",
    "ReleaseRequest",
    "RunImage",
    "RunOverview",
    "RunScores",
    "SetReport",
    "SummaryTable",
    "WrittenCase",
    "check_set",
    "choose_cases",
    "export",
    "get_set",
    "is_run",
    "list_set",
    "parse_set",
    "release",
    "run_case",
    "run_overview",
    "run_scores",
    "score_run",
    "write_cases",
]
