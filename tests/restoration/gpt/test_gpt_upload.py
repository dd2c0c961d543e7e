"""Uploaded images, their files and their provenance."""

from __future__ import annotations

import io
import json
import math
from datetime import datetime, timezone
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from restoration.errors import ImageError, InputError
from restoration.gpt.export import provenance, save_output
from restoration.gpt.upload import from_upload
from restoration.image import load_image, pixel_sha256
from restoration.records.generated import GptOutput
from tests.conftest import textured


def test_the_name_of_the_model_is_one_line_and_short() -> None:
    assert from_upload(textured(8, 9), "  Nano \n Banana  ").model == "Nano Banana"
    assert from_upload(textured(8, 9)).label == "unknown model (upload)"
    assert len(from_upload(textured(8, 9), "x" * 500).model) <= 80


def test_a_key_is_not_taken_for_a_name() -> None:
    with pytest.raises(InputError, match="looks like an API key") as caught:
        from_upload(textured(8, 9), "sk-" + "a1B2" * 12)
    assert "a1B2" not in str(caught.value)


def test_what_was_done_to_the_file_is_noted() -> None:
    data = io.BytesIO()
    Image.new("RGBA", (9, 8), (0, 0, 0, 0)).save(data, "PNG")
    output = from_upload(data.getvalue())
    assert "transparency" in output.note
    assert output.image[0, 0].tolist() == [255, 255, 255]
    assert output.provenance["pixels_sha256"] == pixel_sha256(output.image)
    with pytest.raises(ImageError):
        from_upload(b"no image")


def test_files_say_where_the_image_came_from(tmp_path: Path) -> None:
    output = GptOutput(
        textured(8, 9), "api", "gpt-image-1.5", "Remove haze", datetime(2026, 1, 2, tzinfo=timezone.utc), cost_usd=0.05,
        provenance={"tokens": np.int64(7), "share": math.nan},
    )  # fmt: skip
    files = save_output(output, tmp_path / "made.jpg")
    assert [path.name for path in files] == ["made.png", "made.json"]
    np.testing.assert_array_equal(load_image(files[0]), output.image)
    facts = json.loads(files[1].read_text("utf-8"))
    assert facts == provenance(output)
    assert (facts["tokens"], facts["share"], facts["width"], facts["height"]) == (7, None, 9, 8)
    with Image.open(files[0]) as image:
        assert image.text["Source"] == "gpt-image-1.5 (api)"
        assert json.loads(image.text["Comment"]) == facts
