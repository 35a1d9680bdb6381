"""The screen of a claim: rows, what is folded, where they lead, and back."""

from __future__ import annotations

import msgspec
import pytest

from explainer.problems import Cannot
from explainer.reading import view_actions
from explainer.reading.actions import Action
from explainer.reading.lists import entries
from explainer.reading.moves import enter
from explainer.reading.run import Visit, begin
from explainer.reading.view import Layout, View, with_listing
from explainer.story.model.structs import Story

_replace = msgspec.structs.replace


def do(view: View, *actions: str, layout: Layout | None = None) -> View:
    for action in actions:
        name, _equals, argument = action.partition("=")
        view = view_actions.perform(view, Action(name, argument), layout or Layout())
    return view


@pytest.fixture
def view(story: Story) -> View:
    found = View(story, enter(story, begin(story), Visit("the-warning")))
    return do(found, "open=claim:boats-lost")


def ids(view: View) -> list[str]:
    return [row.id for row in entries(view)]


def test_all_versions_oldest_first(view: View) -> None:
    assert ids(view) == ["v1", "v2", "v3"]
    assert [row.kind for row in entries(view)] == ["version"] * 3


def test_under_the_lens_what_was_said_later_is_one_row_that_opens(view: View) -> None:
    lens = do(view, "lens=1931-02-04")
    assert [(row.kind, row.label) for row in entries(lens)][1] == (
        "later",
        "said later: 8 February 1931 to about February 1931",
    )
    shown = do(lens, "next-reference", "open")
    assert ids(shown) == ["v1", "boats-lost", "v2", "v3"]
    assert shown.run.lens == lens.run.lens, "the date is kept"
    assert ids(do(shown, "open")) == ["v1", "boats-lost"]
    with pytest.raises(Cannot, match="No source"):
        do(lens, "next-reference", "source")


def test_enter_goes_to_the_source_and_back(view: View) -> None:
    third = do(view, "next-reference", "next-reference")
    source = do(third, "open")
    assert (source.screen, source.listings[-1].subject) == ("source", "log-book")
    assert do(source, "close") == _replace(third, run=source.run)


def test_all_sources_of_a_version(view: View, story: Story) -> None:
    claim = story.claims["boats-lost"]
    first = _replace(claim.versions[0], source=("log-book", "port-gazette"))
    changed = _replace(story, claims={"boats-lost": _replace(claim, versions=(first, *claim.versions[1:]))})
    listed = do(_replace(view, story=changed), "source")
    assert (listed.screen, ids(listed)) == ("sources", ["log-book", "port-gazette"])
    assert do(listed, "close").screen == "claim"
    assert do(view, "source").screen == "source", "the only one is opened itself"


def test_arrows_always_go_to_the_next_version(view: View) -> None:
    tall = Layout(overflow=30, rows=8)
    below = do(view, "next-reference", layout=tall)
    assert (below.listings[-1].selected, below.listings[-1].top) == (1, 0)
    assert do(below, "previous-reference", layout=tall).listings[-1].selected == 0


def test_a_screen_down_is_the_rest_of_the_version_in_hand(view: View) -> None:
    tall = Layout(overflow=30, rows=8)
    paged = do(view, "page-down", layout=tall)
    assert (paged.listings[-1].selected, paged.listings[-1].top) == (0, 8)
    assert do(paged, "page-up", layout=tall).listings[-1].top == 0
    assert do(view, "page-down", layout=Layout(overflow=3, rows=8)).listings[-1].top == 3
    after = do(paged, "next-reference")
    assert (after.listings[-1].selected, after.listings[-1].top) == (1, 0)


def test_on_the_last_version_an_arrow_reads_on(view: View) -> None:
    tall = Layout(overflow=30, rows=8)
    last = do(view, "next-reference", "next-reference")
    on = do(last, "next-reference", layout=tall)
    assert (on.listings[-1].selected, on.listings[-1].top) == (2, 8)
    assert do(on, "previous-reference", layout=tall).listings[-1].top == 0


def test_a_claim_is_opened_from_a_search(story: Story) -> None:
    view = do(View(story, begin(story)), "search")
    found = view_actions.query(view, "boats lost")
    at = next(index for index, row in enumerate(entries(found)) if row.kind == "claim")
    front = with_listing(found, _replace(found.listings[-1], selected=at))
    assert do(front, "open").screen == "claim"
