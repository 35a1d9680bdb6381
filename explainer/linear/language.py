"""The word `language`: which languages the story is in, and reading on in another one at the same line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from explainer.linear import records
from explainer.linear.say import Told, sentence
from explainer.messages import _
from explainer.reading.language import chosen, in_storys_words, missing_words
from explainer.story.model.structs import Story
from explainer.story.model.translation import first_lacking, in_language, is_lacking, original, own_name

_TOLD = ("term", "excerpt", "claim", "source", "figure")
"""Kinds of things in hand that are said again in the other language."""

if TYPE_CHECKING:
    from explainer.linear.conversation import Conversation
    from explainer.linear.words import Typed


def reply(talk: Conversation, typed: Typed) -> list[str]:
    """`language` says what there is; `language ru` or `language Русский` goes on in it."""
    words = typed.other or typed.argument
    if not words:
        if len(talk.story.languages) < 2:
            return [
                sentence(
                    _("Language: {name}; the story is in no other").format(name=own_name(talk.story.language))
                )
            ]
        return [languages_line(talk.story)]
    return turn(talk, chosen(talk.story, words))


def languages_line(story: Story) -> str:
    """`Language: English. Also: ru, Русский. Type language and a code.`"""
    others = "; ".join(f"{code}, {own_name(code)}" for code in story.languages if code != story.language)
    said = _("Language: {name}. Also: {others}. Type language and a code.")
    return said.format(name=own_name(story.language), others=others)


def turn(talk: Conversation, language: str) -> list[str]:
    """Go on in a language: what is in hand or listed stays so, and is said again, or else the line."""
    before, story = talk.story, in_language(talk.story, language)
    run = in_storys_words(talk.run, before, story)
    talk.story, talk.run = story, msgspec.structs.replace(run, language=language)
    talk.rest = Told([])
    if talk.room is not None:
        talk.room.speak(language)
    name = sentence(_("Language: {name}").format(name=own_name(language)))
    if talk.in_hand and talk.in_hand[0] in _TOLD:
        return [name, *talk.tell(records.told(story, *talk.in_hand, talk.on))]
    return [name, *talk.here()]


def missing_line(story: Story, scene: str, step: str) -> list[str]:
    """Said before a step that is not translated: at the first of a scene why, at others in which language it is."""
    if not is_lacking(story, scene, step):
        return []
    if first_lacking(story, scene) == step:
        return [missing_words(story)]
    return [_("In {own}:").format(own=own_name(original(story).language))]
