"""The study's page over real HTTP: what it gives away, who may ask what, twenty raters at once, a killed server."""

from __future__ import annotations

import json
import os
import random
import re
import signal
import struct
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import httpx
import pytest

from restoration import Study, open_study, study_report
from restoration.study.store import Store
from tests.app.studying import method_of, pixels_of, served, take_part
from tests.conftest import ROOT
from tests.restoration.study.conftest import METHODS, PHOTOS, write_study
from tests.restoration.study.voting import chosen

NO_DIFFERENCE = {"nicer": "tie", "truer": "tie"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_study(tmp_path / "rated")


@pytest.fixture
def study(folder: Path) -> Study:
    return open_study(folder, trials=14, seed=1)


@pytest.fixture
def client(study: Study) -> Iterator[httpx.Client]:
    with served(study) as address, httpx.Client(base_url=address, timeout=60) as opened:
        yield opened


def test_nothing_that_a_rater_receives_tells_methods_or_files_apart(folder: Path, study: Study) -> None:
    responses: list[httpx.Response] = []
    with served(study) as address:
        take_part(address, lambda pictures: NO_DIFFERENCE, heard=responses.append)
        with httpx.Client(base_url=address) as client:
            responses += [
                client.get(path) for path in ("/", "/study.js", "/panes.js", "/study.css", "/robots.txt")
            ]
            responses.append(client.get("/image/there-is-no-such-trial/a"))
    hashes = [sha for item in study.store.facts["pixels"].values() for sha in item.values()]
    secret = [*METHODS, *PHOTOS, folder.name, str(folder), "study.sqlite3", *hashes, study.results_token]
    for response in responses:
        told = f"{response.url} {response.headers}".encode() + response.content
        for word in secret:
            assert word.encode() not in told, (response.url, word)
        assert not {"etag", "last-modified", "content-disposition"} & set(response.headers)
    pictures = [r for r in responses if r.headers["content-type"] == "image/png"]
    assert len(pictures) == len({str(r.url) for r in pictures}) >= 14 * 3
    for picture in pictures:
        assert picture.headers["cache-control"] == "no-store"
        assert set(chunks(picture.content)) == {b"IHDR", b"IDAT", b"IEND"}
    trials = [r.json() for r in responses if r.url.path in ("/api/trial", "/api/votes")]
    assert {key for trial in trials[:-1] for key in trial} == {
        *("trial", "number", "total", "width", "height", "pictures", "answers")
    }
    assert len({trial["trial"] for trial in trials[:-1]}) == 14


def chunks(png: bytes) -> list[bytes]:
    found, at = [], 8
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        found.append(png[at + 4 : at + 8])
        at += length + 12
    return found


def test_twenty_raters_at_once_are_all_heard_and_their_preference_is_recovered(
    folder: Path, study: Study
) -> None:
    known = pixels_of(folder, METHODS)
    taste = {"nicer": dict(zip(METHODS, (1.2, 0.0, -1.2))), "truer": dict(zip(METHODS, (-1.2, 0.0, 1.2)))}
    failed: list[BaseException] = []

    def rate(number: int, address: str) -> None:
        rng = random.Random(number)

        def judge(pictures: dict[str, bytes]) -> dict[str, str]:
            a, b = (method_of(known, pictures[side]) for side in ("a", "b"))
            if a == b:
                return NO_DIFFERENCE
            return {q: chosen(rng, scores[a], scores[b], 0.03) for q, scores in taste.items()}

        try:
            take_part(address, judge)
        except BaseException as error:
            failed.append(error)

    with served(study) as address:
        threads = [threading.Thread(target=rate, args=(number, address)) for number in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert failed == []
    votes = study.votes()
    assert len(votes) == 20 * 14 * 2
    assert Counter(Counter(v.rater for v in votes).values()) == {28: 20}
    cells = Counter(
        (v.image, frozenset((v.left, v.right))) for v in votes if not v.catch and v.question == "nicer"
    )
    assert len(cells) == 12
    assert sum(cells.values()) + sum(v.catch for v in votes) // 2 == 20 * 14
    report = study_report(study.store)
    assert report.failed == ()
    nicer, truer = report.counted.questions
    assert [m.method for m in nicer.methods] == list(METHODS)
    assert [m.method for m in truer.methods] == list(METHODS)[::-1]
    assert all(pair.settled for pair in nicer.pairs + truer.pairs)


def test_sides_are_balanced_over_all_raters(study: Study) -> None:
    for _ in range(6):
        token = study.join()
        while (trial := study.trial(token)) is not None:
            study.vote(token, trial.token, NO_DIFFERENCE, 1, f"submission {trial.token}")
    placed = Counter((v.left, v.right) for v in study.votes() if not v.catch and v.question == "nicer")
    for a, b in combinations(METHODS, 2):
        assert abs(placed[a, b] - placed[b, a]) <= 6


def test_a_rater_resumes_after_closing_and_changes_an_answer(client: httpx.Client, study: Study) -> None:
    cookies = take_part(str(client.base_url), lambda pictures: NO_DIFFERENCE, most=3)
    (cookie,) = cookies.jar
    assert cookie.has_nonstandard_attr("HttpOnly")
    assert not cookie.is_expired()
    client.cookies = cookies
    session = client.get("/api/session").json()
    assert (session["done"], session["total"]) == (3, 14)
    assert session["rater"] in {v.rater for v in study.votes()}
    client.post("/api/start")
    assert study.store.count_raters() == 1
    open_ = client.get("/api/trial").json()
    assert (open_["number"], open_["answers"]) == (4, {})
    assert client.get("/api/trial").json() == open_
    earlier = client.get("/api/trial/2").json()
    assert earlier["answers"] == NO_DIFFERENCE
    sent = {"trial": earlier["trial"], "answers": {"nicer": "left", "truer": "right"}, "seconds": 1}
    reply = client.post("/api/votes", json=sent | {"submission": "changed my mind"})
    assert reply.json() == open_
    assert client.get("/api/trial/2").json()["answers"] == sent["answers"]
    assert client.get("/api/trial/5").status_code == 404
    assert len(study.votes()) == 8


def test_who_takes_no_part_cannot_vote_or_look(client: httpx.Client, study: Study) -> None:
    for path in ("/api/trial", "/api/trial/1"):
        assert client.get(path).status_code == 401
    assert client.post("/api/more").status_code == 401
    token = study.join()
    trial = study.trial(token)
    assert trial is not None
    sent = {"trial": trial.token, "answers": NO_DIFFERENCE, "seconds": 1, "submission": "not my trial"}
    for cookie in (
        "",
        f"priorlens-rater-{study.id}=guessed",
        f"priorlens-rater-{study.id}",
        "\x01=;;=",
        token,
    ):
        reply = client.post("/api/votes", json=sent, headers={"Cookie": cookie})
        assert reply.status_code == 401
        assert "press Start" in reply.json()["error"]
    assert study.votes() == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"nothing",
        b"\xff",
        b'{"trial": 1}',
        b"[" * 9_000,
        b'{"x": "' + b"x" * 20_000 + b'"}',
        json.dumps({"trial": "t", "answers": {"nicer": "tie"}, "submission": "long enough"}).encode(),
    ],
)
def test_what_is_no_vote_is_refused(client: httpx.Client, body: bytes) -> None:
    reply = client.post("/api/votes", content=body)
    assert reply.status_code == 400
    assert reply.json()["error"].startswith("expected ")


def test_other_sites_names_routes_and_headers(client: httpx.Client) -> None:
    assert client.post("/api/start", headers={"Origin": "https://example.com"}).status_code == 403
    assert client.get("/", headers={"Host": "rebound.example"}).status_code == 421
    for path in ("/docs", "/config", "/gradio_api/info", "/study.html", "/study.py", "/results.html", "/api", "/results/",
                 "/image/x/a", "/image/..%2f..%2fapp.py/a", "/static/study.js", "/api/trial/x", "/../app.py"):  # fmt: skip
        assert client.get(path).status_code == 404, path
    assert client.get("/api/votes").status_code == 405
    headers = client.get("/").headers
    assert "'unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert "server" not in headers
    assert "access-control-allow-origin" not in headers
    assert client.post("/api/start", content=b"x" * 5_000_000).status_code == 413


def test_a_picture_or_votes_that_are_gone_are_named_to_the_operator_only(
    client: httpx.Client, study: Study, folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    client.post("/api/start")
    trial = client.get("/api/trial").json()
    for method in METHODS:
        for file in (folder / method).iterdir():
            file.write_bytes(b"no image any more")
    (folder / "study.sqlite3").rename(folder / "away.sqlite3")
    (folder / "study.sqlite3").mkdir()
    unstored = client.post("/api/more")
    (folder / "study.sqlite3").rmdir()
    (folder / "away.sqlite3").rename(folder / "study.sqlite3")
    for reply in (unstored, client.get(trial["pictures"]["a"])):
        assert reply.status_code == 500
        assert reply.json() == {"error": "This did not work on the server. Tell who sent you the link."}
    told = capfd.readouterr().err
    assert "study.sqlite3: expected a file of votes" in told
    assert ".png: expected an image" in told


def test_results_are_for_who_has_the_token(client: httpx.Client, study: Study) -> None:
    at = f"/results/{study.results_token}"
    empty = client.get(at, follow_redirects=True)
    assert empty.url.path == f"{at}/"
    assert "Nobody has answered yet." in empty.text
    take_part(str(client.base_url), lambda pictures: NO_DIFFERENCE)
    page = client.get(f"{at}/").text
    assert all(method in page for method in METHODS)
    assert page.count("12 votes of 1 raters, 12 of them ties.") == 2
    assert "2 of 2" in page
    assert client.get(f"{at}/votes.csv").text.count("\n") == 29
    assert client.get(f"{at}/report.md").text.startswith("# Blind study")
    assert client.get(f"{at}/report.json").json()["methods"] == list(METHODS)
    wrong = study.results_token[:-1] + ("x" if study.results_token[-1] != "x" else "y")
    for path in (f"/results/{wrong}/", f"/results/{wrong}/votes.csv", f"{at}/study.sqlite3"):
        assert client.get(path).status_code == 404


def test_names_of_methods_are_escaped_in_the_results(folder: Path) -> None:
    (folder / "aurora").rename(folder / "<b>bold")
    study = open_study(folder)
    with served(study) as address:
        take_part(address, lambda pictures: NO_DIFFERENCE, most=3)
        page = httpx.get(f"{address}/results/{study.results_token}/").text
    assert "&lt;b&gt;bold" in page
    assert "<b>bold" not in page


def test_a_killed_server_loses_no_vote_and_its_raters_go_on(folder: Path) -> None:
    """`python app.py --study` itself: killed between two answers, and another server takes over."""
    command = [
        sys.executable,
        "app.py",
        "--study",
        str(folder),
        "--port",
        "0",
        "--trials",
        "14",
        "--seed",
        "3",
    ]
    environment = os.environ | {"OMP_NUM_THREADS": "1"}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(4)]
        assert lines[0].startswith(
            "Blind study: 3 methods, 4 images, 12 different pairs; votes in study.sqlite3, 0 so far"
        )
        address = lines[2].split()[-1].rstrip("/")
        results = lines[3].split()[1]
        assert httpx.get(results, timeout=60).status_code == 200
        cookies = take_part(address, lambda pictures: NO_DIFFERENCE, most=5)
        process.send_signal(signal.SIGKILL)
    assert len(Store(folder / "study.sqlite3").votes()) == 10
    study = open_study(folder)
    with served(study) as again:
        take_part(again, lambda pictures: NO_DIFFERENCE, cookies=cookies)
    assert len(study.votes()) == 28
    assert study.store.count_raters() == 1


def test_a_folder_that_will_not_do_ends_with_one_sentence(folder: Path) -> None:
    (folder / "aurora" / "street.png").unlink()
    command = "from app.command import main; import sys; sys.exit(main(sys.argv[1:]))"
    done = subprocess.run(
        [sys.executable, "-c", command, "--study", str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stdout == ""
    assert re.fullmatch(r"expected an output of every method .*aurora/ lacks street\.png.*\n", done.stderr)
