"""From votes to the report: raters, disagreement, power, text, CSV."""

from __future__ import annotations

import csv
import io
import json

import pytest

from restoration.study.report import analyse_votes
from restoration.study.store import Vote
from restoration.study.tables import more_votes_sentence, report_markdown, votes_csv
from tests.restoration.study.voting import simulate

NICER = {"a": 1.0, "b": 0.0, "c": -1.0}
TRUER = {"a": -1.0, "b": 0.0, "c": 1.0}
METHODS = tuple(NICER)


def vote(id: int = 1, **values: object) -> Vote:
    known = {"rater": "r", "position": 0, "image": "1.png", "left": "a", "right": "b", "question": "nicer"}
    known |= {"answer": "left", "seconds": 2.0, "created": "2026-11-29T00:00:00+00:00", "counts": True}
    return Vote(id, **(known | values))  # type: ignore[arg-type]


def test_each_question_has_its_own_order_and_disagreement_is_measured() -> None:
    votes = simulate({"nicer": NICER, "truer": TRUER}, raters=10, trials=40, seed=2)
    found = analyse_votes(votes, METHODS, 40)
    nicer, truer = found.counted.questions
    assert [m.method for m in nicer.methods] == ["a", "b", "c"]
    assert [m.method for m in truer.methods] == ["c", "b", "a"]
    apart = found.counted.disagreement
    assert apart.pairs == 10 * 35
    assert apart.same + apart.one_tie + apart.opposite == apart.pairs
    assert apart.opposite > apart.same
    assert apart.rank_correlation == -1
    a = apart.methods[0]
    assert a.low is not None
    assert a.low > 1
    assert a.difference == pytest.approx(2, abs=0.6)
    assert all(p.settled and p.more_votes == 0 for p in nicer.pairs)


def test_questions_that_agree_have_differences_that_cover_zero() -> None:
    outside = 0
    for seed in range(12):
        votes = simulate({"nicer": NICER, "truer": NICER}, raters=10, trials=16, seed=seed)
        for d in analyse_votes(votes, METHODS, 16).counted.disagreement.methods:
            assert d.low is not None
            assert d.high is not None
            outside += not d.low <= 0 <= d.high
    assert outside <= 6  # of 36; 1.8 are expected


def test_careless_raters_are_named_and_counted_apart() -> None:
    votes = simulate({"nicer": NICER, "truer": NICER}, raters=8, trials=40, seed=4, careless=(2, 5))
    found = analyse_votes(votes, METHODS, 40)
    assert found.failed == ("rater2", "rater5")
    assert (found.counted.raters, found.everyone.raters) == (6, 8)
    honest = [r for r in found.raters if r.passed]
    assert all(r.catch_passed == r.catch_trials == 5 for r in honest)
    assert sum(r.agreement["nicer"] or 0 for r in honest) / len(honest) > 0.68
    best = [results.questions[0].methods[0].score for results in (found.counted, found.everyone)]
    assert best[0].value > best[1].value
    text = report_markdown(found)
    assert "2 of 8 raters failed their catch trials (rater2, rater5)" in text
    assert text.count("## Which is nicer to look at?") == 2


def test_a_rater_who_answers_ties_only_shows_in_the_tie_share() -> None:
    votes = [vote(i, position=i, answer="tie", question=q) for i, q in enumerate(["nicer", "truer"] * 10)]
    rater = analyse_votes(votes, METHODS, 1).raters[0]
    assert (rater.passed, rater.tie_share, rater.agreement["nicer"]) == (True, 1.0, None)


def test_changed_answers_and_catch_trials_are_no_votes() -> None:
    votes = [
        vote(1, counts=False),
        vote(2, answer="right"),
        vote(3, position=1, left="a", right="a", answer="left"),
        vote(4, question="truer", answer="right"),
    ]
    found = analyse_votes(votes, METHODS, 1)
    nicer = found.everyone.questions[0]
    (pair,) = [p for p in nicer.pairs if p.votes]
    assert (nicer.votes, pair.first, pair.second, pair.first_wins, pair.second_wins) == (1, "b", "a", 1, 0)
    assert found.failed == ("r",)
    assert found.counted.questions[0].votes == 0


def test_a_side_that_is_always_chosen_is_seen() -> None:
    votes = [vote(i, position=i, left="ab"[i % 2], right="ba"[i % 2]) for i in range(30)]
    share = analyse_votes(votes, METHODS, 1).everyone.questions[0].left_share
    assert share is not None
    assert share.value == 1
    assert share.low > 0.85


def test_no_votes_and_a_single_rater_are_said() -> None:
    empty = report_markdown(analyse_votes([], METHODS, 3))
    assert "No votes yet." in empty
    assert "Nobody has answered yet." in empty
    one = report_markdown(analyse_votes([vote()], METHODS, 3))
    assert "Fewer than 5 raters" in one
    assert "about 11 more votes would settle a against b" in one


def test_the_report_is_json_without_nan() -> None:
    for votes in ([], simulate({"nicer": NICER, "truer": NICER}, raters=3, trials=9, seed=0)):
        data = analyse_votes(votes, METHODS, 3).to_dict()
        again = json.loads(json.dumps(data, allow_nan=False))
        assert again["schema"] == 1
        assert {q["question"] for q in again["counted"]["questions"]} == {"nicer", "truer"}


def test_power_in_words() -> None:
    assert more_votes_sentence(0, "a", "b") == "settled"
    assert more_votes_sentence(37, "a", "b") == "about 37 more votes would settle a against b"
    assert more_votes_sentence(12345, "a", "b") == "about 13,000 more votes would settle a against b"
    assert more_votes_sentence(None, "a", "b").startswith("cannot be judged")


def test_votes_as_csv_and_names_that_would_break_a_table() -> None:
    votes = [
        vote(1, image='comma, "quote".png', counts=False),
        vote(2, answer="tie"),
        vote(3, right="a", answer="left"),
    ]
    rows = list(csv.DictReader(io.StringIO(votes_csv(votes))))
    assert [r["preferred"] for r in rows] == ["a", "", ""]
    assert [r["counts"] for r in rows] == ["0", "1", "1"]
    assert [r["catch"] for r in rows] == ["0", "0", "1"]
    assert rows[0]["image"] == 'comma, "quote".png'
    assert rows[0]["trial"] == "1"
    text = report_markdown(analyse_votes([vote(left="x|y", right="b")], ("x|y", "b"), 1))
    assert "| x\\|y |" in text
