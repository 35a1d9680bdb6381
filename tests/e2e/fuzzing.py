"""Hostile guests over SSH, made from a seed: the same seed and number give the same guest, byte for byte.

Pure: nothing is sent here. Fragments are strung together and the string is cut anywhere; each guest's bear its mark.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random
from typing import NamedTuple

from tests.e2e.hostile_bytes import (
    COMMAND_WORDS,
    COMMANDS,
    FRAGMENTS,
    GOOD_TERMS,
    LOGINS,
    NAMES,
    TERMS,
    VALUES,
    VERSIONS,
    filled,
    leaving,
)

MARK = re.compile(rb"zqf(\d{6})z")
"""The mark of a guest: in whoever's output one stands, it is its guest's own or something leaked."""


class Resize(NamedTuple):
    """The window has another size, or says so."""

    columns: int
    rows: int


class Request(NamedTuple):
    """A request on the channel, well formed or not."""

    kind: bytes
    body: bytes = b""


class Packet(NamedTuple):
    """A packet of any kind at all."""

    kind: int
    body: bytes


class Pause(NamedTuple):
    """Nothing is sent for so long: what was held is given up, apps are made, frames are drawn."""

    seconds: float


class Frame(NamedTuple):
    """Nothing is sent until another frame has come, so many seconds at most."""

    seconds: float


Act = bytes | Resize | Request | Packet | Pause | Frame


class Plan(NamedTuple):
    """One guest: how it comes, what it does, how it goes."""

    number: int
    kind: str
    """screen, thin, linear, lines, resume, phrases, command, knock, handshake or protocol."""
    login: bytes
    term: bytes | None
    """None: no terminal."""
    size: tuple[int, int]
    environment: dict[bytes, bytes]
    command: bytes | None
    acts: tuple[Act, ...]
    answers: bool
    """Its terminal gives receipts as a real one does."""
    end: str
    """cut: the line drops at once; drained: after the server has read all; eof: nothing more comes, and it waits."""


_KINDS = {
    "screen": 24, "thin": 10, "linear": 14, "lines": 10, "resume": 3, "phrases": 2, "command": 12, "knock": 8,
    "handshake": 4, "protocol": 5,
}  # fmt: skip
_CHUNKS = {"screen": 450, "thin": 400, "linear": 700, "lines": 700, "resume": 60, "phrases": 60, "command": 4}
"""Inputs of one guest, at most."""
_WELL = 0.9
"""Share of those who are let in; the others have names, terminals and requests with which nobody is."""
_LOGINS = {"linear": b"linear", "resume": b"resume", "phrases": b"resume"}
_WINDOWLESS = ("lines", "phrases")
_RECEIPTS = b"\x1b\\\x1b[0n\x1b[0n\x1b[0n"
"""What ends a string that was begun, and receipts: those a terminal gave may have gone down in what was typed, and
without them no more frames come."""
_WILD = (
    (0, 0), (1, 1), (65_535, 65_535), (0, 24), (80, 0), (2**31, 2**31), (2**32 - 1, 1), (20, 6), (400, 200), (2, 1),
)  # fmt: skip


def mark_of(number: int) -> bytes:
    return b"zqf%06dz" % number


def plan(seed: int, number: int) -> Plan:
    """The guest of that number.

    Args:
        seed: of the run.
        number: of the guest, which is also in its mark.
    """
    luck, mark = Random(f"{seed}/{number}"), mark_of(number)
    kind = luck.choices(tuple(_KINDS), tuple(_KINDS.values()))[0]
    login, term = _LOGINS.get(kind) or filled(luck, mark, LOGINS), filled(luck, mark, TERMS)
    if kind not in _LOGINS and luck.random() < _WELL:
        login = luck.choice((b"reader", mark, b"root", "ж".encode() + mark))
    if luck.random() < _WELL:
        term = filled(luck, mark, GOOD_TERMS)
    if kind == "linear" and luck.random() < 0.3:
        login, term = mark, luck.choice((b"dumb", b""))
    window = kind not in _WINDOWLESS and (kind != "command" or luck.random() < 0.4)
    return Plan(
        number=number,
        kind=kind,
        login=login,
        term=term if window else None,
        size=_size(luck),
        environment={
            filled(luck, mark, NAMES): filled(luck, mark, VALUES) * luck.choice((1, 1, 300))
            for _variable in range(luck.randint(0, 5))
        },
        command=_command(luck, mark) if kind == "command" else None,
        acts=tuple(_acts(luck, mark, kind, window)),
        answers=luck.random() < _WELL,
        end=luck.choices(("cut", "drained", "eof"), (1, 7, 1))[0],
    )


def _command(luck: Random, mark: bytes) -> bytes:
    word = filled(luck, mark, COMMAND_WORDS) * luck.choice((1, 1, 1, 500))
    return luck.choice(COMMANDS).replace(b"WORD", word)


def _size(luck: Random) -> tuple[int, int]:
    return luck.choice(_WILD) if luck.random() < 0.3 else (luck.randint(20, 140), luck.randint(6, 50))


def _acts(luck: Random, mark: bytes, kind: str, window: bool) -> Iterator[Act]:
    if kind in ("knock", "handshake"):
        yield from _knocks(luck, mark)
    elif kind == "protocol":
        yield from _packets(luck, mark)
    else:
        yield from _typing(luck, mark, kind, window)


def _typing(luck: Random, mark: bytes, kind: str, window: bool) -> Iterator[Act]:
    """Fragments strung together and cut anywhere; between them sizes, requests, and rests."""
    made, weights = zip(*FRAGMENTS[kind], strict=True)
    held = b""
    if kind == "screen" and luck.random() < _WELL:
        yield from (Frame(2.0), b" ", Frame(luck.choice((0.0, 2.0, 2.0))))  # an app is made meanwhile
    for _chunk in range(luck.randint(_CHUNKS[kind] // 3, _CHUNKS[kind])):
        while len(held) < 24:
            held += luck.choices(made, weights)[0](luck, mark)
        # Now and then byte by byte, and now and then all there is in one piece.
        size = luck.choices((1, luck.randint(2, 12), luck.randint(8, 40), len(held)), (2, 6, 3, 2))[0]
        yield held[:size]
        held = held[size:]
        fate = luck.random()
        if fate < 0.03 and window:
            yield Resize(*_size(luck))
        elif fate < 0.035:
            yield _sound_request(luck, mark)
        elif fate < 0.06:
            yield Pause(luck.choice((0.0, 0.01, 0.03, 0.06, 0.12)))
        elif fate < 0.11 and kind == "screen":
            yield from (_RECEIPTS, Frame(0.2))
    if luck.random() > _WELL:
        yield _request(luck, mark)
    if luck.random() < 0.3 and kind not in ("command", "thin"):
        yield leaving(luck)


def _string(text: bytes) -> bytes:
    return len(text).to_bytes(4, "big") + text


def _sound_request(luck: Random, mark: bytes) -> Request:
    """Well formed, and of no use: signals, breaks, what comes too late."""
    text = _string(luck.choice((mark, b"\x1b]0;" + mark + b"\x07", b"TERM", b"KILL", b"HUP", b"INT")))
    return luck.choice(
        (
            Request(b"signal", text),
            Request(b"break", luck.randbytes(4)),
            Request(b"env", text + text),
            Request(b"pty-req", text + luck.randbytes(16) + bytes(4)),
            Request(b"shell"),
            Request(b"exec", text),
            Request(b"xon-xoff", b"\1"),
        )
    )


def _request(luck: Random, mark: bytes) -> Request:
    """Any request, well formed or not."""
    text = luck.choice((mark, b"\x1b]0;" + mark + b"\x07", b"TERM", b"KILL", b"\xff", b""))
    string = _string(text)
    return luck.choice(
        (
            Request(b"signal", string),
            Request(b"break", luck.randbytes(4)),
            Request(b"env", string + string),
            Request(b"pty-req", string + luck.randbytes(16) + bytes(4)),
            Request(b"shell"),
            Request(b"exec", string),
            Request(b"subsystem", string),
            Request(b"xon-xoff", b"\1"),
            Request(b"auth-agent-req@openssh.com"),
            Request(b"x11-req", b"\0" + string + string + bytes(4)),
            Request(b"exit-status", bytes(4)),
            Request(b"window-change", luck.randbytes(luck.choice((16, 16, 7)))),
            Request(text, string),
        )
    )


def _knocks(luck: Random, mark: bytes) -> Iterator[bytes]:
    """Before any handshake: a version line or none, then rubbish, packets cut short, the beginning of a handshake."""
    yield b"" if luck.random() < 0.1 else filled(luck, mark, VERSIONS) + b"x" * luck.choice((0, 0, 0, 9_000))
    for _chunk in range(luck.randint(0, 6)):
        body = luck.randbytes(luck.randint(0, 60))
        yield luck.choice(
            (body, _string(body), _plain(b"\x14" + body), _plain(body), b"\xff" * 8 + body, mark + b"\r\n")
        )
    if luck.random() < 0.5:
        yield _plain(_proposal(luck))
        yield _plain(
            b"\x1e"
            + luck.choice((_string(luck.randbytes(32)), _string(bytes(32)), b"\0\0", luck.randbytes(40)))
        )
        yield _plain(bytes((luck.choice((2, 5, 20, 21, 50)),)) + luck.randbytes(luck.randint(0, 20)))


def _plain(payload: bytes) -> bytes:
    """A packet as it is before there are keys."""
    padding = 8 - (5 + len(payload)) % 8
    padding += 8 if padding < 4 else 0
    return (1 + len(payload) + padding).to_bytes(4, "big") + bytes((padding,)) + payload + bytes(padding)


def _proposal(luck: Random) -> bytes:
    """A client's first packet of a handshake, well formed, or with one byte of it wrong."""
    lists = (
        b"curve25519-sha256",
        b"ssh-ed25519",
        *[b"aes128-ctr"] * 2,
        *[b"hmac-sha2-256"] * 2,
        *[b"none"] * 2,
        b"",
        b"",
    )
    made = bytearray(b"\x14" + luck.randbytes(16) + b"".join(map(_string, lists)) + bytes(5))
    if luck.random() < 0.5:
        made[luck.randrange(len(made))] = luck.randint(0, 255)
    return bytes(made)


def _packets(luck: Random, mark: bytes) -> Iterator[Act]:
    """Packets that no client sends: of any kind, with any body, too short, for channels that are not there."""
    bodies = (
        b"",
        mark,
        bytes(4) + _string(b"hello"),
        b"\xff" * 24,
        _string(mark) * 3,
        bytes(4) + b"\xff" * 8,
    )
    kinds = (80, 90, 93, 94, 95, 96, 97, 98, 98, 98, 99, 100, 21, 30, 50, 5, 4, 2, 1)
    for _packet in range(luck.randint(1, 12)):
        body = luck.choice((*bodies, luck.randbytes(luck.randint(0, 40)), bytes(4) + luck.randbytes(12)))
        yield Packet(luck.choice((luck.randint(1, 255), *kinds)), body)
        yield _request(luck, mark)


def floods() -> tuple[Plan, ...]:
    """Guests who send as much as they can, each of one thing: 40,000 keys, 4 MiB, 20,000 moves of the mouse, sizes."""
    keys: tuple[Act, ...] = tuple(b"np N?\x1b/x\r"[at % 10 : at % 10 + 1] * 4 for at in range(10_000))
    paste: tuple[Act, ...] = (
        b"\x1b[200~",
        *(mark_of(901_001) * 420 for _chunk in range(1_000)),
        b"\x1b[201~",
    )
    moves: tuple[Act, ...] = tuple(b"\x1b[<35;%d;%dM" % (at % 80 + 1, at % 24 + 1) * 4 for at in range(5_000))
    sizes: tuple[Act, ...] = tuple(Resize(20 + at % 380, 6 + at % 190) for at in range(500))
    return tuple(
        Plan(
            number=901_000 + at,
            kind="screen",
            login=b"reader",
            term=b"xterm-256color",
            size=(80, 24),
            environment={},
            command=None,
            acts=(b" ", Pause(0.2), *acts),
            answers=True,
            end="drained",
        )
        for at, acts in enumerate((keys, paste, moves, sizes))
    )
