"""Other people's checkpoints: read as data, never as code, and the network's tensors found inside.

Objects of other classes beside the tensors (settings, schedulers) become empty stand-ins: their classes are not
looked up and nothing of them is called.
"""

from __future__ import annotations

import re
import threading
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from restoration.decoding.kinds import what_came
from restoration.errors import ModelError
from restoration.image import printable

if TYPE_CHECKING:
    from torch import Tensor

SUFFIXES = (".safetensors", ".pth", ".pt", ".ckpt", ".pkl", ".bin", ".pth.tar", ".pt.tar", ".ckpt.tar")
_SIZE_CEILING = 4_000_000_000
_DEEPEST = 4
_PREFERRED = (
    "params_ema", "params-ema", "g_ema", "ema_model", "model_ema", "state_dict_ema", "ema", "params", "state_dict",
    "model_state_dict", "model_state", "model", "network", "net", "netg", "net_g", "generator", "g", "weights",
)  # fmt: skip
"""Names under which networks are stored, best first: averaged weights before those of the last step."""
_WRAPPERS = (
    "module.",
    "_orig_mod.",
    "model.",
    "net.",
    "network.",
    "netG.",
    "net_g.",
    "generator.",
    "g_ema.",
    "ema.",
)
_ESCAPES = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_ADVICE = re.compile(r"(weights_only|WeightsUnpickler|trusted|arbitrary code)", re.IGNORECASE)
_lock = threading.Lock()


class StandIn:
    """In place of an object of a class that is not looked up."""

    def __new__(cls, *_: Any, **__: Any) -> StandIn:
        return object.__new__(cls)

    def __init__(self, *_: Any, **__: Any) -> None:
        pass

    def __setstate__(self, _: Any) -> None:
        pass


def read_checkpoint(file: Path) -> Any:
    """Whatever plain data the file holds, usually nested dicts with tensors. Raises ModelError."""
    import torch
    from safetensors.torch import load_file

    shown = printable(file.name)
    head = b""
    try:
        size = file.stat().st_size
        if size > _SIZE_CEILING:
            raise ModelError(
                f"{shown}: expected a file of weights under {_SIZE_CEILING / 1e9:.0f} GB, got {size / 1e9:.1f} GB."
            )
        with file.open("rb") as stream:
            head = stream.read(4096)
        if file.suffix.lower() == ".safetensors":
            return load_file(file)
        # The list of stand-ins belongs to the whole process.
        with _lock, torch.serialization.safe_globals(_stand_ins(file)), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of pickle protocols
            return torch.load(file, map_location="cpu", weights_only=True)
    except ModelError:
        raise
    except Exception as error:  # unpicklers and parsers raise many kinds of errors on damaged bytes; all become ModelError here
        raise ModelError(
            f"{shown}: expected a file of weights (tensors only), got {_came(head, error)}"
        ) from None


def _stand_ins(file: Path) -> list[Any]:
    """(StandIn, name) for every class that the file names and torch does not take."""
    import torch

    try:
        names = torch.serialization.get_unsafe_globals_in_checkpoint(str(file))
    except Exception:  # the old format, or no checkpoint: the loader says so
        return []
    # A name of its own for each: the loader compares what it calls with what it was allowed.
    return [(type("StandIn", (StandIn,), {}), name) for name in names[:200]]


def _came(head: bytes, error: Exception) -> str:
    said = _ESCAPES.sub("", str(error))
    if isinstance(error, OSError) and not head:
        return f"nothing that can be opened ({error.strerror or type(error).__name__}). Check the file."
    if "TorchScript" in said:
        return "a TorchScript program, which is code. Save the network's state_dict() instead."
    if not head:
        return "an empty file. Download it again."
    came, remedy = what_came(head)
    if came != "data of an unknown kind" and not head.startswith((b"PK\x03\x04", b"\x80")):
        return f"{came}. {remedy if 'LFS' in came else 'Download the file itself.'}"
    named = re.search(r"GLOBAL ([\w.]+)", said)
    if named:
        return (
            f"one that also holds an object of class {printable(named[1])}, which is not loaded. "
            "Save the network's state_dict() alone."
        )
    reason = next((line.strip() for line in said.splitlines() if line.strip()), "") or type(error).__name__
    if _ADVICE.search(reason):
        reason = "it is no archive of tensors"
    return f"one that is damaged or cut short ({printable(reason, 160)}). Download it again."


def candidates(data: Any, shown: str) -> Iterator[dict[str, Tensor]]:
    """State dicts that may be the network's, most likely first: one set of tensors, with and without its prefixes.

    Raises ModelError when there is none, or when there are several and no name tells which.
    """
    state = _the_tensors(data, shown)
    seen: set[tuple[str, ...]] = set()
    for found in (state, *_without_prefixes(state), *_parts(state)):
        key = tuple(sorted(found))
        if found and key not in seen:
            seen.add(key)
            yield found


def _the_tensors(data: Any, shown: str) -> dict[str, Tensor]:
    from torch import nn

    if isinstance(data, (StandIn, nn.Module)):
        raise ModelError(
            f"{shown}: expected names and tensors (a state dict), got a whole Python object, which is never run. "
            "Save its state_dict() instead."
        )
    sets = dict(_sets_of_tensors(data, ""))
    if not sets:
        raise ModelError(f"{shown}: expected names and tensors (a state dict), found no tensors in it.")
    if len(sets) == 1:
        return next(iter(sets.values()))
    for wanted in _PREFERRED:
        for path, tensors in sets.items():
            if path.rpartition("/")[2].lower() == wanted:
                return tensors
    raise ModelError(
        f"{shown}: expected one set of tensors, got {len(sets)} ({printable(', '.join(sets))}). "
        "Save the network's state_dict() alone."
    )


def _sets_of_tensors(data: Any, path: str, depth: int = 0) -> Iterator[tuple[str, dict[str, Tensor]]]:
    import torch

    if not isinstance(data, Mapping) or depth > _DEEPEST:
        return
    here = {k: v for k, v in data.items() if isinstance(k, str) and isinstance(v, torch.Tensor)}
    if here:
        yield path or "file", here
    for name, value in data.items():
        if isinstance(name, str) and "optim" not in name.lower() and "sched" not in name.lower():
            yield from _sets_of_tensors(value, f"{path}/{name}" if path else name, depth + 1)


def _without_prefixes(state: dict[str, Tensor]) -> Iterator[dict[str, Tensor]]:
    """As long as all names begin with the same part, without it."""
    for _ in range(_DEEPEST):
        first = {name.partition(".")[0] for name in state}
        if len(first) != 1 or not all("." in name for name in state):
            return
        state = {name.partition(".")[2]: value for name, value in state.items()}
        yield state


def _parts(state: dict[str, Tensor]) -> Iterator[dict[str, Tensor]]:
    """The network among other things of a training module, by the usual names of its attribute."""
    for prefix in _WRAPPERS:
        part = {name[len(prefix) :]: value for name, value in state.items() if name.startswith(prefix)}
        if part:
            yield part
            yield from _without_prefixes(part)


def check_finite(state: Mapping[str, Any], shown: str) -> None:
    """Raise ModelError when weights are NaN or infinite, with how many."""
    import torch

    bad, total, names = 0, 0, 0
    for value in state.values():
        if isinstance(value, torch.Tensor) and value.is_floating_point():
            wrong = value.numel() - int(torch.isfinite(value).sum())
            bad, total, names = bad + wrong, total + value.numel(), names + bool(wrong)
    if bad:
        raise ModelError(
            f"{shown}: expected finite weights, got {bad:,} of {total:,} that are NaN or infinite, in {names} "
            "tensors. Its training failed, or the file is damaged; use another."
        )


def mismatch(error: Exception) -> str:
    """What a network missed in a state dict or did not know, from the error of loading it."""
    said = _ESCAPES.sub("", str(error))
    if isinstance(error, KeyError):
        return f"it lacks the tensor {printable(said)}"
    parts = []
    for kind, words in (("Missing", "lacks"), ("Unexpected", "has besides")):
        found = re.search(rf"{kind} key\(s\) in state_dict: (.*)", said)
        if found:
            names = re.findall(r'"([^"]+)"', found[1])
            more = f" and {len(names) - 1} more" if len(names) > 1 else ""
            parts.append(f"it {words} {printable(names[0] if names else '', 80)}{more}")
    if "size mismatch" in said:
        found = re.search(r"size mismatch for ([\w.]+)", said)
        parts.append(f"{printable(found[1], 80) if found else 'a tensor'} has another shape")
    first = next((line.strip() for line in said.splitlines() if line.strip()), "") or type(error).__name__
    return "; ".join(parts) or printable(first, 160)
