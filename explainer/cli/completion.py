"""`explainer completion SHELL`: the script that lets a shell complete our words; and the answers it then asks for."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import click
from click.shell_completion import (
    BashComplete,
    CompletionItem,
    FishComplete,
    ShellComplete,
    ZshComplete,
    add_completion_class,
    get_completion_class,
    shell_complete,
)

from explainer.cli.output import narrate, say
from explainer.messages import _
from explainer.problems import ExplainerError
from explainer.story.text import clean_line

if TYPE_CHECKING:
    from explainer.story.model.structs import Story

VARIABLE = "_EXPLAINER_COMPLETE"
"""The variable that the script sets when it asks, such as to `bash_complete`."""
_PROGRAM = "explainer"


_INSTALLED_BY = {
    "bash": "mkdir -p ~/.local/share/bash-completion/completions &&"
    " explainer completion bash > ~/.local/share/bash-completion/completions/explainer",
    "zsh": 'explainer completion zsh > "${fpath[1]}/_explainer"',
    "fish": "explainer completion fish > ~/.config/fish/completions/explainer.fish",
}
"""For each shell the one line that turns completion on for good."""


@click.command(
    "completion",
    help=_(
        "Print the script with which SHELL (bash, zsh or fish) completes commands, options, kinds, ids and days."
    ),
)
@click.argument("shell", metavar="SHELL", type=click.Choice(tuple(_INSTALLED_BY)))
def command(shell: str) -> None:
    from explainer.cli.main import group

    found = get_completion_class(shell)
    assert found is not None
    maker = found(group, {}, _PROGRAM, VARIABLE)
    # Not Bash's own `source`: it starts a bash to look at its version.
    say(ShellComplete.source(maker).rstrip("\n"))
    if sys.stdout is not None and sys.stdout.isatty():
        narrate(_("To turn it on: {line}").format(line=_INSTALLED_BY[shell]))


class _Whole(ShellComplete):
    """Keeps the words typed so far: click forgets the arguments of a line that ends in an option without its value."""

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem[str]]:
        self.ctx_args["obj"] = tuple(args)
        return super().get_completions(args, incomplete)


class _Zsh(_Whole, ZshComplete):
    pass


class _Fish(_Whole, FishComplete):
    pass


class _Bash(_Whole, BashComplete):
    """Bash takes a colon for the end of a word: an address arrives in three parts, and only the last is replaced."""

    _replaced = ""

    def get_completion_args(self) -> tuple[list[str], str]:
        args, incomplete = super().get_completion_args()
        words = [*args, incomplete]
        while ":" in words[1:]:
            at = words.index(":", 1)
            words[at - 1 : at + 2] = ["".join(words[at - 1 : at + 2])]
        self._replaced = words[-1].rpartition(":")[0] + ":" if ":" in words[-1] else ""
        return words[:-1], words[-1]

    def format_completion(self, item: CompletionItem[str]) -> str:
        item.value = item.value.removeprefix(self._replaced)
        return super().format_completion(item)


def answer(instruction: str) -> int:
    """Print what a shell asks for; the exit code."""
    from explainer.cli.main import group

    for found in (_Bash, _Zsh, _Fish):
        add_completion_class(found)
    try:
        return shell_complete(group, {}, _PROGRAM, VARIABLE, instruction)
    except (KeyError, ValueError, BrokenPipeError):  # not asked by a script of ours
        return 1


# The words that a shell offers for ours: kinds, ids, days, folders. Click knows commands and options. Nothing is
# written and nothing is said: a story that cannot be read has no ids to offer.

Items = list[CompletionItem[str]]


def kinds(_context: click.Context, _parameter: click.Parameter, typed: str) -> Items:
    """The kinds that `list` and `show` know."""
    from explainer.export.as_text.asked import KINDS

    return _fitting(typed, ((kind, "") for kind in KINDS))


def ids(context: click.Context, _parameter: click.Parameter, typed: str) -> Items:
    """The ids of the kind that stands before it."""
    from explainer.export.as_text.asked import KINDS, action_records

    kind = context.params.get("kind")
    if kind == "action":
        return _fitting(typed, ((record["id"], record["description"]) for record in action_records()))
    story = _story(context)
    if story is None or kind not in KINDS:
        return []
    if kind == "scene" and ":" in typed:
        return _steps(story, typed)
    return _fitting(typed, _named(story, str(kind)))


def addresses(context: click.Context, _parameter: click.Parameter, typed: str) -> Items:
    """Scenes; after a colon the steps of one."""
    story = _story(context)
    if story is None:
        return []
    return _steps(story, typed) if ":" in typed else _fitting(typed, _named(story, "scene"))


def trails(context: click.Context, _parameter: click.Parameter, typed: str) -> Items:
    """The story's trails."""
    story = _story(context)
    return _fitting(typed, _named(story, "trail")) if story else []


def days(context: click.Context, _parameter: click.Parameter, typed: str) -> Items:
    """The days that the story marks, then those on which something was said, such as `2022-01-08`."""
    story = _story(context)
    if story is None:
        return []
    said = {v.said_on for claim in story.claims.values() for v in claim.versions if v.precision == "day"}
    marked = {day.on: day.label for day in story.lens_days}
    return _fitting(typed, [*marked.items(), *((day, "") for day in sorted(said - marked.keys()))])


def languages(context: click.Context, _parameter: click.Parameter, typed: str) -> Items:
    """The languages the story is in."""
    from explainer.story.model.translation import own_name

    story = _story(context)
    return _fitting(typed, ((code, own_name(code)) for code in story.languages)) if story else []


def folder(_context: click.Context, _parameter: click.Parameter, typed: str) -> Items:
    """Left to the shell, which knows folders."""
    return [CompletionItem(typed, type="dir")]


def _fitting(typed: str, pairs: Iterable[tuple[str, str]]) -> Items:
    return [
        CompletionItem(value, help=clean_line(text) or None)
        for value, text in pairs
        if value.startswith(typed)
    ]


def _steps(story: Story, typed: str) -> Items:
    scene = typed.partition(":")[0]
    steps = story.scenes[scene].steps if scene in story.scenes else ()
    return _fitting(typed, ((f"{scene}:{step.id}", step.kind) for step in steps))


def _named(story: Story, kind: str) -> Iterator[tuple[str, str]]:
    from explainer.story.model.json_records import things

    for key, thing in things(story, kind).items():
        names = (getattr(thing, name, "") for name in ("title", "name", "question", "speaker"))
        yield key, next(filter(None, names), "")


def _story(context: click.Context) -> Story | None:
    """The story of the line as it is typed so far; None where there is none to read."""
    from explainer.cli.stories import allowed_cache, folder_of
    from explainer.story.load import cache

    named = context.params.get("folder") or _named_before(context)
    try:
        return cache.open_story(folder_of(named, quiet=True), cache_folder=allowed_cache())
    except (ExplainerError, OSError):
        return None


def _named_before(context: click.Context) -> str | None:
    """The story named in a line that ends in an option without its value, which click then leaves unread."""
    typed = list(context.obj or ())
    if not typed or not typed[-1].startswith("-") or context.info_name not in typed:
        return None
    words = typed[typed.index(context.info_name) + 1 : -1]
    again = context.command.make_context(context.info_name, words, resilient_parsing=True)
    named: str | None = again.params.get("folder")
    return named
