"""Tests that mean it: no assertion that cannot fail, no wait for a time, no skip for a reason of a test's own."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.needs import ROOT
from tests.parsing import parsed

FILES = sorted((ROOT / "tests").rglob("*.py"))
Function = ast.FunctionDef | ast.AsyncFunctionDef
CLOCKS = {
    "time.time",
    "time.perf_counter",
    "time.monotonic",
    "time.process_time",
    "perf_counter",
    "monotonic",
}
CHECKS = {"pytest.raises", "pytest.warns", "pytest.fail", "raises", "expect"}
SKIPS = {
    "pytest.mark.skipif",
    "pytest.skip",
    "pytest.importorskip",
    "pytest.xfail",
    "pytest.mark.skip",
    "pytest.mark.xfail",
}

# Where a rule does not hold, each with its reason.
ALLOWED = {
    ("tests/app/test_keys.py", "skip"): "the memory of a process, which Linux shows",
    ("tests/app/test_priority.py", "skip"): "priorities of threads, which Linux has",
    ("tests/restoration/gpt/test_gpt_crash.py", "skip"): "os.fork, which Windows lacks",
    ("tests/restoration/models/test_pool.py", "skip"): "a CUDA device",
    ("tests/restoration/test_image.py", "skip"): "named pipes, which Windows lacks",
    ("tests/restoration/test_outputs.py", "skip"): "permissions of files as POSIX has them",
    ("tests/test_needs.py", "skip"): "tests that very skip",
    ("tests/until.py", "sleep"): "the one place that waits, for a condition",
    ("tests/restoration/gpt/fake_openai.py", "sleep"): "a service that resets after its bytes were read",
    ("tests/restoration/gpt/fake_gemini.py", "sleep"): "a service that answers late",
    (
        "tests/restoration/models/test_pool.py",
        "sleep",
    ): "a network in use long enough for a second user to meet it",
    ("tests/needs.py", "skip"): "the one place that skips for a missing tool, and fails where it is required",
}


def name_of(node: ast.AST) -> str:
    """`a.b.c` of a chain of attributes, else nothing."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        above = name_of(node.value)
        return f"{above}.{node.attr}" if above else node.attr
    return ""


def calls(node: ast.AST) -> list[ast.Call]:
    return [n for n in ast.walk(node) if isinstance(n, ast.Call)]


def functions_of_tests(tree: ast.AST) -> Iterator[Function]:
    for node in ast.walk(tree):
        if isinstance(node, Function) and node.name.startswith("test"):
            yield node


def always_true(node: ast.expr) -> bool:
    """Whether an asserted expression is true whatever the code does."""
    if isinstance(node, ast.Constant):
        return bool(node.value)
    if isinstance(node, (ast.Tuple, ast.List)):
        return bool(node.elts)
    if isinstance(node, ast.BoolOp):
        some_or_all = any if isinstance(node.op, ast.Or) else all
        return some_or_all(always_true(value) for value in node.values)
    if isinstance(node, ast.IfExp):
        return always_true(node.body) or always_true(node.orelse)
    if isinstance(node, ast.Call) and name_of(node.func) == "isinstance" and len(node.args) == 2:
        return name_of(node.args[1]) == "object"
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        left, op, right = node.left, node.ops[0], node.comparators[0]
        same = ast.dump(left) == ast.dump(right) and not calls(left)  # two calls may differ
        counted = isinstance(left, ast.Call) and name_of(left.func) == "len"
        zero = isinstance(right, ast.Constant) and right.value == 0
        return (same and isinstance(op, (ast.Eq, ast.Is, ast.LtE, ast.GtE))) or (
            counted and zero and isinstance(op, ast.GtE)
        )
    return False


def cannot_fail(tree: ast.Module) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Assert) and always_true(node.test):
            yield node


def any_value_will_do(tree: ast.Module) -> Iterator[ast.AST]:
    """`x in TASKS`: membership of a table of the code under test, which holds for whatever the code answers."""
    tables = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in ("restoration", "app")
        for alias in node.names
        if alias.name.isupper()
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Assert) and isinstance(node.test, ast.Compare):
            of_table = any(name_of(right).split(".")[0] in tables for right in node.test.comparators)
            answered = any(isinstance(call.func, ast.Name) for call in calls(node.test.left))
            if of_table and answered and any(isinstance(op, ast.In) for op in node.test.ops):
                yield node


@cache
def helpers_that_check() -> frozenset[str]:
    """Names of the functions in tests/ that assert, or call one that does."""
    bodies: dict[str, list[Function]] = {}
    for path in FILES:
        for node in ast.walk(parsed(path.read_text("utf-8"))):
            if isinstance(node, Function):
                bodies.setdefault(node.name, []).append(node)
    checking: set[str] = set()
    while more := {
        name
        for name, found in bodies.items()
        if name not in checking and any(checks(function, checking) for function in found)
    }:
        checking |= more
    return frozenset(checking)


def checks(function: Function, helpers: frozenset[str] | set[str], known: set[str] | None = None) -> bool:
    """Whether it asserts, or calls one of the helpers: a method, or a function that its file defines or imports."""
    for node in ast.walk(function):
        if isinstance(node, ast.Assert):
            return True
        if isinstance(node, ast.Call):
            called = name_of(node.func)
            last = called.rpartition(".")[2]
            helper = last in helpers and (known is None or called != last or called in known)
            if called in CHECKS or helper or last.startswith(("assert_", "wait_for", "expect")):
                return True
    return False


def checks_nothing(tree: ast.Module) -> Iterator[ast.AST]:
    known = {node.name for node in ast.walk(tree) if isinstance(node, Function)}
    known |= {a.name for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) for a in n.names}
    for test in functions_of_tests(tree):
        if not checks(test, helpers_that_check(), known):
            yield test


def raises_anything(tree: ast.Module) -> Iterator[ast.AST]:
    for call in calls(tree):
        if name_of(call.func) == "pytest.raises" and call.args:
            broad = name_of(call.args[0]) in ("Exception", "BaseException")
            if broad and not any(word.arg == "match" for word in call.keywords):
                yield call


def swallows(tree: ast.Module) -> Iterator[ast.AST]:
    """A failure that a test passes over: `except …: pass`, or a `suppress` around what asserts."""
    for test in functions_of_tests(tree):
        for node in ast.walk(test):
            if isinstance(node, ast.ExceptHandler) and all(isinstance(n, ast.Pass) for n in node.body):
                yield node
            if isinstance(node, ast.With):
                suppresses = any(name_of(c.func).endswith("suppress") for i in node.items for c in calls(i))
                if suppresses and any(isinstance(n, ast.Assert) for n in ast.walk(node)):
                    yield node


def sleeps(tree: ast.Module) -> Iterator[ast.AST]:
    for call in calls(tree):
        if name_of(call.func) in ("time.sleep", "sleep") or name_of(call.func).endswith("wait_for_timeout"):
            yield call


def bounds_the_clock(tree: ast.Module) -> Iterator[ast.AST]:
    for test in functions_of_tests(tree):
        clocked = {
            name.id
            for node in ast.walk(test)
            if isinstance(node, ast.Assign) and any(name_of(c.func) in CLOCKS for c in calls(node.value))
            for target in node.targets
            for name in ast.walk(target)
            if isinstance(name, ast.Name)
        }
        for node in ast.walk(test):
            if isinstance(node, ast.Assert):
                of_clock = any(name_of(c.func) in CLOCKS for c in calls(node))
                named = any(isinstance(n, ast.Name) and n.id in clocked for n in ast.walk(node))
                if of_clock or named:
                    yield node


def skips(tree: ast.Module) -> Iterator[ast.AST]:
    """A skip beside `needs`, and a test that returns early: both pass where nothing was tested."""
    for node in ast.walk(tree):
        if isinstance(node, (ast.Name, ast.Attribute)) and name_of(node) in SKIPS:
            yield node
    for test in functions_of_tests(tree):
        inner = {
            id(n) for f in ast.walk(test) if isinstance(f, Function) and f is not test for n in ast.walk(f)
        }
        for node in ast.walk(test):
            if isinstance(node, ast.Return) and id(node) not in inner:
                yield node


RULES: dict[str, Callable[[ast.Module], Iterator[ast.AST]]] = {
    "cannot fail": cannot_fail,
    "any value": any_value_will_do,
    "checks nothing": checks_nothing,
    "raises anything": raises_anything,
    "swallows": swallows,
    "sleep": sleeps,
    "clock": bounds_the_clock,
    "skip": skips,
}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_tests_mean_it(path: Path) -> None:
    name, tree = path.relative_to(ROOT).as_posix(), parsed(path.read_text("utf-8"))
    found = [
        f"{name}:{node.lineno}: {rule}: {ast.unparse(node).splitlines()[0][:90]}"  # type: ignore[attr-defined]
        for rule, finder in RULES.items()
        if (name, rule) not in ALLOWED
        for node in finder(tree)
    ]
    assert found == []


FOUND = {
    "cannot fail": (
        "assert True",
        "assert found or True",
        "assert a == b if shared else True",
        "assert (a, 'message')",
        "assert len(rows) >= 0",
        "assert isinstance(made, object)",
        "assert made.name == made.name",
    ),
    "any value": ("from restoration.tasks import TASKS\nassert suggest(image).task in TASKS",),
    "checks nothing": ("def test_it():\n    run()",),
    "raises anything": ("with pytest.raises(Exception):\n    run()",),
    "swallows": (
        "def test_it():\n    try:\n        assert run()\n    except OSError:\n        pass",
        "def test_it():\n    with contextlib.suppress(OSError):\n        assert run()",
    ),
    "sleep": ("time.sleep(1)", "page.wait_for_timeout(100)"),
    "clock": (
        "def test_it():\n    began = time.perf_counter()\n    assert time.perf_counter() - began < 1",
        "def test_it():\n    took = time.monotonic() - 3\n    assert took < 1",
    ),
    "skip": (
        "pytest.importorskip('dask')",
        "@pytest.mark.skip\ndef test_it():\n    assert run()",
        "def test_it():\n    if not here():\n        return\n    assert run()",
    ),
}
PASSED = """
from restoration.tasks import TASKS
def test_it():
    assert run() == run(), "determinism"
    assert "haze" in TASKS
    assert len(rows) >= 1
    assert isinstance(made, Result)
    def answer():
        return 3
    with pytest.raises(Exception, match="no photo"):
        run()
    with contextlib.suppress(OSError):
        run()
def test_other():
    page.get_by_text("x").wait_for()
"""


@pytest.mark.parametrize(("rule", "code"), [(rule, code) for rule in FOUND for code in FOUND[rule]])
def test_the_search_finds(rule: str, code: str) -> None:
    assert len(list(RULES[rule](parsed(code)))) == 1


def test_the_search_lets_pass() -> None:
    assert [rule for rule, finder in RULES.items() if list(finder(parsed(PASSED)))] == []


def test_every_exception_is_needed() -> None:
    for (name, rule), reason in ALLOWED.items():
        assert list(RULES[rule](parsed((ROOT / name).read_text("utf-8")))), f"{name}: {reason}"
