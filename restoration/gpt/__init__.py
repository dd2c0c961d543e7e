"""Generated images and where they come from: the live service, its cache, uploads, the released set."""

from restoration.gpt.errors import BudgetError, CallError, RefusedError
from restoration.gpt.export import provenance, save_output
from restoration.gpt.folders import (
    FOLDER_STATUSES,
    FolderReport,
    FolderRequest,
    FolderRow,
    find_images,
    generate_folder,
)
from restoration.gpt.generate import generate, generate_many
from restoration.gpt.job import Options, estimate_cost
from restoration.gpt.keys import has_key
from restoration.gpt.ledger import Budget, budget_from_environment, history, spending
from restoration.gpt.models import DEFAULT_MODEL, DEFAULT_QUALITY, GPT_MODELS, SIZE_POLICIES, get_gpt_model
from restoration.gpt.pricing import CostEstimate
from restoration.gpt.released import download_released, from_released, list_released, match_released
from restoration.gpt.service import require_client
from restoration.gpt.single_flight import under_way
from restoration.gpt.spread import Spread, spread
from restoration.gpt.terms import CallTerms
from restoration.gpt.upload import from_upload

__all__ = [
    "DEFAULT_MODEL",
    "DEFAULT_QUALITY",
    "FOLDER_STATUSES",
    "GPT_MODELS",
    "SIZE_POLICIES",
    "Budget",
    "BudgetError",
    "CallError",
    "CallTerms",
    "CostEstimate",
    "FolderReport",
    "FolderRequest",
    "FolderRow",
    "Options",
    "RefusedError",
    "Spread",
    "budget_from_environment",
    "download_released",
    "estimate_cost",
    "find_images",
    "from_released",
    "from_upload",
    "generate",
    "generate_folder",
    "generate_many",
    "get_gpt_model",
    "has_key",
    "history",
    "list_released",
    "match_released",
    "provenance",
    "require_client",
    "save_output",
    "spending",
    "spread",
    "under_way",
]
