"""Loaded networks: loaded when first needed, used by one caller at a time, released when memory is short."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from numpy.typing import NDArray

from restoration.control import UNCONTROLLED, RunControl
from restoration.errors import ModelError
from restoration.image import ImageArray, printable
from restoration.models import weights as files
from restoration.models.device import (
    ModelNotice,
    free_memory,
    has_bfloat16,
    is_out_of_memory,
    limit_threads,
)
from restoration.models.download import download
from restoration.models.spec import ModelSpec
from restoration.models.tiling import Tiling, run_tiled
from restoration.notices import notify

if TYPE_CHECKING:
    from collections.abc import Iterator

    from torch import nn

_BUDGET_BYTES = 2_000_000_000
_SMALLER_TILES = (512, 256)
_WHOLE_PIXELS = {"cpu": 1_300_000, "mps": 4_000_000, "cuda": 16_000_000}
"""Larger images are tiled straight away."""
_OWN_REACH, _LEAST_REACH = 96, 16
"""Our own networks' reach in px, as far as it is seen: what lies beyond changes a result by 0.07 grey levels at most (a test)."""


@dataclass
class _Entry:
    network: nn.Module
    size: int
    """Bytes."""
    stamp: tuple[str, int, int] | None
    """Of the file it was loaded from."""
    lock: threading.Lock = field(default_factory=threading.Lock)
    gone: bool = False
    """Taken out of the pool while a caller waited for it: ask again."""


class ModelPool:
    """Networks by (model, device). Safe to use from several threads."""

    def __init__(self, budget_bytes: int = _BUDGET_BYTES) -> None:
        self._budget = budget_bytes
        self._entries: OrderedDict[tuple[str, str], _Entry] = OrderedDict()
        self._guard = threading.Lock()
        self._loading: dict[tuple[str, str], threading.Lock] = {}

    def loaded(self) -> dict[str, tuple[str, ...]]:
        """Model id → devices that hold it."""
        out: dict[str, tuple[str, ...]] = {}
        with self._guard:
            for model, device in self._entries:
                out[model] = (*out.get(model, ()), device)
        return out

    def load(self, spec: ModelSpec, device: Any, control: RunControl = UNCONTROLLED) -> None:
        """Bring the network to `device`, its weights fetched if need be. Raises ModelError, Cancelled."""
        self._entry(spec, device, control)

    def unload(self, model_id: str) -> bool:
        """Forget the network on every device, once nobody uses it; whether it was loaded."""
        with self._guard:
            mine = [key for key in self._entries if key[0] == model_id]
            entries = [self._entries.pop(key) for key in mine]
        for entry in entries:
            _release(entry)
        return bool(entries)

    def run(
        self,
        spec: ModelSpec,
        inputs: Sequence[NDArray[Any]],
        device: Any,
        control: RunControl = UNCONTROLLED,
    ) -> ImageArray:
        """The network's result for `inputs` (see `run_tiled`), uint8 RGB (H, W, 3).

        When the device's memory is used up: smaller tiles, then the CPU, each with a `ModelNotice`.
        Raises ModelError and Cancelled.
        """

        reason, later = "", control.part(0.1, 1.0)
        # The network's own steps are shown under its name.
        running = RunControl(lambda fraction, _: later.report(fraction, spec.label), control.cancelled)
        for where, tile in _attempts(spec, inputs[0], device):
            if reason:
                how = f"in tiles of {tile}" if tile else "in one piece"
                notify(ModelNotice(f"{spec.id}: {reason}; trying on {where} {how}."))
            tiling = Tiling(tile, spec.overlap, spec.multiple_of, spec.context_pixels, _strips_reach(spec))
            with self._use(spec, where, control.part(0.0, 0.1)) as network:
                try:
                    return run_tiled(
                        network,
                        inputs,
                        tiling,
                        where,
                        half=spec.half and has_bfloat16(where),
                        control=running,
                    )
                except ModelError as error:
                    raise ModelError(f"{spec.id}: {error}") from None
                except (RuntimeError, MemoryError) as error:
                    reason = _why(error, where)
                    if not reason:
                        raise ModelError(f"{spec.id}: the network failed ({_line(error)}).") from error
            # Not in the handler: its traceback would keep the tensors alive.
            free_memory(where)
        height, width = inputs[0].shape[:2]
        raise ModelError(f"{spec.id}: {reason} on a {width}×{height} image. Scale it down.")

    @contextmanager
    def _use(self, spec: ModelSpec, device: Any, control: RunControl) -> Iterator[nn.Module]:
        while True:
            entry = self._entry(spec, device, control)
            with entry.lock:
                if not entry.gone:
                    yield entry.network
                    return

    def _entry(self, spec: ModelSpec, device: Any, control: RunControl) -> _Entry:
        import torch

        key = (spec.id, str(device))
        with self._guard:
            loading = self._loading.setdefault(key, threading.Lock())
        with loading:
            stamp = files.stamp(spec)
            with self._guard:
                if key in self._entries and self._entries[key].stamp == stamp:
                    self._entries.move_to_end(key)
                    return self._entries[key]
                replaced = self._entries.pop(key, None)
            if replaced is not None:
                _release(replaced)
            limit_threads()
            file = local_weights(spec, control)
            network = files.load_network(spec, file).to(device)
            # oneDNN and cuDNN then convolve without reordering the data.
            network = network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
            size = sum(t.numel() * t.element_size() for t in (*network.parameters(), *network.buffers()))
            entry = _Entry(network, size, files.stamp(spec))
            with self._guard:
                self._entries[key] = entry
                given_up = self._over_budget(key)
            for old in given_up:
                _release(old)
            return entry

    def _over_budget(self, newest: tuple[str, str]) -> list[_Entry]:
        """Take out the entries used longest ago until the rest fits; those in use stay."""
        total = sum(entry.size for entry in self._entries.values())
        out = []
        for key in list(self._entries):
            if total <= self._budget:
                break
            entry = self._entries[key]
            if key != newest and not entry.lock.locked():
                out.append(self._entries.pop(key))
                total -= entry.size
        return out


def local_weights(spec: ModelSpec, control: RunControl = UNCONTROLLED) -> Path | None:
    """The file of weights that `spec` needs, downloaded if it can be; None for a model without one.

    Raises ModelError when it is missing.
    """
    if spec.weights is None:
        return None
    file = files.find(spec.weights)
    if file is not None:
        return file
    if spec.weights.url:
        return download(spec.weights, files.download_dir(), control)
    raise ModelError(
        f"{spec.id}: expected its weights in assets/weights/{spec.weights.file}, found none. "
        "Train it (python -m restoration train --help), or choose another model."
    )


def _strips_reach(spec: ModelSpec) -> int:
    """How far strips of an image reach into each other; 0: the network takes no parts, or reaches too far."""
    if not spec.tile:
        return 0
    if spec.role in ("baseline", "guided"):
        return min(spec.overlap, _OWN_REACH) or _LEAST_REACH
    return spec.overlap if spec.overlap <= _OWN_REACH else 0


def _attempts(spec: ModelSpec, image: ImageArray, device: Any) -> list[tuple[Any, int]]:
    """(device, tile) to try in turn."""
    import torch

    def first(where: Any) -> int:
        pixels = image.shape[0] * image.shape[1]
        return 0 if pixels <= _WHOLE_PIXELS.get(where.type, _WHOLE_PIXELS["cpu"]) else spec.tile

    out = [(device, first(device))]
    if spec.tile:
        out += [(device, tile) for tile in _SMALLER_TILES if tile < min(image.shape[:2])]
    if device.type != "cpu":
        cpu = torch.device("cpu")
        out.append((cpu, first(cpu)))
    return out


def _why(error: BaseException, device: Any) -> str:
    """Why another attempt makes sense, or "" if it does not."""
    if is_out_of_memory(error):
        return f"the memory of {device} is used up"
    if device.type == "mps" and isinstance(error, NotImplementedError):
        return "MPS lacks an operation"
    return ""


def _release(entry: _Entry) -> None:
    with entry.lock:
        entry.gone = True
        entry.network.to("meta")


def _line(error: BaseException) -> str:
    return printable(str(error).splitlines()[0] if str(error) else type(error).__name__)
