"""What Textual 8.2.8 does to the whole process, undone once before the first app: many guests share it.

Each of these was seen: a dead guest's capture as `sys.stdout`, colours taken from the server's own terminal, rows of
guests who left held by a cache. What an app can be told by itself is in `guest_app` and `guest_driver`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

FOREIGN = (
    "NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE", "COLORTERM", "TERM_PROGRAM", "LC_TERMINAL",
    "LINES", "COLUMNS", "ESCDELAY",
)  # fmt: skip
"""Of the operator's terminal: Textual and Rich read them for every app, some at import."""


def clean_environment() -> None:
    """Take out of this process what tells of the operator's terminal; before Textual is imported.

    A user that systemd makes for a service alone (`DynamicUser`) may have no home, and asyncssh 2.24 asks for one
    before it looks at anything: it gets the root folder, of which nothing is read.
    """
    if os.path.expanduser("~") == "~":
        os.environ["HOME"] = "/"
    for name in list(os.environ):
        # TEXTUAL_LOG, _PRESS, _SCREENSHOT and the like act on every app.
        if name in FOREIGN or name.startswith("TEXTUAL"):
            del os.environ[name]


def close_traps() -> None:
    """Undo the rest; once a process, but twice does no harm."""
    import textual.app
    from textual._styles_cache import StylesCache
    from textual._xterm_parser import XTermParser

    clean_environment()
    # Overlapping lives of apps unwind them in the wrong order: the last one out leaves a dead app's capture behind.
    changed: Any = textual.app
    changed.redirect_stdout = changed.redirect_stderr = _not_redirected
    # Cached methods hold `self`: 564 objects and 80 KB of a guest who left, up to 1,024 guests.
    caching: Any = StylesCache
    caching.get_inner_outer = _inner_outer
    parsing: Any = XTermParser
    parsing._parse_extended_key = getattr(
        XTermParser._parse_extended_key, "__wrapped__", XTermParser._parse_extended_key
    )


@contextmanager
def _not_redirected(target: Any) -> Iterator[Any]:
    yield target


def _inner_outer(_cache: Any, base_background: Any, background: Any) -> Any:
    return _grounds(base_background, background)


@lru_cache(1_024)
def _grounds(base_background: Any, background: Any) -> Any:
    from textual.style import Style

    return Style(background=base_background + background), Style(background=base_background)
