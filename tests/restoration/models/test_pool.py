import os
import subprocess
import sys
import threading
import time
from functools import partial

import numpy as np
import pytest
import torch
from safetensors.torch import save_file
from torch import nn

from restoration.control import RunControl
from restoration.errors import Cancelled, ModelError
from restoration.models import pool as pool_module
from restoration.models.device import ModelNotice, devices, is_out_of_memory, pick_device, usable_cpus
from restoration.models.pool import ModelPool
from restoration.models.spec import ModelSpec
from restoration.weight_table import WeightsFile

CPU = torch.device("cpu")
IMAGE = np.random.default_rng(0).integers(0, 256, (300, 320, 3), dtype=np.uint8)


class Gain(nn.Module):
    def __init__(self, limit=10**9, delay=0.0):
        super().__init__()
        self.gain = nn.Parameter(torch.ones(1000))
        self.limit, self.delay = limit, delay
        self.running = 0
        self.most = 0

    def forward(self, x):
        self.running += 1
        self.most = max(self.most, self.running)
        time.sleep(self.delay)
        self.running -= 1
        if x.shape[-1] * x.shape[-2] > self.limit:
            raise RuntimeError("CUDA out of memory. Tried to allocate 2.00 GiB")
        return x * self.gain[0]


def spec(name="test/gain", build=Gain, **more):
    return ModelSpec(name, "Gain", ("haze",), "baseline", "a test", "none", build=build, **more)


def test_a_network_is_built_once_and_kept():
    built = []

    def build():
        built.append(1)
        return Gain()

    pool, model = ModelPool(), spec(build=build)
    assert pool.loaded() == {}
    for _ in range(2):
        assert np.array_equal(pool.run(model, (IMAGE,), CPU), IMAGE)
    assert len(built) == 1
    assert pool.loaded() == {"test/gain": ("cpu",)}
    assert pool.unload("test/gain")
    assert not pool.unload("test/gain")
    assert pool.loaded() == {}


def test_the_networks_used_longest_ago_make_room():
    pool = ModelPool(budget_bytes=9_000)
    for name in ("a", "b", "a", "c"):
        pool.load(spec(name), CPU)
    assert set(pool.loaded()) == {"a", "c"}


def test_one_user_at_a_time_and_one_load():
    network = Gain(delay=0.02)
    pool, model = ModelPool(), spec(build=lambda: network)
    threads = [threading.Thread(target=pool.run, args=(model, (IMAGE,), CPU)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert network.most == 1
    assert len(pool.loaded()["test/gain"]) == 1


def test_unloading_while_others_wait_spoils_nobodys_result():
    pool, model = ModelPool(), spec(build=partial(Gain, delay=0.01))
    results, errors = [], []

    def work():
        try:
            results.append(pool.run(model, (IMAGE,), CPU))
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
        pool.unload("test/gain")
    for thread in threads:
        thread.join(20)
    assert errors == []
    assert all(np.array_equal(result, IMAGE) for result in results)


def test_when_memory_ends_smaller_tiles_are_tried_and_it_is_said():
    pool, model = ModelPool(), spec(build=partial(Gain, 256 * 256))
    with pytest.warns(ModelNotice, match="memory of cpu is used up; trying on cpu in tiles of 256"):
        assert np.array_equal(pool.run(model, (IMAGE,), CPU), IMAGE)


def test_when_nothing_helps_the_error_says_what_to_do():
    pool, model = ModelPool(), spec(build=partial(Gain, 100))
    with pytest.warns(ModelNotice), pytest.raises(ModelError, match=r"320×300 image\. Scale it down"):
        pool.run(model, (IMAGE,), CPU)


def test_other_failures_of_a_network_are_one_clear_error():
    class Broken(nn.Module):
        def forward(self, x):
            raise RuntimeError("shapes do not fit\nlong traceback")

    with pytest.raises(ModelError, match=r"test/gain: the network failed \(shapes do not fit\)"):
        ModelPool().run(spec(build=Broken), (IMAGE,), CPU)


def test_cancelling_is_heard_and_leaves_the_pool_usable():
    pool, model = ModelPool(), spec()
    with pytest.raises(Cancelled):
        pool.run(model, (IMAGE,), CPU, RunControl(cancelled=lambda: True))
    assert pool.run(model, (IMAGE,), CPU) is not None


def test_missing_weights_say_where_they_belong():
    model = spec(weights=WeightsFile("never-there.safetensors"))
    with pytest.raises(ModelError, match=r"assets/weights/never-there\.safetensors"):
        ModelPool().run(model, (IMAGE,), CPU)


def test_weights_of_another_network_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("restoration.models.weights.WEIGHTS_DIR", tmp_path)
    save_file({"other": torch.ones(3)}, tmp_path / "gain.safetensors")
    model = spec(weights=WeightsFile("gain.safetensors"))
    with pytest.raises(ModelError, match="do not fit this network"):
        ModelPool().load(model, CPU)
    save_file({"gain": torch.full((1000,), 0.5)}, tmp_path / "gain.safetensors")
    assert np.abs(ModelPool().run(model, (IMAGE,), CPU) - IMAGE / 2).max() <= 0.5


def test_devices_and_their_names():
    assert devices()[-1] == "cpu"
    assert pick_device("cpu").type == "cpu"
    assert str(pick_device("auto")) == devices()[0]
    with pytest.raises(ModelError, match="expected auto or one of"):
        pick_device("cuda:99")


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (MemoryError(), True),
        (RuntimeError("MPS backend out of memory"), True),
        (RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried"), True),
        (RuntimeError("shapes"), False),
        (ValueError("out of memory"), False),
    ],
)
def test_out_of_memory_is_told_from_other_errors(error, expected):
    assert is_out_of_memory(error) is expected


def test_a_device_whose_memory_ends_leaves_the_work_to_the_cpu(monkeypatch):
    tried = []

    def run(network, inputs, tiling, device, **options):
        tried.append((device.type, tiling.tile))
        if device.type != "cpu":
            raise RuntimeError("CUDA out of memory. Tried to allocate 2.00 GiB")
        return inputs[0]

    monkeypatch.setattr("restoration.models.pool.run_tiled", run)
    with pytest.warns(ModelNotice, match="trying on cpu in one piece"):
        assert ModelPool().run(spec(), (IMAGE,), torch.device("meta")) is IMAGE
    assert tried == [("meta", 0), ("meta", 256), ("cpu", 0)]


def test_progress_goes_forward_through_download_and_tiles(monkeypatch):
    seen = []
    monkeypatch.setitem(pool_module._WHOLE_PIXELS, "cpu", 1)
    model = spec(tile=64)
    ModelPool().run(model, (IMAGE,), CPU, RunControl(lambda fraction, text: seen.append((fraction, text))))
    fractions = [fraction for fraction, _ in seen]
    assert fractions == sorted(fractions)
    assert seen[-1] == (1.0, "Gain")


def test_a_container_with_two_cores_gets_two_threads(tmp_path):
    quota = tmp_path / "cpu.max"
    quota.write_text("150000 100000\n")
    assert usable_cpus(str(quota)) == min(2, usable_cpus(""))
    quota.write_text("max 100000\n")
    assert usable_cpus(str(quota)) == usable_cpus("")


def test_a_lent_gpu_is_asked_for_around_the_device_work(tmp_path):
    (tmp_path / "spaces.py").write_text(
        "def GPU(duration):\n    print('duration', duration)\n    return lambda f: lambda *a: ('lent', f(*a))\n"
    )
    script = "from restoration.models.device import lends_gpu, on_gpu; print(lends_gpu(), on_gpu(len)('abc'))"
    for flag, expected in (("1", "True ('lent', 3)"), ("", "False 3")):
        environment = {**os.environ, "PYTHONPATH": str(tmp_path), "SPACES_ZERO_GPU": flag}
        done = subprocess.run(
            [sys.executable, "-c", script], env=environment, capture_output=True, text=True, timeout=60
        )
        assert done.stdout.splitlines()[-1] == expected, done.stderr
        assert ("duration 30" in done.stdout) is bool(flag)


@pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device")
def test_cuda_gives_the_cpus_result():
    pool, model = ModelPool(), spec()
    assert np.array_equal(pool.run(model, (IMAGE,), torch.device("cuda")), IMAGE)
