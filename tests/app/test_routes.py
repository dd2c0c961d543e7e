"""The page's own routes over real HTTP: who does not know a result's id reads nothing, who knows it reads only it."""

from __future__ import annotations

import dataclasses
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
from PIL import ExifTags, Image

from app.engine import Engine
from app.page import build_page, launch_options
from restoration import (
    ImageError,
    compare,
    degrade,
    get_settings,
    list_examples,
    load_image,
    read_exif,
    simulated_output,
)
from tests.conftest import textured


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return Engine(dataclasses.replace(get_settings(), data_dir=tmp_path_factory.mktemp("routes")))


@pytest.fixture(scope="module")
def client(engine: Engine) -> Iterator[httpx.Client]:
    demo = build_page(engine)
    _, address, _ = demo.launch(prevent_thread_lock=True, quiet=True, **launch_options(engine))
    with httpx.Client(base_url=address, timeout=60) as opened:
        yield opened
    demo.close()


@pytest.fixture(scope="module")
def private(engine: Engine) -> Any:
    truth = textured(64, 80, seed=3)
    made = compare(
        degrade(truth, "haze", seed=1), task="haze", generated=simulated_output(truth), truth=truth
    )
    return engine.keep(made, "My private photo")


def test_every_file_the_viewer_needs_is_there_and_lossless(client: httpx.Client, private: Any) -> None:
    for pane in private.viewer["panes"]:
        answer = client.get("/" + pane["file"])
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "image/png"
        assert "private" in answer.headers["cache-control"]
        pixels = load_image(io.BytesIO(answer.content))
        assert pixels.shape[:2] == (pane["height"], pane["width"])
    degraded = client.get(f"/results/{private.id}/degraded.png").content
    np.testing.assert_array_equal(load_image(io.BytesIO(degraded)), load_image(private.path("degraded")))
    assert client.get("/" + private.viewer["flow"]["file"]).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "results/{id}/comparison.json",
        "results/{id}/result.json",
        "results/{id}/../degraded.png",
        "results/{id}/..%2f{id}%2fdegraded.png",
        "results/{id}/%2e%2e/degraded.png",
        "results/{other}/degraded.png",
        "results/example-haze-palace/..%2f..%2findex.sqlite3",
        "results//degraded.png",
        "results/{id}",
        "results/",
        "results/{id}/degraded.png%00",
        "results/{id}/nothing-pane.png",
    ],
)
def test_other_names_read_nothing(client: httpx.Client, private: Any, path: str) -> None:
    answer = client.get("/" + path.format(id=private.id, other="x" * 24))
    assert answer.status_code == 404
    assert b"My private photo" not in answer.content
    assert not answer.content.startswith(b"\x89PNG")


def test_gradio_serves_nothing_of_the_store(client: httpx.Client, private: Any, engine: Engine) -> None:
    """Earlier the whole store was among Gradio's allowed paths."""
    for path in (private.path("degraded"), private.folder / "comparison.json", engine.store.root):
        assert client.get(f"/gradio_api/file={path}").status_code in (403, 404)


def test_a_zip_holds_what_was_asked_for_and_nothing_of_it_stays(
    client: httpx.Client, private: Any, engine: Engine
) -> None:
    example = engine.examples.result(list_examples()[0].id)
    before = set(engine.settings.data_dir.rglob("*"))
    answer = client.post("/archive", data={"id": [private.id, example.id]})
    assert answer.headers["content-disposition"].startswith("attachment")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert {n.split("/")[0] for n in archive.namelist()} == {"My private photo", example.name}
        assert archive.testzip() is None
    # Earlier it was kept in the shared example's folder, under a name that anyone could guess.
    assert {p for p in engine.settings.data_dir.rglob("*") if "writing" not in p.name} == before
    alone = client.post("/archive", data={"id": [example.id]})
    with zipfile.ZipFile(io.BytesIO(alone.content)) as archive:
        assert {n.split("/")[0] for n in archive.namelist()} == {example.name}
    assert client.post("/archive", data={"id": ["x" * 24, "../../etc"]}).status_code == 404
    assert client.post("/archive", data={"id": ["x"] * 2000}).status_code in (400, 404)
    assert client.get("/archive").status_code == 405


def test_looking_at_an_example_changes_nothing_of_it(client: httpx.Client, engine: Engine) -> None:
    example = engine.examples.result(list_examples()[0].id)
    before = {p: p.stat().st_mtime_ns for p in example.folder.iterdir()}
    engine.views.with_stages(example)
    engine.views.view(example, "flow")
    engine.rescoring.scores(example, "y")
    engine.rescoring.stages(example, "y")
    assert {p: p.stat().st_mtime_ns for p in example.folder.iterdir()} == before
    assert engine.store.load(example.id).viewer == example.viewer


def test_the_labels_are_the_stored_overlay(engine: Engine) -> None:
    """Earlier they were drawn and stored a second time."""
    example = engine.examples.result(list_examples()[0].id)
    assert engine.views.view(example, "labels") == example.path("distortion")


def test_an_overlay_of_the_largest_photo_can_be_saved(
    client: httpx.Client, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With its legend it has more pixels than a photo may have: earlier the overlay was "not kept here"."""
    example = engine.examples.result(list_examples()[0].id)
    pane = next(p for p in example.viewer["panes"] if p["name"] == "distortion")
    assert client.get("/" + pane["file"]).status_code == 200
    monkeypatch.setenv("PRIORLENS_MAX_MP", str(pane["width"] * pane["height"] / 1e6))
    get_settings.cache_clear()
    try:
        with pytest.raises(ImageError):
            load_image(example.path("distortion"))
        saved = client.get(f"/results/{example.id}/save?pane=distortion")
    finally:
        monkeypatch.undo()
        get_settings.cache_clear()
    assert load_image(io.BytesIO(saved.content)).shape[:2] == (pane["height"], pane["width"])


def test_results_that_were_removed_are_gone(client: httpx.Client, engine: Engine) -> None:
    made = engine.keep(compare(textured(40, 50), task="haze"), "short-lived")
    address = "/" + made.viewer["panes"][0]["file"]
    assert client.get(address).status_code == 200
    assert engine.remove(made.id)
    assert client.get(address).status_code == 404
    assert not Path(made.folder).exists()
    assert not engine.remove(made.id)


@pytest.fixture(scope="module")
def taken(engine: Engine) -> Any:
    """A result whose photo carries EXIF: upright was 6, with a position."""
    exif = Image.Exif()
    exif[ExifTags.Base.Model] = "Camera"
    exif[ExifTags.Base.Orientation] = 6
    exif.get_ifd(ExifTags.IFD.GPSInfo).update({1: "N", 2: (48.0, 8.0, 1.0), 3: "E", 4: (11.0, 34.0, 2.0)})
    buffer = io.BytesIO()
    Image.new("RGB", (64, 48)).save(buffer, "JPEG", exif=exif.tobytes())
    made = compare(degrade(textured(64, 48, seed=3), "haze", seed=1), task="haze")
    return engine.keep(made, "IMG_1", exif=read_exif(buffer.getvalue()))


@pytest.mark.parametrize("kind", ["png", "jpeg"])
def test_an_image_is_saved_under_its_name_with_the_photos_exif(
    client: httpx.Client, taken: Any, kind: str
) -> None:
    asked = {"pane": "baseline", "format": kind, "name": "IMG_1-baseline.jpg", "quality": "90"}
    plain = client.get(f"/results/{taken.id}/save", params=asked)
    assert plain.status_code == 200
    assert f"IMG_1-baseline.{'png' if kind == 'png' else 'jpg'}" in plain.headers["content-disposition"]
    assert not Image.open(io.BytesIO(plain.content)).getexif()
    with Image.open(
        io.BytesIO(client.get(f"/results/{taken.id}/save", params=asked | {"exif": "1"}).content)
    ) as made:
        exif = made.getexif()
        assert made.size == (48, 64)
        assert (exif[ExifTags.Base.Model], exif[ExifTags.Base.Orientation]) == ("Camera", 1)
        assert not exif.get_ifd(ExifTags.IFD.GPSInfo)
    placed = client.get(f"/results/{taken.id}/save", params=asked | {"exif": "1", "place": "1"})
    assert Image.open(io.BytesIO(placed.content)).getexif().get_ifd(ExifTags.IFD.GPSInfo)
    if kind == "png":
        np.testing.assert_array_equal(load_image(plain.content), load_image(taken.path("baseline")))


def test_exif_itself_is_never_given_out(client: httpx.Client, taken: Any) -> None:
    assert client.get(f"/results/{taken.id}/photo.exif").status_code == 404
    archive = client.post("/archive", data={"id": taken.id})
    assert "IMG_1-priorlens.zip" in archive.headers["content-disposition"]
    with zipfile.ZipFile(io.BytesIO(archive.content)) as opened:
        assert not [name for name in opened.namelist() if "exif" in name]


@pytest.mark.parametrize(
    "asked",
    [{"pane": "../degraded"}, {"pane": "nothing"}, {"pane": "baseline", "format": "svg"}, {}],
)
def test_a_pane_that_is_not_there_is_not_saved(
    client: httpx.Client, taken: Any, asked: dict[str, str]
) -> None:
    assert client.get(f"/results/{taken.id}/save", params=asked).status_code == 404
