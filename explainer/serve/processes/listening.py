"""Where the server listens: `host:port` as an operator writes it, and the sockets for it."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from explainer.messages import _
from explainer.problems import Cannot, UsageError
from explainer.serve.processes.state_files import fingerprint, known_hosts_line

if TYPE_CHECKING:
    from explainer.serve.processes.settings import Settings

LOOPBACK = "127.0.0.1"
SSH_PORT = 2222
WEB_PORT = 8443
BACKLOG = 512
"""Connections the kernel holds for us: a hall of 200 comes in one second, and a new worker takes 50 ms."""


class Address(msgspec.Struct, frozen=True):
    """A host and a port; port 0 lets the kernel choose."""

    host: str = LOOPBACK
    port: int = SSH_PORT

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"

    @property
    def loopback(self) -> bool:
        """Whether only this machine can reach it; a name counts as reachable from elsewhere, but `localhost`."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False


def parse(text: str, port: int = SSH_PORT) -> Address:
    """Read `host:port`, `:port`, `host`, `[::1]:port` or a bare IPv6 address; what is missing is the default.

    Without a host it is loopback: to be reached from elsewhere must be written out, as 0.0.0.0 or [::].

    Raises:
        UsageError: it is no address.
    """
    host, number = _parted(text.strip())
    if number is not None:
        if not (number.isascii() and number.isdigit()) or int(number) > 65535:
            raise UsageError(_("{text}: a port is a number from 0 to 65535.").format(text=text))
        port = int(number)
    if any(character.isspace() or character in "[]/@" or not character.isprintable() for character in host):
        raise UsageError(_("{text}: write an address as 127.0.0.1:2222 or [::1]:2222.").format(text=text))
    return Address(host or LOOPBACK, port)


def _parted(text: str) -> tuple[str, str | None]:
    """Host, and port or None."""
    if text.startswith("[") and "]" in text:
        host, rest = text[1:].split("]", 1)
        if rest and not rest.startswith(":"):
            return f"[{host}", None
        return host, rest[1:] if rest else None
    if text.count(":") > 1:
        return text, None
    host, colon, number = text.partition(":")
    return host, number if colon else None


def listen(address: Address) -> list[socket.socket]:
    """Listening sockets, not blocking, one for each of the host's addresses.

    Raises:
        Cannot: the address is taken, not ours or unknown.
    """
    made: list[socket.socket] = []
    try:
        for family, host in _resolved(address):
            # Port 0: all of a name's addresses get the one the kernel chose for the first.
            port = made[0].getsockname()[1] if made else address.port
            made.append(_open(family, host, port))
    except (OSError, UnicodeError) as error:
        for opened in made:
            opened.close()
        reason = getattr(error, "strerror", None) or str(error)
        said = _("Cannot listen on {address}: {reason}.").format(address=address, reason=reason)
        raise Cannot(said) from error
    return made


def _resolved(address: Address) -> list[tuple[socket.AddressFamily, str]]:
    found = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    return list(dict.fromkeys((family, str(where[0])) for family, _type, _proto, _name, where in found))


def _open(family: socket.AddressFamily, host: str, port: int) -> socket.socket:
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            # `[::]` is "everybody"; any other address is itself alone.
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0 if host == "::" else 1)
        listener.bind((host, port))
        listener.listen(BACKLOG)
        listener.setblocking(False)
    except OSError:
        listener.close()
        raise
    return listener


def of_socket(listener: socket.socket) -> Address:
    """The address a socket listens on, with the port the kernel chose."""
    host, port = listener.getsockname()[:2]
    return Address(host, port)


# The listening sockets of the front, each with the door it is: `ssh`, or `web` for browsers.

ACCEPTED_AT_ONCE = 64
SSH, WEB = "ssh", "web"


class Listening:
    """All of them; nobody is accepted before `begin`."""

    def __init__(self, settings: Settings) -> None:
        """
        Raises:
            Cannot: an address cannot be listened on.
        """
        self._sockets = [(one, SSH) for one in listen(settings.address)]
        self._loop = asyncio.get_running_loop()
        self._arrived: Callable[[socket.socket, str, str], None] = lambda line, host, door: None
        self._then: Callable[[], None] = lambda: None
        try:
            if settings.web is not None:
                self._sockets += [(one, WEB) for one in listen(settings.web)]
        except BaseException:
            self.close()
            raise

    def addresses(self, door: str) -> list[Address]:
        """Where a door is, with the ports that the kernel chose."""
        return [of_socket(one) for one, which in self._sockets if which == door]

    def begin(self, arrived: Callable[[socket.socket, str, str], None], then: Callable[[], None]) -> None:
        """Accept from now on.

        Args:
            arrived: called for each connection with its socket, the host it comes from, and the door.
            then: called once those that came together have arrived.
        """
        self._arrived, self._then = arrived, then
        for listener, door in self._sockets:
            self._loop.add_reader(listener, self._accept, listener, door)

    def close(self) -> None:
        """Listen no longer."""
        for listener, _door in self._sockets:
            self._loop.remove_reader(listener)
            listener.close()
        self._sockets = []

    def _accept(self, listener: socket.socket, door: str) -> None:
        for _time in range(ACCEPTED_AT_ONCE):
            try:
                line, where = listener.accept()
            except (BlockingIOError, InterruptedError):
                break
            except ConnectionError:
                continue  # gone before it was looked at
            except OSError:
                self._pause(listener, door)
                break
            self._arrived(line, str(where[0]), door)
        self._then()

    def _pause(self, listener: socket.socket, door: str) -> None:
        """Out of open files or memory: the kernel keeps the newcomers for a second."""

        def again() -> None:
            if listener.fileno() >= 0:
                self._loop.add_reader(listener, self._accept, listener, door)

        self._loop.remove_reader(listener)
        self._loop.call_later(1.0, again)


# What the operator is told once guests can come.


def announcement(listening: list[Address], public: str) -> list[str]:
    """Where the server listens, how its key is known, and who can reach it."""
    lines = [_("listening on ssh://{address}").format(address=address) for address in listening]
    lines.append(_("host key {fingerprint}").format(fingerprint=fingerprint(public)))
    lines += [
        _("for known_hosts: {line}").format(line=known_hosts_line(public, address)) for address in listening
    ]
    if not all(address.loopback for address in listening):
        lines.append(
            _(
                "Whoever can reach this address over the network can read here: no account, no password. "
                "Without --ssh only this machine can."
            )
        )
    return lines


def web_announcement(listening: list[Address], certificate: str, *, secure: bool) -> list[str]:
    """Where browsers are served, and how its certificate is known; nothing where they are not."""
    scheme = "https" if secure else "http"
    lines = [_("listening on {scheme}://{address}").format(scheme=scheme, address=one) for one in listening]
    if not lines:
        return []
    if certificate:
        lines.append(_("certificate SHA-256 {fingerprint}").format(fingerprint=certificate))
    if all(address.loopback for address in listening):
        return lines
    lines.append(_("Whoever can reach this address with a browser can read here: no account, no password."))
    if not secure:
        lines.append(
            _("Without TLS whoever shares the network can see what is read there, and change it on its way.")
        )
    return lines


# The addresses by which others on the network can reach this computer, likeliest first.

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
    import psutil  # of the extra `ssh`: `serve` listens before it can tell that it is missing

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
            opened = listen(Address(host, port))
        except Cannot as cannot:
            said = said or cannot
            continue
        number = of_socket(opened[0]).port
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
