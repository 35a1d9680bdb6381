"""The screens in front of the scene: which one draws what."""

from __future__ import annotations

from explainer.messages import _
from explainer.paint.cells.canvas import (
    Canvas,
    Line,
    draw_lines,
    in_sight,
    parted,
    pieces_lines,
    scrolled,
    sight_words,
    text_lines,
    window,
    with_fact,
)
from explainer.paint.cells.rows import Frame, Row, Run
from explainer.paint.cells.wrapping import cut, width, wrap_text
from explainer.paint.page import chrome, lists, records
from explainer.paint.page.claim import status_mark
from explainer.paint.page.help import about_lines, help_lines
from explainer.paint.page.layout import RIBBON, Grid
from explainer.paint.page.prose import Pen
from explainer.paint.page.ribbon import date_words
from explainer.reading.evidence import (
    GROUPS,
    Bearing,
    carried,
    dossier,
    group_words,
    how_sure,
    later_claims,
)
from explainer.reading.lists import entries
from explainer.reading.moves import onward
from explainer.reading.view import FILES, Entry, Layout, View
from explainer.story.model.dates import said
from explainer.story.model.lens import later_words
from explainer.story.model.structs import Source, Version
from explainer.telling.names import language_name, source_kind


def compose_screen(view: View, grid: Grid, canvas: Canvas) -> Frame:
    """The whole screen of the listing in front."""
    if view.screen == "lens":
        from explainer.paint.page.lists import compose_lens

        return compose_lens(view, grid, canvas)
    if view.screen == "story-map":
        from explainer.paint.page.story_map import compose_map

        return compose_map(view, grid, canvas)
    if view.screen in ("figure", "datum"):
        from explainer.paint.figures.screen import compose_datum, compose_figure

        return (compose_figure if view.screen == "figure" else compose_datum)(view, grid, canvas)
    if view.screen == "guess":
        from explainer.paint.page.guess import compose_guess

        return compose_guess(view, grid, canvas)
    if view.screen in ("document", "sentence"):
        from explainer.paint.page.study import compose_document, compose_sentence

        return (compose_document if view.screen == "document" else compose_sentence)(view, grid, canvas)
    if any(listing.screen == "document" for listing in view.listings):
        from explainer.reading.documents import as_known

        view = as_known(view)
    return _Screen(view, grid, canvas).compose()


class _Screen:
    """One screen being drawn."""

    def __init__(self, view: View, grid: Grid, canvas: Canvas) -> None:
        self.view = view
        self.listing = view.listings[-1]
        self.grid = grid
        self.canvas = canvas
        self.pen = Pen(view.story, chrome.lens_day(view), canvas.profile.glyphs)
        self.found = entries(view)
        self.selected = self.listing.selected if self.found else -1

    def compose(self) -> Frame:
        draw = {
            "in-short": self._in_short, "glossary": self._glossary,
            "sources": self._sources, "search": self._search,
            "choices": self._choices, "term": self._term, "source": self._source, "help": self._help,
            "about": self._about, "notes": self._notes, "takeaway": self._takeaway,
            "ending": self._ending,
        }[self.listing.screen]  # fmt: skip
        layout, name = draw()
        idle = () if self.found else ("open", "delete")  # there is no row for them
        if not self.found and not layout.overflow and not self.listing.top:
            idle = (*idle, "next-reference")
        idle = idle if self.view.files else (*idle, FILES)
        idle = (*idle, *self.view.own_keys.lacking) if self.view.own_keys else idle
        if self.listing.screen == "ending" and onward(self.view.story, self.view.run).kind == "end":
            idle = (*idle, "next")
        actions = [action for action in chrome.FOOTERS[self.listing.screen] if action not in idle]
        chrome.footer(self.canvas, self.grid, actions, self._key_words())
        chrome.message_row(self.canvas, self.grid, self.grid.footer - 1, self.pen.text(self.view.message))
        return chrome.finished(self.canvas, self.view, layout, name=name)

    def _key_words(self) -> dict[str, str]:
        """The words for keys that do something of their own on this screen."""
        words = {"next-reference": _("choose") if self.found else _("scroll")}
        row = self.found[self.selected] if 0 <= self.selected < len(self.found) else None
        if self.listing.screen in ("in-short", "search", "term") or (
            row is not None and row.kind in ("excerpt", "use")
        ):
            words["open"] = _("go there")
        if self.listing.screen == "about":
            words["copy"] = _("copy to report")
        if self.listing.screen == "notes":
            noted = row is not None and row.kind == "note"
            words |= {"open": _("go there"), "note": _("edit") if noted else _("note")}
        if self.listing.screen == "ending":
            words["takeaway"] = _("take it along")
        if self.listing.screen == "takeaway":
            guesses = _("without guesses") if self.listing.subject else _("with guesses")
            words |= {"save": _("write to a file"), "guesses": guesses}
        return words

    def _head(self, name: str, fact: str, *, query: str | None = None) -> None:
        row: Row = (Run(name, "strong" if query is None else "chrome"),)
        if query is not None:
            row = (*row, Run("  ", "text"), Run(self.pen.text(query), "strong"))
        date = date_words(self.view.story, self.pen.on, brief=True) if self.pen.on else ()
        chrome.screen_head(self.canvas, self.grid, row, fact, date)
        if query is not None:
            at = self.grid.left + sum(len(run.text) for run in row)
            self.canvas.write(self.grid.header, at, self.pen.signs.caret, "accent")

    def _body(self, lines: list[Line], note: Row = (), *, tight: bool = False) -> Layout:
        """The rows of a screen between its head and the rule over the footer.

        Args:
            lines: all of them; what has no room is scrolled.
            note: what stands in the rule, or under it on a narrow screen.
            tight: begins higher and needs no rule where everything fits.
        """
        grid, canvas = self.grid, self.canvas
        first, rule = self._room(tight=tight, note=bool(note))
        narrow = grid.width < RIBBON
        rows = rule - first
        if tight and len(lines) <= grid.footer - 1 - first:
            draw_lines(canvas, lines, first, grid.left, grid.block)
            return Layout(rows=rows)
        start, end = window(lines, rows, self.listing.top, self.selected)
        draw_lines(canvas, lines[start:end], first, grid.left, grid.block, self.selected, grid.bar)
        if narrow and note:
            canvas.put(grid.footer - 1, grid.left, note)
            note = ()
        said = sight_words(lines, start, end, self.pen.signs.down)
        chrome.fact_rule(canvas, grid, rule, said, note)
        return Layout(rows=rows, overflow=max(0, len(lines) - end))

    def _room(self, *, tight: bool = False, note: bool = False) -> tuple[int, int]:
        """The first row of a screen's body, and the row of the rule under it."""
        grid = self.grid
        first = grid.header + (3 if grid.height >= 22 and not tight else 2)
        return first, grid.footer - (2 if grid.height >= 18 or (grid.width < RIBBON and note) else 1)

    def _in_short(self) -> tuple[Layout, str]:
        from explainer.paint.page.in_short import legend_row, line_scenes, short_lines

        name = _("In short")
        if self.listing.subject:
            self._head(_("Told in"), _("line {n}").format(n=self.listing.subject))
            return self._body(
                line_scenes(self.pen, self.listing.subject, self.found, self.grid)
            ), name.lower()
        self._head(name, "")
        return self._body(short_lines(self.pen, self.found, self.grid), legend_row(self.grid)), name.lower()

    def _glossary(self) -> tuple[Layout, str]:
        lines = lists.glossary_lines(self.pen, self.found, self.grid)
        return self._filtered(_("Terms"), len(self.view.story.terms), lines)

    def _sources(self) -> tuple[Layout, str]:
        lines = lists.source_lines(self.pen, self.found, self.grid)
        return self._filtered(_("Sources"), len(self.view.story.sources), lines)

    def _filtered(self, name: str, total: int, lines: list[Line]) -> tuple[Layout, str]:
        """A list that typing narrows; its head says how many of how many there are."""
        fact = str(total)
        if len(self.found) != total:
            fact = _("{n} of {total}").format(n=len(self.found), total=total)
        self._head(name, fact, query=self.listing.query or None)
        return self._body(lines, self._in_hand()), name.lower()

    def _in_hand(self) -> Row:
        """On a narrow screen: what the row in hand is about, which the row itself has no room for."""
        if self.grid.width >= RIBBON or not 0 <= self.selected < len(self.found):
            return ()
        text = self.pen.verbatim(self.found[self.selected].detail)
        return (Run(cut(text, self.grid.block, self.pen.signs.ellipsis), "chrome"),)

    def _search(self) -> tuple[Layout, str]:
        query = self.listing.query
        total = sum(int(e.detail) for e in self.found if e.kind == "heading" and e.detail.isdecimal())
        self._head(_("Search"), _("{n} found").format(n=total) if query.strip() else "", query=query)
        if self.found:
            lines = lists.search_lines(self.pen, self.found, self.grid, self.listing)
        elif query.strip():
            words = _("Nothing in this story has “{words}”.").format(words=query.strip())
            lines = text_lines(self.pen.text(words), self.grid.block)
        else:
            words = _("Type a word, in any script: a name, a place, what somebody said.")
            lines = text_lines(words, self.grid.block, "chrome")
        return self._body(lines), _("search")

    def _choices(self) -> tuple[Layout, str]:
        self._head(_("Ways from here"), "")
        return self._body(lists.choice_lines(self.pen, self.found, self.grid)), _("choices")

    def _term(self) -> tuple[Layout, str]:
        term = self.view.story.terms[self.listing.subject]
        scene = self.view.story.scenes[self.view.run.visit.scene]
        self._head(self.pen.text(term.name), records.kind_name(term.kind))
        lines = list(records.term_record(self.pen, term, scene, self.grid.block).lines)
        if self.found:
            lines += [Line(), *text_lines(_("In this story"), self.grid.block, "chrome")]
        for index, entry in enumerate(self.found):
            lines += records.use_lines(self.pen, entry, index, self.grid.block)
        loose = self.listing.loose and self.selected not in self._sight(lines)
        return self._record(lines, -1 if loose else self.selected), _("terms")

    def _source(self) -> tuple[Layout, str]:
        source = self.view.story.sources[self.listing.subject]
        publisher = self.pen.verbatim(source.publisher)
        facts = (records.source_fact(self.pen, source), records.source_date(source, brief=True), "")
        room = self.grid.block - width(publisher) - 2  # the name goes before the fact beside it
        self._head(publisher, next(fact for fact in facts if not fact or width(fact) <= room))
        in_hand = self.selected
        if self.listing.loose:
            plain = dossier_lines(self.pen, source, self.found, -1, self.grid.block)
            in_hand = in_hand if in_hand in self._sight(plain) else -1
        lines = dossier_lines(self.pen, source, self.found, in_hand, self.grid.block)
        return self._record(lines, in_hand), _("sources")

    def _sight(self, lines: list[Line]) -> tuple[int, ...]:
        """The rows of a record in sight where it was scrolled to."""
        first, rule = self._room()
        start = scrolled(lines, rule - first, self.listing.top)
        return in_sight(lines, start, start + rule - first)

    def _record(self, lines: list[Line], in_hand: int) -> Layout:
        """The rows of a record with text and rows to choose: it stays where it was scrolled to, unless what is in hand
        would be out of sight.
        """
        first, rule = self._room()
        rows = rule - first
        start = scrolled(lines, rows, self.listing.top, -1 if self.listing.loose else in_hand)
        end = min(len(lines), start + rows)
        left, block, bar = self.grid.left, self.grid.block, self.grid.bar
        draw_lines(self.canvas, lines[start:end], first, left, block, in_hand, bar)
        said = sight_words(lines, start, end, self.pen.signs.down, items=False)
        chrome.fact_rule(self.canvas, self.grid, rule, said)
        return Layout(references=in_sight(lines, start, end), rows=rows, overflow=len(lines) - end, top=start)

    def _help(self) -> tuple[Layout, str]:
        fact = _("keys work under Russian and Kazakh layouts") if self.grid.width >= RIBBON else ""
        self._head(_("Help"), fact)
        view, in_room = self.view, self.view.room is not None
        lines = help_lines(self.pen, self.grid, in_room=in_room, files=view.files, own=view.own_keys)
        return self._body(lines, tight=True), _("help")

    def _notes(self) -> tuple[Layout, str]:
        from explainer.paint.page.notes import count_words, notes_lines  # loaded with the first of it

        self._head(_("My notes"), count_words(self.found))
        lines = notes_lines(self.view, self.pen, self.found, self.grid, self.selected)
        return self._body(lines), _("notes")

    def _ending(self) -> tuple[Layout, str]:
        from explainer.paint.page.ending import ending_lines  # loaded with the first of it
        from explainer.reading.endings import end_title

        self._head(self.pen.text(end_title(self.view.story, self.view.run)), "")
        first, rule = self._room()
        return self._body(ending_lines(self.pen, self.found, self.grid, rule - first)), _("the end")

    def _takeaway(self) -> tuple[Layout, str]:
        from explainer.paint.page.notes import takeaway_lines

        fact = _("with your guesses") if self.listing.subject else ""
        self._head(_("What you take along"), fact)
        return self._body(takeaway_lines(self.view, self.pen, self.grid.block)), _("takeaway")

    def _about(self) -> tuple[Layout, str]:
        story = self.view.story
        self._head(self.pen.text(story.title), _("edition {edition}").format(edition=story.edition.version))
        return self._body(about_lines(self.view, self.pen, self.grid.measure)), _("about")


# A source's dossier: its record in words, then what the story takes from it and what it bears on.

_MOST = 4
"""Versions of others shown under one question; the claim's own screen has all."""


def dossier_lines(
    pen: Pen, source: Source, found: tuple[Entry, ...], selected: int, measure: int
) -> list[Line]:
    """All rows of the screen.

    Args:
        pen: how to write.
        source: the source.
        found: the rows that lead somewhere, as `explainer.reading.evidence` gives them.
        selected: the one in hand: an excerpt is then shown in its surroundings.
        measure: width for rows.
    """
    whole = dossier(pen.story, source.id, pen.on)
    bearings = {("supports", b.claim.id): b for b in whole.supports}
    bearings |= {("against", b.claim.id): b for b in whole.against}
    groups = [_source_record(pen, source, measure)]
    for name in GROUPS:
        rows = [(index, entry) for index, entry in enumerate(found) if entry.group == name]
        lines: list[Line] = []
        for index, entry in rows:
            lines += [Line()] if lines and name == "taken" else []  # a quotation is a paragraph, not a row
            lines += _entry(pen, entry, index, bearings, measure, index == selected)
        if name == "supports" and whole.later:
            lines += text_lines(later_claims(whole.later), measure, "chrome")
        groups.append([*text_lines(group_words(name), measure, "chrome"), *lines] if lines else [])
    return parted(groups)


def _source_record(pen: Pen, source: Source, measure: int) -> list[Line]:
    """A source's record: what it is, and how sure we are of it."""
    wide = measure >= 60
    label = 14 if wide else 9
    folded = later_words(pen.story, "source", source.id, pen.on)
    language = language_name(source.language)
    is_it = ", ".join(filter(None, (source_kind(source), _("in {language}").format(language=language))))
    told = [
        (_("By"), records.publisher_and_author(pen, source)), (_("Date"), records.source_date(source)),
        (_("What it is"), is_it) if wide else (_("In"), language),
        (_("Carriage"), pen.text(carried(source))),
        (_("How sure") if wide else _("Trust"), pen.text(how_sure(source))),
    ]  # fmt: skip
    lines = records.source_title(pen, source, measure)
    lines += text_lines(folded, measure, "accent-strong") if folded else []
    fields = records.labelled(told, measure, label)
    return [*lines, Line(), *fields, *records.whereabouts(pen, source, measure, label)]


def _entry(
    pen: Pen, entry: Entry, index: int, bearings: dict[tuple[str, str], Bearing], measure: int, in_hand: bool
) -> list[Line]:
    if entry.kind == "claim":
        return _bearing(pen, bearings[(entry.group, entry.id)], index, measure)
    if entry.kind == "source":
        other = pen.story.sources[entry.id]
        named = Run(f"{records.source_name(pen, other, brief=True)}: ", "text")
        return pieces_lines((named, Run(pen.verbatim(other.title), "chrome")), measure, item=index)
    if entry.kind != "excerpt":
        return records.use_lines(pen, entry, index, measure)
    excerpt = pen.story.excerpts[entry.id]
    if folded := later_words(pen.story, "excerpt", entry.id, pen.on):
        return with_fact(pen.text(excerpt.speaker), "chrome", folded, measure, item=index, fact_style="text")
    lines = records.excerpt_words(pen, excerpt, measure, item=index)
    return lines + records.excerpt_context(pen, excerpt, measure, item=index) if in_hand else lines


def _bearing(pen: Pen, bearing: Bearing, index: int, measure: int) -> list[Line]:
    """A question, and under it the versions that are meant: sign, value, who, when, and the fate at the right."""
    lines = text_lines(pen.text(bearing.claim.question), measure, item=index)
    for version in bearing.versions[:_MOST]:
        lines += _bearing_version(pen, bearing, version, index, measure)
    if len(bearing.versions) > _MOST:
        more = _("and {n} more").format(n=len(bearing.versions) - _MOST)
        lines += text_lines(more, measure, "chrome", indent=4, item=index)
    return lines


def _bearing_version(pen: Pen, bearing: Bearing, version: Version, index: int, measure: int) -> list[Line]:
    mark = status_mark(pen, bearing.claim, version, pen.on)
    wide = measure >= 56
    who = f"{pen.text(version.issuer)}, {said(version.said_on, version.precision, brief=True)}"
    room = measure - 4 - (len(mark.words) + 2 if wide else 0)
    rows = wrap_text(pen.text(version.value), room, "text")
    lines = [Line(row, indent=4, item=index) for row in rows]
    if lines:
        fact = (mark.words_run,) if wide else ()
        lines[0] = Line((mark.sign_run, *rows[0]), fact, indent=2, item=index)
    if wide:
        return lines + text_lines(who, measure, "chrome", indent=4, item=index)
    pieces = (mark.words_run, Run(f" {pen.signs.dot} {who}", "chrome"))
    return lines + pieces_lines(pieces, measure, indent=4, item=index)
