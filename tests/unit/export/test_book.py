"""A story as a book: every scene once, every number leads somewhere, the same words as the reader gets."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from explainer.export.book import make_book
from explainer.export.book_records import Book, BookScene, Paragraph
from explainer.export.book_text import before_turn, to_markdown, to_text, ways, ways_round
from explainer.story.load.loader import read_story
from explainer.story.model.lens import said_later
from explainer.story.model.prose import readable_steps, references
from explainer.story.model.structs import Story
from explainer.story.text import curled
from tests.tiny import FILES, write_story
from tests.unit.export.hostile import STORIES, shipped, tiny


@pytest.fixture(params=list(STORIES))
def story(request: pytest.FixtureRequest, tmp_path: Path) -> Story:
    return STORIES[request.param](tmp_path)


def test_every_scene_stands_once_in_the_order_of_reading(story: Story) -> None:
    book = make_book(story)
    assert set(book.scenes) == set(story.scenes)
    assert tuple(book.scenes)[: len(story.order)] == story.order
    assert [scene.number for scene in book.scenes.values()] == list(range(1, len(book.scenes) + 1))
    behind = [scene.behind for scene in book.warned_scenes]
    assert behind == list(range(len(book.scenes) + 1, len(book.scenes) + 1 + len(behind)))
    assert {scene.id for scene in book.warned_scenes} == {s.id for s in story.scenes.values() if s.warning}
    assert sum(len(chapter.scenes) for chapter in book.chapters) == len(story.scenes)


def test_every_branch_is_there_and_every_way_leads_to_a_scene(story: Story) -> None:
    book = make_book(story)
    for scene in book.scenes.values():
        found = ways(book, scene)
        labels = [way.label for way in found]
        for choice, branch in zip(scene.choices, story.scenes[scene.id].branches, strict=True):
            assert any(label.startswith(choice.label) for label in labels)
            assert choice.target == branch.to or choice.trail == branch.trail
        assert all(way.target in book.scenes for way in (*found, *ways_round(book, scene)))
        if scene.warning is None:
            assert found or scene.onward.kind == "end"
        else:
            assert all(way.target != scene.id for way in ways_round(book, scene))


def test_marks_have_the_labels_of_the_reader(story: Story) -> None:
    book = make_book(story)
    for scene in book.scenes.values():
        known = {("claim" if n.kind == "claim" else "excerpt", n.ref): n.label for n in scene.notes}
        for reference in references(story.scenes[scene.id]):
            if reference.kind in ("excerpt", "claim"):
                assert known[(reference.kind, reference.id)] == reference.label
        for piece in (piece for paragraph in _proses(scene) for piece in paragraph):
            if piece.kind in ("excerpt", "mark"):
                kind = "claim" if piece.kind == "mark" else "excerpt"
                assert known[(kind, piece.ref)] == piece.label
        labels = [note.label for note in scene.notes if note.kind == "excerpt"]
        assert labels == [str(number) for number in range(1, len(labels) + 1)]


def _proses(scene: BookScene) -> Iterable[Paragraph]:
    for block in scene.blocks:
        yield from block.paragraphs
        yield from block.guess.note if block.guess else ()
        for sentence in block.document.sentences if block.document else ():
            yield from (*sentence.record, *sentence.early)


@pytest.mark.parametrize("day", ["1931-02-01", "1931-02-02", "1931-02-03", "1932-06-29", "1932-06-30"])
def test_a_block_knows_the_day_from_which_it_can_be_read(tmp_path: Path, day: str) -> None:
    story = tiny(tmp_path)
    for scene in make_book(story).scenes.values():
        for block, step in zip(scene.blocks, readable_steps(story.scenes[scene.id]), strict=True):
            folded = block.earliest if block.earliest > day else ""
            assert folded == said_later(story, step, day), (scene.id, block.id)


def test_notes_for_who_leads_are_left_out(tmp_path: Path) -> None:
    book = make_book(tiny(tmp_path))
    assert [block.kind for block in book.scenes["the-storm"].blocks] == ["guess", "text", "quote"]
    assert "Ask who has seen a lighthouse" not in repr(book)
    assert "Who would you have told first" not in repr(book)


def test_a_claim_prints_what_stood_on_its_day_and_then_its_letter(tmp_path: Path) -> None:
    book = make_book(tiny(tmp_path))
    paper = book.scenes["the-storm"].blocks[1].paragraphs[1]
    assert [(piece.kind, piece.text, piece.label, piece.on) for piece in paper[1:3]] == [
        ("claim", "seven boats", "", "1931-02-03"),
        ("mark", "", "a", "1931-02-03"),
    ]
    item = book.scenes["the-warning"].blocks[0].paragraphs[0]
    assert "".join(piece.text for piece in item) == "The harbour office says twelve boats or fifteen boats."
    assert next(piece for piece in item if piece.kind == "mark").contested


def test_a_document_without_verdicts_tells_only_what_was_known_then(tmp_path: Path) -> None:
    book = make_book(tiny(tmp_path))
    (before,) = [block.document for block in book.scenes["the-lamp"].blocks if block.document]
    (after,) = [block.document for block in book.scenes["the-morning"].blocks if block.document]
    assert not any(sentence.verdict or sentence.record or sentence.claims for sentence in before.sentences)
    assert before.sentences[0].early and after.sentences[0].record
    assert after.sentences[0].verdict_words == "wrong in a detail"


def test_an_order_is_not_given_away_by_its_options(tmp_path: Path) -> None:
    book = make_book(tiny(tmp_path))
    (order,) = [b.guess for b in book.scenes["the-lamp"].blocks if b.guess and b.guess.kind == "order"]
    assert ", ".join(order.options) != order.answer
    assert set(order.options) == set(order.answer.split(", "))


def test_a_side_scene_returns_to_where_its_fork_goes_on(tmp_path: Path) -> None:
    book = make_book(tiny(tmp_path))
    lamp = book.scenes["the-lamp"]
    assert lamp.onward.kind == "return"
    assert lamp.onward.returns == (("the-storm", "the-warning"),)
    assert [(way.label, way.target) for way in ways(book, lamp)] == [("Back to the way", "the-warning")]


def test_a_side_scene_of_several_forks_says_from_where_one_goes_where() -> None:
    book = make_book(shipped())
    several = [s for s in book.scenes.values() if len({on for _fork, on in s.onward.returns}) > 1]
    assert several
    for scene in several:
        found = ways(book, scene)[len(scene.choices) :]
        for fork, on in scene.onward.returns:
            number = str(book.scenes[fork].number)
            (way,) = [way for way in found if number in way.label.replace("From ", "").split(" or ")]
            assert way.target == on


def test_what_warned_scenes_alone_use_stands_behind_the_warning(tmp_path: Path) -> None:
    book = make_book(tiny(tmp_path))
    assert book.behind(("the-rescue",))
    assert not book.behind(("the-rescue", "the-storm"))
    assert not book.behind(())


def test_sources_are_numbered_by_first_use(story: Story) -> None:
    book = make_book(story)
    numbers = {key: entry.number for key, entry in book.sources.items()}
    assert sorted(numbers.values()) == list(range(1, len(numbers) + 1))
    first = next(iter(book.scenes.values())).sources
    assert [numbers[key] for key in first] == list(range(1, len(first) + 1))


def test_a_version_says_what_became_of_it(tmp_path: Path) -> None:
    book: Book = make_book(tiny(tmp_path))
    fates = [(v.number, v.fate, v.stands) for v in book.claims["boats-lost"].versions]
    assert fates[0] == (1, "Replaced by 2, 8 February 1931.", False)
    assert [fate for _number, fate, _stands in fates[1:]] == ["Stands.", "Stands."]


def test_the_same_story_makes_the_same_book(story: Story) -> None:
    assert make_book(story) == make_book(story)


def test_a_label_ends_before_the_number_to_turn_to() -> None:
    assert before_turn("Who?") == "Who?"
    assert before_turn("Back to the way") == "Back to the way:"


def test_a_side_scene_of_a_side_scene_returns_to_the_way(tmp_path: Path) -> None:
    lamp = FILES["night/the-lamp.yaml"]
    deeper = lamp.replace("scene: the-lamp", "scene: the-wick").replace("title: The lamp", "title: The wick")
    branch = "branches:\n  - {to: the-wick, label: And the wick?}\nnext: return"
    files = {"night/the-wick.yaml": deeper, "night/the-lamp.yaml": lamp.replace("next: return", branch)}
    book = make_book(read_story(write_story(tmp_path, files)))
    assert book.scenes["the-wick"].onward.returns == (("the-storm", "the-warning"),)


def test_a_disputed_version_is_not_said_to_stand() -> None:
    story = shipped()
    book = make_book(story)
    assert book.claims["detained"].marked == "Stands: 9,900. Disputed: “over 10,000”."
    assert book.claims["independent-lists"].marked == (
        "Stands: 188 names; 221 names. The question is disputed."
    )
    for entry in book.claims.values():
        stands = entry.marked.partition("Disputed: ")[0].partition("An opinion: ")[0]
        for version in entry.versions:
            if version.stands:
                short = curled(version.version.short or version.value).rstrip(".")
                assert (short in stands) == (version.fate == "Stands."), (entry.claim.id, short)
    whole = to_text(story), to_markdown(story)
    assert not [text for text in whole if re.search(r"Stands: [^:]*\. \*{0,2}Disputed\.", text)]
