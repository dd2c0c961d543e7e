"""What a comparison consists of: its panes and its methods, in their order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from restoration import models
from restoration.image import ImageArray, check_image
from restoration.methods import ALIGNED, Placed, method_of
from restoration.records import Alignment, DistortionReport, Method, Scores, Spread
from restoration.request import Plan


@dataclass(frozen=True, eq=False)
class MeasuredPrior:
    """The generated image that is the prior, and what was found about it."""

    aligned: Alignment
    """Its own alignment: what is shown and measured."""
    whole: Alignment
    """What guides the restoration: the same, or the mean of several samples."""
    spread: Spread | None
    report: DistortionReport


def panes_of(
    planned: Plan,
    prior: MeasuredPrior | None,
    restored: ImageArray | None,
    guided: ImageArray | None,
    placed: Mapping[str, Placed],
) -> dict[str, ImageArray]:
    """Every image of the comparison, in the order in which it is shown."""
    panes = {"degraded": planned.degraded}
    if prior is not None and planned.output is not None:
        panes |= {"generated": planned.output.image, "aligned": prior.aligned.warped}
    if restored is not None:
        panes["baseline"] = restored
    if guided is not None:
        panes["guided"] = guided
    for pane, image, _ in planned.others:
        panes[pane] = cropped_like(image, planned)
        found = placed[pane].alignment
        if found is not None:
            panes[f"{pane}{ALIGNED}"] = found.warped
    if planned.truth is not None:
        panes["truth"] = planned.truth
    return panes


def methods_of(
    planned: Plan,
    prior: MeasuredPrior | None,
    ids: Mapping[str, str],
    placed: Mapping[str, Placed],
    scores: Mapping[str, Scores],
) -> Iterator[Method]:
    """Photo, baseline, guided, results and generated images, as they were given."""
    yield Method("photo", "Degraded", "degraded", scores["degraded"])
    for pane, model in ids.items():
        label = models.get_spec(model).label
        label += " + prior" if model.endswith(models.WITH_PRIOR) else ""
        yield Method("baseline" if pane == "baseline" else "guided", label, pane, scores[pane], model=model)
    for given in planned.results:
        yield method_of("result", given.label, given.pane, placed[given.pane], scores)
    own = Placed(prior.aligned, prior.report, prior.aligned.note) if prior else Placed()
    for made in planned.generators:
        found = placed.get(made.pane) or own
        yield method_of("generated", made.label, made.pane, found, scores, source=made.outputs[0])


def cropped_like(image: ImageArray, planned: Plan) -> ImageArray:
    """A result of the photo's size, cropped where the photo was cropped to its ground truth."""
    degraded = planned.degraded
    if image.shape != planned.whole_shape or image.shape == degraded.shape:
        return image
    return check_image(image[: degraded.shape[0], : degraded.shape[1]])
