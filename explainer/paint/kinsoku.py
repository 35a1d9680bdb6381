"""Where a line of Chinese or Japanese may end: between ideographs, but for what may not begin or end one.

The rules are those that Unicode's annex 14 gives as ordinary (kinsoku shori in Japanese, JIS X 4051 in its usual,
not its strict form: small kana may begin a line). A number stays with the one sign after it, such as a day or a
measure, and a mark with what it follows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from explainer.paint.rows import Run
from explainer.story.model.scripts import IDEOGRAPH, WIDE

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
