"""What a reader writes and marks, line by line: notes, bookmarks, doubts, and taking a change back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from explainer.linear import room_news, words
from explainer.linear.answers import LONG, Item, Listed
from explainer.linear.sentences import step_of
from explainer.messages import _, ngettext
from explainer.problems import Cannot
from explainer.reading import run as run_module
from explainer.reading.actions import Action
from explainer.reading.anchors import Anchor
from explainer.reading.run import KeptEntry, Mine, Run, Visit
from explainer.story.model.outline import Place
from explainer.story.model.structs import Story
from explainer.telling.names import sentence
from explainer.telling.names import step_at as at_step

if TYPE_CHECKING:
    from explainer.linear.conversation import Conversation
    from explainer.linear.words import Typed

KINDS = ("note", "bookmark", "doubt")
_FIRST_WORDS = 5


def note(talk: Conversation, typed: Typed) -> list[str]:
    """Write a note at this step; without a text, say those that stand here."""
    place = place_of(talk)
    if typed.cut:
        raise Cannot(_("Cannot note: at most {n} characters. Type it in parts.").format(n=words.LONGEST))
    text = _text(typed)
    if not text:
        return _noted_here(talk, place)
    talk.change(run_module.write(talk.story, talk.run, place, text))
    name = _place_name(talk.story, place)
    return [sentence(_("Note: saved for this run, at {place}").format(place=name))]


def _noted_here(talk: Conversation, place: Place) -> list[str]:
    found = run_module.notes_at(talk.story, talk.run, place)
    if not found:
        raise Cannot(_("Cannot note nothing: type note and your text."))
    return [sentence(_("Note: {text}").format(text=one.text)) for one in found]


def bookmark(talk: Conversation, typed: Typed) -> list[str]:
    """Set a bookmark at this step, or take it back."""
    place = place_of(talk)
    talk.change(run_module.toggle_bookmark(talk.story, talk.run, place))
    if not run_module.is_bookmarked(talk.story, talk.run, place):
        return [_("Bookmark: taken back.")]
    name = _place_name(talk.story, place)
    return [
        f"{sentence(_('Bookmark: set at {place}').format(place=name))} {_('bookmark again takes it back.')}"
    ]


def doubt(talk: Conversation, typed: Typed) -> list[str]:
    """Mark this step as doubted, or take the mark back."""
    place = place_of(talk)
    talk.change(run_module.toggle_doubt(talk.story, talk.run, place))
    if not run_module.is_doubted(talk.story, talk.run, place):
        return [_("Doubt: taken back.")]
    name = _place_name(talk.story, place)
    return [f"{sentence(_('Doubt: marked on {place}').format(place=name))} {_('doubt again takes it back.')}"]


def place_of(talk: Conversation) -> Place:
    """The line one is at.

    Raises:
        Cannot: it is a warning, or there is none.
    """
    room_news.need_read(talk, _("Cannot mark it: {why}"))
    step = step_of(talk.story, talk.run.visit)
    if step is None:
        raise Cannot(_("Cannot mark it: there is no line here."))
    return Place(talk.run.visit.scene, step.id)


def _place_name(story: Story, place: Place) -> str:
    """`step 1 of A light goes out`, a title's own full stop left away."""
    title = story.scenes[place.scene].title.rstrip(".")
    number = at_step(story, Visit(place.scene, place.step)) + 1
    return _("step {n} of {title}").format(n=number, title=title)


def _text(typed: Typed) -> str:
    """The words as they were typed, whatever the layout under which the action's own word was."""
    return typed.other or typed.argument


# the list of them


def listed(talk: Conversation, typed: Typed) -> list[str]:
    """All that is the reader's own, or what has the words."""
    found = _listed(talk, typed.argument)
    if not found.items and typed.other:
        found = _listed(talk, typed.other)
    if typed.argument or found.items:
        return talk.call(found)
    raise Cannot(_("Cannot say notes: there are none. note and your text writes one."))


def _listed(talk: Conversation, query: str) -> Listed:
    rows = run_module.kept_entries(talk.story, talk.run, query)
    before = (None, *(row.place for row in rows))
    items = tuple(
        Item(row.kind, _key(talk.run, row), _label(talk.story, row, there))
        for row, there in zip(rows, before, strict=False)
    )
    if query:
        head = ngettext(_("List: 1 found."), _("List: {n} found."), len(items)).format(n=len(items))
    else:
        head = sentence(_("List: {counted}").format(counted=counted(run_module.mine(talk.run))))
    return Listed(head, items, LONG)


def counted(kept: Mine) -> str:
    """`2 notes, 1 bookmark`; empty for nothing."""
    forms = (
        (len(kept.notes), _("1 note"), _("{n} notes")),
        (len(kept.bookmarks), _("1 bookmark"), _("{n} bookmarks")),
        (len(kept.doubts), _("1 doubt"), _("{n} doubts")),
    )
    return ", ".join(ngettext(one, many, n).format(n=n) for n, one, many in forms if n)


def _key(run: Run, row: KeptEntry) -> str:
    """What names the thing for as long as a list is heard: its place in the run changes when another is deleted."""
    if row.kind == "note":
        return row.key
    return msgspec.json.encode(_anchors(run, row.kind)[int(row.key)]).decode()


def _anchors(run: Run, kind: str) -> tuple[Anchor, ...]:
    return run.bookmarks if kind == "bookmark" else run.doubts


def _label(story: Story, row: KeptEntry, before: Place | None) -> str:
    """`Note: Who told the guards to leave? Step 1 of A light goes out.`, a place is named once for all at it."""
    kind = {"note": _("Note"), "bookmark": _("Bookmark"), "doubt": _("Doubt")}[row.kind]
    how = {"lost": _("lost"), "edited": _("the line has changed since"), "moved": _("moved with its line")}
    where = _place_name(story, row.place) if row.place else _("beside “{words}”").format(words=row.words)
    where = _("the same line") if row.place and row.place == before else where
    added = ", ".join(part for part in (how.get(row.how, ""), where) if part)
    if row.kind != "note":
        return sentence(f"{kind}: {added}")
    return f"{kind}: {sentence(_first(row.text))} {sentence(added[:1].upper() + added[1:])}"


def _first(text: str) -> str:
    said = text.split()
    if len(said) <= _FIRST_WORDS:
        return " ".join(said)
    return _("{words}, shortened").format(words=" ".join(said[:_FIRST_WORDS]).rstrip(".,;:"))


def open_kept(talk: Conversation, item: Item) -> list[str]:
    """The whole note, and the line it stands at; what is lost is said as lost, and nobody is moved."""
    row = _row(talk, item)
    lines = [sentence(_("Note: {text}").format(text=row.text))] if row.kind == "note" else []
    beside = _("beside “{words}”").format(words=row.words) if row.words else _("at a picture or question")
    if row.place is None:
        gone = _("Lost: the line is no longer in this story. It stood {beside}.").format(beside=beside)
        return [*lines, sentence(gone)]
    if row.how == "edited":
        lines.append(
            sentence(_("Changed: the line is not as it was. It stood {beside}").format(beside=beside))
        )
    return [*lines, *talk.move(Action("go", f"{row.place.scene}:{row.place.step}"))]


def _row(talk: Conversation, item: Item) -> KeptEntry:
    for row in run_module.kept_entries(talk.story, talk.run):
        if row.kind == item.kind and _key(talk.run, row) == item.id:
            return row
    raise Cannot(_("Cannot find it: it was deleted. undo brings it back."))


# changing them


def edit(talk: Conversation, typed: Typed) -> list[str]:
    """Give a note other words, by its number in the list."""
    given, _space, _rest = typed.argument.partition(" ")
    text = _text(typed).partition(" ")[2].strip()
    number = words.number(given)
    if not number or not text:
        raise Cannot(_("Cannot edit: type edit, a number of notes, and the text."))
    if typed.cut:
        raise Cannot(_("Cannot edit: at most {n} characters. Type it in parts.").format(n=words.LONGEST))
    row = _chosen(talk, number)
    if row.kind != "note":
        raise Cannot(_("Cannot edit {n}: it has no words. delete takes it away.").format(n=number))
    talk.change(run_module.edit(talk.run, int(row.key), text))
    return [sentence(_("Note: changed. undo brings back “{text}”").format(text=_first(row.text)))]


def delete(talk: Conversation, typed: Typed) -> list[str]:
    """Delete a note, bookmark or doubt by its number in the list."""
    number = words.number(typed.argument)
    if not number:
        raise Cannot(_("Cannot delete: type delete and a number; notes says them."))
    row = _chosen(talk, number)
    talk.change(run_module.delete(talk.run, row.kind, int(row.key)))
    if row.kind == "note":
        return [_("Note: deleted, “{text}”. undo brings it back.").format(text=_first(row.text))]
    gone = _("Bookmark: deleted.") if row.kind == "bookmark" else _("Doubt: deleted.")
    return [f"{gone} {_('undo brings it back.')}"]


def _chosen(talk: Conversation, number: int) -> KeptEntry:
    """The thing of that number in the list last heard; numbers stay while the list is heard."""
    heard = talk.listed
    if heard is None or not heard.items or heard.items[0].kind not in KINDS:
        heard = _listed(talk, "")
    count = len(heard.items)
    if not 1 <= number <= count:
        raise Cannot(_("Cannot find {n}: notes says {count}.").format(n=number, count=count))
    return _row(talk, heard.items[number - 1])


def undo(talk: Conversation, typed: Typed) -> list[str]:
    """Take back the last change of what is the reader's own."""
    if not talk.undo:
        raise Cannot(_("Cannot undo: nothing was written or marked in this session."))
    now, then = run_module.mine(talk.run), talk.undo.pop()
    talk.run = run_module.with_mine(talk.run, then)
    return [_difference(now, then)]


def _difference(now: Mine, then: Mine) -> str:
    if len(then.notes) != len(now.notes):
        more = len(then.notes) > len(now.notes)
        return _("Undone: the note is back.") if more else _("Undone: the note is gone again.")
    if then.notes != now.notes:
        return _("Undone: the note is as it was.")
    if len(then.bookmarks) != len(now.bookmarks):
        more = len(then.bookmarks) > len(now.bookmarks)
        return _("Undone: the bookmark is back.") if more else _("Undone: the bookmark is gone again.")
    more = len(then.doubts) > len(now.doubts)
    return _("Undone: the doubt is back.") if more else _("Undone: the doubt is gone again.")
