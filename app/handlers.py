"""Every handler of the page, one object a tab or purpose, over one engine."""

from __future__ import annotations

from dataclasses import dataclass

from app.batch_handlers import BatchHandlers
from app.benchmark_handlers import BenchmarkHandlers
from app.compare_handlers import CompareHandlers
from app.distortion_handlers import DistortionHandlers
from app.engine import Engine
from app.extra_pane_handlers import ExtraPaneHandlers
from app.form_handlers import FormHandlers
from app.generation_handlers import GenerationHandlers
from app.model_handlers import ModelHandlers
from app.opening_handlers import OpeningHandlers
from app.prepared import Prepared
from app.run_handlers import RunHandlers


@dataclass(frozen=True)
class Handlers:
    opening: OpeningHandlers
    compare: CompareHandlers
    form: FormHandlers
    runs: RunHandlers
    generation: GenerationHandlers
    extra_panes: ExtraPaneHandlers
    distortion: DistortionHandlers
    batch: BatchHandlers
    benchmark: BenchmarkHandlers
    models: ModelHandlers
    prepared: Prepared
    """Those whose scores may have to be computed first."""

    @classmethod
    def of(cls, engine: Engine) -> Handlers:
        compare, batch = CompareHandlers(engine), BatchHandlers(engine)
        distortion = DistortionHandlers(engine, compare)
        return cls(
            opening=OpeningHandlers(engine),
            compare=compare,
            form=FormHandlers(engine),
            runs=RunHandlers(engine),
            generation=GenerationHandlers(engine),
            extra_panes=ExtraPaneHandlers(engine),
            distortion=distortion,
            batch=batch,
            benchmark=BenchmarkHandlers(engine),
            models=ModelHandlers(engine),
            prepared=Prepared(engine, compare, distortion, batch),
        )
