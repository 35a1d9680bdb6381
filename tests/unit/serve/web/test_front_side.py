"""What the front has of the door for browsers: its socket, its admission, its refusals, what it announces."""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path

import pytest

from explainer.cli.serve import Asked, settings
from explainer.problems import Cannot, UsageError
from explainer.serve.processes.listening import SSH, WEB, Address, Listening, of_socket, web_announcement
from explainer.serve.processes.rate_limit import (
    Admission,
    Admitted,
    Refusals,
    Refused,
    at_door,
    door_of,
    key_of,
    web_refusal,
)
from explainer.serve.processes.settings import Limits, Settings

ANY = Address("127.0.0.1", 0)


def _asked(story: Path, **options: object) -> Settings:
    given = {"ssh": "", "workers": 1, "metrics": "", "state": None} | options
    return settings(str(story), Asked(**given))  # type: ignore[arg-type]


async def test_each_socket_has_its_door() -> None:
    listening = Listening(Settings("s", "t", address=ANY, web=ANY))
    came: list[str] = []
    listening.begin(lambda line, host, door: (line.close(), came.append(door))[0], lambda: None)
    for door in (SSH, WEB, WEB):
        (address,) = listening.addresses(door)
        _reader, writer = await asyncio.open_connection(address.host, address.port)
        writer.close()
    while len(came) < 3:
        await asyncio.sleep(0.01)
    assert sorted(came) == [SSH, WEB, WEB]
    listening.close()
    assert not listening.addresses(WEB)


async def test_a_taken_address_lets_go_of_the_other_one() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            ssh = of_socket(free)
        with pytest.raises(Cannot):
            Listening(Settings("s", "t", address=ssh, web=of_socket(taken)))
        Listening(Settings("s", "t", address=ssh)).close()


def test_browsers_are_counted_apart_and_may_have_more_lines() -> None:
    limits = Limits(open_per_address=3, burst_per_address=3, lines_per_browser=2)
    admission = Admission(limits, lambda: 0.0)
    address = key_of("192.0.2.1")
    browser = at_door(WEB, address)
    assert (door_of(address), door_of(browser), door_of("2001:db8::")) == (SSH, WEB, SSH)
    found = [admission.arrive(browser) for _time in range(7)]
    assert [type(one) for one in found] == [Admitted] * 6 + [Refused]
    assert isinstance(admission.arrive(address), Admitted), "nobody of that network is kept out by browsers"
    admission.leave(browser)
    assert isinstance(admission.arrive(browser), Admitted)


async def test_a_browser_is_refused_in_its_own_tongue_and_over_tls_without_a_word() -> None:
    assert web_refusal("Full.").startswith(b"HTTP/1.1 503 ") and web_refusal("Full.").endswith(
        b"\r\n\r\nFull.\n"
    )
    for secure, begins in ((False, b"HTTP/1.1 503"), (True, b"")):
        here, there = socket.socketpair()
        refusals = Refusals(web_secure=secure)
        refusals.tell(here, "Full.", WEB)
        with there:
            assert there.recv(100).startswith(begins) and (not secure or there.recv(1) == b"")
        refusals.close()


def test_what_is_announced() -> None:
    assert web_announcement([], "", secure=False) == []
    assert web_announcement([Address("127.0.0.1", 1)], "", secure=False) == [
        "listening on http://127.0.0.1:1"
    ]
    lines = web_announcement([Address("0.0.0.0", 1)], "4F:1A", secure=True)
    assert lines[:2] == ["listening on https://0.0.0.0:1", "certificate SHA-256 4F:1A"]
    assert "no account, no password" in lines[2] and len(lines) == 3
    assert "Without TLS" in web_announcement([Address("0.0.0.0", 1)], "", secure=False)[-1]


def test_loopback_is_in_the_clear_and_a_network_is_not(tmp_path: Path) -> None:
    for options, secure in (
        ({"web": "127.0.0.1:1"}, False),
        ({"web": ":1"}, False),
        ({"web": "[::1]:1"}, False),
        ({"web": "0.0.0.0:1"}, True),
        ({"web": "reader.example"}, True),
        ({"web": "0.0.0.0:1", "insecure_web": True}, False),
        ({"web": "127.0.0.1:1", "tls_cert": tmp_path / "c"}, True),
        ({}, False),
    ):
        assert _asked(tmp_path, **options).web_secure == secure, options
    assert _asked(tmp_path, web="127.0.0.1").web == Address("127.0.0.1", 8443)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"insecure_web": True}, "need --web"),
        ({"tls_cert": Path("c")}, "need --web"),
        ({"web": ":1", "tls_key": Path("k")}, "--tls-key needs --tls-cert"),
        ({"web": ":1", "tls_cert": Path("c"), "insecure_web": True}, "leave out one of the two"),
        ({"web": "a b"}, "write an address"),
    ],
)
def test_options_that_do_not_go_together(tmp_path: Path, options: dict[str, object], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        _asked(tmp_path, **options)
