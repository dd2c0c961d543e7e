from collections.abc import Iterator

import pytest

from restoration.models.registry import POOL


@pytest.fixture(autouse=True)
def empty_pool() -> Iterator[None]:
    """No test meets a network that another one loaded."""
    yield
    for model in POOL.loaded():
        POOL.unload(model)
