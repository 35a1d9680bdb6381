"""What an operator chose and what a server allows; made once, sent to the template and every worker."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from explainer.serve.processes.listening import Address
from explainer.workshop.texts import FAR, NEAR

Count = Annotated[int, Meta(ge=1)]
Seconds = Annotated[float, Meta(gt=0)]


class Limits(msgspec.Struct, frozen=True):
    """How much is let in. The figures were measured on two cores; tests and benches raise them."""

    open_per_address: Count = 300
    """A hall sits behind one address: 200 must pass, and nobody is ever banned by address."""
    burst_per_address: Count = 250
    """How many of one address may come in the same moment."""
    rate_per_address: Seconds = 5.0
    """How many a second afterwards."""
    waiting: Count = 1000
    """Connections the front holds until a worker has room for their handshake."""
    waiting_seconds: Seconds = 16.0
    unauthenticated: Count = 64
    """Connections of one worker that have not finished their handshake."""
    handshakes: Count = 8
    """Handshakes at work in one worker: 2 ms of processor each, and a page turn comes first."""
    login_seconds: Seconds = 16.0
    guests: Count = 500
    """Guests of one worker, most of them without an app of their own."""
    apps: Count = 100
    """Guests of one worker with an app of their own."""
    idle_seconds: Seconds = 30 * 60.0
    idle_warning_seconds: Seconds = 60.0
    stalled_seconds: Seconds = 600.0
    """How long a guest may read nothing of what is sent."""
    stalled_room_seconds: Seconds = 60.0
    """The same in a room, whose pages go on."""
    parked_seconds: Seconds = 30 * 60.0
    parked_long_seconds: Seconds = 30 * 86_400.0
    """For a guest who asks for it."""
    keys_per_second: Count = 100
    key_burst: Count = 200
    paste_bytes: Count = 64 * 1024
    early_bytes: Count = 4096
    """Input kept while a guest's app is being made."""
    channels: Count = 2
    """Of one connection."""
    goodbye_seconds: Seconds = 2.5
    """How long guests may take to read that the server stops."""
    lines_per_browser: Count = 4
    """Connections of one browser: what one address may have of the door for browsers is so many times as much."""
    web_body_bytes: Count = 16 * 1024
    """Of what a browser sends at once."""
    web_body_seconds: Seconds = 10.0
    """How long that may take."""
    web_here_seconds: Seconds = 300.0
    """How long a browser that keeps no line open counts as here after its last page."""
    web_gone_seconds: Seconds = 15.0
    """The same for one whose line was open, and closed: a page that is turned has a new one at once."""


class Settings(msgspec.Struct, frozen=True):
    """One server."""

    story: str
    """The story's folder."""
    state: str
    """Where the host key and the parked runs are."""
    cache: str = ""
    """Where a compiled story may be kept; empty: nowhere."""
    address: Address = Address()
    metrics: Address | None = None
    rooms: str = ""
    """The store of the rooms; empty: SQLite in the state folder."""
    reached_at: str = ""
    """`HOST:PORT` by which guests reach the server, for the join lines; empty: where it listens."""
    workers: Count = 1
    limits: Limits = Limits()
    trusted: tuple[str, ...] = ()
    """Addresses of balancers, whose connections are not counted as those of one address."""
    web: Address | None = None
    """Where browsers are served; None: nowhere."""
    tls_cert: str = ""
    """PEM files of the door for browsers; empty: a certificate of its own, in the state folder, where it needs one."""
    tls_key: str = ""
    language: str = ""
    """In which language of the story guests begin, and walls show it; empty: its own."""
    ends: str = ""
    """When the workshop is over, for join cards; empty: it is not said."""
    call: str = ""
    """Whom guests call when something is wrong, for join cards."""
    insecure_web: bool = False
    """Browsers are served without TLS also over a network."""
    name: str = ""
    """Of the server, by which guests reach it: on cards; a browser that asks for another one is not answered."""

    @property
    def code_digits(self) -> int:
        """Digits of the codes of its rooms: more where others than this machine's people can try them."""
        is_near = self.address.loopback and (self.web is None or self.web.loopback) and not self.name
        return NEAR if is_near and self.rooms in ("", "sqlite:") else FAR

    @property
    def web_secure(self) -> bool:
        """Whether browsers are served over TLS: off this machine unless told otherwise, here where a certificate is
        given."""
        if self.web is None:
            return False
        return bool(self.tls_cert) or not (self.insecure_web or self.web.loopback)
