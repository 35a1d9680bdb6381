"""Phrases: how they are made, and how what a hand or an ear made of them is understood."""

from __future__ import annotations

import itertools
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explainer.problems import Cannot
from explainer.serve.parking import phrases
from explainer.serve.parking.phrases import (
    WORD_LIST,
    WORDS_OF_A_PHRASE,
    _check_word,
    new_phrase,
    understood,
    word_list,
)

PHRASE = st.lists(st.sampled_from(word_list()), min_size=WORDS_OF_A_PHRASE, max_size=WORDS_OF_A_PHRASE).map(
    lambda chosen: [*chosen, _check_word(chosen)]
)
SENTENCES = {
    "One of the words is another than it was: the last one does not go with the four.",
    *(
        f"Word {place} is not of the list the phrases are made of."
        for place in range(1, WORDS_OF_A_PHRASE + 2)
    ),
}


def test_the_list_is_as_long_as_said_in_order_and_told_apart_by_four_letters() -> None:
    assert len(word_list()) == WORD_LIST
    assert list(word_list()) == sorted(set(word_list()))
    assert len({word[:4] for word in word_list()}) == WORD_LIST
    assert all(re.fullmatch("[a-z]{3,8}", word) for word in word_list())


def test_a_new_phrase_has_five_words_and_is_understood() -> None:
    made = {new_phrase() for _time in range(50)}
    assert len(made) == 50
    for phrase in made:
        assert len(phrase.split()) == WORDS_OF_A_PHRASE + 1
        assert understood(phrase) == phrase


def test_every_word_is_drawn_by_the_secure_generator(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = itertools.cycle([word_list()[0], word_list()[-1]])
    monkeypatch.setattr(phrases.secrets, "choice", lambda _words: next(drawn))
    assert new_phrase().split()[:WORDS_OF_A_PHRASE] == [word_list()[0], word_list()[-1]] * 2


@given(PHRASE, st.sampled_from([" ", "-", ", ", "  ", "\t", " . "]), st.booleans())
@settings(deadline=None)
def test_case_and_what_stands_between_do_not_matter(chosen: list[str], between: str, upper: bool) -> None:
    typed = between.join(chosen)
    assert understood(typed.upper() if upper else typed) == " ".join(chosen)


@given(PHRASE)
@settings(deadline=None)
def test_four_letters_of_each_word_are_enough(chosen: list[str]) -> None:
    assert understood(" ".join(word[:4] for word in chosen)) == " ".join(chosen)


@given(
    PHRASE,
    st.integers(0, WORDS_OF_A_PHRASE),
    st.integers(0, 7),
    st.sampled_from("abcdefghijklmnopqrstuvwxyz"),
)
@settings(max_examples=200, deadline=None)
def test_one_letter_wrong_gives_the_phrase_or_a_sentence_never_another_phrase(
    chosen: list[str], place: int, at: int, letter: str
) -> None:
    typed = list(chosen)
    typed[place] = typed[place][:at] + letter + typed[place][at + 1 :]
    try:
        meant = understood(" ".join(typed))
    except Cannot as error:
        # Word for word: the list has "another", which one of them says of no phrase in particular.
        assert str(error) in SENTENCES, "a sentence tells no word"
    else:
        # One in 2,048 slips to another word goes with its check word by chance.
        assert meant.split()[:place] == chosen[:place]


def test_another_word_of_the_list_is_noticed() -> None:
    chosen = new_phrase().split()
    other = next(
        word
        for word in word_list()
        if word != chosen[1] and _check_word([chosen[0], word, *chosen[2:4]]) != chosen[4]
    )
    with pytest.raises(Cannot, match="another than it was"):
        understood(" ".join([chosen[0], other, *chosen[2:]]))
    turned = next(
        [*order, chosen[4]]
        for order in itertools.permutations(chosen[:4])
        if order != tuple(chosen[:4]) and _check_word(list(order)) != chosen[4]
    )
    with pytest.raises(Cannot, match="another than it was"):
        understood(" ".join(turned))


@pytest.mark.parametrize(
    "typed", ["", " ", "one", "abacus " * 4, "abacus " * 6, "\x1b[31m", "a" * 100_000, "\0 " * 9]
)
def test_what_is_no_phrase_says_how_many_words_it_needs(typed: str) -> None:
    with pytest.raises(Cannot):
        understood(typed)


def test_a_word_that_is_not_of_the_list_is_told_by_its_place_only() -> None:
    chosen = new_phrase().split()
    with pytest.raises(Cannot) as caught:
        understood(" ".join([*chosen[:2], "zzzzzzzz", *chosen[3:]]))
    assert "Word 3" in str(caught.value)
    assert "zzzz" not in str(caught.value)
