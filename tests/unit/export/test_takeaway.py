"""What is taken along: all that is the reader's, the claims and terms they met, and nothing else."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from explainer.export.takeaway import Takeaway, gather
from explainer.reading import run as run_module
from explainer.reading.actions import Action
from explainer.reading.anchors import Anchor
from explainer.reading.moves import apply
from explainer.reading.run import Run, begin
from explainer.story.load.loader import read_story
from explainer.story.model.outline import Lens, Place
from explainer.story.model.structs import Story
from tests.tiny import ASKING, write_story

LAMP = Place("the-storm", "lamp")
_replace = msgspec.structs.replace


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    return read_story(write_story(tmp_path_factory.mktemp("asking"), ASKING))


def read_through(story: Story) -> Run:
    """To the side scene and back, then on to the warning's threshold."""
    run = begin(story)
    run = apply(story, run, Action("choose", "1"))
    run = apply(story, run, Action("back"))
    return apply(story, run, Action("go", "the-warning"))


def with_notes(story: Story, run: Run) -> Run:
    run = run_module.write(story, run, LAMP, "Who lit it?\n\nAsk the port.")
    run = run_module.toggle_bookmark(story, run, LAMP)
    return run_module.toggle_doubt(story, run, Place("the-warning", "1"))


def test_the_way_names_each_scene_with_chapter_days_and_places(story: Story) -> None:
    taken = gather(story, read_through(story))
    assert [stop.address for stop in taken.way] == ["the-storm", "the-warning"]
    first = taken.way[0]
    assert (first.title, first.chapter) == ("A light goes out", "The night")
    assert first.when == "2 to 3 February 1931, Skerry, Port Anna"
    assert [stop.address for stop in taken.read_too] == ["the-lamp"]
    assert taken.unread.startswith("2 scenes of 5 are not read yet")
    assert "1 of them begins with a warning" in taken.unread


def test_a_scene_of_the_whole_country_says_so(story: Story) -> None:
    national = next(key for key, scene in story.scenes.items() if "national" in scene.when.places)
    way = gather(story, apply(story, begin(story), Action("go", national))).way
    assert way[-1].when.endswith("1931, nationwide")


def test_a_scene_come_to_twice_is_said_to_be_one(story: Story) -> None:
    run = apply(story, read_through(story), Action("go", "the-storm"))
    assert [(stop.address, stop.again) for stop in gather(story, run).way] == [
        ("the-storm", False), ("the-warning", False), ("the-storm", True),
    ]  # fmt: skip


def test_a_warned_scene_that_was_not_entered_is_no_part_of_the_way(story: Story) -> None:
    run = apply(story, begin(story), Action("go", "the-rescue"))
    assert run.visit.threshold
    taken = gather(story, run)
    assert "the-rescue" not in [stop.address for stop in (*taken.way, *taken.read_too)]
    assert "rowers" not in repr(taken)


def test_notes_stand_beside_their_line_with_its_address(story: Story) -> None:
    taken = gather(story, with_notes(story, read_through(story)))
    [note], [bookmark], [doubt] = taken.notes, taken.bookmarks, taken.doubts
    assert note.text == "Who lit it?\n\nAsk the port."
    assert (note.address, note.said) == ("the-storm:lamp", "")
    assert note.line.startswith("The lightkeeper wrote that the lamp went out at 16:40.")
    assert (bookmark.text, bookmark.address) == ("", "the-storm:lamp")
    assert doubt.address == "the-warning:1" and "The harbour office says" in doubt.line


def test_a_lost_note_is_said_to_be_lost_with_the_words_it_stood_beside(story: Story) -> None:
    lost = run_module.Note(1, Anchor("the-storm", "gone", "Nothing like this is anywhere in it"), "Mine.")
    [note] = gather(story, _replace(begin(story), notes=(lost,))).notes
    assert (note.text, note.address) == ("Mine.", "")
    assert "no longer in the story" in note.said
    assert note.line == "Nothing like this is anywhere in it"


def test_guesses_come_only_if_wanted_and_are_not_scored(story: Story) -> None:
    order = ("the board wrote", "the lamp went out", "the paper counted")
    guessed = {"the-lamp:how-long": ("9",), "the-lamp:in-order": order, "the-lamp:gone": ("1",)}
    run = _replace(read_through(story), guesses=guessed)
    assert gather(story, run).guesses == () and "9" not in repr(gather(story, run).guesses_note)
    taken = gather(story, run, guesses=True)
    first, second = taken.guesses
    assert (first.question, first.mine, first.record) == (
        "How long was the light out?", "9 hours", "15 hours",
    )  # fmt: skip
    assert second.mine == ", ".join(order)
    assert second.record == "the lamp went out, the paper counted, the board wrote"
    assert taken.guesses_note == "1 guess was given to a question that is no longer asked."


def test_claims_met_carry_what_stands_a_citation_and_the_edition(story: Story) -> None:
    [claim] = gather(story, begin(story)).claims
    assert claim.question == "How many boats were lost?"
    assert [line[:16] for line in claim.stands] == ["Stands: 12 boats", "Stands: 15 boats"]
    assert claim.versions == "3 versions: 2 stand, 1 replaced; contested."
    assert (
        "claim at the-" in claim.where
        and "boats-lost" not in claim.where
        and str(story.edition) in claim.where
    )
    assert any("https://gazette.example/storm" in line for line in claim.sources)
    assert claim.bibtex.startswith("@misc{")


def test_under_a_date_nothing_is_taken_along_that_was_said_later(story: Story) -> None:
    taken = gather(story, _replace(begin(story), lens=Lens("1931-02-04")))
    assert "4 February 1931" in taken.lens
    [claim] = taken.claims
    assert [line[:15] for line in claim.stands] == ["Stands: 7 boats"]
    assert claim.versions == "1 version: 1 stands."
    assert "12 boats" not in repr(taken) and "1931-02-08" not in repr(taken)


def test_a_claim_neither_opened_nor_in_a_scene_read_is_not_met(story: Story) -> None:
    run = _replace(begin(story), seen=("the-lamp",))
    assert [claim.id for claim in gather(story, run).claims] == []
    assert [c.id for c in gather(story, _replace(run, opened=("claim:boats-lost",))).claims] == ["boats-lost"]


def test_terms_opened_come_with_forms_and_definition(story: Story) -> None:
    run = _replace(begin(story), opened=("term:lightkeeper", "source:log-book", "term:no-such"))
    [term] = gather(story, run).terms
    assert term.name == "lightkeeper (fyrvokter, смотритель маяка)"
    assert term.definition == "Who keeps the lamp of a lighthouse burning."
    assert term.address == "the-storm:lamp"


def test_a_marked_sentence_tells_its_verdict_only_once_that_was_read(story: Story) -> None:
    run = _replace(read_through(story), marks={"the-log": "sea-high"})
    [mark] = gather(story, run).marks
    assert (mark.number, mark.words, mark.verdict) == (2, "The sea was very high.", "")
    [mark] = gather(story, _replace(run, seen=(*run.seen, "the-morning"))).marks
    assert mark.verdict == "opinion"


def test_it_says_where_it_may_be_unwise_to_carry_it_and_how_to_check(story: Story) -> None:
    taken = gather(story, begin(story))
    care = " ".join(taken.care)
    for word in ("border", "search", "share", "deleted", "printed"):
        assert word in care
    assert any("Tell the tests." in line for line in taken.check)


def test_nothing_of_the_machine_or_of_an_hour_is_in_it(
    story: Story, isolated_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Under a name and a number that nothing else has: in a container a process may be number 12."""
    monkeypatch.setattr("socket.gethostname", lambda: "zq-host")
    monkeypatch.setattr("platform.node", lambda: "zq-host")
    monkeypatch.setattr("os.getpid", lambda: 987_654_321)
    taken: Takeaway = gather(story, with_notes(story, read_through(story)), guesses=True, now_on="2026-11-24")
    told = repr(taken)
    assert taken.made_on == "24 November 2026"
    for secret in ("zq-host", str(isolated_home), "987654321"):
        assert secret not in told
    assert gather(story, begin(story)).made_on == ""


def test_control_characters_of_a_hand_written_run_are_made_visible(story: Story) -> None:
    note = run_module.Note(1, Anchor("the-storm", "lamp", "\x1b[31mred"), "a\x1b]0;title\x07b\u202e")
    told = repr(gather(story, _replace(begin(story), notes=(note,))))
    assert "\\x1b" not in told and "\\x07" not in told and "\\u202e" not in told
