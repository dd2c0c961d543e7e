"""A study that raters can take part in: its pictures, checked, and its votes."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from restoration.arguments import checked, optional, whole
from restoration.errors import InputError, printable
from restoration.image import ImageArray
from restoration.study.checking import CheckedItem, check_study
from restoration.study.folder import list_study
from restoration.study.pictures import StudySet, listed
from restoration.study.store import FILE_NAME, Store
from restoration.study.votes import ANSWERS, QUESTIONS, Rater, Trial, Vote

DEFAULT_TRIALS = 40
MOST_RATERS = 20_000
"""More are not people but a program that opens the page."""
SIDES = ("a", "b", "input", "truth")
_LONGEST_S = 3600.0


class Study:
    """All of it may be called from many threads. Tokens are secrets: a rater's names the rater, a trial's its pictures."""

    def __init__(
        self,
        pictures: StudySet,
        checked: Mapping[str, CheckedItem],
        store: Store,
        notes: Sequence[str],
        trials: int,
    ) -> None:
        self.pictures, self.store, self.notes, self.trials = pictures, store, tuple(notes), trials
        self._checked = dict(checked)
        self._items = {item.name: item for item in pictures.items}

    @property
    def id(self) -> str:
        """Distinguishes the studies that one browser takes part in; does not depend on their content."""
        return hashlib.sha256(f"study {self.results_token}".encode()).hexdigest()[:12]

    @property
    def results_token(self) -> str:
        """Who has it sees the results."""
        return str(self.store.facts["results_token"])

    def join(self) -> str:
        """A new rater's token. Raises InputError where too many have joined."""
        if self.store.count_raters() >= MOST_RATERS:
            raise InputError("This study takes no further raters. Ask who sent you the link.")
        token = secrets.token_urlsafe(24)
        self.store.join(token, self.trials)
        return token

    def rater(self, token: str) -> Rater | None:
        return self.store.rater(token)

    def more(self, token: str) -> Rater | None:
        """A further session for a rater who has answered everything."""
        return self.store.more(token, self.trials)

    def trial(self, token: str, position: int | None = None) -> Trial | None:
        """The rater's next trial, or an earlier one again; None where there is none."""
        return self.store.trial(token, position)

    def has_truth(self, trial: Trial) -> bool:
        return self._items[trial.placement.image].truth is not None

    def size(self, trial: Trial) -> tuple[int, int]:
        """(width, height) px of all pictures of a trial."""
        found = self._checked[trial.placement.image]
        return found.width, found.height

    def picture(self, trial_token: str, side: str) -> ImageArray | None:
        """uint8 RGB (H, W, 3) of a trial's "a" (left), "b" (right), "input" or "truth"; None where there is none."""
        found = self.source(trial_token, side)
        return found and self.read(found)

    def source(self, trial_token: str, side: str) -> tuple[str, str] | None:
        """(item, which of its pictures) of a side, to be read by `read`; equal for equal pictures of different trials."""
        trial = self.store.trial_of(trial_token)
        if trial is None or side not in SIDES:
            return None
        place = trial.placement
        kind = {"a": f"method {place.left}", "b": f"method {place.right}"}.get(side, side)
        return (place.image, kind) if kind in self._items[place.image].pictures() else None

    def read(self, source: tuple[str, str]) -> ImageArray:
        """Raises ImageError where the file has become unreadable since the start."""
        return self._items[source[0]].pictures()[source[1]].read()

    def vote(
        self, token: str, trial_token: str, answers: object, seconds: object, submission: object
    ) -> bool:
        """Store {"nicer": "left" | "right" | "tie", "truer": …}. False where this rater was not shown that trial. Raises
        InputError for anything else."""
        if not (
            isinstance(answers, Mapping)
            and set(answers) == set(QUESTIONS)
            and all(answer in ANSWERS for answer in answers.values())
        ):
            raise InputError(
                f"expected an answer ({', '.join(ANSWERS)}) to each of {' and '.join(QUESTIONS)}, got "
                f"{printable(str(answers))}. Reload the page."
            )
        if not (isinstance(submission, str) and 8 <= len(submission) <= 64):
            raise InputError("expected a submission's id of 8 to 64 characters. Reload the page.")
        plain = isinstance(seconds, (int, float)) and not isinstance(seconds, bool) and seconds >= 0
        took = min(float(seconds), _LONGEST_S) if plain else 0.0  # type: ignore[arg-type]
        return self.store.vote(token, trial_token, answers, took, submission)

    def votes(self) -> list[Vote]:
        return self.store.votes()


@checked(trials=whole(2, 1000), seed=optional(whole(0, 2**31)), limit=optional(whole(1)))
def open_study(
    folder: Path,
    *,
    database: Path | None = None,
    methods: Sequence[str] | None = None,
    limit: int | None = None,
    trials: int = DEFAULT_TRIALS,
    seed: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Study:
    """The study of a folder (`list_study` says how it is laid out), all its files checked.

    `database`: file of the votes, by default study.sqlite3 in `folder`. Where it exists the study goes on with the
    methods, images and seed that it began with; `methods`, `limit` (at most so many images, spread evenly) and `seed`
    are for a new one. `trials`: pairs in one rater's session, catch trials included. `progress` is told (done, total)
    images while files are checked. Raises InputError, and RestorationError where votes cannot be stored.
    """
    found = list_study(Path(folder))
    path = database_of(folder, database)
    if path.exists():
        store = Store(path)
        store.check_writable()
        _refuse_other_options(store, methods, limit, seed)
        shown, notes = _as_begun(found, store)
        checked_items, remarks = check_study(shown, progress)
    else:
        shown, notes = found.chosen(methods, None).first(limit), list(found.notes)
        checked_items, remarks = check_study(shown, progress)
        facts = {
            "methods": shown.methods,
            "images": [item.name for item in shown.items],
            "pixels": {name: item.sha256 for name, item in checked_items.items()},
            "seed": secrets.randbelow(2**31) if seed is None else seed,
        }
        store = Store.create(path, facts)
    begun = store.facts["pixels"]
    changed = [name for name, item in checked_items.items() if begun.get(name) != item.sha256]
    if changed or set(begun) != set(checked_items):
        names = changed or sorted(set(begun) ^ set(checked_items))
        raise InputError(
            f"{path.name}: expected the pictures that this study began with, but those of {listed(names)} are others "
            f"now. Put them back, or begin a new study with another --database."
        )
    return Study(shown, checked_items, store, [*notes, *remarks], trials)


def database_of(folder: Path, database: Path | None = None) -> Path:
    """Where the votes of a folder's study lie."""
    return Path(database) if database else Path(folder) / FILE_NAME


def _as_begun(found: StudySet, store: Store) -> tuple[StudySet, list[str]]:
    names = [item.name for item in found.items]
    gone = [m for m in store.methods if m not in found.methods] + [i for i in store.images if i not in names]
    if gone:
        raise InputError(
            f"{store.path.name}: expected the methods and images that this study began with, but {listed(gone)} "
            "cannot be found now. Put them back, or begin a new study with another --database."
        )
    new = [m for m in found.methods if m not in store.methods] + [i for i in names if i not in store.images]
    notes = [f"Not part of this study, which began without: {listed(new)}."] if new else []
    return found.chosen(store.methods, store.images), [*found.notes, *notes]


def _refuse_other_options(
    store: Store, methods: Sequence[str] | None, limit: int | None, seed: int | None
) -> None:
    others = {
        "methods": methods is not None and set(methods) != set(store.methods),
        "limit": limit is not None and limit != len(store.images),
        "seed": seed is not None and seed != store.seed,
    }
    if any(others.values()):
        raise InputError(
            f"{store.path.name}: this study has begun with other {listed([n for n, other in others.items() if other])} "
            f"({len(store.methods)} methods: {listed(store.methods)}; {len(store.images)} images; seed {store.seed}). "
            "Leave these options out to go on with it, or begin a new study with another --database."
        )
