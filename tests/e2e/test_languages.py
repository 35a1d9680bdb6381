"""A story in two languages over the stock `ssh`: each guest of a room reads in their own, and the room is one."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.e2e.ssh_room import Room, answered
from tests.e2e.ssh_server import SshServer, needs_ssh, running
from tests.e2e.terminal import Terminal
from tests.e2e.web_client import Client
from tests.two_languages import write_two_languages

pytestmark = needs_ssh
WEB = ("--web", "127.0.0.1:0")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SshServer]:
    home = tmp_path_factory.mktemp("two")
    with running(home, write_two_languages(home / "story"), "--workers", "1", *WEB) as server:
        yield server


def test_two_guests_of_one_room_read_in_two_languages(room: Room) -> None:
    leader = room.leader()
    leader.wait_for("you lead")
    english, russian = room.guest(), room.guest(60, 20)
    leader.press("space")
    english.wait_for("Did boats come back?")
    russian.wait_for("Did boats come back?")
    russian.press("L")
    russian.wait_for("Вернулись ли лодки?")
    leader.press("space")
    english.wait_for("The lightkeeper wrote")
    russian.wait_for("Её звали Ода Берг")
    assert "lightkeeper wrote" not in russian.flat
    assert "Её звали" not in english.flat
    leader.wait_for("0 roam")
    for _step in range(2):
        leader.press("space")
    english.wait_for("The telegram")
    russian.wait_for("Телеграмма")
    leader.wait_for("0 roam")


def test_a_poll_is_asked_in_two_languages_and_counted_as_one(room: Room) -> None:
    leader, wall = room.leader(), room.leader("show", 60, 20)
    english, russian = [room.guest() for _one in range(3)], [room.guest() for _one in range(3)]
    leader.press("space")
    for guest in russian:
        guest.wait_for("step 1 of 3")
        guest.press("L")
        guest.wait_for("Вернулись ли лодки?")
    leader.wait_for("6 connected")
    leader.press("p")
    wall.wait_for("Did boats come back?")
    for guest in (*english, *russian):
        guest.wait_for("Esc later")
    assert "некоторые" in russian[0].flat
    assert "some" in english[0].flat
    for guest, answer in zip((*english, *russian), "222122", strict=True):
        guest.wait_until(partial(answered, guest, answer), "counted")
    leader.press("v")
    for guest in (*english, *russian):
        guest.wait_for("Result")
    result = room.state.polls[0].result
    assert result is not None
    assert (result.small, result.ahead) == (True, 1), "words alone, of all six"
    assert room.state.polls[0].poll.question == "Did boats come back?"
    assert "некоторые" in russian[0].flat


def test_who_comes_back_by_the_phrase_reads_on_in_their_language(server: SshServer) -> None:
    with server.terminal(login="someone") as guest:
        guest.wait_for("Did boats come back?")
        guest.press("L")
        guest.wait_for("Вернулись ли лодки?")
        guest.press("n")
        guest.wait_for("Your phrase: ")
        phrase = guest.flat.partition("Your phrase: ")[2].partition(".")[0].partition(";")[0].strip()
    with server.terminal(login="resume") as back:
        back.wait_for("phrase")
        back.send(f"{phrase}\r")
        back.wait_for("Её звали Ода Берг")


def test_line_by_line_the_word_switches_in_a_room(room: Room) -> None:
    leader = room.leader()
    leader.wait_for("you lead")
    listener = room.terminal(f"linear-{room.code}", 72, 24, "xterm")
    listener.wait_until(lambda: listener.raw.endswith(b"> "), "the prompt")
    listener.send("language ru\r")
    listener.wait_until(lambda: "Language: Русский." in listener.raw.decode(errors="replace"), "the language")
    leader.press("space")
    leader.press("space")
    listener.wait_until(lambda: "Её звали Ода Берг" in _heard(listener), "the leader's step")
    assert "lightkeeper wrote" not in _heard(listener)


def _heard(terminal: Terminal) -> str:
    return " ".join(terminal.raw.decode(errors="replace").replace("\r", "\n").split())


def test_the_reading_commands_answer_in_the_language(server: SshServer) -> None:
    done = server.ssh("list", "scene", "--language", "ru")
    assert (done.returncode, "Огонь гаснет" in done.stdout.decode()) == (0, True)
    wrong = server.ssh("list", "scene", "--language", "fr")
    assert wrong.returncode == 2
    assert "it is in: en (English), ru (Русский)" in wrong.stderr.decode()
    with server.terminal("read", "--language", "ru", "--at", "the-morning") as reader:
        reader.wait_for("Кто дал приказ")


def test_a_page_alone_is_of_its_address_in_every_language(server: SshServer) -> None:
    client = Client(server)
    _status, own = client.ask("GET", "/scene/the-storm")
    assert '<html lang="en">' in own
    assert '<a href="/in/ru/scene/the-storm" hreflang="ru" lang="ru">Русский</a>' in own
    status, page = client.ask("GET", "/in/ru/scene/the-storm")
    assert status == 200
    assert '<html lang="ru">' in page
    assert "Её звали" in page
    assert '<a href="/scene/the-storm" hreflang="en" lang="en">English</a>' in page
    assert 'href="/in/ru/scene/the-lamp"' in page
    client.ask("GET", "/in/ru/date?on=1931-02-03&at=/scene/the-storm")
    assert client.headers["location"] == "/in/ru/on/1931-02-03/scene/the-storm"
    _status, dated = client.ask("GET", "/in/ru/on/1931-02-03/scene/the-storm")
    assert 'href="/on/1931-02-03/scene/the-storm" hreflang="en"' in dated
    for nowhere in ("/in/fr/", "/in/en/", "/in/ru/scene/nothing"):
        assert client.ask("GET", nowhere)[0] == 404


def test_words_that_are_not_translated_have_their_own_lang(server: SshServer) -> None:
    _status, page = Client(server).ask("GET", "/in/ru/scene/the-morning")
    assert "Not yet in Русский; in English:" in page
    assert 'lang="en" id="the-morning:late"' in page


def test_a_browser_in_a_room_switches_alone_and_goes_on_following(room: Room, server: SshServer) -> None:
    leader = room.leader()
    leader.wait_for("you lead")
    one, other = Client(server), Client(server)
    one.come_in(room)
    other.come_in(room)
    leader.press("space", "space")
    leader.wait_until(
        lambda: "wrote that the lamp went out" in other.ask("GET", f"/{room.code}")[1], "the step"
    )
    one.press(room, "language:ru")
    _status, page = one.ask("GET", f"/{room.code}")
    assert "Её звали" in page
    assert '<div lang="ru">' in page
    assert "wrote that the lamp went out" in other.ask("GET", f"/{room.code}")[1]
    leader.wait_for("0 roam")
    _status, terms = one.ask("GET", f"/{room.code}/terms")
    assert "смотритель" in terms


def test_a_server_may_begin_in_another_language_than_the_storys(tmp_path: Path) -> None:
    story = write_two_languages(tmp_path / "story")
    with running(tmp_path, story, "--workers", "1", "--language", "Русский") as server, Room(server) as room:
        with server.terminal(login="someone") as alone:
            alone.wait_for("Вернулись ли лодки?")
            alone.press("L")
            alone.wait_for("Did boats come back?")
        leader, wall, guest = room.leader(), room.leader("show", 60, 20), room.guest()
        leader.press("space", "space")
        for screen in (wall, guest):
            screen.wait_for("Её звали")
        guest.press("L")
        guest.wait_for("wrote that the lamp")


def test_a_server_in_a_language_that_the_story_lacks_does_not_start(tmp_path: Path) -> None:
    story = write_two_languages(tmp_path / "story")
    done = subprocess.run(
        [sys.executable, "-m", "explainer", "serve", str(story), "--state", str(tmp_path / "s"), "--language", "fr"],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "it is in: en (English), ru (Русский)" in done.stderr
