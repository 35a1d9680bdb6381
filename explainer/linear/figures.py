"""A timeline, who is who and a map in words: the same rows and frames as the pictures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from explainer.linear import words
from explainer.linear.answers import Told
from explainer.messages import _, ngettext
from explainer.problems import Cannot
from explainer.reading import figure_actions, figures
from explainer.reading.figures import centre_of, events, nearest, other_end
from explainer.reading.run import Run
from explainer.reading.view import View
from explainer.story.figures.alt_text import clock_texts
from explainer.story.figures.data import Datum, is_name
from explainer.story.model.dates import long, said, span
from explainer.story.model.structs import Figure, Story
from explainer.telling.names import sentence, with_notes

if TYPE_CHECKING:
    from explainer.linear.conversation import Conversation
    from explainer.linear.words import Typed


# A timeline and who is who in words: the same rows as the pictures, from the scene's day on.

_AT_ONCE = 3


def timeline(talk: Conversation, typed: Typed) -> list[str]:
    """The events from the scene's day on; with words, those that have them all in lane, place or text."""
    figure = _figure(talk, "timeline", _("Cannot say a timeline: this story has none."))
    if typed.argument:
        figure = _longest(talk, figure)
    found = figures.shown(talk.story, figure.id, talk.on)
    rows = events(found.rows, clocks=bool(figures.options_of(figure).get("clocks")))
    clocks = list(figures.options_of(figure).get("clocks") or ())
    names = {
        str(lane.get("id")): str(lane.get("label"))
        for lane in figures.options_of(figure).get("lanes") or ()
        if isinstance(lane, dict)
    }
    words = typed.argument.casefold().split()
    scenes = _chapter_scenes(talk.story, " ".join(words))
    if scenes:
        rows = tuple(d for d in rows if set(scenes) & set(d.links))
    else:
        rows = tuple(d for d in rows if all(word in _words(d, names) for word in words))
    if not rows:
        raise Cannot(_("Cannot say that: no event of the timeline has these words."))
    start = 0 if words else _start(rows, talk.story.scenes[talk.run.visit.scene].when.start)
    talk.close()
    talk.in_hand = ("figure", figure.id)
    count = ngettext(_("1 event"), _("{n} events"), len(rows)).format(n=len(rows))
    head = _("Timeline: {title}. {count}.").format(title=figure.title.rstrip("."), count=count)
    told = [
        _event(d, names, i and rows[start + i - 1].day, passed, clocks)
        for i, (d, passed) in enumerate(zip(rows[start:], _all_passed(talk.run, rows[start:]), strict=True))
    ]
    if words and len(rows) == 1:
        told.append(_leads(talk, rows[0]))
    rest = told[_AT_ONCE:]
    if start:
        rest.append(_("Before that, {n} more: timeline and a word says them.").format(n=start))
    if found.later:
        rest.append(_("Said later: {n}.").format(n=len(found.later)))
    return talk.tell(Told([" ".join([head, *told[:_AT_ONCE]])], rest, _AT_ONCE, joined=True))


def who(talk: Conversation, typed: Typed) -> list[str]:
    """A name and its ties; `who` and another name walks on."""
    figure, rows, key = _named(talk, typed.argument.casefold().split())
    names = {d.key: d for d in rows if is_name(d)}
    day = talk.story.scenes[talk.run.visit.scene].when.start
    ties = [d for d in rows if not is_name(d) and key in d.links and len(d.links) == 2]
    others = [names[other_end(rows, tie.key, key)] for tie in ties]
    name = ", ".join(part for part in (names[key].label, names[key].note) if part)
    count = ngettext(_("1 tie."), _("{n} ties."), len(ties)).format(n=len(ties))
    head = f"{sentence(_('Who: {name}').format(name=name))} {count}"
    told = [_tie(tie, names[key], other, day) for tie, other in zip(ties, others, strict=True)]
    talk.close()
    talk.in_hand = ("figure", figure.id)
    rest = [*told[_AT_ONCE:], _("who and a name goes to it.")] if told[_AT_ONCE:] else []
    return talk.tell(Told([" ".join([head, *told[:_AT_ONCE]])], rest, _AT_ONCE, joined=True))


def _named(talk: Conversation, wanted: list[str]) -> tuple[Figure, tuple[Datum, ...], str]:
    """The figure, its rows and the key of a name: in the figure in hand first; without words its middle one.

    Raises:
        Cannot: no figure has such a name.
    """
    first = _figure(talk, "network", _("Cannot say who is who: this story has no such figure."))
    others = [f for f in talk.story.figures.values() if f.kind == "network" and f.id != first.id]
    for figure in (first, *others):
        rows = figures.shown(talk.story, figure.id, talk.on).rows
        start = str(figures.options_of(figure).get("start") or "")
        fits = [d.key for d in rows if is_name(d) and _called(d, wanted)]
        if fits:
            return figure, rows, fits[0] if wanted else centre_of(rows, start, "")
    raise Cannot(_("Cannot say that name: nobody in this story's figures is called so."))


def _called(name: Datum, wanted: list[str]) -> bool:
    return all(word in f"{name.label} {name.key}".casefold() for word in wanted)


def _figure(talk: Conversation, kind: str, none: str) -> Figure:
    """The figure in hand if it is of the kind, else the scene's, else the story's first."""
    held = talk.in_hand
    if (
        held
        and held[0] == "figure"
        and held[1] in talk.story.figures
        and talk.story.figures[held[1]].kind == kind
    ):
        return talk.story.figures[held[1]]
    found = figures.first_of(talk.story, kind, talk.run.visit.scene)
    if not found:
        raise Cannot(none)
    return talk.story.figures[found]


def _longest(talk: Conversation, figure: Figure) -> Figure:
    """The timeline with most events: words are looked for in it."""
    every = [f for f in talk.story.figures.values() if f.kind == "timeline"]
    return max(every, key=lambda f: len(figures.shown(talk.story, f.id, talk.on).rows), default=figure)


def _chapter_scenes(story: Story, wanted: str) -> tuple[str, ...]:
    """The scenes of the chapter that is named by its title, its id or its number: `chapter 3`; empty: of none."""
    for chapter in story.chapters:
        known = {chapter.title.casefold(), chapter.id.casefold()}
        known |= {f"chapter {name}" for name in known}
        if wanted in known or (chapter.number and wanted == f"chapter {chapter.number}"):
            return figures.scenes_in(story, chapter.id)
    return ()


def _all_passed(run: Run, rows: Sequence[Datum]) -> list[str]:
    """What is said of each event; that one is here is said once."""
    said = [_passed(run, datum) for datum in rows]
    here = _("you are here")
    first = said.index(here) if here in said else -1
    return ["" if text == here and n != first else text for n, text in enumerate(said)]


def _passed(run: Run, datum: Datum) -> str:
    """Whether the reader is in a scene that tells of an event, or has seen one; empty: neither."""
    if run.visit.scene in datum.links:
        return _("you are here")
    return _("seen") if set(run.seen) & set(datum.links) else ""


def _leads(talk: Conversation, datum: Datum) -> str:
    """Where the one event that was asked for is told, else who says it."""
    view = View(talk.story, talk.run)
    told = figure_actions.address(view, datum)
    if told:
        title = talk.story.scenes[told.partition(":")[0]].title
        return _("Told in {title}: go {address}.").format(title=title.rstrip("."), address=told)
    key = figure_actions.source(view, datum)
    return sentence(_("Source: {name}").format(name=talk.story.sources[key].publisher)) if key else ""


def _words(datum: Datum, names: dict[str, str]) -> str:
    parts = (
        datum.label,
        datum.where,
        datum.place,
        datum.time,
        datum.group,
        names.get(datum.group, ""),
        datum.note,
    )
    day = long(datum.day) if datum.day else ""
    return " ".join((*parts, day, datum.day)).casefold()


def _start(rows: Sequence[Datum], day: str) -> int:
    key = nearest(rows, day)
    return next((n for n, d in enumerate(rows) if d.key == key), 0)


def _hour(datum: Datum, clocks: list[dict[str, str]]) -> str:
    """`16:37`, or the moment on each of the figure's clocks: `00:55 in Port, 21:55 in Bay on 4 May 1999`."""
    if not clocks and len(datum.time) > 16 and datum.time[10] == "T":
        return datum.time[11:16]
    said = []
    for clock, text in zip(clocks, clock_texts(datum, clocks), strict=False):
        hour, _space, day = text.removeprefix(clock["label"]).strip().partition(" ")
        hour = _("{hour} in {place}").format(hour=hour, place=clock["label"])
        said.append(_("{hour} on {day}").format(hour=hour, day=day.strip("()")) if day else hour)
    return ", ".join(said) or datum.time


def _event(
    datum: Datum,
    names: dict[str, str],
    before: object,
    passed: str = "",
    clocks: list[dict[str, str]] | None = None,
) -> str:
    """`5 January 2022, 16:37, street: what happened, Place.` The day only where it changes."""
    day = said(datum.day, datum.day_precision) if datum.day and datum.day != before else ""
    clock = _hour(datum, clocks or [])
    head = ", ".join(part for part in (day, clock, names.get(datum.group, datum.group)) if part)
    status = {"disputed": _("disputed"), "retracted": _("withdrawn"), "opinion": _("opinion")}
    text = with_notes(
        datum.label,
        datum.where if datum.where not in datum.label else "",
        status.get(datum.status, ""),
        passed,
    )
    gap = sentence(_("Not known: {what}").format(what=datum.note)) if datum.open and datum.note else ""
    return " ".join(part for part in (f"{head}: {text}" if head else text, gap) if part)


def _tie(tie: Datum, name: Datum, other: Datum, day: str) -> str:
    """`To B: dismissed, 5 January 2022.` or `From B: ...`, with what it is on the scene's day."""
    way = _("to") if tie.links[0] == name.key else _("from")
    start = said(tie.day, tie.day_precision) if tie.day else ""
    end = said(tie.end, "day") if tie.end else ""
    when = _("{start} to {end}").format(start=start, end=end) if start and end else start
    when = when or (_("until {end}").format(end=end) if end else "")
    ended = _("ended by the scene's day") if day and tie.end and tie.end <= day else ""
    words = ", ".join(part for part in (tie.label if tie.label != other.label else "", when, ended) if part)
    return sentence(f"{way[:1].upper()}{way[1:]} {other.label}: {words}" if words else f"{way} {other.label}")


# A map in words: who is new on a day, who was before, what holds for whole regions; the same frame as the
# picture.


def scene_map(talk: Conversation, typed: Typed) -> list[str]:
    """The map on the scene's day."""
    return _on_day(talk, "")


def day_map(talk: Conversation, typed: Typed) -> list[str]:
    """The map on a day, by its number or its date."""
    figure = map_of(talk)
    known = figures.days(figure, talk.on)
    wanted = figures.day_named(figure, typed.argument, talk.on) or figures.day_named(
        figure, words.latin(typed.argument), talk.on
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
    day = day or figures.day_at(figure, scene.when.start, talk.on)
    return talk.tell(map_told(talk.story, figure, day, talk.on))


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


def map_told(story: Story, figure: Figure, day: str, on: str) -> Told:
    """What a map shows on a day; the states that are neither new nor earlier wait behind `more`."""
    shown = figures.shown(story, figure.id, on)
    frame = figures.frame(shown.rows, day)
    when = f", {long(day)}" if day else ""
    head = [sentence(_("Map: {title}{day}").format(title=figure.title, day=when))]
    none = _("New this day, said by then: none.") if on else _("New this day: none.")
    head.append(_group(_("New this day"), frame.new) or none)
    now = [*head, _group(_("Already under way"), frame.earlier)]
    shaded = figures.shading(story, figure, day, on) if figure.options.get("shade") else ()
    rest = [
        _group(_means(figure), shaded),
        _group(_("Not yet"), frame.ahead),
        _group(_("Over"), frame.over),
        _group(_("Day not found"), frame.unknown),
        _("Said later: {n}.").format(n=len(shown.later)) if shown.later else "",
    ]
    known = figures.days(figure, on)
    if len(known) > 1:
        rest.append(_("Days: {days}. Type day and a number.").format(days=span(known[0], known[-1])))
    return Told([" ".join(part for part in now if part)], [line for line in rest if line], joined=True)


def _group(name: str, rows: tuple[Datum, ...]) -> str:
    if not rows:
        return ""
    return f"{name} ({len(rows)}): {', '.join(map(_named_maps, rows))}."


def _named_maps(row: Datum) -> str:
    """A name, with its hour; "about" where its day is placed by us."""
    if row.time:
        return f"{row.label} {row.time}"
    return f"{row.label}, {said(row.day, row.day_precision)}" if row.day_precision == "about" else row.label


def _means(figure: Figure) -> str:
    told = figure.options.get("shade")
    words = str(told.get("means", "")) if isinstance(told, dict) else ""
    return words[:1].upper() + words[1:]
