"""A scene as blocks of rows for one width: paragraphs, quotations, items, figures, folds.

Made once for a scene and a width, and cached; `explainer.paint.pages` cuts them.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import NamedTuple

from explainer.messages import _, ngettext
from explainer.paint.cells import width
from explainer.paint.ink import Inker, Pen, translated, without_marks
from explainer.paint.rows import Row, Run
from explainer.paint.wrap import wrap
from explainer.story.dates import counts_from, said
from explainer.story.lens import said_later
from explainer.story.model import Excerpt, Scene, Step, Story
from explainer.story.references import readable_steps, references


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
    """lead (recap or bridge), text, quote, items, figure, guess or fold."""
    lines: tuple[BlockLine, ...]
    gap: int = 1
    first: int = 0
    """The reference that a fold stands for."""
    whole: bool = False
    """Is not split where it fits a page."""


class Lead(NamedTuple):
    """What is shown before a scene's own text, for how the reader came."""

    recap: bool = False
    bridge: str = ""


_CACHED = 256
_cache: OrderedDict[tuple[object, ...], tuple[Story, tuple[Block, ...]]] = OrderedDict()


def scene_blocks(
    story: Story, scene: Scene, measure: int, on: str, glyphs: str, lead: Lead, unfolded: str
) -> tuple[Block, ...]:
    """The blocks of a scene.

    Args:
        story: the story.
        scene: the scene.
        measure: width of prose.
        on: the lens day, or empty.
        glyphs: the glyph set.
        lead: what comes before the text.
        unfolded: the step that is open although it was said later than the lens.
    """
    key = (id(story), scene.id, measure, on, glyphs, lead, unfolded)
    held = _cache.get(key)
    if held is not None and held[0] is story:  # the entry keeps the story alive, so its id is still its own
        _cache.move_to_end(key)
        return held[1]
    made = _Setter(Pen(story, on, glyphs), scene, measure).blocks(lead, unfolded)
    _cache[key] = (story, made)
    if len(_cache) > _CACHED:
        _cache.popitem(last=False)
    return made


class _Setter:
    """Sets one scene."""

    def __init__(self, pen: Pen, scene: Scene, measure: int) -> None:
        self.pen = pen
        self.scene = scene
        self.measure = measure
        self.inker = Inker(pen, references(scene))

    def blocks(self, lead: Lead, unfolded: str) -> tuple[Block, ...]:
        made = self._lead(lead)
        for step in readable_steps(self.scene):
            first = self.inker.next
            set_step = self._step(step)
            later = said_later(self.pen.story, step, self.pen.on)
            if later and step.id != unfolded:
                set_step = [self._fold(step, later, set_step, first, bool(made) and made[-1].kind == "fold")]
            made.extend(set_step)
        return tuple(made)

    def _lead(self, lead: Lead) -> list[Block]:
        made: list[Block] = []
        gone_round = self.pen.story.scenes.get(lead.bridge)
        if gone_round is not None and gone_round.warning is not None:
            before = _("In place of “{title}”: ").format(title=gone_round.title)
            made.append(self._lead_block(before, gone_round.warning.bridge))
        if lead.recap and self.scene.recap:
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
            case "figure":
                return [self._figure(step)]
            case "guess":
                return [self._guess(step)]
        return self._paragraphs(step)

    def _paragraphs(self, step: Step) -> list[Block]:
        made: list[Block] = []
        at = 0
        for pieces in self.inker.paragraphs(step.prose):
            lines = wrap(pieces, self.measure)
            if lines:
                made.append(Block(step.id, "text", tuple(BlockLine(x.runs, at + x.start) for x in lines)))
                at += lines[-1].start + _letters(lines[-1].runs) + 1
        return made

    def _items(self, step: Step) -> list[Block]:
        made: list[Block] = []
        at = 0
        bullet = (Run(self.pen.signs.bullet, "chrome"),)
        for item in step.items:
            pieces = [
                piece for paragraph in self.inker.paragraphs(item) for piece in (*paragraph, Run(" ", "text"))
            ]
            lines = wrap(pieces, self.measure)
            rows = tuple(BlockLine(x.runs, at + x.start, () if i else bullet) for i, x in enumerate(lines))
            if rows:
                made.append(Block(step.id, "items", rows, 0 if made else 1))
                at += lines[-1].start + _letters(lines[-1].runs) + 1
        return made

    def _quote(self, step: Step, excerpt: Excerpt) -> Block:
        number = self.inker.skip()
        signs = self.pen.signs
        label = self.inker.found[number].label
        text = self.pen.verbatim(excerpt.text).strip()
        mark = Run(f"[{label}]", "accent", f"ref:{number}")
        if excerpt.form != "quote":
            lines = wrap([Run(text, "text"), mark], self.measure)
        else:
            lines = wrap([Run(without_marks(text) + signs.unquote, "text"), mark], self.measure)
        margin = (Run(signs.quote, "chrome"),) if excerpt.form == "quote" else ()
        rows = [BlockLine(x.runs, x.start, () if i else margin) for i, x in enumerate(lines)]
        after = lines[-1].start + _letters(lines[-1].runs) + 1 if lines else 0
        for text in self._credit(excerpt):
            for line in wrap([Run(text, "chrome")], self.measure):
                rows.append(BlockLine(line.runs, after + line.start))
            after += len(text) + 1
        return Block(step.id, "quote", tuple(rows), whole=True)

    def _credit(self, excerpt: Excerpt) -> list[str]:
        """Who said it, when, and whose English it is: on one row where that has room."""
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
        number = self.inker.skip()
        figure = self.pen.story.figures[step.ref]
        title = wrap([Run(self.pen.text(figure.title), "strong", f"ref:{number}")], self.measure)
        twin = wrap([Run(self.pen.text(figure.twin), "text")], self.measure)
        after = _letters(title[-1].runs) + title[-1].start + 1 if title else 0
        rows = [BlockLine(x.runs, x.start) for x in title] + [
            BlockLine(x.runs, after + x.start) for x in twin
        ]
        return Block(step.id, "figure", tuple(rows), 2, whole=True)

    def _guess(self, step: Step) -> Block:
        guess = step.guess
        rows: list[BlockLine] = []
        at = 0
        for text, style, hang in (
            (guess.question if guess else "", "strong", ""),
            *((option, "text", self.pen.signs.bullet) for option in (guess.options if guess else ())),
        ):
            lines = wrap([Run(self.pen.text(text), style)], self.measure)
            for index, line in enumerate(lines):
                margin = (Run(hang, "chrome"),) if hang and not index else ()
                rows.append(BlockLine(line.runs, at + line.start, margin))
            at += len(text) + 1
        return Block(step.id, "guess", tuple(rows), whole=True)

    def _fold(self, step: Step, later: str, hidden: list[Block], first: int, after_fold: bool) -> Block:
        held = [s for key in step.rests_on if (s := self.pen.story.sources.get(key))]
        day = next(
            said(s.date, s.date_precision) for s in held if counts_from(s.date, s.date_precision) == later
        )
        lines = sum(len(block.lines) for block in hidden)
        count = ngettext("{n} line, folded", "{n} lines, folded", lines).format(n=lines)
        reference = f"ref:{first}" if self.inker.next > first else ""
        words = _("said later: {date}").format(date=day)
        row = BlockLine((Run(words, "text", reference),), 0, (), (Run(count, "chrome", reference),))
        if width(words) + width(count) + 2 > self.measure:
            row = row._replace(right=())
        return Block(step.id, "fold", (row,), 0 if after_fold else 1, first if reference else -1)


def _letters(runs: Row) -> int:
    return sum(len(run.text) for run in runs)
