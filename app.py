"""PriorLens: `python app.py` opens the page, `python app.py --study FOLDER` that of a blind study instead.

Settings → engine → page → launch; no logic lives here.
"""

import os
import sys

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before numpy; see restoration/blas.py

from app.study_command import serve_study, study_arguments

if __name__ == "__main__" and (study := study_arguments(sys.argv[1:])):
    sys.exit(serve_study(study))

from app.page import build_page, serve
from app.shutdown import end_on_sigterm
from app.starting import start_engine

engine = start_engine()
demo = build_page(engine)

if __name__ == "__main__":
    end_on_sigterm(engine.paid_calls)
    serve(engine, demo)
