"""The files that figures are measured on, and how to get the same ones together.

    python -m benchmarks.files --shared DIR              write benchmarks/results/files.csv (set, file, sha256) from DIR/data
    python -m benchmarks.files --shared DIR --check      name every file of DIR/data that is missing, extra or another one
    python -m benchmarks.files --select PUBLIC --out DIR copy the files of that list out of PUBLIC, whatever their folders and
                                                         names, into DIR/data (`PRIORLENS_SHARED=DIR` then)

A file is known by its SHA-256, so copies of the public sets serve in any layout. Dense-Haze was scaled down and the outputs of GPT-4o
and SeeDream were cut out of published figures: these are not found in the public sets under their hashes, and are named as missing.
"""

from __future__ import annotations

import argparse
import csv
import io
import shutil
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from fnmatch import fnmatch
from pathlib import Path

from benchmarks.shared import shared_folder
from restoration.outputs import file_sha256

MANIFEST = Path(__file__).parent / "results" / "files.csv"
_PARTS = (
    "degraded",
    "clean",
    "input",
    "output",
    "truth",
    "rgb",
    "depth16",
    "gpt4o",
    "nanobanana",
    "seedream4",
)
"""Folders inside a set; above them stands its name."""
_SKIPPED = ("README.md", "MANIFEST.tsv")

_PAIRED = (
    "haze/sots_indoor",
    "haze/densehaze",
    "lowlight/sice",
    "rain/rain100h",
    "rain/rain1200",
    "rain/rain1400",
)
_PHOTOS = ("photos/*",)
_REAL = ("gen_pairs/*",)
READS: Mapping[str, tuple[str, ...]] = {
    "alignment": (*_PHOTOS, *_REAL),
    "architectures": _PHOTOS,
    "blind_look": _REAL,
    "calibration": ("photos/bsds500_val", *_REAL),
    "compare": (),
    "docs": (),
    "displaced": (
        "haze/sots_indoor",
        "haze/real_unpaired",
        "rain/rain100h",
        "rain/rain1400",
        "lowlight/lol_eval15_low",
    ),
    "distortion": (*_PHOTOS, *_REAL),
    "gate_training": _PHOTOS,
    "hallucination_training": _PHOTOS,
    "honesty": (*_PHOTOS, *_REAL),
    "influence": (),
    "landmarks": _REAL,
    "load": (),
    "models": (*_PAIRED, "rain/sirr_val"),
    "prior_value": (*_PAIRED, "lowlight/lol_eval15", "rain/sirr_val", "rain/rain100l"),
    "quality": _PAIRED,
    "rating_coverage": (),
    "real_changes": (*_REAL, "photos/bsds500_val"),
    "real_pairs": _REAL,
    "study": (*_PAIRED, "lowlight/lol_eval15", *_REAL),
    "suggest": ("haze/*", "lowlight/*", "rain/*", "other/*", *_PHOTOS, *_REAL),
    "task_baselines": ("photos/bsds500_val", "other/underwater_euvp"),
    "throughput": (),
    "viewer": (),
    "visitors": (),
}
"""benchmark → sets of the list ("*": all below that name); () for shipped examples and drawn images. `--limit` and the like take files spread evenly over a set."""


def read(file: Path = MANIFEST) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(file.read_text("utf-8"))))


def rows(data: Path) -> Iterator[dict[str, str]]:
    """One row a file below `data`; `file` is its path there."""
    for file in sorted(data.rglob("*")):
        if file.is_file() and file.name not in _SKIPPED:
            name = file.relative_to(data)
            parts = [part for part in name.parts[:-1] if part not in _PARTS]
            yield {"set": "/".join(parts), "file": name.as_posix(), "sha256": file_sha256(file)}


def written(found: list[dict[str, str]]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, ("set", "file", "sha256"), lineterminator="\n")
    writer.writeheader()
    writer.writerows(found)
    return text.getvalue()


def differences(data: Path, known: list[dict[str, str]]) -> list[str]:
    there = {row["file"]: row["sha256"] for row in rows(data)}
    wanted = {row["file"]: row["sha256"] for row in known}
    return [
        *(f"missing: {file}" for file in wanted if file not in there),
        *(f"extra: {file}" for file in there if file not in wanted),
        *(f"another file: {file}" for file in wanted if file in there and there[file] != wanted[file]),
    ]


def select(public: Path, data: Path, known: list[dict[str, str]]) -> list[str]:
    """Copy what is found by its hash; returns the files that are not in `public`."""
    wanted = defaultdict(list)
    for row in known:
        wanted[row["sha256"]].append(row["file"])
    for file in sorted(public.rglob("*")):
        if file.is_file():
            for name in wanted.pop(file_sha256(file), ()):
                target = data / name
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(file, target)
    return sorted(name for names in wanted.values() for name in names)


def table() -> list[list[str]]:
    """Which files each benchmark reads, for docs/measured.md."""
    counts = Counter(row["set"] for row in read())
    out = [["command", "sets of the list, with their number of files"]]
    for name, patterns in READS.items():
        sums = [(p, sum(n for s, n in counts.items() if fnmatch(s, p))) for p in patterns]
        if sums:
            out.append(
                [f"`python -m benchmarks.{name}`", ", ".join(f"{pattern} {count}" for pattern, count in sums)]
            )
    return out


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shared", type=Path, default=shared_folder(), metavar="DIR", help="holds data/")
    parser.add_argument(
        "--check", action="store_true", help="change nothing; exit code 1 where a file differs"
    )
    parser.add_argument("--select", type=Path, metavar="PUBLIC", help="folder with copies of the public sets")
    parser.add_argument("--out", type=Path, metavar="DIR", help="with --select: gets data/")
    given = parser.parse_args()
    if given.select is not None:
        if given.out is None or not given.select.is_dir():
            parser.error("--select: expected a folder, and --out DIR beside it")
        missing = select(given.select, given.out / "data", read())
        print("\n".join(f"missing: {file}" for file in missing) or "Every file was found.")
        return 1 if missing else 0
    data = given.shared / "data"
    if not data.is_dir():
        parser.error(f"{given.shared}: expected a folder with data/; set PRIORLENS_SHARED or --shared")
    if given.check:
        found = differences(data, read())
        print("\n".join(found) or "The files are those of the list.")
        return 1 if found else 0
    MANIFEST.write_text(written(list(rows(data))), "utf-8")
    print(MANIFEST)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
