"""Doors: which login name, terminal and command lead where."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explainer.serve.ssh.login import Door, door_of


@pytest.mark.parametrize(
    "login",
    [
        "",
        "anna",
        "root",
        "linearly",
        "lead-tern",
        "anna7",
        "anna417",
        "ß",
        "-",
        "tern-٤١",
        "ruß-41",
        "resumed",
        "41-tern",
        "tern-1234567",
        "tern-41-fern-2",
        "",
    ],
)
def test_any_other_name_opens_the_story_on_a_screen(login: str) -> None:
    assert door_of(login, has_pty=True, term="xterm") == Door("screen")


@pytest.mark.parametrize(
    ("login", "word", "role"),
    [
        ("tern-41", "", "guest"),
        ("tern-41-fern", "fern", "guest"),
        ("linear-tern-41", "", "guest"),
        ("linear-tern-41-fern", "fern", "guest"),
        ("lead-tern-41", "", "lead"),
        ("show-tern-41", "", "show"),
    ],
)
def test_a_name_shaped_like_a_room_is_one(login: str, word: str, role: str) -> None:
    door = door_of(login, has_pty=True, term="xterm")
    assert (door.kind, door.code, door.word, door.role) == ("room", "tern-41", word, role)
    assert bool(door.argument) == login.startswith("linear-")
    assert "terminal" in door_of(login, has_pty=False).argument or login.startswith("linear-")


SPELLINGS = (
    "TERN-41",
    "tern41",
    "tern--41",
    "Tern.41",
    "tern/41",
    " tern 41 ",
    "Tern–41",
    "tern_41\n",
    "t.e.r.n.4.1",
)


@pytest.mark.parametrize("spelt", SPELLINGS)
def test_a_code_is_forgiven_how_it_is_spelt(spelt: str) -> None:
    for role in ("", "linear-", "LEAD ", "show."):
        door = door_of(f"{role}{spelt}", has_pty=True, term="xterm")
        named = {"LEAD ": "lead", "show.": "show"}.get(role, "guest")
        assert (door.kind, door.code, door.word, door.role, door.respelt) == (
            "room",
            "tern-41",
            "",
            named,
            True,
        )
        assert bool(door.argument) == (role == "linear-")
    assert door_of(f"{spelt}-Rainbow-DRUM", has_pty=True, term="xterm").word == "rainbowdrum"


@pytest.mark.parametrize(
    ("login", "code"),
    [
        ("tern-4", "tern-4"),
        ("tern.417", "tern-417"),
        ("Tern-4171", "tern-4171"),
        ("tern4171", "tern-4171"),
        ("my-tern-41", "mytern-41"),
        ("lead-42", "lead-42"),
        ("anna42", "anna-42"),
    ],
)
def test_what_is_like_a_code_never_opens_the_story_alone(login: str, code: str) -> None:
    door = door_of(login, has_pty=True, term="xterm")
    assert (door.kind, door.code) == ("room", code)


@pytest.mark.parametrize("login", ["Linear", "linear-", "LINEAR", "Resume", "resume."])
def test_other_doors_forgive_too(login: str) -> None:
    assert door_of(login, has_pty=True, term="xterm").kind == login.lower().strip("-.")


@pytest.mark.parametrize(
    ("login", "has_pty", "term", "why"),
    [
        ("linear", True, "xterm", "linear"),
        ("linear", False, "", "linear"),
        ("anna", False, "", "no terminal"),
        ("anna", True, "dumb", "TERM=dumb"),
        ("anna", True, "", "TERM is empty"),
    ],
)
def test_linear_mode_says_why(login: str, has_pty: bool, term: str, why: str) -> None:
    door = door_of(login, has_pty=has_pty, term=term)
    assert door.kind == "linear"
    assert why in door.argument
    assert "connect without -T" not in door.argument, (
        "who pipes a script in typed no -T, and would gain nothing"
    )


@pytest.mark.parametrize("term", ["vt100", "xterm", "linux", "screen", "dumber", "a-kind-nobody-knows"])
def test_every_terminal_but_a_dumb_one_is_a_screen(term: str) -> None:
    assert door_of("anna", has_pty=True, term=term) == Door("screen")


def test_who_comes_back_reads_on_in_the_way_their_terminal_asks_for() -> None:
    assert door_of("resume", has_pty=True, term="xterm") == Door("resume", "")
    assert "terminal" in door_of("resume", has_pty=False).argument


@given(st.text(), st.booleans(), st.text(), st.text())
def test_a_command_is_a_command_whoever_asks_and_comes_as_it_was_typed(
    login: str, has_pty: bool, term: str, command: str
) -> None:
    assert door_of(login, has_pty=has_pty, term=term, command=command) == Door("command", command)


@given(st.text(), st.booleans(), st.text())
def test_every_name_has_a_door_and_no_door_tells_the_name(login: str, has_pty: bool, term: str) -> None:
    door = door_of(login, has_pty=has_pty, term=term)
    assert door.kind in ("screen", "linear", "resume", "room")
    assert door.kind == "room" or len(login) < 5 or login not in door.argument or login == "linear"
