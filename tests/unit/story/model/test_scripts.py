"""Letters that are found as by a compiled pattern, which no text without them has to wait for."""

from __future__ import annotations

import re

import pytest

from explainer.story.text import IDEOGRAPH, IDEOGRAPHS, WIDE_MARKS, Letters, unspaced

TEXTS = [
    "", "plain", "“Curly”, naïve, Шал, кет! ≠ … ⠿", "\u2e7f", "\u2e80", "一",
    "a一b二", "漢字 かな", "한국어", "、。", "𠀀",
]  # fmt: skip


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("letters", [IDEOGRAPHS, IDEOGRAPHS + WIDE_MARKS])
def test_they_are_found_where_a_pattern_finds_them(text: str, letters: str) -> None:
    ours, pattern = Letters(f"[{letters}]"), re.compile(f"[{letters}]")

    def place(found: re.Match[str] | None) -> tuple[int, int] | None:
        return found and found.span()

    assert place(ours.search(text)) == place(pattern.search(text))
    assert place(ours.search(text, 1, 2)) == place(pattern.search(text, 1, 2))
    assert place(ours.match(text, 1)) == place(pattern.match(text, 1))
    assert place(ours.fullmatch(text)) == place(pattern.fullmatch(text))
    assert ours.findall(text) == pattern.findall(text)
    assert ours.sub("-", text) == pattern.sub("-", text)


def test_a_text_without_them_compiles_nothing() -> None:
    """1.3 ms each, at every start of a story that has none."""
    letters = Letters(f"[{IDEOGRAPHS}]")
    assert letters.search("“Шал, кет!” ≠ …") is None
    assert "_compiled" not in vars(letters)
    assert letters.search("漢") is not None
    assert "_compiled" in vars(letters)


def test_a_line_end_between_ideographs_leaves_no_space() -> None:
    assert unspaced("一 二 a 三、 四") == "一二 a 三、四"
    assert unspaced("“one” two") == "“one” two"
    assert IDEOGRAPH.search("a") is None
