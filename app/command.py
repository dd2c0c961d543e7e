"""The installed command: `priorlens` opens the page, `priorlens --study FOLDER` that of a blind study, `priorlens VERB …`
is the command line."""

from __future__ import annotations

import os
import sys

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before numpy; see restoration/blas.py


MORE_VERBS = {"bundle": "app.review.command"}
"""Verb → module, as `restoration.cli` takes them."""


def main(arguments: list[str] | None = None) -> int:
    """Without a verb the page is served until it is stopped; with one its exit code comes back.

    Imports are lazy on purpose: a verb does not import Gradio, the page not the command line.
    """
    arguments = sys.argv[1:] if arguments is None else arguments
    if arguments and not arguments[0].startswith("--study"):
        return run_verb(arguments, program="priorlens")
    from app.study_command import serve_study, study_arguments

    study = study_arguments(arguments)
    if study is not None:
        return serve_study(study, program="priorlens")
    from app.engine import Engine
    from app.page import build_page, serve
    from app.server_folder import process_folder
    from app.shutdown import end_on_sigterm
    from restoration import get_settings

    # The same steps as app.py, which an installed package does not have.
    settings = get_settings()
    engine = Engine(settings, process_folder(settings.data_dir))
    demo = build_page(engine)
    end_on_sigterm(engine.paid_calls)
    serve(engine, demo)
    return 0


def run_verb(arguments: list[str], *, program: str) -> int:
    """The command line of the library, and the verbs of this layer."""
    from restoration.cli import main as run

    return run(arguments, program=program, more=MORE_VERBS)
