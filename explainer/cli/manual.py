"""`explainer manual`: the manual page, in roff, made of the same commands and keys as the help.

click-man writes a page for each command, and knows nothing of files, environment, keys and exit codes; one page of all
is what a reader of a small program looks for, so it is written here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import click

from explainer.cli.output import say_whole
from explainer.messages import _

CHECKED = "2026-11-24"
"""The day on which the page was last read as a whole; printed at its foot."""
_LONG = 4
"""A synopsis names so many options of a command at most."""


@click.command("manual", help=_("Print the manual page in roff: explainer manual | man -l -"))
def command() -> None:
    say_whole(manual_page(), utf8=True)


def manual_page() -> str:
    """The whole page; the same bytes each time."""
    from explainer.cli.main import COMMANDS, group

    context = click.Context(group, info_name="explainer")
    commands = {name: group.get_command(context, name) for name in COMMANDS}
    lines = [
        r".\" Written by `make docs`; do not edit.",
        f".TH EXPLAINER 1 {CHECKED} explainer",
        ".SH NAME",
        f"explainer \\- {roff(_('read a story in the terminal and see at every line how we know it'))}",
        *_synopsis(commands),
        ".SH DESCRIPTION",
        *_paragraphs(_description()),
        ".SH COMMANDS",
    ]
    for name, found in commands.items():
        assert found is not None, name
        lines += _command(name, found)
    lines += [".SH KEYS", *_keys()]
    for title, rows in _tables().items():
        lines += [f".SH {title}", *_tagged(rows)]
    lines += [".SH SEE ALSO", *_paragraphs([_("explainer COMMAND --help says the same of one command.")])]
    return "\n".join(lines) + "\n"


def roff(text: str) -> str:
    """Plain text for roff: no dot or quote at a line's start, no escape, hyphens that can be copied."""
    text = " ".join(text.split()).replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq")
    text = text.replace("`", "\\(ga").replace("^", "\\(ha").replace("~", "\\(ti").replace('"', "\\(dq")
    return f"\\&{text}" if text.startswith(".") else text


def _quoted(text: str) -> str:
    return f'"{roff(text)}"'


def _description() -> list[str]:
    return [
        _(
            "Alone, explainer opens the story that ships with it; read opens any other story, a folder of YAML files."
            " It reads full screen, or line by line with --linear, for screen readers, braille displays and pipes."
        ),
        _(
            "Data goes to the standard output, all else to the standard error. Nothing is kept on this machine"
            " before the reader agreed, once, when they quit; --private keeps nothing at all."
        ),
    ]


def _synopsis(commands: dict[str, click.Command | None]) -> Iterator[str]:
    yield ".SH SYNOPSIS"
    yield ".nf"
    yield r".B explainer"
    for name, found in commands.items():
        assert found is not None
        yield f"\\fBexplainer {roff(name)}\\fR {roff(' '.join(_usage(found)))}".rstrip()
    yield ".fi"


def _usage(command: click.Command) -> Iterator[str]:
    """The words after the name: arguments, options that must be given, then as many others as fit."""
    for parameter in command.params:
        if isinstance(parameter, click.Argument):
            yield parameter.make_metavar(click.Context(command))
    options = [parameter for parameter in command.params if isinstance(parameter, click.Option)]
    free = [option for option in options if not option.required]
    yield from (_option(option, command) for option in options if option.required)
    yield from (f"[{_option(option, command)}]" for option in free[:_LONG])
    if len(free) > _LONG:
        yield "[...]"


def _option(option: click.Option, command: click.Command) -> str:
    value = "" if option.is_flag else f" {option.make_metavar(click.Context(command)).strip('[]')}"
    return f"{', '.join(option.opts)}{value}"


def _command(name: str, found: click.Command) -> Iterator[str]:
    yield f".SS {_quoted(f'explainer {name}')}"
    yield from _paragraphs([found.help or ""])
    for option in found.params:
        if isinstance(option, click.Option):
            yield from _tagged({_option(option, found): option.help or ""})


def _paragraphs(texts: Iterable[str]) -> Iterator[str]:
    for number, text in enumerate(texts):
        if number:
            yield ".PP"
        yield roff(text)


def _tagged(rows: dict[str, str]) -> Iterator[str]:
    for tag, text in rows.items():
        yield ".TP"
        yield f".B {_quoted(tag)}"
        yield roff(text)


def _keys() -> Iterator[str]:
    """Every action of the registry with its keys and its word."""
    from explainer.paint.cells.style import key_name
    from explainer.reading.actions import ACTIONS

    yield from _paragraphs([
        _("The keys of the full screen; in linear mode the word is typed. ? shows those that work where one is."),
    ])  # fmt: skip
    for spec in ACTIONS:
        keys = [key_name(key, "ascii") for key in spec.keys]
        if len(keys) > _LONG:  # the digits
            keys = [f"{keys[0]} - {keys[-1]}"]
        words = _("{word} or {short}") if spec.word else "{word}"
        word = _("word: {word}").format(word=words.format(word=spec.id, short=spec.word))
        word = "" if spec.linear else word
        tag = "; ".join(part for part in (", ".join(keys) if not spec.full else "", word) if part)
        yield from _tagged({tag: spec.description})


def _tables() -> dict[str, dict[str, str]]:
    return {
        "EXIT STATUS": {
            "0": _("Fine; also when whoever reads the output has read enough and closed the pipe."),
            "1": _("The input or the story has faults."),
            "2": _("Wrong usage."),
            "75": _("Full; try later."),
            "130": _("Ended by Ctrl+C."),
        },
        "FILES": {
            "$XDG_STATE_HOME/explainer (~/.local/state/explainer)": _(
                "Places, notes, bookmarks and doubts, one file a story, and that the reader agreed. explainer forget"
                " removes it all."
            ),
            "$XDG_CACHE_HOME/explainer (~/.cache/explainer)": _(
                "Compiled stories and reports of crashes; nothing of the reader. It may be removed at any time."
            ),
            "FILE of save": _(
                "A run to carry to another machine; with --passphrase it is encrypted in the age format, so that age"
                " opens it too."
            ),
        },
        "ENVIRONMENT": {
            "EXPLAINER_LINEAR": _("Not empty and not 0: read line by line."),
            "EXPLAINER_ROOMS": _("Of serve and workshop: the address that --rooms would name."),
            "NO_COLOR": _("Not empty: no colours."),
            "COLORTERM, TERM": _("How many colours the terminal has; TERM=dumb reads line by line."),
            "XDG_STATE_HOME, XDG_CACHE_HOME": _("Where the files above are kept."),
            "LANG, LC_ALL": _("What cannot be shown in their encoding is printed as a question mark or a plain sign."),
        },
    }  # fmt: skip
