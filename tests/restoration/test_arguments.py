"""Every public function, every argument, values of every wrong kind: a result, or an error of ours."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from PIL import Image
from skimage.metrics import structural_similarity

import restoration as r
from tests.conftest import textured

IMAGE, OTHER = textured(64, 80), textured(64, 80, 1)
WRONG: tuple[Any, ...] = (
    None, 3, -1, 2.5, float("nan"), float("inf"), True, 10**30, -(10**30), "", "nothing", "a\0b", b"", b"xx", [], {},
    (), object(), len, [IMAGE], Image.fromarray(IMAGE), IMAGE / 255.0, IMAGE[..., 0], IMAGE[:0], IMAGE[..., :2],
    IMAGE.astype("u2"), np.zeros((64, 80, 3), bool), np.zeros(3), np.zeros((5, 5, 3), "u1"), np.zeros((1, 1, 3), "u1"),
    np.full((64, 80), 7, "u1"), np.zeros((3, 3), bool), np.array("x"), Path("absent"),
)  # fmt: skip


@pytest.fixture(scope="module")
def aligned() -> tuple[Any, Any]:
    alignment = r.align(OTHER, IMAGE)
    return alignment, r.analyse(alignment, OTHER, IMAGE)


Call = tuple[Callable[..., Any], list[Any], dict[str, Any]]


def _recipe(folder: Path) -> Any:
    if not (folder / "made").exists():
        r.write_comparison(r.compare(IMAGE, task="other"), folder / "made")
    return r.figure_recipe([folder / "made"], root=folder, panes=["degraded"], dpi=72, width="20")


def calls(folder: Path, alignment: Any, report: Any) -> dict[str, Call]:
    (folder / "x.png").write_bytes(r.encode_png(IMAGE))
    no_work = {"device": "cpu"}
    return {
        "score": (r.score, [IMAGE, OTHER, "rgb"], {"mask": np.ones((64, 80), bool)}),
        "ssim_map": (r.ssim_map, [IMAGE, OTHER], {}),
        "resize_image": (r.resize_image, [IMAGE, 20, 30], {}),
        "encode_png": (r.encode_png, [IMAGE], {"text": {"a": "b"}}),
        "pixel_sha256": (r.pixel_sha256, [IMAGE], {}),
        "save_image": (r.save_image, [IMAGE, folder / "y.png"], {"text": None}),
        "load_image": (r.load_image, [folder / "x.png"], {}),
        "read_image": (r.read_image, [folder / "x.png"], {"name": "x"}),
        "inspect_image": (r.inspect_image, [folder / "x.png"], {}),
        "write_atomically": (r.write_atomically, [b"x", folder / "z"], {}),
        "write_files": (r.write_files, [{"a": b"x"}, folder], {}),
        "latex_snippet": (r.latex_snippet, [_recipe(folder), "x.pdf"], {}),
        "draw_figure": (r.draw_figure, [_recipe(folder), "svg", folder], {}),
        "figure_recipe": (r.figure_recipe, [[folder / "made"]], {"panes": ["degraded"], "root": folder, "titles": ["x"]}),
        "degrade": (r.degrade, [IMAGE, "haze"], {"seed": 0}),
        "simulate_generator": (r.simulate_generator, [IMAGE], {"seed": 0, "strength": 1.0}),
        "simulated_output": (r.simulated_output, [IMAGE], {"seed": 0, "strength": 1.0}),
        "get_task": (r.get_task, ["haze"], {}),
        "suggest_task": (r.suggest_task, [IMAGE], {}),
        "get_example": (r.get_example, ["x"], {}),
        "list_models": (r.list_models, ["haze"], {}),
        "load_model": (r.load_model, ["haze/dcp"], dict(no_work)),
        "unload_model": (r.unload_model, ["haze/dcp"], {}),
        "restore": (
            r.restore, [IMAGE, "haze/dcp"], {"prior": None, "tone": None, "follow": 1.0, "task": None, **no_work},
        ),
        "align": (r.align, [OTHER, IMAGE], {"task": "haze"}),
        "analyse": (r.analyse, [alignment, OTHER, IMAGE], {"truth": IMAGE}),
        "apply_tone": (r.apply_tone, [report.tone, IMAGE], {}),
        "draw_overlay": (r.draw_overlay, ["labels", report, alignment, OTHER, IMAGE], {}),
        "stage_images": (r.stage_images, [alignment, OTHER, IMAGE], {}),
        "measure_stages": (r.measure_stages, [alignment, OTHER, IMAGE, report.tone], {"score": r.score}),
        "from_upload": (r.from_upload, [IMAGE, "m"], {}),
        "estimate_cost": (r.estimate_cost, [(64, 80), "haze"], {"n": 1}),
        "get_gpt_model": (r.get_gpt_model, ["gpt-image-1"], {}),
        "generate": (r.generate, [IMAGE, "haze"], {"api_key": None}),
        "pair_names": (r.pair_names, [["a"], ["b"]], {}),
        "printable": (r.printable, ["x"], {}),
        "json_safe": (r.json_safe, [1], {}),
        "compare": (
            r.compare, [IMAGE],
            {"task": "haze", "generated": 0, "truth": 0, "baseline": "haze/dcp", "guided": None, **no_work},
        ),
    }  # fmt: skip


NAMES = [
    "score",
    "ssim_map",
    "resize_image",
    "encode_png",
    "pixel_sha256",
    "save_image",
    "load_image",
    "read_image",
    "inspect_image",
    "write_atomically",
    "write_files",
    "degrade",
    "simulate_generator",
    "simulated_output",
    "get_task",
    "suggest_task",
    "get_example",
    "list_models",
    "load_model",
    "unload_model",
    "restore",
    "align",
    "analyse",
    "apply_tone",
    "draw_overlay",
    "stage_images",
    "measure_stages",
    "from_upload",
    "estimate_cost",
    "get_gpt_model",
    "generate",
    "pair_names",
    "printable",
    "json_safe",
    "compare",
]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.filterwarnings("ignore")
def test_right_or_an_error_of_ours(
    name: str, tmp_path: Path, aligned: tuple[Any, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    function, args, kwargs = calls(tmp_path, *aligned)[name]
    for slot in [*range(len(args)), *(k for k in kwargs if k != "score")]:
        for wrong in WRONG:
            positional, named = list(args), dict(kwargs)
            if isinstance(slot, int):
                positional[slot] = wrong
            else:
                named[slot] = wrong
            if name == "compare" and slot not in ("generated", "truth"):
                named |= {"generated": 0}  # refused before any work
            try:
                function(*positional, **named)
            except r.RestorationError as error:
                said = str(error)
                assert said, (name, slot, wrong)
                assert "Traceback" not in said


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from(["bool", "uint8", "int64", "uint8 255"]),
    arrays.arrays(bool, (20, 24), elements=st.booleans()),
)
def test_a_mask_means_the_same_in_every_type(kind: str, chosen: np.ndarray) -> None:
    a, b = textured(20, 24), textured(20, 24, 1)
    given_mask = chosen.astype(kind.split()[0]) * (255 if kind.endswith("255") else 1)
    given_mask = given_mask.astype(kind.split()[0])
    found, right = r.score(a, b, mask=given_mask), r.score(a, b, mask=chosen)
    assert repr(found) == repr(right)


def test_score_with_a_mask_of_ones_is_the_score() -> None:
    whole = r.score(IMAGE, OTHER)
    masked = r.score(IMAGE, OTHER, mask=np.ones((64, 80), np.uint8))
    assert masked.ssim == pytest.approx(whole.ssim, abs=1e-6)
    assert masked.psnr == pytest.approx(whole.psnr, abs=1e-6)


def test_ssim_map_refuses_floats_and_is_right_on_bytes() -> None:
    with pytest.raises(r.ImageError, match=r"float64 of shape \(64, 80, 3\)"):
        r.ssim_map(IMAGE / 255.0, OTHER / 255.0)
    right = structural_similarity(
        IMAGE, OTHER, channel_axis=-1, gaussian_weights=True, sigma=1.5, use_sample_covariance=False
    )
    assert r.ssim_map(IMAGE, OTHER)[5:-5, 5:-5].mean() == pytest.approx(right, abs=1e-4)


@settings(max_examples=15, deadline=None)
@given(st.one_of(st.integers(), st.floats(), st.none(), st.text(max_size=3)))
def test_seeds(seed: Any) -> None:
    if isinstance(seed, int) and 0 <= seed < 2**32:
        assert np.array_equal(r.degrade(IMAGE, "haze", seed=seed), r.degrade(IMAGE, "haze", seed=seed))
    elif not isinstance(seed, int) or seed < 0:
        with pytest.raises(r.InputError, match="seed"):
            r.degrade(IMAGE, "haze", seed=seed)


@settings(max_examples=40, deadline=None)
@given(st.integers(-5, 300), st.integers(-5, 300))
def test_sizes(width: int, height: int) -> None:
    if width < 1 or height < 1:
        with pytest.raises(r.InputError):
            r.resize_image(IMAGE, width, height)
    else:
        assert r.resize_image(IMAGE, width, height).shape == (height, width, 3)


def test_several_arrays_are_samples() -> None:
    found = r.compare(IMAGE, task="haze", generated=[OTHER, OTHER], baseline="haze/dcp", device="cpu")
    assert found.spread is not None
    for wrong in ("photo.png", Image.fromarray(OTHER), [OTHER, 3]):
        with pytest.raises(r.ImageError, match="generated"):
            r.compare(IMAGE, task="haze", generated=wrong, device="cpu")  # type: ignore[arg-type]
