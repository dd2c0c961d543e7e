"""LPIPS and DISTS from weights that the user has fetched: where they belong, whether they are whole, and the networks.

The networks are PIQ's, built without its downloads: weights are read as data only (never as pickled code), and of VGG-16
the convolutions alone. The numbers are PIQ's.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from restoration.errors import InputError

_VGG = "https://download.pytorch.org/models/vgg16-397923af.pth"
ADDRESSES = {
    "lpips": (
        _VGG,
        "https://github.com/photosynthesis-team/photosynthesis.metrics/releases/download/v0.4.0/lpips_weights.pt",
    ),
    "dists": (_VGG, "https://github.com/photosynthesis-team/piq/releases/download/v0.4.1/dists_weights.pt"),
}
"""Where the files of each measure can be fetched."""
_LAYERS = ("relu1_2", "relu2_2", "relu3_3", "relu4_3", "relu5_3")
_CHANNELS = (64, 128, 256, 512, 512)


def weights_folder() -> Path:
    """Where torch looks for fetched weights: TORCH_HOME/hub/checkpoints."""
    import torch

    return Path(torch.hub.get_dir()) / "checkpoints"


def missing_weights(measure: str) -> tuple[str, ...]:
    """Files of weights that are not at hand; none for measures without a network."""
    needed = [address.rsplit("/", 1)[1] for address in ADDRESSES.get(measure, ())]
    return tuple(name for name in needed if not (weights_folder() / name).is_file()) if needed else ()


def how_to_get(measure: str) -> str:
    """What to fetch and where to put it, of what is missing."""
    missing = missing_weights(measure)
    wanted = [a for a in ADDRESSES[measure] if a.rsplit("/", 1)[1] in missing]
    return (
        f"Fetch {' and '.join(wanted)} and put {'them' if len(wanted) > 1 else 'it'} into {weights_folder()}."
    )


@lru_cache(maxsize=2)
def network(measure: str) -> Any:
    """The network of "lpips" or "dists": called with two batches (N, 3, H, W) in [0, 1], it gives their distance.
    Raises InputError where a file is damaged or holds something else."""
    import piq
    from piq.perceptual import VGG16_LAYERS, ContentLoss

    vgg, own = (weights_folder() / address.rsplit("/", 1)[1] for address in ADDRESSES[measure])
    dists = measure == "dists"
    kind = piq.DISTS if dists else piq.LPIPS
    made = kind.__new__(kind)
    # Its own constructor would fetch the files.
    ContentLoss.__init__(
        made,
        feature_extractor=_features(vgg),
        layers=[VGG16_LAYERS[layer] for layer in _LAYERS],
        weights=_dists_weights(own) if dists else _lpips_weights(own),
        replace_pooling=dists,
        normalize_features=not dists,
        allow_layers_weights_mismatch=dists,
    )
    return made.eval()


def _features(path: Path) -> Any:
    from torchvision.models import vgg

    made = vgg.make_layers(vgg.cfgs["D"])
    state = _read(path)
    try:
        own = {k.removeprefix("features."): v for k, v in state.items() if k.startswith("features.")}
        made.load_state_dict(own)
    except (AttributeError, RuntimeError, TypeError):
        raise _other(path, "VGG-16's") from None
    return made


def _lpips_weights(path: Path) -> list[Any]:
    found = _read(path)
    shapes = [(1, channels, 1, 1) for channels in _CHANNELS]
    if not isinstance(found, (list, tuple)) or [tuple(getattr(w, "shape", ())) for w in found] != shapes:
        raise _other(path, "PIQ's LPIPS")
    return list(found)


def _dists_weights(path: Path) -> list[Any]:
    import torch

    found = _read(path)
    channels = [3, *_CHANNELS]
    sides: list[Any] = [found.get(name) for name in ("alpha", "beta")] if isinstance(found, dict) else []
    if not sides or any(tuple(getattr(side, "shape", ())) != (1, sum(channels), 1, 1) for side in sides):
        raise _other(path, "PIQ's DISTS")
    return [part for side in sides for part in torch.split(side, channels, dim=1)]


def _read(path: Path) -> Any:
    import torch

    try:
        return torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:  # unpicklers raise many kinds
        raise InputError(
            f"{path.name}: expected a file of weights, got one that cannot be read ({type(error).__name__}). "
            f"Fetch it again into {path.parent}."
        ) from None


def _other(path: Path, whose: str) -> InputError:
    return InputError(
        f"{path.name}: expected {whose} weights, got others. Fetch it again into {path.parent}."
    )
