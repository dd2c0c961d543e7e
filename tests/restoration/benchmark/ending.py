"""Work that ends its process: in a module of its own, as every process that runs it imports all of its module."""

from __future__ import annotations

import os

from restoration.benchmark.predict import Done, ImageTask


def ends_its_process(task: ImageTask) -> Done:
    if task.image == "1":
        os._exit(9)
    return Done(task.image, 0.1, 1.0)
