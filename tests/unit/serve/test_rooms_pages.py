"""What is written about rooms for hosts: limits, events, options, Valkey's settings, the arithmetic."""

from __future__ import annotations

import asyncio
import os
import re
import shlex
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import get_args

import click
import pytest

from explainer.cli import serve, workshop
from explainer.reading.actions import ACTIONS
from explainer.serve.processes.settings import Limits
from explainer.serve.rooms import live, outages, registry
from explainer.serve.rooms.leading import leader
from explainer.session import machine
from explainer.workshop import disclosure, events, guests, state, texts
from explainer.workshop.stores import interface, notifications, sqlite_connection
from explainer.workshop.stores.factory import open_store
from explainer.workshop.stores.interface import RoomRecord
from tests.e2e.valkey_server import binary

DOCS = Path(__file__).resolve().parents[3] / "docs"
HELP = ["-h", "--help"]
"""As the program has them: a command remembers those of its first context, also for tests that come later."""


def page(name: str) -> str:
    return (DOCS / name).read_text()


def block(kind: str) -> str:
    """The only block of that kind on the page about rooms."""
    found = re.findall(rf"^```{kind}\n(.*?)^```$", page("hosts/rooms.md"), re.MULTILINE | re.DOTALL)
    assert len(found) == 1, kind
    return str(found[0])


def test_the_limits_of_a_room_are_the_ones_in_force() -> None:
    text = page("hosts/rooms.md")
    limits = Limits()
    for words in (
        f"| one event | {events.LARGEST:,} bytes |",
        f"| polls, and options of each | {state.POLLS}, and {texts.OPTIONS} |",
        f"| {texts.POLL}, {texts.OPTION}, {texts.TASK}, {texts.QUESTION} characters |",
        f"| approved questions | {state.QUESTIONS} |",
        f"| pages that go back | {state.PAST} |",
        f"| join words out at a time | {events.WORDS_OUT} |",
        f"| {interface.KEPT // 86_400} days, then it is erased |",
        f"connections by address ({limits.open_per_address} open, {limits.burst_per_address} at one moment)",
        f"gt {limits.open_per_address} }}",
        f"limit_conn ssh {limits.open_per_address};",
        f"guests of a core      {limits.guests}, the limit of a worker",
    ):
        assert words in text, words
    assert limits.stalled_room_seconds == 60 and "cut\nafter a minute" in text
    assert (outages.WAITED, outages.TOLD_AFTER) == (
        1,
        10,
    ) and "`Waiting for the room.`; after ten seconds" in text


def test_the_page_on_privacy_says_how_long() -> None:
    text = page("hosts/privacy.md")
    assert leader.ERASED_AFTER == 3 and "until three seconds after the leader closed" in text
    assert notifications.LIVES == 3 and "each second | three seconds |" in text
    assert live.BEAT == 1
    assert registry.SWEPT == 30 and "half an hour until it is swept" in text
    assert guests.PACE_LASTS == 300 and "a word on the pace five minutes" in text
    assert (
        disclosure.FEWEST == disclosure.STEP == 5 and "| 5 | of answers, ready and pace words alone" in text
    )
    assert disclosure.COUNTED == 10 and "| 10 | counts, beside how many answered" in text
    assert disclosure.AHEAD == 3 and "that is by three answers or more" in text
    for file in (sqlite_connection.LOG, sqlite_connection.BOX, "editions/"):
        assert f"`rooms/{file}`" in text, file


def test_every_event_is_in_the_house() -> None:
    """The tags of the union, as they stand in a log, and no others."""
    kinds = {str(kind.__struct_config__.tag) for kind in get_args(events.Event)}
    said = re.search(r"^\| an event \|(.*)\|$", page("house.md"), re.MULTILINE)
    assert said
    assert set(re.findall(r"`([a-z_]+)`", said[1].partition(";")[0])) == kinds


def test_the_files_that_the_house_names_are_there() -> None:
    rooms = page("house.md").partition("## How a room works")[2].partition("\n## ")[0]
    adding = page("adding.md").partition("## To add something in a room")[2].partition("\n## ")[0]
    floors = "workshop|session|serve|reading|paint|linear|tui|story"
    named = re.findall(rf"`((?:{floors})/[a-z_/]+\.py)`", rooms + adding)
    assert len(named) > 12
    missing = [name for name in named if not (DOCS.parent / "explainer" / name).is_file()]
    assert not missing


def test_a_guest_is_told_each_key_and_word_of_a_room() -> None:
    told = page("readers.md").partition("## In a room")[2].partition("\n## ")[0]
    typed = {words.split()[0] for words in re.findall(r"`([^`]+)`", told)}
    signs = {"minus": "-", "plus": "+"}
    found = [spec for spec in ACTIONS if "room" in spec.screens and spec.purpose == "room"]
    assert len(found) >= 7
    for spec in found:
        assert signs.get(spec.keys[0], spec.keys[0]) in typed, spec.id
        assert spec.id in typed, spec.id
    assert f"at most {texts.QUESTION} characters" in told and "first second takes no digit" in told
    assert machine.DEAF == 1 and Limits().parked_seconds == 1_800 and "for 30 minutes" in told


def test_every_option_of_a_command_on_the_page_is_one() -> None:
    commands = {"serve": serve.command, "workshop": workshop.command}
    text = page("hosts/rooms.md").replace("\\\n", " ")
    lines = re.findall(r"^    explainer (serve|workshop)(.*)$", text, re.MULTILINE)
    assert len(lines) >= 6
    for verb, rest in lines:
        words = [word for word in shlex.split(rest, comments=True) if word != "STORY"]
        with commands[verb].make_context(verb, words, help_option_names=HELP):
            pass
    with pytest.raises(click.UsageError):
        serve.command.make_context("serve", ["--no-such-thing"], help_option_names=HELP)


def test_the_computed_rows_are_what_the_arithmetic_gives() -> None:
    """Guests of a core, memory, network, Valkey: each row anew from the lines above the table."""
    row = (
        r"^\| ([0-9,]+) \| ([0-9]+) \| ([0-9]+)[^|]*\| ([0-9.]+) GiB \| ([0-9.]+) (.bit)/s"
        r" \| ([0-9.]+) (m?s) \| ([0-9,]+)"
    )
    rows = re.findall(row, page("hosts/rooms.md"), re.MULTILINE)
    assert len(rows) == 6 and rows[-1][0] == "100,000"
    for said, cores, servers, memory, network, unit, vote, of_vote, told in rows:
        number = int(said.replace(",", ""))
        assert int(cores) == -(-number // 500)
        assert int(servers) == -(-int(cores) // 16)
        assert float(memory) == pytest.approx((80 * int(servers) + 107 * int(cores)) / 1024, rel=0.05)
        mbit = float(network) * (1000 if unit == "Gbit" else 1)
        assert mbit == pytest.approx(number * 4_000 * 8 / 0.5 / 1e6, rel=0.05)
        assert float(vote) * (1 if of_vote == "ms" else 1000) == pytest.approx(number / 500 * 2)
        assert int(told.replace(",", "")) == int(cores) ** 2


@contextmanager
def a_valkey(folder: Path, program: str) -> Iterator[tuple[str, Callable[[], None]]]:
    """A Valkey with the page's own settings but address, port and folder; its URL, and how to kill and start it."""
    socket = folder / "s"
    settings = re.sub(r"^(bind|port|dir) .*\n", "", block("valkey"), flags=re.MULTILINE)
    file = folder / "valkey.conf"
    file.write_text(f"port 0\nunixsocket {socket}\nunixsocketperm 600\ndir {folder}\n{settings}")
    user, password = re.findall(r"^user (explainer) on >(\S+)", settings, re.MULTILINE)[0]
    running: list[subprocess.Popen[bytes]] = []

    def again() -> None:
        if running:
            running[-1].kill()
            running[-1].wait()
            socket.unlink(missing_ok=True)
        running.append(subprocess.Popen([program, str(file)], stdout=subprocess.DEVNULL))
        until = time.monotonic() + 20
        while not socket.exists():
            assert running[-1].poll() is None and time.monotonic() < until, "Valkey does not start"
            time.sleep(0.02)

    again()
    try:
        yield f"unix://{user}:{password}@{socket}", again
    finally:
        running[-1].kill()
        running[-1].wait()


@pytest.mark.parametrize("program", sorted({binary(), shutil.which("valkey-server") or binary()}))
def test_rooms_outlive_a_killed_valkey_with_the_settings_of_the_page(
    program: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Switching the default user off, as is often advised, loses every transaction at the next start of 8.1."""
    folder = tmp_path_factory.mktemp("v")

    async def before(url: str, room: RoomRecord) -> None:
        kept = open_store(url, folder)
        await kept.open_room(room, [b"opened"])
        await kept.append(room.id, [b"staged"], expect=1)
        await kept.box.cast(room.id, "p1", bytes(16), "0")
        await kept.close()

    async def after(url: str, room: RoomRecord) -> None:
        kept = open_store(url, folder)
        assert await kept.find("page-42") == room
        assert await kept.read(room.id, 0) == ((1, b"opened"), (2, b"staged"))
        assert await kept.box.close(room.id, "p1") == {"0": 1}
        await kept.forget(room.id)  # the user's rights reach to the rewriting of the file
        assert await kept.find("page-42") is None
        await kept.close()

    room = RoomRecord(os.urandom(16).hex(), "page-42", "s", "e", b"", 0)
    with a_valkey(folder, program) as (url, again):
        asyncio.run(before(url, room))
        again()
        asyncio.run(after(url, room))


@pytest.mark.skipif(not shutil.which("haproxy"), reason="needs HAProxy")
def test_haproxy_understands_its_settings(tmp_path: Path) -> None:
    file = tmp_path / "haproxy.cfg"
    file.write_text(block("haproxy"))
    ran = subprocess.run(["haproxy", "-c", "-f", str(file)], capture_output=True, text=True, timeout=60)
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_both_balancers_know_the_same_servers() -> None:
    of_haproxy = set(re.findall(r"^    server \S+ (\S+)$", block("haproxy"), re.MULTILINE))
    of_nginx = set(re.findall(r"^        server (\S+) max_fails", block("nginx"), re.MULTILINE))
    assert of_haproxy == of_nginx and len(of_nginx) == 4
