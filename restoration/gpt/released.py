"""The study's released outputs: GPT-4o's own pictures, as the paper published them.

Dataset `freyrigg/GPT-4o-Restore` on the Hugging Face hub and the authors' zip archives (O-Haze, Rain800,
LOL, RainDrop, UIEB, Nature20). They are named after the original data sets' files, so pictures are matched
by name, in steps from exact to loose, and everything that did not match is reported. A local copy may be a
folder of folders, of zip archives, or a single archive; archives are read in place, never unpacked.
"""

from __future__ import annotations

import difflib
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path, PurePosixPath

from restoration.errors import GptError, InputError
from restoration.image import IMAGE_SUFFIXES, printable, read_image
from restoration.records import GptOutput
from restoration.settings import get_settings

RELEASED_REPOSITORY = "freyrigg/GPT-4o-Restore"
RELEASED_MODEL = "GPT-4o"

_ROLES = re.compile(
    r"(?:^|[_\-. ])(?:gpt[_\-]?4o?|gpt|output|out|restored|result|hazy|haze|indoor|outdoor|rain|rainy|low|"
    r"input|degraded|lq|gt|clean|raw)(?=$|[_\-. ])",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class ReleasedImage:
    group: str
    """The data set: the first folder, or the archive's name."""
    name: str
    """Path inside the folder or archive."""
    file: Path
    """The image file, or the archive that holds it."""
    in_archive: bool


@dataclass(frozen=True)
class ReleaseMatch:
    original: str
    released: ReleasedImage
    how: str
    """"name" (the same stem), "role" (the same but for words like hazy or output), "number" (the same
    number, the only one on either side)."""


@dataclass(frozen=True)
class ReleaseReport:
    matched: tuple[ReleaseMatch, ...]
    unmatched_originals: tuple[str, ...]
    unmatched_released: tuple[str, ...]
    ambiguous: tuple[str, ...]
    """Originals that several released pictures could belong to; none was chosen."""

    @property
    def sentence(self) -> str:
        return (
            f"{len(self.matched)} matched; without a partner: {len(self.unmatched_originals)} originals, "
            f"{len(self.unmatched_released)} released; {len(self.ambiguous)} ambiguous."
        )


def list_released(source: str | Path, dataset: str | None = None) -> list[ReleasedImage]:
    """Every picture in a folder or archive, optionally of one data set. Raises InputError."""
    source = Path(source) if isinstance(source, str) else source
    if source.is_dir():
        files = sorted(p for p in source.rglob("*") if p.is_file())
    elif source.is_file():
        files = [source]
    else:
        raise InputError(
            f"{printable(str(source))}: expected the released set's folder or zip archive, found nothing."
        )
    images: list[ReleasedImage] = []
    for file in files:
        inner = file.relative_to(source).as_posix() if source.is_dir() else file.name
        if file.suffix.lower() == ".zip":
            images += _in_archive(file)
        elif _is_picture(inner):
            parts = PurePosixPath(inner).parts
            images.append(ReleasedImage(parts[0] if len(parts) > 1 else source.name, inner, file, False))
    if dataset is not None:
        wanted = _plain(dataset)
        images = [image for image in images if wanted in (_plain(part) for part in _places(image))]
    if not images:
        what = f"data set {dataset!r}" if dataset else "pictures"
        raise InputError(f"{printable(str(source))}: expected {what}, found none. Check the folder's layout.")
    return images


def match_released(
    source: str | Path, originals: str | Path | Iterable[str], dataset: str | None = None
) -> ReleaseReport:
    """Match released pictures to original ones: a folder of them, or their names. Raises InputError."""
    released = list_released(source, dataset)
    if isinstance(originals, (str, Path)):
        folder = Path(originals)
        if not folder.is_dir():
            raise InputError(f"{printable(str(folder))}: expected the folder of the original pictures.")
        names = sorted(p.name for p in folder.iterdir() if _is_picture(p.name))
    else:
        names = sorted({PurePosixPath(str(name)).name for name in originals})
    left = dict.fromkeys(released)
    open_names, matched, ambiguous = dict.fromkeys(names), [], []
    for how, key_of in (("name", _stem_key), ("role", _role_key), ("number", _number_key)):
        by_key: dict[str, list[ReleasedImage]] = defaultdict(list)
        for image in left:
            by_key[key_of(image.name)].append(image)
        rivals: dict[str, list[str]] = defaultdict(list)
        for name in open_names:
            rivals[key_of(name)].append(name)
        for name in list(open_names):
            key = key_of(name)
            found = by_key.get(key, []) if key else []
            if len(found) == 1 and len(rivals[key]) == 1:
                matched.append(ReleaseMatch(name, found[0], how))
                del open_names[name], left[found[0]]
            elif found and how == "name":
                ambiguous.append(name)
                del open_names[name]
    return ReleaseReport(
        tuple(sorted(matched, key=lambda m: m.original)),
        tuple(open_names),
        tuple(f"{image.group}: {image.name}" for image in left),
        tuple(ambiguous),
    )


def from_released(source: str | Path, degraded_name: str, *, dataset: str | None = None) -> GptOutput:
    """GPT-4o's released picture for the original file of that name, labelled "released".
    Raises InputError naming the nearest names where none, or more than one, belongs to it."""
    images = list_released(source, dataset)
    report = match_released(source, [degraded_name], dataset)
    if not report.matched:
        if report.ambiguous:
            key = _stem_key(degraded_name)
            groups = sorted({image.group for image in images if _stem_key(image.name) == key})
            raise InputError(
                f"{printable(degraded_name)}: found in {', '.join(groups)}. Say which data set it belongs to."
            )
        stems = sorted({PurePosixPath(image.name).stem for image in images})
        near = difflib.get_close_matches(PurePosixPath(degraded_name).stem, stems, 3, 0.3) or stems[:3]
        raise InputError(
            f"{printable(degraded_name)}: expected an original picture's name; none of the {len(images)} "
            f"released ones belongs to it. Names there look like {', '.join(map(printable, near))}."
        )
    match = report.matched[0]
    image = match.released
    file = read_image(_read(image), name=PurePosixPath(image.name).name)
    return GptOutput(
        image=file.pixels,
        source="released",
        model=RELEASED_MODEL,
        prompt="",
        created=datetime.fromtimestamp(image.file.stat().st_mtime, timezone.utc),
        cost_usd=0.0,
        note="Released with arXiv 2505.05621; the prompt was not published. " + " ".join(file.notices),
        provenance={
            "repository": RELEASED_REPOSITORY,
            "dataset": image.group,
            "file": image.name,
            "original": degraded_name,
            "matched_by": match.how,
        },
    )


def download_released(target: str | Path | None = None) -> Path:
    """Download the released set from the Hugging Face hub (resumable) and return its folder, by default
    below the data folder. Raises GptError with what to do where there is no internet."""
    folder = Path(target) if target is not None else get_settings().data_dir / "released"
    try:
        from huggingface_hub import snapshot_download

        snapshot_download(RELEASED_REPOSITORY, repo_type="dataset", local_dir=folder)
    except Exception as error:  # the hub's client raises many kinds; the next step is the same for all
        reason = printable(str(error).splitlines()[0] if str(error) else type(error).__name__, 120)
        raise GptError(
            f"The released set {RELEASED_REPOSITORY} could not be downloaded ({reason}). Without internet, "
            "copy the data set's folder or zip archives here and give their path."
        ) from None
    return folder


def _in_archive(file: Path) -> list[ReleasedImage]:
    try:
        with zipfile.ZipFile(file) as archive:
            names = [info.filename for info in archive.infolist() if not info.is_dir()]
    except (OSError, zipfile.BadZipFile) as error:
        raise InputError(
            f"{printable(file.name)}: expected a zip archive ({error}). Download it again."
        ) from None
    return [ReleasedImage(file.stem, name, file, True) for name in sorted(names) if _is_picture(name)]


def _read(image: ReleasedImage) -> bytes:
    limit = get_settings().max_bytes
    try:
        if not image.in_archive:
            return image.file.read_bytes()
        with zipfile.ZipFile(image.file) as archive, archive.open(image.name) as member:
            return member.read(limit + 1)
    except (OSError, zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
        raise InputError(
            f"{printable(image.name)}: could not be read ({error}). Download the set again."
        ) from None


def _is_picture(name: str) -> bool:
    parts = PurePosixPath(name).parts
    hidden = any(part.startswith(".") or part == "__MACOSX" for part in parts)
    return not hidden and name.lower().endswith(IMAGE_SUFFIXES)


def _places(image: ReleasedImage) -> tuple[str, ...]:
    return (image.group, *PurePosixPath(image.name).parts[:-1])


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())


def _stem_key(name: str) -> str:
    return PurePosixPath(name).stem.casefold()


def _role_key(name: str) -> str:
    return _plain(_ROLES.sub("", PurePosixPath(name).stem))


def _number_key(name: str) -> str:
    numbers = re.findall(r"\d+", _ROLES.sub("", PurePosixPath(name).stem))
    return str(int(numbers[0])) if len(numbers) == 1 else ""
