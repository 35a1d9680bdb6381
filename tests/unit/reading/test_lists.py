"""The rows of the list screens."""

from __future__ import annotations

from msgspec.structs import replace

from explainer.reading.actions import Action
from explainer.reading.lists import choice_entries, entries, listing_for
from explainer.reading.moves import apply
from explainer.reading.run import begin
from explainer.reading.view import Entry, Listing, View
from explainer.story.model.structs import Story


def rows(story: Story, listing: Listing, *moves: str) -> tuple[Entry, ...]:
    run = begin(story)
    for move in moves:
        name, _colon, argument = move.partition(":")
        run = apply(story, run, Action(name, argument))
    return entries(View(story, run, listings=(listing,)))


def test_the_story_map_says_what_is_seen_and_where_one_is(story: Story) -> None:
    found = rows(story, Listing("story-map"), "next")
    assert [row.label for row in found if row.kind == "chapter"] == ["1 The night", "After"]
    by_id = {row.id: row for row in found}
    assert by_id["the-storm"].seen and not by_id["the-storm"].here
    assert by_id["the-warning"].here
    assert by_id["the-rescue"].warned and not by_id["the-rescue"].seen
    assert by_id["night"].detail == "2 of 4"
    assert by_id["night"].states.count("here") == 1
    assert "the-morning" in by_id


def test_the_story_map_opens_at_ones_place_with_other_chapters_folded(story: Story) -> None:
    view = View(story, begin(story))
    listing = listing_for(view, "story-map")
    found = entries(replace(view, listings=(listing,)))
    assert found[listing.selected].here
    assert "the-morning" not in [row.id for row in found]
    assert listing.folded == ("after",)


def test_ones_way_names_each_scene_once_in_a_row(story: Story) -> None:
    found = rows(story, Listing("story-map", "way"), "choose:1", "back", "forward", "next")
    assert [row.id for row in found] == ["the-storm", "the-lamp", "the-warning"]
    assert [row.here for row in found] == [False, False, True]


def test_the_glossary_is_in_order_and_filters_by_every_word(story: Story) -> None:
    names = [row.label for row in rows(story, Listing("glossary"))]
    assert names == sorted(names, key=str.casefold)
    assert [row.id for row in rows(story, Listing("glossary", query="ODA be"))] == ["oda-berg"]
    assert [row.id for row in rows(story, Listing("glossary", query="маяка"))] == ["lightkeeper"]
    assert rows(story, Listing("glossary", query="oda zzz")) == ()


def test_sources_filter(story: Story) -> None:
    assert [row.id for row in rows(story, Listing("sources", query="gazette"))] == ["port-gazette"]
    assert len(rows(story, Listing("sources"))) == len(story.sources)


def test_search_groups_its_hits_under_headings(story: Story) -> None:
    found = rows(story, Listing("search", query="lighthouse"))
    assert found[0].kind == "heading"
    assert "lightkeeper" in [row.id for row in found]
    assert rows(story, Listing("search", query="  ")) == ()


def test_the_choices_end_with_the_way_on(story: Story) -> None:
    found = choice_entries(story, begin(story))
    assert [row.kind for row in found] == ["choice", "choice", "onward"]
    assert found[-1].label == "Who was told?"
    at_end = apply(story, begin(story), Action("go", "the-morning"))
    assert "onward" not in [row.kind for row in choice_entries(story, at_end)]


def test_a_term_lists_where_it_is_used(story: Story) -> None:
    found = rows(story, Listing("term", "lightkeeper"))
    assert {row.address.partition(":")[0] for row in found} == {"the-storm", "the-morning"}


def test_a_source_lists_what_is_taken_from_it_then_where_it_bears(story: Story) -> None:
    found = rows(story, Listing("source", "log-book"))
    assert found[0].kind == "heading"
    assert found[1].kind == "excerpt" and found[1].id == "lamp-out"
    assert [row.group for row in found[1:4]] == ["taken", "supports", "against"]
    assert {row.kind for row in found[4:]} == {"use"}
