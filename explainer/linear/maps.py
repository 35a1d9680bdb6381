"""A map in words: who is new on a day, who was before, what holds for whole regions; the same frame as the picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explainer.linear import words
from explainer.linear.say import Told, sentence
from explainer.messages import _
from explainer.problems import Cannot
from explainer.reading import figures
from explainer.story.figures.data import Datum
from explainer.story.model.dates import long, said, span
from explainer.story.model.structs import Figure, Story

if TYPE_CHECKING:
    from explainer.linear.conversation import Conversation
    from explainer.linear.words import Typed


def reply(talk: Conversation, typed: Typed) -> list[str]:
    """The map on the scene's day."""
    return _on_day(talk, "")


def day_reply(talk: Conversation, typed: Typed) -> list[str]:
    """The map on a day, by its number or its date."""
    figure = map_of(talk)
    known = figures.days(figure)
    wanted = figures.day_named(figure, typed.argument) or figures.day_named(
        figure, words.latin(typed.argument)
    )
    if not wanted:
        shown = span(known[0], known[-1]) if known else _("one day")
        raise Cannot(_("Cannot say that day: the map shows {days}.").format(days=shown))
    return _on_day(talk, wanted)


def _on_day(talk: Conversation, day: str) -> list[str]:
    figure = map_of(talk)
    scene = talk.story.scenes[talk.run.visit.scene]
    talk.close()
    talk.in_hand = ("figure", figure.id)
    return talk.tell(told(talk.story, figure, day or figures.day_at(figure, scene.when.start), talk.on))


def map_of(talk: Conversation) -> Figure:
    """The figure in hand if it goes by days, else the map of the scene, else the story's first.

    Raises:
        Cannot: the story has no map.
    """
    story, held = talk.story, talk.in_hand
    if held and held[0] == "figure" and held[1] in story.figures and figures.days(story.figures[held[1]]):
        return story.figures[held[1]]
    found = figures.first_of(story, "map", talk.run.visit.scene)
    if not found:
        raise Cannot(_("Cannot say a map: this story has none."))
    return story.figures[found]


def told(story: Story, figure: Figure, day: str, on: str) -> Told:
    """What a map shows on a day; the states that are neither new nor earlier wait behind `more`."""
    shown = figures.shown(story, figure.id, on)
    frame = figures.frame(shown.rows, day)
    when = f", {long(day)}" if day else ""
    head = [sentence(_("Map: {title}{day}").format(title=figure.title, day=when))]
    head.append(_group(_("New this day"), frame.new) or _("New this day: none."))
    now = [*head, _group(_("Already under way"), frame.earlier)]
    shaded = figures.shading(story, figure, day, on) if figure.options.get("shade") else ()
    rest = [
        _group(_means(figure), shaded),
        _group(_("Not yet"), frame.ahead),
        _group(_("Over"), frame.over),
        _group(_("Day not found"), frame.unknown),
        _("Said later: {n}.").format(n=len(shown.later)) if shown.later else "",
    ]
    known = figures.days(figure)
    if len(known) > 1:
        rest.append(_("Days: {days}. Type day and a number.").format(days=span(known[0], known[-1])))
    return Told([" ".join(part for part in now if part)], [line for line in rest if line], joined=True)


def _group(name: str, rows: tuple[Datum, ...]) -> str:
    if not rows:
        return ""
    return f"{name} ({len(rows)}): {', '.join(map(_named, rows))}."


def _named(row: Datum) -> str:
    """A name, with its hour; "about" where its day is placed by us."""
    if row.time:
        return f"{row.label} {row.time}"
    return f"{row.label}, {said(row.day, row.day_precision)}" if row.day_precision == "about" else row.label


def _means(figure: Figure) -> str:
    told = figure.options.get("shade")
    words = str(told.get("means", "")) if isinstance(told, dict) else ""
    return words[:1].upper() + words[1:]
