"""The written tables of models: every row can be built, and says where it comes from."""

from __future__ import annotations

import pytest

from restoration.models.published.table import PUBLISHED
from restoration.models.spec import ModelSpec
from restoration.models.table import MODELS
from restoration.weight_table import PUBLISHED_FILES, SHIPPED_FILES


def test_ids_are_keys_and_published_networks_are_rows() -> None:
    assert [spec.id for spec in MODELS.values()] == list(MODELS)
    assert {spec.id for spec in PUBLISHED} <= set(MODELS)
    assert len({spec.id for spec in PUBLISHED}) == len(PUBLISHED)
    assert {spec.weights.file for spec in PUBLISHED} == set(PUBLISHED_FILES)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "spec", [s for s in MODELS.values() if s.weights and s.weights.change], ids=lambda s: s.id
)
def test_a_network_trained_further_is_its_origin_and_a_difference(spec: ModelSpec) -> None:
    origin = MODELS[spec.id.removesuffix("-weak")]
    assert spec.weights is not None
    assert origin.weights is not None
    assert (spec.weights.file, spec.weights.sha256) == (origin.weights.file, origin.weights.sha256)
    assert spec.weights.change in {row.file for row in SHIPPED_FILES.values()}
    assert spec.role == "baseline"
    assert origin.licence in spec.licence
    assert "without ground truth" in spec.source


def test_every_row_says_where_it_comes_from() -> None:
    assert any(spec.weights and spec.weights.change for spec in MODELS.values())
    for spec in MODELS.values():
        assert spec.source, spec.id
        assert spec.licence, spec.id
        assert spec.label, spec.id
