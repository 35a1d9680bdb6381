"""How to come into a room, as a wall and a card say it."""

from __future__ import annotations

from explainer.messages import _
from explainer.serve.processes.listening import SSH_PORT, Address, parse
from explainer.serve.processes.settings import Settings

EVERYWHERE = ("0.0.0.0", "::")
"""Addresses to listen at that nobody can type."""


def reached(settings: Settings) -> Address | None:
    """Where guests reach the server; None: it is not known here, such as a port that the kernel chose."""
    address = parse(settings.reached_at, SSH_PORT) if settings.reached_at else settings.address
    return None if address.host in EVERYWHERE or not address.port else address


def join_lines(code: str, settings: Settings) -> tuple[str, ...]:
    """A line for each way in; none where the address is not known."""
    address = reached(settings)
    if address is None:
        return (_("Join: the room's code is {code}").format(code=code),)
    flag = "" if address.port == 22 else f"-p {address.port} "
    return (_("Join: ssh {flag}{code}@{host}").format(flag=flag, code=code, host=address.host),)


def web_reached(settings: Settings) -> Address | None:
    """Where browsers reach the server; None: nowhere, or at no address that guests of the other door are told."""
    web, ssh = settings.web, reached(settings)
    if web is None or not web.port or ssh is None:
        return None
    if web.host in EVERYWHERE:
        return Address(ssh.host, web.port)
    return web if ssh.loopback or not web.loopback else None
