"""Measures beyond PSNR and SSIM: those of the libraries themselves, under the protocols."""

from __future__ import annotations

import math
import shutil
from pathlib import Path

import numpy as np
import piq
import pytest
import torch
from skimage.color import deltaE_ciede2000, rgb2lab

from restoration.errors import ImageError, InputError
from restoration.image import ImageArray
from restoration.measures import MEASURES, check_measures, measure
from restoration.metrics import PROTOCOLS, score
from restoration.perceptual import ADDRESSES, missing_weights, network, weights_folder
from tests.conftest import textured

FREE = [name for name in MEASURES if name not in ADDRESSES]


@pytest.fixture(scope="module")
def pair() -> tuple[ImageArray, ImageArray]:
    truth = textured(180, 190, seed=1)
    noise = np.random.default_rng(0).normal(0, 8, truth.shape)
    return np.clip(truth + noise, 0, 255).astype(np.uint8), truth


def tensor(image: np.ndarray) -> torch.Tensor:
    return torch.from_numpy(image.astype(np.float32).transpose(2, 0, 1)[None])


def test_numbers_are_those_of_the_libraries(pair: tuple[ImageArray, ImageArray]) -> None:
    found = measure(*pair, FREE)
    a, b = (tensor(image) for image in pair)
    assert list(found) == FREE
    assert (found["psnr"], found["ssim"]) == (score(*pair).psnr, score(*pair).ssim)
    for name, function in (
        ("ms_ssim", "multi_scale_ssim"),
        ("gmsd", "gmsd"),
        ("haarpsi", "haarpsi"),
        ("vif", "vif_p"),
    ):
        assert found[name] == pytest.approx(float(getattr(piq, function)(a, b, data_range=255)), abs=1e-6)
    assert found["de2000"] == pytest.approx(
        float(deltaE_ciede2000(*(rgb2lab(i) for i in pair)).mean()), abs=1e-3
    )


@pytest.mark.parametrize("name", FREE)
def test_identical_images_are_best_and_worse_ones_are_worse(
    name: str, pair: tuple[ImageArray, ImageArray]
) -> None:
    worse, truth = pair
    same, other = measure(truth, truth, [name])[name], measure(worse, truth, [name])[name]
    assert same == pytest.approx({"psnr": math.inf, "gmsd": 0, "de2000": 0}.get(name, 1), abs=2e-4)
    assert (other < same) == MEASURES[name].larger_is_better


@pytest.mark.parametrize("protocol", list(PROTOCOLS))
def test_every_measure_follows_the_protocol(protocol: str, pair: tuple[ImageArray, ImageArray]) -> None:
    restored, truth = pair
    edged = restored.copy()
    edged[:3] = 255  # inside a border of 4 pixels
    found = measure(edged, truth, FREE, protocol)
    assert all(math.isfinite(number) for number in found.values())
    if "crop4" in protocol:
        assert found == measure(restored, truth, FREE, protocol)
    elif protocol == "rgb":
        assert found != measure(restored, truth, FREE, protocol)


def test_luma_ignores_colour_but_for_de2000(pair: tuple[ImageArray, ImageArray]) -> None:
    _, truth = pair
    tinted = truth.astype(int)
    tinted[..., 0] += 20
    tinted[..., 2] -= round(20 * 65.481 / 24.966)
    tinted = np.clip(tinted, 0, 255).astype(np.uint8)
    y, rgb = (measure(tinted, truth, FREE, protocol) for protocol in ("y", "rgb"))
    assert y["psnr"] > rgb["psnr"] + 6
    assert y["de2000"] == rgb["de2000"] > 3


def test_small_images_have_no_number_where_windows_do_not_fit() -> None:
    found = measure(textured(30, 30), textured(30, 30, seed=2), FREE)
    assert math.isnan(found["ms_ssim"])
    assert math.isnan(found["vif"])
    assert math.isfinite(found["gmsd"])


@pytest.mark.parametrize("name", ADDRESSES)
def test_missing_weights_say_what_to_fetch_and_where_to_put_it(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, pair: tuple[ImageArray, ImageArray]
) -> None:
    monkeypatch.setenv("TORCH_HOME", str(tmp_path))
    files = [address.rsplit("/", 1)[1] for address in ADDRESSES[name]]
    assert missing_weights(name) == tuple(files)
    with pytest.raises(InputError) as caught:
        measure(*pair, [name])
    said = str(caught.value)
    assert all(address in said for address in ADDRESSES[name])
    assert str(tmp_path / "hub" / "checkpoints") in said
    weights_folder().mkdir(parents=True)
    (weights_folder() / files[0]).touch()
    with pytest.raises(InputError, match=f"found no {files[1]}. Fetch {ADDRESSES[name][1]} and put it into"):
        check_measures([name])


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Random weights of the right shapes under the right names, as the published files have them."""
    home = tmp_path_factory.mktemp("torch")
    folder = home / "hub" / "checkpoints"
    folder.mkdir(parents=True)
    seed = torch.Generator().manual_seed(0)
    state = {}
    channels = 3
    for index, out in zip(
        (0, 2, 5, 7, 10, 12, 14, 17, 19, 21, 24, 26, 28),
        (64, 64, 128, 128, *[256] * 3, *[512] * 6),
        strict=True,
    ):
        # A few numbers repeated: the files stay small.
        scale = math.sqrt(2 / (9 * channels))
        filters = torch.randn(1, channels, 3, 3, generator=seed) * scale
        spread = 1 + 0.1 * torch.randn(out, 1, 1, 1, generator=seed)
        state[f"features.{index}.weight"] = filters.roll(index, 1) * spread
        state[f"features.{index}.bias"] = torch.zeros(out)
        channels = out
    for index, (out, into) in {0: (4096, 25088), 3: (4096, 4096), 6: (1000, 4096)}.items():
        state[f"classifier.{index}.weight"] = torch.zeros(1).expand(out, into)  # stored as one number
        state[f"classifier.{index}.bias"] = torch.zeros(1).expand(out)
    torch.save(state, folder / "vgg16-397923af.pth")
    torch.save(
        [torch.rand(1, c, 1, 1, generator=seed) for c in (64, 128, 256, 512, 512)],
        folder / "lpips_weights.pt",
    )
    sides = {side: torch.rand(1, 1475, 1, 1, generator=seed) for side in ("alpha", "beta")}
    total = sum(float(side.sum()) for side in sides.values())
    torch.save({name: side / total for name, side in sides.items()}, folder / "dists_weights.pt")
    return home


@pytest.mark.filterwarnings("ignore:The parameter 'pretrained':UserWarning", "ignore:Arguments other than")
@pytest.mark.parametrize("name", ADDRESSES)
def test_with_weights_the_numbers_are_those_of_piq(
    name: str, weights: Path, monkeypatch: pytest.MonkeyPatch, pair: tuple[ImageArray, ImageArray]
) -> None:
    monkeypatch.setenv("TORCH_HOME", str(weights))
    network.cache_clear()
    try:
        assert missing_weights(name) == ()
        found = measure(*pair, ["psnr", name])
        theirs = getattr(piq, name.upper())()(*(tensor(image) / 255 for image in pair))
        assert found[name] == pytest.approx(float(theirs), rel=1e-5)
        assert found[name] > 1e-4
        same = measure(pair[1], pair[1], [name], "y")[name]
        assert same == pytest.approx(0, abs=1e-5)
        assert math.isnan(measure(textured(20, 20), textured(20, 20, seed=2), [name])[name])
    finally:
        network.cache_clear()


@pytest.mark.parametrize("name", ADDRESSES)
@pytest.mark.parametrize("which", [0, 1])
def test_files_that_are_no_weights_are_named(
    name: str,
    which: int,
    weights: Path,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    pair: tuple[ImageArray, ImageArray],
) -> None:
    files = [address.rsplit("/", 1)[1] for address in ADDRESSES[name]]
    folder = tmp_path / "hub" / "checkpoints"
    folder.mkdir(parents=True)
    for file in files:
        shutil.copy(weights / "hub" / "checkpoints" / file, folder)
    monkeypatch.setenv("TORCH_HOME", str(tmp_path))
    network.cache_clear()
    try:
        for content in (b"", b"<html>not found</html>"):
            (folder / files[which]).write_bytes(content)
            with pytest.raises(InputError, match=f"{files[which]}: expected a file of weights"):
                measure(*pair, [name])
        torch.save({"other": torch.zeros(3)}, folder / files[which])
        with pytest.raises(InputError, match=f"{files[which]}: expected .* weights, got others"):
            measure(*pair, [name])
    finally:
        network.cache_clear()


def test_wrong_input_is_refused(pair: tuple[ImageArray, ImageArray]) -> None:
    restored, truth = pair
    with pytest.raises(InputError, match="expected some of psnr"):
        measure(restored, truth, ["niqe"])
    with pytest.raises(InputError, match="protocol"):
        measure(restored, truth, ["gmsd"], "cmyk")
    with pytest.raises(ImageError, match="one size"):
        measure(restored[:-1], truth, ["gmsd"])
