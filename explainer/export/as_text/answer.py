"""What a command answers: data, and what is said beside it."""

from __future__ import annotations

from typing import Any

import msgspec

from explainer.story.clean import escape_json


class Answer(msgspec.Struct, frozen=True):
    """Not yet cleaned of what a terminal would obey; whoever writes it does that."""

    data: str
    """Ends with its own line end."""
    said: str = ""
    """For standard error."""
    utf8: bool = False
    """In UTF-8 whatever the locale, as JSON must be."""


def json_of(value: Any) -> str:
    """A value as JSON, in lines; nothing in it acts on a terminal."""
    raw = msgspec.json.format(msgspec.json.encode(value), indent=2)
    return escape_json(raw.decode()) + "\n"
