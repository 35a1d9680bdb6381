"""The message catalogue: every word the engine says passes through here (gettext; English only for now).

`_("...")` marks and looks up a text; values go in by name: `_("{n} of {total} seen").format(n=3, total=9)`.
The catalogue is chosen once a process; a guest of a server gets a translator of their own with `translator(language)`.
"""

from __future__ import annotations

import gettext
from collections.abc import Callable
from pathlib import Path

_LOCALES = Path(__file__).with_name("locales")


def translator(language: str) -> Callable[[str], str]:
    """The look-up for one language; falls back to the English texts of the code."""
    if language in ("", "en") or not _LOCALES.is_dir():
        return lambda text: text
    return gettext.translation("explainer", _LOCALES, [language], fallback=True).gettext


_ = translator("en")


def ngettext(one: str, many: str, n: int) -> str:
    """The form of a text for a number."""
    return one if n == 1 else many
