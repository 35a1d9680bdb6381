"""`explainer workshop` on a PTY: the room opened, followed by guests over the stock `ssh`, killed, and opened again."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from explainer.problems import Cannot
from explainer.serve.hosting import front_process
from explainer.serve.hosting.front_process import FrontProcess
from explainer.serve.processes.listening import Address
from explainer.serve.processes.settings import Settings
from tests.e2e.processes import alive
from tests.e2e.serving import PATIENCE, ROOT, wait_until
from tests.e2e.ssh_server import needs_ssh
from tests.e2e.terminal import Terminal
from tests.e2e.valkey_server import valkey_server
from tests.e2e.workshop_terminal import Leader, Workshop

pytestmark = needs_ssh


@pytest.fixture
def workshop(tmp_path: Path) -> Iterator[Workshop]:
    made = Workshop(tmp_path)
    yield made
    made.close()


def _counted(guest: Terminal, answer: str) -> Callable[[], bool]:
    def answered() -> bool:
        if re.search(r"You: [^.]{1,40}, counted", guest.flat):
            return True
        guest.send(answer)
        return False

    return answered


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
def test_a_room_is_opened_followed_and_asked(workshop: Workshop, size: tuple[int, int]) -> None:
    leader = workshop.lead(columns=size[0], rows=size[1])
    screen = leader.terminal
    assert leader.card.splitlines()[0].startswith("ssh 127.0.0.1") or "secret" in leader.card.splitlines()[0]
    screen.wait_for("ED25519")
    assert f"ssh -p {leader.port} {leader.code}@127.0.0.1" in screen.text
    assert f"linear-{leader.code}" in screen.text
    assert "Only this computer reaches 127.0.0.1" in screen.flat, "loopback is said"
    shown = screen.text + re.sub(r"^.*secret.*$", "", leader.card, flags=re.MULTILINE)
    assert leader.secret not in shown, "never on the card"
    guests = [leader.guest(), leader.guest(44, 18)]
    leader.begins()
    for guest in guests:
        guest.wait_for("step 1 of 3")
    screen.wait_for("2 connected: 2 follow")
    screen.wait_for("with 2 of 2")
    screen.press("space")
    for guest in guests:
        guest.wait_for("step 2 of 3")
    screen.press("p")
    screen.wait_for("The poll is open")
    guests[0].wait_until(lambda: "Esc later" in guests[0].flat, "the panel")
    guests[0].wait_until(_counted(guests[0], "1"), "counted")
    screen.wait_for("1 answer")
    screen.press("v")
    for guest in guests:
        guest.wait_for("Result")
    guests[1].press("n")
    screen.wait_for("1 roam")
    screen.press("q")
    screen.wait_for("q leaves it open")
    screen.press("escape")
    screen.wait_until(lambda: "q leaves it open" not in screen.text, "put away")
    screen.press("q", "q")
    assert screen.ended(PATIENCE) == 0
    assert screen.faults_left() == []
    for guest in guests:
        assert guest.ended(PATIENCE) == 0, "a word, and a terminal that is whole"


def test_killed_and_started_again_it_is_the_same_room_step_and_chair(workshop: Workshop) -> None:
    leader = workshop.lead()
    guest = leader.guest()
    leader.begins()
    leader.terminal.press("space", "p")
    guest.wait_until(lambda: "Esc later" in guest.flat, "the panel")
    guest.wait_until(_counted(guest, "2"), "counted")
    leader.terminal.wait_for("1 answer")
    family = leader.family
    assert family
    os.kill(leader.terminal.process.pid, signal.SIGKILL)
    leader.terminal.ended()
    again = workshop.lead()
    assert (again.code, again.secret, again.port) == (leader.code, leader.secret, leader.port)
    wait_until(lambda: not any(map(alive, family)))
    again.terminal.wait_for("was left open here")
    again.terminal.press("escape")
    again.terminal.wait_for("step 2 of 3")
    again.terminal.wait_for("1 answer")
    assert "you lead" in again.terminal.text
    late = again.guest()
    late.wait_for("┃ The lightkeeper wrote")
    again.terminal.press("space")
    late.wait_until(lambda: "┃ The lightkeeper" not in late.text, "the next step")


def test_started_again_it_has_the_doors_that_it_had(workshop: Workshop) -> None:
    first = workshop.lead("--web", "127.0.0.1:0")
    web = re.search(r"http://127\.0\.0\.1:\d+", first.card)
    assert web, first.card
    first.terminal.press("escape", "q", "q")
    first.terminal.ended()
    again = Leader(workshop, workshop.terminal())  # the bare command
    assert (again.code, again.port) == (first.code, first.port)
    assert web[0] in again.card and "as before; --web none leaves them out" in again.card
    again.terminal.press("escape", "q", "q")
    again.terminal.ended()
    last = Leader(workshop, workshop.terminal("--web", "none"))
    assert last.port == first.port and web[0] not in last.card


def test_a_killed_server_is_started_again_beside_the_cockpit(workshop: Workshop) -> None:
    leader = workshop.lead()
    leader.begins()
    guest = leader.guest()
    guest.wait_for("step 1 of 3")
    front = leader.family[0]
    os.kill(front, signal.SIGKILL)
    assert guest.ended(PATIENCE) in (0, 255)
    leader.terminal.wait_for("started again")
    wait_until(lambda: _answers(leader.port))
    leader.terminal.press("space")
    back = leader.guest()
    back.wait_for("┃ The lightkeeper wrote")
    leader.terminal.wait_for("1 follow")
    assert "you lead" in leader.terminal.text


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), 2) as line:
            line.settimeout(2)
            return line.recv(8).startswith(b"SSH-2.0-")
    except OSError:
        return False


def test_the_card_says_what_the_client_asks(workshop: Workshop) -> None:
    leader = workshop.lead()
    known = workshop.home / "known_hosts"
    usual = ("-F", "none", "-o", f"UserKnownHostsFile={known}", "-o", "IdentityAgent=none")
    client = workshop.ssh(leader.code, leader.port, 100, 24, *usual)
    client.wait_for("(yes/no/[fingerprint])?")
    asked = client.flat
    key = re.search(r"SHA256:[A-Za-z0-9+/]{43}", leader.card)
    assert key and key[0] in asked
    client.send(f"{key[0]}\r")
    client.wait_until(
        lambda: leader.code in client.text and client.modes.get(1049), "the fingerprint is taken"
    )
    command = re.search(r"ssh -o UserKnownHostsFile=\S+ .*", leader.card)
    assert command
    trace = workshop.ssh(
        leader.code, leader.port, 80, 24, "-F", "none", *_words(command[0]), "-o", "IdentityAgent=none"
    )
    trace.wait_for("(yes/no/[fingerprint])?")
    trace.send("yes\r")
    trace.wait_until(lambda: trace.modes.get(1049), "in")
    assert not (workshop.home / ".ssh" / "known_hosts").exists()


def _words(command: str) -> tuple[str, ...]:
    words = command.split()
    return tuple(words[1 : words.index("-p")])


def test_the_room_is_closed_with_a_report(workshop: Workshop, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    leader = workshop.lead("--card", str(out / "card.html"), cwd=out)
    guest = leader.guest()
    leader.begins()
    leader.terminal.press("p")
    wait_until(lambda: (out / "card.html").exists())
    page = (out / "card.html").read_text()
    assert f"ssh -p {leader.port} {leader.code}@127.0.0.1" in page and leader.secret not in page
    leader.terminal.press("K")
    leader.terminal.wait_for("closes the door to newcomers")
    wait_until(lambda: leader.code not in (out / "card.html").read_text())
    leader.terminal.press("q", "c")
    leader.terminal.wait_for("r saves a report first")
    leader.terminal.press("r")
    guest.wait_for("The room is closed")
    assert leader.terminal.ended(PATIENCE) == 0
    assert "is closed" in leader.terminal.flat
    (report,) = out.glob("report-*.json")
    assert json.loads(report.read_text())["votes"][0]["told"] == "few"
    assert {path.suffix for path in out.glob("report-*")} == {".html", ".md", ".json"}
    assert {path.stat().st_mode & 0o777 for path in out.iterdir()} == {0o600}, (
        "a room's papers are the leader's"
    )
    assert not (workshop.state / "workshop.json").exists()
    again = workshop.lead()
    assert again.code != leader.code, "the next is another room"
    for file in (workshop.state / "rooms").rglob("*"):
        assert not file.is_file() or leader.secret.encode() not in file.read_bytes()


def test_headless_it_says_one_line_and_serves_until_it_is_told_to_stop(workshop: Workshop) -> None:
    process = workshop.start("--headless", "--json", "--ssh", "127.0.0.1:0", "--web", ":0")
    assert process.stdout is not None
    told = json.loads(process.stdout.readline())
    assert set(told) == {"ssh", "web", "room", "lead"}
    with urlopen(f"http://{told['web']}/{told['room']}", timeout=PATIENCE) as page:
        assert told["room"] in page.read().decode()
    port = int(told["ssh"].rpartition(":")[2])
    lead = workshop.ssh(f"lead-{told['room']}", port)
    lead.wait_for("Type the leader's secret")
    lead.send(f"{told['lead']}\r")
    lead.wait_for("you lead")
    lead.press("j")
    lead.wait_for("Card, page 1 of")
    assert f"http://{told['web']}/{told['room']}" in lead.text, "the card is on every cockpit, the code first"
    lead.press("j")
    lead.wait_for("ED25519")
    assert f"ssh -p {port} {told['room']}@127.0.0.1" in lead.text
    more = workshop.start("--no-serve", "--json", "--ssh", told["ssh"])
    output, _errors = more.communicate(timeout=PATIENCE)
    other = json.loads(output)
    assert other["web"] is None
    assert other["ssh"] == told["ssh"] and other["room"] != told["room"]
    guest = workshop.ssh(other["room"], port)
    guest.wait_for(other["room"])
    process.terminate()
    assert process.wait(PATIENCE) == 0
    assert process.stdout.read() == b"", "exactly one line"
    again = workshop.start("--json", "--ssh", "127.0.0.1:0", "--web", ":0")
    assert again.stdout is not None
    assert json.loads(again.stdout.readline()) == told, "the same room, secret and port"


def test_an_address_is_asked_for_and_loopback_is_said(workshop: Workshop) -> None:
    terminal = workshop.terminal()
    terminal.wait_until(
        lambda: "Enter takes 1" in terminal.flat or "in no network" in terminal.flat, "the question"
    )
    if "Where do others reach" in terminal.flat:
        alone = re.search(r"(\d+) +127\.0\.0\.1 +this computer alone", terminal.text)
        assert alone, terminal.text
        terminal.send("nonsense\r")
        terminal.settle()
        terminal.send(f"{alone[1]}\r")
    terminal.wait_for("you lead")
    assert "Only this computer can come in at 127.0.0.1:" in " ".join(terminal.raw.decode().split())


def test_a_second_workshop_says_what_to_do(workshop: Workshop, tmp_path: Path) -> None:
    leader = workshop.lead()
    port = f"127.0.0.1:{leader.port}"
    for options, said in (
        (("--ssh", "127.0.0.1:0"), b"runs here already"),
        (("--ssh", port, "--state", str(tmp_path / "other")), b"already in use"),
    ):
        process = workshop.start("--headless", *options)
        _output, errors = process.communicate(timeout=PATIENCE)
        assert process.returncode == 1
        assert b"--no-serve" in errors and said in errors, errors
    assert "you lead" in leader.terminal.text


async def test_another_server_that_takes_the_port_at_once_is_not_taken_for_ours(
    workshop: Workshop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The port was free when it was looked at, and is not when ours comes to listen there."""
    monkeypatch.setattr(front_process, "_must_be_free", lambda _address: None)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))

    async def speaks(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"SSH-2.0-another\r\n")
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(speaks, "127.0.0.1", 0) as other:
        at = Address("127.0.0.1", other.sockets[0].getsockname()[1])
        ours = FrontProcess(Settings(str(workshop.story), str(tmp_path / "ours"), address=at), at, print)
        with pytest.raises(Cannot, match="already in use"):
            await ours.start()


def test_each_press_shows_that_it_was_taken(workshop: Workshop) -> None:
    """Six presses in a second: the last for certain, and no step is missed or doubled."""
    leader = workshop.lead()
    leader.begins()
    guest = leader.guest()
    guest.wait_for("step 1 of 3")
    for _press in range(2):
        leader.terminal.send(" ")
        time.sleep(0.05)
    leader.terminal.wait_for("step 3 of 3")
    guest.wait_for("step 3 of 3")


def test_a_closed_window_keeps_the_room_and_the_chair(workshop: Workshop) -> None:
    leader = workshop.lead()
    leader.begins()
    family = leader.family
    leader.terminal.hang_up()
    assert leader.terminal.process.wait(PATIENCE) == 129
    wait_until(lambda: not any(map(alive, family)))
    again = workshop.lead(columns=60, rows=20)
    assert again.code == leader.code
    again.terminal.press("escape")
    again.terminal.wait_for("step 1 of 3")
    again.terminal.press("space")
    again.terminal.wait_for("step 2 of 3")


def test_a_room_that_another_closes_is_over_here_too(workshop: Workshop) -> None:
    leader = workshop.lead()
    leader.begins()
    other = workshop.ssh(f"lead-{leader.code}", leader.port)
    other.wait_for("Type the leader's secret")
    other.send(f"{leader.secret}\r")
    other.wait_for("the other leads")
    leader.terminal.wait_for("Co-leader: here")
    leader.terminal.press("h")
    leader.terminal.wait_for("offered")
    other.wait_for("offered to you")
    other.press("L")
    leader.terminal.wait_for("the other leads")
    leader.terminal.press("space")
    leader.terminal.wait_for("You sit beside")
    other.press("Z", "y")
    leader.terminal.wait_for("The room is closed. q leaves.")
    leader.terminal.press("q")
    assert leader.terminal.ended(PATIENCE) == 0
    assert not (workshop.state / "workshop.json").exists()


def test_on_valkey_it_is_the_same_room_after_everything_was_killed(workshop: Workshop) -> None:
    with valkey_server("everysec") as store:
        leader = workshop.lead("--rooms", store.url)
        guest = leader.guest()
        leader.begins()
        leader.terminal.press("space", "p")
        guest.wait_until(lambda: "Esc later" in guest.flat, "the panel")
        guest.wait_until(_counted(guest, "2"), "counted")
        os.kill(leader.terminal.process.pid, signal.SIGKILL)
        store.kill()
        leader.terminal.ended()
        process = workshop.start("--headless", "--ssh", "127.0.0.1:0", "--rooms", store.url)
        _output, errors = process.communicate(timeout=PATIENCE)
        assert process.returncode == 1 and b"cannot be reached" in errors, errors
        store.start()
        again = workshop.lead("--rooms", store.url)
        assert (again.code, again.port) == (leader.code, leader.port)
        again.terminal.press("escape")
        again.terminal.wait_for("step 2 of 3")
        again.terminal.wait_for("1 answer")
        assert "you lead" in again.terminal.text
        store.kill()
        again.terminal.wait_for("NOT CONNECTED TO THE ROOM")
        again.terminal.press("space")
        again.terminal.wait_for("it may not be done")
        store.start()
        again.terminal.wait_until(lambda: "NOT CONNECTED" not in again.terminal.text, "back by itself")
        again.terminal.press("space")
        again.terminal.wait_for("step 3 of 3")
