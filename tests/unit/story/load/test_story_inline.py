"""Prose becomes spans; nothing an author writes is lost without a word."""

from __future__ import annotations

import pytest

from explainer.story.load.markup import parse
from explainer.story.model.structs import Span


def kinds(text: str) -> list[tuple[str, str, str]]:
    return [(span.kind, span.text, span.ref) for span in parse(text).spans]


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("plain words", [("text", "plain words", "")]),
        ("two\nlines", [("text", "two lines", "")]),
        ("one\n\ntwo", [("text", "one", ""), ("break", "", ""), ("text", "two", "")]),
        ("**a** and *b*", [("strong", "a", ""), ("text", " and ", ""), ("emphasis", "b", "")]),
        ("see [[akimat]].", [("text", "see ", ""), ("term", "akimat", "akimat"), ("text", ".", "")]),
        ("see [[akimat|the\nhall]]", [("text", "see ", ""), ("term", "the hall", "akimat")]),
        ("so.[^one][^two]", [("text", "so.", ""), ("excerpt", "", "one"), ("excerpt", "", "two")]),
        ("so.\n[^one] Then", [("text", "so.", ""), ("excerpt", "", "one"), ("text", " Then", "")]),
        ("{dead} died.{^dead}", [("claim", "", "dead"), ("text", " died.", ""), ("mark", "", "dead")]),
        ("now {^dead}", [("text", "now", ""), ("mark", "", "dead")]),
        ("now {dead}", [("text", "now ", ""), ("claim", "", "dead")]),
        (r"a \[\[b and \{c\} here", [("text", "a [[b and {c} here", "")]),
        ("it’s ‘so’ & more", [("text", "it’s ‘so’ & more", "")]),
        ("snake_case_words 2*3", [("text", "snake_case_words 2*3", "")]),
        ("**[[akimat]]**", [("term", "akimat", "akimat")]),
    ],
)
def test_spans(text: str, spans: list[tuple[str, str, str]]) -> None:
    parsed = parse(text)
    assert not parsed.faults
    assert kinds(text) == spans


def test_pinned_claim() -> None:
    assert parse("{dead@2022-01-05}").spans == (Span("claim", ref="dead", on="2022-01-05"),)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("# Title", "a heading"),
        ("Title\n---", "a heading"),
        ("- one\n- two", "a list"),
        ("1. one", "a list"),
        ("> said", "a block quotation"),
        ("```\ncode\n```", "a block of code"),
        ("a `code` b", "code"),
        ("<div>\nx\n</div>", "HTML"),
        ("a <br> b", "HTML"),
        ("[a](b)", "a link"),
        ("<https://a.example>", "a link"),
        ("see https://a.example/x", "a link"),
        ("![a](b.png)", "an image"),
        ("a\n\n* * *", "a line across"),
        ("a [[b", "opens nothing"),
        ("a {b c} d", "opens nothing"),
        ("a [^b c]", "opens nothing"),
        ("[[]]", "names no term"),
        ("[[a|]]", "names no term"),
        ("[^]", "names no excerpt"),
        ("{a@2022-13-01}", "after @ comes a day"),
        ("{a@2022-01}", "after @ comes a day"),
        ("{^a@2022-01-05}", "after @ comes a day"),
    ],
)
def test_refused(text: str, words: str) -> None:
    faults = parse(text).faults
    assert [words in fault.message for fault in faults] == [True], faults


def test_marks_carry_their_occurrence() -> None:
    marks = parse("[[a]] and [[a]] and [^b]").marks
    assert [(mark.kind, mark.ref, mark.occurrence) for mark in marks] == [
        ("term", "a", 0),
        ("term", "a", 1),
        ("excerpt", "b", 0),
    ]
