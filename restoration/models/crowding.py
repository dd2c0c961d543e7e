"""Beside other work: a network on two cores is run as two strips, each on a thread of its own, not as one picture on two threads.

torch's threads wait for each other after every operation. Where other processes use the same cores, one of the two is
preempted, and the other one waits for it. Threads that synchronise once, at the end, lose nothing by
that; the strips overlap by the network's
reach, so that on an idle machine the usual way is the faster one.

Sums in strips are rounded otherwise, and what lies beyond the reach is missing: up to 2 % of the pixels come out one grey level higher
or lower. Where that matters, `in_one_way` or PRIORLENS_REPEATABLE keeps to the usual way.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING, Any

from restoration.models.contracts import NeedsContext, part_of
from restoration.models.device import usable_cpus
from restoration.settings import get_settings

if TYPE_CHECKING:
    from torch import Tensor, nn

_LOADAVG = Path("/proc/loadavg")
_LOOKS, _BETWEEN_S = 3, 0.001
_LEAST_PIXELS = 150_000
_MOST_STRIPS = 8


_one_way: ContextVar[bool] = ContextVar("one_way", default=False)


@contextmanager
def in_one_way() -> Iterator[None]:
    """Inside (also as a decorator) networks run in the same way, however busy the machine is."""
    before = _one_way.set(True)
    try:
        yield
    finally:
        _one_way.reset(before)


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


def parts_beside_others(height: int, width: int, reach: int) -> int:
    """In how many strips to run a network on an image while other work wants all cores, each strip on one thread; 0: there is
    none, or the usual way is the better one. `reach` 0: the network takes no strips."""
    if _one_way.get() or get_settings().repeatable:
        return 0
    cores = usable_cpus()
    # A strip is at least one and a half times what it shares with its neighbours.
    strips = min(cores, max(height, width) // (3 * reach), _MOST_STRIPS) if reach else 1
    if height * width < _LEAST_PIXELS or (strips < 2 and cores > 2) or cores < 2 or not crowded():
        return 0
    return max(1, strips)


def run_in_strips(
    network: nn.Module,
    inputs: Sequence[Tensor],
    reach: int,
    multiple_of: int,
    count: int,
    mode: Callable[[], AbstractContextManager[Any]] = nullcontext,
) -> Tensor:
    """In `torch_on_one_thread`: `network` of `inputs` (1, C, H, W) on the CPU, H and W multiples of `multiple_of`: (1, 3, H, W), in
    `count` strips that reach `reach` px into each other, each on one thread, which enters `mode()` first (autocast, say)."""
    import torch

    if count == 1:
        return network(*inputs)
    shape = height, width = inputs[0].shape[-2:]
    along = -2 if height >= width else -1
    length = shape[along]
    contexts = [network.context(*inputs)] if isinstance(network, NeedsContext) else []

    def strip(start: int, stop: int) -> Tensor:
        torch.set_num_threads(1)  # it is a setting of each thread
        low = max(0, start - reach) // multiple_of * multiple_of
        high = min(length, -(-(stop + reach) // multiple_of) * multiple_of)
        rows, columns = (slice(low, high) if axis == along else slice(0, shape[axis]) for axis in (-2, -1))
        here = (part_of(context, rows, columns, shape) for context in contexts)
        with torch.inference_mode(), mode():
            out = network(*(x[..., rows, columns] for x in inputs), *here).float()
        return out.narrow(along, start - low, stop - start)

    borders = [round(k * length / count / multiple_of) * multiple_of for k in range(count)] + [length]
    with ThreadPoolExecutor(count, "priorlens-strip") as pool:
        parts = list(pool.map(strip, borders[:-1], borders[1:]))
    return torch.cat(parts, dim=along)
