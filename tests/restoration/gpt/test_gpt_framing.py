from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from restoration.errors import InputError
from restoration.gpt.catalogue import canvas_of
from restoration.gpt.framing import crop_output, frame_input, plan_framing
from restoration.gpt.models import DEFAULT_MODEL, GPT_MODELS, check_options, get_gpt_model

FIXED_SIZES = canvas_of("three").fixed
(MIN_PIXELS, MAX_PIXELS), MAX_EDGE, MAX_ASPECT = (
    canvas_of("free").pixels,
    canvas_of("free").edge,
    canvas_of("free").aspect,
)
FREE, FIXED = get_gpt_model("gpt-image-2"), get_gpt_model("gpt-image-1.5")
SIDES = st.integers(1, 9000)


@given(SIDES, SIDES, st.sampled_from([FREE, FIXED]), st.sampled_from(["snap", "pad", "native"]))
def test_every_canvas_is_one_the_model_takes(width, height, model, policy):
    ratio = width / height
    assume(policy != "native" or (model is FREE and 1 / MAX_ASPECT <= ratio <= MAX_ASPECT))
    framing = plan_framing(width, height, model, policy)
    w, h = framing.canvas
    if model is FIXED or policy == "snap":
        assert framing.canvas in FIXED_SIZES
    else:
        assert w % 16 == h % 16 == 0
        assert MIN_PIXELS <= w * h <= MAX_PIXELS
        assert max(w, h) <= MAX_EDGE
        assert max(w, h) <= MAX_ASPECT * min(w, h)


@given(SIDES, SIDES, st.sampled_from([FREE, FIXED]))
def test_padded_content_keeps_its_shape_and_fills_the_canvas(width, height, model):
    framing = plan_framing(width, height, model, "pad")
    x, y, w, h = framing.content_box
    canvas_w, canvas_h = framing.canvas
    assert x >= 0
    assert y >= 0
    assert x + w <= canvas_w
    assert y + h <= canvas_h
    scale = math.sqrt(w * h / (width * height))
    # never off by more than the rounding to whole pixels (and the one pixel that must remain)
    assert abs(w - width * scale) <= 1 + 0.5 * max(w / h, 1) or min(w, h) <= 2
    # at its own size, or touching two opposite edges up to the model's step
    assert (w, h) == (width, height) or canvas_w - w <= 16 or canvas_h - h <= 16


@pytest.mark.parametrize(
    "size", [(90, 60), (60, 90), (1024, 1024), (1, 1), (1, 700), (5000, 40), (1537, 1025)]
)
@pytest.mark.parametrize("model", [FREE, FIXED])
def test_what_goes_in_comes_out(size, model):
    width, height = size
    image = np.random.default_rng(3).integers(0, 256, (height, width, 3), np.uint8)
    framing = plan_framing(width, height, model, "pad")
    uploaded = frame_input(image, framing)
    assert uploaded.shape == (framing.canvas[1], framing.canvas[0], 3)
    returned, note = crop_output(uploaded, framing)
    assert note == ""
    assert returned.shape == (framing.content_box[3], framing.content_box[2], 3)
    if framing.content_box[2:] == size:
        np.testing.assert_array_equal(returned, image)
        assert uploaded.min() >= image.min()  # fill is made of the image


def test_snap_uploads_the_image_itself():
    image = np.zeros((30, 50, 3), np.uint8)
    framing = plan_framing(50, 30, FIXED, "snap")
    assert frame_input(image, framing) is image
    assert framing.size == "1536x1024"
    assert plan_framing(30, 50, FIXED, "snap").size == "1024x1536"
    assert plan_framing(48, 50, FIXED, "snap").size == "1024x1024"


def test_native_names_the_limit():
    with pytest.raises(InputError, match="between 1:3 and 3:1"):
        plan_framing(1000, 100, FREE, "native")
    assert plan_framing(1920, 1080, FREE, "native").size == "1920x1088"


def test_the_table_of_models_holds_together():
    assert DEFAULT_MODEL in GPT_MODELS
    for name, model in GPT_MODELS.items():
        assert name == model.name
        assert model.default_quality in model.qualities
        for quality in model.qualities:
            check_options(
                model, quality=quality, size_policy="pad", input_fidelity=None, official=not model.retired
            )
            canvas = plan_framing(800, 600, model, "snap", quality).canvas
            assert canvas in model.canvas(quality).fixed


def test_snapshots_and_unknown_models():
    assert get_gpt_model("gpt-image-2-2026-04-21").qualities == GPT_MODELS["gpt-image-2"].qualities
    assert get_gpt_model("gpt-image-2-2026-04-21").name == "gpt-image-2-2026-04-21"
    other = get_gpt_model("qwen-image-edit")
    assert not other.known
    check_options(other, quality="max", size_policy="native", input_fidelity="high", official=False)
    for bad in ("", "two\nlines", "x" * 300):
        with pytest.raises(InputError, match="model"):
            get_gpt_model(bad)
