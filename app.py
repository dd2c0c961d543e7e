"""PriorLens: `python app.py` opens the page. Settings → engine → page → launch; no logic lives here."""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before numpy; see restoration/__init__.py

from app.engine import Engine
from app.page import build_page, serve
from app.server_folder import process_folder
from app.shutdown import end_on_sigterm
from restoration import get_settings

settings = get_settings()
engine = Engine(settings, process_folder(settings.data_dir))
demo = build_page(engine)

if __name__ == "__main__":
    end_on_sigterm(engine.paid_calls)
    serve(engine, demo)
