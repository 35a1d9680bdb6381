"""Coming into a hall's room as over SSH: by a login name, or back by a phrase."""

from __future__ import annotations

from explainer.serve.rooms.follower import RoomGuest
from explainer.serve.ssh.handler import Handler
from explainer.serve.ssh.login import ResumeGuest, door_of, handler_of
from tests.unit.serve.guests import FakeLine, terminal, until
from tests.unit.serve.rooms.hall import Hall


async def knock(hall: Hall, login: str) -> FakeLine:
    """Come by a login name; wait until one is in, or was refused."""
    line, window = FakeLine(), terminal(term="xterm-256color")
    handler: Handler = handler_of(hall.host, line.session, door_of(login, has_pty=True, term="xterm"), window)
    line.become(handler)
    await until(lambda: line.code is not None or line.handler is not handler)
    if line.handler is not None and line.code is None:
        hall.lines.append(line)
    return line


async def resume(hall: Hall, phrase: str) -> RoomGuest:
    """Type a phrase at `resume`; the guest who is back in the room."""
    line = FakeLine()
    asks = ResumeGuest(hall.host, line.session, terminal(term="xterm-256color"), "")
    line.become(asks)
    asks.feed(f"{phrase}\r".encode())
    await until(lambda: line.handler is not asks)
    assert isinstance(line.handler, RoomGuest)
    hall.lines.append(line)
    return line.handler
