from __future__ import annotations

import numpy as np

from restoration.synthesis import degrade


def test_rain_adds_light_and_snow_hides_more_of_a_dark_scene(photo: np.ndarray) -> None:
    dark = photo // 4
    for seed in range(5):
        assert degrade(photo, "rain", seed).mean() > photo.mean() - 8
        assert degrade(dark, "snow", seed).mean() > dark.mean() + 2


def test_streaks_change_less_along_them_than_across() -> None:
    """The wind is within 35 degrees of the vertical: rows change faster than columns do."""
    flat = np.full((200, 240, 3), 60, np.uint8)
    for seed in range(4):
        rain = degrade(flat, "rain", seed).astype(float).mean(axis=2)
        assert np.abs(np.diff(rain, axis=0)).mean() < np.abs(np.diff(rain, axis=1)).mean()
