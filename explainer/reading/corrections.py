"""What changed in a story since a reader was here: only in scenes they have read, told once.

A run remembers the version up to which its reader was told (`told_edition`) and the scenes then named (`changed`),
which the about screen lists first until the next telling.
"""

from __future__ import annotations

import msgspec

from explainer.messages import ngettext
from explainer.reading.run import Run
from explainer.story.model.structs import Change, Story


def brought_up(run: Run, story: Story, known: str) -> tuple[Run, tuple[str, ...]]:
    """A run that knows what changed, and the scenes to tell of now, in the order of reading.

    Args:
        run: the run, fitted to the story as it is.
        story: the story as it is.
        known: the version that the reader read last.
    """
    told = run.told_edition or known
    if told == story.edition.version:
        return run, ()
    changed = {
        scene for change in story.changes if _newer(_version(change, story), told) for scene in change.scenes
    }
    news = tuple(scene for scene in story.order if scene in changed and scene in run.seen)
    run = msgspec.structs.replace(run, told_edition=story.edition.version)
    return (msgspec.structs.replace(run, changed=news, changed_since=told) if news else run), news


def told_in(run: Run, story: Story) -> tuple[Change, ...]:
    """The corrections to list first: those of scenes this reader had read before; the newest first."""
    return tuple(
        change
        for change in newest_first(story)
        if set(change.scenes) & set(run.changed) and _newer(_version(change, story), run.changed_since)
    )


def newest_first(story: Story) -> tuple[Change, ...]:
    return tuple(sorted(story.changes, key=lambda change: change.on, reverse=True))


def news_words(count: int) -> str:
    """`2 scenes you read have changed`."""
    one, many = "{n} scene you read has changed", "{n} scenes you read have changed"
    return ngettext(one, many, count).format(n=count)


def _version(change: Change, story: Story) -> str:
    return change.edition or story.edition.version


def _newer(version: str, than: str) -> bool:
    """Whether one version is later than another: by number, `0.10` after `0.9`; other texts when they differ."""
    ours, theirs = _numbers(version), _numbers(than)
    return ours > theirs if ours and theirs else version != than


def _numbers(version: str) -> tuple[int, ...]:
    parts = version.split(".")
    return tuple(int(part) for part in parts) if all(part.isdecimal() for part in parts) else ()
