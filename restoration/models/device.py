"""The one guard around the device: which it is, what it can do, and what to do when its memory is used up."""

from __future__ import annotations

import importlib.util
import math
import os
from collections.abc import Callable
from typing import Any, TypeVar

from restoration.errors import ModelError
from restoration.side_by_side import process_limit

_Result = TypeVar("_Result")
_GPU_SECONDS = 30


class ModelNotice(UserWarning):
    """Something about how a model was run that its user should know."""


def devices() -> list[str]:
    """Devices that can be chosen here, best first: "cuda", "cuda:1", …, "mps", "cpu"."""
    import torch

    found = [f"cuda:{k}" if k else "cuda" for k in range(torch.cuda.device_count())]
    if torch.backends.mps.is_available():
        found.append("mps")
    return [*found, "cpu"]


def pick_device(name: str = "auto") -> Any:
    """The torch.device of that name; "auto" is the best there is. Raises ModelError."""
    import torch

    available = devices()
    if name == "auto":
        return torch.device(available[0])
    wanted = "cuda" if name == "cuda:0" else name
    if wanted not in available:
        raise ModelError(f"device: expected auto or one of {', '.join(available)}, got {name!r}.")
    return torch.device(wanted)


def has_bfloat16(device: Any) -> bool:
    """Whether bfloat16 is computed by the hardware, not emulated."""
    import torch

    if device.type == "cuda":
        return torch.cuda.get_device_capability(device) >= (8, 0)
    if device.type == "cpu":
        return bool(torch.cpu._is_avx512_bf16_supported())
    return False


def limit_threads() -> None:
    """Use no more threads than this process may run at once: containers are often given fewer cores than
    they see, and oversubscribed threads take a multiple of the time."""
    import torch

    torch.set_num_threads(min(torch.get_num_threads(), usable_cpus()))


def usable_cpus(quota_file: str = "/sys/fs/cgroup/cpu.max") -> int:
    """Cores of this process's affinity and control group, no more than the process is kept to (`side_by_side`), at least 1."""
    affinity = getattr(os, "sched_getaffinity", None)
    cores = len(affinity(0)) if affinity is not None else os.cpu_count() or 1
    try:
        with open(quota_file, encoding="ascii") as file:
            quota, period = file.read().split()
        if quota != "max":
            cores = min(cores, math.ceil(int(quota) / int(period)))
    except (OSError, ValueError, ZeroDivisionError):
        pass  # not Linux, or no quota
    return max(1, min(cores, process_limit() or cores))


def is_out_of_memory(error: BaseException) -> bool:
    """Whether `error` says that a device's, or this machine's, memory is used up."""
    if isinstance(error, MemoryError):
        return True
    text = str(error).lower()
    return isinstance(error, RuntimeError) and any(
        words in text for words in ("out of memory", "can't allocate memory", "not enough memory")
    )


def free_memory(device: Any) -> None:
    """Give cached blocks back to the device."""
    import torch

    if device.type == "cuda":
        torch.cuda.empty_cache()
    elif device.type == "mps":
        torch.mps.empty_cache()


def lends_gpu() -> bool:
    """Whether this is a ZeroGPU Space, which has a GPU only inside of functions wrapped by `on_gpu`."""
    return bool(os.environ.get("SPACES_ZERO_GPU")) and importlib.util.find_spec("spaces") is not None


def on_gpu(function: Callable[..., _Result]) -> Callable[..., _Result]:
    """`spaces.GPU` around `function` on a ZeroGPU Space, else nothing.

    The function then runs in another process: arguments and result must be plain data.
    """
    if not lends_gpu():
        return function
    import spaces

    lent: Callable[..., _Result] = spaces.GPU(duration=_GPU_SECONDS)(function)
    return lent
