"""From how many on what is said: the thresholds, at and beside each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explainer.workshop.disclosure import (
    Split,
    by_option,
    by_scene,
    doubts,
    in_words,
    leader_split,
    leading,
    margin,
    opened_share,
    result,
    shift,
    shown,
    stepped,
    tally,
)
from explainer.workshop.events import PollClosed, Result, is_sound

MANY = 40
"""Connected guests, where it is not about them."""


@pytest.mark.parametrize(
    ("counts", "connected", "expected"),
    [
        ((), 0, Result(few=True)),
        ((0, 0), 9, Result(few=True)),
        ((3, 1), 5, Result(few=True)),
        ((4, 0), 4, Result(few=True)),
        ((3, 2), 5, Result(small=True)),
        ((3, 2), 6, Result(small=True)),
        ((3, 2), 7, Result(small=True)),
        ((5, 0), MANY, Result(small=True, ahead=0)),
        ((1, 4), MANY, Result(small=True, ahead=1)),
        ((6, 3), MANY, Result(small=True, ahead=0)),
        ((6, 4), 12, Result(10, 12, (6, 4))),
        ((6, 4), 11, Result(nearly=True, shares=(50, 50))),
        ((9, 1), MANY, Result(nearly=True, shares=(100, 0))),
        ((19, 1), MANY, Result(nearly=True, shares=(100, 10))),
        ((18, 2), MANY, Result(20, MANY, (18, 2))),
        ((18, 1, 1), MANY, Result(20, MANY, (18, 1, 1))),
        ((10, 11), 12, Result(nearly=True, shares=(50, 50))),
    ],
)
def test_what_is_kept_of_a_poll(counts: tuple[int, ...], connected: int, expected: Result) -> None:
    assert result(counts, connected) == expected


@given(st.lists(st.integers(0, 60), min_size=2, max_size=30), st.integers(0, 300))
def test_every_result_is_one_that_an_event_may_hold(counts: list[int], connected: int) -> None:
    found = result(counts, connected)
    assert is_sound(PollClosed("p1", found, at=1))
    assert (found.counts == ()) == (found.few or found.small or found.nearly)


@given(st.lists(st.integers(0, 60), min_size=2, max_size=6), st.integers(0, 300), st.integers(1, 5))
def test_all_and_all_but_one_are_told_alike(counts: list[int], connected: int, spare: int) -> None:
    """Whether one is missing cannot be seen: the record is the same with as many as answered and with one more."""
    answers = sum(counts)
    assert result(counts, answers) == result(counts, answers + 1)
    if answers >= 10 and max(counts) < answers - 1:
        assert result(counts, answers + 1 + spare).counts == tuple(counts)


def splits(number: int, options: int) -> Iterator[tuple[int, ...]]:
    """All ways in which so many people may have answered."""
    if options == 1:
        yield (number,)
        return
    for first in range(number + 1):
        for rest in splits(number - first, options - 1):
            yield (first, *rest)


@pytest.mark.parametrize("number", range(5, 10))
@pytest.mark.parametrize("options", [2, 3, 4, 5])
def test_of_five_to_nine_no_count_of_any_option_can_be_read_off(number: int, options: int) -> None:
    """Also by one who knows how many answered: whatever is told, each option may have had one answer more or fewer."""
    told: dict[Result, list[tuple[int, ...]]] = {}
    for counts in splits(number, options):
        told.setdefault(result(counts, MANY), []).append(counts)
    for found, ways in told.items():
        assert found.small
        for option in range(options):
            assert len({counts[option] for counts in ways}) > 1, (found, ways)


@pytest.mark.parametrize("few", [False, True])
def test_a_result_without_numbers_is_one_sentence(few: bool) -> None:
    if few:
        assert in_words(Result(few=True), ("Yes.", "No.")) == "Fewer than five answered: not shown."
        return
    assert in_words(Result(small=True, ahead=1), ("Yes.", "No.")) == (
        "Five to nine answered: option 2, No, is clearly ahead."
    )
    close, clear = Result(small=True), Result(small=True, ahead=0)
    assert in_words(close, ("Yes", "No")) == "Five to nine answered: no option is clearly ahead."
    assert in_words(clear, ("Yes", "No"), close) == (
        "Five to nine answered. Before: no option is clearly ahead. Now: option 1, Yes, is clearly ahead."
    )
    assert in_words(Result(10, 12, (6, 4)), ("Yes", "No"), close) == ""


def test_shares_are_rounded_to_ten_and_of_few_to_a_quarter_a_half_upwards() -> None:
    assert stepped((10, 10, 10)) == (30, 30, 30)
    assert stepped((19, 1)) == (100, 10)
    assert stepped((18, 1)) == (100, 0)
    assert stepped((7, 5)) == (50, 50)
    assert stepped((0, 0)) == (0, 0)
    assert stepped((1, 199)) == (0, 100)


def looked(numbers: Sequence[Sequence[int]], connected: int = MANY) -> Split:
    """What the leader sees after several looks."""
    split = None
    for counts in numbers:
        split = leader_split(split, counts, connected)
    assert split is not None
    return split


def one_by_one(number: int) -> list[tuple[int, int]]:
    return [(n - n // 2, n // 2) for n in range(number + 1)]


@pytest.mark.parametrize("number", range(5))
def test_below_five_the_leader_has_the_number_and_no_split(number: int) -> None:
    split = looked(one_by_one(number))
    assert (split.number, split.few, split.counts, split.shares) == (number, True, (), ())


@pytest.mark.parametrize(
    ("number", "as_of"), [(5, 5), (6, 5), (9, 5), (10, 10), (14, 10), (15, 15), (16, 15), (30, 30)]
)
def test_the_split_is_renewed_in_steps_of_five(number: int, as_of: int) -> None:
    split = looked(one_by_one(number))
    assert (split.number, split.as_of, split.few) == (number, as_of, False)
    assert split.small == (as_of < 10) and not split.shares
    assert split.counts == (one_by_one(as_of)[-1] if as_of >= 10 else ())


def test_two_splits_never_differ_by_fewer_than_five() -> None:
    """Answers come several at a look: 9, then 10, and one answer lies between them."""
    split = looked([(0, 0), (3, 1), (5, 4), (6, 4)])
    assert (split.as_of, split.taken, split.counts) == (9, (5, 4), ())
    assert looked([(0, 0), (3, 1), (5, 4), (6, 4), (8, 6)]).as_of == 9
    assert looked([(0, 0), (3, 1), (5, 4), (6, 4), (8, 7)]).as_of == 15


def test_a_changed_or_withdrawn_answer_renews_nothing() -> None:
    assert looked([*one_by_one(5), (2, 3)]).taken == (3, 2)
    down_and_up = [*one_by_one(10), (6, 3), (5, 5)]
    assert looked(down_and_up).counts == one_by_one(10)[-1]
    below = looked([*one_by_one(5), (3, 1)])
    assert (below.number, below.few, below.counts, below.shares) == (4, True, (), ())


def test_who_looks_for_the_first_time_waits_for_the_next_five() -> None:
    assert looked([(4, 3)]).counts == ()
    assert not looked([(4, 3)]).few
    assert looked([(4, 3), (5, 5)]).counts == (5, 5)
    assert looked([(6, 4)]).counts == (6, 4)


@pytest.mark.parametrize("missing", [0, 1])
def test_nearly_all_takes_the_place_of_the_number(missing: int) -> None:
    split = looked(one_by_one(10), connected=10 + missing)
    assert (split.number, split.nearly, split.counts, split.shares) == (0, True, (), (50, 50))


def test_all_of_few_is_few() -> None:
    split = looked(one_by_one(4), connected=4)
    assert (split.few, split.nearly, split.shares) == (True, False, ())


def test_where_all_but_one_agree_the_leader_sees_shares_beside_the_number() -> None:
    split = looked([(n, 0) if n < 10 else (9, 1) for n in range(11)])
    assert (split.number, split.nearly, split.counts, split.shares) == (10, False, (), (100, 0))


@given(st.lists(st.sampled_from([0, 1, 2]), max_size=60), st.integers(0, 70))
def test_no_look_tells_what_one_person_said(given_answers: list[int], connected: int) -> None:
    """Over all looks of a poll: what counts may be read off differ by five answers or more."""
    counts, split, read = [0, 0, 0], leader_split(None, (0, 0, 0), connected), []
    for answer in given_answers:
        counts[answer] += 1
        split = leader_split(split, tuple(counts), connected)
        if split.counts and (not read or read[-1] != split.counts):
            read.append(split.counts)
    totals = [sum(seen) for seen in read]
    assert all(later - earlier >= 5 for earlier, later in pairwise(totals))
    assert not totals or totals[0] >= 10


@pytest.mark.parametrize(("number", "expected"), [(0, None), (4, None), (5, 5), (6, 6)])
def test_numbers_of_people_from_five_on(number: int, expected: int | None) -> None:
    assert shown(number) == expected


def test_people_by_scene_from_five_on_and_never_in_a_warned_one() -> None:
    counts = {"the-storm": 5, "the-lamp": 4, "the-rescue": 12}
    assert by_scene(counts, {"the-rescue"}) == {"the-storm": 5}


def test_a_ready_check_and_the_pace_from_five_on() -> None:
    assert tally({"done": 2, "working": 1, "stuck": 1}) is None
    assert tally({"done": 2, "working": 2, "stuck": 1}) == ""
    assert tally({"working": 2, "done": 6, "stuck": 1}) == "done"
    assert tally({"done": 5, "working": 4, "stuck": 1}) == {"done": 5, "working": 4, "stuck": 1}
    assert tally({}) is None


def test_doubts_from_five_on_most_first() -> None:
    assert doubts({"a": 5, "b": 4, "c": 9, "d": 5}) == (("c", 9), ("a", 5), ("d", 5))


@pytest.mark.parametrize(
    ("opened", "connected", "expected"),
    [(4, 20, None), (5, 20, 30), (9, 3, None), (10, 3, 100), (19, 20, 100)],
)
def test_the_share_that_opened_the_opposing_source(opened: int, connected: int, expected: int | None) -> None:
    assert opened_share(opened, connected) == expected


def test_a_shift_of_two_exact_results() -> None:
    found = shift(Result(22, 26, (9, 4, 6, 3)), Result(23, 26, (4, 6, 11, 2)))
    assert found is not None
    assert found.difference == (-5, 2, 5, -1)
    assert (found.answers_before, found.answers_after, found.in_shares) == (22, 23, False)


@pytest.mark.parametrize("place", [0, 1])
@pytest.mark.parametrize("told", [Result(few=True), Result(small=True)])
def test_no_shift_if_either_is_below_ten(place: int, told: Result) -> None:
    both = [Result(22, 26, (9, 13)), Result(22, 26, (9, 13))]
    both[place] = told
    assert shift(*both) is None


def test_a_shift_in_shares_where_one_may_only_tell_those() -> None:
    found = shift(Result(10, 26, (7, 3)), Result(nearly=True, shares=(40, 60)))
    assert found is not None
    assert (found.before, found.after, found.difference, found.in_shares) == (
        (75, 25),
        (40, 60),
        (-35, 35),
        True,
    )
    assert found.answers_after == 0


def test_no_shift_between_different_options() -> None:
    assert shift(Result(22, 26, (9, 13)), Result(22, 26, (9, 10, 3))) is None


@pytest.mark.parametrize(
    ("found", "first", "by"),
    [
        (Result(21, 26, (11, 6, 4)), (0,), 5),
        (Result(22, 26, (9, 9, 4)), (0, 1), 0),
        (Result(few=True), (), None),
        (Result(small=True), (), None),
        (Result(small=True, ahead=2), (2,), None),
        (Result(nearly=True, shares=(30, 70)), (1,), None),
        (Result(nearly=True, shares=(50, 50)), (0, 1), None),
    ],
)
def test_what_leads_a_vote_and_by_how_much(found: Result, first: tuple[int, ...], by: int | None) -> None:
    assert leading(found) == first
    assert margin(found) == by


def test_totals_of_a_box_in_the_order_of_the_options() -> None:
    assert by_option({"2": 3, "0": 1, "9": 4, "x": 7}, 3) == (1, 0, 3)
