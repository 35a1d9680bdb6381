"""The phrase of a guest's place on a server, said again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explainer.messages import _
from explainer.problems import Cannot

if TYPE_CHECKING:
    from explainer.linear.conversation import Conversation
    from explainer.linear.words import Typed


def reply(talk: Conversation, typed: Typed) -> list[str]:
    """The phrase, and how it is used.

    Raises:
        Cannot: one reads on one's own machine.
    """
    parked = talk.options.parked
    if parked is None:
        raise Cannot(_("Cannot say: only a place on a server has a phrase."))
    phrase = talk.park(parked)  # asked for before the first move: what the phrase names must be there
    stays = _("30 days") if parked.long else _("30 minutes")
    told = _("Phrase: {phrase}. Log in as resume and type it; it brings you back here for {time}.")
    return [told.format(phrase=phrase, time=stays)]
