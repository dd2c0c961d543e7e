"""Kill -9 at random moments of `generate`: is every answered call in the cache, and none paid twice?

    python benchmarks/generate_kills.py --kills 200

A process asks a local service (a real HTTP server, tests/restoration/gpt/fake_openai.py) for one picture
after another and is killed; a second one then looks at every request the first had made. Reported:
`returned`  calls that `generate` had answered before the kill; each must come from the cache
`recovered` calls that were killed between the answer's last byte and the end of `generate`, found again
`asked twice` calls whose answer the service had sent whole, but which were still in the kernel's buffers when the process was
             killed: the program cannot store those
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "restoration" / "gpt")]

SERVICE = """
import sys, fake_openai as fo
log = open(sys.argv[1], "ab", buffering=0)
small = fo.of_size(64, 64)
def step(handler, request):
    small(handler, request)
    handler.wfile.flush()
    log.write(request.fields["prompt"].split()[-1].encode() + b"\\n")
with fo.FakeOpenAI(step) as fake:
    print(fake.base_url, flush=True)
    sys.stdin.read()
"""


def ask(seed: int) -> str:
    """Where the picture of this seed came from: api or cache."""
    import numpy as np

    from restoration.gpt import generate

    image = np.full((32, 48, 3), seed % 251, np.uint8)
    return generate(image, "haze", prompt=f"Restore this photo {seed}").source


def in_child(work: object, *arguments: object) -> int:
    child = os.fork()
    if child == 0:
        status = 1
        try:
            work(*arguments)  # type: ignore[operator]
            status = 0
        finally:
            os._exit(status)
    return child


def ask_on_and_on(first: int, log: Path) -> None:
    with log.open("ab", buffering=0) as file:
        for seed in range(first, first + 10_000):
            file.write(f"begun {seed}\n".encode())
            source = ask(seed)
            file.write(f"{source} {seed}\n".encode())


def look_again(seeds: list[int], log: Path) -> None:
    with log.open("ab", buffering=0) as file:
        for seed in seeds:
            file.write(f"again-{ask(seed)} {seed}\n".encode())


def read(log: Path) -> list[tuple[str, int]]:
    lines = log.read_text().splitlines() if log.exists() else []
    return [(line.split()[0], int(line.split()[1])) for line in lines]


def run(kills: int, seed: int, folder: Path) -> dict[str, int]:
    """Counts over all kills; `lost` and `damaged` must be 0."""
    os.environ |= {"PRIORLENS_DATA": str(folder / "data"), "OPENAI_API_KEY": "sk-kill-test-0123456789"}
    served, log = folder / "served", folder / "client"
    service = subprocess.Popen(
        [sys.executable, "-c", SERVICE, str(served)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path[:2])},
    )  # fmt: skip
    counts = dict.fromkeys(("kills", "returned", "recovered", "asked twice", "lost", "damaged"), 0)
    moments = random.Random(seed)
    try:
        assert service.stdout is not None
        os.environ["OPENAI_BASE_URL"] = service.stdout.readline().strip()
        import openai  # noqa: F401  (before the fork, so that every child starts at once)

        import restoration.gpt  # noqa: F401

        for kill in range(kills):
            first = kill * 10_000
            child = in_child(ask_on_and_on, first, log)
            while ("begun", first) not in read(log):
                time.sleep(0.005)
            time.sleep(moments.uniform(0.0, 0.5))
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            begun = [s for word, s in read(log) if word == "begun" and s >= first]
            answered = {s for word, s in read(log) if word in ("api", "cache") and s >= first}
            sent_before = [int(line) for line in served.read_text().split()] if served.exists() else []
            _, status = os.waitpid(in_child(look_again, begun, log), 0)
            again = {s: word for word, s in read(log) if word.startswith("again-") and s >= first}
            counts["kills"] += 1
            counts["returned"] += len(answered)
            counts["damaged"] += status != 0 or len(again) != len(begun)
            for s in begun:
                if s in answered:
                    counts["lost"] += again.get(s) != "again-cache"
                elif again.get(s) == "again-cache":
                    counts["recovered"] += 1
                elif s in sent_before:
                    counts["asked twice"] += 1
    finally:
        service.kill()
        service.communicate()
    return counts


def main() -> int:
    parser = argparse.ArgumentParser(description="kill -9 at random moments of generate")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        counts = run(arguments.kills, arguments.seed, Path(folder))
    print(", ".join(f"{name}: {count}" for name, count in counts.items()))
    return 1 if counts["lost"] or counts["damaged"] else 0


if __name__ == "__main__":
    sys.exit(main())
