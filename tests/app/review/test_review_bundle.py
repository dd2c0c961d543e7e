"""The review file: complete and lossless, or blind and silent; never silently less than it says."""

from __future__ import annotations

import base64
import io
import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from app.command import run_verb
from app.review import find_comparisons, make_bundle
from restoration import (
    InputError,
    compare,
    degrade,
    load_image,
    pixel_sha256,
    save_image,
    simulated_output,
    write_comparison,
)
from restoration.benchmark import ExportRequest, export, score_run
from tests.conftest import textured


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two photos with a generated image and the results of two other methods, one of another size."""
    made = tmp_path_factory.mktemp("review") / "mine"
    for n, name in enumerate(("street </script> & <b>", "garden")):
        truth = textured(64, 80, seed=n)
        degraded = degrade(truth, "haze", seed=n)
        results = {"SecretNet v2": truth // 2 + 60, "Other Net": truth[::2, ::2].copy()}
        write_comparison(
            compare(
                degraded,
                task="haze",
                generated=simulated_output(truth, seed=n),
                truth=truth,
                results=results,
                run_models=True,
            ),
            made / name.replace("/", "∕"),
        )
    return made


def payloads(html: str) -> list[dict[str, Any]]:
    return [
        json.loads(t) for t in re.findall(r'<script type="application/json"[^>]*>(.*?)</script>', html, re.S)
    ]


def pixels(address: str) -> np.ndarray:
    with Image.open(io.BytesIO(base64.b64decode(address.partition(",")[2]))) as image:
        assert image.info == {}  # no text, no profile
        return np.asarray(image)


def test_every_image_is_there_without_loss(folder: Path) -> None:
    found = find_comparisons(folder)
    bundle = make_bundle(found, max_mb=50)
    assert bundle.left_out == ()
    assert bundle.key == {}
    assert len(payloads(bundle.html)) == 2
    for source, payload in zip(found, payloads(bundle.html), strict=True):
        names = {pane["name"] for pane in payload["panes"]}
        stored = json.loads((source / "comparison.json").read_text())
        assert {m["file"].removesuffix(".png") for m in stored["methods"]} <= names
        assert {"truth", "aligned", "distortion", "influence"} <= names
        for pane in payload["panes"]:
            image = pixels(pane["file"])
            assert pane["sha256"] == pixel_sha256(image.copy())
            original = load_image(source / f"{pane['name']}.png")
            assert np.array_equal(image, original[: image.shape[0]])
    assert "SecretNet v2" in bundle.html
    assert "street &lt;∕script&gt; &amp; &lt;b&gt;" in bundle.html
    assert "http://" not in re.sub(r"http://www\.w3\.org/\S*", "", bundle.html)
    assert "https://" not in bundle.html
    assert str(folder) not in bundle.html


def test_a_blind_file_names_nothing(folder: Path) -> None:
    found = find_comparisons(folder)
    bundle = make_bundle(found, max_mb=50, blind=True)
    stored = json.loads((found[0] / "comparison.json").read_text())
    words = ["SecretNet", "Other Net", "garden", "street", stored["revision"] or "no revision", "simulated"]
    words += [record["id"] for record in stored["models"].values()]
    words += [r["sha256"] for r in stored["models"].values() if r.get("sha256")]
    visible = bundle.html
    for word in words:
        assert word not in visible, word
    assert not re.search(r"20\d\d-\d\d-\d\d", visible)
    for payload in payloads(bundle.html):
        methods = [pane for pane in payload["panes"] if pane["name"] not in ("input", "truth")]
        assert [pane["label"] for pane in methods] == ["A", "B", "C", "D", "E"]
        assert {(pane["width"], pane["height"]) for pane in payload["panes"]} == {(80, 64)}
        assert not any(pane["badge"] or pane["origin"] for pane in payload["panes"])
        for pane in payload["panes"]:
            pixels(pane["file"])
    assert list(bundle.key) == ["A", "B", "C", "D", "E", "Photo 1", "Photo 2"]
    assert [bundle.key[f"Photo {n}"] for n in (1, 2)] == [path.name for path in found]
    assert any("SecretNet v2" in name for name in bundle.key.values())


def test_the_key_holds_for_every_photo_and_the_order_is_random(folder: Path) -> None:
    found = find_comparisons(folder)
    orders = set()
    for _ in range(12):
        bundle = make_bundle(found, max_mb=50, blind=True)
        letter = next(k for k, v in bundle.key.items() if "SecretNet" in v)
        orders.add(letter)
        for source, payload in zip(found, payloads(bundle.html), strict=True):
            pane = next(p for p in payload["panes"] if p["label"] == letter)
            assert np.array_equal(pixels(pane["file"]), load_image(source / "result-secretnet-v2.png"))
    assert len(orders) > 1  # the chance of one letter twelve times: 5 to the power of -11


def test_what_does_not_fit_is_named(folder: Path) -> None:
    found = find_comparisons(folder)
    whole = len(make_bundle(found, max_mb=50).html.encode())
    bare = len(make_bundle(found, max_mb=50).html.encode()) - sum(
        len(pane["file"])
        for payload in payloads(make_bundle(found, max_mb=50).html)
        for pane in payload["panes"]
    )
    for share in (0.3, 0.6, 0.9):
        most = round(bare + share * (whole - bare))
        cut = make_bundle(found, max_mb=most / 1e6)
        assert cut.left_out
        assert len(cut.html.encode()) <= most
    for item in cut.left_out:
        assert item.split(": ")[1].split(" (")[0] in cut.html.split("<main>")[0]
    kept = {pane["name"] for payload in payloads(cut.html) for pane in payload["panes"]}
    assert {"degraded", "truth"} <= kept  # the least important go first
    with pytest.raises(InputError, match="--max-mb"):
        make_bundle(found, max_mb=(bare + 5000) / 1e6)


def test_numbers_can_stay_out(folder: Path) -> None:
    bundle = make_bundle(find_comparisons(folder), max_mb=50, scores=False)
    assert all(pane["scores"] == [] for payload in payloads(bundle.html) for pane in payload["panes"])
    assert ">PSNR, dB</th>" not in bundle.html


def test_the_verb_writes_file_and_key_and_replaces_nothing_else(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(*arguments: object) -> int:
        return run_verb(["bundle", *map(str, arguments)], program="priorlens")

    out = tmp_path / "review.html"
    assert run(folder / "garden", "--out", out) == 0
    assert run(folder, "--out", out) == 0  # over its own
    assert "2 photos" in capsys.readouterr().out
    assert run(folder, "--blind", "--out", tmp_path / "blind.html") == 0
    key = tmp_path / "blind.key.json"
    assert set(json.loads(key.read_text())) == {*"ABCDE", "Photo 1", "Photo 2"}
    before = key.read_bytes()
    assert run(folder, "--blind", "--out", tmp_path / "blind.html") == 2
    assert "key of an earlier" in capsys.readouterr().err
    assert key.read_bytes() == before
    (tmp_path / "site.html").write_text("<p>my site</p>")
    assert run(folder, "--out", tmp_path / "site.html") == 2
    assert (tmp_path / "site.html").read_text() == "<p>my site</p>"
    assert run(tmp_path, "--out", tmp_path / "x.html") == 2
    assert "no comparison.json" in capsys.readouterr().err
    assert run(folder, "--out", tmp_path / "x.pdf") == 2
    assert run(folder, "--worst", "1", "--out", tmp_path / "x.html") == 2
    assert "for a run" in capsys.readouterr().err


@pytest.fixture(scope="module")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("run")
    for n in range(6):
        truth = textured(48, 64, seed=n)
        save_image(truth, made / "set" / "GT" / f"{n}_GT.png")
        save_image(degrade(truth, "haze", seed=n), made / "set" / "hazy" / f"{n}_hazy.png")
    request = ExportRequest(
        "dense-haze", made / "set", made / "run", models=("haze/dcp", "haze/dcp+prior"), simulate=1.0
    )
    export(request)
    return made / "run"


def test_a_run_as_a_file_with_its_scores(
    run_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(*arguments: object) -> int:
        return run_verb(["bundle", str(run_folder), *map(str, arguments)], program="priorlens")

    out = tmp_path / "review.html"
    assert run("--worst", 2, "--best", 1, "--out", out) == 0
    assert "3 photos" in capsys.readouterr().out
    html = out.read_text()
    table = score_run(run_folder, out=tmp_path / "scores").table
    mean = table[table["method"] == "haze/dcp+prior"]["psnr"].mean()
    assert f'<td class="number">{mean:.2f}</td>' in html
    assert "Simulated generator, not a real one" in html
    worst = table[table["method"] == "haze/dcp+prior"].sort_values("psnr")["image"].iloc[0]
    assert payloads(html)[0]["title"].startswith(f"{worst} (worst of haze/dcp+prior: ")
    assert not list(run_folder.glob("*-cases"))

    assert (
        run("--only", "haze/dcp", "--only", "haze/dcp+prior", "--blind", "--out", tmp_path / "blind.html")
        == 0
    )
    html = (tmp_path / "blind.html").read_text()
    for word in ("haze/dcp", "dcp", "dense-haze", "prior (", "simulated", "_hazy", str(run_folder)):
        assert word not in html.split("<script")[0], word
    key = json.loads((tmp_path / "blind.key.json").read_text())
    letter = next(k for k, v in key.items() if v.startswith("haze/dcp+prior"))
    shown = {name for label, name in key.items() if label.startswith("Photo ")}
    assert len(shown) == 6
    assert f"{worst} (worst of haze/dcp+prior: " in " ".join(shown)
    assert f'<th scope="row">{letter}</th><td class="number">6</td><td class="number">{mean:.2f}</td>' in html
    assert '<th scope="row">Input</th><td' in html
    assert run("--method", "haze/best", "--out", out) == 2
    assert "expected a method of this run" in capsys.readouterr().err
