"""The reference of the format is made from the specs: every field stands in it, and nothing unknown."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import pytest

from explainer.story.load.containers import ListOf, MapOf, Record, RefOr
from explainer.story.load.fields import Node, Notes, Spec
from explainer.story.load.format_figures import OPTIONS
from explainer.story.load.format_story import FILES
from tools.format_reference import reference_page, rows_of, type_of


@pytest.fixture(scope="module")
def page() -> str:
    return reference_page("<!-- -->")


def leaves(spec: Spec) -> int:
    """How many fields there are below a spec."""
    if isinstance(spec, Record | RefOr):
        return sum(1 + leaves(below) for below in spec.fields.values())
    if isinstance(spec, ListOf):
        return leaves(spec.item)
    return leaves(spec.value) if isinstance(spec, MapOf) else 0


@pytest.mark.parametrize("kind", FILES)
def test_every_field_has_a_row_with_a_type_and_what_it_holds(page: str, kind: str) -> None:
    section = page.split(f"\n## {kind}\n")[1].split("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("| `")]
    # A file that is a list has one field more, the list itself, which the section says in words.
    listed = isinstance(FILES[kind].fields[kind], ListOf)
    assert len(rows) == leaves(FILES[kind]) - listed
    for row in rows:
        field, type_, _required, holds = re.split(r"(?<!\\)\|", row)[1:5]
        assert field.strip() and type_.strip() and holds.strip()


def test_every_option_and_column_of_a_figure_stands_there(page: str) -> None:
    options = page.split("\n## Options of a figure\n")[1]
    for record in OPTIONS.values():
        for name in record.fields:
            assert f"| `{name}` |" in options
    columns = OPTIONS["map"].fields["columns"]
    assert isinstance(columns, Record)
    table = page.split("\n## Columns of a figure\n")[1].split("\n## ")[0]
    assert re.findall(r"(?m)^\| `(\w+)`", table) == list(columns.fields)


def test_what_is_required_is_marked(page: str) -> None:
    assert re.search(r"(?m)^\| `scene` \| id \| yes \|", page)
    assert re.search(r"(?m)^\| `recap` \| text \|  \|", page)


def test_a_spec_that_nobody_described_stops_the_page() -> None:
    @dataclass(frozen=True, slots=True, kw_only=True)
    class Colour(Spec):
        def read(self, node: Node, path: str, notes: Notes) -> Any:
            return ""

    with pytest.raises(TypeError, match="Colour"):
        type_of(ListOf(item=Colour()))


def test_a_field_without_a_word_about_it_stops_the_page() -> None:
    from tools.format_reference import _table

    with pytest.raises(AssertionError, match="nothing is said about a"):
        _table(rows_of(Record(fields={"a": Record(fields={})}), ""))
