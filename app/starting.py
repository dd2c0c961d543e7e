"""The engine of `python app.py`, or one sentence on why it cannot start."""

from __future__ import annotations

from app.engine import Engine
from app.error_messages import sentence
from app.server_folder import process_folder
from restoration import RestorationError, get_settings


def start_engine() -> Engine:
    """Settings read, the data folder there and written to. Ends the process where that fails."""
    try:
        settings = get_settings()
        return Engine(settings, process_folder(settings.data_dir))
    except RestorationError as error:
        raise SystemExit(f"PriorLens cannot start. {error}") from None
    except (OSError, MemoryError) as error:
        raise SystemExit(
            f"PriorLens cannot start: its data folder is {get_settings().data_dir}. {sentence(error)}"
        ) from None
