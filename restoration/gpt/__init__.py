"""Generated images and where they come from: the live service, its cache, uploads, the study's released set."""

from restoration.gpt.errors import BudgetError, CallError, RefusedError
from restoration.gpt.generate import generate, generate_many
from restoration.gpt.job import Options, estimate_cost
from restoration.gpt.keys import has_key
from restoration.gpt.ledger import Budget, budget_from_environment
from restoration.gpt.models import DEFAULT_MODEL, DEFAULT_QUALITY, GPT_MODELS, SIZE_POLICIES, get_gpt_model
from restoration.gpt.pricing import CostEstimate
from restoration.gpt.upload import from_upload

__all__ = [
    "DEFAULT_MODEL",
    "DEFAULT_QUALITY",
    "GPT_MODELS",
    "SIZE_POLICIES",
    "Budget",
    "BudgetError",
    "CallError",
    "CostEstimate",
    "Options",
    "RefusedError",
    "budget_from_environment",
    "estimate_cost",
    "from_upload",
    "generate",
    "generate_many",
    "get_gpt_model",
    "has_key",
]
