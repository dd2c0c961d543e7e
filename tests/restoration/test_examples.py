from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from PIL import Image

from restoration.errors import InputError
from restoration.examples import get_example, list_examples
from restoration.synthesis import degrade, simulate_generator
from restoration.tasks import TASKS


def test_at_least_two_a_task() -> None:
    counts = Counter(e.task for e in list_examples())
    assert all(counts[id] >= 2 for id, task in TASKS.items() if task.guided == f"{id}/guided")
    assert set(counts) <= set(TASKS)


@pytest.mark.parametrize("example", list_examples(), ids=lambda e: e.id)
def test_every_example_is_complete_and_says_simulated(example) -> None:  # type: ignore[no-untyped-def]
    degraded, generated, truth = example.load()
    assert degraded.shape == truth.shape
    assert generated.ndim == 3
    assert "simulated" in example.generated_path.name
    assert "simulated" in example.generation
    assert "SIMULATED" in Image.open(example.generated_path).text["Title"]
    assert example.licence
    assert example.photo


def test_an_example_is_what_its_record_says() -> None:
    """Re-made from its ground truth and the seeds in its record, it is the same to a grey level."""
    example = get_example("rain-cat")
    degraded, generated, truth = example.load()
    namespace = {"truth": truth, "restoration": type("r", (), {"degrade": staticmethod(degrade)})}
    again = eval(example.degradation.removeprefix("synthetic: "), namespace)
    assert np.abs(again.astype(int) - degraded).mean() < 0.5
    seed = int(example.generation.split("seed=")[1].split(",")[0])
    assert simulate_generator(truth, seed=seed).image.shape == generated.shape


def test_unknown_example() -> None:
    with pytest.raises(InputError, match="haze-palace"):
        get_example("none")
