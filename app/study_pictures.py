"""Pictures of a study as PNG files that hold pixels only. The last ones stay in memory: many raters are shown the same."""

from __future__ import annotations

import threading
from collections import OrderedDict

from restoration import Study, encode_png

_KEPT_BYTES = 200_000_000


class StudyPictures:
    def __init__(self, study: Study, most_bytes: int = _KEPT_BYTES) -> None:
        self._study, self._most = study, most_bytes
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[str, str], bytes] = OrderedDict()
        self._bytes = 0

    def png(self, trial: str, side: str) -> bytes | None:
        """Of a trial's "a", "b", "input" or "truth"; None where there is none. Raises ImageError where the file cannot be
        read any more."""
        source = self._study.source(trial, side)
        if source is None:
            return None
        with self._lock:
            if source in self._kept:
                self._kept.move_to_end(source)
                return self._kept[source]
        made = encode_png(self._study.read(source))
        with self._lock:
            if source not in self._kept:
                self._kept[source] = made
                self._bytes += len(made)
            while self._bytes > self._most and len(self._kept) > 1:
                self._bytes -= len(self._kept.popitem(last=False)[1])
        return made
