"""Where the generated image of a photo comes from, as it was asked for, and how it is fetched."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.keys import HeldKey
from app.pictures import small_picture
from app.uploads import UploadedPhoto
from restoration import (
    DEFAULT_MODEL,
    Budget,
    GptOptions,
    GptOutput,
    ImageFile,
    InputError,
    Settings,
    download_released,
    from_released,
    from_upload,
    generate_many,
    simulated_output,
)

Fetched = GptOutput | list[GptOutput] | dict[str, GptOutput] | None
"""One image, several samples of one request, or those of several generators by their names."""


@dataclass(frozen=True, repr=False)
class Generation:
    """Where the generated image of each photo comes from. Never printed: it may carry a visitor's key."""

    source: str = "upload"
    """upload, api, released, simulate or none."""
    uploader_model: str | None = ""
    released: str | None = ""
    seed: float | None = 0
    model: str | None = None
    quality: str | None = None
    size_policy: str | None = None
    input_fidelity: str | None = None
    prompt: str | None = None
    key: HeldKey | None = None
    """A visitor's own; None: the server's, if it has one."""
    cap_usd: float | None = None
    samples: float | None = 1

    @property
    def options(self) -> GptOptions:
        return GptOptions(
            model=self.model or DEFAULT_MODEL,
            quality=self.quality or "",
            size_policy=self.size_policy or "snap",
            input_fidelity=self.input_fidelity if self.input_fidelity in ("low", "high") else None,
            prompt=(self.prompt or "").strip() or None,
            stream=True,
        )


@dataclass(frozen=True)
class GeneratedFor:
    """The photo that a generated image is wanted for, read."""

    photo: UploadedPhoto
    degraded: ImageFile
    truth: ImageFile | None
    task: str
    budget: Budget
    """Of the whole run: one for all photos and samples."""


def fetch_generated(
    wanted: GeneratedFor,
    generation: Generation,
    settings: Settings,
    *,
    preview: Callable[[str], None],
    cancelled: Callable[[], bool],
) -> Fetched:
    """The image from the chosen source and from no other: there is no fallback. `preview` is given data:
    addresses of an image that is not complete yet. Raises RestorationError."""
    photo, truth = wanted.photo, wanted.truth
    if generation.source == "upload":
        if photo.generators:
            return {label: from_upload(path, label) for label, path in photo.generators}
        return from_upload(photo.generated, generation.uploader_model or "") if photo.generated else None
    if generation.source == "simulate":
        if truth is None:
            raise InputError(
                f"{photo.name}: the simulator redraws ground truth, and none was given for this photo. "
                "Add its ground truth, or choose another source for the generated image."
            )
        return simulated_output(truth.pixels, seed=int(generation.seed or 0))
    if generation.source == "released":
        given = (generation.released or "").strip()
        if given and settings.hosted:
            raise InputError(
                "Released set: a path can be given only where the page runs on your own machine."
            )
        return from_released(given or download_released(), photo.name)
    if generation.source == "api":
        return generate_many(
            wanted.degraded.pixels,
            wanted.task,
            n=int(generation.samples or 1),
            options=generation.options,
            api_key=generation.key.reveal() if generation.key else None,
            budget=wanted.budget,
            on_partial=lambda image, index: preview(small_picture(image, 512)),
            cancelled=cancelled,
        )
    return None
