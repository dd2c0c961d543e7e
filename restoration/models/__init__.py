"""Restoration methods: a written table, and one function that runs any of them."""

from restoration.models.device import ModelNotice, devices
from restoration.models.registry import MODELS, get_spec, list_models
from restoration.models.restore import load_model, restore, unload_model
from restoration.models.spec import ModelSpec

__all__ = [
    "MODELS",
    "ModelNotice",
    "ModelSpec",
    "devices",
    "get_spec",
    "list_models",
    "load_model",
    "restore",
    "unload_model",
]
