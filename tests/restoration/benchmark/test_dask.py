"""A real scheduler and two worker processes on this machine, one of them killed half-way."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from restoration.benchmark import ExportRequest, export, pool, score_run
from restoration.benchmark.predict import Done
from restoration.errors import InputError
from tests.until import until

pytestmark = pytest.mark.needs("dask")
ROOT = Path(__file__).resolve().parents[3]


class Cluster:
    def __init__(self, folder: Path) -> None:
        self._environment = os.environ | {
            "PYTHONPATH": str(ROOT),
            "OMP_NUM_THREADS": "1",
            "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "5",
        }
        self._file = folder / "scheduler.json"
        self.processes = [
            self._start(
                "scheduler",
                "--host",
                "127.0.0.1",
                "--port",
                "0",
                "--dashboard-address",
                ":0",
                "--scheduler-file",
                str(self._file),
            )
        ]
        until(self._file.is_file, "the cluster starts")
        for _ in range(2):
            self.processes.append(
                self._start(
                    "worker",
                    "--scheduler-file",
                    str(self._file),
                    "--nthreads",
                    "1",
                    "--no-nanny",
                    "--no-dashboard",
                    "--local-directory",
                    str(folder),
                )
            )
        with self.client() as client:
            client.wait_for_workers(2, timeout=120)
            self.address = client.scheduler.address

    def client(self) -> Any:
        from distributed import Client

        return Client(scheduler_file=str(self._file), timeout=120)

    def _start(self, *arguments: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.dask_{arguments[0]}", *arguments[1:]],
            env=self._environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def stop(self) -> None:
        for process in self.processes:
            process.kill()
        for process in self.processes:
            process.wait(30)


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    found = Cluster(tmp_path)
    yield found
    found.stop()


def test_a_killed_worker_loses_nothing_and_repeats_nothing(
    cluster: Cluster, hazy_set: Path, tmp_path: Path
) -> None:
    finished: list[str] = []

    def kill_one(done: Done, position: int, total: int) -> None:
        finished.append(done.image)
        if position == 2:
            os.kill(cluster.processes[1].pid, signal.SIGKILL)

    request = ExportRequest("dense-haze", hazy_set, tmp_path / "run", models=("haze/dcp",), simulate=1.0)
    result = export(request, scheduler=cluster.address, report=kill_one)
    assert result.failed == ()
    assert sorted(finished) == [f"{n:02d}_hazy.png" for n in range(1, 7)]
    table = score_run(tmp_path / "run").table
    assert not table.duplicated(["image", "method", "protocol"]).any()
    assert len(table) == 6 * 4


def test_no_scheduler_there(hazy_set: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "_SCHEDULER_S", 1)
    request = ExportRequest("dense-haze", hazy_set, tmp_path / "run", models=("haze/dcp",))
    with pytest.raises(InputError, match="no scheduler answered"):
        export(request, scheduler="tcp://127.0.0.1:9")
