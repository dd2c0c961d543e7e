"""Networks of the papers: structure without weights, and the authors' weights where they are at hand."""

import hashlib

import numpy as np
import pytest
import torch

from restoration.image import load_image
from restoration.metrics import score
from restoration.models import MODELS, restore
from restoration.models.published import PUBLISHED
from restoration.models.published.gcanet import GCANet
from restoration.models.published.prenet import SAPNet
from restoration.models.published.statistics import Statistics, spread_crops
from restoration.models.tiling import Tiling, run_tiled, tile_count
from restoration.models.weights import load_network
from restoration.settings import get_settings
from tests import needs

CHECKPOINTS = needs.SHARED / "checkpoints"
CPU = torch.device("cpu")
needs_checkpoints = pytest.mark.needs("checkpoints")


@pytest.fixture
def checkpoints(monkeypatch):
    monkeypatch.setenv("PRIORLENS_MODELS", str(CHECKPOINTS))
    get_settings.cache_clear()


@pytest.mark.parametrize("spec", PUBLISHED, ids=lambda spec: spec.id)
def test_every_row_of_the_table_is_true(spec):
    network = spec.build().eval()
    assert sum(p.numel() for p in network.parameters()) == spec.parameters
    assert MODELS[spec.id] is spec
    assert spec.id.split("/")[0] == spec.tasks[0]
    assert len(spec.weights.sha256) == 64
    assert spec.weights.size > 4 * spec.parameters
    assert spec.weights.url.startswith("https://raw.githubusercontent.com/")
    image = np.random.default_rng(0).integers(0, 256, (37, 53, 3), dtype=np.uint8)
    out = run_tiled(network, (image,), Tiling(0, spec.overlap, spec.multiple_of), CPU)
    assert out.shape == image.shape


@pytest.mark.parametrize("spec", PUBLISHED, ids=lambda spec: spec.id)
def test_one_pixel_and_flat_images_give_numbers(spec):
    network = spec.build().eval()
    for image in (np.full((1, 1, 3), 9, np.uint8), np.zeros((20, 30, 3), np.uint8)):
        x = torch.from_numpy(image.transpose(2, 0, 1).copy())[None].float() / 255
        side = spec.multiple_of
        x = torch.nn.functional.pad(x, (0, -x.shape[-1] % side, 0, -x.shape[-2] % side), mode="replicate")
        with torch.inference_mode():
            assert torch.isfinite(network(x)).all()


@needs_checkpoints
@pytest.mark.parametrize("spec", PUBLISHED, ids=lambda spec: spec.id)
def test_the_authors_weights_load_exactly(spec):
    file = CHECKPOINTS / spec.weights.file
    assert file.stat().st_size == spec.weights.size
    assert hashlib.sha256(file.read_bytes()).hexdigest() == spec.weights.sha256
    load_network(spec, file)  # strict: every name and shape


@needs_checkpoints
@pytest.mark.parametrize("model", ["haze/aodnet", "haze/lightdehazenet"])
def test_measured_quality_is_the_authors(model, checkpoints):
    folder = needs.SHARED / "data" / "haze" / "densehaze"
    scores = []
    for file in sorted((folder / "degraded").iterdir()):
        degraded, clean = load_image(file), load_image(folder / "clean" / file.name)
        height, width = np.minimum(degraded.shape[:2], clean.shape[:2])
        scores.append(score(restore(degraded[:height, :width], model, device="cpu"), clean[:height, :width]))
    expected = {q.dataset: q for q in MODELS[model].quality}["haze/densehaze"]
    assert np.mean([s.psnr for s in scores]) == pytest.approx(expected.psnr, abs=0.1)
    assert np.mean([s.ssim for s in scores]) == pytest.approx(expected.ssim, abs=0.01)


@needs_checkpoints
@pytest.mark.parametrize("model", ["haze/gcanet", "rain/prn-heavy", "low_light/iat", "low_light/zero-dce"])
def test_trained_networks_agree_tiled_and_whole(model):
    spec = MODELS[model]
    network = load_network(spec, CHECKPOINTS / spec.weights.file)
    # A strip of two tiles: recurrent networks take seconds for a large image.
    side = 2 * spec.overlap + 64
    file = next((needs.SHARED / "data" / "haze" / "densehaze" / "degraded").iterdir())
    image = np.tile(load_image(file)[:96], (1, 3, 1))[:, : side + 2 * spec.overlap + 40]
    tiles = Tiling(side, spec.overlap, spec.multiple_of)
    assert tile_count(*image.shape[1::-1], tiles) > 1
    tiled = run_tiled(network, (image,), tiles, CPU)
    whole = run_tiled(network, (image,), Tiling(0, spec.overlap, spec.multiple_of), CPU)
    assert np.abs(tiled.astype(int) - whole).mean() < 0.5


def test_instance_normalisation_equals_torchs():
    x = torch.randn(2, 5, 9, 11)
    norm = torch.nn.InstanceNorm2d(5, affine=True)
    torch.nn.init.normal_(norm.weight)
    torch.nn.init.normal_(norm.bias)
    out = Statistics().normalise(x, norm.weight, norm.bias)
    assert torch.allclose(out, norm(x), atol=1e-5)


@pytest.mark.parametrize("network", [GCANet("haze"), SAPNet()])
def test_recorded_statistics_reproduce_the_whole_run(network):
    torch.manual_seed(0)
    image = torch.rand(1, 3, 40, 56)
    with torch.inference_mode():
        context = network.context(image)
        assert torch.equal(network(image, context), network(image))
        crop = network(image[..., :20, :28], context)
        own = network(image[..., :20, :28])
    assert not torch.equal(crop, own)  # a crop's own averages are others


def test_crops_are_spread_over_a_large_image():
    rows = torch.arange(2000.0).view(1, 1, 2000, 1).expand(1, 3, 2000, 1500)
    crops = spread_crops(rows)
    assert crops.shape[1:] == (3, 320, 320)
    assert crops.min() == 0
    assert crops.max() == 1999
    assert crops[:, 0].mean() == pytest.approx(rows.mean().item(), rel=0.02)
