"""Widths of text in cells, where it may be cut or broken, and what may never reach a terminal, for all that paints."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from explainer.paint.cells.rows import Run
from explainer.story.clean import clean_line
from explainer.story.model.scripts import IDEOGRAPH, WIDE

# Cells of a terminal: how wide a text is, how to cut it, and what may never reach a terminal.

_DROPPED = re.compile(
    "[\u00ad\u200b\u200d\u2060-\u2065\u206a-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]"
    "|(?<![\u0620-\u06ff])\u200c|\u200c(?![\u0620-\u06ff])"
)
"""Formatting characters without a cell of their own, which change the width of their neighbours. U+200C stays between
two Arabic letters, where Persian writes it, until `explainer.paint.cells.bidi` has heeded it."""
_SPACES = re.compile("[\u00a0\u2000-\u200a\u202f\u205f]")


ONE_CELL = re.compile(
    "[\u0020-\u007e\u00a1-\u00ac\u00ae-\u02ff\u0370-\u0482\u048a-\u058a"
    "\u2010-\u2027\u2030-\u205e\u20a0-\u20bf\u2190-\u21ff\u2200-\u22ff\u2500-\u25fc\u2800-\u28ff]*"
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
