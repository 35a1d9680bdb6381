"""The one template environment of the exports: strict, escaping by name, the same bytes for the same input."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from explainer.messages import _, ngettext

_FOLDER = Path(__file__).resolve().parent / "templates"
_ESCAPED = (".html.j2", ".svg.j2", ".xml.j2")
"""Templates of these endings put out markup: what is filled in is escaped."""
_MARKS = re.compile(r"([\\`*_{}\[\]<>#|~])")
_LINE_STARTS = re.compile(r"^(\s*)([-+=]|\d+(?=[.)]))", re.MULTILINE)
_ENTITY = re.compile(r"&(?=#?\w+;)")


def escapes(name: str | None) -> bool:
    """Whether what a template is filled with is escaped; one without a name always is."""
    return name is None or name.endswith(_ESCAPED)


def escape_markdown(text: str) -> str:
    """Plain text that a Markdown reader shows as it stands: no mark, link, list, markup or entity comes of it."""
    text = _MARKS.sub(r"\\\1", _ENTITY.sub("&amp;", text))
    return _LINE_STARTS.sub(_guarded, text)


def _guarded(found: re.Match[str]) -> str:
    indent, start = found.groups()
    if start.isdigit():  # "1." would begin a list; a backslash before its dot keeps it a sentence
        return f"{indent}{start}\\"
    return f"{indent}\\{start}"


@cache
def environment() -> Environment:
    """The templates beside this file, in a checkout and in an installed package alike."""
    made = Environment(
        loader=FileSystemLoader(_FOLDER, encoding="utf-8"),
        autoescape=escapes,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        newline_sequence="\n",
        auto_reload=False,
    )
    made.filters["markdown"] = escape_markdown
    made.globals["_"] = _
    made.globals["ngettext"] = ngettext
    return made


def fill(name: str, **values: Any) -> str:
    """A template of the folder, filled: `fill("site.html.j2", book=book)`."""
    return environment().get_template(name).render(**values)
