"""Which door a guest comes in by: pure, from the login name, the terminal and the command."""

from __future__ import annotations

import re

import msgspec

from explainer.messages import _

_ROOM = re.compile(
    r"(?:(?P<role>lead|show|linear)-)?(?P<code>[a-z]{1,24}-[0-9]{2})(?:-(?P<word>[a-z]{1,32}))?"
)
"""`CODE`, `CODE-WORD`, `linear-CODE`, `lead-CODE`, `show-CODE`; a code is `word-NN`."""


class Door(msgspec.Struct, frozen=True):
    """Where a guest is let in."""

    kind: str
    """screen, linear, resume, command or room."""
    argument: str = ""
    """A command as it was typed; for linear, and in a room, why the mode is on: empty for a screen."""
    code: str = ""
    """A name of the shape of a room's code; whether there is such a room is not known here."""
    word: str = ""
    """A one-use join word."""
    role: str = ""
    """In a room: guest, lead or show."""


def choose(login: str, *, has_pty: bool, term: str = "", command: str | None = None) -> Door:
    """The door of a session.

    Args:
        login: the name before the `@`; used here and forgotten.
        has_pty: the client asked for a terminal.
        term: its `TERM`.
        command: what was typed behind the host's name; None for a plain login.
    """
    if command is not None:
        return Door("command", command)
    if login == "resume":
        return Door("resume", _linear_reason(login, has_pty, term))
    if room := _ROOM.fullmatch(login):
        role = room["role"] if room["role"] in ("lead", "show") else "guest"
        reason = _linear_reason(room["role"] or "", has_pty, term)
        return Door("room", reason, room["code"], room["word"] or "", role)
    if reason := _linear_reason(login, has_pty, term):
        return Door("linear", reason)
    return Door("screen")


def _linear_reason(login: str, has_pty: bool, term: str) -> str:
    """Why one reads line by line, as the first line says it; empty: on a screen."""
    if login == "linear":
        return _("you logged in as linear")
    return without_screen(has_pty=has_pty, term=term)


def without_screen(*, has_pty: bool, term: str) -> str:
    """Why there is no screen to read on; empty: there is one."""
    if not has_pty:
        # Also of one who typed no -T: `ssh` asks for no terminal where its input or a script is piped in.
        return _("there is no terminal. News comes after Enter; in a terminal, without -T, it comes at once")
    if not term:
        return _("your terminal does not say what it is: TERM is empty")
    if term == "dumb":
        return _("this is TERM=dumb")
    return ""
