"""Restoration methods: a written table, and one function that runs any of them."""

from restoration.models.device import ModelNotice, devices
from restoration.models.fusion import TONES, check_follow, check_tone, followed, fuse
from restoration.models.registry import MODELS, get_spec, list_models
from restoration.models.restore import describe, load_model, restore, unload_model
from restoration.models.spec import WITH_PRIOR, ModelSpec

__all__ = [
    "MODELS",
    "TONES",
    "WITH_PRIOR",
    "ModelNotice",
    "ModelSpec",
    "check_follow",
    "check_tone",
    "describe",
    "devices",
    "followed",
    "fuse",
    "get_spec",
    "list_models",
    "load_model",
    "restore",
    "unload_model",
]
