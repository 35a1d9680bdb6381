"""What each action says: one handler an action of the registry, and one for a bare number."""

from __future__ import annotations

import importlib
from collections.abc import Callable

from explainer.linear import claims, explain, finding, lists, mode, records, say, words
from explainer.linear.conversation import Conversation
from explainer.linear.lists import Item, Listed
from explainer.linear.say import Told
from explainer.linear.words import Typed
from explainer.messages import _, ngettext
from explainer.problems import Cannot
from explainer.reading.actions import Action

Handler = Callable[[Conversation, Typed], list[str]]


def _mover(action: str) -> Handler:
    return lambda talk, typed: talk.move(Action(action))


def _number(talk: Conversation, typed: Typed) -> list[str]:
    """A bare number answers the last list called for, else the scene's Choose."""
    if talk.listed is not None:
        return _open_item(talk, talk.listed, int(typed.argument))
    return talk.move(Action("choose", typed.argument))


def _open_item(talk: Conversation, listed: Listed, number: int) -> list[str]:
    if not 1 <= number <= len(listed.items):
        many = _("Cannot open {n}: this list has {count}.")
        raise Cannot(many.format(n=number, count=len(listed.items)))
    return talk.open(listed.items[number - 1], listed.on)


def _choose(talk: Conversation, typed: Typed) -> list[str]:
    number = words.number(typed.argument)
    return talk.move(Action("choose", str(number))) if number else _choices(talk, typed)


def _choices(talk: Conversation, typed: Typed) -> list[str]:
    listed = lists.choices_list(talk.story, talk.run, "" if talk.run.visit.threshold else _enter(talk))
    if talk.run.visit.threshold:
        return talk.here(heading=False)
    if not listed.items:
        talk.close()
        return [_enter(talk)]
    return talk.call(listed)


def _enter(talk: Conversation) -> str:
    if say.following(talk.story, talk.run.visit):
        return _("Enter reads on.")
    return say.enter_line(talk.story, talk.run)


def _fork(talk: Conversation, typed: Typed) -> list[str]:
    lines = talk.move(Action("fork"))
    ways = say.choose_lines(
        talk.story, talk.run, middle=say.following(talk.story, talk.run.visit) is not None
    )
    return lines if ways == lines[-1:] else [*lines, *ways]


def _open(talk: Conversation, typed: Typed) -> list[str]:
    number = words.number(typed.argument)
    if typed.argument and not number:
        raise Cannot(_("Cannot open that: type open and a number."))
    if number and talk.listed is not None and talk.listed.kind != "choice":
        return _open_item(talk, talk.listed, number)
    if talk.in_hand and talk.in_hand[0] in ("sentence", "guess"):
        from explainer.linear import study

        beside = study.cited(talk)
        if beside is not None:
            return _open_item(talk, beside, number) if number else talk.call(beside)
    if not number and (later := claims.later(talk)):
        return later
    if talk.run.visit.threshold:
        raise Cannot(_("Cannot open: the scene is not read yet. consent reads it."))
    if talk.folded:
        return talk.unfold()
    step = talk.step
    if step is None:
        raise Cannot(_("Cannot open: there is nothing here."))
    if step.kind == "document":
        return _in("study", "document")(talk, typed)
    listed = lists.references_list(talk.story, talk.story.scenes[talk.run.visit.scene], step)
    if number:
        return _open_reference(talk, listed, number)
    return talk.call(listed) if listed.items else talk.call(lists.rests_on_list(talk.story, step))


def _open_reference(talk: Conversation, listed: Listed, number: int) -> list[str]:
    count = len(listed.items)
    if not count:
        raise Cannot(_("Cannot open {n}: this step has no references.").format(n=number))
    if number > count:
        one, many = (
            _("Cannot open {n}: this step has 1 reference."),
            _("Cannot open {n}: this step has {count} references."),
        )
        raise Cannot(ngettext(one, many, count).format(n=number, count=count))
    return talk.open(listed.items[number - 1])


def _close(talk: Conversation, typed: Typed) -> list[str]:
    if talk.room is not None and talk.room.holds_enter:
        return talk.room.close()
    talk.close()
    return talk.here(heading=False)


def _rests_on(talk: Conversation, typed: Typed) -> list[str]:
    if talk.run.visit.threshold:
        raise Cannot(_("Cannot say: the scene is not read yet. consent reads it."))
    if talk.step is None:
        raise Cannot(_("Cannot say what this rests on: there is nothing here."))
    return talk.call(lists.rests_on_list(talk.story, talk.step))


def _source(talk: Conversation, typed: Typed) -> list[str]:
    """The whole record of the source in hand; without one, the sources this step rests on."""
    number = words.number(typed.argument)
    listed = talk.listed
    if talk.in_hand and talk.in_hand[0] == "claim":
        return _whole(talk, claims.open_source(talk, number))
    if number and (listed is None or listed.kind != "source"):
        listed = lists.rests_on_list(talk.story, talk.step) if talk.step else None
    if number and listed is not None:
        return _whole(talk, _open_item(talk, listed, number))
    kind, key = talk.in_hand or ("", "")
    if kind == "excerpt":
        key = talk.story.excerpts[key].source
    elif kind != "source":
        return _rests_on(talk, typed)
    return _whole(talk, talk.open(Item("source", key, "")))


def _whole(talk: Conversation, lines: list[str]) -> list[str]:
    """A source's first line, and already the first fields of its record; what leans on it is numbered then."""
    kind, key = talk.in_hand or ("", "")
    if kind == "source":
        from explainer.linear import dossier

        talk.listed = dossier.dossier_listed(talk.story, key, talk.on)
        items = dossier.said_items(talk.listed.items, numbered=True)
        rest = [
            *dossier.record_lines(talk.story, key, talk.on),
            *items,
            dossier.later_line(talk.story, key, talk.on),
        ]
        talk.rest = Told([], [line for line in rest if line])
    return [*lines, *talk.more(talk.rest.size)] if talk.rest.rest else lines


def _original(talk: Conversation, typed: Typed) -> list[str]:
    """The original of what is in hand; without anything, of the quotation that is the step."""
    kind, key = talk.in_hand or ("", "")
    step = talk.step
    if not kind and step is not None and step.kind == "quote" and not talk.folded:
        kind, key = "excerpt", step.ref
    return records.original(talk.story, kind, key)


def _in(module: str, name: str) -> Handler:
    """A handler of another module of this mode, which is loaded with the first use of it."""

    def handler(talk: Conversation, typed: Typed) -> list[str]:
        found: Handler = getattr(importlib.import_module(f"explainer.linear.{module}"), name)
        return found(talk, typed)

    return handler


HANDLERS: dict[str, Handler] = {
    "number": _number,
    "next": _mover("next"), "back": _mover("back"), "forward": _mover("forward"),
    "consent": _mover("consent"), "fork": _fork, "choose": _choose, "choices": _choices,
    "open": _open, "close": _close, "rests-on": _rests_on, "source": _source, "original": _original,
    "document": _in("study", "document"), "claim": claims.reply, "mark": _in("study", "mark"),
    "guess": _in("study", "guess"),
    "timeline": _in("looking", "timeline"), "who": _in("looking", "who"),
    "map": _in("maps", "reply"), "day": _in("maps", "day_reply"),
    "story-map": finding.story_map, "way": finding.way, "glossary": finding.glossary,
    "sources": finding.sources, "search": finding.search, "go": finding.go, "trail": finding.trail,
    "lens": finding.lens, "where": mode.where, "language": _in("language", "reply"),
    "note": _in("keepsakes", "note"), "bookmark": _in("keepsakes", "bookmark"),
    "doubt": _in("keepsakes", "doubt"), "notes": _in("keepsakes", "listed"), "edit": _in("keepsakes", "edit"),
    "delete": _in("keepsakes", "delete"), "undo": _in("keepsakes", "undo"),
    "takeaway": _in("taken", "reply"), "copy": _in("saving", "copy"), "save": _in("saving", "save"),
    "phrase": _in("phrase", "reply"),
    "follow": _in("room_words", "follow"), "answer": _in("room_words", "answer"),
    "question": _in("room_words", "question"), "ready": _in("room_words", "ready"),
    "slower": _in("room_words", "slower"), "faster": _in("room_words", "faster"),
    "step-out": _in("room_words", "step_out"),
    "hide": mode.hide, "width": mode.width, "bell": mode.bell, "about": mode.about, "help": explain.reply,
    "more": mode.more, "all": mode.every, "again": mode.again, "quit": _in("leaving", "reply"),
}  # fmt: skip
