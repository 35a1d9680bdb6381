"""The registry of actions: one entry an action, keys that do not meet, the same keys under three layouts."""

from __future__ import annotations

import re
from collections import defaultdict

import pytest

from explainer.reading.actions import ACTIONS, BY_ID, keys_under_layouts

IN_THE_CONTRACT = {
    "next", "back", "forward", "fork", "choose", "open", "close", "consent", "story-map", "glossary", "sources",
    "rests-on", "lens", "search", "copy", "note", "doubt", "free-mouse", "hide", "theme", "help", "quit",
}  # fmt: skip


def test_ids_are_kebab_case_and_each_stands_once() -> None:
    assert len(BY_ID) == len(ACTIONS)
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", spec.id) for spec in ACTIONS)
    assert set(BY_ID) >= IN_THE_CONTRACT


def test_every_action_is_described_and_lacks_at_most_one_front_end() -> None:
    for spec in ACTIONS:
        assert spec.description and spec.short and spec.purpose, spec.id
        assert not (spec.full and spec.linear), f"{spec.id} is nowhere"
        assert spec.keys or spec.full or not spec.screens or spec.id in ("page-down", "page-up"), spec.id
        assert len(spec.short.split()) <= 3


def test_short_words_are_no_ids_and_stand_once() -> None:
    words = [spec.word for spec in ACTIONS if spec.word]
    assert len(set(words)) == len(words)
    assert not set(words) & set(BY_ID)


def test_no_key_means_two_things_on_one_screen() -> None:
    """`next` and `back` share keys with paging and lists only where the other does not work."""
    meaning: dict[tuple[str, str], set[str]] = defaultdict(set)
    for spec in ACTIONS:
        for key in spec.keys:
            for pressed in (key, *keys_under_layouts(key)):
                for screen in spec.screens:
                    meaning["scene" if screen == "room" else screen, pressed].add(spec.id)
        for key in spec.leading:
            for pressed in (key, *keys_under_layouts(key)):
                meaning["cockpit", pressed].add(spec.id)
    paging = {"next", "back", "page-down", "page-up"}  # they part a key by whether a sheet is open
    clashes = {where: ids for where, ids in meaning.items() if len(ids) > 1 and not ids <= paging}
    assert not clashes
    anywhere = {key for (screen, key) in meaning if screen == "any"}
    elsewhere = {key for (screen, key) in meaning if screen not in ("any", "cockpit")}
    assert not anywhere & elsewhere


@pytest.mark.parametrize(
    ("letter", "arrow"),
    [("h", "left"), ("j", "down"), ("k", "up"), ("l", "right"), ("р", "left"), ("л", "up")],
)
def test_the_letters_of_vi_do_what_the_arrows_do(letter: str, arrow: str) -> None:
    """On every screen of a reader; where one types, letters are typed. The cockpit has keys of its own."""

    def does(key: str) -> set[tuple[str, str]]:
        return {
            (spec.id, screen)
            for spec in ACTIONS
            if not spec.in_cockpit and any(key in (own, *keys_under_layouts(own)) for own in spec.keys)
            for screen in spec.screens
            if screen != "lens"
        }

    assert does(letter) == does(arrow)


@pytest.mark.parametrize(
    ("key", "also"),
    [
        ("n", ("т",)),
        ("g", ("п",)),
        ("m", ("ь",)),
        ("M", ("Ь",)),
        ("B", ("И",)),
        ("2", ("ә",)),
        ("8", ("ү",)),
        ("minus", ("ө",)),
        ("plus", ("Һ",)),
        ("V", ("М",)),
        ("enter", ()),
        ("ctrl+p", ()),
    ],
)
def test_keys_under_other_layouts(key: str, also: tuple[str, ...]) -> None:
    assert keys_under_layouts(key) == also
