"""A figure in words: its plain-text twin, made from the same rows as its picture.

What stands where no picture can: `show figure`, the linear front end, the smallest screens, exports as text.
"""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import msgspec

from explainer.messages import _, ngettext
from explainer.story.figures.data import Datum, Shown, bound, data, is_name, shading
from explainer.story.model import dates
from explainer.story.model.ages import newest, sources_known_on
from explainer.story.model.lens import later_text
from explainer.story.model.structs import Figure, Story

_COUNTED = ("bars", "columns", "steps")


class Twin(msgspec.Struct, frozen=True, gc=False):
    """The words of a figure."""

    title: str
    says: str
    """What it shows; under a lens that hides a part of it, how much of it was said by then."""
    rows: tuple[str, ...]
    """Its values, one line for each."""
    sources: tuple[str, ...]
    """Ids of all sources of these rows, in their order."""
    stands_for: str
    """`As known on 8 January 2022.` or `As checked on 24 November 2026.`"""
    later: str = ""
    """How much was said later; empty where nothing was."""
    credit: str = ""
    """Whose map it is, and the like."""


def twin(story: Story, figure: Figure, on: str = "", until: str = "") -> Twin:
    """The words of a figure as known on a day (ISO), or as last checked when `on` is empty.

    Args:
        story: the story.
        figure: one of its figures.
        on: the lens day.
        until: for a map that a scene shows at one of its days: nothing after that day is told.
    """
    on = bound(story, on)
    shown = data(story, figure, on)
    until = min(until, on) if until and on else until
    if until and figure.kind == "map":
        return _up_to(story, figure, shown, on, until)
    rows = _lines(story, figure, shown)
    found = [key for datum in shown.rows for key in datum.sources]
    if figure.options.get("shade"):
        shade = shading(story, figure, on)
        means = figure.options["shade"]["means"]
        rows += [f"{_first_large(means)}: {_state(datum)}" for datum in shade.rows]
        found += [key for datum in shade.rows for key in datum.sources]
    return Twin(
        figure.title,
        _says(story, figure, shown, on),
        tuple(rows),
        sources_known_on(story, found or figure.rests_on, on),
        _("As known on {day}.").format(day=dates.long(on))
        if on
        else _("As checked on {day}.").format(day=dates.long(story.checked_on)),
        _later(shown),
        str(figure.options.get("credit") or ""),
    )


def _up_to(story: Story, figure: Figure, shown: Shown, on: str, until: str) -> Twin:
    rows = tuple(datum for datum in shown.rows if datum.day and dates.first_day(datum.day) <= until)
    said = ngettext("{n} place by {day}.", "{n} places by {day}.", len(rows))
    # The picture marks these too: by name, without what came of them.
    ahead = [datum.label for datum in shown.rows if datum.day and datum not in rows]
    undated = [datum.label for datum in shown.rows if not datum.day]
    rest = ((_("Not yet"), ahead), (_("Day not found"), undated))
    named = [f"{state}: {', '.join(labels)}" for state, labels in rest if labels]
    whole = twin(story, figure, on)
    return msgspec.structs.replace(
        whole,
        says=said.format(n=len(rows), day=dates.long(until)),
        rows=(*_lines(story, figure, Shown(rows)), *named),
        sources=sources_known_on(story, (key for datum in rows for key in datum.sources), on),
        later="",
    )


def row_text(story: Story, figure: Figure, datum: Datum) -> str:
    """One row as its line of the twin: what a peek line says of a mark, too."""
    return _line(figure, datum, _ends(data(story, figure)) if figure.kind == "network" else {})


def value_text(datum: Datum) -> str:
    """A value with its unit: `2,030 people`, `30 to 70 people`, `60 (30 to 70) people`, `at least 64 people`."""
    if datum.low is not None and datum.high is not None and datum.low != datum.high:
        said = _("{low} to {high}").format(low=number_text(datum.low), high=number_text(datum.high))
        said = said if datum.value is None else f"{number_text(datum.value)} ({said})"
    elif datum.value is not None:
        said = number_text(datum.value)
    elif datum.low is not None:
        said = _("at least {low}").format(low=number_text(datum.low))
    elif datum.high is not None:
        said = _("at most {high}").format(high=number_text(datum.high))
    else:
        return _("not established")
    return f"{said} {datum.unit}".rstrip()


def number_text(value: float) -> str:
    """`2,030`, `87.5`."""
    return f"{value:,.0f}" if value == int(value) else f"{value:,.10g}"


def status_text(status: str) -> str:
    """A status as readers see it; a word of the table stands for itself."""
    words = {
        "standing": _("standing"),
        "superseded": _("replaced"),
        "retracted": _("withdrawn"),
        "disputed": _("disputed"),
        "opinion": _("opinion"),
    }
    return words.get(status, status)


def day_text(datum: Datum, *, brief: bool = False) -> str:
    """`5 January 2022`, `about 5 January 2022`, `2021`; empty where no day is recorded."""
    if not datum.day:
        return ""
    said = dates.short(datum.day) if brief else dates.long(datum.day)
    return f"{_('about')} {said}" if datum.day_precision == "about" else said


def clock_texts(datum: Datum, clocks: list[dict[str, str]]) -> tuple[str, ...]:
    """The hour on each clock: `Port 00:53 (6 January 2022)`, the day where it is another; none without an hour."""
    if len(datum.time) < 17 or not clocks:
        return ()
    moment = datetime.fromisoformat(datum.time.replace("Z", "+00:00"))
    found = []
    for clock in clocks:
        there = moment.astimezone(_zone(clock["offset"]))
        day = there.date().isoformat()
        said = f"{clock['label']} {there:%H:%M}"
        found.append(said if day == datum.day else f"{said} ({dates.long(day)})")
    return tuple(found)


def _zone(offset: str) -> timezone:
    hours, _colon, minutes = offset[1:].partition(":")
    span = timedelta(hours=int(hours), minutes=int(minutes or 0))
    return timezone(-span if offset.startswith("-") else span)


def caption(story: Story, figure: Figure, on: str) -> str:
    """What a figure shows, as its author says it; under a lens only where nothing in it is later."""
    on = bound(story, on)
    return _says(story, figure, data(story, figure, on), on) if on else figure.twin


def _says(story: Story, figure: Figure, shown: Shown, on: str) -> str:
    """The author's words are as old as the newest thing that the figure rests on."""
    if not on or story.as_of or (not shown.later and newest(story, figure.rests_on) <= on):
        return figure.twin
    if not shown.later:
        return later_text(figure.twin)
    said, later = (sum(not is_name(datum) for datum in rows) for rows in (shown.rows, shown.later))
    return _("By {day} {n} of {all} entries had been said.").format(
        day=dates.long(on), n=said, all=said + later
    )


def _later(shown: Shown) -> str:
    later = [datum for datum in shown.later if not is_name(datum)]
    days = sorted(
        (dates.counts_from(datum.said_on, datum.said_precision), datum.said_on, datum.said_precision)
        for datum in later
        if dates.counts_from(datum.said_on, datum.said_precision)
    )
    parts = []
    if days:
        said = ngettext("{n} entry said later: {day}.", "{n} entries said later, the first {day}.", len(days))
        parts.append(said.format(n=len(days), day=dates.said(*days[0][1:])))
    if undated := len(later) - len(days):
        said = ngettext(
            "{n} entry without a recorded day of saying.",
            "{n} entries without a recorded day of saying.",
            undated,
        )
        parts.append(said.format(n=undated))
    return " ".join(parts)


def _lines(story: Story, figure: Figure, shown: Shown) -> list[str]:
    ends = _ends(shown) if figure.kind == "network" else {}
    return [_line(figure, datum, ends) for datum in shown.rows]


def _ends(shown: Shown) -> dict[str, str]:
    return {datum.key: datum.label for datum in (*shown.rows, *shown.later) if is_name(datum)}


def _line(figure: Figure, datum: Datum, ends: dict[str, str]) -> str:
    if figure.kind in _COUNTED:
        return _counted(figure, datum)
    if figure.kind == "map":
        return _state(datum) if datum.group or datum.end else _placed(datum)
    if figure.kind == "network":
        return _name(datum) if is_name(datum) else _tie(figure, datum, ends)
    if figure.kind not in ("timeline", "bands"):
        raise ValueError(f"no figure is of the kind {figure.kind!r}")
    return _dated(figure, datum)


def _counted(figure: Figure, datum: Datum) -> str:
    group = _group(figure, datum)
    head = _(": ").join(dict.fromkeys(part for part in (group, _label(datum)) if part))
    day = day_text(datum)
    facts = [value_text(datum), status_text(datum.status), day if day != group else ""]
    return _with_note(
        f"{head}: {', '.join(part for part in facts if part)}" if head else ", ".join(facts), datum
    )


def _label(datum: Datum) -> str:
    return "" if datum.label == datum.group else datum.label


def _group(figure: Figure, datum: Datum) -> str:
    named = figure.options.get("groups") or figure.options.get("lanes") or []
    return next((str(one["label"]) for one in named if one["id"] == datum.group), datum.group)


def _dated(figure: Figure, datum: Datum) -> str:
    """`5 January 2022, 16:37, Rivertown, street: The bridge is open.`"""
    clocks = figure.options.get("clocks") or []
    hours = clock_texts(datum, clocks) or ((datum.time,) if datum.time and not clocks else ())
    until = f"{_('to')} {_moment(datum.end)}" if datum.end else ""
    parts = [day_text(datum), *hours, until, datum.where, _group(figure, datum), _doubt(datum)]
    return _with_note(f"{', '.join(dict.fromkeys(filter(None, parts)))}: {datum.label}", datum)


def _placed(datum: Datum) -> str:
    said = _("from {day}").format(day=day_text(datum)) if datum.day else _("day not found")
    return _with_note(f"{datum.label}: {said}", datum)


def _state(datum: Datum) -> str:
    """`North region: 5 January 2022, 01:30, to 19 January 2022, 00:00`."""
    start = ", ".join(part for part in (day_text(datum), datum.time) if part)
    until = f", {_('to')} {_moment(datum.end)}" if datum.end else ""
    return _with_note(f"{datum.label}: {start}{until}", datum)


def _name(datum: Datum) -> str:
    return f"{datum.label}: {datum.note}" if datum.note else datum.label


def _tie(figure: Figure, datum: Datum, ends: dict[str, str]) -> str:
    """`A. Aman to the Council: chair, from 2018 to 5 January 2022`."""
    kinds = [tie["label"] for tie in figure.options.get("ties") or () if tie["id"] == datum.group]
    start, end = (ends.get(key, key) for key in datum.links)
    begun, ended = day_text(datum), _moment(datum.end)
    if begun and ended:
        held = _("from {start} to {end}").format(start=begun, end=ended)
    elif begun:
        held = _("from {day}").format(day=begun)
    else:
        held = _("until {day}").format(day=ended) if ended else ""
    label = datum.label if datum.label not in kinds or not held else ""
    parts = ", ".join(part for part in (label, held, _doubt(datum)) if part)
    return _with_note(_("{start} to {end}: {what}").format(start=start, end=end, what=parts), datum)


def _doubt(datum: Datum) -> str:
    return status_text(datum.status) if datum.status not in ("", "standing", "superseded") else ""


def _moment(text: str) -> str:
    """`19 January 2022, 00:00` of `2022-01-19T00:00+06:00`."""
    if not text:
        return ""
    return ", ".join(part for part in (dates.long(text[:10]), text[11:16]) if part)


def _with_note(line: str, datum: Datum) -> str:
    if datum.open:
        return _("{line}. Open: {what}").format(line=line, what=datum.note)
    return f"{line}; {datum.note}" if datum.note else line


def _first_large(text: str) -> str:
    return text[:1].upper() + text[1:]
