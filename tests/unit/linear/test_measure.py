"""How much is said at once: a listener cannot skim. The numbers are words, as counted on model transcripts."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from explainer.linear.conversation import Conversation

Said = Callable[..., list[str]]


def count(*lines: str) -> int:
    return sum(len(line.split()) for line in lines)


def test_the_first_screen(talk: Conversation) -> None:
    assert count(*talk.opening("EXPLAINER_LINEAR is set")) <= 100


def test_a_heading(said: Said) -> None:
    for name in ("the-storm", "the-lamp", "the-warning", "the-morning"):
        assert count(said(f"go {name}")[0]) <= 15


def test_the_furniture_after_a_step(said: Said) -> None:
    assert [count(line) for line in said("") if line.startswith("References")] == [2]


def test_a_list_of_three(said: Said) -> None:
    for line in ("glossary", "trail", "way", "rests-on"):
        assert count(*said("close", line)) <= 25, line


def test_choices(talk: Conversation, said: Said) -> None:
    assert count(*[line for line in talk.opening("x") if line.startswith("Choose")]) <= 30
    assert count(*[line for line in said("", "") if line.startswith("Choose")]) <= 30
    assert count(*said("choices")) <= 30


@pytest.mark.parametrize("name", ["the-storm", "the-rescue"])
def test_help(said: Said, name: str) -> None:
    assert count(*said(f"go {name}", "help")) <= 60


@pytest.mark.parametrize(
    "line",
    [
        "open 7", "open x", "serch", "xyzzy", "choose 9", "9", "forward", "fork", "consent", "more", "all", "search",
        "go", "go nowhere", "trail nowhere", "lens soon", "width 9", "original", "help nothing", "save", "theme",
    ],
)  # fmt: skip
def test_an_error_says_what_stands_in_the_way_and_one_thing_to_do(said: Said, line: str) -> None:
    answer = said("", line)
    assert len(answer) == 1
    if line != "theme":  # a reason from the registry
        assert count(*answer) <= 12, answer
    for word in ("invalid", "error", "failed", "must", "please", "oops", "!"):
        assert word not in answer[0].lower()


def test_a_claim_and_its_history(said: Said) -> None:
    assert count(*said("", "open 4")) <= 40
    assert count(*said("more")) <= 60


def test_one_line_for_where(said: Said) -> None:
    assert len(said("lens 3 february", "where")) == 1
    assert count(*said("where")) <= 30
