"""The levels of Unicode's annex 9 (UAX 9, revision 50) for one line without control characters.

Even levels run from left to right, odd ones from right to left. The names W1 to I2 are those of the annex's rules.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from explainer.paint.cells.rows import LEFT_TO_RIGHT, RIGHT_TO_LEFT, Row, Run
from explainer.story.text import begins_right_to_left

_PAIRS = (
    "()[]{}⁅⁆⁽⁾₍₎⌈⌉⌊⌋⟦⟧⟨⟩⟪⟫⟬⟭⟮⟯⦃⦄⦅⦆⸢⸣⸤⸥⸦⸧⸨⸩〈〉《》「」『』【】〔〕〖〗〘〙〚〛﹙﹚﹛﹜﹝﹞（）［］｛｝｟｠｢｣"
)
_ALSO_MIRRORED = "<>«»‹›≤≥≪≫∈∋⊂⊃⊆⊇＜＞≦≧"
CLOSES = dict(zip(_PAIRS[::2], _PAIRS[1::2], strict=True)) | {"\u2329": "\u232a"}
"""Brackets that are paired (rule N0)."""
MIRRORED = {
    **{a: b for pairs in (_PAIRS, _ALSO_MIRRORED) for a, b in zip(pairs[::2], pairs[1::2], strict=True)},
    **{b: a for pairs in (_PAIRS, _ALSO_MIRRORED) for a, b in zip(pairs[::2], pairs[1::2], strict=True)},
}
"""Signs that are shown the other way round on an odd level (rule L4)."""
_SAME = {"\u232a": "\u3009", "\u2329": "\u3008"}
"""Brackets that are written as others."""
_MOST_OPEN = 63
_NEUTRAL = ("B", "S", "WS", "ON")


def levels(text: str, right_to_left: bool) -> list[int]:
    """The level of each character of a line; blanks at its end are the paragraph's own (rule L1)."""
    base = int(right_to_left)
    own = "R" if right_to_left else "L"
    first = [unicodedata.bidirectional(character) or "L" for character in text]
    kinds = _weak(first, own)
    _brackets(text, first, kinds, own)
    _neutral(kinds, own)
    found = [_level(kind, base) for kind in kinds]
    end = len(text)
    while end and first[end - 1] in ("WS", "S", "B"):
        end -= 1
        found[end] = base
    for at, kind in enumerate(first):
        if kind in ("S", "B"):
            start = at
            while start and first[start - 1] == "WS":
                start -= 1
            found[start : at + 1] = [base] * (at + 1 - start)
    return found


def _level(kind: str, base: int) -> int:
    """I1 and I2."""
    if base % 2:
        return base if kind == "R" else base + 1
    return base + {"L": 0, "R": 1}.get(kind, 2)


def _weak(first: Sequence[str], own: str) -> list[str]:
    """W1 to W7."""
    kinds = list(first)
    strong = before = own
    for at, kind in enumerate(kinds):
        if kind == "NSM":  # W1
            kinds[at] = before
        elif kind == "EN" and strong == "AL":  # W2
            kinds[at] = "AN"
        before = kinds[at]
        strong = before if before in ("L", "R", "AL") else strong
    kinds = ["R" if kind == "AL" else kind for kind in kinds]  # W3
    for at in range(1, len(kinds) - 1):  # W4
        sides = kinds[at - 1], kinds[at + 1]
        if sides == ("EN", "EN") and kinds[at] in ("ES", "CS"):
            kinds[at] = "EN"
        elif sides == ("AN", "AN") and kinds[at] == "CS":
            kinds[at] = "AN"
    _terminators(kinds)
    strong = own
    for at, kind in enumerate(kinds):  # W7
        if kind == "EN" and strong == "L":
            kinds[at] = "L"
        strong = kind if kind in ("L", "R") else strong
    return kinds


def _terminators(kinds: list[str]) -> None:
    """W5 and W6: signs such as % beside a number are part of it; other separators are neutral."""
    at = 0
    while at < len(kinds):
        end = at
        while end < len(kinds) and kinds[end] == "ET":
            end += 1
        if end > at and "EN" in (kinds[at - 1 : at] + kinds[end : end + 1]):
            kinds[at:end] = ["EN"] * (end - at)
        at = max(end, at + 1)
    for at, kind in enumerate(kinds):
        if kind in ("ES", "ET", "CS"):
            kinds[at] = "ON"


def _brackets(text: str, first: Sequence[str], kinds: list[str], own: str) -> None:
    """N0: both brackets of a pair take one direction, by what stands in them, else by what stands before."""
    for start, end in _pairs(text, kinds):
        inside = {_strong(kind) for kind in kinds[start + 1 : end]} - {""}
        if own in inside:
            found = own
        elif inside:
            other = inside.pop()
            before = next((_strong(k) for k in reversed(kinds[:start]) if _strong(k)), own)
            found = other if before == other else own
        else:
            continue
        for at in (start, end):
            kinds[at] = found
            after = at + 1
            while after < len(kinds) and first[after] == "NSM":
                kinds[after] = found
                after += 1


def _pairs(text: str, kinds: Sequence[str]) -> list[tuple[int, int]]:
    """BD16: the pairs of brackets, by their first one."""
    opened: list[tuple[str, int]] = []
    found: list[tuple[int, int]] = []
    closing = {_SAME.get(sign, sign) for sign in CLOSES.values()}
    for at, sign in enumerate(text):
        if kinds[at] != "ON":
            continue
        plain = _SAME.get(sign, sign)
        if plain in CLOSES:
            if len(opened) == _MOST_OPEN:
                return []
            opened.append((CLOSES[plain], at))
        elif plain in closing:
            for depth in range(len(opened) - 1, -1, -1):
                if opened[depth][0] == plain:
                    found.append((opened[depth][1], at))
                    del opened[depth:]
                    break
    return sorted(found)


def _strong(kind: str) -> str:
    return "R" if kind in ("R", "EN", "AN") else "L" if kind == "L" else ""


def _neutral(kinds: list[str], own: str) -> None:
    """N1 and N2: what has no direction takes that of both its sides, else the paragraph's."""
    at = 0
    while at < len(kinds):
        end = at
        while end < len(kinds) and kinds[end] in _NEUTRAL:
            end += 1
        if end > at:
            before = _strong(kinds[at - 1]) if at else own
            after = _strong(kinds[end]) if end < len(kinds) else own
            kinds[at:end] = [before if before == after else own] * (end - at)
        at = max(end, at + 1)


# Paragraphs: which way one is read, and how its lines say so.

_WORDS = re.compile(r"[^\W\d_]+")
MARK = re.compile(r"(\[[0-9a-z]{1,4}[≠!]?\])")


def mostly_right_to_left(text: str) -> bool:
    """Whether more words of a text are written from right to left than from left to right; else as it begins."""
    text = MARK.sub("", text)
    first = [unicodedata.bidirectional(word[0]) for word in _WORDS.findall(text)]
    right, left = sum(kind in ("R", "AL") for kind in first), first.count("L")
    return begins_right_to_left(text) if right == left else right > left


def aligned(row: Row, measure: int, right_to_left: bool) -> Row:
    """A line of a paragraph, in reading order, that says for who draws it which way it is read and how wide it is."""
    return (Run("", "text", f"{RIGHT_TO_LEFT}{measure}" if right_to_left else LEFT_TO_RIGHT), *row)
