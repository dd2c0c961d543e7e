"""The numbers of a stored result under another protocol, made again from its panes, once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

from app.derived import DerivedFiles
from app.results import Result
from app.sources import PRIOR, as_source
from app.stages import scores_of_stages
from app.views import Views
from restoration import (
    PROTOCOLS,
    PaneScores,
    StageScore,
    json_safe,
    load_image,
    read_scores,
    read_stages,
    resize_image,
    score,
)


class Rescoring:
    def __init__(self, derived: DerivedFiles, views: Views) -> None:
        self._derived, self._views = derived, views

    def scores(self, result: Result, protocol: str) -> Mapping[str, PaneScores]:
        """Per pane. Raises InputError."""
        own = result.comparison.scores
        if result.comparison.protocol in (protocol, "") or protocol not in PROTOCOLS:
            return own

        def make() -> object:
            against = load_image(result.path("truth" if result.comparison.has_truth else "degraded"))
            found = {}
            for pane, known in own.items():
                image = load_image(result.path(pane))
                made = score(resize_image(image, against.shape[1], against.shape[0]), against, protocol)
                found[pane] = asdict(PaneScores(made.psnr, made.ssim, protocol, known.against))
            return json_safe(found)

        return read_scores(self._derived.json(result.id, f"scores-{protocol}.json", make))

    def is_ready(self, result: Result, protocol: str, pane: str = PRIOR) -> bool:
        """Whether nothing has to be computed for this protocol."""
        wanted = []
        if result.comparison.protocol not in (protocol, "") and protocol in PROTOCOLS:
            wanted.append(f"scores-{protocol}.json")
        if as_source(result, pane).comparison.distortion and protocol != "rgb" and protocol in PROTOCOLS:
            wanted.append(_stages_file(protocol, pane))
        return all(self._derived.path(result.id, name).is_file() for name in wanted)

    def prepare(self, result: Result, protocol: str, pane: str = PRIOR) -> None:
        """Compute scores and stages under this protocol, where they are not there. Raises RestorationError."""
        self.scores(result, protocol)
        self.stages(result, protocol, pane)

    def stages(self, result: Result, protocol: str, pane: str = PRIOR) -> tuple[StageScore, ...]:
        """The stages of the alignment of a pane's image with their scores; none where it has no report. Raises
        RestorationError."""
        report = as_source(result, pane).comparison.distortion
        if report is None or protocol == "rgb" or protocol not in PROTOCOLS:
            return report.ladder if report else ()

        def make() -> object:
            target = load_image(result.path("truth" if report.ladder_against == "truth" else "degraded"))
            measured = self._views.measured(result, pane)
            return scores_of_stages(measured.report, measured.alignment, measured.generated, target, protocol)

        return read_stages(self._derived.json(result.id, _stages_file(protocol, pane), make))


def _stages_file(protocol: str, pane: str) -> str:
    return f"stages-{protocol}.json" if pane == PRIOR else f"{pane}-stages-{protocol}.json"
