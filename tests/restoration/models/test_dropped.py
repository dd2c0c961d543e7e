import pickle

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from restoration.errors import ModelError
from restoration.models import get_spec, list_models, restore
from restoration.settings import get_settings

IMAGE = np.random.default_rng(0).integers(0, 256, (37, 53, 3), dtype=np.uint8)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("PRIORLENS_MODELS", str(tmp_path))
    get_settings.cache_clear()
    return tmp_path


@pytest.fixture(scope="module")
def nafnet():
    from spandrel.architectures.NAFNet import NAFNet

    torch.manual_seed(0)
    network = NAFNet(width=8, middle_blk_num=1, enc_blk_nums=[1, 1], dec_blk_nums=[1, 1])
    return {name: value.clone() for name, value in network.state_dict().items()}


def dropped():
    return {m.id: m for m in list_models() if m.role == "dropped-in"}


def test_files_in_the_models_folder_are_listed_and_run(folder, nafnet):
    save_file(nafnet, folder / "my net.safetensors")
    torch.save({"params": nafnet, "epoch": 3}, folder / "other.pth")
    (folder / "notes.txt").write_text("not a model")
    assert sorted(dropped()) == ["dropped/my net", "dropped/other"]
    assert dropped()["dropped/my net"].parameters == sum(v.numel() for v in nafnet.values())
    first = restore(IMAGE, "dropped/my net", device="cpu")
    assert first.shape == IMAGE.shape
    assert np.array_equal(first, restore(IMAGE, "dropped/other", device="cpu"))


def test_a_replaced_file_is_read_again(folder, nafnet):
    save_file(nafnet, folder / "net.safetensors")
    first = restore(IMAGE, "dropped/net", device="cpu")
    changed = {name: value * 0.5 for name, value in nafnet.items()}
    save_file({**changed, "extra.unused": torch.zeros(1)}, folder / "net.safetensors")
    with pytest.raises(ModelError):
        restore(IMAGE, "dropped/net", device="cpu")
    save_file(changed, folder / "net.safetensors")
    assert not np.array_equal(first, restore(IMAGE, "dropped/net", device="cpu"))


def test_they_belong_to_every_task(folder, nafnet):
    save_file(nafnet, folder / "net.safetensors")
    for task in ("haze", "rain", "low_light"):
        assert "dropped/net" in {m.id for m in list_models(task)}


def test_one_name_with_two_suffixes_is_two_models(folder, nafnet):
    save_file(nafnet, folder / "net.safetensors")
    torch.save(nafnet, folder / "net.pth")
    assert sorted(dropped()) == ["dropped/net", "dropped/net.safetensors"]


def test_published_files_are_not_listed_twice(folder):
    (folder / "sapnet.pth").write_bytes(b"x")
    assert dropped() == {}
    assert {m.id: m.state for m in list_models()}["rain/sapnet"] == "ready"
    with pytest.raises(ModelError, match=r"sapnet\.pth is not the published file"):
        restore(IMAGE, "rain/sapnet", device="cpu")


def bad_files(folder, nafnet):
    (folder / "empty.pth").write_bytes(b"")
    (folder / "text.safetensors").write_text("hello")
    (folder / "header.safetensors").write_bytes((2**60).to_bytes(8, "little") + b"{}")
    torch.save({"weight": torch.ones(3)}, folder / "unknown.pth")
    torch.save(torch.nn.Linear(2, 2), folder / "module.pth")
    cut = folder / "cut.safetensors"
    save_file(nafnet, cut)
    cut.write_bytes(cut.read_bytes()[:-100])
    broken = dict(nafnet)
    broken["intro.weight"] = torch.ones(8, 3, 5, 5)
    save_file(broken, folder / "resembling.safetensors")
    (folder / "directory.pth").mkdir()


def test_bad_files_give_a_clear_message_and_break_nothing(folder, nafnet):
    bad_files(folder, nafnet)
    save_file(nafnet, folder / "good.safetensors")
    names = set(dropped())
    files = ("empty", "text", "header", "unknown", "module", "cut", "resembling", "good")
    assert names == {f"dropped/{name}" for name in files}
    for name in names - {"dropped/good"}:
        with pytest.raises(ModelError, match=r"expected|resembles|failed"):
            restore(IMAGE, name, device="cpu")
    assert restore(IMAGE, "dropped/good", device="cpu").shape == IMAGE.shape


def test_a_file_that_would_run_code_does_not(folder):
    mark = folder / "pwned"

    class Evil:
        def __reduce__(self):
            return open, (str(mark), "w")

    with (folder / "evil.pth").open("wb") as file:
        pickle.dump({"weight": Evil()}, file)
    torch.save({"weight": Evil()}, folder / "evil2.pth")
    for name in ("evil", "evil2"):
        with pytest.raises(ModelError, match=r"no tensors|tensors only"):
            restore(IMAGE, f"dropped/{name}", device="cpu")
    assert not mark.exists()


def test_a_name_outside_of_the_folder_is_no_model(folder):
    with pytest.raises(ModelError, match="no model is called"):
        get_spec("dropped/../../etc/passwd")


def test_a_missing_folder_is_an_empty_one(folder, monkeypatch):
    monkeypatch.setenv("PRIORLENS_MODELS", str(folder / "absent"))
    get_settings.cache_clear()
    assert dropped() == {}
