"""Blocks of figures in the documentation, and the stored results that their figures come from.

A page marks them by comments that a reader does not see:

    <!-- figures NAME -->       text and tables whose every figure is stored in benchmarks/results/pages/PAGE.json
    <!-- constants -->          numbers that the code sets (limits, sizes, tolerances), not measured
    <!-- end -->

A record has the command that made the figures, when, and `kind`: "lab record" (typed from the command's output), "results file"
(read from a file that the command wrote), or "notes" (of experiments on code that was not kept: a lab book's). Its `figures` are the numbers of the text in order, each as text or as "{NAME:FORMAT}", a value of
`docs_values`; its `tables` are CSV files in benchmarks/results/pages, whose cells may hold such values too. The words around the figures belong to the page.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

NUMBER = re.compile(r"(?<![\w.-])[+−-]?\d+(?:[.,]\d+)*(?![\w]*[A-Za-z_])")
UNIT = re.compile(
    r"\d(?:\s|−|-)?\s?(?:dB|px|pixels|seconds|s|ms|MB|GB|kB|%|MP|minutes|levels)(?![\w.-]*\w)|(?<![\w.])\d+\.\d"
)
_NO_FIGURE = re.compile(
    r"Python 3\.\d+(?: to 3\.\d+)?|arXiv[: ]\d+\.\d+|\b\d+\.\d+\.\d+\b|version \d+\.\d+|[Gg]radio \d+\.\d+|\]\([^)]*\)|`[^`]*`"
)
_START = re.compile(r"<!-- (?:figures ([a-z0-9-]+)|(constants)) -->")
_END = "<!-- end -->"
_VALUE = re.compile(r"\{([a-z_]+\.[a-z_0-9.]+):([^{}]+)\}")
KINDS = ("lab record", "results file", "notes")


class DocsError(Exception):
    """What is wrong with a page or its records, in one line."""


@dataclass(frozen=True)
class Block:
    name: str
    """Empty for constants."""
    first: int
    """Index of the line after the opening comment."""
    last: int
    """Index of the closing comment's line."""


@dataclass
class Record:
    command: str
    kind: str
    recorded: str
    figures: list[str] = field(default_factory=list)
    tables: list[str] = field(default_factory=list)


def blocks(lines: Sequence[str]) -> list[Block]:
    """Raises DocsError for blocks that are not closed, nested, or named twice."""
    found: list[Block] = []
    opened: tuple[str, int] | None = None
    for number, line in enumerate(lines):
        start = _START.fullmatch(line.strip())
        if start is not None:
            if opened is not None:
                raise DocsError(f"line {number + 1}: a block begins inside another one")
            opened = (start.group(1) or "", number + 1)
            if opened[0] and opened[0] in {block.name for block in found}:
                raise DocsError(f"line {number + 1}: a second block {opened[0]!r}")
        elif line.strip() == _END:
            if opened is None:
                raise DocsError(f"line {number + 1}: a block ends that did not begin")
            found.append(Block(opened[0], opened[1], number))
            opened = None
        elif line.strip().startswith("<!-- figures") or line.strip() == "<!-- figure -->":
            raise DocsError(f"line {number + 1}: expected <!-- figures NAME -->, got {line.strip()}")
    if opened is not None:
        raise DocsError(f"block {opened[0] or 'constants'!r} is not closed by {_END}")
    return found


def read_records(file: Path) -> dict[str, Record]:
    if not file.is_file():
        return {}
    data: Mapping[str, Any] = json.loads(file.read_text("utf-8"))
    return {name: Record(**facts) for name, facts in data.items()}


def write_records(file: Path, records: Mapping[str, Record]) -> None:
    text = json.dumps({name: vars(record) for name, record in records.items()}, indent=1, ensure_ascii=False)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(re.sub(r"\[\s+([^\[\]]*?)\s+\]", _on_one_line, text) + "\n", "utf-8")


def _on_one_line(match: re.Match[str]) -> str:
    return "[" + re.sub(r"\s*\n\s*", " ", match.group(1)) + "]"


def filled(lines: Sequence[str], record: Record, folder: Path, values: Mapping[str, float]) -> list[str]:
    """The block's lines with the record's figures in place of their own. Raises DocsError where their numbers differ."""
    figures, tables = iter(record.figures), iter(record.tables)
    out: list[str] = []
    used = 0
    for table, part in _parts(lines):
        if table:
            name = next(tables, None)
            if name is None:
                raise DocsError(f"a table more than the {len(record.tables)} of its record")
            rows = [[resolved(cell, values) for cell in row] for row in read_table(folder / name)]
            out += rendered_table(rows, part[1])
        else:
            text = "\n".join(part)
            used += len(_numbers(text))
            out += _replaced(text, figures, values).split("\n")
    if used != len(record.figures) or next(tables, None) is not None:
        raise DocsError(
            f"{used} figures and {sum(t for t, _ in _parts(lines))} tables in the text, {len(record.figures)} and "
            f"{len(record.tables)} in the record"
        )
    return out


def taken(lines: Sequence[str]) -> tuple[list[str], list[list[list[str]]]]:
    """(figures of the text in order, tables as rows of cells) of a block as it stands in the page."""
    figures: list[str] = []
    tables = []
    for table, part in _parts(lines):
        if table:
            tables.append([cells(line) for line in (part[0], *part[2:])])
        else:
            figures += _numbers("\n".join(part))
    return figures, tables


def outside(lines: Sequence[str], found: Sequence[Block]) -> Iterator[tuple[int, str]]:
    """(line number, figure) of figures with a unit that stand in no block, no code and no heading."""
    inside = {n for block in found for n in range(block.first, block.last)}
    code = front = False
    for number, line in enumerate(lines):
        if line.lstrip().startswith("```"):
            code = not code
        if line == "---" and (number == 0 or front):
            front = not front
        if code or front or number in inside or line.startswith("#"):
            continue
        hit = UNIT.search(_NO_FIGURE.sub("", line))
        if hit is not None:
            yield number + 1, hit.group()


def resolved(text: str, values: Mapping[str, float]) -> str:
    """Stored text as it is written: "{prior_value.gain:+.2f}" stands for a value of `docs_values` in that format."""

    def one(match: re.Match[str]) -> str:
        if match.group(1) not in values:
            raise DocsError(f"no stored result gives {match.group(1)!r}")
        return format(values[match.group(1)], match.group(2))

    return _VALUE.sub(one, text)


def cells(line: str) -> list[str]:
    return [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line.strip())[1:-1]]


def read_table(file: Path) -> list[list[str]]:
    if not file.is_file():
        raise DocsError(f"its table {file.name} is not stored")
    return list(csv.reader(io.StringIO(file.read_text("utf-8"))))


def write_table(file: Path, rows: Sequence[Sequence[str]]) -> None:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text.getvalue(), "utf-8")


def rendered_table(rows: Sequence[Sequence[str]], rule: str) -> list[str]:
    """`rule` is the page's own line under the header, which aligns the columns."""
    lines = ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    lines = [re.sub(r"\|  (?=\|)", "| ", line) for line in lines]
    return [lines[0], rule, *lines[1:]]


def _parts(lines: Sequence[str]) -> list[tuple[bool, list[str]]]:
    """Runs of table lines and of other lines."""
    found: list[tuple[bool, list[str]]] = []
    for line in lines:
        table = line.startswith("|")
        if not found or found[-1][0] != table:
            found.append((table, []))
        found[-1][1].append(line)
    return found


def _spans(text: str) -> list[tuple[int, int]]:
    """Where code and link targets stand: no figures."""
    return [match.span() for match in re.finditer(r"`[^`]*`|\]\([^)]*\)", text)]


def _numbers(text: str) -> list[str]:
    spans = _spans(text)
    return [m.group() for m in NUMBER.finditer(text) if not any(a <= m.start() < b for a, b in spans)]


def _replaced(text: str, figures: Iterator[str], values: Mapping[str, float]) -> str:
    spans = _spans(text)

    def one(match: re.Match[str]) -> str:
        if any(a <= match.start() < b for a, b in spans):
            return match.group()
        figure = next(figures, None)
        return match.group() if figure is None else resolved(figure, values)

    return NUMBER.sub(one, text)
