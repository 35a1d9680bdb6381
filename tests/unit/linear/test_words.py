"""What a typed line means."""

from __future__ import annotations

import pytest

from explainer.linear import words
from explainer.linear.words import Typed, parse
from explainer.linear.wrapping import wrapped


@pytest.mark.parametrize(
    ("line", "word", "argument"),
    [
        ("", "", ""),
        ("   \n", "", ""),
        ("next", "next", ""),
        ("NEXT", "next", ""),
        ("n", "next", ""),
        ("2", "number", "2"),
        ("2.", "number", "2"),
        ("02", "number", "2"),
        ("0", "number", "0"),
        ("open 2", "open", "2"),
        ("o 2", "open", "2"),
        ("rests on", "rests-on", ""),
        ("story map", "story-map", ""),
        ("search  old   lamp", "search", "old lamp"),
        ("?", "help", ""),
        ("щзут", "open", ""),
        ("щзут 2", "open", "2"),
        ("щзут ә", "open", "2"),
        ("щ ә", "open", "2"),
        ("т", "next", ""),
        ("ә", "number", "2"),
        ("ңғ", "number", "45"),
        ("куыеыөщт", "rests-on", ""),
        ("\x1b[Anext", "next", ""),
        ("ne\x00xt\x07", "next", ""),
        ("ne\u202ext", "next", ""),
    ],
)
def test_lines_are_understood_under_every_layout(line: str, word: str, argument: str) -> None:
    found = parse(line)
    assert (found.word, found.argument) == (word, argument)


def test_words_typed_under_another_layout_are_kept_as_they_stand() -> None:
    found = parse("ыуфкср дфьз")
    assert (found.word, found.argument, found.other) == ("search", "lamp", "дфьз")
    assert parse("search маяка") == Typed("search", "маяка")


@pytest.mark.parametrize(
    ("line", "near"), [("serch", "search"), ("glosary", "glossary"), ("ыукср", "search"), ("xyzzy", "")]
)
def test_an_unknown_word_is_answered_with_the_nearest(line: str, near: str) -> None:
    found = parse(line)
    assert (found.word, found.suggestion) == ("unknown", near)


@pytest.mark.parametrize(
    ("line", "meant"), [("yes", True), ("Y", True), ("нуы", True), ("н", True), ("no", False)]
)
def test_yes(line: str, meant: bool) -> None:
    assert words.yes(line) is meant


@pytest.mark.parametrize(
    ("line", "meant"), [("no", True), ("", True), ("\n", True), ("т", True), ("yes", False), ("?", False)]
)
def test_no(line: str, meant: bool) -> None:
    assert words.no(line) is meant


def test_words_are_wrapped_whole() -> None:
    text = "a well-known lighthouse keeper wrote https://archive.example/a/very/long/address down"
    lines = wrapped(text, 20).split("\n")
    assert lines == [
        "a well-known", "lighthouse keeper", "wrote", "https://archive.example/a/very/long/address", "down",
    ]  # fmt: skip
    assert " ".join(lines) == text
    assert wrapped(text, 0) == text


def test_wide_characters_count_by_their_cells() -> None:
    assert wrapped("日本 日本 日本", 10).split("\n") == ["日本 日本", "日本"]
