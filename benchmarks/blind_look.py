"""A blind look: sheets of real pairs whose pictures stand in random order, the key apart, and the tally of the answers.

    python -m benchmarks.blind_look sheets --out DIR [--shared DIR] [--pair NAME]… [--seed 1] [--baseline M]
    python -m benchmarks.blind_look tally DIR ANSWERS.json

`sheets` writes 01.png, 02.png, … (photo, baseline, transfer, guided and generated image, aligned, as A to E) and
answers.json, a form, into DIR, and the key beside it into DIR.key.json, which the person who judges must not open. In the
form stand, for every sheet, the letters from best to worst as a restored photo ("preferred"), from truest to least
true to the scene ("truer"; the sheet names the letter of the untouched photo for that), and visible defects by
letter ("defects": {"B": "dark halo around the tree"}). `tally` says how often the guided result won, and over whom.
"""

from __future__ import annotations

import argparse
import json
import random
from pathlib import Path
from typing import Any

import cv2
import numpy as np

import restoration as r
from benchmarks.real_pairs import PAIRS, find
from benchmarks.shared import shared_folder
from restoration.image import ImageArray

SHOWN = ("photo", "baseline", "transfer", "guided", "generated")
_GAP, _CAPTION = 12, 28
_COLUMNS = 2


def pictures(
    degraded: ImageArray, generated: ImageArray, task: str, baseline: str | None
) -> dict[str, ImageArray]:
    """Of `SHOWN`, all of the photo's size; the generated image aligned, so that framing does not identify it."""
    found = r.compare(degraded, task=task, generated=generated, baseline=baseline)
    return {
        "photo": degraded,
        "baseline": found.panes["baseline"],
        "transfer": r.restore(degraded, f"{task}/transfer", prior=found.alignment),
        "guided": found.panes["guided"],
        "generated": found.panes["aligned"],
    }


def sheet(images: list[ImageArray], title: str) -> ImageArray:
    """The images at full size, two a row, lettered A, B, …"""
    height, width = images[0].shape[:2]
    rows = -(-len(images) // _COLUMNS)
    page = np.full(
        (_CAPTION + rows * (height + _CAPTION + _GAP), _COLUMNS * (width + _GAP) + _GAP, 3), 255, np.uint8
    )
    cv2.putText(page, title, (_GAP, 20), cv2.FONT_HERSHEY_SIMPLEX, 0.6, (0, 0, 0), 1, cv2.LINE_AA)
    for k, image in enumerate(images):
        x, y = _GAP + k % _COLUMNS * (width + _GAP), _CAPTION + k // _COLUMNS * (height + _CAPTION + _GAP)
        cv2.putText(page, chr(65 + k), (x, y + 20), cv2.FONT_HERSHEY_SIMPLEX, 0.7, (0, 0, 0), 2, cv2.LINE_AA)
        page[y + _CAPTION : y + _CAPTION + height, x : x + width] = image
    return page


def write_sheets(arguments: argparse.Namespace) -> int:
    folder = arguments.shared / "data" / "gen_pairs"
    chosen = [
        (task, name, files)
        for task, name in PAIRS
        if not arguments.pair or any(part in name for part in arguments.pair)
        if (files := find(folder, name)) is not None
    ]
    if not chosen:
        raise SystemExit(f"{folder}: expected real pairs, found none; set PRIORLENS_SHARED or --shared")
    order = random.Random(arguments.seed)
    order.shuffle(chosen)
    arguments.out.mkdir(parents=True, exist_ok=True)
    key: dict[str, Any] = {}
    form: dict[str, Any] = {}
    for number, (task, name, files) in enumerate(chosen, start=1):
        degraded, generated = (r.load_image(file) for file in files)
        made = pictures(degraded, generated, task, arguments.baseline)
        letters = list(SHOWN)
        order.shuffle(letters)
        stem = f"{number:02d}"
        r.save_image(
            sheet([made[which] for which in letters], f"{stem}: {task}"), arguments.out / f"{stem}.png"
        )
        key[stem] = {"pair": name, "task": task, "letters": {chr(65 + k): w for k, w in enumerate(letters)}}
        form[stem] = {"preferred": "", "truer": "", "defects": {}, "photo": chr(65 + letters.index("photo"))}
        print(f"{stem}.png", flush=True)
    (arguments.out / "answers.json").write_text(json.dumps(form, indent=1))
    key_path(arguments.out).write_text(json.dumps(key, indent=1))
    print(f"{len(chosen)} sheets in {arguments.out}; the key is in {key_path(arguments.out)}")
    return 0


def key_path(folder: Path) -> Path:
    return folder.with_name(folder.name + ".key.json")


def tally(key: dict[str, Any], answers: dict[str, Any]) -> dict[str, dict[str, tuple[int, int]]]:
    """ "preferred" and "truer" → other picture → (how often guided stood before it, of how many sheets); "defects" →
    picture → (sheets with one, sheets looked at). A sheet whose order is empty or incomplete does not count."""
    found: dict[str, dict[str, tuple[int, int]]] = {"preferred": {}, "truer": {}, "defects": {}}
    for stem, asked in key.items():
        answer = answers.get(stem, {})
        letters: dict[str, str] = asked["letters"]
        for question in ("preferred", "truer"):
            given = [letters[c] for c in str(answer.get(question, "")).upper() if c in letters]
            if "guided" not in given:
                continue
            for other in given:
                if other != "guided":
                    won, of = found[question].get(other, (0, 0))
                    before = given.index("guided") < given.index(other)
                    found[question][other] = (won + before, of + 1)
        if answer.get("preferred"):
            flawed = {letters[c] for c in answer.get("defects", {}) if c in letters}
            for which in letters.values():
                some, of = found["defects"].get(which, (0, 0))
                found["defects"][which] = (some + (which in flawed), of + 1)
    return found


def print_tally(arguments: argparse.Namespace) -> int:
    key = json.loads(key_path(arguments.folder).read_text())
    found = tally(key, json.loads(arguments.answers.read_text()))
    print("| the guided result is … than | " + " | ".join(w for w in SHOWN if w != "guided") + " |")
    print("|---" * len(SHOWN) + "|")
    for question in ("preferred", "truer"):
        cells = [found[question].get(other) for other in SHOWN if other != "guided"]
        print(f"| {question} | " + " | ".join(f"{c[0]} of {c[1]}" if c else "–" for c in cells) + " |")
    for which, (some, of) in found["defects"].items():
        print(f"visible defect in {which}: {some} of {of}")
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(description="Sheets for a blind look at real pairs, and the tally.")
    verbs = parser.add_subparsers(dest="verb", required=True)
    make = verbs.add_parser("sheets")
    make.add_argument("--out", type=Path, required=True, metavar="DIR")
    make.add_argument(
        "--shared", type=Path, default=shared_folder(), help="folder with data/ (default: PRIORLENS_SHARED)"
    )
    make.add_argument("--pair", action="append", help="only pairs whose name contains this")
    make.add_argument("--seed", type=int, default=1, help="of the order (default: 1)")
    make.add_argument("--baseline", help="model id (default: the task's own)")
    count = verbs.add_parser("tally")
    count.add_argument("folder", type=Path, metavar="DIR")
    count.add_argument("answers", type=Path, metavar="ANSWERS.json")
    arguments = parser.parse_args()
    return write_sheets(arguments) if arguments.verb == "sheets" else print_tally(arguments)


if __name__ == "__main__":
    raise SystemExit(main())
