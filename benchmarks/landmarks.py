"""How far `align` lies from points set by hand on real redraws, beside its peers, and whether its confidence is right there.

    python -m benchmarks.landmarks [--no-peers] [--no-aliked] [--landmarks FILE]

The points are in `SHARED/data/gen_pairs/landmarks.json` (SHARED: `PRIORLENS_SHARED`), whose folder also holds the
pairs. An error is the distance, in pixels of the input, between the point set in the generated image and where a
method finds the input's point. "trusted" pairs are all but those that the file calls untrusted. ALIKED
runs through kornia, when that and its weights (`SHARED/checkpoints/aliked-n16.pth`) are there: a peer in
development, not a part of the product.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.alignment_peers import dis, matrix_flow, resize_only, sift_homography, to_canvas
from benchmarks.photos import SHARED
from restoration.alignment import align, align_anyway
from restoration.distortion import analyse
from restoration.image import ImageArray, load_image
from restoration.metrics import score
from restoration.records import Alignment, DistortionReport, FlowArray

SURE = 0.5
Method = Callable[[ImageArray, ImageArray], FlowArray]
Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Pair:
    name: str
    reference: ImageArray
    generated: ImageArray
    points: Floats
    """(N, 2) pixels of the reference."""
    found: Floats
    """(N, 2) the same points in the generated image."""
    accuracy_px: float
    trusted: bool
    absent: tuple[tuple[int, int, int, int], ...]
    """Boxes (x0, y0, x1, y1) of the reference whose content the generator left out."""

    @property
    def scale(self) -> Floats:
        """Generated over reference size, (x, y)."""
        (height, width), (rows, columns) = self.reference.shape[:2], self.generated.shape[:2]
        return np.array([columns / width, rows / height])

    @property
    def accuracy(self) -> float:
        """Of the points, in pixels of the reference."""
        return self.accuracy_px / float(self.scale.mean())

    def errors(self, flow: FlowArray) -> Floats:
        """(N,) distances in reference pixels."""
        where = self.points + np.array([at(flow, point) for point in self.points])
        return np.linalg.norm((where - self.found) / self.scale, axis=1)


def load_pairs(listing: Path) -> list[Pair]:
    """The pairs of a landmark file, with the pictures beside it."""
    pairs = []
    for name, entry in json.loads(listing.read_text()).items():
        folder, *rest = name.split("/")
        if folder == "reallq":
            files = listing.parent / "reallq/input" / f"{rest[1]}.jpg", listing.parent / f"{name}.jpg"
        else:
            files = tuple(listing.parent / folder / kind / f"{rest[0]}.png" for kind in ("input", "output"))
        reference, generated = (load_image(file) for file in files)
        pairs.append(
            Pair(
                name,
                reference,
                generated,
                np.array(entry["input"], np.float64),
                np.array(entry["generated"], np.float64),
                float(entry["accuracy_px"]),
                not entry.get("untrusted"),
                tuple(tuple(int(v) for v in box[:4]) for box in entry.get("absent", ())),  # type: ignore[misc]
            )
        )
    return pairs


def aliked_homography() -> Method | None:
    """ALIKED, mutual nearest neighbours and a homography by MAGSAC; None where kornia or the weights are missing."""
    weights = SHARED.parent / "checkpoints" / "aliked-n16.pth"
    try:
        import torch
        from kornia.feature import ALIKED
    except ImportError:
        return None
    if not weights.exists():
        return None
    net = ALIKED("aliked-n16", max_num_keypoints=2048, detection_threshold=0.0)
    state = torch.load(weights, map_location="cpu", weights_only=True)
    # kornia keeps a constant grid as a buffer that the published file does not have.
    state.setdefault("dkd.hw_grid", net.state_dict()["dkd.hw_grid"])
    net.load_state_dict(state)
    net.eval()

    def described(image: ImageArray) -> tuple[NDArray[Any], NDArray[Any]]:
        tensor = torch.from_numpy(image.copy()).permute(2, 0, 1)[None].float() / 255
        with torch.inference_mode():
            found = net(tensor)[0]
        return found.keypoints.numpy(), found.descriptors.numpy()

    def method(generated: ImageArray, reference: ImageArray) -> FlowArray:
        moving = cv2.resize(generated, reference.shape[1::-1], interpolation=cv2.INTER_AREA)
        (points_a, words_a), (points_b, words_b) = described(reference), described(moving)
        likeness = words_a @ words_b.T
        to, back = likeness.argmax(axis=1), likeness.argmax(axis=0)
        mutual = np.flatnonzero(back[to] == np.arange(len(to)))
        matrix = None
        if len(mutual) >= 8:
            matrix, _ = cv2.findHomography(points_a[mutual], points_b[to[mutual]], cv2.USAC_MAGSAC, 8.0)
        return to_canvas(matrix_flow(np.eye(3) if matrix is None else matrix, reference.shape[:2]), generated)

    return method


@dataclass(frozen=True, eq=False)
class Found:
    """What `align` and `analyse` say at the landmarks of one pair."""

    alignment: Alignment
    report: DistortionReport
    errors: Floats
    confidence: Floats

    @property
    def unknown(self) -> bool:
        """Whether the report says that positions cannot be judged."""
        levels = {verdict.complaint: verdict.level for verdict in self.report.verdicts}
        return not self.alignment.same_scene or levels["positions"] == "unknown"

    def wrong(self, pair: Pair) -> NDArray[np.bool_]:
        return (self.confidence > SURE) & (self.errors > 2 * pair.accuracy + 3)


def measure(pair: Pair) -> Found:
    alignment = align(pair.generated, pair.reference)
    report = analyse(alignment, pair.generated, pair.reference, score=score, align=align_anyway)
    confidence = np.array([at(alignment.confidence, point) for point in pair.points])
    return Found(alignment, report, pair.errors(alignment.flow), confidence)


def summary(pairs: list[Pair], found: list[Found]) -> dict[str, Any]:
    """The figures that `align` is required to reach."""
    trusted = [(pair, one) for pair, one in zip(pairs, found, strict=True) if pair.trusted]
    judged = [(pair, one) for pair, one in trusted if not one.unknown]
    far = [pair.name for pair, one in judged if np.median(one.errors) > max(8.0, 1.3 * pair.accuracy)]
    sure = sum(int((one.confidence > SURE).sum()) for _, one in trusted)
    wrong = sum(int(one.wrong(pair).sum()) for pair, one in trusted)
    right = [one.confidence[one.errors <= pair.accuracy] for pair, one in trusted if "gpt4o" in pair.name]
    right_gpt = np.concatenate(right) if right else np.zeros(0)
    return {
        "median of medians, px": float(np.median([np.median(one.errors) for _, one in trusted])),
        "trusted pairs": len(trusted),
        "judged": len(judged),
        "judged and too far off": far,
        "landmarks above 0.5": sure,
        "of them wrong": wrong,
        "confidence where right, GPT-4o": float(right_gpt.mean()) if right_gpt.size else float("nan"),
        "landmarks where right, GPT-4o": int(right_gpt.size),
        "absent boxes called kept": _kept_though_absent(pairs, found),
    }


def _kept_though_absent(pairs: list[Pair], found: list[Found]) -> str:
    """Shares of the absent boxes' area by label, over all pairs."""
    shares = []
    for pair, one in zip(pairs, found, strict=True):
        for x0, y0, x1, y1 in pair.absent:
            shares.append([float((one.report.labels[y0:y1, x0:x1] == value).mean()) for value in range(4)])
    if not shares:
        return "none"
    mean = np.mean(shares, axis=0)
    names = ("kept", "moved", "hallucinated", "not judged")
    return f"{len(shares)} boxes: " + ", ".join(f"{100 * m:.0f} % {n}" for m, n in zip(mean, names))


def at(plane: NDArray[Any], point: Floats) -> NDArray[Any]:
    """`plane` (h, w[, c]) at (x, y), bilinear."""
    where = np.array([[point]], np.float32)
    return cv2.remap(plane, where, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)[0, 0]


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--no-peers", action="store_true")
    parser.add_argument("--no-aliked", action="store_true")
    parser.add_argument("--landmarks", type=Path, default=SHARED / "gen_pairs" / "landmarks.json")
    arguments = parser.parse_args()
    if not arguments.landmarks.exists():
        print(f"No landmarks at {arguments.landmarks}: set PRIORLENS_SHARED or --landmarks.", file=sys.stderr)
        return 2
    cv2.setNumThreads(2)
    pairs = load_pairs(arguments.landmarks)
    peers: dict[str, Method] = {}
    if not arguments.no_peers:
        peers = {"plain resize": resize_only, "DIS on CLAHE": dis, "SIFT + homography": sift_homography}
        aliked = None if arguments.no_aliked else aliked_homography()
        if aliked is not None:
            peers["ALIKED + homography"] = aliked
    print(
        "median error at the landmarks, px of the input; align: mean confidence there, judged share, verdict on positions"
    )
    print(
        "| pair | n | accuracy | "
        + " | ".join(peers)
        + (" | " if peers else "")
        + "align | largest | confidence | wrong | judged | positions |"
    )
    print("|---" * (len(peers) + 9) + "|")
    medians: dict[str, list[float]] = {name: [] for name in peers}
    found = []
    for pair in pairs:
        one = measure(pair)
        found.append(one)
        cells = []
        for name, method in peers.items():
            median = float(np.median(pair.errors(method(pair.generated, pair.reference))))
            cells.append(f"{median:.1f}")
            if pair.trusted:
                medians[name].append(median)
        level = next(v.level for v in one.report.verdicts if v.complaint == "positions")
        judged = getattr(one.report, "judged", float("nan"))
        print(
            f"| {pair.name}{'' if pair.trusted else ' (untrusted)'} | {len(pair.points)} | {pair.accuracy:.1f} | "
            + "".join(f"{cell} | " for cell in cells)
            + f"{np.median(one.errors):.1f} | {one.errors.max():.1f} | {one.confidence.mean():.2f} | "
            f"{int(one.wrong(pair).sum())} | {100 * judged:.0f} % | {level} |",
            flush=True,
        )
    for name, values in medians.items():
        print(f"median of medians over {len(values)} trusted pairs, {name}: {np.median(values):.1f} px")
    for name, value in summary(pairs, found).items():
        print(f"{name}: {value if not isinstance(value, float) else f'{value:.2f}'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
