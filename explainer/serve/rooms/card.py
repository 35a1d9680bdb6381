"""The join card as a server makes it, and its pages in a cockpit."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from explainer.export.card import JoinCard, qr_rows, sections
from explainer.paint.cells.style import Profile
from explainer.serve.processes.settings import Settings
from explainer.serve.processes.state_files import fingerprint
from explainer.serve.rooms.joining import reached, web_reached

BEGINS = 11
"""Characters of a certificate's fingerprint on a card: four pairs of digits, which a person compares."""


def card_of(code: str, title: str, settings: Settings, public: str) -> JoinCard:
    """The card of a room.

    Args:
        code: of now.
        title: the room's.
        settings: of the server that guests reach.
        public: the public half of its host key; empty: not known here.
    """
    address = reached(settings)
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
    )


def web_door(settings: Settings) -> tuple[str, str]:
    """The browser's door as guests type it, such as `https://192.0.2.10:8443`, and how the SHA-256 of a certificate of
    the server's own begins, such as `4F:1A:C0:77`; empty where there is none."""
    address = web_reached(settings)
    if address is None:
        return "", ""
    if not settings.web_secure:
        return f"http://{address}", ""
    return f"https://{address}", "" if settings.tls_cert else _certificate(settings.state, address.host)


@cache
def _certificate(state: str, host: str) -> str:
    from explainer.serve.web.certificate import own

    return own(Path(state), host).fingerprint[:BEGINS]


def card_pages(card: JoinCard, width: int, rows: int, profile: Profile) -> tuple[tuple[str, ...], ...]:
    """The card page by page, parts kept together where they fit; at least one page.

    Args:
        card: the card.
        width: cells of a row.
        rows: of a page.
        profile: of the terminal: a QR code needs half blocks.
    """
    parts = [*sections(card, max(1, width))]
    if card.address and profile.glyphs in ("braille", "blocks"):
        code = qr_rows(card.address, dark=profile.theme != "light")
        if len(code) <= rows and len(code[0]) <= width:
            parts.append((card.address, *code) if len(code) < rows else code)
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
