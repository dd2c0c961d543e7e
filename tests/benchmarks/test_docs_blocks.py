"""Figures in the documentation are those of the stored results, and a change on either side is found."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from benchmarks import docs, docs_blocks, docs_names, docs_values
from benchmarks.docs_blocks import DocsError, Record

PAGE = """# Title

<!-- constants -->
At most 3 px, 2.5 dB.
<!-- end -->

<!-- figures speed -->
`python -m benchmarks.models speed --limit 4`: GPT-4o took 1.5 s on 768×512 pixels of Rain100H, −0.4 dB, see [5.5](x5.5.md).

| n | s |
|---|--:|
| 1 | 2.5 |
| `a\\|b` | |
<!-- end -->
"""


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of one page, recorded."""
    monkeypatch.setattr(docs, "ROOT", tmp_path)
    monkeypatch.setattr(docs, "PAGES", tmp_path / "pages")
    monkeypatch.setattr(docs_names, "ROOT", tmp_path)
    (tmp_path / "docs").mkdir()
    (tmp_path / "benchmarks").mkdir()
    (tmp_path / "benchmarks" / "models.py").write_text('"--limit" "speed"')
    (tmp_path / "docs" / "x5.5.md").write_text("")
    file = tmp_path / "docs" / "page.md"
    file.write_text(PAGE)
    docs.record("docs/page.md")
    return file


def found(page: Path) -> list[str]:
    return list(docs.page_complaints("docs/page.md", page.read_text()))


def test_a_recorded_page_is_in_order_and_stays_as_it_is(page: Path) -> None:
    assert found(page) == []
    assert docs.refilled("docs/page.md", PAGE) == PAGE
    record = docs_blocks.read_records(docs.PAGES / "page.json")["speed"]
    assert record.figures == ["1.5", "768", "512", "−0.4", "5.5"]  # no names, no code, no targets of links
    assert record.command == "python -m benchmarks.models speed --limit 4"
    assert record.kind == "lab record"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("1.5 s", "1.4 s", "differs from the stored results"),
        ("| 1 | 2.5 |", "| 1 | 2.6 |", "differs"),
        ("| 1 | 2.5 |\n", "", "differs"),
        ("768×512", "many", "figures"),
        ("<!-- figures speed -->", "<!-- figures other -->", "no record"),
        ("<!-- figures speed -->\n", "", "ends that did not begin"),
        ("<!-- figures speed -->", "<!-- constants -->\n<!-- figures speed -->", "inside another"),
        ("# Title", "# Title\n\nIt gains 5.1 dB.", "stands in no block"),
        ("--limit 4", "--limits 4", "no --limits"),
        ("benchmarks.models", "benchmarks.model", "no benchmark model"),
        ("x5.5.md", "y.md", "leads nowhere"),
        ("# Title", "# `restoration/absent.py`", "no file restoration/absent.py"),
    ],
)
def test_every_change_is_found(page: Path, old: str, new: str, said: str) -> None:
    assert old in PAGE
    page.write_text(PAGE.replace(old, new))
    assert any(said in line for line in found(page)), found(page)


def test_a_changed_result_is_found_and_written_into_the_page(page: Path) -> None:
    docs_blocks.write_table(
        docs.PAGES / "page-speed.csv", [["n", "s"], ["1", "9.5"], ["2", "9.6"], ["3", "9.7"]]
    )
    assert any("differs" in line for line in found(page))
    new = docs.refilled("docs/page.md", PAGE)
    assert "| 1 | 9.5 |\n| 2 | 9.6 |\n| 3 | 9.7 |" in new
    page.write_text(new)
    assert found(page) == []


def test_values_are_computed_from_results(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(docs_values, "values", lambda: {"a.b": 1.5, "c.d": 2.4})
    file = docs.PAGES / "page.json"
    records = docs_blocks.read_records(file)
    records["speed"].figures[0] = "{a.b:.1f}"
    docs_blocks.write_records(file, records)
    assert found(page) == []
    docs.record("docs/page.md")  # a reference that still gives the same text stays
    assert docs_blocks.read_records(file)["speed"].figures[0] == "{a.b:.1f}"
    monkeypatch.setattr(docs_values, "values", lambda: {"a.b": 1.6})
    assert any("differs" in line for line in found(page))
    monkeypatch.setattr(docs_values, "values", dict)
    assert any("no stored result gives 'a.b'" in line for line in found(page))


def test_a_record_needs_a_command_that_exists_and_a_block(page: Path) -> None:
    file = docs.PAGES / "page.json"
    records = docs_blocks.read_records(file)
    records["speed"].command = "python -m benchmarks.absent"
    docs_blocks.write_records(file, records)
    assert any("no benchmark absent" in line for line in found(page))
    records["speed"].command = "by hand"
    docs_blocks.write_records(file, records)
    assert any("no command" in line for line in found(page))
    records["speed"].command = "python -m benchmarks.models"
    records["left over"] = Record("python -m benchmarks.models", "lab record", "2026-01-01")
    docs_blocks.write_records(file, records)
    assert any("without a block: left over" in line for line in found(page))


def test_a_new_block_without_a_command_is_refused(page: Path) -> None:
    page.write_text(PAGE + "\n<!-- figures more -->\n4 dB\n<!-- end -->\n")
    with pytest.raises(DocsError, match="names no command"):
        docs.record("docs/page.md")
    docs.record("docs/page.md", "python -m benchmarks.models quality")
    assert found(page) == []


def test_the_documentation_is_that_of_the_stored_results() -> None:
    assert docs.complaints() == []


def test_figures_of_the_readme_are_in_blocks() -> None:
    text = (docs.ROOT / "README.md").read_text("utf-8")
    gain = re.search(r"\+(\d+\.\d) dB", text)
    assert gain is not None
    changed = text.replace(gain[0], f"+{float(gain[1]) + 0.1:.1f} dB")
    assert any("differs" in line for line in docs.page_complaints("README.md", changed))
