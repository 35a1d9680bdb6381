"""Answers of a terminal are taken out of what is typed, however they are cut; no piece of one becomes a key."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explainer.serve.ssh.terminal_input import ESCAPE, GIVEN_UP_AFTER, KEY_AFTER, Answer, AnswerFilter

RECEIPT = b"\x1b[0n"
BACKGROUND = b"\x1b]11;rgb:1e1e/1e1e/2e2e\x1b\\"
KNOWN = {
    RECEIPT: Answer("receipt"),
    b"\x1b[3n": Answer("other"),
    BACKGROUND: Answer("background", "rgb:1e1e/1e1e/2e2e"),
    b"\x1b]11;rgba:ffff/ffff/ffff/ffff\x07": Answer("background", "rgba:ffff/ffff/ffff/ffff"),
    b"\x1b]52;c;aGFsbG8=\x07": Answer("other", "c;aGFsbG8="),
    b"\x1b[?2026;1$y": Answer("synchronized"),
    b"\x1b[?2026;2$y": Answer("synchronized"),
    b"\x1b[?2026;0$y": Answer("other"),
    b"\x1b[?2026;4$y": Answer("other"),
    b"\x1b[?62;22;52c": Answer("attributes"),
    b"\x1b[>1;7402;0c": Answer("other"),
    b"\x1b[?1u": Answer("other"),
    b"\x1bP>|XTerm(390)\x1b\\": Answer("name", "XTerm(390)"),
    b"\x1bP1$r38:2::1:2:3m\x1b\\": Answer("other"),
}
KEYS = [
    *(bytes([c]) for c in b"nbq/?1R[]P\\;c\r\t\x7f\x03"),
    *(key.encode() for key in ("ø", "中", "\x1b[A", "\x1bOP", "\x1b[15~", "\x1b[1;5C", "\x1b[5~", "\x1b[Z")),
    b"\x1b[<0;10;5M",
    b"\x1b[200~pasted 0n\x1b[201~",
    b"\x1b[27u",
    b"\x1bn",
]


def fed(*pieces: bytes) -> tuple[bytes, list[Answer]]:
    """What comes out, with the silence at the end."""
    answers, typed, filter_ = [], b"", AnswerFilter()
    for piece in pieces:
        keys, found = filter_.feed(piece)
        typed += keys
        answers += found
    return typed + filter_.lapse(), answers


@pytest.mark.parametrize(("raw", "answer"), KNOWN.items())
def test_each_answer_is_understood_whole_and_byte_by_byte(raw: bytes, answer: Answer) -> None:
    assert fed(raw) == (b"", [answer])
    assert fed(*(bytes([c]) for c in raw)) == (b"", [answer])


@given(
    st.lists(st.one_of(st.sampled_from(KEYS), st.sampled_from(list(KNOWN)))),
    st.lists(st.integers(0, 400)),
)
@settings(max_examples=400, deadline=None)
def test_keys_and_answers_in_any_order_cut_anywhere_give_exactly_the_keys(
    parts: list[bytes], cuts: list[int]
) -> None:
    raw = b"".join(parts)
    places = sorted({0, len(raw), *(cut for cut in cuts if cut < len(raw))})
    pieces = [raw[a:b] for a, b in pairwise(places)]
    typed, answers = fed(*pieces)
    assert typed == b"".join(part for part in parts if part not in KNOWN)
    assert answers == [KNOWN[part] for part in parts if part in KNOWN]


@given(st.binary(max_size=600), st.lists(st.integers(0, 600), max_size=8))
@settings(max_examples=300, deadline=None)
def test_no_bytes_break_it_and_it_never_holds_much(raw: bytes, cuts: list[int]) -> None:
    filter_ = AnswerFilter()
    places = sorted({0, len(raw), *cuts})
    for start, stop in pairwise(places):
        typed, _answers = filter_.feed(raw[start:stop])
        assert len(filter_._held) < 300
        if b"\x1b" not in raw:
            assert typed == raw[start:stop]


@pytest.mark.parametrize("raw", [raw for raw in KNOWN if len(raw) > 6])
def test_an_unfinished_answer_is_no_key_after_the_silence(raw: bytes) -> None:
    for end in range(6, len(raw)):
        assert fed(raw[:end]) == (b"", []), raw[:end]


@pytest.mark.parametrize("raw", KNOWN)
@pytest.mark.parametrize("key", [b"\x1b[A", b"\r", b"\x1bOP"])
def test_a_key_after_an_unfinished_answer_is_that_key_alone(raw: bytes, key: bytes) -> None:
    for end in range(6, len(raw) - 1):
        torso = raw[:end]
        if torso.endswith(b"\x1b"):
            continue
        typed, _answers = fed(torso, key)
        assert typed == key, torso


def test_a_letter_after_an_unfinished_colour_is_typed() -> None:
    assert fed(b"\x1b]11;rgb:1e", b"n") == (b"n", [])


@pytest.mark.parametrize(
    ("raw", "typed"),
    [
        (b"\x1b]11;rgb:\xff\xfe/zz\x07n", b"n"),
        (b"\x1b]11;\x1b\\n", b"n"),
        (b"\x1bP>|\xc3\x28\x1b\\n", b"n"),
        (b"\x1b[?20\x00n", b"\x00n"),
        (b"\x1b]11;rgb:" + b"1" * 70, b"1" * 10),
    ],
)
def test_garbled_answers(raw: bytes, typed: bytes) -> None:
    """What follows the longest that an answer can be is typed: nothing is swallowed without end."""
    assert fed(raw)[0] == typed


@pytest.mark.parametrize("raw", [raw for raw in KNOWN if raw != RECEIPT])
def test_the_rest_of_an_answer_that_comes_after_it_was_given_up_is_no_key(raw: bytes) -> None:
    """A line that stalls for longer than anyone waits."""
    for end in range(1, len(raw) - 1):
        filter_ = AnswerFilter()
        filter_.feed(raw[:end])
        assert filter_.lapse() in (b"", ESCAPE, b"\x1b[", b"\x1b]", b"\x1bP")
        rest, answers = filter_.feed(raw[end:])
        assert (rest, answers) == (b"", [KNOWN[raw]]), raw[:end]
        assert filter_.feed(b"n") == (b"n", [])


def test_after_an_unfinished_answer_was_given_up_each_key_counts() -> None:
    filter_ = AnswerFilter()
    filter_.feed(b"\x1b]11;rgb:1e")
    filter_.lapse()
    assert filter_.feed(b"b") == (b"b", [])
    assert filter_.feed(b"n") == (b"n", [])


def test_escape_is_a_key_when_nothing_follows() -> None:
    filter_ = AnswerFilter()
    assert filter_.feed(b"\x1b") == (b"", [])
    assert filter_.patience == KEY_AFTER
    assert filter_.lapse() == ESCAPE, "as ESC the parser of keys would wait for more of it once again"
    assert filter_.patience == 0
    assert filter_.feed(b"[A") == (b"[A", [])


@pytest.mark.parametrize("cut", range(1, 5))
def test_escape_before_an_answer_is_not_alt_with_the_next_key(cut: int) -> None:
    raw = b"\x1b" + RECEIPT
    assert fed(raw[:cut], raw[cut:] + b"n") == (ESCAPE + b"n", [Answer("receipt")])


def test_alt_with_an_arrow_stays_what_it_is() -> None:
    raw = b"\x1b\x1b[A"
    for cut in range(len(raw)):
        assert fed(raw[:cut], raw[cut:]) == (raw, [])
    assert fed(b"\x1b\x1b") == (ESCAPE + ESCAPE, [])


def test_an_unfinished_answer_is_waited_for_longer_than_a_key() -> None:
    filter_ = AnswerFilter()
    filter_.feed(b"\x1b]11;rgb")
    assert filter_.patience == GIVEN_UP_AFTER


def test_a_name_shows_no_control_characters_and_is_not_long() -> None:
    [answer] = fed(b"\x1bP>|a\xc2\x9bb\xe2\x80\xae" + b"c" * 200 + b"\x1b\\")[1]
    assert answer.text.isprintable()
    assert len(answer.text) < 256


def test_many_beginnings_at_once_take_no_time() -> None:
    import time

    began = time.process_time()
    AnswerFilter().feed(b"\x1b]1;" * 16_384)
    AnswerFilter().feed(b"\x1b[?" + b"1" * 65_536)
    assert time.process_time() - began < 5.0
