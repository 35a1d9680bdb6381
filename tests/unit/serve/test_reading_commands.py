"""The words of the command line over SSH: what is answered, and all that is not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from explainer.export.as_text.lines import Answer
from explainer.problems import Cannot, UsageError
from explainer.serve.ssh.reading_commands import LONGEST_COMMAND, ReadFrom, answer
from explainer.story.load.loader import read_story
from explainer.story.model.structs import Story
from tests.two_languages import write_two_languages


def _data(story: Story, command: str) -> str:
    given = answer(story, command)
    assert isinstance(given, Answer)
    return given.data


def test_a_list_is_the_one_of_the_command_line(story: Story) -> None:
    found = json.loads(_data(story, "list scene --json"))
    assert [one["id"] for one in found] == list(story.order)
    assert _data(story, "list scenes").splitlines()[0].startswith("the-storm")
    assert json.loads(_data(story, "list action --json"))[0]["id"] == "next"


def test_one_thing_is_shown(story: Story) -> None:
    assert story.scenes["the-storm"].title in _data(story, "show scene the-storm")
    assert json.loads(_data(story, "show term 'Oda Berg' --json"))["id"] == "oda-berg"
    assert "As known on" in _data(story, "show scene the-storm --as-known-on 1931-02-03")
    assert "As known on" in _data(story, "show scene the-storm@1931-02-03")


def test_a_warned_scene_says_the_word_of_this_place(story: Story) -> None:
    warned = _data(story, "show scene the-rescue")
    assert "show scene the-rescue --consent reads it." in warned
    assert "explainer" not in warned
    assert len(_data(story, "show scene the-rescue --consent")) > len(warned)


def test_search(story: Story) -> None:
    assert "lamp" in _data(story, "search lamp")
    nothing = answer(story, "search xyzzyplugh")
    assert isinstance(nothing, Answer) and not nothing.data and "xyzzyplugh" in nothing.said
    assert json.loads(_data(story, "search lamp --json"))[0]["kind"]


def test_about_and_help(story: Story) -> None:
    about = _data(story, "about")
    assert "A small story for tests." in about and "Edition: 1.2" in about
    for asked in ("help", "--help", "-h", "show --help", "list -h"):
        assert "show KIND ID" in _data(story, asked)
    assert all(len(line) <= 72 for line in _data(story, "help").splitlines())


def test_nothing_and_read_lead_to_the_reader(story: Story) -> None:
    assert answer(story, "") == answer(story, "  ") == answer(story, "read") == ReadFrom()
    assert answer(story, "read --at the-lamp --as-known-on 1931-02-03 --linear") == ReadFrom(
        "the-lamp", "", "1931-02-03", True
    )


@pytest.mark.parametrize(
    "command",
    [
        "check /etc", "export --to html /tmp/x", "save run.json", "forget", "serve", "schema scene", "takeaway",
        "manual", "completion bash", "preview .", "new /tmp/x", "workshop", "rehearse", "; id", "$(id)", "`id`",
        "&& id", "| id", "sh -c id", "/bin/sh", "scp -t /tmp", "rsync --server . /", "sftp-server",
        "internal-sftp", "git-upload-pack x", "list scene --story /etc", "show scene the-storm --story=/etc",
        "search lamp --story /etc", "read /etc", "read --resume /etc/passwd", "read --private", "list", "show scene",
        "list /etc/passwd", "list scene extra", "search", "search ''", "list scene; id", "list scene > /tmp/x",
        "show scene the-storm --as-known-on yesterday", "show scene the-storm --cite plain", "show term x --cite what",
        "list scene --jso", "'open", "@/etc/passwd", "list @/etc/passwd", "about /etc",
        "show figure", "show figure ''",
    ],
)  # fmt: skip
def test_everything_else_is_wrong_usage(story: Story, command: str) -> None:
    with pytest.raises(UsageError) as told:
        answer(story, command)
    assert len(str(told.value)) < 600


@pytest.mark.parametrize(
    "command",
    [
        "show scene nowhere", "show scene ../../etc/passwd", "show source ../../../etc/passwd",
        "show scene /etc/passwd", "show scene the-storm:nope", "show action fly",
        "show scene '$(id)'",
    ],
)  # fmt: skip
def test_what_the_story_has_not_is_not_found(story: Story, command: str) -> None:
    with pytest.raises(Cannot) as told:
        answer(story, command)
    assert "explainer list" not in str(told.value)


def test_a_long_command_is_refused_before_it_is_looked_at(story: Story) -> None:
    assert answer(story, "search " + "l" * (LONGEST_COMMAND - 7))
    with pytest.raises(UsageError, match="too long"):
        answer(story, "search " + "l" * LONGEST_COMMAND)


def test_a_word_of_a_guest_is_short_in_what_is_said_of_it(story: Story) -> None:
    with pytest.raises(UsageError) as told:
        answer(story, "x" * 4_000)
    assert len(str(told.value)) < 120


def test_a_command_answers_in_the_language_it_names(tmp_path: Path) -> None:
    two = read_story(write_two_languages(tmp_path / "two"))
    listed = answer(two, "list scene --language ru")
    assert isinstance(listed, Answer)
    assert "Огонь гаснет" in listed.data
    reading = answer(two, "read --language Русский")
    assert isinstance(reading, ReadFrom)
    assert reading.language == "ru"
    assert answer(two, "read") == ReadFrom()
    with pytest.raises(UsageError, match="it is in"):
        answer(two, "list scene --language \x1b[31m")
