"""How to come into a room, as a wall and a card say it."""

from __future__ import annotations

from functools import cache
from itertools import zip_longest
from pathlib import Path

from explainer.export.card import JoinCard, qr_rows, scanned, sections
from explainer.messages import _
from explainer.paint.cells.style import Profile
from explainer.serve.processes.listening import SSH_PORT, Address, parse
from explainer.serve.processes.settings import Settings
from explainer.serve.processes.state_files import fingerprint

EVERYWHERE = ("0.0.0.0", "::")
"""Addresses to listen at that nobody can type."""
DRAWN = ("braille", "blocks")
"""Glyphs of terminals that draw a QR code."""


def reached(settings: Settings) -> Address | None:
    """Return where guests reach the server; None: it is not known here, such as a port that the kernel chose."""
    address = parse(settings.reached_at, SSH_PORT) if settings.reached_at else settings.address
    return None if address.host in EVERYWHERE or not address.port else address


def _told(settings: Settings, address: Address | None, listens: Address) -> Address | None:
    """The address as guests type it: by the server's name, where it has one."""
    if not settings.name or (address is None and listens.host not in EVERYWHERE):
        return address
    port = (address or listens).port
    return Address(settings.name, port) if port else None


def join_lines(code: str, settings: Settings) -> tuple[str, ...]:
    """A line for each way in; none where the address is not known."""
    address = _told(settings, reached(settings), settings.address)
    if address is None:
        return (_("Join: the room's code is {code}").format(code=code),)
    flag = "" if address.port == 22 else f"-p {address.port} "
    web = web_door(settings)[0]
    browser = (_("Join: {address}").format(address=f"{web}/{code}"),) if web else ()
    return (*browser, _("Join: ssh {flag}{code}@{host}").format(flag=flag, code=code, host=address.host))


def join_code(code: str, settings: Settings, profile: Profile) -> tuple[str, ...]:
    """The room's address in a browser as a QR code, where there is one and the terminal can draw it."""
    web = web_door(settings)[0]
    if not web or profile.glyphs not in DRAWN:
        return ()
    return qr_rows(f"{web}/{code}", dark=profile.theme != "light")


def web_reached(settings: Settings) -> Address | None:
    """Where browsers reach the server; None: nowhere, or at no address that guests of the other door are told."""
    web, ssh = settings.web, reached(settings)
    if web is None or not web.port or ssh is None:
        return None
    if web.host in EVERYWHERE:
        return Address(ssh.host, web.port)
    return web if ssh.loopback or not web.loopback else None


# The join card as a server makes it, and its pages in a cockpit.

FINGERPRINT_SHOWN = 11
"""Characters of a certificate's fingerprint on a card: four pairs of digits, which a person compares."""


GAP, BESIDE_CODE = 3, 30
"""Cells between a QR code and what stands beside it, which takes so many at least."""


def card_of(code: str, title: str, settings: Settings, public: str, *, in_short: bool = False) -> JoinCard:
    """The card of a room.

    Args:
        code: of now.
        title: the room's.
        settings: of the server that guests reach.
        public: the public half of its host key; empty: not known here.
        in_short: the room's story is told in short.
    """
    address = _told(settings, reached(settings), settings.address)
    web, web_fingerprint = web_door(settings)
    return JoinCard(
        code,
        title,
        host=address.host if address is not None else "",
        port=address.port if address is not None else 0,
        fingerprint=fingerprint(public) if public else "",
        web=web,
        web_fingerprint=web_fingerprint,
        is_alone=address is not None and address.loopback,
        ends=settings.ends,
        call=settings.call,
        in_short=in_short,
    )


def web_door(settings: Settings) -> tuple[str, str]:
    """The browser's door as guests type it, such as `https://192.0.2.10:8443`, and how the SHA-256 of a certificate of
    the server's own begins, such as `4F:1A:C0:77`; empty where there is none."""
    address = _told(settings, web_reached(settings), settings.web) if settings.web is not None else None
    if address is None:
        return "", ""
    if not settings.web_secure:
        return f"http://{address}", ""
    return f"https://{address}", "" if settings.tls_cert else _certificate(settings.state, address.host)


@cache
def _certificate(state: str, host: str) -> str:
    from explainer.serve.web.certificate import own

    return own(Path(state), host).fingerprint[:FINGERPRINT_SHOWN]


def card_pages(card: JoinCard, width: int, rows: int, profile: Profile) -> tuple[tuple[str, ...], ...]:
    """The card page by page, parts kept together where they fit; at least one page.

    Args:
        card: the card.
        width: cells of a row.
        rows: of a page.
        profile: of the terminal: a QR code needs half blocks.
    """
    parts = [*_code_first(card, width, rows, profile), *sections(card, max(1, width))]
    pages: list[list[str]] = [[]]
    for part in parts:
        if pages[-1] and len(pages[-1]) + 1 + len(part) > rows:
            pages.append([])
        elif pages[-1]:
            pages[-1].append("")
        for line in part:
            if len(pages[-1]) >= max(1, rows):
                pages.append([])
            pages[-1].append(line)
    return tuple(tuple(page) for page in pages)


def _code_first(card: JoinCard, width: int, rows: int, profile: Profile) -> tuple[tuple[str, ...], ...]:
    """The QR code, and beside it what whoever scans it meets, where both have room; empty: the code has none."""
    if not card.address or profile.glyphs not in DRAWN:
        return ()
    code = qr_rows(card.address, dark=profile.theme != "light")
    wide = max(map(len, code))
    if len(code) > rows or wide > width:
        return ()
    if width < wide + GAP + BESIDE_CODE:
        return ((card.address, *code) if len(code) < rows else code,)
    said = scanned(card, width - wide - GAP, rows)
    beside = zip_longest(code, said, fillvalue="")
    return (tuple(f"{drawn:{wide + GAP}}{text}".rstrip() for drawn, text in beside),)
