"""PriorLens: what a generative restoration keeps, moves and invents, and what it is worth as a prior.

Images are uint8 RGB (H, W, 3), sRGB; coordinates (x, y) in pixels. `compare` is the main path.
"""

from restoration import blas as _blas  # noqa: F401 - acts when imported, before the others import NumPy
from restoration.alignment import align
from restoration.distortion import OVERLAYS, apply_tone, draw_overlay, measure_ladder, rung_images
from restoration.errors import (
    Cancelled,
    GptError,
    ImageError,
    InputError,
    ModelError,
    RestorationError,
    machine_limit,
)
from restoration.examples import Example, get_example, list_examples
from restoration.exif import encode_photo, exif_for, read_exif, says_place
from restoration.gpt import (
    DEFAULT_MODEL,
    GPT_MODELS,
    SIZE_POLICIES,
    Budget,
    budget_from_environment,
    download_released,
    estimate_cost,
    from_released,
    from_upload,
    generate,
    generate_many,
    get_gpt_model,
    has_key,
    spending,
)
from restoration.gpt import Options as GptOptions
from restoration.image import (
    ImageFile,
    encode_png,
    inspect_image,
    load_image,
    pixel_sha256,
    printable,
    read_image,
    resize_image,
    save_image,
    write_atomically,
)
from restoration.metrics import PROTOCOLS, score, ssim_map
from restoration.models import devices, list_models, load_model, unload_model
from restoration.pairing import Pairing, Unused, pair_names
from restoration.pipeline import analyse, compare, restore, simulated_output
from restoration.records import (
    Alignment,
    Comparison,
    DistortionReport,
    GptOutput,
    Influence,
    LeakedGeometry,
    ModelInfo,
    Redraw,
    Scores,
    json_safe,
)
from restoration.reporting import comparison_json, write_comparison, write_files, zip_folders
from restoration.settings import Settings, get_settings
from restoration.synthesis import degrade, simulate_generator
from restoration.tasks import TASKS, Suggestion, Task, get_task, suggest_task

__version__ = "0.1.0"

__all__ = [
    "DEFAULT_MODEL",
    "GPT_MODELS",
    "OVERLAYS",
    "PROTOCOLS",
    "SIZE_POLICIES",
    "TASKS",
    "Alignment",
    "Budget",
    "Cancelled",
    "Comparison",
    "DistortionReport",
    "Example",
    "GptError",
    "GptOptions",
    "GptOutput",
    "ImageError",
    "ImageFile",
    "Influence",
    "InputError",
    "LeakedGeometry",
    "ModelError",
    "ModelInfo",
    "Pairing",
    "Redraw",
    "RestorationError",
    "Scores",
    "Settings",
    "Suggestion",
    "Task",
    "Unused",
    "align",
    "analyse",
    "apply_tone",
    "budget_from_environment",
    "compare",
    "comparison_json",
    "degrade",
    "devices",
    "download_released",
    "draw_overlay",
    "encode_photo",
    "encode_png",
    "estimate_cost",
    "exif_for",
    "from_released",
    "from_upload",
    "generate",
    "generate_many",
    "get_example",
    "get_gpt_model",
    "get_settings",
    "get_task",
    "has_key",
    "inspect_image",
    "json_safe",
    "list_examples",
    "list_models",
    "load_image",
    "load_model",
    "machine_limit",
    "measure_ladder",
    "pair_names",
    "pixel_sha256",
    "printable",
    "read_exif",
    "read_image",
    "resize_image",
    "restore",
    "rung_images",
    "save_image",
    "says_place",
    "score",
    "simulate_generator",
    "simulated_output",
    "spending",
    "ssim_map",
    "suggest_task",
    "unload_model",
    "write_atomically",
    "write_comparison",
    "write_files",
    "zip_folders",
]
