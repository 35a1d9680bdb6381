"""Every door of a room as a stock client meets it: codes forgive, guessing is held up, the right one comes in."""

from __future__ import annotations

import contextlib
import http.client
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest

from tests.e2e.ssh_room import Room
from tests.e2e.ssh_server import SshServer, needs_ssh, running
from tests.e2e.terminal import Terminal
from tests.e2e.web_client import Client
from tests.tiny import write_story

pytestmark = needs_ssh
DOORS = ("--web", "127.0.0.1:0")


def spellings(code: str) -> tuple[str, ...]:
    word, number = code.split("-")
    return (
        code.upper(), f"{word}{number}", f"{word}--{number}", f"{word.title()}.{number}", f"{word}/{number}",
        f"{word} {number}",
    )  # fmt: skip


def test_a_code_in_six_spellings_is_the_room_on_ssh_line_by_line_and_in_a_browser(room: Room) -> None:
    client = Client(room.server)
    for spelt in spellings(room.code):
        guest = room.terminal(spelt)
        guest.wait_until(partial(_is_in, guest, room.code), spelt)
        for role in ("linear-", "LINEAR."):
            said = room.server.ssh(login=f"{role}{spelt}", given=b"quit\n")
            assert said.returncode == 0 and f"Room: {room.code}." in said.stdout.decode(), spelt
        for role, name in (("", ""), ("linear-", ""), ("LEAD-", "lead-"), ("show.", "show-")):
            assert client.ask("GET", f"/{role}{quote(spelt)}")[0] == 302
            assert client.headers["location"] == f"/{name}{room.code}", spelt
    for spelt in (f"LEAD{room.code}", f"show/{room.code.upper()}"):
        asked = room.terminal(spelt)
        asked.wait_for("Type the leader's secret")


def _is_in(guest: Terminal, code: str) -> bool:
    return bool(guest.modes.get(1049)) and code in guest.text


LIKE_CODES = (
    ("mapel-42", "mapel-42"), ("MAPEL.42", "mapel-42"), ("mapel4217", "mapel-4217"), ("mapel-421", "mapel-421"),
)  # fmt: skip


@pytest.mark.parametrize("role", ["", "linear-", "lead-", "show-", "LINEAR"])
def test_a_name_like_a_code_is_refused_with_the_reason_and_never_opened_alone(
    server: SshServer, role: str
) -> None:
    for name, code in LIKE_CODES:
        said = f"No open room has the code {code}. It looks like word-NN: ask for the card."
        refused = server.ssh(login=f"{role}{name}")
        assert refused.returncode == 1, name
        assert refused.stdout.decode().startswith(said), name
        client = Client(server)
        status, page = client.ask("GET", f"/{role}{name}")
        if status == 302:
            status, page = client.ask("GET", client.headers["location"])
        assert status == 404 and said in page, name
    own = server.ssh(login="student07")
    assert own.returncode == 1 and b"To read alone, log in as reader." in own.stdout
    alone = server.ssh(login="reader", given=b"quit\n")
    assert alone.returncode == 0 and b"You are reading alone." in alone.stdout


LIMITS = "burst_per_address=20, rate_per_address=0.01"
"""A hall of twenty; nobody more in the time of a test."""


@pytest.fixture
def guarded(tmp_path: Path) -> Iterator[SshServer]:
    """A server whose doors take 20 lines of one address: browsers four times as many."""
    with running(
        tmp_path, write_story(tmp_path / "story"), "--workers", "2", *DOORS, limits=LIMITS
    ) as server:
        yield server


def swept(client: Client, codes: list[str], wish: str = "GET", path: str = "/{}", body: bytes = b"") -> int:
    """How many of these were answered at all, by a browser that keeps its line where it may."""
    told = 0
    line = http.client.HTTPConnection(client.host, client.port, timeout=60)
    for code in codes:
        with contextlib.suppress(http.client.HTTPException, ConnectionError):
            headers = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
            line.request(wish, path.format(code), body=body or None, headers=headers)
            answer = line.getresponse()
            answer.read()
            told += answer.status in (403, 404)
            continue
        line.close()
    line.close()
    return told


def test_a_sweep_of_codes_in_a_browser_is_held_up_as_over_ssh(guarded: SshServer) -> None:
    client = Client(guarded)
    with Room(guarded) as room:
        word = room.code.partition("-")[0]
        wrong = [f"{word}x-{number}" for number in range(10, 100)] * 3
        assert 0 < swept(client, wrong) <= 20, "a wrong code costs a browser what a line costs over SSH"
        status, said = client.ask("GET", f"/{room.code}")
        assert status == 503 and "Too many came from your network at once." in said
        guest = room.guest()
        assert room.code in guest.text, "the other door of the same network stays open"


def test_words_and_secrets_tried_in_a_browser_are_held_up_alike(tmp_path: Path) -> None:
    for number, path in enumerate(("/lead-{}", "/show-{}", "/{}/join")):
        home = tmp_path / str(number)
        home.mkdir()
        begun = running(home, write_story(home / "story"), "--workers", "1", *DOORS, limits=LIMITS)
        with begun as server, Room(server) as room:
            leader = room.leader()
            leader.press("D")
            leader.wait_for("The door is closed")
            body = urlencode({"secret": "amber canoe", "word": "ambercanoefern"}).encode()
            assert 0 < swept(Client(server), [room.code] * 90, "POST", path, body) <= 20, path


def _tries_five(wrong: Terminal) -> None:
    wrong.wait_for("Type the leader's secret")
    for tried in range(1, 6):
        wrong.send("amber canoe\r")
        wrong.wait_until(partial(_is_refused, wrong, tried), "refused")


def _is_refused(wrong: Terminal, times: int) -> bool:
    return wrong.flat.count("That is not the secret") >= times


def test_after_thirty_wrong_secrets_the_right_one_opens_at_every_door(room: Room) -> None:
    for _time in range(6):
        _tries_five(room.terminal(f"lead-{room.code}"))
    client = Client(room.server)
    for _time in range(30):
        assert (
            client.ask("POST", f"/lead-{room.code}", urlencode({"secret": "amber canoe"}).encode())[0] == 403
        )
    room.leader()
    room.leader("show")
    right = urlencode({"secret": room.secret}).encode()
    assert client.ask("POST", f"/lead-{room.code}", right)[0] == 303
    assert client.ask("POST", f"/show-{room.code}", right)[0] == 303


def test_after_thirty_wrong_join_words_the_right_one_opens(room: Room) -> None:
    leader = room.leader(columns=120, rows=40)
    leader.press("D")
    leader.wait_for("The door is closed")
    leader.press("J")
    leader.wait_for("One-use words")
    rows = leader.text.splitlines()
    found = [
        word for row in rows for word in row.split() if len(word) >= 12 and word.isalpha() and word.islower()
    ]
    assert len(found) >= 2, leader.text
    client = Client(room.server)
    for _time in range(31):
        assert client.ask("POST", f"/{room.code}/join", b"word=ambercanoefern")[0] == 403
    assert client.ask("POST", f"/{room.code}/join", f"word={found[0].upper()}".encode())[0] == 303
    inside = room.server.ssh(login=f"linear-{room.code}-{found[1]}", given=b"quit\n")
    assert inside.returncode == 0 and f"Room: {room.code}." in inside.stdout.decode()
