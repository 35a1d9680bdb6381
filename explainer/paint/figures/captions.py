"""What a figure's picture says in words, under it or beside it: the same rows as the picture."""

from __future__ import annotations

from explainer.messages import _, ngettext
from explainer.paint.cells.canvas import Line, cells, fit, text_lines
from explainer.paint.cells.rows import Row, Run
from explainer.paint.cells.style import Signs
from explainer.paint.cells.wrapping import whole_words, width, wrap
from explainer.paint.figures.maps import name_on_map, state_sign
from explainer.paint.figures.values import amount, fate
from explainer.paint.figures.values import peek as peek_line
from explainer.paint.page.prose import Pen
from explainer.reading.figures import STATES, Frame
from explainer.story.figures.data import Datum, Shown
from explainer.story.model.ages import sources_known_on
from explainer.story.model.dates import said, short
from explainer.story.model.structs import Figure

# The strip of days under a figure: the day in hand filled, each day a place for the mouse.

_GAP = 2


def strip(days: tuple[str, ...], now: str, room: int, signs: Signs) -> Row:
    """The days as `2 Jan  3 Jan ▸4 Jan`; the month once where there is little room; else those around the day."""
    for labels, gap in ((_named(days), _GAP), (_named(days), 0), (_numbered(days), 1), (_numbered(days), 0)):
        if sum(map(width, labels)) + len(days) * (2 + gap) - gap <= room:
            return _runs(days, labels, now, signs, gap)
    labels = _numbered(days)
    at = days.index(now) if now in days else 0
    most = max(1, (room - 12) // 4)
    first = max(0, min(at - most // 2, len(days) - most))
    part = days[first : first + most]
    shown = [labels[first + index] for index in range(len(part))]
    shown[0] = _named((part[0],))[0]
    row = _runs(part, shown, now, signs, 0)
    before: Row = (Run(f"{signs.ellipsis} ", "chrome"),) if first else ()
    after: Row = (Run(f" {signs.ellipsis}", "chrome"),) if first + most < len(days) else ()
    return (*before, *row, *after)


def day_label(day: str) -> str:
    """`4 Jan`."""
    return short(day).rsplit(" ", 1)[0]


def _named(days: tuple[str, ...]) -> list[str]:
    return [day_label(day) for day in days]


def _numbered(days: tuple[str, ...]) -> list[str]:
    """`13 Jan`, then the numbers alone, until the month changes."""
    return [
        day_label(day) if not index or day[:7] != days[index - 1][:7] else str(int(day[8:]))
        for index, day in enumerate(days)
    ]


def _runs(days: tuple[str, ...], labels: list[str], now: str, signs: Signs, gap: int) -> Row:
    runs: list[Run] = []
    for index, (day, label) in enumerate(zip(days, labels, strict=True)):
        if index and gap:
            runs.append(Run(" " * gap, "text"))
        if day == now:
            runs.append(Run(f"{signs.hand}{label} ", "cursor", f"day:{day}"))
        else:
            runs.append(Run(f" {label} ", "text", f"day:{day}"))
    return tuple(runs)


def rows_of(height: int) -> int:
    """Rows of a map's caption over the peek line, on a screen of so many: the same on each day."""
    return 2 if height < 30 else 3 if height < 40 else 4


_NAMED = 12
"""Cells under which a cut name of a publisher says less than how many there are."""
BROAD = 60
"""Cells from which a map among the text has room for all names; a smaller one names only who is new."""


def state_words(state: str, spans: bool = False) -> str:
    """A state in words.

    Args:
        state: one of the states of a map.
        spans: the rows last from a day to another.
    """
    if spans and state in ("new", "earlier", "over"):
        return {"new": _("begins"), "earlier": _("still so"), "over": _("ended")}[state]
    return {
        "new": _("new this day"), "earlier": _("earlier"), "ahead": _("not yet"), "over": _("over"),
        "unknown": _("day not found"),
    }[state]  # fmt: skip


def spans(frame: Frame) -> bool:
    """Whether the rows of a map last from a day to another."""
    return any(row.end for state in STATES for row in getattr(frame, state))


def frame_rows(
    pen: Pen,
    figure: Figure,
    frame: Frame,
    shaded: tuple[Datum, ...],
    swatch: Run,
    room: int,
    *,
    most: int,
    everywhere: bool = False,
) -> list[Row]:
    """A map's caption: who is new, then what is shaded.

    Args:
        pen: how it is written.
        figure: the map.
        frame: its rows by their state.
        shaded: the regions that are shaded.
        swatch: what they look like.
        room: cells of a row.
        most: rows at most; what has no room is counted.
        everywhere: all regions are shaded.
    """
    told = figure.options.get("shade")
    means = pen.text(str(told.get("means", ""))) if isinstance(told, dict) else _("in force")
    new, shade = [_listed(pen, frame, room)], []
    if shaded or isinstance(told, dict) or spans(frame):
        named = isinstance(told, dict) and not everywhere  # else the picture names them
        shade = [_shade_row(pen, means, shaded, swatch, room, named=named, everywhere=everywhere)]
    head, names = _new_head(pen, frame), ", ".join(pen.text(_dated(row)) for row in frame.new)
    whole = [line.runs for line in wrap([*head, Run(names, "text")], room)] if names else new
    new = whole if len(whole) + len(shade) <= most else new
    if shaded and isinstance(told, dict) and not everywhere:
        names = ", ".join(pen.text(_dated(row)) for row in shaded)
        whole = [
            line.runs
            for line in wrap([swatch, Run(f" {means} {len(shaded)}: ", "strong"), Run(names, "text")], room)
        ]
        shade = whole if len(new) + len(whole) <= most else shade
    return [*new, *shade]


def _new_head(pen: Pen, frame: Frame) -> Row:
    sign = f"{state_sign('new', pen.signs)} "
    if not frame.new:
        none = _("nothing new said by then of this day") if pen.on else _("nothing new this day")
        return (Run(sign, "chrome"), Run(none, "text"))
    words = state_words("new", spans(frame))
    return (Run(sign, "accent-strong"), Run(f"{words} {len(frame.new)}: ", "strong"))


def _listed(pen: Pen, frame: Frame, room: int) -> Row:
    head = _new_head(pen, frame)
    return (*head, Run(_names(pen, frame.new, room - cells(head)), "text")) if frame.new else head


def _names(pen: Pen, rows: tuple[Datum, ...], room: int) -> str:
    """As many names as fit, and how many more there are."""
    names = [pen.text(_dated(row)) for row in rows]
    for shown in range(len(names), 0, -1):
        more = len(names) - shown
        text = ", ".join(names[:shown]) + (" " + _("and {n} more").format(n=more) if more else "")
        if width(text) <= room:
            return text
    return ngettext("{n} place", "{n} places", len(names)).format(n=len(names))


def _dated(row: Datum) -> str:
    """A name, with its hour where one is known, and "about" where its day is placed by us."""
    name = name_on_map(row.label)
    if row.time:
        return f"{name} {row.time}"
    return _("{name} (about)").format(name=name) if row.day_precision == "about" else name


def _shade_row(
    pen: Pen, means: str, shaded: tuple[Datum, ...], swatch: Run, room: int, *, named: bool, everywhere: bool
) -> Row:
    if not shaded:
        nowhere = _("{state}: nowhere, as far as said by then") if pen.on else _("{state}: nowhere")
        return (Run(nowhere.format(state=means), "chrome"),)
    count = _("everywhere") if everywhere else str(len(shaded))
    head: Row = (swatch, Run(f" {means} {count}{': ' if named else ''}", "strong"))
    return (*head, Run(_names(pen, shaded, room - cells(head)), "text")) if named else head


def other_rows(
    pen: Pen,
    frame: Frame,
    later: tuple[Datum, ...],
    unnamed: tuple[Datum, ...],
    over: list[Row],
    room: int,
    most: int,
) -> list[Row]:
    """The rows of the caption, and the peek line: counts, which are never cut, and all that the picture does not name.

    The names stand after the counts where they fit, else in a row of the caption that has room.
    """
    parts: list[str] = []
    for state in ("earlier", "ahead", "over", "unknown"):
        held = getattr(frame, state)
        if held:
            parts.append(f"{state_sign(state, pen.signs)} {state_words(state, spans(frame))} {len(held)}")
    if later:
        parts.append(_("said later {n}").format(n=len(later)))
    rows: list[Row] = [*over, *[()] * (most - len(over)), (Run("   ".join(parts), "text"),) if parts else ()]
    said_over = "".join(run.text for row in over for run in row)
    missing = [name for row in unnamed if (name := pen.text(name_on_map(row.label))) not in said_over]
    count = ngettext("{n} place", "{n} places", len(missing)).format(n=len(missing))
    for names, at in (
        (", ".join(missing), -1),
        (", ".join(missing), 1),
        (", ".join(missing), 0),
        (count, -1),
    ):
        gap = "   " if rows[at] else ""
        joined = (*rows[at], Run(f"{gap}{_('no room')}: {names}", "text"))
        if missing and cells(joined) <= room:
            rows[at] = joined
            break
    return [*rows[:-1], fit(rows[-1], room, pen.signs.ellipsis)]


def among_text(
    pen: Pen,
    figure: Figure,
    frame: Frame,
    shaded: tuple[Datum, ...],
    unnamed: tuple[Datum, ...],
    swatch: Run,
    room: int,
    most: int,
    *,
    everywhere: bool = False,
) -> list[Row]:
    """Under a map among the text, or beside it: its day, how many are in each state, and all that has no name in it.

    Where that takes more rows than there are, names go first that are least in question: of what is still to come.
    """
    rows: list[Row] = []
    for bare in ((), ("over",), ("over", "unknown"), ("over", "unknown", "ahead"), STATES):
        parts = _state_parts(pen, frame, room, bare)
        if shaded and isinstance(means := figure.options.get("shade"), dict):
            names = ", ".join(pen.text(name_on_map(row.label)) for row in shaded)
            where = _("everywhere") if everywhere else str(len(shaded)) if bare else f"{len(shaded)}: {names}"
            parts.append((swatch, Run(f" {pen.text(str(means.get('means', '')))} {where}", "text")))
        missing = [pen.text(name_on_map(row.label)) for row in unnamed if row not in frame.new]
        if missing and room >= BROAD and not bare:
            parts.append((Run(f"{_('no room')}: {', '.join(missing)}", "text"),))
        if room < BROAD:
            rows = [line.runs for part in parts for line in wrap(part, room)]
        else:
            joined = [run for part in parts for run in (Run("\u00a0\u00a0 ", "text"), *part)]
            rows = [line.runs for line in wrap(joined[1:], room)]
        if len(rows) <= most:
            break
    return rows[:most]


def _state_parts(pen: Pen, frame: Frame, room: int, bare: tuple[str, ...]) -> list[Row]:
    """The day, then each state with its sign and its count, and with names but for those states that go without."""
    parts: list[Row] = [(Run(said(frame.day, "day"), "accent-strong"),)] if frame.day else []
    for state in STATES:
        held = getattr(frame, state)
        names = [pen.text(_dated(row) if state == "new" else name_on_map(row.label)) for row in held]
        words = f"{state_words(state, spans(frame))} {len(held)}".replace(" ", "\u00a0")
        named = state not in bare and (state == "new" or room < BROAD)
        words += f": {', '.join(names)}" if named else ""
        style = "accent-strong" if state == "new" else "text"
        sign = Run(f"{state_sign(state, pen.signs)}\u00a0", style)
        parts += [(sign, Run(words, "text"))] if held else []
    return parts


def counts(
    pen: Pen,
    figure: Figure,
    frame: Frame,
    shaded: tuple[Datum, ...],
    later: tuple[Datum, ...],
    day: str,
) -> list[Row]:
    """The same in few cells, one row each: beside a small picture."""
    rows: list[Row] = [(Run(day_label(day), "accent-strong"),)] if day else []
    for state in STATES:
        held = getattr(frame, state)
        if held or state == "new":
            sign = Run(f"{state_sign(state, pen.signs)} ", "accent-strong" if state == "new" else "text")
            rows.append((sign, Run(f"{state_words(state, spans(frame))} {len(held)}", "text")))
    told = figure.options.get("shade")
    if shaded and isinstance(told, dict):
        rows.insert(2, (Run(f"{pen.text(str(told.get('means', '')))} {len(shaded)}", "text"),))
    if later:
        rows.append((Run(_("said later {n}").format(n=len(later)), "chrome"),))
    return rows


def list_line(pen: Pen, row: Datum, frame: Frame, item: int) -> Line:
    """A row of the list under a small picture: sign, name, day."""
    state = frame.state(row.key)
    sign = Run(f"{state_sign(state, pen.signs)} ", "accent-strong" if state == "new" else "text")
    known = len(row.day) == 10
    right = said(row.day, row.day_precision, brief=True) if known else state_words("unknown")
    name = Run(pen.text(name_on_map(row.label)), "strong" if state == "new" else "text")
    return Line((sign, name), (Run(right, "chrome"),), item=item)


def head_row(pen: Pen, row: Datum, frame: Frame, room: int) -> Row:
    """The row in hand: its name, its day, its state, who says it when."""
    state = frame.state(row.key)
    day = said(row.day, row.day_precision, brief=True) if row.day else ""
    ended = _("until {day}").format(day=said(row.end[:10], "day", brief=True)) if row.end else ""
    words = [day, row.time, ended, state_words(state, spans(frame)) if state else "", _said(row)]
    text = f" {pen.signs.dot} ".join(word for word in words if word)
    runs = (Run(f"{state_sign(state, pen.signs)} ", "accent-strong"), Run(pen.text(row.label), "strong"))
    return fit((*runs, Run(f" {pen.signs.dot} {text}", "text")), room, pen.signs.ellipsis)


def _said(row: Datum) -> str:
    if not row.said_on or row.said_on == row.day:
        return ""
    return _("said {day}").format(day=said(row.said_on, row.said_precision, brief=True))


def told(pen: Pen, row: Datum, happened: tuple[Datum, ...]) -> str:
    """What happened there: the events of the day, else what the table notes."""
    if happened:
        return pen.text("; ".join(f"{one.time} {one.label}".strip() for one in happened))
    return pen.text(row.note)


def sources(pen: Pen, row: Datum, room: int) -> str:
    """Who says it, in short: the publisher, and how many more."""
    found = [pen.story.sources[key].publisher for key in sources_known_on(pen.story, row.sources, pen.on)]
    publishers = list(dict.fromkeys(found))
    if not publishers:
        return ""
    more = f" +{len(publishers) - 1}" if len(publishers) > 1 else ""
    first = pen.verbatim(publishers[0])
    if width(first) + width(more) > room:
        first = whole_words(first, room - width(more), pen.signs.ellipsis)
        first = first if width(first) >= _NAMED else ""
    count = len(publishers)
    return first + more if first else ngettext("{n} source", "{n} sources", count).format(n=count)


def peek_words(pen: Pen, figure: Figure, shown: Shown, row: Datum) -> str:
    """A row of a chart in one line."""
    if figure.kind == "network":
        from explainer.paint.figures.adjacency import told  # loaded with the first network

        return pen.text(told(shown, row, pen.signs.onward))
    return peek_line(row, pen.glyphs, str(figure.options.get("unit") or ""))


def record_lines(
    pen: Pen, figure: Figure, row: Datum, happened: tuple[Datum, ...], measure: int
) -> list[Line]:
    """All that a row says, in words."""
    day = said(row.day, row.day_precision) if row.day else state_words("unknown")
    parts = [day, row.time, row.where]
    lines = text_lines(pen.text(f" {pen.signs.dot} ".join(p for p in parts if p)), measure)
    if row.end:
        lines += text_lines(_("Until {day}.").format(day=said(row.end[:10], "day")), measure)
    value = amount(row)
    if value:
        unit = row.unit or str(figure.options.get("unit") or "")
        lines += text_lines(pen.text(f"{value} {unit}".strip()), measure, "strong")
    if row.status and row.status != "standing":
        word = fate(row, pen.glyphs)
        lines.append(Line((Run(f"{word.sign} ", "alert-sign"), Run(word.word, "text"))))
    if row.said_on:
        when = said(row.said_on, row.said_precision)
        lines += text_lines(_("Earliest page that says it: {day}.").format(day=when), measure, "chrome")
    if row.note:
        lines += [Line(), *text_lines(pen.text(row.note), measure)]
    if row.open:
        lines += text_lines(_("Not known: a gap in the record."), measure)
    for number, one in enumerate(happened):
        lines += [Line()] if not number else []
        when = f"{said(one.day, one.day_precision, brief=True)} {one.time}".rstrip()
        lines += text_lines(pen.text(f"{when}: {one.label}"), measure)
    return lines
