"""The listening sockets of the front, each with the door it is: `ssh`, or `web` for browsers."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable

from explainer.serve import addresses
from explainer.serve.addresses import Address
from explainer.serve.settings import Settings

ACCEPTED_AT_ONCE = 64
SSH, WEB = "ssh", "web"


class Listening:
    """All of them; nobody is accepted before `begin`."""

    def __init__(self, settings: Settings) -> None:
        """
        Raises:
            Cannot: an address cannot be listened on.
        """
        self._sockets = [(one, SSH) for one in addresses.listen(settings.address)]
        self._loop = asyncio.get_running_loop()
        self._arrived: Callable[[socket.socket, str, str], None] = lambda line, host, door: None
        self._then: Callable[[], None] = lambda: None
        try:
            if settings.web is not None:
                self._sockets += [(one, WEB) for one in addresses.listen(settings.web)]
        except BaseException:
            self.close()
            raise

    def addresses(self, door: str) -> list[Address]:
        """Where a door is, with the ports that the kernel chose."""
        return [addresses.of_socket(one) for one, which in self._sockets if which == door]

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
