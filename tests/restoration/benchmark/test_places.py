"""Sets and runs behind fsspec addresses: the same files as in folders of this machine."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from restoration.benchmark import ExportRequest, check_set, export, get_set, list_set, run_scores, score_run
from restoration.benchmark.places import address, is_remote, place, write_file
from restoration.cli import main
from restoration.errors import InputError

pytestmark = pytest.mark.needs("remote")


@pytest.fixture
def memory(request: pytest.FixtureRequest) -> Path:
    """An empty place of its own in fsspec's memory."""
    import fsspec

    top = place(f"memory://{request.node.name}")
    yield top
    fsspec.filesystem("memory").store.clear()


def copied(source: Path, target: Path) -> None:
    for file in source.rglob("*"):
        if file.is_file():
            write_file(file.read_bytes(), target / file.relative_to(source).as_posix())


def contents(run: Path) -> dict[str, bytes]:
    """Everything below a run but the seconds, which differ: predictions and summary."""
    names = [
        f"predictions/{folder.name}/{file.name}"
        for folder in (run / "predictions").iterdir()
        for file in folder.iterdir()
    ]
    return {name: (run / name).read_bytes() for name in sorted(names)}


def test_export_and_score_between_addresses(hazy_set: Path, memory: Path, tmp_path: Path) -> None:
    copied(hazy_set, memory / "set")
    generated = tmp_path / "generated"
    generated.mkdir()
    for n in (1, 2, 3, 4, 5, 6):
        (generated / f"{n:02d}_hazy.png").write_bytes((hazy_set / "GT" / f"{n:02d}_GT.png").read_bytes())
    copied(generated, memory / "generated")
    for top, outputs, out in (
        (hazy_set, generated, tmp_path / "run"),
        (memory / "set", memory / "generated", memory / "run"),
    ):
        made = export(ExportRequest("dense-haze", top, out, ("haze/dcp",), (("G", outputs),), limit=2))
        assert (made.made, made.failed) == (2, ())
    assert contents(memory / "run") == contents(tmp_path / "run")
    assert len(contents(memory / "run")) == 6  # G, G aligned, dcp
    again = export(
        ExportRequest(
            "dense-haze",
            memory / "set",
            memory / "run",
            ("haze/dcp",),
            (("G", memory / "generated"),),
            limit=2,
        )
    )
    assert (again.made, again.kept) == (0, 2)

    score_run(tmp_path / "run")
    score_run(memory / "run")
    columns = ["image", "method", "protocol", "against", "psnr", "ssim"]
    tables = [run_scores(run).table[columns] for run in (tmp_path / "run", memory / "run")]
    assert tables[0].equals(tables[1])
    for name in ("scores.parquet", "scores.csv", "summary.json", "summary.md", "summary.tex"):
        assert (memory / "run" / name).is_file()
    assert (memory / "run" / "summary.md").read_bytes() == (tmp_path / "run" / "summary.md").read_bytes()


def test_check_names_what_is_missing_there(hazy_set: Path, memory: Path) -> None:
    copied(hazy_set, memory)
    (memory / "GT" / "03_GT.png").unlink()
    (memory / "hazy" / "04_hazy.png").write_bytes(b"no image")
    report = check_set(get_set("dense-haze"), memory)
    assert len(report.listing.entries) == 5
    assert report.listing.without_truth == ("hazy/03_hazy.png",)
    assert [text.split(" ")[0] for text in report.damaged] == ["hazy/04_hazy.png"]
    assert "07_hazy" in report.missing


def test_workers_read_and_write_addresses(
    hazy_set: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The command line, with two processes and a local disk behind file://."""
    run = tmp_path / "run"
    code = main(
        [
            "benchmark",
            "export",
            "--set",
            f"dense-haze=file://{hazy_set}",
            "--model",
            "haze/dcp",
            "--workers",
            "2",
            "--out",
            f"file://{run}",
        ]
    )
    assert code == 0, capsys.readouterr()
    assert len(list((run / "predictions" / "haze-dcp").iterdir())) == 6
    assert not list(run.rglob("*.part"))
    assert main(["benchmark", "score", f"file://{run}"]) == 0
    assert "haze/dcp" in (run / "summary.md").read_text("utf-8")
    plain = tmp_path / "plain"
    assert (
        main(
            [
                "benchmark",
                "export",
                "--set",
                f"dense-haze={hazy_set}",
                "--model",
                "haze/dcp",
                "--limit",
                "2",
                "--out",
                str(plain),
            ]
        )
        == 0
    )
    for name, data in contents(plain).items():
        assert (run / name).read_bytes() == data


def test_addresses_survive_the_way_to_another_process(memory: Path, tmp_path: Path) -> None:
    assert place(address(memory / "a b" / "c.png")) == memory / "a b" / "c.png"
    assert is_remote(memory)
    assert not is_remote(place(str(tmp_path)))
    assert place("~/x") == Path("~/x").expanduser()
    assert Path(address(place("relative"))).is_absolute()


def test_what_cannot_be_reached_is_said(monkeypatch: pytest.MonkeyPatch, memory: Path) -> None:
    with pytest.raises(InputError, match="no file system of that kind"):
        place("nosuch://bucket/set")
    with pytest.raises(InputError, match="expected the set's top folder"):
        list_set(get_set("dense-haze"), memory / "absent")
    with pytest.raises(InputError, match="expected a run"):
        score_run(memory / "absent")
    monkeypatch.setitem(sys.modules, "upath", None)
    with pytest.raises(InputError, match=r"priorlens\[remote\]"):
        place("memory://x")
