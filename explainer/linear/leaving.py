"""Leaving: the one question whether this machine may keep the reader's place and what is their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explainer.linear import words
from explainer.linear.questions import Question
from explainer.messages import _
from explainer.problems import Cannot

if TYPE_CHECKING:
    from explainer.linear.conversation import Conversation
    from explainer.linear.words import Typed


def reply(talk: Conversation, typed: Typed) -> list[str]:
    """Ask once whether the place may be kept; where that was agreed, keep it."""
    if talk.room is not None and not talk.room.over:
        from explainer.linear import room_words

        return room_words.leave(talk, talk.room)
    if talk.is_parked:
        return _guest(talk)
    store = talk.options.store
    if store is None or talk.options.private:
        talk.ended = True
        return [_("Nothing was written. Goodbye.")]
    if store.agreed:
        return _kept(talk)
    parts = [_("Keep: may this machine keep {things}?").format(things=_things(talk))]
    if not talk.wrote:
        parts.append(_("Nothing is written yet."))
    _ask(talk)
    return [" ".join([*parts, _("yes or no; Enter is no.")])]


# a guest of a server


def _guest(talk: Conversation) -> list[str]:
    """Ask whether the server may keep the place for long; without a yes nothing stays.

    Who said yes before is asked again, so that they can take it back; then it stays unless they say no.
    """
    parked = talk.options.parked
    assert parked is not None
    _ask_guest(talk, again=parked.long)
    if parked.long:
        said = _("Keep: your place is kept here for 30 days, from now on. Shall it stay?")
        return [" ".join([said, _("yes or no; Enter is yes, and no removes it.")])]
    asked = _("Keep: may this server keep {things} for 30 days, encrypted under your phrase?")
    return [" ".join([asked.format(things=_things(talk)), _("yes or no; Enter is no, and removes it.")])]


def _ask_guest(talk: Conversation, *, again: bool) -> None:
    usual = _kept_here if again else _removed
    talk.ask(Question(lambda line: _guest_answered(talk, line, again), lambda: usual(talk)))


def _guest_answered(talk: Conversation, line: str, again: bool) -> list[str]:
    if words.yes(line):
        return _kept_here(talk)
    if again and (not line.strip() or words.parse(line).word == "quit"):
        return _kept_here(talk)
    if words.no(line) or words.parse(line).word == "quit":
        return _removed(talk)
    _ask_guest(talk, again=again)
    return [_("Keep: yes or no; Enter is yes.") if again else _("Keep: yes or no; Enter is no.")]


def _kept_here(talk: Conversation) -> list[str]:
    talk.ended = True
    parked = talk.options.parked
    assert parked is not None
    parked.moved(talk.run)  # who came back and read nothing is kept anew all the same
    parked.keep_long()
    return [_("Kept for 30 days. Log in as resume; your phrase brings you back to this step. Goodbye.")]


def _removed(talk: Conversation) -> list[str]:
    talk.ended = True
    parked = talk.options.parked
    assert parked is not None
    parked.forget()
    return [_("Removed: nothing of you is kept here. Goodbye.")]


def _things(talk: Conversation) -> str:
    """`your place`, `your place, 2 notes and 1 bookmark`."""
    from explainer.linear.keepsakes import counted
    from explainer.reading.notes import mine

    *first, last = [_("your place"), *(part for part in counted(mine(talk.run)).split(", ") if part)]
    return _("{first} and {last}").format(first=", ".join(first), last=last) if first else last


def _ask(talk: Conversation) -> None:
    talk.ask(Question(lambda line: _answered(talk, line), lambda: _not_kept(talk)))


def _answered(talk: Conversation, line: str) -> list[str]:
    if words.yes(line):
        return _kept(talk)
    if words.no(line) or words.parse(line).word == "quit":
        return _not_kept(talk)
    _ask(talk)
    if words.parse(line).word == "help":
        return [_("Help: yes keeps it in a file of your own on this machine; no or Enter leaves nothing.")]
    return [_("Keep: yes or no; Enter is no.")]


def _not_kept(talk: Conversation) -> list[str]:
    talk.ended = True
    return [_("Not kept. Goodbye.")]


def _kept(talk: Conversation) -> list[str]:
    talk.ended = True
    store = talk.options.store
    assert store is not None
    try:
        store.agree()
        talk.keep()
    except Cannot as error:
        return [_("Cannot: {text}").format(text=error), _("Goodbye.")]
    return [_("Kept. explainer comes back to this step; explainer forget removes everything. Goodbye.")]
