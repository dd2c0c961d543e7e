"""A training run's log as a picture: loss and PSNR over steps, drawn without a plotting library."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np

from restoration.image import ImageArray, save_image

_WIDTH, _HEIGHT, _MARGIN = 900, 320, 60
_COLOURS = {
    "loss": (0, 114, 178),
    "psnr": (0, 114, 178),
    "val_psnr": (213, 94, 0),
}  # safe for colour-blind eyes


def read_log(out: Path) -> list[dict[str, float]]:
    """The lines of `out/log.jsonl`; of lines written twice around a resume, the last."""
    lines: dict[tuple[float, bool], dict[str, float]] = {}
    for text in (out / "log.jsonl").read_text().splitlines():
        line = json.loads(text)
        lines[line["step"], "val_psnr" in line] = line
    return [lines[key] for key in sorted(lines)]


def write_plot(out: Path) -> None:
    """Draw `out/plot.png` from `out/log.jsonl`: loss above, PSNR (training and validation) below."""
    log = read_log(out)
    save_image(np.vstack([_panel(log, ("loss",)), _panel(log, ("psnr", "val_psnr"))]), out / "plot.png")


def _panel(log: list[dict[str, float]], names: tuple[str, ...]) -> ImageArray:
    image = np.full((_HEIGHT, _WIDTH, 3), 255, np.uint8)
    series = {n: np.array([(line["step"], line[n]) for line in log if n in line]) for n in names}
    values = np.concatenate([s[:, 1] for s in series.values() if len(s)])
    low, high = float(values.min()), float(values.max())
    high = high if high > low else low + 1
    last = max(line["step"] for line in log)
    for i, (name, points) in enumerate(series.items()):
        if not len(points):
            continue
        x = _MARGIN + points[:, 0] / last * (_WIDTH - 2 * _MARGIN)
        y = _HEIGHT - _MARGIN - (points[:, 1] - low) / (high - low) * (_HEIGHT - 2 * _MARGIN)
        line = np.rint(np.stack([x, y], axis=1)).astype(np.int32)
        cv2.polylines(image, [line], False, _COLOURS[name], 2, cv2.LINE_AA)
        _write(image, name, (_MARGIN + 120 * i, 30), _COLOURS[name])
    for value, row in ((high, _MARGIN), (low, _HEIGHT - _MARGIN)):
        _write(image, f"{value:.3g}", (4, row), (60, 60, 60))
    _write(image, "0", (_MARGIN, _HEIGHT - 30), (60, 60, 60))
    _write(image, f"{last:.0f} steps", (_WIDTH - _MARGIN - 60, _HEIGHT - 30), (60, 60, 60))
    return image


def _write(image: ImageArray, text: str, place: tuple[int, int], colour: tuple[int, int, int]) -> None:
    cv2.putText(image, text, place, cv2.FONT_HERSHEY_SIMPLEX, 0.5, colour, 1, cv2.LINE_AA)
