"""Finding one's way: lists of scenes, terms and sources, search, jumps, trails, and the date one reads at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explainer.linear import claims, lists, say
from explainer.linear.lists import Listed
from explainer.messages import _
from explainer.problems import Cannot
from explainer.reading import days
from explainer.reading.actions import Action

if TYPE_CHECKING:
    from explainer.linear.conversation import Conversation
    from explainer.linear.words import Typed


def story_map(talk: Conversation, typed: Typed) -> list[str]:
    """All scenes, or those that fit the words."""
    return talk.call(lists.story_map(talk.story, talk.run, typed.argument))


def way(talk: Conversation, typed: Typed) -> list[str]:
    """The scenes one came through."""
    return talk.call(lists.way(talk.story, talk.run))


def glossary(talk: Conversation, typed: Typed) -> list[str]:
    """All terms, or those that fit the words."""
    return talk.call(lists.glossary(talk.story, talk.run, typed.argument))


def sources(talk: Conversation, typed: Typed) -> list[str]:
    """All sources, or those that fit the words."""
    return talk.call(lists.sources(talk.story, talk.run, typed.argument))


def search(talk: Conversation, typed: Typed) -> list[str]:
    """What has the words, tried also as they stand under another layout."""
    if not typed.argument:
        raise Cannot(_("Cannot search for nothing: type search and words."))
    listed = lists.found(talk.story, typed.argument, talk.on)
    if not listed.items and typed.other:
        listed = lists.found(talk.story, typed.other, talk.on)
    return talk.call(listed)


def go(talk: Conversation, typed: Typed) -> list[str]:
    """To an address, a scene's title, or a step of this scene by its number."""
    wanted = typed.argument.strip()
    if not wanted:
        raise Cannot(_("Cannot go: type go and a scene; story-map says all."))
    by_title = [
        s.id
        for s in talk.story.scenes.values()
        if s.title.casefold().rstrip(".?!") == wanted.casefold().rstrip(".?!")
    ]
    if by_title:
        return talk.move(Action("go", by_title[0]))
    return talk.move(Action("go", wanted))


def trail(talk: Conversation, typed: Typed) -> list[str]:
    """The trails, or onto one by its title or id."""
    if not typed.argument:
        return talk.call(lists.trails(talk.story))
    wanted = typed.argument.casefold()
    by_title = [t.id for t in talk.story.trails.values() if t.title.casefold() == wanted]
    if not by_title and wanted not in talk.story.trails:
        raise Cannot(_("Cannot take that trail: this story lacks it. trail says all."))
    return talk.move(Action("trail", by_title[0] if by_title else wanted))


def lens(talk: Conversation, typed: Typed) -> list[str]:
    """Read as known on a day, or no longer; alone: the day, and those the story marks."""
    wanted = typed.argument
    if wanted:
        return set_lens(talk, "off" if wanted in ("off", _("off")) else days.day(wanted, talk.story))
    now = say.lens_line(talk.on) if talk.on else _("Date: none. Type lens and a day, such as lens 8 january.")
    marked = lists.lens_days(talk.story)
    return talk.call(Listed(now, marked)) if marked else [now]


def set_lens(talk: Conversation, day: str) -> list[str]:
    """Read as known on a day, or no longer; when a claim is in hand, say what stands on that day."""
    hand = talk.in_hand
    own = talk.move(Action("lens", day))
    lines = [say.lens_line(talk.on)] if talk.on else [_("Date: none. You read what stands as last checked.")]
    lines = [*own, *lines]
    if hand and hand[0] == "claim":
        talk.in_hand = hand
        return [*lines, *claims.stands_lines(talk.story.claims[hand[1]], talk.on)[:3]]
    return lines
