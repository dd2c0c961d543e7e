"""`python app.py --study FOLDER`, `priorlens --study FOLDER`: the page of a blind study instead of the usual one."""

from __future__ import annotations

import argparse
import os
import socket
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NoReturn

import uvicorn

from app.study_page import build_study_app
from restoration import DEFAULT_TRIALS, InputError, RestorationError, Study, get_settings, open_study

_FIRST_PORT, _PORTS = 7860, 100


def study_arguments(arguments: Sequence[str], environ: Mapping[str, str] = os.environ) -> list[str] | None:
    """What `serve_study` takes, where a study is meant: by --study, or, where a command cannot be given (a Space), by the
    variable PRIORLENS_STUDY. None: the usual page is meant."""
    if any(argument.split("=")[0] == "--study" for argument in arguments):
        return list(arguments)
    folder = environ.get("PRIORLENS_STUDY", "").strip()
    return [f"--study={folder}", *arguments] if folder else None


def serve_study(arguments: Sequence[str], program: str = "python app.py") -> int:
    """Check the folder, print the addresses, serve until stopped; the process's exit code comes back."""
    given = _parser(program).parse_args(arguments)
    try:
        study = open_study(
            Path(given.study).expanduser(),
            database=_votes(given),
            methods=given.method or None,
            limit=given.images,
            trials=given.trials,
            seed=given.seed,
            progress=_progress if sys.stderr.isatty() else None,
        )
        host = given.host or os.environ.get("GRADIO_SERVER_NAME") or _default_host()
        listening = _listen(host, given.port)
    except RestorationError as error:
        print(" ".join(str(error).split()), file=sys.stderr)
        return 2
    with listening:
        for line in _told(study, host, listening.getsockname()[1]):
            print(line, flush=True)
        app = build_study_app(
            study, hosted=get_settings().hosted, hosts=os.environ.get("PRIORLENS_HOSTS", "").split(",")
        )
        # X-Forwarded-For is of no use here: no address of a rater is asked for or stored.
        config = uvicorn.Config(
            app, log_level="warning", access_log=False, proxy_headers=False, server_header=False
        )
        uvicorn.Server(config).run(sockets=[listening])
    return 0


def _votes(given: argparse.Namespace) -> Path | None:
    """Where they are stored, if not in the study's folder: a Space loses that folder at every restart."""
    named = given.database or os.environ.get("PRIORLENS_STUDY_VOTES", "").strip()
    if named:
        return Path(named).expanduser()
    settings = get_settings()
    if not settings.hosted:
        return None
    stored = settings.data_dir / "studies"
    stored.mkdir(parents=True, exist_ok=True)
    return stored / f"{Path(given.study).expanduser().resolve().name}.sqlite3"


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        print(f"{self.prog}: {message}. See --study FOLDER --help.", file=sys.stderr)
        raise SystemExit(2)


def _parser(program: str) -> argparse.ArgumentParser:
    parser = _Parser(prog=program, description="A blind A/B study of several methods' pictures.")
    parser.add_argument(
        "--study",
        required=True,
        metavar="FOLDER",
        help="input/, one folder a method, perhaps truth/; or a run",
    )
    parser.add_argument(
        "--database",
        metavar="FILE",
        help="the votes (default: PRIORLENS_STUDY_VOTES, else FOLDER/study.sqlite3)",
    )
    parser.add_argument(
        "--method", action="append", metavar="NAME", help="only these methods, repeatable (a new study)"
    )
    parser.add_argument(
        "--images", type=int, metavar="N", help="at most N images, spread evenly (a new study)"
    )
    parser.add_argument(
        "--trials",
        type=int,
        default=DEFAULT_TRIALS,
        metavar="N",
        help=f"pairs a session (default: {DEFAULT_TRIALS})",
    )
    parser.add_argument("--seed", type=int, metavar="N", help="of the draw (a new study; default: random)")
    parser.add_argument("--host", metavar="ADDRESS", help="where to listen (default: 127.0.0.1)")
    parser.add_argument("--port", type=int, metavar="N", help="default: 7860 or the next free one")
    return parser


def _default_host() -> str:
    return "0.0.0.0" if get_settings().hosted else "127.0.0.1"


def _listen(host: str, port: int | None) -> socket.socket:
    """A socket that listens. Raises InputError."""
    named = port if port is not None else os.environ.get("GRADIO_SERVER_PORT")
    if named is not None and not (str(named).isdigit() and int(named) <= 65_535):
        raise InputError(f"expected a port from 0 to 65535, got {named}.")
    ports = [int(named)] if named is not None else list(range(_FIRST_PORT, _FIRST_PORT + _PORTS))
    reason = ""
    for candidate in ports:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        # With the protocol named asyncio sends small answers at once; else each waits 40 ms for an acknowledgement.
        opened = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        try:
            if os.name == "posix":
                opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            opened.bind((host, candidate))
            opened.listen(128)
            return opened
        except OSError as error:
            opened.close()
            reason = error.strerror or str(error)
    raise InputError(
        f"cannot listen on {host}, port {ports[0]}{f' to {ports[-1]}' if len(ports) > 1 else ''} ({reason}). Name a free "
        "one with --port, and an address of this machine with --host."
    )


def _told(study: Study, host: str, port: int) -> list[str]:
    shown = study.pictures
    name = {"0.0.0.0": socket.gethostname(), "::": socket.gethostname()}.get(host, host)
    address = f"http://{f'[{name}]' if ':' in name else name}:{port}"
    pairs = len(shown.items) * len(shown.methods) * (len(shown.methods) - 1) // 2
    return [
        f"Blind study: {len(shown.methods)} methods, {len(shown.items)} images, {pairs} different pairs; votes in "
        f"{study.store.path.name}, {study.store.count_votes()} so far.",
        *(f"note: {note}" for note in study.notes),
        f"For raters:  {address}/",
        f"Results:     {address}/results/{study.results_token}/  (keep this address to yourself)",
    ]


def _progress(done: int, total: int) -> None:
    print(
        f"\rchecking images: {done} of {total}",
        end="\n" if done == total else "",
        file=sys.stderr,
        flush=True,
    )
