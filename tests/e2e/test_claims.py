"""Every claim of the shipped story: opened, followed to its source, dated, closed; and what it answers on a day."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from unittest import mock

import msgspec
import pytest

from explainer.cli.main import run
from explainer.linear.answers import Item
from explainer.linear.conversation import Conversation
from explainer.paint.cells.style import Profile
from explainer.paint.compose import compose, rows_text
from explainer.reading.actions import Action
from explainer.reading.evidence import tally_words
from explainer.reading.lists import entries
from explainer.reading.moves import enter
from explainer.reading.run import Visit, begin
from explainer.reading.view import View, stops
from explainer.reading.view_actions import open_thing, perform
from explainer.story.load.loader import read_story
from explainer.story.model.lens import standing
from explainer.story.model.outline import Lens
from explainer.story.model.structs import Claim, Story, Version

FOLDER = Path(__file__).parents[2] / "scenes"
DAY = "2022-01-08"
SIZES = ((80, 24), (120, 40), (40, 15))
ENOUGH = 20
"""Claims that answer otherwise on that day than now."""


@cache
def shipped() -> Story:
    return read_story(FOLDER)


@pytest.fixture(scope="module")
def story() -> Story:
    return shipped()


def act(view: View, *actions: str, size: tuple[int, int] = (80, 24)) -> View:
    for action in actions:
        view = perform(view, Action(action), compose(view, *size, Profile()).layout)
    return view


def on_claims(story: Story) -> Iterator[tuple[str, View]]:
    """Each claim once, its mark in hand in the first scene that carries it."""
    met: set[str] = set()
    for scene in story.scenes.values():
        for number, reference in enumerate(stops(scene)):
            if reference.kind == "claim" and reference.id not in met:
                met.add(reference.id)
                start = msgspec.structs.replace(begin(story), consented=(scene.id,))
                there = enter(story, start, Visit(scene.id, reference.step))
                yield reference.id, View(story, there, cursor=number)


def place(view: View) -> tuple[object, ...]:
    return line(view), view.cursor, view.sheets, view.listings, view.run.lens


def line(view: View) -> Visit:
    """The line the page begins with; whether it was pinned there, as another date does, is aside."""
    return msgspec.structs.replace(view.run.visit, top=False)


def test_every_claim_is_marked_in_a_scene(story: Story) -> None:
    assert {key for key, _view in on_claims(story)} == set(story.claims)


@pytest.mark.parametrize("size", SIZES)
def test_the_way_through_a_claim_returns_to_the_very_line(story: Story, size: tuple[int, int]) -> None:
    for key, before in on_claims(story):
        claim = act(before, "open", size=size)
        assert (claim.screen, claim.listings[-1].subject) == ("claim", key)
        source = act(claim, "open", size=size)
        assert source.screen == "source", key
        dated = act(act(source, "close", size=size), "lens", "open", size=size)
        assert (dated.screen, dated.run.lens) == ("claim", Lens(DAY)), key
        folded = act(dated, "close", size=size)
        assert line(folded) == line(before) and folded.cursor >= 0, key
        undated = act(folded, "lens", "next-reference", "open", size=size)
        assert place(undated) == place(before), key


def test_every_version_of_every_claim_leads_to_a_source_and_back(story: Story) -> None:
    for key, before in on_claims(story):
        view = act(before, "open")
        for version in story.claims[key].versions:
            view = _select(view, version.id)
            source = act(view, "open")
            assert source.listings[-1].subject == version.source[0], (key, version.id)
            assert act(source, "close").listings == view.listings


def _select(view: View, version: str) -> View:
    at = next(index for index, row in enumerate(entries(view)) if row.id == version)
    listing = msgspec.structs.replace(view.listings[-1], selected=at, top=0)
    return msgspec.structs.replace(view, listings=(*view.listings[:-1], listing))


# the answers of that day, and of now


def dated_and_now(story: Story) -> list[Claim]:
    """Claims of which something stood on that day, and something else stands now."""
    return [c for c in story.claims.values() if standing(c, DAY) and standing(c, DAY) != standing(c)]


def by_command(key: str, on: str) -> str:
    asked = ["show", "claim", key, *(["--as-known-on", on] if on else [])]
    said = io.StringIO()
    once = mock.patch("explainer.cli.queries.open_in", lambda *_folder: shipped())  # read once, not for each
    with once, contextlib.redirect_stdout(said):
        assert run(asked) == 0
    return said.getvalue()


def by_screen(key: str, on: str) -> str:
    """All of the claim's screen: every version in hand once."""
    story = shipped()
    view = open_thing(View(story, begin(story, lens=Lens(on) if on else None)), "claim", key)
    shown: list[str] = []
    for _step in range(40):
        shown.append(rows_text(compose(view, 120, 40, Profile()).rows))
        after = act(view, "next-reference", size=(120, 40))
        if after == view:
            break
        view = after
    return "\n".join(shown)


def by_voice(key: str, on: str) -> str:
    story = shipped()
    talk = Conversation(story, begin(story, lens=Lens(on) if on else None))
    said = talk.open(Item("claim", key, ""))
    if talk.rest.rest:
        said += talk.answer("all")
    return "\n".join(said)


def words(text: str) -> str:
    """A text without line breaks, margins and the kinds of quotation marks."""
    table = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "┊": " ", "│": " "})
    return " ".join(text.translate(table).split())


@pytest.mark.parametrize("answer", [by_command, by_voice], ids=["show", "linear"])
def test_at_least_twenty_claims_answer_otherwise_on_that_day(
    story: Story, answer: Callable[[str, str], str]
) -> None:
    different = 0
    for claim in dated_and_now(story):
        then, now = words(answer(claim.id, DAY)), words(answer(claim.id, ""))
        assert _stands(then, standing(claim, DAY)), claim.id
        assert _stands(now, standing(claim)), claim.id
        assert _sourced(story, then, standing(claim, DAY)) and _sourced(story, now, standing(claim)), claim.id
        different += then != now
    assert different >= ENOUGH


def _stands(text: str, versions: tuple[Version, ...]) -> bool:
    return all(words(version.value) in text for version in versions)


def _sourced(story: Story, text: str, versions: tuple[Version, ...]) -> bool:
    return all(words(story.sources[version.source[0]].publisher) in text for version in versions)


def test_the_screen_shows_the_same_answers(story: Story) -> None:
    different = 0
    for claim in dated_and_now(story):
        then, now = by_screen(claim.id, DAY), by_screen(claim.id, "")
        for text, on in ((then, DAY), (now, "")):
            for version in standing(claim, on):
                assert words(version.short).split()[0] in words(text), (claim.id, version.id)
            assert tally_words(claim, on, ended=False) in words(text), claim.id
        assert "As known on 8 January 2022" in words(then) and "As known" not in now
        different += then != now
    assert different >= ENOUGH
