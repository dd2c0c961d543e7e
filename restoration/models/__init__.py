"""Restoration methods: a written table, and one function that runs any of them."""

from restoration.models.registry import MODELS, get_spec, list_models
from restoration.models.restore import restore
from restoration.models.spec import ModelSpec

__all__ = ["MODELS", "ModelSpec", "get_spec", "list_models", "restore"]
