"""The viewer's payload: what it says must be what the arrays hold."""

from __future__ import annotations

import base64
import io
import json
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.panes import (
    as_written_now,
    comparison_payload,
    folder_publisher,
    inline_publisher,
    rescored,
    score_items,
    score_text,
)
from restoration import (
    Alignment,
    Comparison,
    PaneScores,
    Scores,
    load_image,
    pixel_sha256,
    save_image,
)


def alignment(
    width: int, height: int, flow: np.ndarray, scale: tuple[float, float] = (1.0, 1.0)
) -> Alignment:
    rng = np.random.default_rng(3)
    return Alignment(
        flow=flow.astype(np.float32),
        warped=np.zeros((height, width, 3), np.uint8),
        valid=np.ones((height, width), bool),
        confidence=rng.random((height, width)).astype(np.float32),
        canvas_scale=scale,
        homography=np.eye(3),
        generated_size=(round(width * scale[0]), round(height * scale[1])),
    )


@pytest.fixture
def comparison() -> Comparison:
    rng = np.random.default_rng(1)
    panes = {
        name: rng.integers(0, 256, shape, dtype=np.uint8)
        for name, shape in {
            "degraded": (30, 40, 3),
            "generated": (60, 80, 3),
            "aligned": (30, 40, 3),
            "baseline": (30, 40, 3),
            "guided": (30, 40, 3),
            "truth": (30, 40, 3),
        }.items()
    }
    y, x = np.mgrid[:30, :40]
    flow = np.stack([x * 1.0 + 2.5 * np.sin(y / 9), y * 1.0 - 1.5], axis=-1)
    return Comparison(
        task="haze",
        panes=panes,
        scores={name: Scores(20.126, 0.91, "rgb") for name in panes if name != "truth"},
        scored_against="truth",
        models={"baseline": "haze/baseline", "guided": "haze/guided"},
        provenance={"generated": {"label": "simulated"}},
        timings_s={},
        alignment=alignment(40, 30, flow, (2.0, 2.0)),
    )


def test_every_pane_is_the_array_it_stands_for(comparison: Comparison, tmp_path: Path) -> None:
    payload = comparison_payload(
        comparison, publish=folder_publisher(tmp_path, "files/"), id="r1", title="Palace"
    )
    assert json.loads(json.dumps(payload, allow_nan=False)) == payload
    assert (payload["id"], payload["title"], payload["width"], payload["height"]) == ("r1", "Palace", 40, 30)
    assert payload["reference"] == "truth"
    assert payload["visible"] == ["degraded", "generated", "baseline", "guided"]
    assert [pane["name"] for pane in payload["panes"]] == list(comparison.panes)
    for pane in payload["panes"]:
        image = comparison.panes[pane["name"]]
        assert (pane["height"], pane["width"]) == image.shape[:2]
        assert pane["sha256"] == pixel_sha256(image)
        assert pane["file"] == f"files/{pane['name']}.png"
        np.testing.assert_array_equal(load_image(tmp_path / f"{pane['name']}.png"), image)


def test_provenance_and_scores_are_stated(comparison: Comparison, tmp_path: Path) -> None:
    payload = comparison_payload(comparison, publish=folder_publisher(tmp_path, "files/"))
    panes = {pane["name"]: pane for pane in payload["panes"]}
    assert panes["generated"]["badge"] == panes["aligned"]["badge"] == "simulated"
    assert panes["guided"]["badge"] == "haze/guided"
    assert panes["guided"]["origin"] == "Model: haze/guided, prior: simulated"
    assert panes["degraded"]["badge"] is None
    assert panes["guided"]["score_text"] == "PSNR 20.13 dB, SSIM 0.910 (rgb)"
    assert panes["truth"]["scores"] == []
    assert [name for name, pane in panes.items() if pane["follows"]] == ["generated"]


def test_a_generated_image_without_a_known_source_says_so(comparison: Comparison, tmp_path: Path) -> None:
    unknown = replace(comparison, provenance={})
    payload = comparison_payload(unknown, publish=folder_publisher(tmp_path, "files/"))
    panes = {pane["name"]: pane for pane in payload["panes"]}
    assert panes["generated"]["badge"] == "unknown source"


def test_without_ground_truth_there_is_no_psnr(comparison: Comparison, tmp_path: Path) -> None:
    panes = {name: image for name, image in comparison.panes.items() if name in ("degraded", "baseline")}
    blind = replace(comparison, panes=panes, scored_against="input", alignment=None)
    payload = comparison_payload(blind, publish=folder_publisher(tmp_path, "files/"))
    assert payload["reference"] == "degraded"
    assert payload["flow"] is None
    assert payload["visible"] == ["degraded", "baseline"]
    assert "PSNR" not in json.dumps(payload["panes"])
    assert payload["panes"][1]["score_text"] == "Change 20.13 dB (rgb, from the input)"


def test_scores_at_their_limits() -> None:
    assert score_text(Scores(float("inf"), 1.0, "y"), "truth") == "PSNR ∞, SSIM 1.000 (y)"
    assert score_items(Scores(30.0, float("nan"), "rgb"), "truth") == [{"name": "PSNR", "value": "30.00 dB"}]
    assert score_text(Scores(float("inf"), 1.0, "rgb"), "input") == ""


def test_overlays_can_be_added(comparison: Comparison, tmp_path: Path) -> None:
    overlay = np.full((30, 40, 3), 7, np.uint8)
    payload = comparison_payload(
        comparison,
        publish=folder_publisher(tmp_path, "files/"),
        extra={"labels": ("Kept, moved, hallucinated", overlay)},
    )
    pane = payload["panes"][-1]
    assert (pane["name"], pane["label"]) == ("labels", "Kept, moved, hallucinated")
    assert "labels" not in payload["visible"]
    np.testing.assert_array_equal(load_image(tmp_path / "labels.png"), overlay)
    assert "legend_below" not in pane


def test_an_overlay_lies_on_the_frame_without_its_legend(comparison: Comparison, tmp_path: Path) -> None:
    """Its own file in the folder keeps the legend's rows."""
    height, width = comparison.panes["degraded"].shape[:2]
    overlay = np.full((height + 9, width, 3), 7, np.uint8)
    overlay[height:] = 200
    save_image(overlay, tmp_path / "distortion.png")
    payload = comparison_payload(
        comparison,
        publish=folder_publisher(tmp_path, "files/"),
        extra={"distortion": ("Kept, moved", overlay)},
    )
    pane = payload["panes"][-1]
    assert (pane["width"], pane["height"]) == (width, height)
    assert pane["file"] == "files/distortion.png"
    assert pane["legend_below"] is True
    assert pane["sha256"] == pixel_sha256(np.full((height, width, 3), 7, np.uint8))
    assert load_image(tmp_path / "distortion.png").shape == overlay.shape


def test_overlays_of_older_results_are_read_from_the_file_with_the_legend() -> None:
    """Earlier the part without the legend was cut into a second file when it was asked for."""
    older = {"panes": [{"file": "results/abc/degraded.png"}, {"file": "results/abc/b-distortion-pane.png"}]}
    assert as_written_now(older)["panes"] == [
        {"file": "results/abc/degraded.png"},
        {"file": "results/abc/b-distortion.png", "legend_below": True},
    ]


def test_a_file_that_is_there_already_is_used(comparison: Comparison, tmp_path: Path) -> None:
    (tmp_path / "degraded.png").write_bytes(b"kept")
    comparison_payload(comparison, publish=folder_publisher(tmp_path, "files/"))
    assert (tmp_path / "degraded.png").read_bytes() == b"kept"
    assert not list(tmp_path.glob(".*"))


def test_inline_files_need_no_server(comparison: Comparison) -> None:
    payload = comparison_payload(comparison, publish=inline_publisher)
    head, data = payload["panes"][0]["file"].split(",", 1)
    assert head == "data:image/png;base64"
    decoded = load_image(io.BytesIO(base64.b64decode(data)))
    np.testing.assert_array_equal(decoded, comparison.panes["degraded"])


def read_flow(meta: dict[str, Any], folder: Path) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """x, y of the generated position and confidence at the nodes, read as the browser does."""
    raw = zlib.decompress((folder / "alignment.bin").read_bytes())
    shape, count = (meta["rows"], meta["columns"]), meta["rows"] * meta["columns"]
    x = np.frombuffer(raw, "<i2", count).reshape(shape).cumsum(1, dtype=np.int16) * meta["step_px"]
    y = np.frombuffer(raw, "<i2", count, count * 2).reshape(shape).cumsum(1, dtype=np.int16) * meta["step_px"]
    sure = np.frombuffer(raw, np.uint8, count, count * 4).reshape(shape).cumsum(1, dtype=np.uint8) / 255
    xs, ys = np.linspace(0, meta["width"] - 1, shape[1]), np.linspace(0, meta["height"] - 1, shape[0])
    return x + meta["scale_x"] * xs, y + meta["scale_y"] * ys[:, None], sure


def test_small_alignments_travel_whole(comparison: Comparison, tmp_path: Path) -> None:
    meta = comparison_payload(comparison, publish=folder_publisher(tmp_path, "files/"))["flow"]
    assert (meta["columns"], meta["rows"], meta["step_px"]) == (40, 30, 1 / 64)
    x, y, sure = read_flow(meta, tmp_path)
    truth = comparison.alignment
    assert truth is not None
    grid_y, grid_x = np.mgrid[:30, :40]
    np.testing.assert_allclose(x, grid_x + truth.flow[..., 0], atol=1 / 128 + 1e-4)
    np.testing.assert_allclose(y, grid_y + truth.flow[..., 1], atol=1 / 128 + 1e-4)
    np.testing.assert_allclose(sure, truth.confidence, atol=1 / 510 + 1e-4)


def test_large_alignments_are_bounded(comparison: Comparison, tmp_path: Path) -> None:
    height, width = 900, 1500
    x = np.mgrid[:height, :width][1].astype(np.float32)
    flow = np.stack([900 * np.sin(x / 700), -x * 0.5], axis=-1)
    big = replace(
        comparison,
        panes={"degraded": np.zeros((height, width, 3), np.uint8)},
        scores={},
        alignment=alignment(width, height, flow),
    )
    meta = comparison_payload(big, publish=folder_publisher(tmp_path, "files/"))["flow"]
    assert (meta["columns"], meta["rows"]) == (512, 307)
    found_x, found_y, _ = read_flow(meta, tmp_path)
    xs, ys = np.linspace(0, width - 1, 512), np.linspace(0, height - 1, 307)
    np.testing.assert_allclose(found_x, np.broadcast_to(xs + 900 * np.sin(xs / 700), (307, 512)), atol=0.05)
    np.testing.assert_allclose(found_y, ys[:, None] - xs * 0.5, atol=0.05)
    assert (tmp_path / "alignment.bin").stat().st_size < 700_000


def test_the_same_payload_under_another_protocol(comparison: Comparison, tmp_path: Path) -> None:
    payload = comparison_payload(comparison, publish=folder_publisher(tmp_path, "files/"))
    assert payload["protocol"]["label"] == "RGB"
    scores = {"guided": PaneScores(float("inf"), float("nan"), "y"), "baseline": PaneScores(12.345, 0.5, "y")}
    made = rescored(payload, scores, "y")
    panes = {pane["name"]: pane for pane in made["panes"]}
    assert made["protocol"]["label"] == "Y"
    assert panes["guided"]["score_text"] == "PSNR ∞ (y)"
    assert panes["baseline"]["score_text"] == "PSNR 12.35 dB, SSIM 0.500 (y)"
    assert panes["degraded"]["scores"] == []
    files = [[pane["file"], pane["sha256"]] for pane in made["panes"]]
    assert files == [[pane["file"], pane["sha256"]] for pane in payload["panes"]]
