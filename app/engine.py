"""What lives as long as the server, and the way of one uploaded photo through it: read, obtain the generated image,
compare, store."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from app.derived import DerivedFiles
from app.example_results import ExampleResults
from app.generation import GeneratedFor, Generation, obtain_generated
from app.keeping import keep_comparison
from app.keys import KeyDesk
from app.rescoring import Rescoring
from app.results import Result, ResultStore
from app.retention import Retention
from app.server_folder import ServerFolder
from app.upload_files import UploadFiles
from app.uploads import Photo
from app.views import Views
from app.visitors import Visitors, server_secret
from restoration import Comparison, Settings, compare, read_image, suggest_task

Progress = Callable[[float, str], None]


@dataclass(frozen=True)
class Choice:
    """What is to be done with each photo."""

    task: str = "auto"
    baseline: str | None = None
    """Model id; None or empty: the task's own."""
    guided: str | None = None


class Engine:
    def __init__(self, settings: Settings, folder: ServerFolder | None = None) -> None:
        """`folder`: this process's own; a new one where none is given."""
        self.settings = settings
        self.device = settings.device
        self.visitors = Visitors(server_secret(settings.data_dir), trusted_proxies=settings.trusted_proxies)
        self.keys = KeyDesk()
        self.folder = folder or ServerFolder(settings.data_dir)
        self.store = ResultStore(
            settings.data_dir / "results", making=self.folder.making, examples=self.folder.examples
        )
        self.uploads = UploadFiles(self.store, self.folder.uploads)
        self.derived = DerivedFiles(settings.data_dir / "derived")
        self.views = Views(self.derived)
        self.rescoring = Rescoring(self.derived, self.views)
        self.examples = ExampleResults(self.store, self.views, self.device)
        self.retention = Retention(self.store, self.derived, self.folder.uploads, settings, self.remove)
        self.retention.start()

    def open(self, *, example: str | None, result: str | None) -> Result | None:
        """What a link asks for, else the first example, else nothing. Raises RestorationError."""
        if result:
            return self.store.load(result)
        wanted = example or self.examples.first_id()
        return self.examples.result(wanted) if wanted else None

    def run(
        self,
        photo: Photo,
        choice: Choice,
        generation: Generation,
        *,
        visitor: str,
        progress: Progress,
        preview: Callable[[str], None],
        cancelled: Callable[[], bool],
    ) -> tuple[Result, tuple[str, ...]]:
        """Compare one uploaded photo; returns the stored result and notices. `visitor` is `Visitor.id`; `preview` is
        given data: addresses of an image that is still being painted. Raises RestorationError."""
        uploaded, photo = photo, self.uploads.current_photo(photo)
        degraded = read_image(photo.degraded, name=photo.name)
        truth = read_image(photo.truth) if photo.truth else None
        task = choice.task if choice.task != "auto" else suggest_task(degraded.pixels).task
        progress(0.01, "Obtaining the generated image")
        output = obtain_generated(
            GeneratedFor(photo, degraded, truth, task, visitor),
            generation,
            self.settings,
            preview=preview,
            cancelled=cancelled,
        )
        comparison = compare(
            degraded.pixels,
            task=task,
            generated=output,
            truth=truth.pixels if truth else None,
            baseline=choice.baseline or None,
            guided=choice.guided or None,
            device=self.device,
            progress=progress,
            cancelled=cancelled,
        )
        progress(1.0, "Writing the images, lossless")
        notices = (*degraded.notices, *(truth.notices if truth else ()), *comparison.notices)
        result = self.keep(comparison, Path(photo.name).stem, owner=visitor.rpartition("/")[2])
        self.uploads.give_way(uploaded, result)
        return result, notices

    def keep(self, comparison: Comparison, name: str, *, owner: str = "") -> Result:
        """Store a comparison under a new id, for `owner` to delete. Raises ImageError where it cannot be written."""
        result = keep_comparison(self.store, comparison, name, owner=owner)
        self.retention.soon()
        self.views.remember(result.id, comparison)
        return result

    def remove(self, result_id: str) -> bool:
        """Delete a result and all that was made from it; whether there was one."""
        self.views.forget(result_id)
        self.derived.remove(result_id)
        return self.store.remove(result_id)

    def remove_own(self, ids: Iterable[str], owner: str) -> int:
        """Delete the results among `ids` that `owner` made, and those they were made from; how many went."""
        wanted, gone = list(ids), 0
        while wanted:
            result_id = wanted.pop()
            if not self.store.has(result_id):
                continue
            result = self.store.load(result_id)
            if not owner or result.owner != owner:
                continue
            base = result.viewer.get("base")
            wanted += [base] if isinstance(base, str) else []
            gone += self.remove(result_id)
        return gone
