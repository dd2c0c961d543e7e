"""Beside other work: a network on two cores is run as two strips, each on a thread of its own, not as one picture on two threads.

torch's threads wait for each other after every operation. Where other processes want the same cores, one of them is always waiting
for its turn, and the other one for it. Threads that meet once, at the end, lose nothing by that; the strips overlap by the network's
reach, so that on an idle machine the usual way is the faster one.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from restoration.models.contracts import NeedsContext, part_of
from restoration.models.device import usable_cpus

if TYPE_CHECKING:
    from torch import Tensor, nn

_LOADAVG = Path("/proc/loadavg")
_LOOKS, _BETWEEN_S = 3, 0.001
_LEAST_PIXELS = 150_000
_MOST_STRIPS = 8


def crowded(loadavg: Path = _LOADAVG) -> bool:
    """Whether other work wants all cores just now; False where the system does not say (Linux does)."""
    cores = usable_cpus()
    for look in range(_LOOKS):
        if look:
            time.sleep(_BETWEEN_S)
        try:
            running = int(loadavg.read_text(encoding="ascii").split()[3].split("/")[0])
        except (OSError, ValueError, IndexError):
            return False
        # This thread is one of them.
        if running - 1 < cores:
            return False
    return True


def strip_count(height: int, width: int, reach: int) -> int:
    """How many strips of an image are worth their overlap: each is at least twice its overlap with the others. 1: none."""
    if height * width < _LEAST_PIXELS:
        return 1
    return max(1, min(usable_cpus(), max(height, width) // (3 * max(reach, 1)), _MOST_STRIPS))


def run_in_strips(
    network: nn.Module,
    inputs: Sequence[Tensor],
    reach: int,
    multiple_of: int,
    count: int,
    mode: Callable[[], AbstractContextManager[Any]] = nullcontext,
) -> Tensor:
    """`network` of `inputs` (1, C, H, W) on the CPU, H and W multiples of `multiple_of`: (1, 3, H, W), in `count` strips that reach
    `reach` px into each other, each on one thread, which enters `mode()` first (autocast, say)."""
    import torch

    shape = height, width = inputs[0].shape[-2:]
    along = -2 if height >= width else -1
    length = shape[along]
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        contexts = [network.context(*inputs)] if isinstance(network, NeedsContext) else []

        def strip(start: int, stop: int) -> Tensor:
            torch.set_num_threads(1)  # it is a setting of each thread
            low = max(0, start - reach) // multiple_of * multiple_of
            high = min(length, -(-(stop + reach) // multiple_of) * multiple_of)
            rows, columns = (
                slice(low, high) if axis == along else slice(0, shape[axis]) for axis in (-2, -1)
            )
            here = (part_of(context, rows, columns, shape) for context in contexts)
            with torch.inference_mode(), mode():
                out = network(*(x[..., rows, columns] for x in inputs), *here).float()
            return out.narrow(along, start - low, stop - start)

        borders = [round(k * length / count / multiple_of) * multiple_of for k in range(count)] + [length]
        with ThreadPoolExecutor(count, "priorlens-strip") as pool:
            parts = list(pool.map(strip, borders[:-1], borders[1:]))
    finally:
        torch.set_num_threads(threads)
    return torch.cat(parts, dim=along)
