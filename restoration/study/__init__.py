"""Blind A/B studies: which method's pictures people find nicer, and which truer to the input.

`open_study` checks a folder and opens its votes, `Study` serves trials and takes votes, `study_report` says what they
mean. Who shows the pictures (the page, `app/study_page.py`) is not known here.
"""

from restoration.study.report import StudyReport, study_report
from restoration.study.store import Store as VoteStore
from restoration.study.study import DEFAULT_TRIALS, Study, database_of, open_study
from restoration.study.tables import more_votes_sentence, report_markdown, votes_csv

__all__ = [
    "DEFAULT_TRIALS",
    "Study",
    "StudyReport",
    "VoteStore",
    "database_of",
    "more_votes_sentence",
    "open_study",
    "report_markdown",
    "study_report",
    "votes_csv",
]
