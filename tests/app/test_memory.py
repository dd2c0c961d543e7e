"""Memory goes back to the system after large work."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from app import memory


def test_the_c_library_is_asked_for_few_pools_once_and_to_trim_after_work(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[tuple[object, ...]] = []
    library = SimpleNamespace(
        mallopt=lambda what, count: asked.append(("mallopt", what, count)),
        malloc_trim=lambda rest: asked.append(("trim", rest)),
    )
    monkeypatch.setattr(memory, "_LIBC", library)
    memory.limit_memory_pools()
    memory.give_memory_back()
    assert asked == [("mallopt", -8, 2), ("trim", 0)]  # M_ARENA_MAX of malloc.h


def test_another_system_or_c_library_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory.sys, "platform", "darwin")
    assert memory._libc() is None
    monkeypatch.setattr(memory.sys, "platform", "linux")
    monkeypatch.setattr(memory.ctypes, "CDLL", lambda name: SimpleNamespace())
    assert memory._libc() is None, "musl has no malloc_trim"
    monkeypatch.setattr(memory, "_LIBC", None)
    memory.limit_memory_pools()
    memory.give_memory_back()
