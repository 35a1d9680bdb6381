"""The addresses by which others on the network can reach this computer, likeliest first."""

from __future__ import annotations

import ipaddress
import socket
from typing import NamedTuple

import psutil

from explainer.messages import _
from explainer.problems import Cannot
from explainer.serve import addresses
from explainer.serve.addresses import LOOPBACK, SSH_PORT, Address

_INSIDE = ("docker", "br-", "veth", "virbr", "vmnet", "vboxnet", "lxc", "cni", "podman")
_TUNNEL = ("tun", "tap", "utun", "wg", "tailscale", "zt", "ppp", "ipsec")
"""How interfaces are named that lead to machines inside this one, or to a network that guests are seldom in."""
_ANYWHERE = {socket.AF_INET: "192.0.2.1", socket.AF_INET6: "2001:db8::1"}
"""Addresses that stand for "somewhere else": a datagram socket bound for one tells the way there, and sends nothing."""
PORTS = 10
"""Ports from 2222 on that are tried where none was asked for."""


class Nearby(NamedTuple):
    """One of this computer's addresses."""

    host: str
    interface: str


def nearby() -> tuple[Nearby, ...]:
    """All addresses that are not this computer's alone, of interfaces that are up."""
    up = {name for name, state in psutil.net_if_stats().items() if state.isup}
    usual = {_way_out(family) for family in _ANYWHERE}
    found = [
        Nearby(one.address, name)
        for name, listed in psutil.net_if_addrs().items()
        if name in up
        for one in listed
        if one.family in _ANYWHERE and _is_reachable(one.address)
    ]
    return tuple(sorted(dict.fromkeys(found), key=lambda one: _rank(one, usual)))


def is_ours(host: str) -> bool:
    """Whether an address, or the name of one, is still this computer's."""
    try:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_DGRAM) as trial:
            trial.bind((host, 0))
    except OSError:
        return False
    return True


def free_port(host: str, first: int = SSH_PORT) -> int:
    """A port of an address that nobody listens on: the first, or one of the next.

    Raises:
        Cannot: the address is not ours, or all of them are taken.
    """
    said: Cannot | None = None
    for port in (0,) if first == 0 else range(first, first + PORTS):
        try:
            opened = addresses.listen(Address(host, port))
        except Cannot as cannot:
            said = said or cannot
            continue
        number = addresses.of_socket(opened[0]).port
        for one in opened:
            one.close()
        return number
    raise said or Cannot(_("Cannot listen on {host}.").format(host=host))


def _is_reachable(host: str) -> bool:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:  # with a scope, such as `fe80::1%eth0`
        return False
    return not (
        address.is_loopback or address.is_link_local or address.is_unspecified or address.is_multicast
    )


def _rank(one: Nearby, usual: set[str]) -> tuple[int, int, int, str]:
    """IPv4 before IPv6, which not every network and no PuTTY of old has; the usual way out first; machines inside this
    one last."""
    name = one.interface.lower()
    kind = 2 if name.startswith(_INSIDE) else 1 if name.startswith(_TUNNEL) else 0
    return kind, int(":" in one.host), int(one.host not in usual), one.host


def _way_out(family: socket.AddressFamily) -> str:
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as trial:
            trial.connect((_ANYWHERE[family], 9))
            return str(trial.getsockname()[0])
    except OSError:
        return LOOPBACK
