"""A scene as blocks of rows for one width: paragraphs, quotations, items, figures, folds.

Made once for a scene and a width, and cached; `explainer.paint.page.layout` cuts them.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from typing import NamedTuple

from explainer.messages import _, ngettext
from explainer.paint.cells.rows import Row, Run
from explainer.paint.cells.wrapping import width, wrap
from explainer.paint.page.prose import Inker, Pen
from explainer.reading.guesses import offered, question_of, typed
from explainer.reading.in_short import mark_word
from explainer.reading.view import line_stops, option_stops
from explainer.story.model.ages import all_later, as_of, is_undated_later, is_whole
from explainer.story.model.dates import said
from explainer.story.model.lens import fold_words, run_words
from explainer.story.model.prose import readable_steps, references
from explainer.story.model.structs import Excerpt, Guess, Prose, Scene, Step, Story
from explainer.telling.names import translated, without_marks


class BlockLine(NamedTuple):
    """One row of a block."""

    runs: Row
    offset: int = 0
    """Characters of its step before it."""
    margin: Row = ()
    """Hangs left of the first text column."""
    right: Row = ()
    """Ends at the right edge of the measure."""


class Block(NamedTuple):
    """Rows that belong together, with the blank rows before them."""

    step: str
    kind: str
    """lead (recap or bridge), text, quote, items, in-short, not-known, figure, guess, document or fold."""
    lines: tuple[BlockLine, ...]
    gap: int = 1
    stop: int = -1
    """The stop of the cursor that the whole block is, such as a fold; -1: it is none."""
    whole: bool = False
    """Is not split where it fits a page."""


class Lead(NamedTuple):
    """The text shown before a scene's own, for how the reader came."""

    recap: bool = False
    bridge: str = ""
    asks: bool = False
    """The scene's question, under its title."""


ASKS = "asks"
"""The kind of the block of a scene's question."""
OwnWords = tuple[tuple[str, str], ...]
"""Steps with what the reader guessed or marked there, in words."""

ABOVE = -1
"""The offset of a row that is said of a step and stands before its text."""
_AIRY = 8
"""Rows of a page from which on a question stands apart from the text before it, and says how it is answered."""
FEWEST = 6
"""Rows of text on any page but a scene's last one: turning to less than that is work for nothing."""
_CACHED = 256
_cache: OrderedDict[tuple[object, ...], tuple[Story, tuple[Block, ...]]] = OrderedDict()


def scene_blocks(
    story: Story,
    scene: Scene,
    measure: int,
    on: str,
    glyphs: str,
    lead: Lead,
    unfolded: frozenset[str],
    own: OwnWords = (),
    *,
    room: int = 0,
) -> tuple[Block, ...]:
    """The blocks of a scene.

    Args:
        story: the story.
        scene: the scene.
        measure: width of prose.
        on: the lens day, or empty.
        glyphs: the glyph set.
        lead: what comes before the text.
        unfolded: the steps that are open although they were said later than the lens.
        own: what the reader guessed or marked, by step.
        room: rows of a page, in which a figure has its picture if it fits whole; 0: it stands beside the text.
    """
    key = (id(story), scene.id, measure, on, glyphs, lead, unfolded, own, room)
    held = _cache.get(key)
    if held is not None and held[0] is story:  # the entry keeps the story alive, so its id is still its own
        _cache.move_to_end(key)
        return held[1]
    made = _Setter(Pen(story, on, glyphs), scene, measure, own, room).blocks(lead, unfolded)
    _cache[key] = (story, made)
    if len(_cache) > _CACHED:
        _cache.popitem(last=False)
    return made


def forget() -> None:
    """Hold no scene set any more: with what a reader guessed and marked some of them are theirs alone."""
    _cache.clear()


class _Setter:
    """Sets one scene."""

    def __init__(self, pen: Pen, scene: Scene, measure: int, own: OwnWords, room: int) -> None:
        self.pen = pen
        self.scene = scene
        self.measure = measure
        self.inker = Inker(pen, references(scene))
        self.own = dict(own)
        self.room = room
        self.stop = -1

    def blocks(self, lead: Lead, unfolded: frozenset[str]) -> tuple[Block, ...]:
        made = self._lead(lead)
        is_noted = False
        for number, step in enumerate(readable_steps(self.scene), len(self.inker.found)):
            self.stop = self.inker.stop = number
            now = as_of(self.pen.story, step, self.pen.on)
            opened = step.id in unfolded
            shut = is_whole(now) and not opened
            set_step = self._step(step if opened or shut else now)
            touching = bool(made) and made[-1].kind == "fold"
            fold = (
                [self._fold(step, now, set_step, touching, opened)]
                if shut or (now is not step and opened)
                else []
            )
            if set_step and not shut and not is_noted and self._is_untranslated(step):
                set_step[0] = self._under_note(set_step[0])
                is_noted = True
            if fold:
                under = [] if shut else [block._replace(gap=0) for block in set_step[:1]]  # touches the fold
                set_step = [*fold, *under, *([] if shut else set_step[1:])]
            made.extend(set_step)
        return tuple(made)

    def _is_untranslated(self, step: Step) -> bool:
        """Return whether a step is not in the language that is read."""
        if len(self.pen.story.languages) < 2:
            return False
        from explainer.story.model.translation import is_lacking  # not for a story of one language

        return is_lacking(self.pen.story, self.scene.id, step.id)

    def _under_note(self, block: Block) -> Block:
        """A block under the row that says why it is in another language; that row stands before its text."""
        from explainer.reading.language import missing_words

        note = wrap([Run(self.pen.text(missing_words(self.pen.story)), "chrome")], self.measure)
        return block._replace(lines=(*(BlockLine(line.runs, ABOVE) for line in note), *block.lines))

    def _lead(self, lead: Lead) -> list[Block]:
        made: list[Block] = []
        if lead.asks and self.scene.asks:
            rows, _after = self._rows([Run(self.pen.text(self.scene.asks), "chrome")])
            made.append(Block("", ASKS, tuple(rows), whole=True))
        gone_round = self.pen.story.scenes.get(lead.bridge)
        if gone_round is not None and gone_round.warning is not None:
            before = _("In place of “{title}”: ").format(title=gone_round.title)
            made.append(self._lead_block(before, gone_round.warning.bridge))
        if lead.recap and self.scene.recap and not is_undated_later(self.pen.story, self.pen.on):
            made.append(self._lead_block(_("So far: "), self.scene.recap))
        return made

    def _lead_block(self, before: str, text: str) -> Block:
        pieces = [Run(self.pen.text(before), "chrome"), Run(self.pen.text(text), "text")]
        return Block("", "lead", tuple(BlockLine(line.runs) for line in wrap(pieces, self.measure)))

    def _step(self, step: Step) -> list[Block]:
        match step.kind:
            case "quote":
                return [self._quote(step, self.pen.story.excerpts[step.ref])]
            case "items":
                return self._items(step)
            case "in-short":
                return self._in_short(step)
            case "not-known":
                return self._not_known(step)
            case "figure":
                return [self._figure(step)]
            case "guess":
                return self._guess(step)
            case "document":
                return [self._document(step)]
        return self._paragraphs(step)

    def _rows(self, pieces: Iterable[Run], at: int = 0, margin: Row = ()) -> tuple[list[BlockLine], int]:
        """The rows of a text that begins so many characters into its step, and the offset of what follows it."""
        lines = wrap(pieces, self.measure)
        rows = [BlockLine(x.runs, at + x.start, () if i else margin) for i, x in enumerate(lines)]
        if lines:
            at += lines[-1].start + sum(len(run.text) for run in lines[-1].runs) + 1
        return rows, at

    def _paragraphs(self, step: Step) -> list[Block]:
        made: list[Block] = []
        at = 0
        for pieces in self.inker.paragraphs(step.prose):
            rows, at = self._rows(pieces, at)
            made += [Block(step.id, "text", tuple(rows))] if rows else []
        return made

    def _items(self, step: Step) -> list[Block]:
        made: list[Block] = []
        at = 0
        for item in step.items:
            rows, at = self._rows(self._joined(item), at, (Run(self.pen.signs.bullet, "chrome"),))
            made += [Block(step.id, "items", tuple(rows), 0 if made else 1)] if rows else []
        return made

    def _in_short(self, step: Step) -> list[Block]:
        """The story's own lines, each after the word of what kind of knowledge it is, which is its stop."""
        made: list[Block] = []
        at = 0
        lines = line_stops(self.scene, step.id)
        for number, item in enumerate(step.items):
            word = self.pen.text(mark_word(step.marks[number]))
            reference = f"ref:{lines[number]}" if number in lines else ""
            pieces = [Run(word, "strong", reference), Run(f" {self.pen.signs.dot} ", "chrome")]
            pieces += self._joined(item)
            rows, at = self._rows(pieces, at)
            made += [Block(step.id, "in-short", tuple(rows), whole=True)] if rows else []
        return made

    def _not_known(self, step: Step) -> list[Block]:
        """A quiet heading and its lines; gathered ones end on their scene, which is their stop."""
        if not step.items:
            return []
        rows, at = self._rows([Run(self.pen.text(_("Not known")), "chrome")])
        made = [Block(step.id, "not-known", tuple(rows))]
        lines = line_stops(self.scene, step.id)
        for number, item in enumerate(step.items):
            pieces = self._joined(item)
            if number in lines:
                title = self.pen.text(self.pen.story.scenes[step.links[number][0]].title)
                pieces.append(Run(f"({title})", "chrome", f"ref:{lines[number]}"))
            rows, at = self._rows(pieces, at, (Run(self.pen.signs.bullet, "chrome"),))
            made += [Block(step.id, "not-known", tuple(rows), 0)] if rows else []
        return made

    def _joined(self, prose: Prose) -> list[Run]:
        """A prose as one paragraph."""
        return [piece for each in self.inker.paragraphs(prose) for piece in (*each, Run(" ", "text"))]

    def _quote(self, step: Step, excerpt: Excerpt) -> Block:
        number = self.inker.skip()
        signs = self.pen.signs
        mark = Run(f"[{self.inker.found[number].label}]", "accent", f"ref:{number}")
        text = self.pen.verbatim(excerpt.text).strip()
        margin: Row = ()
        if excerpt.form == "quote":
            text, margin = without_marks(text) + signs.unquote, (Run(signs.quote, "chrome"),)
        rows, after = self._rows([Run(text, "text"), mark], 0, margin)
        for text in self._credit(excerpt):
            rows += self._rows([Run(text, "chrome")], after)[0]
            after += len(text) + 1
        return Block(step.id, "quote", tuple(rows), whole=True)

    def _credit(self, excerpt: Excerpt) -> list[str]:
        """The speaker, the day, and whose English it is: on one row where that has room."""
        parts = [self.pen.text(excerpt.speaker)]
        if excerpt.date:
            parts.append(said(excerpt.date, excerpt.date_precision))
        credit = ", ".join(part for part in parts if part)
        if not excerpt.translation_by:
            return [credit]
        whose = translated(excerpt, self.pen)
        together = f"{credit} {self.pen.signs.dot} {whose}"
        return [together] if width(together) <= self.measure else [credit, whose]

    def _figure(self, step: Step) -> Block:
        """A figure under its name: its picture with its words; where a page is too low for both, it has one alone."""
        from explainer.paint.page.figure_block import picture_and_words  # loaded with the first figure

        number = self.inker.skip()
        title = self.pen.text(self.pen.story.figures[step.ref].title)
        rows, after = self._rows([Run(title, "strong", f"ref:{number}")])
        room = self.room - len(rows)
        picture, words = picture_and_words(self.pen, self.scene, step, self.measure, room, number)
        rows += [BlockLine(row, at) for at, row in enumerate(picture, after)]
        rows += [BlockLine(line.runs, after + len(picture) + line.start) for line in words]
        return Block(step.id, "figure", tuple(rows), 2, whole=True)

    def _guess(self, step: Step) -> list[Block]:
        """The question with what can be answered; what is typed or put in order has a screen of its own."""
        guess = step.guess
        assert guess is not None
        asked = question_of(self.pen.story, guess)
        mine = self.own.get(step.id, "")
        if mine:
            return [self._opened_whole(step, "guess", asked, (mine,))]
        airy = not 0 < self.room < _AIRY
        hint = (_("Enter opens a line to type on."),) if typed(guess) and airy else ()
        first = self._opened_whole(step, "guess", asked, hint)
        first = first._replace(gap=int(airy))
        made = [first, *self._options(step, guess, len(asked) + 1)]
        if airy and not hint and sum(len(block.lines) for block in made) < FEWEST:
            at = len(asked) + 1 + len(guess.options)
            rows = self._rows([Run(self.pen.text(_("Kept to yourself.")), "chrome")], at)[0]
            made.append(Block(step.id, "guess", tuple(rows)))
        return made

    def _options(self, step: Step, guess: Guess, at: int) -> list[Block]:
        """A row or more for each option, which is a stop where it can be chosen."""
        places = option_stops(self.scene, step.id)
        made = []
        for number, option in enumerate(offered(self.scene.id, guess)):
            stop = places.get(number, -1)
            reference = f"ref:{stop}" if stop >= 0 else ""
            sign = Run(f"{self.pen.signs.bullet} ", "chrome", reference)
            lines = wrap([Run(self.pen.text(option), "text", reference)], self.measure - 2)
            rows = [(Run("  ", "text") if index else sign, *line.runs) for index, line in enumerate(lines)]
            made.append(
                Block(
                    step.id, "guess", tuple(BlockLine(row, at + number) for row in rows), 0, stop, whole=True
                )
            )
        return made

    def _document(self, step: Step) -> Block:
        """A text under study as one block, with the reader's mark."""
        document = self.pen.story.documents[step.ref]
        hint = _("{n} sentences, one by one: Enter opens them.").format(n=len(document.sentences))
        if document.note:
            hint = f"{document.note} {self.pen.signs.dot} {hint}"
        mine = self.own.get(step.id, "")
        return self._opened_whole(step, "document", document.title, (hint, mine) if mine else (hint,))

    def _opened_whole(self, step: Step, kind: str, title: str, said: tuple[str, ...]) -> Block:
        reference = f"ref:{self.stop}"
        rows: list[BlockLine] = []
        at = 0
        for number, text in enumerate((title, *said)):
            style = "chrome" if number else "strong"
            rows += self._rows([Run(self.pen.text(text), style, reference)], at)[0]
            at += len(text) + 1
        return Block(step.id, kind, tuple(rows), stop=self.stop, whole=True)

    def _fold(self, step: Step, now: Step, hidden: list[Block], touching: bool, opened: bool) -> Block:
        """The row that stands for what was said later, or over it once it is open; two of them touch."""
        lines = sum(len(block.lines) for block in hidden)
        form = ngettext("{n} line, open", "{n} lines, open", lines)
        if not opened:
            form = ngettext("{n} line, folded", "{n} lines, folded", lines)
        count = form.format(n=lines)
        words = fold_words(self.pen.story, step, self.pen.on)
        if not is_whole(now):
            words, count = run_words(all_later(now)), _("open")
        stop = self.stop
        reference = f"ref:{stop}"
        row = BlockLine((Run(words, "text", reference),), 0, (), (Run(count, "chrome", reference),))
        if width(words) + width(count) + 2 > self.measure:
            row = row._replace(right=())
        return Block(step.id, "fold", (row,), 0 if touching and not opened else 1, stop)
