"""The reading commands over SSH: a table of commands, and the guest who sent one and gets the answer.

The words are those on one's own machine, and nothing of the server's files is reached. Click parses, so that a word
means here what it means there; no command of the program's own is reachable, only those in this table.
"""

from __future__ import annotations

import asyncio
import difflib
import shlex
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click
import msgspec
from msgspec.structs import replace

from explainer.export.as_text.answers import (
    CITATIONS,
    Wanted,
    action_shown,
    actions_listed,
    check_form,
    check_key,
    found,
    listed,
    query_of,
    shown,
)
from explainer.export.as_text.asked import KINDS, in_chosen, kind_named, whole_day
from explainer.export.as_text.lines import Answer, Lines
from explainer.messages import _
from explainer.problems import ExplainerError, UsageError
from explainer.reading.citing.citation import how_to_report
from explainer.reading.options import ReaderOptions, set_out
from explainer.reading.run import Run, begin
from explainer.reading.storage.updating import newest_first
from explainer.serve.ssh.guest_terminal import GuestTerminal, without_screen
from explainer.story.model import dates
from explainer.story.model.structs import Story
from explainer.story.model.translation import own_name
from explainer.story.text import clean, clean_line

if TYPE_CHECKING:
    from explainer.serve.processes.worker_context import WorkerContext
    from explainer.serve.ssh.guest_session import GuestSession
    from explainer.serve.ssh.handler import Handler


LONGEST_COMMAND = 4_096
"""Characters of a command line: more than any of ours needs."""
_SAID = 40
"""Characters of a guest's own word in an answer about it."""


class ReadFrom(msgspec.Struct, frozen=True):
    """The guest wants to read, from there."""

    at: str = ""
    trail: str = ""
    on: str = ""
    linear: bool = False
    language: str = ""
    """One of the story's; empty: its own."""


def answer(story: Story, command: str) -> Answer | ReadFrom:
    """What a command line is answered with.

    Args:
        story: which is read here.
        command: as the guest typed it.

    Raises:
        UsageError: it is no reading command, or not used as one.
        Cannot: the story has no such thing.
    """
    name, given = _parsed(_split(command))
    language = given.get("language", "")
    return _ANSWERS[name](in_chosen(story, language) if language else story, given)


def _split(command: str) -> list[str]:
    if len(command) > LONGEST_COMMAND:
        raise UsageError(_("That is too long: at most {n} characters.").format(n=LONGEST_COMMAND))
    try:
        return shlex.split(command)
    except ValueError as error:
        raise UsageError(_("A quotation mark is left open.")) from error


def _parsed(words: list[str]) -> tuple[str, dict[str, Any]]:
    """The command's name, and its values by parameter."""
    name, *rest = words or ["read"]
    if name in ("--help", "-h") or (name in _COMMANDS and {"--help", "-h"} & set(rest)):
        name, rest = "help", []
    if name not in _COMMANDS:
        raise UsageError(_unknown(name))
    try:
        with _COMMANDS[name].make_context(name, rest) as context:
            return name, context.params
    except click.UsageError as error:
        raise UsageError(f"{name}: {_short(error.format_message(), 400)}") from error


def _unknown(name: str) -> str:
    nearest = difflib.get_close_matches(name[:_SAID], _COMMANDS, 1)
    hint = _("Did you mean {name}?").format(name=nearest[0]) if nearest else _("help lists them.")
    return _("{name} is not a reading command. {hint}").format(name=_short(name, _SAID), hint=hint)


def _short(text: str, most: int) -> str:
    text = clean_line(text)
    return text if len(text) <= most else f"{text[:most]}…"


# what is answered


def _list(story: Story, given: dict[str, Any]) -> Answer:
    kind, as_json = given["kind"], given["as_json"]
    return actions_listed(as_json=as_json) if kind == "action" else listed(story, kind, as_json=as_json)


def _show(story: Story, given: dict[str, Any]) -> Answer:
    kind, key, form = given["kind"], given["key"], given["form"] or ""
    check_key(kind, key)
    check_form(kind, form)
    wanted = Wanted(given["as_json"], given["on"], form, given["consent"])
    if kind == "action":
        return action_shown(key, wanted, _lines())
    return shown(story, kind, key, wanted, _lines())


def _search(story: Story, given: dict[str, Any]) -> Answer:
    query = query_of(given["words"])
    return found(story, query, as_json=given["as_json"], on=given["on"], out=_lines())


def _read(story: Story, given: dict[str, Any]) -> ReadFrom:
    language = story.language if given["language"] else ""
    return ReadFrom(given["at"], given["trail"], given["on"], given["linear"], language)


def _about(story: Story, given: dict[str, Any]) -> Answer:
    """The story's edition, its own words about itself, and what was corrected."""
    out = _lines()
    out.wrapped(story.title)
    out.field(_("Edition"), story.edition.version)
    out.field(_("As checked on"), dates.long(story.checked_on) if story.checked_on else "")
    out.field(_("Report an error"), how_to_report(story))
    if story.about.strip():
        out.line()
        out.paragraphs(story.about.strip())
    changes = newest_first(story)
    if changes:
        out.line()
        out.line(_("Corrected:"))
    for change in changes:
        out.wrapped(f"{dates.long(change.on)}: {change.what} {change.why}".strip(), "  ", "    ")
    return Answer(out.text())


def _help(story: Story, given: dict[str, Any]) -> Answer:
    out = _lines()
    out.wrapped(_("Reading commands; each goes behind the host's name:"))
    out.line()
    for usage, text in _USAGE:
        out.line(f"  {usage}")
        out.wrapped(text, "      ")
    out.line()
    out.wrapped(_("KIND is one of {kinds}.").format(kinds=", ".join(KINDS)))
    if len(story.languages) > 1:
        names = ", ".join(f"{code}, {own_name(code)}" for code in story.languages)
        said = _("--language ID answers in one of the story's languages: {names}.")
        out.wrapped(said.format(names=names))
    out.wrapped(
        _("Data goes to standard output, so that it can be piped. Exit: 0 fine, 1 not found, 2 wrong usage.")
    )
    out.wrapped(_("Without a command you read; log in as linear to read line by line, as resume to go on."))
    return Answer(out.text())


def _lines() -> Lines:
    return Lines(program="")


# the table


def _checked(check: Callable[[str], str]) -> Callable[[click.Context, click.Parameter, str], str]:
    """A check of ours as click calls it."""

    def callback(_context: click.Context, _parameter: click.Parameter, value: str) -> str:
        try:
            return check(value)
        except UsageError as error:
            raise click.BadParameter(_short(str(error), 200)) from error

    return callback


def _command(name: str, *parameters: click.Parameter) -> click.Command:
    # click's own --help would print to the server's standard output
    return click.Command(name, params=list(parameters), add_help_option=False)


_KIND = click.Argument(["kind"], metavar="KIND", callback=_checked(kind_named))
_JSON = click.Option(["--json", "as_json"], is_flag=True)
_LANGUAGE = click.Option(["--language"], default="")
_ON = click.Option(["--as-known-on", "on"], default="", callback=_checked(whole_day))
_COMMANDS = {
    command.name or "": command
    for command in (
        _command("list", _KIND, _JSON, _LANGUAGE),
        _command(
            "show",
            _KIND,
            click.Argument(["key"], metavar="ID", required=False, default=""),
            _JSON,
            _LANGUAGE,
            _ON,
            click.Option(["--cite", "form"], type=click.Choice(CITATIONS)),
            click.Option(["--consent"], is_flag=True),
        ),
        _command(
            "search",
            click.Argument(["words"], metavar="WORDS", nargs=-1, required=True),
            _JSON,
            _LANGUAGE,
            _ON,
        ),
        _command(
            "read",
            click.Option(["--at"], default=""),
            click.Option(["--trail"], default=""),
            _LANGUAGE,
            _ON,
            click.Option(["--linear"], is_flag=True),
        ),
        _command("about", _LANGUAGE),
        _command("help"),
    )
}
_ANSWERS: dict[str, Callable[[Story, dict[str, Any]], Answer | ReadFrom]] = {
    "list": _list, "show": _show, "search": _search, "read": _read, "about": _about, "help": _help,
}  # fmt: skip
_USAGE = (
    ("list KIND [--json]", _("everything of one kind")),
    (
        "show KIND ID [--json] [--cite FORM] [--consent] [--as-known-on DATE]",
        _("one thing of it; FORM is {forms}; --consent for what a warning stands before").format(
            forms=", ".join(CITATIONS)
        ),
    ),
    (
        "search WORDS [--json] [--as-known-on DATE]",
        _("lines, terms, claims, excerpts, sources"),
    ),
    ("about", _("this story: edition, licence, errors")),
    (
        "read [--at ADDRESS] [--trail ID] [--as-known-on DATE] [--linear]",
        _("read, from there"),
    ),
    ("help", _("this list")),
)


PIECE, MOST = 16 * 1024, 64 * 1024
"""Bytes written at once, and bytes on the way to a guest above which the rest of an answer waits: the sources of a
story are 360 KB as JSON, and a guest holds 64 KiB of the server at most."""
LOOK_AGAIN = 0.02
ENDED = 0


class CommandGuest:
    """Answers once. What does not fit on the way is sent as the guest takes it in."""

    def __init__(
        self,
        host: WorkerContext,
        line: GuestSession,
        terminal: GuestTerminal | None,
        command: str,
        reader: Callable[[Run, str], Handler],
    ) -> None:
        """
        Args:
            host, line, terminal: of the guest.
            command: as it was typed.
            reader: makes the handler of one who reads: of a run, and why line by line (empty: on a screen).
        """
        self._host = host
        self._line = line
        self._terminal = terminal
        self._command = command
        self._reader = reader
        self._pieces: deque[bytes] = deque()
        self._timer: asyncio.TimerHandle | None = None
        self._taken = 0.0
        """When the guest last took something in."""

    def start(self) -> None:
        command, self._command = self._command, ""
        try:
            given = answer(self._host.story, command)
            if isinstance(given, ReadFrom):
                self._read(given)
                return
        except ExplainerError as error:
            self._refuse(error)
            return
        self._say(given)

    def feed(self, data: bytes) -> None:
        """What is piped into a command that reads nothing is dropped; Ctrl+C on a terminal ends it."""
        if self._terminal is not None and b"\x03" in data:
            self._end()

    def resize(self, columns: int, rows: int) -> None:
        pass

    def eof(self) -> None:
        pass

    def lost(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._pieces.clear()

    def tell(self, words: str) -> None:
        pass

    def say_goodbye(self, words: str) -> None:
        self._end()

    def _read(self, wanted: ReadFrom) -> None:
        """Not an answer but a reader: on the guest's terminal where there is one."""
        story = self._host.story
        run = set_out(ReaderOptions(story, begin(story)), wanted.at, wanted.trail, wanted.on).run
        run = replace(run, language=wanted.language)
        term = self._terminal.term if self._terminal is not None else ""
        reason = without_screen(has_pty=self._terminal is not None, term=term)
        if wanted.linear and not reason:
            reason = _("you typed --linear")
        self._line.become(self._reader(run, reason))

    def _say(self, given: Answer) -> None:
        if given.said:
            self._line.aside(self._encoded(given.said + "\n"))
        data = self._encoded(given.data)
        self._pieces.extend(data[at : at + PIECE] for at in range(0, len(data), PIECE))
        self._taken = self._host.clock()
        self._send()

    def _refuse(self, error: ExplainerError) -> None:
        self._line.aside(self._encoded(f"{error}\n"))
        self._line.close(error.exit_code)

    def _send(self) -> None:
        """The next pieces, and the end after the last."""
        now = self._host.clock()
        while self._pieces and self._line.waiting() < MOST:
            self._line.write(self._pieces.popleft())
            self._taken = now
        if not self._pieces:
            self._line.close(ENDED)
        elif now - self._taken > self._host.settings.limits.stalled_seconds:
            self._line.cut()
        else:
            self._timer = asyncio.get_running_loop().call_later(LOOK_AGAIN, self._go_on)

    def _go_on(self) -> None:
        """From a timer, behind which no call of the session's stands."""
        try:
            self._send()
        except Exception as error:
            self._line.failed(error)

    def _end(self) -> None:
        self.lost()
        self._line.close(ENDED)

    def _encoded(self, text: str) -> bytes:
        """Nothing that a terminal obeys; a client with a terminal of its own set it to raw."""
        text = clean(text)
        return (text.replace("\n", "\r\n") if self._terminal is not None else text).encode()
