"""A room's report as one HTML page that needs nothing else, as Markdown, and as JSON; the same bytes each time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from markupsafe import Markup, escape

from explainer.export import report_words as words
from explainer.export.as_text.answer import json_of
from explainer.export.report_words import Table
from explainer.export.takeaway_forms import linked_html, spaced
from explainer.export.templating import escape_markdown, fill
from explainer.story.clean import clean
from explainer.workshop.report import Report

SHORT = 12
"""Characters of a cell that is not folded: `11 min more` has eleven."""


def to_html(report: Report) -> str:
    """One page without script, for light, dark and print."""
    return fill("report.html.j2", r=report, words=words, linked=linked_html, table=_html_table, slug=_slug)


def to_markdown(report: Report) -> str:
    """CommonMark, with tables as GitHub has them; nothing that is filled in can become a mark."""
    return spaced(fill("report.md.j2", r=report, words=words, table=_markdown_table))


def to_json(report: Report) -> str:
    """The record itself: every field, always."""
    return json_of(report)


FORMS: dict[str, Callable[[Report], str]] = {".html": to_html, ".md": to_markdown, ".json": to_json}
"""By the ending of a file's name."""


def files(report: Report, out: Path) -> dict[Path, str]:
    """The report by file: in the form that the name's ending asks for; in all three beside each other without one."""
    form = FORMS.get(out.suffix.lower())
    if form is not None:
        return {out: clean(form(report))}
    return {out.with_name(out.name + ending): clean(make(report)) for ending, make in FORMS.items()}


def _markdown_table(table: Table) -> str:
    lines = [_row(table.head), "| " + " | ".join("---" for _column in table.head) + " |"]
    return "\n".join([*lines, *map(_row, table.rows)])


def _row(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(map(_cell, cells)) + " |"


def _cell(text: str) -> str:
    # inside a row no line begins: the letter keeps `-5` and `1.` from being guarded as if one did
    return escape_markdown("x" + " ".join(text.split()))[1:]


def _html_table(table: Table) -> Markup:
    head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in table.head)
    rows = "\n".join("<tr>" + "".join(map(_html_cell, row)) + "</tr>" for row in table.rows)
    # wider than a phone: then it is moved sideways alone, and can be by keyboard
    filled = f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table>"
    return Markup(f'<div class="wide" tabindex="0">{filled}</div>')


def _html_cell(text: str) -> str:
    """Times and numbers stay on one line."""
    return f'<td class="short">{escape(text)}</td>' if len(text) <= SHORT else f"<td>{escape(text)}</td>"


def _slug(number: int) -> str:
    return f"vote-{number}"
