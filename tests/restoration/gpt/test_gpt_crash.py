"""Killed processes and several processes at once, on the real file system."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import fake_openai as fo
import numpy as np
import pytest

from restoration.gpt import CallError, generate, history, spending
from restoration.gpt.job import Options, plan_job
from restoration.gpt.store import CacheEntry, PartialResponse, data_root

ROOT = Path(__file__).parents[3]

ASK = """
import sys, threading
import numpy as np
from restoration.gpt import generate
image = np.full((32, 48, 3), 77, np.uint8)
sys.stdin.readline()
out = []
threads = [threading.Thread(target=lambda: out.append(generate(image, "haze").source)) for _ in range(20)]
[t.start() for t in threads]; [t.join() for t in threads]
print(" ".join(out))
"""


def spawn(code: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip


def test_two_processes_of_twenty_threads_make_one_call(serve):
    gate = threading.Event()
    fake = serve(fo.gated(gate))
    processes = [spawn(ASK) for _ in range(2)]
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()
    fake.wait_for_call()
    gate.set()
    sources = []
    for process in processes:
        out, err = process.communicate(timeout=60)
        assert process.returncode == 0, err
        sources += out.split()
    assert fake.calls == 1
    assert sorted(sources) == ["api"] + ["cache"] * 39


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_killed_at_random_moments():
    done = subprocess.run(
        [sys.executable, str(ROOT / "benchmarks" / "generate_kills.py"), "--kills", "5"],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "kills: 5" in done.stdout


def left_behind(photo: np.ndarray, body: bytes, head: bytes | None = None) -> CacheEntry:
    """What a process leaves that is killed while `body` arrives."""
    job = plan_job(photo, "haze", Options())
    entry = CacheEntry(data_root(), job.key)
    entry.prepare()
    incoming = PartialResponse(entry, 1, job.asked())
    incoming.begin({"content_type": "application/json"})
    incoming.write(body)
    return entry


def body_for(photo: np.ndarray) -> bytes:
    return fo.json.dumps({"data": [{"b64_json": fo.b64(photo)}], "usage": fo.USAGE}).encode()


def test_a_whole_answer_of_a_killed_process_is_found(serve, photo):
    fake = serve()
    entry = left_behind(photo, body_for(photo))
    output = generate(photo, "haze")
    assert (output.source, fake.calls) == ("cache", 0)
    np.testing.assert_array_equal(output.image, photo)
    assert not list(entry.folder.glob("*.arriving"))


@pytest.mark.parametrize("share", [0.0, 0.2, 0.999])
def test_a_part_of_an_answer_is_never_taken_for_one(serve, photo, share):
    fake = serve()
    body = body_for(photo)
    entry = left_behind(photo, body[: int(len(body) * share)])
    assert generate(photo, "haze").source == "api"
    assert fake.calls == 1
    assert len(list(entry.folder.glob("*.cut"))) == 1
    assert len(list(entry.folder.glob("*.answer"))) == 1


def test_a_damaged_answer_is_passed_over(serve, photo):
    fake = serve()
    generate(photo, "haze")
    stored = next(data_root().rglob("*.answer"))
    content = bytearray(stored.read_bytes())
    content[len(content) // 2 :] = content[len(content) // 2 : -50]
    stored.write_bytes(content)
    assert generate(photo, "haze").source == "api"
    assert fake.calls == 2
    assert len(list(data_root().rglob("*.answer"))) == 2
    assert generate(photo, "haze").source == "cache"


def test_a_reservation_of_a_killed_process_stays_on_the_books(serve, photo):
    """It may have been billed, so it counts; its answer, once found, settles it."""
    code = (
        "import numpy as np\nfrom restoration.gpt import generate\n"
        "generate(np.full((32, 48, 3), 77, np.uint8), 'haze')\n"
    )
    fake = serve(fo.hang())
    process = spawn(code)
    fake.wait_for_call()
    process.kill()
    process.communicate()
    assert history()[0]["state"] == "reserved"
    assert spending()["day"] > 0
    fake.script = [fo.picture()]
    assert generate(np.full((32, 48, 3), 77, np.uint8), "haze").source == "api"  # the lock died with it


def test_a_lost_index_loses_no_picture(serve, photo):
    fake = serve()
    first = generate(photo, "haze")
    (data_root() / "index.sqlite3").unlink()
    again = generate(photo, "haze")
    assert (again.source, fake.calls) == ("cache", 1)
    np.testing.assert_array_equal(first.image, again.image)


def test_a_damaged_index_says_so_and_the_cache_goes_on(serve, photo):
    from restoration.errors import GptError

    fake = serve()
    generate(photo, "haze")
    (data_root() / "index.sqlite3").write_bytes(b"not a database" * 100)
    assert generate(photo, "haze").source == "cache"
    with pytest.raises(GptError, match="index of calls"):
        generate(photo, "rain")
    assert fake.calls == 1


def test_a_process_waits_for_the_others_answer_and_no_longer(serve, photo):
    gate = threading.Event()
    fake = serve(fo.gated(gate))
    job = plan_job(np.full((32, 48, 3), 77, np.uint8), "haze", Options())
    process = spawn(ASK.replace("range(20)", "range(1)"))
    process.stdin.write("go\n")
    process.stdin.flush()
    fake.wait_for_call()
    with pytest.raises(CallError, match="Another run"):
        generate(job.image, "haze", timeout_s=0.3)
    assert generate(job.image, "haze", cancelled=gate.set).source == "cache"
    process.communicate(timeout=60)
    assert fake.calls == 1
