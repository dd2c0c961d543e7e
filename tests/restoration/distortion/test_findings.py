"""Words and verdicts: material findings are named, immaterial ones are not."""

from __future__ import annotations

import pytest

from restoration.distortion import findings
from restoration.records import Canvas, GlobalMotion, Region, Residual

KEPT_ALL = {"kept": 1.0, "moved": 0.0, "invented": 0.0}
STILL = GlobalMotion(1.0, 1.0, 0.0, 0.0, 0.0, (0.0, 0.0))
REST = Residual(0.1, 0.3, 0.5)


def canvas(generated=(600, 400), fit="stretched", cropped=0.0, extended=0.0):
    sx, sy = generated[0] / 600, generated[1] / 400
    return Canvas((600, 400), generated, sx, sy, sx / sy, cropped, extended, fit)


def verdicts(canvas_=None, motion=STILL, motion_px=0.0, fractions=KEPT_ALL, regions=(), known=True):
    made = findings.judge(canvas_ or canvas(), motion, REST, motion_px, fractions, regions, known=known)
    return {verdict.complaint: verdict for verdict in made}


def test_nothing_material_is_said_so_and_all_verdicts_are_none():
    sentence = findings.describe(canvas(), STILL, 0.1, KEPT_ALL, residual=REST, same_scene=True)
    assert sentence == "no distortion measured"
    assert {verdict.level for verdict in verdicts().values()} == {"none"}


def test_the_sentence_names_what_is_material():
    motion = GlobalMotion(1.021, 1.021, 0.1, -0.02, 0.001, (3.0, 0.0))
    fractions = {"kept": 0.9, "moved": 0.04, "invented": 0.06}
    bent = Residual(0.9, 2.4, 3.0)
    sentence = findings.describe(canvas((900, 400)), motion, 3.4, fractions, residual=bent, same_scene=True)
    assert sentence == (
        "canvas 1.50x wider, zoomed +2.1 %, sheared -2.0 %, content moved 3.4 px at the median, "
        "bent by 0.9 px at the median, 95 % below 2.4 px, 6.0 % invented"
    )


def test_a_small_change_of_aspect_is_a_percentage():
    assert (
        findings.describe(canvas((600, 390)), STILL, 0, KEPT_ALL, residual=REST, same_scene=True)
        == "canvas 2.6 % wider"
    )


def test_an_extended_frame_is_not_called_a_zoom():
    extended = canvas((900, 400), "extended", extended=1 / 3)
    motion = GlobalMotion(1 / 1.5, 1.0, 0.0, 0.0, 0.0, (0.0, 0.0))
    sentence = findings.describe(extended, motion, 0.0, KEPT_ALL, residual=REST, same_scene=True)
    assert sentence == "canvas 1.50x wider, frame extended"
    found = verdicts(extended, motion)
    assert "things keep their width against height" in found["proportions"].sentence
    assert found["viewpoint"].level == "severe"


def test_an_unrelated_image_gets_no_numbers_about_its_content():
    sentence = findings.describe(canvas(), STILL, 9.0, KEPT_ALL, residual=REST, same_scene=False)
    assert sentence == findings.NOT_SAME_SCENE
    assert {verdict.level for verdict in verdicts(known=False).values()} == {"unknown"}


@pytest.mark.parametrize("measure", findings.THRESHOLDS)
def test_levels_change_exactly_at_the_documented_thresholds(measure):
    slight, clear, severe = findings.THRESHOLDS[measure]
    assert 0 < slight < clear < severe
    just_below = 1 - 1e-9
    assert findings.grade(slight * just_below, measure) == "none"
    assert findings.grade(slight, measure) == "slight"
    assert findings.grade(clear, measure) == "clear"
    assert findings.grade(severe * just_below, measure) == "clear"
    assert findings.grade(severe, measure) == "severe"


def test_each_complaint_answers_to_its_own_measurement():
    stretched = verdicts(motion=GlobalMotion(1.05, 1.0, 0.0, 0.0, 0.0, (0.0, 0.0)))
    assert [stretched[key].level for key in ("proportions", "positions", "viewpoint")] == [
        "clear",
        "none",
        "none",
    ]
    assert "wider" in stretched["proportions"].sentence
    shifted = verdicts(motion_px=10.0)
    assert [shifted[key].level for key in ("proportions", "positions")] == ["none", "clear"]
    turned = verdicts(motion=GlobalMotion(1.0, 1.0, -5.0, 0.0, 0.0, (0.0, 0.0)))
    assert [turned[key].level for key in ("proportions", "viewpoint")] == ["none", "severe"]
    regions = [Region((0, 0, 9, 9), "added", 0.02, 0.0, 1.0), Region((20, 0, 9, 9), "added", 0.02, 0.0, 1.0)]
    more = verdicts(fractions={"kept": 0.96, "moved": 0.0, "invented": 0.04}, regions=regions)
    assert more["quantities"].level == "clear"
    assert "2 added" in more["quantities"].sentence
