"""Where images came from, JSON-safe."""

from __future__ import annotations

import json
from datetime import datetime, timezone

from restoration.image import pixel_sha256
from restoration.provenance import generated_facts, image_facts, package_version, provenance
from restoration.records import GptOutput
from tests.conftest import textured


def test_every_image_by_its_size_and_pixels() -> None:
    degraded, truth = textured(8, 9), textured(8, 9, seed=1)
    output = GptOutput(
        textured(16, 18), "api", "gpt-image-1.5", "Remove haze", datetime(2026, 1, 2, tzinfo=timezone.utc)
    )
    found = json.loads(json.dumps(provenance(degraded, output, truth)))
    assert found["degraded"] == {"width": 9, "height": 8, "sha256_rgba": pixel_sha256(degraded)}
    assert found["truth"]["sha256_rgba"] == pixel_sha256(truth) != found["degraded"]["sha256_rgba"]
    assert found["generated"] == generated_facts(output)
    assert found["generated"]["created"] == "2026-01-02T00:00:00+00:00"
    assert (found["generated"]["width"], found["generated"]["label"]) == (18, "gpt-image-1.5 (api)")
    assert found["versions"]["numpy"] == package_version("numpy")


def test_what_there_is_not_is_null() -> None:
    found = provenance(textured(8, 9), None, None)
    assert found["generated"] is None
    assert found["truth"] is None
    assert package_version("no-such-package-at-all") == "not installed"
    assert image_facts(textured(3, 5))["width"] == 5
