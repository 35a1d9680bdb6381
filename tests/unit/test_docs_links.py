"""What the docs name is there: links, headings, files, tests."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
_FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ +(.+?) *$", re.MULTILINE)
_PATH = re.compile(r"`((?:explainer|tests|tools|docs|scenes|benchmarks)/[\w./-]*)`")
_TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
_OUTSIDE = ("http://", "https://", "mailto:")


def prose(page: Path) -> str:
    """A page without its blocks of code."""
    return _FENCE.sub("", page.read_text(encoding="utf-8"))


def anchors(page: Path) -> set[str]:
    """What a heading is called in a link, as GitHub does it."""
    found: set[str] = set()
    for heading in _HEADING.findall(prose(page)):
        text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).casefold()
        name = re.sub(r"[^\w\- ]", "", text).replace(" ", "-")
        number = 0
        while (anchor := f"{name}-{number}" if number else name) in found:
            number += 1
        found.add(anchor)
    return found | set(re.findall(r'<a id="([^"]+)"', page.read_text(encoding="utf-8")))


def broken(page: Path) -> Iterator[str]:
    """Links of a page that lead nowhere."""
    for link in _LINK.findall(prose(page)):
        if link.startswith(_OUTSIDE):
            continue
        path, _sign, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and target.suffix == ".md" and anchor not in anchors(target)):
            yield link


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    assert list(broken(page)) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_file_that_is_named_exists(page: Path) -> None:
    named = {path for path in _PATH.findall(prose(page)) if "NAME" not in path}
    assert sorted(path for path in named if not (ROOT / path).exists()) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_test_that_is_named_exists(page: Path) -> None:
    named = _TEST.findall(prose(page))
    lost = [
        f"{file}::{name}"
        for file, name in named
        if not (ROOT / file).is_file()
        or not re.search(
            rf"^(?:async )?def {name}\(", (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE
        )
    ]
    assert lost == []


def test_every_claim_of_the_safety_page_has_its_test() -> None:
    rows = (ROOT / "docs/safety.md").read_text(encoding="utf-8").partition("## How we know")[2].splitlines()
    table = [row for row in rows if row.startswith("| ") and "---" not in row][1:]
    assert len(table) > 15
    assert [row for row in table if not _TEST.search(row)] == []


NAMES = re.compile(r"`(_?[A-Z][A-Z_]{3,})`[^`]*?`(explainer/[\w/]+\.py)`")
"""A constant, and the file it stands in: "`COMMANDS` of `explainer/cli/main.py`"."""


def test_what_the_page_says_to_change_is_there() -> None:
    text = (ROOT / "docs" / "adding.md").read_text(encoding="utf-8")
    pairs = [pair for line in text.splitlines() for pair in NAMES.findall(line)]
    assert len(pairs) > 6
    lost = [(name, file) for name, file in pairs if name not in (ROOT / file).read_text(encoding="utf-8")]
    assert lost == []


@pytest.mark.parametrize("what", ["a screen", "a kind of step", "a kind of figure", "an action", "a command"])
def test_each_is_told_in_ten_lines(what: str) -> None:
    text = (ROOT / "docs" / "adding.md").read_text(encoding="utf-8")
    section = text.partition(f"## To add {what}\n")[2].partition("\n## ")[0]
    assert len(re.findall(r"^\d+\. ", section, re.MULTILINE)) == 10
