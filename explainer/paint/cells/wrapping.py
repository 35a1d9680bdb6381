"""Prose to rows: breaks pieces of styled text at a width, by cells, as a careful compositor would.

No hyphens; a number stays with its unit, a day with its month, a mark with the word it follows; a paragraph does
not end with one short word where the line above can spare one. Pieces keep their references. Between ideographs a
line may end, as `explainer.paint.cells.text_width` says; a right-to-left paragraph's lines say so, for who draws them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from explainer.paint.cells.rows import Row, Run
from explainer.paint.cells.text_width import clean, take, width
from explainer.story.model.dates import MONTHS
from explainer.story.model.scripts import IDEOGRAPH, RIGHT_TO_LEFT, closes_up

_SPACE = re.compile(r"[ \t\n\r]+")
_NUMBER = re.compile(r"[($€£“\"‘']?[0-9][0-9.,]*(?:st|nd|rd|th)?")
_YEAR = re.compile(r"(?:1[5-9]|20)[0-9]{2}")
_UNIT = re.compile(r"[^\W\d_]{1,12}[.,;:!?)”\"’']*")
_MONTH = re.compile(rf"(?:{'|'.join([*MONTHS, *(month[:3] for month in MONTHS)])})\b")
_DASH = re.compile(r"[-–—]")
_SHORT_WORD = 9
"""Cells below which a lone last word looks like a mistake."""


class WrappedLine(NamedTuple):
    """One row of a paragraph."""

    runs: Row
    start: int
    """Characters of the paragraph before it, with one space between words; the same at every width."""
    cells: int


class _Word(NamedTuple):
    runs: tuple[Run, ...]
    cells: int
    start: int
    space: Run
    """The space before it, should the two stand on one row."""
    text: str


def wrap(pieces: Iterable[Run], measure: int) -> tuple[WrappedLine, ...]:
    """Break pieces into rows of at most `measure` cells; no piece, no row."""
    words = _words(pieces)
    if not words:
        return ()
    if any(IDEOGRAPH.search(word.text) for word in words):
        words = _parted(words)
    lines = _fill(_units(words, measure), measure)
    _spare_a_word(lines, measure)
    made = tuple(_line(line) for line in lines)
    if any(RIGHT_TO_LEFT.search(word.text) for word in words):
        from explainer.paint.cells.bidi import (
            aligned,
            mostly_right_to_left,  # loaded with the first such letter
        )

        rightward = mostly_right_to_left(" ".join(word.text for word in words))
        return tuple(line._replace(runs=aligned(line.runs, measure, rightward)) for line in made)
    return made


def _parted(words: list[_Word]) -> list[_Word]:
    """Words without spaces between them as the parts between which a row may end."""
    from explainer.paint.cells.text_width import parts  # loaded with the first ideograph

    found: list[_Word] = []
    for word in words:
        cuts = parts(word.runs) if IDEOGRAPH.search(word.text) else [word.runs]
        space, at = word.space, word.start
        if found and closes_up(found[-1].text, word.text):
            space = Run("", "text")
        for runs in cuts:
            found.append(_part(list(runs), at, space))
            space, at = Run("", "text"), at + sum(len(run.text) for run in runs)
    return found


def wrap_text(text: str, measure: int, style: str = "text", reference: str = "") -> tuple[Row, ...]:
    """Rows of a text of one style."""
    return tuple(line.runs for line in wrap((Run(text, style, reference),), measure))


def _words(pieces: Iterable[Run]) -> list[_Word]:
    words: list[_Word] = []
    pending: list[Run] = []
    space = Run("", "text")
    at = 0

    def close() -> None:
        nonlocal pending, at
        if pending:
            text = "".join(run.text for run in pending)
            start = at + 1 if words else 0
            words.append(_Word(tuple(pending), sum(width(run.text) for run in pending), start, space, text))
            at = start + len(text)
            pending = []

    for text, style, reference in pieces:
        for index, part in enumerate(_SPACE.split(text)):
            if index:
                close()
                space = Run(" ", style, reference)
            part = clean(part)
            if part:
                pending.append(Run(part, style, reference))
    close()
    return words


def _units(words: list[_Word], measure: int) -> list[tuple[_Word, ...]]:
    """Words that stay together, and parts of words that are wider than a row."""
    units: list[tuple[_Word, ...]] = []
    for index, word in enumerate(words):
        previous = words[index - 1] if index else None
        if word.cells > measure:
            units.extend((part,) for part in _broken(word, measure))
        elif (
            previous
            and units
            and word.space.text
            and _stays_with(previous.text, word.text, (index > 1 and words[index - 2].text) or "")
        ):
            joined = (*units[-1], word)
            fits = sum(w.cells + 1 for w in joined) - 1 <= min(measure, 28)
            units[-1:] = [joined] if fits else [units[-1], (word,)]
        else:
            units.append((word,))
    return units


def _stays_with(word: str, following: str, before: str) -> bool:
    """Whether no row may end between two words."""
    if _DASH.fullmatch(following):
        return True
    if not _NUMBER.fullmatch(word):
        return bool(word == "No." and following[:1].isdigit())
    if _MONTH.match(following):
        return True
    year = _YEAR.fullmatch(word.strip("(“\"‘'"))
    return (
        not year and following[:1].islower() and bool(_UNIT.match(following)) and not _MONTH.fullmatch(before)
    )


def _broken(word: _Word, measure: int) -> list[_Word]:
    """A word wider than a row, in parts."""
    parts: list[_Word] = []
    runs: list[Run] = []
    room, start, length = measure, word.start, 0
    for run in word.runs:
        rest = run.text
        while rest:
            head = take(rest, room)
            if not head and room == measure:
                head = rest[0]
            if head:
                runs.append(Run(head, run.style, run.reference))
                room -= width(head)
                length += len(head)
                rest = rest[len(head) :]
            if rest:
                parts.append(_part(runs, start, word.space if not parts else Run("", "text")))
                start, length, runs, room = start + length, 0, [], measure
    if runs:
        parts.append(_part(runs, start, word.space if not parts else Run("", "text")))
    return parts


def _part(runs: list[Run], start: int, space: Run) -> _Word:
    text = "".join(run.text for run in runs)
    return _Word(tuple(runs), sum(width(run.text) for run in runs), start, space, text)


def _cells(words: Sequence[_Word]) -> int:
    return sum(word.cells + (len(word.space.text) if index else 0) for index, word in enumerate(words))


def _fill(units: list[tuple[_Word, ...]], measure: int) -> list[list[tuple[_Word, ...]]]:
    lines: list[list[tuple[_Word, ...]]] = []
    used = measure + 1
    for unit in units:
        cells = _cells(unit)
        gap = len(unit[0].space.text)
        if lines and used + gap + cells <= measure:
            lines[-1].append(unit)
            used += gap + cells
        else:
            lines.append([unit])
            used = cells
    return lines


def _spare_a_word(lines: list[list[tuple[_Word, ...]]], measure: int) -> None:
    """Give a lone short last word company, where the line above keeps well over half its length."""
    if len(lines) < 2 or len(lines[-1]) > 1 or len(lines[-2]) < 3:
        return
    last, above = lines[-1], lines[-2]
    if _cells(last[0]) >= _SHORT_WORD or not last[0][0].space.text:
        return
    kept = _cells([word for unit in above[:-1] for word in unit])
    if kept >= measure * 0.6 and _cells(above[-1]) + 1 + _cells(last[0]) <= measure:
        last.insert(0, above.pop())


def _line(units: list[tuple[_Word, ...]]) -> WrappedLine:
    runs: list[Run] = []
    words = [word for unit in units for word in unit]
    for index, word in enumerate(words):
        for run in (*((word.space,) if index else ()), *word.runs):
            if not run.text:
                continue
            if runs and runs[-1].style == run.style and runs[-1].reference == run.reference:
                runs[-1] = Run(runs[-1].text + run.text, run.style, run.reference)
            else:
                runs.append(run)
    return WrappedLine(tuple(runs), words[0].start, _cells(words))
