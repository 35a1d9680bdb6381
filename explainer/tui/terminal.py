"""What a terminal can show, from its environment; pure: a guest's environment is read the same way."""

from __future__ import annotations

import re
from collections.abc import Mapping

from explainer.paint.cells.style import BIDI, Profile

_TRUE = ("kitty", "ghostty", "alacritty", "foot", "wezterm", "contour")


def profile_for(
    environment: Mapping[str, str], depth: str = "", theme: str = "", glyphs: str = "", bidi: str = ""
) -> Profile:
    """The profile of a terminal; what the reader asked for wins over what the environment tells."""
    return Profile(
        depth=depth or depth_of(environment),
        theme=theme or "dark",
        glyphs=glyphs or glyphs_of(environment),
        motion=environment.get("TEXTUAL_ANIMATIONS", "") != "none",  # the switch of all Textual apps
        bidi=bidi or bidi_of(environment),
    )


def depth_of(environment: Mapping[str, str]) -> str:
    """truecolor, 256, 16 or none."""
    if environment.get("NO_COLOR"):
        return "none"
    term = environment.get("TERM", "")
    if environment.get("COLORTERM", "").lower() in ("truecolor", "24bit"):
        return "truecolor"
    if term.endswith("-direct") or term.removeprefix("xterm-").startswith(_TRUE):
        return "truecolor"
    if "256color" in term:
        return "256"
    if term.endswith(("-m", "-mono")) or term in ("vt100", "vt102", "vt220"):
        return "none"
    return "16"


def glyphs_of(environment: Mapping[str, str]) -> str:
    """The set of signs: all, no braille on the Linux console, or ASCII where the locale has no more."""
    if not _unicode(environment):
        return "ascii"
    return "plain" if environment.get("TERM") == "linux" else "braille"


def bidi_of(environment: Mapping[str, str]) -> str:
    """Who orders right-to-left text: we, but for terminals that do it themselves and cannot be told not to.

    Terminals built on VTE and mintty are told (`CSI 8 l`); Konsole and Apple's know no such word.
    """
    told = environment.get("EXPLAINER_BIDI", "")
    if told in BIDI:
        return told
    own = environment.get("TERM_PROGRAM") == "Apple_Terminal" or environment.get("KONSOLE_VERSION")
    return "terminal" if own else "ours"


def _unicode(environment: Mapping[str, str]) -> bool:
    names = [environment.get(name, "") for name in ("LC_ALL", "LC_CTYPE", "LANG")]
    if not names[0] and names[1] == "C.UTF-8":
        # Python itself sets LC_CTYPE so where LANG is C: what the reader set tells more.
        names[1] = ""
    named = next((name for name in names if name), "")
    return not named or re.search(r"utf-?8", named, re.IGNORECASE) is not None
