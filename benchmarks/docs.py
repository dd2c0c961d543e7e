"""The documentation against the stored results.

    python -m benchmarks.docs                      write the figures of every page from the stored results
    python -m benchmarks.docs --check              change nothing; exit code 1 and a line for everything that differs
    python -m benchmarks.docs --record PAGE [--command TEXT]
                                                   store the figures that stand in PAGE as a lab record

Figures stand in blocks (`benchmarks/docs_blocks.py`) whose numbers and tables lie in benchmarks/results/pages, with the command
that made them; docs/results.md is made from benchmarks/results/study.json whole. `--check` also finds figures outside a block, and verbs,
options, benchmarks, settings, files, links and models that a page names and that do not exist. `--record` is for figures that
were typed from a command's output: it says so in the record.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from benchmarks import docs_blocks, docs_names, docs_values, files
from benchmarks.docs_blocks import DocsError, Record
from benchmarks.docs_study import RESULTS, STUDY_JSON, rendered

ROOT = Path(__file__).parent.parent
PAGES = ROOT / "benchmarks" / "results" / "pages"
FILES = PAGES / "measured-files.csv"
"""Which files each command reads; `benchmarks.files` makes it."""
_FREE = ("CHANGELOG.md", "docs/results.md")
"""No blocks: what was measured when a version was made stays as it was; made whole."""


def record_file(page: str) -> Path:
    """benchmarks/results/pages/models.json for docs/models.md."""
    return PAGES / f"{slug(page)}.json"


def slug(page: str) -> str:
    return page.removeprefix("docs/").removesuffix(".md").replace("/", "-").lower()


def refilled(page: str, text: str) -> str:
    """The page with every figure as it is stored. Raises DocsError."""
    lines = text.split("\n")
    records = docs_blocks.read_records(record_file(page))
    values = docs_values.values()
    found = [block for block in docs_blocks.blocks(lines) if block.name]
    for block in reversed(found):
        if block.name not in records:
            raise DocsError(f"block {block.name!r} has no record in {record_file(page).name}")
        try:
            new = docs_blocks.filled(lines[block.first : block.last], records[block.name], PAGES, values)
        except DocsError as error:
            raise DocsError(f"block {block.name!r}: {error}") from None
        lines[block.first : block.last] = new
    unused = sorted(set(records) - {block.name for block in found})
    if unused:
        raise DocsError(f"{record_file(page).name} has records without a block: {', '.join(unused)}")
    return "\n".join(lines)


def page_complaints(page: str, text: str) -> Iterator[str]:
    """What is wrong with a page, in lines."""
    yield from docs_names.complaints(page, text)
    if page in _FREE:
        return
    try:
        lines, whole = text.split("\n"), refilled(page, text).split("\n")
        for block in docs_blocks.blocks(lines):
            if not block.name:
                continue
            for number in range(block.first, block.last):
                if whole[number : number + 1] != lines[number : number + 1]:
                    yield f"line {number + 1} differs from the stored results: {lines[number][:100]!r}"
                    break
        for number, figure in docs_blocks.outside(lines, docs_blocks.blocks(lines)):
            yield f"line {number}: the figure {figure!r} stands in no block"
        for name, record in docs_blocks.read_records(record_file(page)).items():
            if record.kind not in docs_blocks.KINDS:
                yield f"record {name!r}: kind {record.kind!r}"
            if not record.command.startswith("python -m ") and "=" not in record.command.split(" ")[0]:
                yield f"record {name!r}: no command ({record.command!r})"
            yield from (f"record {name!r}: {said}" for said in docs_names.command_complaints(record.command))
            for benchmark in re.findall(r"benchmarks\.([a-z_]+)", record.command):
                if benchmark not in files.READS:
                    yield f"record {name!r}: benchmarks/files.py does not say which files {benchmark} reads"
    except DocsError as error:
        yield str(error)


def complaints() -> list[str]:
    """Everything that `--check` prints."""
    found = []
    for page, text in docs_names.pages().items():
        found += [f"{page}: {said}" for said in page_complaints(page, text)]
    if RESULTS.read_text("utf-8") != rendered(json.loads(STUDY_JSON.read_text("utf-8"))):
        found.append("docs/results.md differs from benchmarks/results/study.json")
    if docs_blocks.read_table(FILES) != files.table():
        found.append(
            f"benchmarks/results/pages/{FILES.name} differs from benchmarks/files.py and its list of files"
        )
    known = {record_file(page) for page in docs_names.pages()}
    tables = {
        PAGES / name for file in known for r in docs_blocks.read_records(file).values() for name in r.tables
    }
    for file in sorted(PAGES.glob("*")):
        if file not in known | tables:
            found.append(f"benchmarks/results/pages/{file.name}: no page uses it")
    return found


def record(page: str, command: str | None = None) -> None:
    """Store the figures of every block of `page` as they stand there. References to values stay where they give the same text.
    Raises DocsError for a block without a command."""
    lines = (ROOT / page).read_text("utf-8").split("\n")
    old, records = docs_blocks.read_records(record_file(page)), {}
    values = docs_values.values()
    for block in docs_blocks.blocks(lines):
        if not block.name:
            continue
        part = lines[block.first : block.last]
        figures, tables = docs_blocks.taken(part)
        before = old.get(block.name)
        if before is not None and len(before.figures) == len(figures):
            figures = _with_references(before.figures, figures, values)
        names = [
            f"{slug(page)}-{block.name}{f'-table{n}' if n > 1 else ''}.csv" for n in range(1, len(tables) + 1)
        ]
        if before is not None and len(before.tables) == len(tables):
            names = before.tables
        for name, rows in zip(names, tables, strict=True):
            stored = docs_blocks.read_table(PAGES / name) if (PAGES / name).is_file() else []
            if [len(row) for row in stored] == [len(row) for row in rows]:
                rows = [_with_references(was, now, values) for was, now in zip(stored, rows, strict=True)]
            docs_blocks.write_table(PAGES / name, rows)
        texts = re.findall(r"`((?:[A-Z_]+=\S+ )?python -m benchmarks\.[^`]+)`", "\n".join(part))
        said = "; ".join(dict.fromkeys(" ".join(text.split()) for text in texts))
        said = said or command or (before.command if before else "")
        if not said:
            raise DocsError(f"{page}: block {block.name!r} names no command; give it with --command")
        same = before is not None and before.figures == figures and before.tables == names
        when = before.recorded if same and before is not None else date.today().isoformat()
        kind = before.kind if before is not None else docs_blocks.KINDS[0]
        records[block.name] = Record(said, kind, when, figures, names)
    docs_blocks.write_records(record_file(page), records)


def _with_references(stored: Sequence[str], now: Sequence[str], values: Mapping[str, float]) -> list[str]:
    """`now`, with what is stored where that is a value which still gives the same text."""
    return [
        was if "{" in was and docs_blocks.resolved(was, values) == text else text
        for was, text in zip(stored, now, strict=True)
    ]


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--check", action="store_true", help="change nothing; exit code 1 where a page differs"
    )
    parser.add_argument("--record", metavar="PAGE", help="store the figures of this page, as docs/models.md")
    parser.add_argument(
        "--command", metavar="TEXT", help="with --record: what made the figures of new blocks"
    )
    given = parser.parse_args()
    try:
        if given.record:
            record(given.record, given.command)
            return 0
        if given.check:
            found = complaints()
            print("\n".join(found) or "The documentation is that of the stored results.")
            return 1 if found else 0
        docs_blocks.write_table(FILES, files.table())
        for page, text in docs_names.pages().items():
            if page not in _FREE:
                (ROOT / page).write_text(refilled(page, text), "utf-8")
    except DocsError as error:
        parser.error(str(error))
    RESULTS.write_text(rendered(json.loads(STUDY_JSON.read_text("utf-8"))), "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
