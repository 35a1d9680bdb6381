"""A run as a file, with and without a passphrase; what one takes along; neither overwrites anything."""

from __future__ import annotations

from pathlib import Path

import pytest

from explainer.linear.conversation import Conversation
from explainer.reading.options import ReaderOptions
from explainer.reading.run import begin
from explainer.reading.storage.store import Store, read_file
from explainer.story.model.structs import Story

PASSPHRASE = "Passphrase: type one to encrypt the file, unseen; Enter for none."


@pytest.fixture
def keeping(story: Story, tmp_path: Path) -> Conversation:
    """A conversation that may write to files."""
    run = begin(story)
    return Conversation(story, run, ReaderOptions(story, run, Store(tmp_path / "state")))


def answers(talk: Conversation, *lines: str) -> list[str]:
    said: list[str] = []
    for line in lines:
        said = talk.answer(line)
    return said


def test_save_asks_for_a_passphrase_and_enter_is_none(
    keeping: Conversation, story: Story, tmp_path: Path
) -> None:
    target = tmp_path / "my-run.json"
    assert answers(keeping, "next", f"save {target}") == [PASSPHRASE]
    assert keeping.secret and keeping.asking
    assert answers(keeping, "") == [
        "Saved: your whole run, as my-run.json. explainer --resume and its name goes on from here."
    ]
    assert not keeping.secret and not keeping.asking
    found = read_file(target, story).run
    assert found is not None and found.visit == keeping.run.visit


def test_a_passphrase_is_typed_twice(keeping: Conversation, story: Story, tmp_path: Path) -> None:
    target = tmp_path / "my-run.age"
    said = answers(keeping, f"save {target}", "four  Words quit\n")
    assert said == ["Passphrase: type it once more."]
    assert keeping.secret
    said = answers(keeping, "four  Words quit\n")
    assert said == [
        "Saved: your whole run, encrypted, as my-run.age. explainer --resume asks for the passphrase."
    ]
    assert read_file(target, story, "four  Words quit").run is not None
    assert "four" not in " ".join(answers(keeping, "again"))


def test_two_that_differ_write_nothing(keeping: Conversation, tmp_path: Path) -> None:
    target = tmp_path / "my-run.age"
    said = answers(keeping, f"save {target}", "one", "two")
    assert said == ["Cannot save: the two differ. Type save and the file again."]
    assert not keeping.asking
    assert not target.exists()


def test_the_end_of_the_input_at_the_passphrase_writes_nothing(keeping: Conversation, tmp_path: Path) -> None:
    target = tmp_path / "my-run.age"
    answers(keeping, f"save {target}", "secret words")
    assert keeping.leave()[0] == "Not saved."
    assert keeping.ended
    assert not target.exists()


def test_a_run_takes_the_place_of_a_run_and_of_nothing_else(keeping: Conversation, tmp_path: Path) -> None:
    target, letter = tmp_path / "my-run.json", tmp_path / "letter.txt"
    letter.write_text("Dear Oda")
    answers(keeping, f"save {target}", "", "next")
    assert answers(keeping, f"save {target}", "")[0].startswith("Saved:")
    answers(keeping, f"save {target}", "a", "a")
    assert answers(keeping, f"save {target}", "a", "a")[0].startswith("Saved:"), (
        "under the same one it is a run"
    )
    locked = target.read_bytes()
    for lines in (("",), ("b", "b")):
        said = answers(keeping, f"save {target}", *lines)
        assert said == [
            "Cannot: That file is there already, encrypted with another passphrase; name another."
        ]
    assert target.read_bytes() == locked
    assert answers(keeping, f"save {letter}")[0].startswith("Cannot: That file is there already")
    assert letter.read_text() == "Dear Oda"
    assert answers(keeping, f"save {tmp_path}")[0].startswith("Cannot: That is a folder")
    assert answers(keeping, "save")[0].startswith("Cannot save: type save")
    assert answers(keeping, f"save {letter}/x", "")[0].startswith("Cannot: ")
    assert not keeping.asking


def test_after_a_file_was_written_quit_does_not_say_that_nothing_is(
    keeping: Conversation, tmp_path: Path
) -> None:
    answers(keeping, f"save {tmp_path / 'my-run.json'}", "")
    assert answers(keeping, "quit") == ["Keep: may this machine keep your place? yes or no; Enter is no."]


# what one takes along


def test_a_takeaway_is_said_piece_by_piece(keeping: Conversation) -> None:
    answers(keeping, "next", "open 1", "note Who saw it first?")
    said = answers(keeping, "takeaway")
    assert said[0].startswith("Takeaway: 1 scene, 1 note, ")
    assert said[-1].endswith("more says it here.")
    everything = " ".join([*said, *answers(keeping, "all")])
    assert "Who saw it first?" in everything
    assert "Claim: How many boats were lost? Stands: " in everything
    assert "http" not in everything and "the-storm:" not in everything


@pytest.mark.parametrize(
    ("line", "begins"),
    [
        ("takeaway html {}", "<!doctype html>"),
        ("takeaway markdown {}", "#"),
        ("takeaway {}.html", "<!doctype html>"),
        ("takeaway {}.md", "#"),
    ],
)
def test_a_takeaway_is_written_in_the_form_asked_for(
    keeping: Conversation, tmp_path: Path, line: str, begins: str
) -> None:
    said = answers(keeping, "next", line.format(tmp_path / "mine"))
    assert said[0].startswith("Takeaway: written as mine")
    (file,) = tmp_path.glob("mine*")
    assert file.read_text(encoding="utf-8").lower().startswith(begins)
    assert file.stat().st_mode & 0o077 == 0
    before = file.read_bytes()
    assert answers(keeping, line.format(tmp_path / "mine"))[0].startswith("Cannot: That file is there")
    assert file.read_bytes() == before


def test_guesses_are_in_it_only_where_they_were_asked_for(keeping: Conversation, tmp_path: Path) -> None:
    answers(keeping, "go the-storm", "guess 3", "next")
    answers(keeping, f"takeaway text {tmp_path / 'plain'}", f"takeaway guesses text {tmp_path / 'whole'}")
    assert "Did boats come back" not in (tmp_path / "plain").read_text(encoding="utf-8")
    assert "Did boats come back" in (tmp_path / "whole").read_text(encoding="utf-8")


@pytest.mark.parametrize("changes", [{"private": True}, {"store": None}])
def test_nothing_is_written_in_a_session_that_writes_nothing(
    story: Story, tmp_path: Path, changes: dict[str, object]
) -> None:
    run = begin(story)
    fields: dict[str, object] = {"store": Store(tmp_path / "state")} | changes
    talk = Conversation(story, run, ReaderOptions(story, run, **fields))  # type: ignore[arg-type]
    for line in (f"save {tmp_path / 'a'}", f"takeaway html {tmp_path / 'b'}"):
        assert answers(talk, line) == ["Cannot save: nothing is written in this session."]
    assert not list(tmp_path.iterdir())
