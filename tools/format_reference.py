"""The reference of the story format, made from the specs that the loader reads with: `docs/authors/reference.md`.

A spec of a kind that is not known here stops the making: no field may be described as something it is not.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from explainer.story.load import fields
from explainer.story.load.containers import Contact, ListOf, MapOf, Options, Record, RefOr
from explainer.story.load.fields import Spec
from explainer.story.load.files import purpose
from explainer.story.load.format_figures import NEEDED, OPTIONS, Decimal, Offset
from explainer.story.load.format_story import FILES

PLACES = {
    "story": ("story.yaml",),
    "scene": ("CHAPTER/SCENE.yaml",),
    "plan": ("plans/PLAN.yaml",),
    "terms": ("glossary.yaml", "glossary/ANY.yaml"),
    "claims": ("claims.yaml", "claims/ANY.yaml"),
    "sources": ("sources/ANY.yaml",),
    "excerpts": ("excerpts/ANY.yaml",),
    "figures": ("figures/ANY.yaml",),
    "documents": ("documents/ANY.yaml",),
    "changes": ("changes.yaml",),
}
"""Where a file of a kind stands in the story's folder."""

HEAD = """\
# The story format, field by field

Made from the model that the program reads with. [The format](format.md) explains how the parts belong together;
[the tutorial](tutorial.md) leads through them; an editor shows the same words while you type ([editors](editors.md)).

`a.b` is the field `b` inside of `a`; `[]` stands for each thing of a list, `{}` for each value of a mapping. A field
that is not required may be left out or be `null`. A *text* may be a mapping from language to text, the story's own
language first; a *code* is the same in every language. A YAML file that
stands anywhere else is a mistake; other files and hidden folders are left alone."""


class Row(NamedTuple):
    """One field."""

    path: str
    spec: Spec


def reference_page(written_by: str) -> str:
    """The whole page; `written_by` is the comment it begins with."""
    lines = [written_by, HEAD]
    for kind, spec in FILES.items():
        lines += ["", *_section(kind, spec)]
    lines += ["", *_columns(), "", *_options()]
    return "\n".join(lines) + "\n"


def _section(kind: str, spec: Record) -> list[str]:
    places = " or ".join(f"`{place}`" for place in PLACES[kind])
    assert all(purpose(place) == kind for place in PLACES[kind]), f"{kind} stands elsewhere"
    things = spec.fields[kind]
    lines = [f"## {kind}", "", f"In {places}."]
    if isinstance(things, ListOf):
        lines[-1] += f" The file has one key, `{kind}:`, with a list; each thing of it has these fields."
        spec_rows = rows_of(things.item, "")
    else:
        lines[-1] += f" The file begins with the key `{kind}:`."
        spec_rows = rows_of(spec, "")
    return [*lines, "", *_table(spec_rows)]


def rows_of(spec: Spec, path: str) -> Iterator[Row]:
    """Every field below a spec, in its order, those inside of it behind it."""
    if isinstance(spec, Record | RefOr):
        for name, below in spec.fields.items():
            here = f"{path}.{name}" if path else name
            yield Row(here, below)
            yield from rows_of(below, here)
    elif isinstance(spec, ListOf):
        yield from rows_of(spec.item, f"{path}[]")
    elif isinstance(spec, MapOf):
        yield from rows_of(spec.value, f"{path}{{}}")


def _table(rows: Iterator[Row]) -> list[str]:
    lines = ["| field | type | required | what it holds |", "| --- | --- | --- | --- |"]
    for row in rows:
        assert row.spec.about, f"nothing is said about {row.path}"
        required = "yes" if row.spec.required else ""
        lines.append(f"| `{row.path}` | {_cell(type_of(row.spec))} | {required} | {_cell(row.spec.about)} |")
    return lines


def type_of(spec: Spec) -> str:
    """What a field may hold, in a few words.

    Raises:
        TypeError: nothing is known of this kind of spec.
    """
    return _holding(spec) or _single(spec)


def _holding(spec: Spec) -> str:
    if isinstance(spec, ListOf):
        one = type_of(spec.item)
        if spec.one_is_enough:
            return f"{one}, or a list of them"
        return f"list: {one}" + (f"; {spec.at_least} at least" if spec.at_least else "")
    if isinstance(spec, MapOf):
        return f"mapping to: {type_of(spec.value)}"
    if isinstance(spec, RefOr):
        return f"{type_of(spec.fields['of'])}, or a mapping"
    if isinstance(spec, Options):
        return "mapping: see [options of a figure](#options-of-a-figure)"
    return "mapping" if isinstance(spec, Record) else ""


def _single(spec: Spec) -> str:
    match spec:
        case fields.Marked():
            return "text with marks"
        case fields.Text():
            return ("text" if spec.languages else "code") + (", paragraphs" if spec.paragraphs else "")
        case fields.Language():
            return "code of a language"
        case fields.Ref():
            words = "".join(f", or `{word}`" for word in spec.words)
            return "id of a " + " or ".join(spec.kinds) + words
        case fields.Id():
            return "id"
        case fields.Date():
            exact = "day" if spec.only_days else "day, month or year"
            return exact + (", or an hour of a day" if spec.hours else "")
        case fields.Flag():
            return "`true` or `false`"
        case fields.Number():
            return "whole number"
        case fields.Choice():
            return ", ".join(f"`{word}`" for word in spec.words)
        case Offset():
            return "distance from UTC"
        case Decimal():
            return "number"
        case Contact():
            return "e-mail address, or a page over https"
    raise TypeError(f"the reference knows no spec of the kind {type(spec).__name__}")


def _common() -> set[str]:
    return set.intersection(*(set(record.fields) for record in OPTIONS.values()))


def _columns() -> list[str]:
    """What a column of a table may be read for, and which figures need it."""
    columns = OPTIONS["map"].fields["columns"]
    assert isinstance(columns, Record)
    lines = [
        "## Columns of a figure",
        "",
        "Under `options.columns` of a figure: each field names the column, or a list of columns, that is read for it.",
        "",
        "| field | needed by | what the column holds |",
        "| --- | --- | --- |",
    ]
    for role, spec in columns.fields.items():
        needing = [kind for kind, roles in NEEDED.items() if role in roles]
        needed = "every kind" if len(needing) == len(NEEDED) else ", ".join(needing)
        lines.append(f"| `{role}` | {needed} | {_cell(spec.about)} |")
    return lines


def _options() -> list[str]:
    """The options that every kind of figure takes, then those of each kind."""
    common = _common()
    some = OPTIONS["map"].fields
    lines = ["## Options of a figure", "", "Every kind takes these."]
    lines += ["", *_table(_without_columns({name: some[name] for name in some if name in common}))]
    by_options: dict[str, list[str]] = {}
    for kind, record in OPTIONS.items():
        own = {name: spec for name, spec in record.fields.items() if name not in common}
        by_options.setdefault("\n".join(_table(_without_columns(own))), []).append(kind)
    for table, kinds in by_options.items():
        lines += ["", f"### {', '.join(kinds)}", "", table]
    return lines


def _without_columns(named: dict[str, Spec]) -> Iterator[Row]:
    """Options with what is inside of them; the columns have a table of their own."""
    for row in rows_of(Record(fields=named), ""):
        parent, _dot, _name = row.path.rpartition(".")
        if not parent.endswith("columns"):
            yield row


def _cell(text: str) -> str:
    """A text that stays in its table cell, and shows its marks and brackets as they are."""
    text = " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;")
    return text.replace("[[", "\\[\\[").replace("[^", "\\[^")
