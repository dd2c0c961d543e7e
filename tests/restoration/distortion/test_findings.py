"""Words and verdicts: material findings are named, immaterial ones are not."""

from __future__ import annotations

import pytest

from restoration.distortion import findings
from restoration.records import Canvas, GlobalMotion, Region, Residual

KEPT_ALL = {"kept": 1.0, "moved": 0.0, "invented": 0.0, "not_judged": 0.0}
ALL = "; all of the visible frame can be judged"
DOUBT = "the motion is sure in only 12 % of the visible frame"
STILL = GlobalMotion(1.0, 1.0, 0.0, 0.0, 0.0, (0.0, 0.0))
REST = Residual(0.1, 0.3, 0.5)


def canvas(generated=(600, 400), fit="stretched", cropped=0.0, extended=0.0):
    sx, sy = generated[0] / 600, generated[1] / 400
    return Canvas((600, 400), generated, sx, sy, sx / sy, cropped, extended, fit)


def found(**measured):
    still = {"canvas": canvas(), "motion": STILL, "residual": REST, "motion_px": 0.0, "fractions": KEPT_ALL}
    return findings.Findings(**{**still, **measured})


def verdicts(**measured):
    return {verdict.complaint: verdict for verdict in findings.answers(found(**measured))}


def sentence_of(**measured):
    return findings.describe(found(**measured))


def test_nothing_material_is_said_so_and_all_verdicts_are_none():
    sentence = sentence_of(motion_px=0.1)
    assert sentence == "no distortion measured" + ALL
    assert {verdict.level for verdict in verdicts().values()} == {"none"}


def test_the_sentence_names_what_is_material():
    motion = GlobalMotion(1.021, 1.021, 0.1, -0.02, 0.001, (3.0, 0.0))
    fractions = {"kept": 0.9, "moved": 0.04, "invented": 0.06}
    bent = Residual(0.9, 2.4, 3.0)
    sentence = sentence_of(
        canvas=canvas((900, 400)), motion=motion, motion_px=3.4, fractions=fractions, residual=bent
    )
    assert sentence == (
        "canvas 1.50x wider, zoomed +2.1 %, sheared -2.0 %, content moved 3.4 px at the median, "
        "bent by 0.9 px at the median, 95 % below 2.4 px, 6.0 % hallucinated" + ALL
    )


def test_a_small_change_of_aspect_is_a_percentage():
    assert sentence_of(canvas=canvas((600, 390))) == "canvas 2.6 % wider" + ALL


def test_an_extended_frame_is_not_called_a_zoom():
    extended = canvas((900, 400), "extended", extended=1 / 3)
    motion = GlobalMotion(1 / 1.5, 1.0, 0.0, 0.0, 0.0, (0.0, 0.0))
    sentence = sentence_of(canvas=extended, motion=motion)
    assert sentence == "canvas 1.50x wider, frame extended" + ALL
    made = verdicts(canvas=extended, motion=motion)
    assert "things keep their width against height" in made["proportions"].sentence
    assert made["viewpoint"].level == "severe"


def test_what_cannot_be_judged_gets_no_numbers_and_no_green_verdict():
    sentence = sentence_of(motion_px=9.0, judged=0.12, reason=DOUBT)
    assert sentence == f"cannot be judged: {DOUBT}"
    doubted = verdicts(reason=DOUBT)
    assert {verdict.level for verdict in doubted.values()} == {"unknown"}
    assert all(DOUBT in verdict.sentence for verdict in doubted.values())


def test_the_judged_share_and_what_lies_beyond_the_photo_stand_in_the_sentence():
    sentence = sentence_of(judged=0.634, beyond=0.052)
    assert sentence == (
        "no distortion measured; 63 % of the visible frame can be judged; "
        "5.2 % shows things added beyond what the photo can show"
    )
    nearly = sentence_of(judged=0.998)
    assert "99 % of the visible frame" in nearly


def test_why_too_little_can_be_judged_is_named():
    def why(**changes):
        known = {"same_scene": True, "orientation": "", "judged": 0.1, "unsure": 0.8}
        return findings.reason_for_doubt(**{**known, **changes})

    assert why() == "the motion is sure in only 10 % of the visible frame"
    assert "the photo shows enough" in why(unsure=0.1)
    assert why(judged=0.2) == ""
    assert "common structure" in why(same_scene=False, judged=0.0)
    assert "turned by 180°" in why(same_scene=False, orientation="turned by 180°", judged=0.0)


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
