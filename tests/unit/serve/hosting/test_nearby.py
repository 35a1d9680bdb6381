"""Which addresses others can reach: never this computer's own loop, the usual way out first."""

from __future__ import annotations

import socket
from collections import namedtuple

import psutil
import pytest

from explainer.problems import Cannot
from explainer.serve.processes import listening
from explainer.serve.processes.listening import Nearby

_Address = namedtuple("_Address", "family address")
_State = namedtuple("_State", "isup")
FOUR, SIX = socket.AF_INET, socket.AF_INET6


def interfaces(monkeypatch: pytest.MonkeyPatch, down: str = "", **found: list[tuple[int, str]]) -> None:
    named = {name.replace("_", "-"): [_Address(*one) for one in listed] for name, listed in found.items()}
    monkeypatch.setattr(psutil, "net_if_addrs", lambda: named)
    monkeypatch.setattr(psutil, "net_if_stats", lambda: {name: _State(name != down) for name in named})


def test_the_usual_way_out_comes_first_and_machines_inside_this_one_last(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    interfaces(
        monkeypatch,
        down="eth9",
        lo=[(FOUR, "127.0.0.1"), (SIX, "::1")],
        docker0=[(FOUR, "172.17.0.1")],
        wlan0=[(FOUR, "192.168.1.20"), (SIX, "fe80::1%wlan0"), (SIX, "fd00::20"), (17, "aa:bb:cc:dd:ee:ff")],
        eth0=[(FOUR, "10.0.0.5"), (FOUR, "169.254.3.3")],
        tailscale0=[(FOUR, "100.64.0.9")],
        eth9=[(FOUR, "10.9.9.9")],
    )
    monkeypatch.setattr(listening, "_way_out", lambda family: "192.168.1.20" if family == FOUR else "::1")
    assert listening.nearby() == (
        Nearby("192.168.1.20", "wlan0"),
        Nearby("10.0.0.5", "eth0"),
        Nearby("fd00::20", "wlan0"),
        Nearby("100.64.0.9", "tailscale0"),
        Nearby("172.17.0.1", "docker0"),
    )


def test_without_a_network_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    interfaces(monkeypatch, lo=[(FOUR, "127.0.0.1")])
    assert listening.nearby() == ()


def test_what_is_found_here_is_ours() -> None:
    assert all(listening.is_ours(one.host) for one in listening.nearby())
    assert listening.is_ours("127.0.0.1")
    assert not listening.is_ours("192.0.2.254")
    assert not listening.is_ours("no.such.name.invalid")


def test_a_taken_port_gives_way_to_the_next() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        if port < 65_000:
            assert port < listening.free_port("127.0.0.1", port) <= port + listening.PORTS
    assert listening.free_port("127.0.0.1", 0) > 0
    with pytest.raises(Cannot, match=r"192\.0\.2\.254"):
        listening.free_port("192.0.2.254")
