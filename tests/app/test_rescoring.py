"""Numbers of a stored result under another protocol: the score of the stored panes, made once."""

from __future__ import annotations

from typing import Any

import pytest

from app import rescoring
from app.derived import DerivedFiles
from app.handlers import Handlers
from app.rescoring import Rescoring
from restoration import load_image, resize_image, score


@pytest.fixture
def again(handlers: Handlers, tmp_path: Any) -> Rescoring:
    """Nothing is kept yet."""
    return Rescoring(DerivedFiles(tmp_path), handlers.compare.engine.views)


def test_scores_are_those_of_the_stored_panes(again: Rescoring, kept: Any) -> None:
    truth = load_image(kept.path("truth"))
    found = again.scores(kept, "y-crop4")
    assert set(found) == set(kept.comparison.scores)
    image = resize_image(load_image(kept.path("generated")), truth.shape[1], truth.shape[0])
    right = score(image, truth, "y-crop4")
    assert (found["generated"].psnr, found["generated"].ssim) == (right.psnr, right.ssim)
    assert {row.protocol for row in found.values()} == {"y-crop4"}


def test_they_are_made_once(again: Rescoring, kept: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not again.is_ready(kept, "y")
    again.prepare(kept, "y")
    assert again.is_ready(kept, "y")
    scores, stages = again.scores(kept, "y"), again.stages(kept, "y")
    monkeypatch.setattr(rescoring, "score", lambda *_: 1 / 0)
    monkeypatch.setattr(rescoring, "scores_of_stages", lambda *_: 1 / 0)
    assert again.scores(kept, "y") == scores
    assert again.stages(kept, "y") == stages
    assert [s.name for s in stages] == [s.name for s in kept.comparison.distortion.ladder]
    assert [s.psnr for s in stages] != [s.psnr for s in kept.comparison.distortion.ladder]


def test_its_own_protocol_and_an_unknown_one_compute_nothing(again: Rescoring, kept: Any) -> None:
    for protocol in ("rgb", "moire"):
        assert again.is_ready(kept, protocol)
        assert again.scores(kept, protocol) is kept.comparison.scores
        assert again.stages(kept, protocol) == kept.comparison.distortion.ladder
