"""A line copied with its citation can be traced back: words, address, edition, date, sources."""

from __future__ import annotations

from pathlib import Path

import pytest

from explainer.problems import Cannot
from explainer.reading.actions import Action
from explainer.reading.citing.citation import citation, cite
from explainer.reading.run import begin
from explainer.reading.view import Layout, Listing, View
from explainer.reading.view_actions import open_thing, perform
from explainer.story.load.cache import open_story
from explainer.story.model.outline import Lens, Place
from explainer.story.model.structs import Story


@pytest.fixture
def story(tiny_story: Path) -> Story:
    return open_story(tiny_story, cache_folder=None)


def test_a_line_carries_address_edition_date_and_sources(story: Story) -> None:
    text = citation(story, Place("the-storm", "lamp"))
    assert text.startswith("“The lightkeeper wrote that the lamp went out at 16:40. Her name was Oda Berg.")
    assert "seven boats" in text
    assert f"the-storm:lamp. Edition {story.edition}. As checked on 6 May 2024." in text
    assert "- Harbour archive, Oda Berg, “Log of the Skerry light”, 2 February 1931. https://archive" in text
    assert "- Port Gazette" in text
    assert "[" not in text


def test_a_quotation_stands_with_its_original_and_its_translator(story: Story) -> None:
    view = open_thing(View(story, begin(story)), "excerpt", "inquiry")
    text = cite(view, Layout())
    assert "“Ingen var ved masten.”\n“Nobody was at the mast.” (our translation)" in text
    assert "Board of inquiry, about June 1932" in text


def test_under_a_date_the_citation_says_so_and_a_folded_line_is_refused(story: Story) -> None:
    text = citation(story, Place("the-warning", "1"), "1931-02-03")
    assert (
        "seven boats" in text and "the-warning:1@1931-02-03" in text and "As known on 3 February 1931" in text
    )
    assert "twelve boats" in citation(story, Place("the-warning", "1"))
    with pytest.raises(Cannot, match="said later"):
        citation(story, Place("the-lamp", "1"), "1931-02-03")


def test_terms_and_sources_are_cited_from_their_own_screens(story: Story) -> None:
    view = View(story, begin(story), listings=(Listing("term", "oda-berg"),))
    assert "Oda Berg: Keeper of the Skerry light." in cite(view, Layout())
    view = View(story, begin(story), listings=(Listing("source", "log-book"),))
    assert cite(view, Layout()).startswith("Harbour archive, Oda Berg, “Log of the Skerry light”")


def test_a_warning_is_no_line(story: Story) -> None:
    view = perform(View(story, begin(story)), Action("go", "the-rescue"), Layout())
    with pytest.raises(Cannot):
        cite(view, Layout())


def test_a_lens_of_the_reader_is_the_citations(story: Story) -> None:
    view = View(story, begin(story, lens=Lens("1931-02-03")))
    assert "@1931-02-03" in cite(view, Layout(step="lamp"))


@pytest.mark.parametrize("limit", [400, 600, 5_000])
def test_the_quoted_words_give_way_never_the_citation(story: Story, limit: int) -> None:
    view = View(story, begin(story))
    text = cite(view, Layout(step="lamp"), limit)
    assert len(text.encode()) <= limit
    assert limit < 600 or "Rests on:" in text
