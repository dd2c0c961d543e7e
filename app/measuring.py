"""Numbers of stored results for the table of methods: PSNR and SSIM as the page has them, other measures computed once."""

from __future__ import annotations

import math
from collections.abc import Sequence

from app.derived import DerivedFiles
from app.rescoring import Rescoring
from app.results import Result
from app.views import OnDevice
from restoration import MethodTable, PaneScores, json_safe, measure_methods, method_table


class Measuring:
    def __init__(self, derived: DerivedFiles, rescoring: Rescoring, on_device: OnDevice) -> None:
        self._derived, self._rescoring, self._on_device = derived, rescoring, on_device

    def table(self, results: Sequence[Result], measures: Sequence[str], protocol: str) -> MethodTable:
        """Raises InputError where there is nothing to compare, or a measure lacks its weights."""
        return method_table(
            [(r.name, r.comparison, self.values(r, measures, protocol)) for r in results], measures, protocol
        )

    def values(self, result: Result, measures: Sequence[str], protocol: str) -> dict[str, dict[str, float]]:
        """Method → measure → number, on the photo's grid."""
        scores = self._rescoring.scores(result, protocol)
        out: dict[str, dict[str, float]] = {}
        for method in result.comparison.methods:
            pane = method.aligned.file.removesuffix(".png") if method.aligned else method.pane
            row: PaneScores | None = scores.get(pane)
            if row is not None and (result.comparison.has_truth or method.kind != "photo"):
                out[method.label] = {"psnr": row.psnr, "ssim": row.ssim}
        for name in measures:
            if name not in ("psnr", "ssim"):
                for label, number in self._extra(result, name, protocol).items():
                    out.setdefault(label, {})[name] = number
        return out

    def _extra(self, result: Result, name: str, protocol: str) -> dict[str, float]:
        def make() -> object:
            found = measure_methods(result.comparison, result.path, [name], protocol)
            return json_safe({label: row[name] for label, row in found.items()})

        megapixels = int(result.viewer["width"]) * int(result.viewer["height"]) / 1e6
        file = f"measure-{name}-{protocol}.json"
        if self._derived.path(result.id, file).is_file():
            found = self._derived.json(result.id, file, make)
        else:
            found = self._on_device("measures", megapixels, lambda: self._derived.json(result.id, file, make))
        assert isinstance(found, dict)
        return {str(label): math.nan if number is None else float(number) for label, number in found.items()}
