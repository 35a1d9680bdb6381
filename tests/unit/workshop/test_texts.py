"""Names a room gives out, and texts made plain."""

from __future__ import annotations

import itertools
import random
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import DamerauLevenshtein

from explainer.serve.ssh.login import Door, door_of
from explainer.workshop.texts import (
    FAR,
    QUESTION,
    SECRET_WORDS,
    is_code,
    is_join_word,
    is_plain,
    new_code,
    new_join_words,
    new_secret,
    tidy,
    understood_secret,
    words,
)

DICE = random.Random(7)


def door(login: str) -> Door:
    return door_of(login, has_pty=True, term="xterm")


def test_the_words_are_told_apart_by_ear_and_eye() -> None:
    assert len(words()) == 129
    assert list(words()) == sorted(set(words()))
    assert len({word[:3] for word in words()}) == len(words())
    assert all(re.fullmatch("[a-z]{4,8}", word) for word in words())
    for one, other in itertools.combinations(words(), 2):
        assert DamerauLevenshtein.distance(one, other) > 2, (one, other)


def test_no_word_is_a_login_name_with_a_meaning() -> None:
    assert not {"lead", "show", "linear", "resume"} & set(words())


def test_a_new_code_is_one_at_the_door_too() -> None:
    for _time in range(300):
        code = new_code(DICE)
        assert is_code(code)
        assert (door(code).kind, door(code).code, door(code).word) == ("room", code, "")
        assert door(f"lead-{code}").code == code


def test_a_longer_code_is_one_too() -> None:
    for _time in range(300):
        code = new_code(DICE, FAR)
        assert is_code(code) and re.fullmatch("[a-z]+-[1-9][0-9]{3}", code)
        assert (door(code).code, door(code.upper().replace("-", "")).code) == (code, code)


def test_a_seed_makes_the_same_code_again() -> None:
    assert new_code(random.Random(1)) == new_code(random.Random(1))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "walnut",
        "walnut-4",
        "walnut-421",
        "Walnut-42",
        "walnut42",
        "walnut-४२",
        "wal nut-42",
        "walnut-42\n",
    ],
)
def test_what_is_no_code(text: str) -> None:
    assert not is_code(text)


def test_join_words_are_different_and_go_behind_a_code() -> None:
    made = new_join_words(DICE, 200)
    assert len(set(made)) == 200
    for word in made:
        assert is_join_word(word)
        assert (door(f"walnut-42-{word}").code, door(f"walnut-42-{word}").word) == ("walnut-42", word)
    assert not is_join_word("two words")


def test_a_secret_is_understood_however_it_is_typed() -> None:
    secret = new_secret(DICE)
    assert len(secret.split()) == SECRET_WORDS
    assert understood_secret(f"  {secret.upper().replace(' ', '-')}\n") == secret
    assert understood_secret(secret.replace(" ", ", ")) == secret
    assert understood_secret("walnut") != secret


@given(st.text(max_size=800), st.integers(1, QUESTION))
def test_what_was_tidied_is_plain_and_stays_as_it_is(text: str, most: int) -> None:
    once = tidy(text, most)
    assert is_plain(once, most)
    assert tidy(once, most) == once


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("Who  told\tthe\nharbour? ", "Who told the harbour?"),
        ("\x1b[31mred", "\ufffd[31mred"),
        ("a\u202eb\u2066c", "a\ufffdb\ufffdc"),
        ("a\u200bb\U000e0041c", "a\ufffdb\ufffdc"),
        ("e" + "\u0301" * 50, "e" + "\u0301" * 4),
        ("कि क्यों", "कि क्यों"),
        ("\ud800", "\ufffd"),
        ("", ""),
    ],
)
def test_what_is_typed_becomes_plain(typed: str, plain: str) -> None:
    assert tidy(typed, 60) == plain


def test_a_long_text_is_cut_where_it_was_said() -> None:
    assert len(tidy("x" * 4_000, QUESTION)) == QUESTION
    assert tidy("x" * 59 + " y", 60) == "x" * 59
    assert not any(unicodedata.category(c) == "Cc" for c in tidy("\x00" * 4_000, QUESTION))
