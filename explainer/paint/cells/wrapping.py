"""Text in cells of a terminal: how wide it is, where it may be cut, how it breaks into lines, for all that paints."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from explainer.paint.cells.rows import Row, Run
from explainer.story.model.dates import MONTHS
from explainer.story.text import IDEOGRAPH, RIGHT_TO_LEFT, WIDE, clean_line, closes_up

_DROPPED = re.compile(
    "[\u00ad\u200b\u200d\u2060-\u2065\u206a-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]"
    "|(?<![\u0620-\u06ff])\u200c|\u200c(?![\u0620-\u06ff])"
)
"""Formatting characters without a cell of their own, which change the width of their neighbours. U+200C stays between
two Arabic letters, where Persian writes it, until `explainer.paint.cells.bidi` has heeded it."""
_SPACES = re.compile("[\u00a0\u2000-\u200a\u202f\u205f]")


ONE_CELL = re.compile(
    "[\u0020-\u007e\u00a1-\u00ac\u00ae-\u02ff\u0370-\u0482\u048a-\u058a"
    "\u2010-\u2027\u2030-\u205e\u20a0-\u20bf\u2190-\u21ff\u2200-\u22ff\u2500-\u25fc\u2605-\u2606\u2800-\u28ff]*"
)
"""Latin, Greek, Cyrillic, Armenian, punctuation, arrows, boxes, braille: one cell each, so that the first page of most
stories does not wait for the tables of wcwidth (8 ms, a fifth of our own start)."""


@lru_cache(maxsize=32_768)
def clean(text: str) -> str:
    """One line of text without anything that a terminal would obey, or measure otherwise than we do."""
    if text.isascii() and text.isprintable():
        return text
    return _DROPPED.sub("", _SPACES.sub(" ", clean_line(text)))


@lru_cache(maxsize=32_768)
def width(text: str) -> int:
    """Cells that a clean text takes. Every character is measured alone, as terminals do."""
    if text.isascii() or ONE_CELL.fullmatch(text):
        return len(text)
    return sum(map(cell_width, text))


@lru_cache(maxsize=4_096)
def cell_width(character: str) -> int:
    """Cells of one character: 0 for combining ones, 2 for wide ones, 1 for all that is unknown."""
    if ONE_CELL.fullmatch(character):
        return 1
    if character == "\u200c":
        return 0
    from wcwidth import wcwidth

    cells = wcwidth(character)
    if cells > 0:
        return cells
    return 0 if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me") else 1


def take(text: str, cells: int) -> str:
    """The longest head of a text that fits; a combining character never loses its base."""
    if text.isascii():
        return text[: max(0, cells)]
    used = 0
    for index, character in enumerate(text):
        used += cell_width(character)
        if used > cells:
            return text[:index]
    return text


def cut(text: str, cells: int, ellipsis: str = "…") -> str:
    """A text that fits: whole, or ended after a whole word with an ellipsis; a lone long word is cut."""
    if width(text) <= cells:
        return text
    whole = whole_words(text, cells, ellipsis)
    if whole:
        return whole
    if cells <= width(ellipsis):
        return take(ellipsis, cells)
    return take(text, cells - width(ellipsis)).rstrip() + ellipsis


def whole_words(text: str, cells: int, ellipsis: str = "…") -> str:
    """The words of a text that fit before an ellipsis; empty when not even the first one does."""
    head = take(text, cells - width(ellipsis) - 1)
    if IDEOGRAPH.search(head):
        # loaded with the first ideograph

        whole = whole_head(text, len(head))
        return f"{whole.rstrip(' ,;:，、；：')}{ellipsis}" if whole.strip() else ""
    whole = head if text[len(head) : len(head) + 1] == " " else head.rpartition(" ")[0]
    return f"{whole.rstrip(' ,;:')} {ellipsis}" if whole.strip() else ""


def cut_tail(text: str, cells: int, ellipsis: str = "…") -> str:
    """A text cut hard at its end: for addresses, which have no words."""
    return text if width(text) <= cells else take(text, cells - width(ellipsis)) + ellipsis


# Where a line of Chinese or Japanese may end: between ideographs, but for what may not begin or end one. The
# rules are those that Unicode's annex 14 gives as ordinary (kinsoku shori in Japanese, JIS X 4051 in its usual,
# not its strict form: small kana may begin a line). A number stays with the one sign after it, such as a day or
# a measure, and a mark with what it follows.

NEVER_FIRST = frozenset(
    "、。，．・：；？！゛゜ヽヾゝゞ々ー〜～’”）〕］｝〉》」』】〗〙〛｠»›％‰℃°｡､･｣゠–—…‥‼⁇⁈⁉!%),.:;?]}"
)
"""No line begins with one of these."""
NEVER_LAST = frozenset("‘“（〔［｛〈《「『【〖〘〚｟«‹｢([{＄￥￡$£€¥")
"""No line ends with one of these."""
_DASH_PAIRS = frozenset(("——", "……", "‥‥"))
"""Signs that are written twice and are one."""
_MARK = re.compile(r"\[[^\[\] ]{1,6}\]")


def may_break(before: str, after: str) -> bool:
    """Whether a line may end between two characters that follow each other."""
    if after in NEVER_FIRST or before in NEVER_LAST or before + after in _DASH_PAIRS:
        return False
    if before.isdigit() and not after.isascii():
        return False
    return bool(WIDE.fullmatch(before) or WIDE.fullmatch(after))


def whole_head(text: str, end: int) -> str:
    """The longest head of a text, of at most `end` characters, after which it may be cut."""
    for at in range(end, 0, -1):
        if text[at : at + 1] in ("", " ") or may_break(text[at - 1], text[at]):
            return text[:at]
    return ""


def parts(runs: Iterable[Run]) -> list[tuple[Run, ...]]:
    """One word without spaces as the parts between which a line may end; every part keeps styles and references."""
    found: list[list[Run]] = []
    before = ""
    for text, style, reference in runs:
        mark = bool(reference) and bool(_MARK.fullmatch(text))
        start = 0
        for at, character in enumerate(text):
            if before and (mark or not may_break(before, character)):
                before = character
                continue
            if at > start:
                _add(found, Run(text[start:at], style, reference))
            found.append([])
            start, before = at, character
        _add(found, Run(text[start:], style, reference))
    return [tuple(part) for part in found if part]


def words(text: str) -> list[tuple[str, str]]:
    """The parts of a plain text between which a line may end, each after the blank before it, if there is one."""
    found: list[tuple[str, str]] = []
    for word in text.split():
        for number, part in enumerate(
            parts((Run(word, "text"),)) if IDEOGRAPH.search(word) else [(Run(word, "text"),)]
        ):
            found.append(("" if number else " ", "".join(run.text for run in part)))
    return found


def _add(found: list[list[Run]], run: Run) -> None:
    if not found:
        found.append([])
    if run.text:
        found[-1].append(run)


# Prose to rows: breaks pieces of styled text at a width, by cells, as a careful compositor would. No hyphens; a
# number stays with its unit, a day with its month, a mark with the word it follows; a paragraph does not end
# with one short word where the line above can spare one. Pieces keep their references. Between ideographs a
# line may end, as is said above; a right-to-left paragraph's lines say so, for who
# draws them.

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
        # loaded with the first such letter
        from explainer.paint.cells.bidi_levels import aligned, mostly_right_to_left

        rightward = mostly_right_to_left(" ".join(word.text for word in words))
        return tuple(line._replace(runs=aligned(line.runs, measure, rightward)) for line in made)
    return made


def _parted(words: list[_Word]) -> list[_Word]:
    """Words without spaces between them as the parts between which a row may end."""
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
