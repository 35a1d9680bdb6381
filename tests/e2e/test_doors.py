"""Every door of a room as a stock client meets it: codes forgive, guessing is held up, the right one comes in."""

from __future__ import annotations

import contextlib
import http.client
import re
import socket
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest

from tests.e2e.serving import wait_until
from tests.e2e.ssh_room import Room, answered
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


# in a browser alone


def test_a_body_that_does_not_come_is_told_so(tmp_path: Path) -> None:
    begun = running(
        tmp_path, write_story(tmp_path / "story"), "--workers", "1", *DOORS, limits="web_body_seconds=0.5"
    )
    with begun as server, Room(server) as room:
        client = Client(server)
        for path in (f"/{room.code}/join", f"/{room.code}/do", f"/lead-{room.code}", f"/lead-{room.code}/do"):
            head = (
                f"POST {path} HTTP/1.1\r\nHost: {client.host}:{client.port}\r\nContent-Length: 9\r\n"
                "Content-Type: application/x-www-form-urlencoded\r\n\r\nw"
            )
            with socket.create_connection((client.host, client.port), timeout=60) as line:
                line.sendall(head.encode())
                said = b"".join(iter(lambda line=line: line.recv(4096), b"")).decode()  # type: ignore[misc]
            assert said.startswith("HTTP/1.1 408 "), (path, said)
            assert "What was sent did not come in time." in said and "Connection: close" in said
        assert client.ask("GET", f"/{room.code}")[0] == 200
        assert "session failed" not in server.server.errors, server.server.errors


def test_a_server_with_a_name_answers_to_it_alone(tmp_path: Path) -> None:
    options = ("--workers", "2", *DOORS, "--name", "Reader.example")
    with running(tmp_path, write_story(tmp_path / "story"), *options) as server, Room(server) as room:
        client = Client(server)
        for host in ("reader.example", "READER.example.:8443", "127.0.0.1", "localhost:1", "[::1]:8443"):
            assert client.ask("GET", f"/{room.code}", Host=host)[0] == 200, host
        client.come_in(room)
        for host in ("elsewhere.example", "reader.example.elsewhere", "reader", "127.0.0.1.elsewhere", ""):
            for way, path in (
                ("GET", "/"),
                ("GET", f"/{room.code}"),
                ("GET", "/style.css"),
                ("GET", "/MAPLE42"),
            ):
                status, page = client.ask(way, path, Host=host)
                assert status == 421, (host, path)
                assert "This server does not answer to that name." in page
                assert room.code not in page and "storm" not in page
            assert client.ask("POST", f"/{room.code}/do", b"do=next", Host=host)[0] == 421


def test_any_name_is_answered_where_none_is_given(room: Room) -> None:
    assert Client(room.server).ask("GET", "/", Host="any.example")[0] == 200


def test_the_cookie_of_one_room_is_worth_nothing_in_another(room: Room) -> None:
    with Room(room.server) as other:
        client = Client(room.server)
        client.come_in(room)
        token = re.search(r'name="token" value="([^"]+)"', client.ask("GET", f"/{room.code}")[1])
        assert token
        for code in (other.code, "mapel-42"):
            status, page = client.ask("GET", f"/{code}")
            assert (status, token[1] in page, "Step out" in page) == (
                200 if code == other.code else 404,
                False,
                False,
            )
            for path in ("terms", "term/lamp", "takeaway", "takeaway.txt", "phrase", "search?q=storm"):
                assert client.ask("GET", f"/{code}/{path}")[0] == 303, path
                assert client.headers["location"] == f"/{code}", path
            body = urlencode({"token": token[1], "do": "step-out"}).encode()
            assert client.ask("POST", f"/{code}/do", body)[0] == 303
            assert client.headers["location"] == f"/{code}"
            assert "no longer known here" in client.ask("GET", f"/{code}/events")[1]
        assert "You have stepped out." not in client.ask("GET", f"/{room.code}")[1]
        assert not client.headers.get("set-cookie")


def test_pages_of_a_changed_code_stay_their_guests_own(room: Room) -> None:
    client = Client(room.server)
    client.come_in(room)
    leader = room.leader(columns=120, rows=40)
    leader.press("K")
    leader.wait_until(lambda: room.code not in leader.flat, "another code")
    wait_until(lambda: client.ask("GET", f"/{room.code}")[0] == 303)
    there = client.headers["location"]
    assert there != f"/{room.code}" and client.ask("GET", there)[0] == 200
    assert client.ask("GET", f"/{room.code}/takeaway")[0] == 200
    assert Client(room.server).ask("GET", f"/{room.code}")[0] == 404, "for newcomers the old one is none"


# one person at two doors


def _answers(guest: Terminal, digit: str) -> None:
    guest.wait_until(lambda: answered(guest, digit), "counted")


def test_a_browser_and_a_line_over_ssh_are_two_guests_with_two_ballots(room: Room) -> None:
    leader, client, guest = room.leader(columns=120, rows=40), Client(room.server), room.guest()
    client.come_in(room)
    leader.wait_for("2 connected")
    leader.press("space")
    leader.wait_for("step 1 of 3")
    leader.press("p")
    leader.wait_for("0 answers")
    client.press(room, "answer", option="0")
    leader.wait_for("1 answer")
    _answers(guest, "2")
    leader.wait_for("2 answers")
    assert "You: 1, counted" in client.ask("GET", f"/{room.code}")[1]


def test_by_a_browsers_phrase_an_answer_stays_one_and_later_ones_are_two(room: Room) -> None:
    leader, client = room.leader(columns=120, rows=40), Client(room.server)
    client.come_in(room)
    leader.press("space")
    leader.wait_for("step 1 of 3")
    leader.press("p")
    leader.wait_for("0 answers")
    client.press(room, "answer", option="0")
    page = client.ask("GET", f"/{room.code}/phrase")[1]
    assert "As long as this page is open too, you are two guests" in page
    phrase = re.search(r'class="phrase"><code>([a-z ]+)</code>', page)
    assert phrase
    over = room.terminal("resume")
    over.wait_for("Type your phrase")
    over.send(f"{phrase[1]}\r")
    over.wait_for("You: 1, counted")
    _answers(over, "2")
    leader.wait_for("2 connected")
    leader.wait_for("1 answer")
    client.press(room, "answer", option="0")
    client.press(room, "answer", option="1")
    leader.settle()
    assert "2 answers" not in leader.flat, "whichever changes it, it is one answer"
    leader.press("C")
    leader.wait_for("closed, not shown")
    leader.press("p")
    leader.wait_for("0 answers")
    client.press(room, "answer", option="0")
    leader.wait_for("1 answer")
    over.wait_for("Who would you have told first?")
    _answers(over, "1")
    leader.wait_for("2 answers")
