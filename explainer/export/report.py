"""A room's report in words, and as an HTML page, Markdown or JSON; the same bytes each time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape

from explainer.export.as_text.lines import json_of
from explainer.export.report_votes import Table, answered, clock, once, votes
from explainer.export.takeaway_forms import linked_html, spaced
from explainer.export.templating import escape_markdown, fill
from explainer.messages import _, ngettext
from explainer.story.model.dates import long
from explainer.story.text import clean
from explainer.workshop.report import Report, Stop, Stretch

# A room's report in words: what each part of it says, before a form is given to it.

HIDDEN = "\N{EM DASH}"
MOST = 3
"""Doubts, and questions without an answer, on the first page."""


def lasted(seconds: int) -> str:
    """`4 min`; below half a minute `under 1 min`."""
    whole = (seconds + 30) // 60
    return _("{n} min").format(n=whole) if whole else _("under 1 min")


def heading(report: Report) -> str:
    """The report's title."""
    if report.rehearsal:
        return _("Report of a rehearsal: {title}").format(title=report.title)
    return _("Report of a room: {title}").format(title=report.title)


def facts(report: Report) -> tuple[str, ...]:
    """What it is a report of, a sentence each."""
    said = []
    if report.rehearsal:
        said.append(_("Nobody was there: {how}.").format(how=report.rehearsal))
    if report.day:
        said.append(_("Opened on {day} (UTC).").format(day=long(report.day)))
    said.append(_("Edition {edition}.").format(edition=report.edition))
    if report.plan:
        text = _("Plan: {title}, {planned} planned, {took} taken.")
        said.append(
            text.format(title=report.plan_title, planned=lasted(report.planned), took=lasted(report.took))
        )
    else:
        said.append(_("Led without a plan, for {took}.").format(took=lasted(report.took)))
    return (*said, connected(report))


def connected(report: Report) -> str:
    """How many were there."""
    if not report.connected:
        return _("Connected at one time: fewer than five.")
    about = (
        _("Connected at one time: about {n}.") if report.connected_about else _("Connected at one time: {n}.")
    )
    return about.format(n=report.connected)


def way(report: Report) -> Table:
    """The scenes in the order of leading."""
    rows = tuple((clock(stop.at), stop.title + _marks(stop), lasted(stop.stayed)) for stop in report.way)
    return Table((_("at"), _("scene"), _("stayed")), rows)


def _marks(stop: Stop) -> str:
    marks = [_("off the plan")] if stop.off_plan else []
    marks += [_("again")] if stop.again else []
    if stop.warned:
        marks.append(_("warned") if stop.entered else _("its warning only"))
    return f" ({', '.join(marks)})" if marks else ""


# what the room found, in one page


def found(report: Report) -> tuple[str, ...]:
    """The whole in a page: what most answered, what is doubted, what nobody answered, where the plan was left."""
    said = [answered(vote) for vote in once(report) if vote.told in ("exact", "shares", "words")]
    few = sum(vote.told == "few" for vote in report.votes)
    if few:
        said.append(_("Questions that fewer than five answered, not shown: {n}.").format(n=few))
    for doubt in report.doubts[:MOST]:
        said.append(_("Doubted by {n}: {text}").format(n=doubt.number, text=doubt.text))
    for asked in [one for one in report.questions if not one.answered][:MOST]:
        said.append(_("Asked, and not answered yet: {text}").format(text=asked.text))
    off = dict.fromkeys(stop.title for stop in report.way if stop.off_plan)
    if off:
        said.append(_("Read off the plan: {titles}.").format(titles="; ".join(off)))
    return tuple(said)


# the plan


def in_order(report: Report) -> list[Stretch]:
    """The plan's items as they are told: those that were not begun come last."""
    return sorted(report.stretches, key=lambda one: one.began_at < 0)


def plan(report: Report) -> Table:
    """Each item: planned and taken."""
    head = (_("planned at"), _("began at"), _("item"), _("planned"), _("taken"), _("difference"))
    return Table(head, tuple(_stretch(one) for one in in_order(report)))


def _stretch(one: Stretch) -> tuple[str, ...]:
    title = (
        _("{title} (everyone on their own way)").format(title=one.title) if one.mode == "roam" else one.title
    )
    if one.began_at < 0:
        return (clock(one.planned_at), HIDDEN, title, lasted(one.planned), HIDDEN, _("not begun"))
    more = round((one.took - one.planned) / 60)
    said = _("{n} min more") if more > 0 else _("{n} min less")
    difference = said.format(n=abs(more)) if more else _("as planned")
    planned_at, began_at = clock(one.planned_at), clock(one.began_at)
    return (planned_at, began_at, title, lasted(one.planned), lasted(one.took), difference)


def left_out(report: Report) -> tuple[str, ...]:
    """What stood in the plan and did not come, a sentence each item."""
    said = [_("from the beginning, for the time there was: {what}").format(what=what) for what in report.cut]
    for one in in_order(report):
        parts = [*one.not_led, *one.not_asked]
        if parts:
            said.append(_("{item}: {what}").format(item=one.title, what="; ".join(parts)))
    return tuple(said)


# the rest


def doubts(report: Report) -> Table:
    """What five or more doubt, most first."""
    rows = tuple((one.text, str(one.number), one.of) for one in report.doubts)
    return Table((_("line or claim"), _("doubted by"), _("look up")), rows)


def questions(report: Report) -> tuple[str, ...]:
    """What the room asked, as far as it was approved."""
    return tuple(f"{one.text} ({_('answered')})" if one.answered else one.text for one in report.questions)


def doubts_note(report: Report) -> str:
    """How to look up what is doubted; empty where there is nothing."""
    if not any(one.claim for one in report.doubts):
        return ""
    return _("explainer show claim, and the last column, prints every version of a claim with its sources.")


def opposed(report: Report) -> str:
    """How many opened the opposing source; empty where it may not be told."""
    if report.opposed is None:
        return ""
    return _("About {n} % of those connected opened the opposing source.").format(n=report.opposed)


def not_told(report: Report) -> tuple[str, ...]:
    """What is not in it, and why."""
    said = [
        _("No single answer, and nothing of who asked, roamed, dropped or stepped out: it is not kept."),
        _("At a warning: not how many read on, went round it or stepped out. Nobody counts that."),
        _("Questions that were not approved: they were read by the leader alone, and erased."),
        _("What fewer than five doubt."),
    ]
    few = sum(vote.told == "few" for vote in report.votes)
    if few:
        text = ngettext(
            _("The result of 1 vote that fewer than five answered."),
            _("The results of {n} votes that fewer than five answered."),
            few,
        )
        said.append(text.format(n=few))
    if report.connected_about:
        said.append(
            _(
                "The exact number of people: in a small room it would give back counts that are told as shares."
            )
        )
    return tuple(said)


# A room's report as one HTML page that needs nothing else, as Markdown, and as JSON; the same bytes each time.

SHORT = 12
"""Characters of a cell that is not folded: `11 min more` has eleven."""


def to_html(report: Report) -> str:
    """One page without script, for light, dark and print."""
    said = _parts(report)
    return fill("report.html.j2", r=report, said=said, linked=linked_html, table=_html_table, slug=_slug)


def to_markdown(report: Report) -> str:
    """CommonMark, with tables as GitHub has them; nothing that is filled in can become a mark."""
    return spaced(fill("report.md.j2", r=report, said=_parts(report), table=_markdown_table))


def _parts(report: Report) -> dict[str, Any]:
    """All parts of a report in words, by name."""
    makers = (
        heading, facts, found, way, plan, left_out, votes, doubts, questions, doubts_note, opposed, not_told,
    )  # fmt: skip
    return {make.__name__: make(report) for make in makers}


def to_json(report: Report) -> str:
    """The record itself: every field, always."""
    return json_of(report)


FORMS: dict[str, Callable[[Report], str]] = {".html": to_html, ".md": to_markdown, ".json": to_json}
"""By the ending of a file's name."""


def files(report: Report, out: Path) -> dict[Path, str]:
    """The report by file: in the form that the name's ending asks for; in all three beside each other without one."""
    form = FORMS.get(out.suffix.lower())
    if form is not None:
        return {out: clean(form(report))}
    return {out.with_name(out.name + ending): clean(make(report)) for ending, make in FORMS.items()}


def _markdown_table(table: Table) -> str:
    lines = [_row(table.head), "| " + " | ".join("---" for _column in table.head) + " |"]
    return "\n".join([*lines, *map(_row, table.rows)])


def _row(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(map(_cell, cells)) + " |"


def _cell(text: str) -> str:
    # inside a row no line begins: the letter keeps `-5` and `1.` from being guarded as if one did
    return escape_markdown("x" + " ".join(text.split()))[1:]


def _html_table(table: Table) -> Markup:
    head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in table.head)
    rows = "\n".join("<tr>" + "".join(map(_html_cell, row)) + "</tr>" for row in table.rows)
    # wider than a phone: then it is moved sideways alone, and can be by keyboard
    filled = f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table>"
    return Markup(f'<div class="wide" tabindex="0">{filled}</div>')


def _html_cell(text: str) -> str:
    """Times and numbers stay on one line."""
    return f'<td class="short">{escape(text)}</td>' if len(text) <= SHORT else f"<td>{escape(text)}</td>"


def _slug(number: int) -> str:
    return f"vote-{number}"
