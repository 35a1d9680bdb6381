"""The reading commands over SSH: a fixed table, the same words as on one's own machine, nothing of the server's files.

Pure but for the story: a command line goes in, an answer comes out. Click parses, so that a word means here what it
means there; no command of the program's own is reachable, only what stands in this table.
"""

from __future__ import annotations

import difflib
import shlex
from collections.abc import Callable
from typing import Any

import click
import msgspec

from explainer.export.as_text.answers import (
    CITATIONS,
    Wanted,
    action_shown,
    actions_listed,
    check_form,
    found,
    listed,
    query_of,
    shown,
)
from explainer.export.as_text.asked import KINDS, in_chosen, kind_named, whole_day
from explainer.export.as_text.lines import Answer, Lines
from explainer.messages import _
from explainer.problems import UsageError
from explainer.reading.citation import how_to_report
from explainer.reading.fitting import newest_first
from explainer.story.model import dates
from explainer.story.model.structs import Story
from explainer.story.model.translation import own_name
from explainer.story.text import clean_line

LONGEST = 4_096
"""Characters of a command line: more than any of ours needs."""
_SAID = 40
"""Characters of a guest's own word in an answer about it."""


class Reading(msgspec.Struct, frozen=True):
    """The guest wants to read, from there."""

    at: str = ""
    trail: str = ""
    on: str = ""
    linear: bool = False
    language: str = ""
    """One of the story's; empty: its own."""


def answer(story: Story, command: str) -> Answer | Reading:
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
    if len(command) > LONGEST:
        raise UsageError(_("That is too long: at most {n} characters.").format(n=LONGEST))
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
    check_form(kind, form)
    wanted = Wanted(given["as_json"], given["on"], form, given["consent"])
    if kind == "action":
        return action_shown(key, wanted, _lines())
    return shown(story, kind, key, wanted, _lines())


def _search(story: Story, given: dict[str, Any]) -> Answer:
    query = query_of(given["words"])
    return found(story, query, as_json=given["as_json"], on=given["on"], out=_lines())


def _read(story: Story, given: dict[str, Any]) -> Reading:
    language = story.language if given["language"] else ""
    return Reading(given["at"], given["trail"], given["on"], given["linear"], language)


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
            click.Argument(["key"], metavar="ID"),
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
_ANSWERS: dict[str, Callable[[Story, dict[str, Any]], Answer | Reading]] = {
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
