"""Where the server listens: `host:port` as an operator writes it, and the sockets for it."""

from __future__ import annotations

import ipaddress
import socket

import msgspec

from explainer.messages import _
from explainer.problems import Cannot, UsageError

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
