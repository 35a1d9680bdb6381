"""Help: what can be said here, every word, or one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explainer.linear import say, words
from explainer.linear.say import sentence
from explainer.linear.word_help import HOW, ROOM_SITUATIONS, SITUATIONS
from explainer.messages import _
from explainer.problems import Cannot
from explainer.reading.actions import ACTIONS, BY_ID
from explainer.reading.figures import days
from explainer.reading.moves import choices, onward

if TYPE_CHECKING:
    from explainer.linear.conversation import Conversation
    from explainer.linear.words import Typed


HELP_WORDS = 60


def reply(talk: Conversation, typed: Typed) -> list[str]:
    """The answer to `help`, `help all` and `help` with a word."""
    wanted = typed.argument.casefold()
    if wanted in (_("all"), "all"):
        return [_("Help: a word is an action; a short form stands after or."), *map(_explained, _here())]
    if wanted:
        found = words.parse(wanted)
        if found.word == "lacking":
            raise Cannot(sentence(_("Cannot do that here: {why}").format(why=words.LACKING[found.argument])))
        if found.word not in BY_ID:
            raise Cannot(_("Cannot explain that: help all says every word."))
        return [_("Help: {word}").format(word=_explained(found.word))]
    return [_("Help: {words}").format(words=_in_room(talk) or SITUATIONS[situation(talk)])]


def _in_room(talk: Conversation) -> str:
    """In a room: whether one follows, and what can be said then; empty for one who reads alone."""
    room = talk.room
    if room is None or room.over:
        return ""
    if room.at_rooms_warning:
        return ROOM_SITUATIONS["warning"]
    if room.view.state in ("held", "waiting", "out"):
        return ROOM_SITUATIONS[room.view.state]
    if room.follows:
        return ROOM_SITUATIONS["looking" if room.is_looking else "following"]
    here = situation(talk)
    if here in ("start", "reading", "ways", "ending"):
        return ROOM_SITUATIONS["own"]
    whole = f"{ROOM_SITUATIONS['own-open']} {SITUATIONS[here]}"
    return whole if len(whole.split()) < HELP_WORDS else ROOM_SITUATIONS["own"]


def situation(talk: Conversation) -> str:
    """Where one is, as far as it matters for what can be said: a key of `SITUATIONS`."""
    if talk.run.visit.threshold:
        return "warning"
    kind = talk.listed.items[0].kind if talk.listed is not None and talk.listed.items else ""
    if kind and (talk.list_last or not talk.in_hand):
        return {"note": "notes", "bookmark": "notes", "doubt": "notes", "choice": "choices"}.get(kind, "list")
    if talk.in_hand:
        held, key = talk.in_hand
        figure = talk.story.figures.get(key) if held == "figure" else None
        return "map" if figure and figure.kind == "map" and days(figure) else held
    step = talk.step
    if talk.folded:
        return "folded"
    last = say.following(talk.story, talk.run.visit) is None
    if last and onward(talk.story, talk.run).kind == "end":
        return "ending"
    if step is not None and step.kind in ("guess", "document", "figure"):
        return f"at-{step.kind}"
    if last and choices(talk.story, talk.run):
        return "ways"
    return "start" if talk.run.visit.scene == talk.story.start and not talk.run.past else "reading"


def _here() -> list[str]:
    return [spec.id for spec in ACTIONS if not spec.linear]


def _explained(action: str) -> str:
    spec = BY_ID[action]
    named = _("{word} or {short}").format(word=spec.id, short=spec.word) if spec.word else spec.id
    return sentence(f"{named}: {HOW.get(action, spec.description)}")
