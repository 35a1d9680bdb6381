"""What each action says: a handler for each one of the registry, and one for a bare number."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import msgspec

from explainer.linear import claims, lists, records, room_news, sentences, words
from explainer.linear.answers import Item, Listed, Question, Told
from explainer.linear.wrapping import AUTO, LEAST, MOST
from explainer.messages import _, ngettext
from explainer.problems import Cannot
from explainer.reading.actions import Action
from explainer.reading.citing.citation import how_to_report, named
from explainer.reading.moves import onward
from explainer.reading.storage.updating import newest_first, told_in
from explainer.story.model import dates
from explainer.story.model.outline import Place
from explainer.story.model.structs import Change
from explainer.telling.names import sentence

if TYPE_CHECKING:
    from explainer.linear.conversation import Conversation
    from explainer.linear.words import Typed


# Words of the mode itself: what was said again or further, how lines are written, silence, what this story is.


def more(talk: Conversation, typed: Typed) -> list[str]:
    """The next of what waits."""
    return talk.more(talk.rest.size)


def every(talk: Conversation, typed: Typed) -> list[str]:
    """All that waits."""
    return talk.more(len(talk.rest.rest))


def again(talk: Conversation, typed: Typed) -> list[str]:
    """What was said last."""
    return talk.said or talk.here()


def where(talk: Conversation, typed: Typed) -> list[str]:
    """The place, minutes left and date."""
    line = sentences.where_line(talk.story, talk.run)
    return [f"{line} {talk.room.where()}".strip() if talk.room is not None else line]


def hide(talk: Conversation, typed: Typed) -> list[str]:
    """Silence until the next line, which does nothing else."""
    talk.ask(Question(lambda line: talk.here(heading=True), list))
    return [
        _(
            "Hide: nothing more is said until a key. What was printed stays in your window;"
            " close it to be rid of it."
        )
    ]


def width(talk: Conversation, typed: Typed) -> list[str]:
    """`width off`, `width 40`, `width window`."""
    text = typed.argument.casefold()
    if not text:
        return [_("Width: type width and a number, width off or width window.")]
    if text == _("off"):
        talk.width = 0
        return [_("Width: off. One paragraph is one line.")]
    if text == _("window"):
        talk.width = AUTO
        return [_("Width: as the window, {most} at most.").format(most=MOST)]
    cells_asked = words.number(text)
    if not LEAST <= cells_asked <= MOST:
        said = _("Cannot set that width: type width and {least} to {most}, or off.")
        raise Cannot(said.format(least=LEAST, most=MOST))
    talk.width = cells_asked
    return [_("Width: {n}.").format(n=cells_asked)]


def bell(talk: Conversation, typed: Typed) -> list[str]:
    """Whether something said is also rung."""
    wanted = typed.argument.casefold()
    talk.bell = {_("on"): True, _("off"): False}.get(wanted, not talk.bell)
    return [_("Bell: on.") if talk.bell else _("Bell: off.")]


def about(talk: Conversation, typed: Typed) -> list[str]:
    """The story's edition, what moved and changed since it was read, then its own words about itself."""
    story = talk.story
    head = _("About: {title}, edition {version}, as checked on {day}.").format(
        title=story.title, version=story.edition.version, day=dates.long(story.checked_on)
    )
    told = told_in(talk.run, story)
    rest = [" ".join(part.split()) for part in story.about.split("\n\n") if part.strip()]
    rest.append(sentence(_("Report an error: {how}").format(how=how_to_report(story))))
    meant = named(story, Place(talk.run.visit.scene, talk.step.id if talk.step else ""))
    rest.append(_("Address: {line}. It is the line you come from; copy says its words.").format(line=meant))
    rest.extend(_changed(talk, change, change.scenes) for change in newest_first(story) if change not in told)
    read = set(talk.run.changed)
    first = [_changed(talk, change, tuple(s for s in change.scenes if s in read)) for change in told]
    moved = [sentence(_("Changed: {what}").format(what=what)) for what in talk.options.moved]
    now = [head, *moved, *first, *([_("more says the rest.")] if rest else [])]
    return talk.tell(Told(now, rest))


def _changed(talk: Conversation, change: Change, scenes: tuple[str, ...]) -> str:
    """`Changed on 6 May 2024: A count was added. A reader found the log. In: A light goes out.`"""
    day = dates.long(change.on)
    titles = "; ".join(talk.story.scenes[name].title for name in scenes if name in talk.story.scenes)
    parts = [sentence(_("Changed on {day}: {what}").format(day=day, what=change.what)), sentence(change.why)]
    parts += [sentence(_("In: {scenes}").format(scenes=titles))] if titles else []
    return " ".join(parts)


# What each action says: one handler an action of the registry, and one for a bare number.


def _mover(action: str) -> Handler:
    return lambda talk, typed: talk.move(Action(action))


def _next(talk: Conversation, typed: Typed) -> list[str]:
    """Read on; where the story ends, what stands at its end."""
    visit = talk.run.visit
    read = not visit.threshold and sentences.following(talk.story, visit) is None
    if read and onward(talk.story, talk.run).kind == "end":
        return lists.ending(talk, typed)
    return talk.move(Action("next"))


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
    if sentences.following(talk.story, talk.run.visit):
        return _("Enter reads on.")
    return sentences.enter_line(talk.story, talk.run)


def _fork(talk: Conversation, typed: Typed) -> list[str]:
    lines = talk.move(Action("fork"))
    ways = sentences.choose_lines(
        talk.story, talk.run, middle=sentences.following(talk.story, talk.run.visit) is not None
    )
    return lines if ways == lines[-1:] else [*lines, *ways]


def _open(talk: Conversation, typed: Typed) -> list[str]:
    number = words.number(typed.argument)
    if typed.argument and not number:
        raise Cannot(_("Cannot open that: type open and a number."))
    if number and talk.listed is not None and talk.listed.kind != "choice":
        return _open_item(talk, talk.listed, number)
    if talk.in_hand and talk.in_hand[0] in ("sentence", "guess"):
        beside = _later("study.cited")(talk)
        if beside is not None:
            return _open_item(talk, beside, number) if number else talk.call(beside)
    if not number and (later := claims.later(talk)):
        return later
    room_news.need_read(talk, _("Cannot open: {why}"))
    if talk.folded or (talk.holds_later and not number):
        return talk.unfold()
    step = talk.step
    if step is None:
        raise Cannot(_("Cannot open: there is nothing here."))
    if step.kind == "document":
        return HANDLERS["document"](talk, typed)
    listed = lists.references_list(talk.story, talk.run, step)
    if number:
        return _open_reference(talk, listed, number)
    return talk.call(listed) if listed.items else talk.call(lists.rests_on_list(talk.story, step, talk.on))


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
    room_news.need_read(talk, _("Cannot say: {why}"))
    if talk.step is None:
        raise Cannot(_("Cannot say what this rests on: there is nothing here."))
    return talk.call(lists.rests_on_list(talk.story, talk.step, talk.on))


def _source(talk: Conversation, typed: Typed) -> list[str]:
    """The whole record of the source in hand; without one, the sources this step rests on."""
    number = words.number(typed.argument)
    listed = talk.listed
    if talk.in_hand and talk.in_hand[0] == "claim":
        return _whole(talk, claims.open_source(talk, number))
    if number and (listed is None or listed.kind != "source"):
        listed = lists.rests_on_list(talk.story, talk.step, talk.on) if talk.step else None
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
        talk.listed = records.dossier_listed(talk.story, key, talk.on)
        talk.rest = Told([], records.dossier_lines(talk.story, key, talk.on, numbered=True))
    return [*lines, *talk.more(talk.rest.size)] if talk.rest.rest else lines


def _original(talk: Conversation, typed: Typed) -> list[str]:
    """The original of what is in hand; without anything, of the quotation that is the step."""
    kind, key = talk.in_hand or ("", "")
    step = talk.step
    if not kind and step is not None and step.kind == "quote" and not talk.folded:
        kind, key = "excerpt", step.ref
    return records.original(talk.story, kind, key, talk.on)


def language(talk: Conversation, typed: Typed) -> list[str]:
    """`language` says what there is; `language ru` or `language Русский` goes on in it."""
    from explainer.reading.language import chosen
    from explainer.story.model.translation import own_name

    wanted = typed.other or typed.argument
    if wanted:
        return switch_language(talk, chosen(talk.story, wanted))
    only = _("Language: {name}; the story is in no other")
    return sentences.languages(talk.story) or [sentence(only.format(name=own_name(talk.story.language)))]


def switch_language(talk: Conversation, code: str) -> list[str]:
    """Go on in a language: what is in hand or listed stays so, and is said again, or else the line."""
    from explainer.reading.language import in_storys_words
    from explainer.story.model.translation import in_language, own_name

    before, story = talk.story, in_language(talk.story, code)
    run = in_storys_words(talk.run, before, story)
    talk.story, talk.run = story, msgspec.structs.replace(run, language=code)
    talk.rest = Told([])
    if talk.room is not None:
        talk.room.speak(code)
    name = sentence(_("Language: {name}").format(name=own_name(code)))
    if talk.in_hand and talk.in_hand[0] in records.TELLERS:
        return [name, *talk.tell(records.told(story, *talk.in_hand, talk.on))]
    return [name, *talk.here()]


# the registry


Handler = Callable[..., list[str]]
"""From a conversation and what was typed, or the item of a list, to what is said."""


def _later(place: str) -> Callable[..., Any]:
    """A function of another module of this mode, which is loaded with the first use of it."""

    def call(*arguments: Any) -> Any:
        module, _dot, name = place.partition(".")
        return getattr(importlib.import_module(f"explainer.linear.{module}"), name)(*arguments)

    return call


def _in_room(alone: str, with_others: str) -> Handler:
    """What means one thing for who reads alone, another in a room."""

    def call(talk: Conversation, typed: Typed) -> list[str]:
        joined = talk.room is not None and not talk.room.over
        said: list[str] = _later(with_others if joined else alone)(talk, typed)
        return said

    return call


HANDLERS: dict[str, Handler] = {
    "number": _number,
    "next": _next, "ending": lists.ending, "back": _mover("back"), "forward": _mover("forward"),
    "consent": _mover("consent"), "fork": _fork, "choose": _choose, "choices": _choices,
    "open": _open, "close": _close, "rests-on": _rests_on, "source": _source, "original": _original,
    "document": _later("study.document"), "claim": claims.reply, "mark": _later("study.mark"),
    "guess": _later("study.guess"),
    "timeline": _later("figures.timeline"), "who": _later("figures.who"),
    "map": _later("figures.scene_map"), "day": _later("figures.day_map"),
    "story-map": lists.story_map, "way": lists.way, "in-short": lists.in_short, "glossary": lists.glossary,
    "sources": lists.sources, "search": lists.search, "go": lists.go, "trail": lists.trail,
    "lens": lists.lens, "date-before": lists.date_step, "date-after": lists.date_step, "where": where,
    "language": language,
    "note": _later("notes.note"), "bookmark": _later("notes.bookmark"),
    "doubt": _in_room("notes.doubt", "room_words.doubt"), "notes": _later("notes.listed"),
    "edit": _later("notes.edit"), "delete": _later("notes.delete"), "undo": _later("notes.undo"),
    "takeaway": _later("saving.takeaway"), "copy": _later("saving.copy"), "save": _later("saving.save"),
    "phrase": _later("saving.phrase"),
    "follow": _later("room_words.follow"), "answer": _later("room_words.answer"),
    "question": _later("room_words.question"), "ready": _later("room_words.ready"),
    "slower": _later("room_words.slower"), "faster": _later("room_words.faster"),
    "step-out": _later("room_words.step_out"),
    "hide": hide, "width": width, "bell": bell, "about": about, "help": _later("help.help_reply"),
    "more": more, "all": every, "again": again,
    "quit": _in_room("saving.quit_reply", "room_words.leave"),
}  # fmt: skip
"""By the id of an action."""

OPENERS: dict[str, Handler] = {
    "line": lambda talk, item: lists.open_line(talk, item.id),
    "lens": lambda talk, item: lists.set_lens(talk, item.id),
    "sentence": lambda talk, item: _later("study.open_sentence")(talk, item.id),
    **dict.fromkeys(("note", "bookmark", "doubt"), _later("notes.open_kept")),
}
"""By the kind of an item: what opens it, where it is neither a place nor a thing of the story."""

STEPS: dict[str, Handler] = dict.fromkeys(("guess", "document"), _later("study.step_lines"))
"""By the kind of a step: what says it, where that is more than its words."""
