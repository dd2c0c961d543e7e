"""From arguments to a request: everything that is decided without cost or network."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from restoration.arguments import whole
from restoration.errors import InputError
from restoration.gpt.errors import CallError
from restoration.gpt.framing import Framing, frame_input, plan_framing
from restoration.gpt.models import (
    DEFAULT_MODEL,
    DEFAULT_QUALITY,
    GptModel,
    check_options,
    get_gpt_model,
)
from restoration.gpt.pricing import CostEstimate, price_call
from restoration.gpt.prompts import Prompt, build_prompt
from restoration.gpt.service import PARTIAL_IMAGES, Request, address_of
from restoration.image import ImageArray, check_input, encode_png
from restoration.tasks import Task, get_task


@dataclass(frozen=True)
class Options:
    """How a generation is asked for. Every field but `stream` is part of the cache key."""

    model: str = DEFAULT_MODEL
    quality: str = DEFAULT_QUALITY
    """Empty: the model's default."""
    size_policy: str = "snap"
    input_fidelity: str | None = None
    prompt: str | None = None
    """Replaces the task's prompt."""
    stream: bool = False
    """Ask for previews while the picture is painted."""


@dataclass(frozen=True, eq=False)
class Job:
    task: Task
    options: Options
    model: GptModel
    prompt: Prompt
    framing: Framing
    endpoint: str
    image: ImageArray
    """The degraded image, (H, W, 3) uint8."""
    key: str
    """SHA-256 over the input's pixels, the prompt, the model, every option and the service's address."""

    def request(self, n: int) -> Request:
        """What is sent for `n` images. Raises CallError where the upload would be too large."""
        png = encode_png(frame_input(self.image, self.framing))
        service = self.model.service
        if len(png) > service.max_upload_bytes:
            raise CallError(
                "too_large",
                f"The upload would be {len(png) / 1e6:.0f} MB as PNG and the service takes "
                f"{service.max_upload_bytes / 1e6:.0f} MB. Choose size policy pad, or scale the picture down.",
            )
        return Request(
            service,
            png,
            self.prompt.text,
            self.model.name,
            self.framing.size,
            self.options.quality,
            self.options.input_fidelity,
            n,
            self.streams,
            self.model.canvas(self.options.quality).ratios.get(self.framing.canvas, ""),
            self.options.quality if service.quality_is_size and len(self.model.qualities) > 1 else "",
        )

    @property
    def streams(self) -> bool:
        """Previews are asked for, and the service has them."""
        return self.options.stream and self.model.service.streams

    def price(self, n: int) -> CostEstimate:
        return _price(self.model, self.framing, self.prompt, self.options, n)

    def asked(self) -> dict[str, Any]:
        """The request in words, for provenance: JSON-safe, and no key in it."""
        return {
            "task": self.task.id,
            "model": self.model.name,
            "prompt": self.prompt.text,
            "prompt_version": self.prompt.version,
            "quality": self.options.quality,
            "input_fidelity": self.options.input_fidelity,
            "size": self.framing.size,
            "framing": self.framing.to_dict(),
            "endpoint": self.endpoint,
            "input_sha256": pixels_digest(self.image),
            "key": self.key,
        }


def check_count(n: int) -> None:
    n = whole(-(10**9))(n, "n")
    if not 1 <= n <= 100:
        raise InputError(f"n: expected 1 to 100 samples, got {n!r}.")


def plan_job(degraded: ImageArray, task: str | Task, options: Options, client: Any | None = None) -> Job:
    """Check everything that can be checked without asking anyone. Raises InputError."""
    image = check_input(degraded, "degraded")
    options, model = _settled(options)
    endpoint = address_of(model.service, client)
    height, width = image.shape[:2]
    task, prompt, framing = _decide(width, height, task, options, model, endpoint)
    material = [
        pixels_digest(image), prompt.text, model.name, options.quality, options.input_fidelity,
        framing.to_dict(), endpoint,
    ]  # fmt: skip
    key = hashlib.sha256(json.dumps(material, sort_keys=True).encode()).hexdigest()
    return Job(task, options, model, prompt, framing, endpoint, image, key)


def estimate_cost(
    degraded: ImageArray | tuple[int, int],
    task: str | Task = "haze",
    *,
    n: int = 1,
    options: Options | None = None,
) -> CostEstimate:
    """What `n` images will cost, without a key and without a network. `degraded`: the image, or its
    (width, height) in pixels. Raises InputError for a refused combination."""
    check_count(n)
    options = options or Options()
    if isinstance(degraded, tuple):
        if len(degraded) != 2:
            raise InputError(f"size: expected a width and a height, got {len(degraded)} numbers.")
        width, height = (whole(1)(side, "size") for side in degraded)
    else:
        height, width = check_input(degraded, "degraded").shape[:2]
    options, model = _settled(options)
    _, prompt, framing = _decide(width, height, task, options, model, address_of(model.service))
    return _price(model, framing, prompt, options, n)


def pixels_digest(image: ImageArray) -> str:
    """SHA-256 of shape and pixels: the same picture in another file format is the same input."""
    digest = hashlib.sha256(repr(image.shape).encode())
    digest.update(np.ascontiguousarray(image).data)
    return digest.hexdigest()


def _settled(options: Options) -> tuple[Options, GptModel]:
    """The options with the model's own quality where none is asked for."""
    model = get_gpt_model(options.model)
    return replace(options, quality=options.quality or model.default_quality), model


def _decide(
    width: int, height: int, task: str | Task, options: Options, model: GptModel, endpoint: str
) -> tuple[Task, Prompt, Framing]:
    task = task if isinstance(task, Task) else get_task(task)
    check_options(
        model,
        quality=options.quality,
        size_policy=options.size_policy,
        input_fidelity=options.input_fidelity,
        official=endpoint == model.service.address,
    )
    framing = plan_framing(width, height, model, options.size_policy, options.quality)
    return task, build_prompt(task, options.prompt, padded=options.size_policy == "pad"), framing


def _price(model: GptModel, framing: Framing, prompt: Prompt, options: Options, n: int) -> CostEstimate:
    upload = framing.canvas if framing.content_box else framing.input_size
    return price_call(
        model.name,
        canvas=framing.canvas,
        input_size=upload,
        quality=options.quality,
        input_fidelity=options.input_fidelity,
        prompt_chars=len(prompt.text),
        images=n,
        partial_images=PARTIAL_IMAGES if options.stream and model.service.streams else 0,
    )
