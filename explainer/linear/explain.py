"""Help: what can be said here, every word, or one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explainer.linear import words
from explainer.linear.say import sentence
from explainer.messages import _
from explainer.problems import Cannot
from explainer.reading.actions import ACTIONS, BY_ID

if TYPE_CHECKING:
    from explainer.linear.conversation import Conversation
    from explainer.linear.words import Typed


def reply(talk: Conversation, typed: Typed) -> list[str]:
    """The answer to `help`, `help all` and `help` with a word."""
    wanted = typed.argument.casefold()
    if wanted in (_("all"), "all"):
        return [_("Help: a word is an action; a short form stands after or."), *map(_explained, _here())]
    if wanted:
        found = words.parse(wanted)
        if found.word not in BY_ID:
            raise Cannot(_("Cannot explain that: help all says every word."))
        return [_("Help: {word}").format(word=_explained(found.word))]
    if talk.run.visit.threshold:
        return [
            _(
                "Help: Enter goes round the scene. consent reads it. back returns."
                " where says the place. quit leaves."
            )
        ]
    return [
        _(
            "Help: Enter reads on. A number follows a question. open says what this line cites,"
            " rests-on its sources. back returns. lens and a date, search and words. glossary, story-map."
            " more, again, where. quit leaves. help all says everything; help lens explains one."
        )
    ]


def _here() -> list[str]:
    return [spec.id for spec in ACTIONS if not spec.linear]


def _explained(action: str) -> str:
    spec = BY_ID[action]
    named = _("{word} or {short}").format(word=spec.id, short=spec.word) if spec.word else spec.id
    return sentence(f"{named}: {spec.description}")
