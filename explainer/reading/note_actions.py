"""The actions on notes, bookmarks and doubts, at the line in hand, in their list, and undoing.

Loaded with the first of them, not with the app.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from explainer.messages import _
from explainer.problems import Cannot
from explainer.reading import run as run_module
from explainer.reading.actions import Action
from explainer.reading.moves import apply
from explainer.reading.run import KeptEntry, Note, Run
from explainer.reading.view import Entry, Layout, Listing, View, current_place, past_warning
from explainer.story.model.outline import Place
from explainer.story.model.structs import Story

_replace = msgspec.structs.replace


def row_in_hand(view: View) -> KeptEntry | None:
    """The row in hand of the list of what one keeps; None elsewhere, and on its heading."""
    if view.screen != "notes":
        return None
    listing = view.listings[-1]
    rows = note_entries(view.story, view.run, listing)
    if not 0 <= listing.selected < len(rows):
        return None
    row = rows[listing.selected]
    kept = run_module.kept_entries(view.story, view.run, listing.query)
    return next((one for one in kept if (one.kind, one.key) == (row.kind, row.id)), None)


def note_in_hand(view: View, layout: Layout) -> Note | None:
    """The note that `note` would edit: of the row in hand, else the last one beside the line in hand."""
    if view.screen == "notes":
        row = row_in_hand(view)
        if row is None or row.kind != "note":
            return None
        return next(note for note in view.run.notes if str(note.number) == row.key)
    found = run_module.notes_at(view.story, view.run, _line(view, layout))
    return found[-1] if found else None


def note(view: View, action: Action, layout: Layout) -> View:
    """Write a note at the line in hand, or other words into the note in hand.

    Raises:
        Cannot: no line is in hand, or the note has no words.
    """
    here = note_in_hand(view, layout)
    if here is not None:
        run = run_module.edit(view.run, here.number, action.argument)
        return _changed(view, run, _("the note is changed; U takes it back"))
    row = row_in_hand(view)
    if view.screen == "notes" and (row is None or row.place is None):
        raise Cannot(_("No line is in hand to write beside; ↑↓ go to one."))
    place = row.place if row and row.place else _line(view, layout)
    run = run_module.write(view.story, view.run, place, action.argument)
    return _changed(view, run, _("the note is written; M lists yours"))


def with_begun(view: View, begun: Mapping[str, str]) -> View:
    """Write notes that were begun and left, as they stand.

    Args:
        view: the view.
        begun: the words, by `note:NUMBER` of the note that is edited, or by the line `SCENE:STEP`.
    """
    run = view.run
    edited = {f"note:{note.number}": note.number for note in run.notes}
    for key, text in begun.items():
        if key in edited:
            run = run_module.edit(run, edited[key], text)
            continue
        scene, _colon, step = key.partition(":")
        place = Place(scene, step) if scene in view.story.scenes else run.visit.place
        run = run_module.write(view.story, run, place, text)
    return _changed(view, run, "")


def bookmark(view: View, action: Action, layout: Layout) -> View:
    """Set a bookmark at the line in hand, or take it back."""
    run = run_module.toggle_bookmark(view.story, view.run, _line(view, layout))
    set_now = len(run.bookmarks) > len(view.run.bookmarks)
    return _changed(
        view, run, _("bookmark set; M lists yours") if set_now else _("the bookmark is taken back")
    )


def doubt(view: View, action: Action, layout: Layout) -> View:
    """Mark the line in hand as one that the reader doubts, or take the mark back."""
    run = run_module.toggle_doubt(view.story, view.run, _line(view, layout))
    set_now = len(run.doubts) > len(view.run.doubts)
    return _changed(view, run, _("doubt marked; M lists yours") if set_now else _("the doubt is taken back"))


def delete(view: View, action: Action, layout: Layout) -> View:
    """Delete the row in hand of the list; the next one comes into the hand."""
    row = row_in_hand(view)
    if row is None:
        raise Cannot(_("There is nothing to delete here; N at a line writes a note."))
    run = run_module.delete(view.run, row.kind, int(row.key))
    view = _changed(view, run, _("deleted; U brings it back"))
    return _in_hand_again(view)


def undo(view: View, action: Action, layout: Layout) -> View:
    """Take back the last change of a note, bookmark or doubt.

    Raises:
        Cannot: nothing was changed in this session.
    """
    if not view.undo:
        raise Cannot(_("There is nothing to take back."))
    run = run_module.with_mine(view.run, view.undo[-1])
    view = _replace(view, run=run, undo=view.undo[:-1], message=_("taken back"))
    return _in_hand_again(view)


def open_kept(view: View, entry: Entry) -> View:
    """Go to the line that a row stands beside.

    Raises:
        Cannot: the line is no longer in the story.
    """
    if not entry.address:
        raise Cannot(_("The words it stood beside are no longer in the story; x deletes it."))
    run = apply(view.story, view.run, Action("go", entry.address))
    return _replace(view, run=run, cursor=-1, sheets=(), sheet_top=0, listings=())


def note_entries(story: Story, run: Run, listing: Listing) -> tuple[Entry, ...]:
    """The rows of the list: in story order, the lost ones under a heading of their own."""
    rows: list[Entry] = []
    for kept in run_module.kept_entries(story, run, listing.query):
        if kept.how == "lost" and not any(row.kind == "heading" for row in rows):
            rows.append(Entry("heading", "lost", _("No longer in the story")))
        rows.append(_row(kept, run))
    return tuple(rows)


def kind_words(kind: str) -> str:
    """What a reader calls a kind of row."""
    return {"note": _("note"), "bookmark": _("bookmark"), "doubt": _("doubt")}[kind]


def how_words(kept: KeptEntry) -> str:
    """What became of the line; empty where it is as it was."""
    if kept.how == "edited":
        return _("the line was edited; it began: {words}").format(words=kept.words)
    if kept.how == "moved":
        return _("the line was moved")
    if kept.how == "lost":
        return _("it stood beside: {words}").format(words=kept.words) if kept.text else ""
    return ""


def _row(kept: KeptEntry, run: Run) -> Entry:
    label = " ".join(kept.text.split()) or kept.words
    place = kept.place
    address = ""
    if place is not None:
        address = f"{place.scene}:{place.step}" if place.step else place.scene
    here = place is not None and place.scene == run.visit.scene
    return Entry(kept.kind, kept.key, label, how_words(kept), kept.title, address, here=here)


def _line(view: View, layout: Layout) -> Place:
    past_warning(view)
    return current_place(view, layout)


def _changed(view: View, run: Run, message: str) -> View:
    return _replace(view, run=run, undo=run_module.before(view.undo, view.run), message=message)


def _in_hand_again(view: View) -> View:
    """The list with a row in hand that exists, and is no heading."""
    if view.screen != "notes":
        return view
    listing = view.listings[-1]
    rows = note_entries(view.story, view.run, listing)
    at = max(0, min(listing.selected, len(rows) - 1))
    if rows and rows[at].kind == "heading":
        at += 1 if at + 1 < len(rows) else -1
    return _replace(view, listings=(*view.listings[:-1], _replace(listing, selected=max(0, at))))
