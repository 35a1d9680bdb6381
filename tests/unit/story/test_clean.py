"""What may never reach a terminal."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explainer.story.text import REPLACEMENT, clean, clean_line, escape_json

UNSAFE = [
    "\x00",
    "\x07",
    "\x1b",
    "\x7f",
    "\x85",
    "\x9b",
    "\u061c",
    "\u200e",
    "\u202e",
    "\u2066",
    "\u2069",
    "\udcff",
]


@pytest.mark.parametrize("character", UNSAFE)
def test_an_unsafe_character_is_replaced(character: str) -> None:
    assert clean(f"a{character}b") == f"a{REPLACEMENT}b"


def test_letters_of_every_script_stay() -> None:
    text = "Қасым-Жомарт Тоқаев, “café”, 文字, e\u0301"
    assert clean(text) == text


def test_line_ends_become_line_feeds_and_tabs_spaces() -> None:
    assert clean("a\r\nb\rc\u2028d\te") == "a\nb\nc\nd e"
    assert clean_line("a\nb") == "a b"


@given(st.text())
def test_nothing_unsafe_is_left(text: str) -> None:
    cleaned = clean(text)
    assert not any((ord(c) < 32 and c != "\n") or 0x7F <= ord(c) < 0xA0 for c in cleaned)
    assert not set(cleaned) & set(UNSAFE)
    cleaned.encode()


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_escaped_json_says_the_same_and_holds_nothing_unsafe(text: str) -> None:
    escaped = escape_json(json.dumps(text, ensure_ascii=False))
    assert json.loads(escaped) == text
    assert not set(escaped) & set(UNSAFE)
