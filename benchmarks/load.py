"""How long a guided result takes on an idle machine and beside busy processes, for several ways in which torch's
threads wait for each other.

    python -m benchmarks.load [--rounds 5] [--out FILE.json]          # on an otherwise idle machine
    taskset -c 0,1 python -m benchmarks.load                          # as on two cores

Every policy runs in processes of its own, because it has to be set before torch is imported. The conditions alternate, so that
a change of the machine's clock or of other load affects all of them. What is printed is the median over
the rounds of the time of one guided result at 0.4 megapixels with an alignment that is at hand, and its ratio to
PriorLens's own policy when idle. The load average before each round is printed: above 0.3 the idle column is not one.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

POLICIES: dict[str, dict[str, str]] = {
    "own": {},  # what restoration/waiting.py sets
    "torch's default": {"GOMP_SPINCOUNT": "300000"},
    "passive": {"OMP_WAIT_POLICY": "passive"},
    "spin 1000": {"GOMP_SPINCOUNT": "1000"},
    "spin 3000": {"GOMP_SPINCOUNT": "3000"},
    "spin 10000": {"GOMP_SPINCOUNT": "10000"},
    "spin 30000": {"GOMP_SPINCOUNT": "30000"},
    "one thread": {"OMP_NUM_THREADS": "1"},
}
_WORKER = """
import json, os, sys, time
import numpy as np
import restoration as r
side = (520, 770)
samples = {}
for task in ("haze", "low_light", "rain"):
    rng = np.random.default_rng(0)
    clean = np.clip(np.kron(rng.uniform(30, 220, (13, 22, 3)), np.ones((40, 35, 1))) + rng.normal(0, 6, (520, 770, 3)), 0, 255).astype(np.uint8)
    degraded = r.degrade(clean, task, seed=1)
    samples[task] = (degraded, r.align(clean, degraded, task=task))
    r.restore(degraded, f"{task}/guided", prior=samples[task][1], device="cpu")
print("ready", flush=True)
for line in sys.stdin:
    found = {}
    for task, (degraded, prior) in samples.items():
        times = []
        for _ in range(int(line)):
            began = time.perf_counter()
            r.restore(degraded, f"{task}/guided", prior=prior, device="cpu")
            times.append(time.perf_counter() - began)
        found[task] = times
    print(json.dumps(found), flush=True)
"""
_BUSY = "while True: pass"


@contextmanager
def worker(policy: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    """A process that has aligned its photos and waits; how many times to restore them comes line by line."""
    plain = {
        k: v
        for k, v in os.environ.items()
        if k not in ("OMP_WAIT_POLICY", "GOMP_SPINCOUNT", "OMP_NUM_THREADS")
    }
    process = subprocess.Popen(
        [sys.executable, "-c", _WORKER],
        env={**plain, **policy},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == "ready"
        yield process
    finally:
        process.kill()
        process.wait()


@contextmanager
def neighbours(count: int) -> Iterator[None]:
    with ExitStack() as stack:
        for _ in range(count):
            busy = subprocess.Popen([sys.executable, "-c", _BUSY])
            stack.callback(busy.wait)
            stack.callback(busy.kill)
        yield


def timed(process: subprocess.Popen[str], runs: int) -> dict[str, list[float]]:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(f"{runs}\n")
    process.stdin.flush()
    return json.loads(process.stdout.readline())


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--runs", type=int, default=3, help="of each photo, in each round and condition")
    parser.add_argument("--neighbours", type=int, default=2)
    parser.add_argument("--policies", nargs="+", default=list(POLICIES), choices=list(POLICIES))
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    times: dict[tuple[str, int, str], list[float]] = {}
    for number in range(arguments.rounds):
        print(f"round {number + 1}: load average {os.getloadavg()[0]:.2f}", file=sys.stderr, flush=True)
        for name in arguments.policies:
            with worker(POLICIES[name]) as process:
                for count in (0, arguments.neighbours):
                    with neighbours(count):
                        for task, found in timed(process, arguments.runs).items():
                            times.setdefault((name, count, task), []).extend(found)
    tasks = ("haze", "low_light", "rain")
    reference = {task: statistics.median(times[arguments.policies[0], 0, task]) for task in tasks}
    print(f"{'policy':18}{'neighbours':>11}" + "".join(f"{task + ', s':>16}{'ratio':>7}" for task in tasks))
    for name in arguments.policies:
        for count in (0, arguments.neighbours):
            medians = {task: statistics.median(times[name, count, task]) for task in tasks}
            cells = "".join(f"{medians[t]:>16.3f}{medians[t] / reference[t]:>7.2f}" for t in tasks)
            print(f"{name:18}{count:>11}{cells}")
    if arguments.out:
        rows = [{"policy": p, "neighbours": n, "task": t, "seconds": s} for (p, n, t), s in times.items()]
        arguments.out.write_text(json.dumps({"cpus": os.cpu_count(), "rows": rows}, indent=1))


if __name__ == "__main__":
    main()
