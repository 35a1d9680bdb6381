"""A browser without a page, for what any client of the door for browsers meets."""

from __future__ import annotations

import http.client
import re
from urllib.parse import urlencode, urlsplit

from tests.e2e.browsing import web_address
from tests.e2e.serving import PATIENCE
from tests.e2e.ssh_room import Room
from tests.e2e.ssh_server import SshServer

SENT = {"Content-Type": "application/x-www-form-urlencoded"}


class Client:
    """A browser without a page: one connection each time, so that any worker answers."""

    def __init__(self, server: SshServer) -> None:
        self.address = web_address(server)
        found = urlsplit(self.address)
        self.host, self.port = found.hostname or "", found.port or 0
        self.cookie = ""
        self.headers: dict[str, str] = {}

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> tuple[int, str]:
        line = http.client.HTTPConnection(self.host, self.port, timeout=PATIENCE)
        sent = {name.replace("_", "-"): value for name, value in headers.items()} | (SENT if body else {})
        if self.cookie:
            sent["Cookie"] = self.cookie
        line.request(method, path, body=body or None, headers=sent)
        answer = line.getresponse()
        self.headers = {name.lower(): value for name, value in answer.getheaders()}
        if given := self.headers.get("set-cookie"):
            self.cookie = given.partition(";")[0]
        text = answer.read().decode()
        line.close()
        return answer.status, text

    def press(self, room: Room, wish: str, **fields: str) -> tuple[int, str]:
        _status, page = self.ask("GET", f"/{room.code}")
        token = re.search(r'name="token" value="([^"]+)"', page)
        assert token, page
        body = urlencode({"token": token[1], "do": wish} | fields).encode()
        return self.ask("POST", f"/{room.code}/do", body)

    def come_in(self, room: Room) -> None:
        status, _text = self.ask("POST", f"/{room.code}/join", b"x=1")
        assert status == 303 and self.cookie
