"""What a reader writes and takes along: asked for on a screen of its own, done by the desk or written to a file.

Loaded with the first of it. Nothing is written to a file with `--private`, nor where there is no store: a guest's
files would be a server's.
"""

from __future__ import annotations

import asyncio
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from explainer.messages import _
from explainer.paint.cells.style import key_name
from explainer.paint.page.layout import grid
from explainer.problems import Cannot
from explainer.reading import note_actions, view_actions
from explainer.reading.actions import Action
from explainer.reading.anchors import anchor, spoken
from explainer.reading.lists import entries
from explainer.reading.room import PollView
from explainer.reading.run import Run
from explainer.reading.storage.files import may_hold_a_run, must_be_free, named, write_new
from explainer.reading.view import View, current_place
from explainer.tui.screens.ask import AskScreen
from explainer.tui.sheets import Asked
from explainer.workshop.texts import QUESTION

if TYPE_CHECKING:
    from explainer.tui.rooming import Rooming
    from explainer.tui.screens.reading import ReadingScreen

_replace = msgspec.structs.replace

GUESSES = "guesses"
"""As the subject of the takeaway's screen: with the reader's guesses."""


async def begin(screen: ReadingScreen, action: Action) -> None:
    """Ask for what an action needs, and do it; what is not possible is said on the room line."""
    try:
        if action.id == "note":
            await _note(screen)
        elif screen.view.screen == "takeaway":
            await _write_takeaway(screen)
        else:
            await _save(screen)
    except Cannot as cannot:
        await screen.say(str(cannot))


# notes


async def _note(screen: ReadingScreen) -> None:
    """Write a note at the line in hand, or edit the one there; what Escape leaves behind is kept as a draft."""
    if screen.view.screen == "notes" and not entries(screen.view):
        await screen.act(Action("close"))  # the list is empty and says that N writes here
    view, layout = screen.view, screen.layout_found
    note = note_actions.note_in_hand(view, layout)
    row = note_actions.row_in_hand(view)
    if view.screen == "notes" and note is None and (row is None or row.place is None):
        raise Cannot(_("No line is in hand to write beside."))
    if view.screen == "scene" and view.run.visit.threshold:
        raise Cannot(_("Read the scene or go round it first."))
    place = row.place if row else current_place(view, layout)
    fixed = note.anchor if note else anchor(view.story, place) if place else None
    key = f"note:{note.number}" if note else f"{fixed.scene}:{fixed.step}" if fixed else ""
    before = note.text if note else ""
    asked = _asked_note(screen, fixed.scene if fixed else "", fixed.words if fixed else "", before, key)
    dialog = AskScreen(asked, _needs_words)
    text = await screen.app.push_screen_wait(dialog)
    if text is None:
        await _leave_draft(screen, key, dialog.typed, before)
        return
    screen.drafts.pop(key, None)
    # The layout of before: a window made smaller meanwhile does not move the note to another line.
    await screen.show(view_actions.perform(view, Action("note", text), layout))


def _asked_note(screen: ReadingScreen, scene: str, words: str, before: str, key: str) -> Asked:
    story = screen.view.story
    title = _("Your note at {title}").format(title=story.scenes[scene].title) if scene in story.scenes else ""
    beside = _("beside: {words}").format(words=spoken(words, story)) if words else ""
    keys = (
        (key_name("enter"), _("keep it")), (key_name("ctrl+j"), _("new line")), (key_name("escape"), _("later")),
    )  # fmt: skip
    return Asked(title or _("Your note"), beside, screen.drafts.get(key, before), several=True, keys=keys)


def _needs_words(text: str) -> str:
    return "" if text.strip() else _("A note needs words; Esc goes back.")


async def _leave_draft(screen: ReadingScreen, key: str, typed: str, before: str) -> None:
    """Nothing that was typed is lost: the note's key goes on with it, in this session."""
    if not typed.strip() or typed == before:
        screen.drafts.pop(key, None)
        return
    screen.drafts[key] = typed
    await screen.say(_("not written yet: N at this line goes on with it"))


# files


def _may_write(screen: ReadingScreen) -> None:
    options = screen.reader_app.options
    if options.parked is not None:
        raise Cannot(_("Files are neither read nor written on this server."))
    if not options.writes_files:
        raise Cannot(_("Nothing is written in this session."))


async def _ask(screen: ReadingScreen, asked: Asked, check: object = None) -> str | None:
    """An answer on one line; `check` raises Cannot for one that cannot be taken."""

    def refused(text: str) -> str:
        try:
            if callable(check):
                check(text)
        except Cannot as cannot:
            return str(cannot)
        return ""

    return await screen.app.push_screen_wait(AskScreen(asked, refused))


def _keys(take: str) -> tuple[tuple[str, str], ...]:
    return ((key_name("enter"), take), (key_name("escape"), _("back")))


async def _save(screen: ReadingScreen) -> None:
    """Write the whole run to a file the reader names, encrypted if they give a passphrase."""
    _may_write(screen)
    story = screen.view.story
    text = _(
        "Your place, your way, guesses, notes and marks. explainer --resume FILE goes on from it, here or elsewhere."
    )
    asked = Asked(_("Save your run to a file"), text, f"{story.id}.run.json", keys=_keys(_("go on")))
    name = await _ask(screen, asked, lambda typed: may_hold_a_run(named(typed)))
    if name is None:
        return
    secret = await _passphrase(screen)
    if secret is None:
        await screen.say(_("not saved"))
        return
    path = named(name)
    await asyncio.to_thread(_written, path, screen.view, secret)  # a passphrase is made slow to guess
    form = _("saved, encrypted, to {path}") if secret else _("saved to {path}")
    await screen.say(form.format(path=path))


def _written(path: Path, view: View, secret: str) -> None:
    from explainer.reading.storage.store import stamped, write_file

    may_hold_a_run(path, secret)
    write_file(path, stamped(view.story, view.run), secret)


async def _passphrase(screen: ReadingScreen) -> str | None:
    """A passphrase, typed twice; empty for none, None to go back."""
    text = _(
        "With one the file is encrypted: without it nobody can read the file, and nobody can find it out for you."
    )
    asked = Asked(_("Passphrase, Enter for none"), text, hidden=True, keys=_keys(_("take it")))
    secret = await _ask(screen, asked)
    if not secret:
        return secret

    def same(again: str) -> None:
        if again != secret:
            raise Cannot(_("The two differ; type it again, or Esc goes back."))

    again = Asked(_("The same passphrase once more"), text, hidden=True, keys=_keys(_("take it")))
    return secret if await _ask(screen, again, same) is not None else None


async def _write_takeaway(screen: ReadingScreen) -> None:
    """Write what one takes along to a file that is not there yet; its ending says in which form."""
    _may_write(screen)
    text = _(
        "Its ending says the form: .txt, .md or .html. Think of who may find the file where you carry it."
    )
    asked = Asked(_("Write what you take along to a file"), text, "takeaway.html", keys=_keys(_("write it")))
    name = await _ask(screen, asked, lambda typed: must_be_free(named(typed)))
    if name is None:
        return
    path = named(name)
    write_new(path, _in_form(screen.view, path, screen.shown_in_room))
    await screen.say(_("written to {path}").format(path=path))


def _in_form(view: View, path: Path, room: tuple[PollView, ...]) -> str:
    from explainer.export.takeaway import gather
    from explainer.export.takeaway_forms import FORMS, form_of

    guesses = view.listings[-1].subject == GUESSES
    found = gather(view.story, view.run, guesses=guesses, now_on=_today(), room=room)
    return FORMS[form_of(path)](found)


def _today() -> str:
    return date.today().isoformat()


Made = tuple[Run, str, int, int, tuple[str, ...]]
"""A run, with guesses or without, the width, the results of the room, and the rows of text made from them."""


def with_takeaway(
    view: View, columns: int, rows: int, made: Made | None, room: tuple[PollView, ...] = ()
) -> tuple[View, Made]:
    """The view with the text of its takeaway for the width of the window; `made` is used again where it fits."""
    from explainer.export.takeaway import gather
    from explainer.export.takeaway_forms import to_text

    front = view.listings[-1]
    measure = grid(columns, rows, single=True).block
    of = (view.run, front.subject, measure, hash(room))
    if made is None or made[:4] != of:
        guesses = front.subject == GUESSES
        found = gather(view.story, view.run, guesses=guesses, now_on=_today(), room=room)
        made = (*of, tuple(to_text(found, width=measure).splitlines()))
    return _replace(view, listings=(*view.listings[:-1], _replace(front, text=made[4]))), made


def toggle_guesses(view: View) -> View:
    """What one takes along with one's guesses, or without them."""
    front = view.listings[-1]
    subject = "" if front.subject == GUESSES else GUESSES
    said = _("with your guesses") if subject else _("without your guesses")
    return _replace(view, message=said, listings=(*view.listings[:-1], _replace(front, subject=subject)))


# a question to the leader of a room: what was typed survives Escape and every move of the room


async def ask(rooming: Rooming) -> None:
    """A question to the leader; what was typed survives Escape and every move of the room."""
    from explainer.tui.screens.ask import AskScreen

    try:
        rooming.ask("")
        dialog = AskScreen(_asked(rooming.draft), _refused)
        text = await rooming.screen.app.push_screen_wait(dialog)
        rooming.draft = dialog.typed
        if text is None:
            if rooming.draft.strip():
                await rooming.screen.say(
                    _("not sent yet: {key} goes on with it").format(key=rooming.label("question"))
                )
            return
        said = rooming.ask(text.strip())
        rooming.draft = ""
        await rooming.screen.say(said)
    except Cannot as cannot:
        await rooming.screen.say(str(cannot))


def _asked(draft: str) -> Asked:
    text = _(
        "At most {n} characters, to the leader alone. Nobody else sees it unless the leader takes it up; nobody"
        " learns whose it is."
    ).format(n=QUESTION)
    keys = ((key_name("enter"), _("send it")), (key_name("escape"), _("later")))
    return Asked(_("Ask the leader"), text, draft, several=True, keys=keys)


def _refused(text: str) -> str:
    length = len(text.strip())
    if not length:
        return _("A question needs words; Esc goes back.")
    if length > QUESTION:
        return _("{n} characters; {most} are the most.").format(n=length, most=QUESTION)
    return ""
