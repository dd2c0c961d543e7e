"""How real generators change a photo: tone, saturation, detail, skies, light, corners and framing, on real pairs.

    python -m benchmarks.real_changes [--shared DIR] [--simulated plain|wide] [--limit N] [--json FILE]

Read are all pairs below `SHARED/data/gen_pairs` (SHARED: `PRIORLENS_SHARED`); every generated image is aligned to its
input, and what is compared is sure (confidence above 0.5), but for corners and framing. The change of a restoration
holds the restoration: haze that was taken away counts as contrast. `tone alone` marks edits that leave the tone to
the generator (denoising, super-resolution, demosaicing, deblurring, reflections). With `--simulated` the redraws of
`simulate_generator` on photos of `SHARED/data/photos` are measured in the same way, one seed each.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

import restoration as r
from benchmarks.shared import shared_folder
from restoration.image import ImageArray, resize_image
from restoration.luma import LUMA
from restoration.synthesis.wide import sky_mask

SURE = 0.5
TONE_ALONE = ("SR", "denoise", "md", "mf", "dd", "reflection", "noise")
"""Names of pairs whose task is no matter of tone begin so."""
Floats = NDArray[np.float32]
_DETAIL, _LIGHT, _CORNER = 0.004, 0.08, 0.09


@dataclass(frozen=True)
class Change:
    """Of one pair; NaN where it cannot be judged."""

    name: str
    tone_alone: bool
    sure: float
    """Share of the frame."""
    brightness: float
    """Mean luma, generated less input, grey levels."""
    contrast: float
    """Standard deviation of the luma, generated over input."""
    saturation: float
    """Mean distance of colours from grey, generated over input."""
    cast: float
    """Length of the mean colour's change, the luma's left out, grey levels."""
    detail: float
    """Fine detail (blur of 0.4 % of the diagonal taken away), generated at the input's size over input."""
    agreement: float
    """Correlation of that fine detail in input and aligned output: low where texture was drawn anew."""
    light: float
    """Change of luma over 8 % of the diagonal that no curve of the whole picture explains, % RMS."""
    sky: float
    """Where the input has a sky: RMS change of its colour, grey levels."""
    clouds: float
    """The same without the sky's mean and gradient: clouds that came or went."""
    corner: float
    """Change of detail in the lower right corner over that in the other three."""
    zoom: float
    """Scale beyond the canvas's, %."""
    cropped: float
    """Share of the frame that is no longer shown, %."""
    extended: float


def measure(name: str, tone_alone: bool, degraded: ImageArray, generated: ImageArray) -> Change:
    found = r.align(generated, degraded)
    report = r.analyse(found, generated, degraded)
    weight = ((found.confidence > SURE) & found.valid).astype(np.float32)
    before, after = (image.astype(np.float32) for image in (degraded, found.warped))
    sure = float(weight.mean())
    values = _surface(before, after, weight) if found.same_scene and sure > 0.1 else {}
    zoom = (report.global_motion.zoom_x * report.global_motion.zoom_y) ** 0.5 if found.same_scene else np.nan
    canvas = report.canvas
    found_values = {field.name: float("nan") for field in fields(Change) if field.type == "float"} | values
    found_values |= {
        "sure": sure,
        "corner": _corner(degraded, generated),
        "zoom": 100 * (zoom - 1),
        "cropped": 100 * canvas.cropped_fraction if found.same_scene else float("nan"),
        "extended": 100 * canvas.extended_fraction if found.same_scene else float("nan"),
    }
    return Change(name, tone_alone, **found_values)


def _surface(before: Floats, after: Floats, weight: Floats) -> dict[str, float]:
    diagonal = float(np.hypot(*weight.shape))
    known = weight / weight.sum()
    lumas = [image @ LUMA for image in (before, after)]
    means = [float((luma * known).sum()) for luma in lumas]
    spreads = [
        float(np.sqrt((np.square(luma - mean) * known).sum()))
        for luma, mean in zip(lumas, means, strict=True)
    ]
    chroma = [image - luma[..., None] for image, luma in zip((before, after), lumas, strict=True)]
    strength = [float((np.linalg.norm(part, axis=2) * known).sum()) for part in chroma]
    cast = ((chroma[1] - chroma[0]) * known[..., None]).sum(axis=(0, 1))
    detail = [luma - cv2.GaussianBlur(luma, (0, 0), _DETAIL * diagonal) for luma in lumas]
    energy = [float((np.square(part) * known).sum()) for part in detail]
    both = float((detail[0] * detail[1] * known).sum())
    blurred = [_blurred(luma, weight, _LIGHT * diagonal / 2) for luma in lumas]
    # One curve of the whole picture, of third order.
    powers = np.stack([(blurred[0] / 128) ** k for k in range(4)], axis=-1)[weight > 0]
    wanted = blurred[1][weight > 0]
    left = wanted - powers @ np.linalg.lstsq(powers, wanted, rcond=None)[0]
    found = {
        "brightness": means[1] - means[0],
        "contrast": spreads[1] / max(spreads[0], 1e-3),
        "saturation": strength[1] / max(strength[0], 1.0),
        "cast": float(np.linalg.norm(cast)),
        "detail": float(np.sqrt(energy[1] / max(energy[0], 1e-3))),
        "agreement": both / float(np.sqrt(max(energy[0] * energy[1], 1e-6))),
        "light": 100 * float(np.sqrt(np.square(left).mean())) / max(float(wanted.mean()), 1.0),
    }
    sky = sky_mask(before) * 1.0
    if sky.mean() > 0.08:
        # Skies are smooth: their place is known well enough where nothing is sure.
        change = after - before
        mean = (change * sky[..., None]).sum(axis=(0, 1)) / sky.sum()
        found["sky"] = float(np.sqrt((np.square(change) * sky[..., None]).sum() / sky.sum() / 3))
        y, x = np.mgrid[-1 : 1 : sky.shape[0] * 1j, -1 : 1 : sky.shape[1] * 1j].astype(np.float32)
        planes = np.stack([np.ones_like(x), x, y], axis=-1)[sky > 0.5]
        inside = (change - mean)[sky > 0.5]
        flat = inside - planes @ np.linalg.lstsq(planes, inside, rcond=None)[0]
        found["clouds"] = float(np.sqrt(np.square(flat).mean()))
    return found


def _blurred(image: Floats, weight: Floats, sigma: float) -> Floats:
    total = cv2.GaussianBlur(weight, (0, 0), sigma) + np.float32(1e-6)
    return np.asarray(cv2.GaussianBlur(image * weight, (0, 0), sigma) / total, np.float32)


def _corner(degraded: ImageArray, generated: ImageArray) -> float:
    height, width = degraded.shape[:2]
    other = resize_image(generated, width, height)
    side = max(8, round(_CORNER * min(height, width)))
    energy = []
    for image in (degraded, other):
        luma = image.astype(np.float32) @ LUMA
        detail = np.abs(luma - cv2.GaussianBlur(luma, (0, 0), side / 6))
        places = [detail[-side:, -side:], detail[-side:, :side], detail[:side, :side], detail[:side, -side:]]
        energy.append([float(place.mean()) + 1.0 for place in places])
    change = [after / before for before, after in zip(*energy, strict=True)]
    return change[0] / float(np.mean(change[1:]))


def real_pairs(folder: Path) -> Iterator[tuple[str, bool, Path, Path]]:
    """(name, whether its task leaves the tone alone, input, output)."""
    for group in sorted(path for path in folder.iterdir() if (path / "input").is_dir()):
        for source in sorted((group / "input").iterdir()):
            for part in sorted(path for path in group.iterdir() if path.name not in ("input", "truth")):
                output = next(iter(part.glob(f"{source.stem}.*")), None)
                if output is not None:
                    name = (
                        f"{group.name}/{source.stem}"
                        if part.name == "output"
                        else f"{part.name}/{source.stem}"
                    )
                    yield name, source.stem.startswith(TONE_ALONE), source, output


def table(changes: list[Change]) -> list[str]:
    lines = ["| what | pairs | 10 % | median | 90 % | tone alone: pairs | median | 90 % |", "|---" * 8 + "|"]
    for field in fields(Change):
        if field.type != "float":
            continue
        values, alone = (
            np.array([getattr(c, field.name) for c in changes if not only or c.tone_alone])
            for only in (False, True)
        )
        values, alone = values[~np.isnan(values)], alone[~np.isnan(alone)]
        if len(values) == 0:
            continue
        low, middle, high = np.percentile(values, (10, 50, 90))
        rest = [f"{np.percentile(alone, q):.2f}" for q in (50, 90)] if len(alone) else ["–", "–"]
        lines.append(
            f"| {field.name} | {len(values)} | {low:.2f} | {middle:.2f} | {high:.2f} | {len(alone)} | {' | '.join(rest)} |"
        )
    return lines


def main() -> int:
    parser = argparse.ArgumentParser(description="How real generators change a photo.")
    parser.add_argument(
        "--shared", type=Path, default=shared_folder(), help="folder with data/ (default: PRIORLENS_SHARED)"
    )
    parser.add_argument("--simulated", choices=("plain", "wide"), help="measure simulated redraws instead")
    parser.add_argument("--limit", type=int, help="at most so many pairs, spread evenly")
    parser.add_argument("--json", type=Path, help="also write every pair's figures to this file")
    arguments = parser.parse_args()
    data = arguments.shared / "data"
    if not data.is_dir():
        parser.error(f"{arguments.shared}: expected a folder with data/; set PRIORLENS_SHARED or --shared")
    changes: list[Change] = []
    if arguments.simulated:
        files = sorted((data / "photos" / "bsds500_val").iterdir())
        for seed, file in enumerate(_spread(files, arguments.limit)):
            photo = r.load_image(file)
            redraw = r.simulate_generator(photo, seed=seed, style=arguments.simulated)
            changes.append(measure(file.stem, True, photo, redraw.image))
            print(f"\r\033[K{len(changes)}", end="", flush=True)
    else:
        for name, alone, source, output in _spread(list(real_pairs(data / "gen_pairs")), arguments.limit):
            changes.append(measure(name, alone, r.load_image(source), r.load_image(output)))
            print(f"\r\033[K{len(changes)} {name}", end="", flush=True)
    print("\r\033[K" + "\n".join(table(changes)))
    if arguments.json:
        arguments.json.write_text(json.dumps([asdict(change) for change in changes], indent=1))
    return 0


def _spread(items: list[Any], limit: int | None) -> list[Any]:
    if limit is None or limit >= len(items):
        return items
    return [items[i] for i in np.linspace(0, len(items) - 1, limit).round().astype(int)]


if __name__ == "__main__":
    raise SystemExit(main())
