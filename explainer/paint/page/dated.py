"""What another date changed on a page: until the next key, a sign in the margin of each row that reads otherwise."""

from __future__ import annotations

from collections import defaultdict
from difflib import SequenceMatcher

import msgspec

from explainer.paint.cells.canvas import Canvas
from explainer.paint.page.blocks import Block
from explainer.paint.page.layout import Page
from explainer.reading.view import View
from explainer.story.model.outline import Lens


def before(view: View) -> View:
    """The view with the date that was before."""
    lens = None if view.dated == "off" else Lens(view.dated)
    return msgspec.structs.replace(view, run=msgspec.structs.replace(view.run, lens=lens, unfolded=()))


def mark_changed(
    canvas: Canvas, column: int, row: int, page: Page, now: tuple[Block, ...], was: tuple[Block, ...]
) -> None:
    """Mark the rows of a page on which words came, or a sign of what is folded.

    Args:
        canvas: where to draw.
        column: where the signs stand.
        row: the first row of the page.
        page: the page.
        now: the scene's blocks.
        was: the same under the date that was before.
    """
    changed = _changed(_by_step(now), _by_step(was))
    for part in page.slices:
        row += part.gap
        for line in part.lines:
            if (part.block.step, id(line)) in changed:
                canvas.write(row, column, canvas.signs.lens, "accent-strong")
            row += 1


Words = list[tuple[str, int]]
"""The words of a step in order, each with the row on which it stands."""


def _by_step(blocks: tuple[Block, ...]) -> dict[str, Words]:
    found: defaultdict[str, Words] = defaultdict(list)
    for block in blocks:
        for line in block.lines:
            found[block.step] += [(word, id(line)) for word in "".join(run.text for run in line.runs).split()]
    return found


def _changed(now: dict[str, Words], was: dict[str, Words]) -> set[tuple[str, int]]:
    """By step, the rows with a word that did not stand there, or beside which one was taken away."""
    found: set[tuple[str, int]] = set()
    for step, words in now.items():
        before = [word for word, _row in was.get(step, [])]
        matcher = SequenceMatcher(None, before, [word for word, _row in words], autojunk=False)
        for kind, _start, _end, first, end in matcher.get_opcodes():
            if kind != "equal":
                found |= {(step, row) for _word, row in words[first : max(end, first + 1)]}
    return found
