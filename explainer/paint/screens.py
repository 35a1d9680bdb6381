"""The screens in front of the scene: which one draws what."""

from __future__ import annotations

from explainer.messages import _
from explainer.paint.about import about_lines
from explainer.paint.cells import text_width
from explainer.paint.cells.canvas import Canvas, Line, draw_lines, in_sight, scrolled, text_lines, window
from explainer.paint.cells.rows import Frame, Row, Run
from explainer.paint.cells.text_width import cut
from explainer.paint.chrome import FOOTERS, footer, lens_day, screen_head
from explainer.paint.dossier import dossier_lines
from explainer.paint.grid import RIBBON, Grid
from explainer.paint.help import help_lines
from explainer.paint.ink import Pen
from explainer.paint.listing import choice_lines, glossary_lines, search_lines, source_lines, use_lines
from explainer.paint.records import (
    kind_name,
    source_date,
    source_fact,
    term_record,
)
from explainer.paint.ribbon import date_words
from explainer.paint.story_map import map_fact, map_legend, map_lines, way_lines
from explainer.reading.lists import entries
from explainer.reading.view import FILES, Layout, View


def compose_screen(view: View, grid: Grid, canvas: Canvas) -> Frame:
    """The whole screen of the listing in front."""
    if view.screen == "lens":
        from explainer.paint.lens_screen import compose_lens

        return compose_lens(view, grid, canvas)
    if view.screen in ("figure", "datum"):
        from explainer.paint.figures.screen import compose_datum, compose_figure

        return (compose_figure if view.screen == "figure" else compose_datum)(view, grid, canvas)
    if view.screen in ("document", "sentence", "guess"):
        return _studied(view, grid, canvas)
    if any(listing.screen == "document" for listing in view.listings):
        from explainer.reading.documents import as_known

        view = as_known(view)
    return _Screen(view, grid, canvas).compose()


def _studied(view: View, grid: Grid, canvas: Canvas) -> Frame:
    """Screens that keep the head of the scene."""
    if view.screen == "guess":
        from explainer.paint.guess import compose_guess

        return compose_guess(view, grid, canvas)
    from explainer.paint.study import compose_document, compose_sentence

    return (compose_document if view.screen == "document" else compose_sentence)(view, grid, canvas)


class _Screen:
    """One screen being drawn."""

    def __init__(self, view: View, grid: Grid, canvas: Canvas) -> None:
        self.view = view
        self.listing = view.listings[-1]
        self.grid = grid
        self.canvas = canvas
        self.pen = Pen(view.story, lens_day(view), canvas.profile.glyphs)
        self.found = entries(view)
        self.selected = self.listing.selected if self.found else -1

    def compose(self) -> Frame:
        draw = {
            "story-map": self._story_map,
            "glossary": self._glossary,
            "sources": self._sources,
            "search": self._search,
            "choices": self._choices,
            "term": self._term,
            "source": self._source,
            "help": self._help,
            "about": self._about,
            "notes": self._notes,
            "takeaway": self._takeaway,
        }[self.listing.screen]
        layout, name = draw()
        idle = () if self.found else ("open", "delete")  # there is no row for them
        if not self.view.files:
            idle = (*idle, FILES)
        if self.view.own_keys is not None:
            idle = (*idle, *self.view.own_keys.lacking)
        actions = [action for action in FOOTERS[self.listing.screen] if action not in idle]
        footer(self.canvas, self.grid, actions, self._key_words())
        self._message()
        title = f"{self.view.story.title} · {name}"
        return Frame(self.canvas.rows(), layout, self.canvas.cursor, title=title)

    def _key_words(self) -> dict[str, str]:
        """What the keys do here, in the words of this screen."""
        moves = _("choose") if self.found else _("scroll")
        words = {"next-reference": moves}
        if self.listing.screen in ("story-map", "search", "term"):
            words["open"] = _("go there")
        if self.listing.screen == "about":
            words["copy"] = _("copy to report")
        if self.listing.subject == "way":
            words["way"] = _("all scenes")
        if self.listing.screen == "notes":
            words |= {"open": _("go there"), "note": _("edit") if self._note_in_hand() else _("note")}
        if self.listing.screen == "takeaway":
            guesses = _("without guesses") if self.listing.subject else _("with guesses")
            words |= {"save": _("write to a file"), "guesses": guesses}
        return words

    def _message(self) -> None:
        if self.view.message:
            row = self.grid.footer - 1
            text = cut(self.pen.text(self.view.message), self.grid.block, self.pen.signs.ellipsis)
            self.canvas.clear(row)
            self.canvas.write(row, self.grid.left, text)

    def _head(self, name: str, fact: str, *, query: str | None = None) -> None:
        row: Row = (Run(name, "strong" if query is None else "chrome"),)
        if query is not None:
            row = (*row, Run("  ", "text"), Run(self.pen.text(query), "strong"))
        date = date_words(self.view.story, self.pen.on, brief=True) if self.pen.on else ()
        screen_head(self.canvas, self.grid, row, fact, date)
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
        self._rule(rule, self._shown(lines, start, end), note)
        return Layout(rows=rows, overflow=max(0, len(lines) - end))

    def _room(self, *, tight: bool = False, note: bool = False) -> tuple[int, int]:
        """The first row of a screen's body, and the row of the rule under it."""
        grid = self.grid
        first = grid.header + (3 if grid.height >= 22 and not tight else 2)
        return first, grid.footer - (2 if grid.height >= 18 or (grid.width < RIBBON and note) else 1)

    def _rule(self, row: int, fact: str, note: Row = ()) -> None:
        """The rule under the body: a note at its left, at its right which rows are in sight."""
        grid, canvas = self.grid, self.canvas
        at = canvas.put_right(row, grid.right, (Run(fact, "chrome"),)) - 1 if fact else grid.right
        begin = canvas.put(row, grid.left, note) + 1 if note else grid.left
        canvas.rule(row, begin, at)

    def _lines_shown(self, lines: list[Line], start: int, end: int) -> str:
        if start == 0 and end == len(lines):
            return ""
        arrow = f" {self.pen.signs.down}" if end < len(lines) else ""
        words = _("{first}-{last} of {total} lines")
        return words.format(first=start + 1, last=end, total=len(lines)) + arrow

    def _shown(self, lines: list[Line], start: int, end: int) -> str:
        """Which of the rows are in sight: of the list's items, or of the text's lines."""
        if start == 0 and end == len(lines):
            return ""
        shown = sorted({line.item for line in lines[start:end] if line.item >= 0})
        counted = sorted({line.item for line in lines if line.item >= 0})
        if not shown or len(counted) < 2:
            return self._lines_shown(lines, start, end)
        arrow = f" {self.pen.signs.down}" if end < len(lines) else ""
        first, last = counted.index(shown[0]) + 1, counted.index(shown[-1]) + 1
        return _("{first}-{last} of {total}").format(first=first, last=last, total=len(counted)) + arrow

    def _story_map(self) -> tuple[Layout, str]:
        way = self.listing.subject == "way"
        name = _("My way") if way else _("Story map")
        self._head(name, map_fact(self.view, self.grid, self.pen.signs))
        draw = way_lines if way else map_lines
        layout = self._body(draw(self.pen, self.found, self.grid), map_legend(self.pen.signs, self.grid))
        return layout, name.lower()

    def _glossary(self) -> tuple[Layout, str]:
        name = _("Terms")
        total = len(self.view.story.terms)
        self._head(name, _count(len(self.found), total), query=self.listing.query or None)
        layout = self._body(glossary_lines(self.pen, self.found, self.grid), self._in_hand())
        return layout, name.lower()

    def _sources(self) -> tuple[Layout, str]:
        name = _("Sources")
        total = len(self.view.story.sources)
        self._head(name, _count(len(self.found), total), query=self.listing.query or None)
        layout = self._body(source_lines(self.pen, self.found, self.grid), self._in_hand())
        return layout, name.lower()

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
            lines = search_lines(self.pen, self.found, self.grid)
        elif query.strip():
            words = _("Nothing in this story has “{words}”.").format(words=query.strip())
            lines = text_lines(self.pen.text(words), self.grid.block)
        else:
            words = _("Type a word, in any script: a name, a place, what somebody said.")
            lines = text_lines(words, self.grid.block, "chrome")
        return self._body(lines), _("search")

    def _choices(self) -> tuple[Layout, str]:
        self._head(_("Ways from here"), "")
        return self._body(choice_lines(self.pen, self.found, self.grid)), _("choices")

    def _term(self) -> tuple[Layout, str]:
        term = self.view.story.terms[self.listing.subject]
        scene = self.view.story.scenes[self.view.run.visit.scene]
        self._head(self.pen.text(term.name), kind_name(term.kind))
        lines = list(term_record(self.pen, term, scene, self.grid.block).lines)
        lines += self._use_lines()
        loose = self.listing.loose and self.selected not in self._sight(lines)
        return self._record(lines, -1 if loose else self.selected), _("terms")

    def _source(self) -> tuple[Layout, str]:
        source = self.view.story.sources[self.listing.subject]
        publisher = self.pen.verbatim(source.publisher)
        facts = (source_fact(self.pen, source), source_date(source, brief=True), "")
        room = self.grid.block - text_width(publisher) - 2  # the name goes before the fact beside it
        self._head(publisher, next(fact for fact in facts if not fact or text_width(fact) <= room))
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
        draw_lines(
            self.canvas, lines[start:end], first, self.grid.left, self.grid.block, in_hand, self.grid.bar
        )
        self._rule(rule, self._lines_shown(lines, start, end))
        return Layout(references=in_sight(lines, start, end), rows=rows, overflow=len(lines) - end, top=start)

    def _use_lines(self) -> list[Line]:
        """The lines of the story that use a term."""
        lines: list[Line] = []
        for index, entry in enumerate(self.found):
            lines += [Line(), *text_lines(_("In this story"), self.grid.block, "chrome")] if not index else []
            lines += use_lines(self.pen, entry, index, self.grid.block)
        return lines

    def _help(self) -> tuple[Layout, str]:
        fact = _("keys work under Russian and Kazakh layouts") if self.grid.width >= RIBBON else ""
        self._head(_("Help"), fact)
        view = self.view
        lines = help_lines(
            self.pen, self.grid, in_room=view.room is not None, files=view.files, own=view.own_keys
        )
        return self._body(lines, tight=True), _("help")

    def _note_in_hand(self) -> bool:
        return 0 <= self.selected < len(self.found) and self.found[self.selected].kind == "note"

    def _notes(self) -> tuple[Layout, str]:
        from explainer.paint.notes_screen import count_words, notes_lines  # loaded with the first of it

        self._head(_("My notes"), count_words(self.found))
        lines = notes_lines(self.view, self.pen, self.found, self.grid, self.selected)
        return self._body(lines), _("notes")

    def _takeaway(self) -> tuple[Layout, str]:
        from explainer.paint.notes_screen import takeaway_lines

        fact = _("with your guesses") if self.listing.subject else ""
        self._head(_("What you take along"), fact)
        return self._body(takeaway_lines(self.view, self.pen, self.grid.block)), _("takeaway")

    def _about(self) -> tuple[Layout, str]:
        story = self.view.story
        self._head(self.pen.text(story.title), _("edition {edition}").format(edition=story.edition.version))
        return self._body(about_lines(self.view, self.pen, self.grid.measure)), _("about")


def _count(found: int, total: int) -> str:
    return str(total) if found == total else _("{n} of {total}").format(n=found, total=total)
