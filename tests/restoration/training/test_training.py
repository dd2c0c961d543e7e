"""The loop, the data and the command on tiny runs: seconds, offline, no shared material."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from restoration.errors import InputError, ModelError
from restoration.image import load_image, save_image
from restoration.models.dehazenet import DehazeNet
from restoration.models.nets import Baseline, SceneGuided, build_baseline
from restoration.training.batches import Batch, PairBatches, SyntheticBatches
from restoration.training.config import TrainConfig, read_config
from restoration.training.loop import train
from restoration.training.losses import _luma, haze_loss, prior_loss, restoration_loss
from restoration.training.pairs import PairSample, load_pairs
from restoration.training.photos import load_photos
from restoration.training.report import read_log
from restoration.training.run import build_network, run_training
from tests.conftest import textured


def _scene(seed: int, size: tuple[int, int] = (140, 120)) -> np.ndarray:
    """Coloured discs and bars on a gradient: edges and flat places."""
    rng = np.random.default_rng(seed)
    width, height = size
    ramp = np.linspace(30, 200, height)[:, None, None] * rng.uniform(0.5, 1, 3)
    image = np.ascontiguousarray(np.broadcast_to(ramp, (height, width, 3)).astype(np.uint8))
    for _ in range(14):
        centre = tuple(int(v) for v in rng.integers(0, (width, height)))
        colour = tuple(int(v) for v in rng.integers(0, 255, 3))
        cv2.circle(image, centre, int(rng.integers(4, 25)), colour, -1)
    return image


@pytest.fixture(autouse=True)
def _one_thread() -> Iterator[None]:
    """Small tensors gain nothing from threads, and lose much on a busy machine."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    for i in range(4):
        save_image(_scene(i), tmp_path / "photos" / f"{i}.png")
    return tmp_path / "photos"


@pytest.fixture
def pairs(tmp_path: Path) -> Path:
    for i in range(3):
        clean = _scene(10 + i)
        save_image(clean, tmp_path / "pairs" / "clean" / f"{i}.png")
        save_image((0.5 * clean + 100).astype(np.uint8), tmp_path / "pairs" / "degraded" / f"{i}.png")
    return tmp_path / "pairs"


def _config(tmp_path: Path, photos: Path, **changes: object) -> TrainConfig:
    values = {"data": (str(photos),), "out": str(tmp_path / "run"), "steps": 20, "batch": 4, "crop": 32}
    return TrainConfig(**(values | {"lr": 2e-3, "precision": "float32"} | changes))  # type: ignore[arg-type]


def _disturbed(tmp_path: Path) -> str:
    """Weights of a guided network for haze away from where it begins, so that a few steps have something to improve."""
    generator = torch.Generator().manual_seed(5)
    state = SceneGuided(haze=True).state_dict()
    moved = {
        name: value + 0.02 * torch.randn(value.shape, generator=generator) for name, value in state.items()
    }
    save_file(moved, tmp_path / "disturbed.safetensors")
    return str(tmp_path / "disturbed.safetensors")


@pytest.mark.parametrize("task", ["haze", "rain", "low_light"])
@pytest.mark.parametrize("network", ["baseline", "guided"])
def test_some_steps_improve(tmp_path: Path, photos: Path, task: str, network: str) -> None:
    # Those that begin from the dark channel prior or from colour fits are near their best: smaller steps, wider windows.
    sizes: dict[str, object] = {"lr": 5e-4, "crop": 96, "steps": 8} if network == "guided" else {}
    if task == "haze":
        sizes = {"crop": 96, "steps": 8} | (
            {"lr": 1e-3, "init": _disturbed(tmp_path)} if network == "guided" else {"lr": 3e-5}
        )
    config = _config(tmp_path, photos, task=task, network=network, **sizes)
    batches = SyntheticBatches(
        load_photos([photos]), task, size=config.crop, count=8, seed=99, priors=network == "guided"
    )
    held_out = batches(0)
    inputs = [x for x in (held_out.degraded, held_out.prior, held_out.confidence) if x is not None]
    torch.manual_seed(0)  # whatever ran before: the same network is measured and then trained
    model = build_network(config)
    loss = haze_loss if task == "haze" and network == "baseline" else restoration_loss
    with torch.no_grad():
        before = loss(model(*inputs), held_out.target)
    torch.manual_seed(0)
    file = run_training(config, device="cpu")
    model.load_state_dict(load_file(file))
    with torch.no_grad():
        after = loss(model(*inputs), held_out.target)
    assert after < before


def test_a_stopped_run_continues_to_the_same_weights(tmp_path: Path, photos: Path) -> None:
    loaded = load_photos([photos])

    def run(out: str, stops: list[int]) -> dict[str, torch.Tensor]:
        config = _config(tmp_path, photos, out=str(tmp_path / out), steps=6)
        batches = SyntheticBatches(loaded, "haze", size=32, count=2, seed=1, priors=False)
        for stop in stops:

            def stopping(step: int, rank: int = 0, stop: int = stop):  # type: ignore[no-untyped-def]
                if step >= stop:
                    raise KeyboardInterrupt
                return batches(step, rank)

            torch.manual_seed(0)
            try:
                return train(config, build_baseline("haze"), stopping, save_every_s=0).state_dict()
            except KeyboardInterrupt:
                continue
        raise AssertionError("the run never finished")

    straight, resumed = run("straight", [99]), run("resumed", [3, 99])
    assert straight.keys() == resumed.keys()
    for name, value in straight.items():
        torch.testing.assert_close(value, resumed[name], rtol=0, atol=0)


def test_the_command_writes_weights_log_plot_and_samples(
    tmp_path: Path, photos: Path, pairs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from restoration.cli import main

    out = tmp_path / "run"
    settings = [f"data={photos}", f"validation={pairs}", f"out={out}", "steps=4", "batch=2", "crop=32"]
    assert main(["train", *settings, "--device", "cpu"]) == 0
    assert str(out / "weights.safetensors") in capsys.readouterr().out
    Baseline().load_state_dict(load_file(out / "weights.safetensors"))
    assert json.loads((out / "config.json").read_text())["steps"] == 4
    last = [line for line in read_log(out) if "val_psnr" in line][-1]
    assert last["step"] == 4
    assert 5 < last["val_psnr"] < 60
    assert load_image(out / "plot.png").ndim == 3
    assert load_image(out / "samples" / "0000004.png").shape[0] == 3 * 240
    # Other settings in the same folder would silently continue the wrong run.
    assert main(["train", *settings[:-1], "crop=48", "--device", "cpu"]) == 2
    assert "Choose another out folder" in capsys.readouterr().err


def test_dehazenet_learns_transmission_from_patches(tmp_path: Path, photos: Path) -> None:
    config = _config(tmp_path, photos, network="haze/dehazenet", steps=60, batch=32)
    file = run_training(config, device="cpu")
    DehazeNet().load_state_dict(load_file(file))
    losses = [line["loss"] for line in read_log(Path(config.out))]
    assert losses[-1] < 0.08  # always guessing 0.5 gives 1/12


def test_an_existing_network_learns_to_use_the_prior(tmp_path: Path, photos: Path) -> None:
    config = _config(tmp_path, photos, network="haze/dehazenet", with_prior=True, steps=3)
    weights = load_file(run_training(config, device="cpu"))
    assert float(weights["side.weight"].abs().sum()) > 0


def test_weak_supervision_moves_towards_the_prior(tmp_path: Path, pairs: Path) -> None:
    for i in range(3):
        save_image(load_image(pairs / "clean" / f"{i}.png"), pairs / "generated" / f"{i}.png")
        (pairs / "clean" / f"{i}.png").unlink()
    config = _config(tmp_path, pairs, supervision="prior", steps=15)
    run_training(config, device="cpu")
    losses = [line["loss"] for line in read_log(Path(config.out))]
    network = build_network(config)
    network.load_state_dict(load_file(Path(config.out) / "weights.safetensors"))
    degraded = torch.from_numpy(load_image(pairs / "degraded" / "0.png") / np.float32(255)).permute(2, 0, 1)[
        None
    ]
    target = torch.from_numpy(load_image(pairs / "generated" / "0.png") / np.float32(255)).permute(2, 0, 1)[
        None
    ]
    degraded, target = degraded[..., :112, :112], target[..., :112, :112]
    with torch.no_grad():
        assert (network(degraded) - target).abs().mean() < (degraded - target).abs().mean()
    assert all(np.isfinite(losses))


def test_the_prior_teaches_lightness_and_leaves_the_colours() -> None:
    generator = torch.Generator().manual_seed(0)
    before = torch.rand(1, 3, 48, 48, generator=generator)
    grey = before.mean(dim=1, keepdim=True)
    garish = grey + 1.5 * (before - grey)
    garish = garish + (_luma(before) - _luma(garish))
    shifted = torch.roll(garish, (2, -1), dims=(2, 3))
    sure = torch.ones(1, 1, 48, 48)
    sure[..., :4, :] = sure[..., -4:, :] = sure[..., :4] = sure[..., -4:] = 0  # where rolling wraps around

    def loss(output: torch.Tensor, prior: torch.Tensor) -> float:
        return float(prior_loss(output, Batch(before, prior, None, None, weight=sure), before))

    assert loss(before, garish) < 1e-6  # another saturation is no reason to change
    assert loss(before, shifted) < 1e-6  # nor are two pixels of displacement
    assert loss(garish, garish) > 0.01
    assert loss(before - 0.1, before) == pytest.approx(0.1, abs=0.02)
    assert loss(before, torch.zeros_like(before)) == pytest.approx(float(_luma(before).mean()), abs=0.05)


def test_crops_are_told_the_airlight_of_their_whole_image() -> None:
    images = [np.full((40, 40, 3), 50 * i, np.uint8) for i in range(3)]
    samples = [PairSample(str(i), x, x, None, None) for i, x in enumerate(images)]
    contexts = [torch.full((1, 3), 50 * i / 255) for i in range(3)]
    batch = PairBatches(samples, size=32, count=6, seed=1, contexts=contexts)(0)
    assert batch.context is not None
    assert torch.allclose(batch.degraded.mean(dim=(2, 3)), batch.context)
    assert len(batch.context.unique()) > 1


def test_dehazenet_learns_from_priors_without_ground_truth(tmp_path: Path, pairs: Path) -> None:
    (pairs / "clean").rename(pairs / "generated")
    config = _config(
        tmp_path,
        pairs,
        network="haze/dehazenet",
        supervision="prior",
        steps=60,
        lr=3e-4,
        crop=48,
        precision="float32",
    )
    weights = load_file(run_training(config, device="cpu"))
    DehazeNet().load_state_dict(weights)
    losses = [line["loss"] for line in read_log(Path(config.out))]
    assert losses[-1] < losses[0]


def test_priors_cannot_be_both_shown_and_the_target(tmp_path: Path, pairs: Path) -> None:
    with pytest.raises(InputError, match="learns to copy"):
        run_training(_config(tmp_path, pairs, supervision="prior", network="guided"), device="cpu")


def test_guided_starts_from_its_baseline_and_leaves_it_alone(tmp_path: Path, photos: Path) -> None:
    first = run_training(_config(tmp_path, photos, steps=2), device="cpu")
    config = _config(
        tmp_path, photos, network="guided", init=str(first), out=str(tmp_path / "guided"), steps=2
    )
    guided = build_network(config)
    assert isinstance(guided, SceneGuided)
    for name, value in load_file(first).items():
        assert torch.equal(guided.baseline.state_dict()[name], value)
    trained = load_file(run_training(config, device="cpu"))
    for name, value in load_file(first).items():
        assert torch.equal(trained[f"baseline.{name}"], value)


def test_batches_depend_on_seed_and_step_alone(photos: Path) -> None:
    def draw(seed: int, step: int) -> torch.Tensor:
        return SyntheticBatches(load_photos([photos]), "rain", size=32, count=2, seed=seed, priors=True)(
            step
        ).degraded

    assert torch.equal(draw(0, 7), draw(0, 7))
    assert not torch.equal(draw(0, 7), draw(0, 8))
    assert not torch.equal(draw(0, 7), draw(1, 7))


def test_pairs_without_generated_images_get_simulated_aligned_ones(pairs: Path, tmp_path: Path) -> None:
    samples = load_pairs(pairs, "haze", priors=True, cache=tmp_path / "cache", limit=2)
    assert [s.name for s in samples] == ["0", "2"]
    assert samples[0].prior is not None
    assert samples[0].prior.shape == samples[0].degraded.shape
    assert len(list((tmp_path / "cache").iterdir())) == 2
    again = load_pairs(pairs, "haze", priors=True, cache=tmp_path / "cache", limit=2)
    assert np.array_equal(samples[1].prior, again[1].prior)  # type: ignore[arg-type]
    batch = PairBatches(samples, size=32, count=3, seed=0)(0)
    assert batch.confidence is not None
    assert batch.confidence.shape == (3, 1, 32, 32)


def test_data_that_cannot_be_used_is_named(tmp_path: Path, photos: Path, pairs: Path) -> None:
    with pytest.raises(InputError, match="got none"):
        run_training(TrainConfig(out=str(tmp_path / "a")), device="cpu")
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="empty"):
        run_training(_config(tmp_path, tmp_path / "empty"), device="cpu")
    (pairs / "clean" / "1.png").unlink()
    with pytest.raises(InputError, match="'1'"):
        load_pairs(pairs, "haze")
    save_image(_scene(1, (100, 100)), pairs / "clean" / "1.png")
    with pytest.raises(InputError, match="one size"):
        load_pairs(pairs, "haze")
    (photos / "text.png").write_text("no image")
    with pytest.raises(InputError, match=r"text\.png"):
        load_photos([photos])
    with pytest.raises(InputError, match="smaller crop"):
        PairBatches(load_pairs_fixed(pairs), size=512, count=1, seed=0)


def load_pairs_fixed(pairs: Path) -> list:
    save_image(_scene(11), pairs / "clean" / "1.png")
    return load_pairs(pairs, "haze")


def test_settings_come_from_file_and_overrides(tmp_path: Path) -> None:
    file = tmp_path / "config.json"
    file.write_text('{"task": "rain", "steps": 5, "data": ["a", "b"]}')
    config = read_config(file, ["steps=7", "lr=0.01", "with_prior=true"])
    assert (config.task, config.steps, config.lr, config.with_prior) == ("rain", 7, 0.01, True)
    assert config.data == ("a", "b")
    for wrong in (
        "steps=many",
        "crop=50",
        "unknown=1",
        "task=moire",
        "precision=int8",
        "lr",
        "with_prior=perhaps",
    ):
        with pytest.raises(InputError):
            read_config(None, [wrong])


def test_weights_that_do_not_fit_are_refused(tmp_path: Path, photos: Path) -> None:
    file = tmp_path / "noise.safetensors"
    file.write_bytes(b"no weights")
    with pytest.raises(ModelError, match="noise"):
        build_network(_config(tmp_path, photos, init=str(file)))
    with pytest.raises(ModelError, match="training-free"):
        build_network(_config(tmp_path, photos, network="haze/dcp"))


@pytest.mark.parametrize("name", ["low", "hazy", "Rainy_images", "input", "LQ", "rain", "low-light"])
def test_degraded_photos_are_not_taken_for_clean_ones(tmp_path: Path, name: str) -> None:
    from restoration.training.photos import load_photos

    for folder in (name, "high"):
        (tmp_path / "our485" / folder).mkdir(parents=True)
        save_image(textured(100, 120), tmp_path / "our485" / folder / "1.png")
    for wrong in (tmp_path / "our485", tmp_path / "our485" / name):
        with pytest.raises(InputError, match="expected clean photos, found the folder"):
            load_photos([wrong])
    assert len(load_photos([tmp_path / "our485" / "high"])) == 1
