"""What stands at the end of the story, or of a trail: what was read, what of it is disputed, what nobody has said,
what the reader noted, and where to go on. All front ends have the same rows; a page whose reader nobody knows has
those of all scenes on its way.

Loaded with the first of it, not with the app.
"""

from __future__ import annotations

from collections.abc import Iterable

from explainer.messages import _, ngettext
from explainer.reading import run as run_module
from explainer.reading.actions import Action
from explainer.reading.moves import apply, choices, ends_trail, onward
from explainer.reading.run import Run
from explainer.reading.view import Entry, View, with_run
from explainer.story.model import json_records
from explainer.story.model.ages import as_of, is_whole
from explainer.story.model.lens import contested, said_by
from explainer.story.model.prose import minutes_of, not_known, plain
from explainer.story.model.structs import Story

_BEST, _WAYS = 2, 3
"""Rows of a group, and ways on: all of it stands on a screen of 24 rows."""


def end_title(story: Story, run: Run) -> str:
    """What ends here; before an end, what was read so far."""
    if ends_trail(story, run.visit):
        return _("The trail “{title}” ends here").format(title=story.trails[run.trail].title)
    return _("The story ends here") if onward(story, run).kind == "end" else _("What you read so far")


def ending_entries(story: Story, run: Run) -> tuple[Entry, ...]:
    """The rows, each group under its heading."""
    seen = [key for key in run.seen if key in story.scenes]
    on = run.lens.on if run.lens else ""
    return (
        *_read(story, seen),
        *_disputed(story, seen, on, _("Disputed in what you read: {n}"), run.opened),
        *_unsaid(story, seen, on, _("Nobody has said, in what you read: {n}")),
        *_noted(story, run),
        *_ways(story, run, seen),
    )


def closing_title(story: Story, trail: str = "") -> str:
    """What ends, for who reads a page that does not know them."""
    if trail:
        return _("The trail “{title}” ends here").format(title=story.trails[trail].title)
    return _("The story ends here")


def closing_entries(story: Story, on: str, trail: str = "") -> tuple[Entry, ...]:
    """The rows at the end of a trail, or of the story, for who reads a page that does not know them.

    Nothing is told of scenes behind a warning, which they may not have read.
    """
    way = story.trails[trail].scenes if trail else story.order
    scenes = [key for key in way if story.scenes[key].warning is None]
    disputed = _("Disputed on this trail: {n}") if trail else _("Disputed in the story: {n}")
    unsaid = _("Nobody has said, on this trail: {n}") if trail else _("Nobody has said, in the story: {n}")
    trails = [one for one in story.trails.values() if one.id != trail and one.scenes]
    ways = [
        Entry("trail", one.id, one.title, address=one.scenes[0], minutes=minutes_of(story, list(one.scenes)))
        for one in trails[:_WAYS]
    ]
    return (
        *_disputed(story, scenes, on, disputed),
        *_unsaid(story, scenes, on, unsaid),
        *([Entry("heading", "ways", _("Where to go on")), *ways] if ways else ()),
    )


def _read(story: Story, seen: list[str]) -> Iterable[Entry]:
    """How much was read, and how much is left."""
    words = _("You read {n} of {total} scenes.").format(n=len(seen), total=len(story.scenes))
    left = [key for key in story.scenes if key not in set(seen)]
    if left:
        count = minutes_of(story, left)
        time = ngettext("{n} minute", "{n} minutes", count).format(n=count)
        form = ngettext("{n} scene is left, {time}.", "{n} scenes are left, {time}.", len(left))
        words = f"{words} {form.format(n=len(left), time=time)}"
    yield Entry("heading", "read", words)


def _disputed(
    story: Story, seen: list[str], on: str, form: str, opened: tuple[str, ...] = ()
) -> Iterable[Entry]:
    """The contested claims of scenes; those the reader opened first, then those of most versions."""
    used = json_records.links(story).of_scene
    met = dict.fromkeys(key for scene in seen for key in used[scene]["claim"])
    found = [key for key in met if contested(story.claims[key], on)]
    if not found:
        return
    count = {key: sum(said_by(version, on) for version in story.claims[key].versions) for key in found}
    found.sort(key=lambda key: (f"claim:{key}" not in opened, -count[key]))
    yield Entry("heading", "disputed", form.format(n=len(found)))
    for key in found[:_BEST]:
        versions = ngettext(_("1 version"), _("{n} versions"), count[key]).format(n=count[key])
        yield Entry("claim", key, story.claims[key].question, versions)


def _unsaid(story: Story, seen: list[str], on: str, form: str) -> Iterable[Entry]:
    """What no source says, from the scenes read last."""
    found: list[tuple[str, str]] = []
    for key in reversed(seen):
        step = not_known(story.scenes[key])
        step = as_of(story, step, on) if step is not None else None
        if step is not None and not is_whole(step):
            found += [(key, " ".join(plain(story, item, on).split())) for item in step.items]
    if not found:
        return
    yield Entry("heading", "unsaid", form.format(n=len(found)))
    first: dict[str, str] = {}
    for key, text in found:
        first.setdefault(key, text)
    for key, text in list(first.items())[:_BEST]:
        yield Entry("use", key, text, story.scenes[key].title, address=key)


def _noted(story: Story, run: Run) -> Iterable[Entry]:
    """How much of the reader's own there is, and their notes."""
    forms = (
        (len(run.notes), ngettext("{n} note", "{n} notes", len(run.notes))),
        (len(run.bookmarks), ngettext("{n} bookmark", "{n} bookmarks", len(run.bookmarks))),
        (len(run.doubts), ngettext("{n} doubt", "{n} doubts", len(run.doubts))),
        (len(run.guesses), ngettext("{n} guess", "{n} guesses", len(run.guesses))),
    )
    said = ", ".join(form.format(n=count) for count, form in forms if count)
    words = _("You noted: {what}").format(what=said) if said else _("You noted nothing yet.")
    yield Entry("heading", "noted", words)
    kept = [row for row in run_module.kept_entries(story, run) if row.kind == "note" and row.place]
    for row in kept[-_BEST:]:
        address = f"{row.place.scene}:{row.place.step}" if row.place else ""
        yield Entry("use", row.key, " ".join(row.text.split()), row.title, address=address)


def _ways(story: Story, run: Run, seen: list[str]) -> Iterable[Entry]:
    """The way on, what is offered here, and the trails not read to their end."""
    rows: list[Entry] = []
    step = onward(story, run)
    if step.kind != "end":
        warned = story.scenes[step.target].warning is not None and step.target not in run.consented
        rows.append(Entry("onward", "next", step.label, address=step.target, warned=warned))
    offered = choices(story, run)
    for number, choice in enumerate(offered, 1):
        if not choice.seen:
            rows.append(
                Entry("choice", str(number), choice.label, minutes=choice.minutes, warned=choice.warned)
            )
    known = {choice.target for choice in offered}
    for trail in story.trails.values():
        left = [key for key in trail.scenes if key not in set(seen)]
        if left and trail.id not in known and trail.id != run.trail:
            read = _("{seen} of {total} seen").format(
                seen=len(trail.scenes) - len(left), total=len(trail.scenes)
            )
            rows.append(Entry("trail", trail.id, trail.title, read, minutes=minutes_of(story, left)))
    if rows:
        yield Entry("heading", "ways", _("Where to go on"))
        yield from rows[:_WAYS]


def onto_trail(view: View, entry: Entry) -> View:
    """Onto a trail that is left."""
    return with_run(view, apply(view.story, view.run, Action("trail", entry.id)))
