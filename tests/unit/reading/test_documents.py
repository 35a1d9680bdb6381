"""A text under study: marks, what is on record then and now, and that nothing later is shown without verdicts."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from explainer.problems import Cannot
from explainer.reading import documents, view_actions
from explainer.reading.actions import Action
from explainer.reading.lists import entries
from explainer.reading.run import Visit, begin
from explainer.reading.storage.store import decode, encode, fit
from explainer.reading.view import Layout, Listing, View
from explainer.story.load.loader import read_story
from explainer.story.model.structs import Story
from tests.tiny import ASKING, write_story

BEFORE, AFTER = "the-lamp", "the-morning"


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    """The tiny story with a document and guesses of every kind."""
    return read_story(write_story(Path(tmp_path_factory.mktemp("asking")), ASKING))


def at(story: Story, scene: str) -> View:
    run = msgspec.structs.replace(begin(story), visit=Visit(scene))
    return View(story, run, listings=(Listing("document", "the-log"),))


def do(view: View, *actions: str, layout: Layout | None = None) -> View:
    for action in actions:
        view = view_actions.perform(view, Action(action), layout or Layout())
    return view


def test_one_sentence_is_marked_another_takes_its_place_and_the_same_takes_it_back(story: Story) -> None:
    view = do(at(story, BEFORE), "mark")
    assert view.run.marks == {"the-log": "lamp-out"}
    view = do(view, "next-reference", "mark")
    assert view.run.marks == {"the-log": "sea-high"}
    assert do(view, "mark").run.marks == {}


def test_a_mark_is_kept_and_goes_with_its_text(story: Story) -> None:
    run = do(at(story, BEFORE), "mark").run
    assert fit(decode(encode(run)), story).run.marks == {"the-log": "lamp-out"}  # type: ignore[union-attr]
    without = msgspec.structs.replace(story, documents={})
    assert fit(decode(encode(run)), without).run.marks == {}  # type: ignore[union-attr]


def test_verdicts_are_shown_only_where_the_scene_says_so(story: Story) -> None:
    before, after = entries(at(story, BEFORE)), entries(at(story, AFTER))
    assert [row.detail for row in before] == ["", ""]
    assert [row.detail for row in after] == ["wrong in a detail", "opinion"]


def test_what_is_behind_a_sentence_comes_with_the_verdict(story: Story) -> None:
    def kinds(scene: str) -> list[tuple[str, str]]:
        return [(row.kind, row.id) for row in entries(do(at(story, scene), "open"))]

    assert kinds(BEFORE) == [("excerpt", "first-count")]
    assert kinds(AFTER) == [("excerpt", "inquiry"), ("claim", "boats-lost"), ("scene", "the-storm")]


def test_without_verdicts_what_is_opened_keeps_the_last_day_of_the_text(story: Story) -> None:
    below = Listing("claim", "boats-lost")
    view = at(story, BEFORE)
    view = msgspec.structs.replace(view, listings=(*view.listings, below))
    assert documents.as_known(view).run.lens.on == "1931-02-03"  # type: ignore[union-attr]
    assert view.run.lens is None
    view = at(story, AFTER)
    assert documents.as_known(view) is view


def test_the_document_opens_from_its_line_at_the_marked_sentence_and_closes_to_it(story: Story) -> None:
    run = msgspec.structs.replace(begin(story), visit=Visit(BEFORE), marks={"the-log": "sea-high"})
    number = next(
        n for n, stop in enumerate(view_actions.scene_references(View(story, run))) if stop.kind == "document"
    )
    view = View(story, run, cursor=number)
    opened = do(view, "open")
    assert (opened.screen, opened.listings[-1].selected) == ("document", 1)
    back = do(opened, "open", "close", "close")
    assert (back.cursor, back.listings, back.sheets) == (view.cursor, (), ())


def test_a_scene_behind_a_sentence_is_gone_to(story: Story) -> None:
    view = do(at(story, AFTER), "open")
    layout = Layout(references=(0, 1, 2))
    view = do(view, "next-reference", "next-reference", "next-reference", "open", layout=layout)
    assert view.run.visit.scene == "the-storm" and not view.listings


def test_nothing_is_marked_elsewhere(story: Story) -> None:
    with pytest.raises(Cannot):
        do(View(story, begin(story)), "mark")
