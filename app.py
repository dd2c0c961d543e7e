"""PriorLens: `python app.py` opens the page. Settings → engine → page → launch; no logic lives here."""

from app.engine import Engine
from app.page import build_page, launch_options
from restoration import get_settings

engine = Engine(get_settings())
demo = build_page(engine)

if __name__ == "__main__":
    demo.queue(max_size=64).launch(**launch_options(engine))
