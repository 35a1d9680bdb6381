"""The join card: how to come into a room, for a screen and for paper. Never a join word or a secret on it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import msgspec
from markupsafe import Markup

from explainer.export.takeaway_forms import folded
from explainer.export.templating import fill
from explainer.messages import _
from explainer.story.text import clean

CLIENT, QUESTION = 24, 16
"""Cells of the columns that name the client and what it asks; below `BESIDE` cells in all each stands on its own."""
BESIDE = 64
QUIET = 2
"""Light modules round a QR code on a screen: the norm asks for four, every reader tried takes two, and a code of
29 modules must fit beside the rows of a cockpit at 80x24."""
_PIECES = " ▀▄█"

Rows = tuple[tuple[str, str], ...]
"""Who or what, and what to do: the first is empty where it goes on."""


class JoinCard(msgspec.Struct, frozen=True):
    """What a card says, before it has a form."""

    code: str
    title: str
    """The room's."""
    host: str = ""
    """By which guests reach the server; empty: it is not known here."""
    port: int = 22
    fingerprint: str = ""
    """`SHA256:...` of the host key, as clients show it."""
    web: str = ""
    """The browser's door without a path, such as `https://192.0.2.10:8443`; empty: there is none."""
    web_fingerprint: str = ""
    """How the SHA-256 of its certificate begins; empty: browsers know the certificate."""
    is_alone: bool = False
    """Only this machine can reach it."""
    ends: str = ""
    """When the workshop is over, as it was typed, such as `14:50`."""
    call: str = ""
    """Whom to call, as it was typed."""
    in_short: bool = False
    """The story is told in short, which guests may open at any time."""

    @property
    def address(self) -> str:
        """The room in a browser."""
        return f"{self.web}/{self.code}" if self.web else ""

    @property
    def heading(self) -> str:
        return _("Room {code} · {title}").format(code=self.code, title=self.title)


def command(card: JoinCard, role: str = "", options: str = "") -> str:
    """What is typed into a terminal.

    Args:
        card: of the room.
        role: such as `linear`.
        options: more of them, before the port.
    """
    port = "" if card.port == 22 else f" -p {card.port}"
    login = f"{role}-{card.code}" if role else card.code
    return f"ssh{f' {options}' if options else ''}{port} {login}@{card.host}"


def ways(card: JoinCard) -> Rows:
    """A row for each kind of client, the one that most people hold first."""
    if not card.host:
        return ((_("Address"), _("on the terminal that opened the room")),)
    putty = _("host {host}, port {port}, log in as {code}")
    rows = [(_("Phone, browser"), card.address)] if card.web else []
    return (
        *rows,
        (_("Windows, macOS, Linux"), command(card)),
        (_("Screen reader, braille"), command(card, "linear")),
        (_("PuTTY"), putty.format(host=card.host, port=card.port, code=card.code)),
    )


def people(card: JoinCard) -> str:
    """When it ends, and whom to call; empty: neither is known."""
    ends = _("It ends at {time}.").format(time=card.ends) if card.ends else ""
    call = _("If something is wrong, call {whom}.").format(whom=card.call) if card.call else ""
    return " ".join(filter(None, (ends, call)))


def alone(card: JoinCard) -> str:
    """That nobody else can come in, and what to do; empty: others can."""
    if not card.is_alone:
        return ""
    return _("Only this computer reaches {host}. To let others in, start with --ssh ADDRESS:PORT.").format(
        host=card.host
    )


def before_warned() -> str:
    return _("Your browser warns once, since this server made its certificate itself. Go on like this:")


def warned(card: JoinCard) -> Rows:
    """Each step past a browser's warning, as browsers name it; none where browsers know the certificate."""
    if not card.web_fingerprint:
        return ()
    return (
        (
            _("Chrome, Edge"),
            _("Advanced, then Proceed or Continue to {host} (unsafe).").format(host=card.host),
        ),
        (_("Firefox"), _("Advanced, then Accept the Risk and Continue.")),
        (_("Safari, iPhone"), _("Show Details, then visit this website, then Visit Website.")),
        (
            _("Compare before"),
            _("View certificate: its SHA-256 begins {begins}").format(begins=card.web_fingerprint),
        ),
    )


def compare(card: JoinCard) -> Rows:
    """The one fingerprint of the host key, as clients show it, and what each asks about it."""
    if not card.fingerprint:
        return ()
    return (
        ("ED25519", card.fingerprint),
        (_("ssh"), _("Are you sure ... (yes/no/[fingerprint])?   paste it, or type yes")),
        (_("PuTTY"), _("a window: key not cached. Equal? Accept (older ones: Yes).")),
        ("", _("Connect Once leaves nothing on this computer.")),
    )


def before_comparing() -> str:
    return _("Once, your client asks about this computer's key. Compare:")


def after_comparing() -> str:
    return _("Not equal? Stop, and tell the person who leads.")


def nothing_happens(card: JoinCard) -> tuple[str, ...]:
    """What to try where guests are kept apart, or the port is blocked."""
    tries = [_("the leader's hotspot"), _("sit with a neighbour")]
    if card.web:
        tries.insert(1, _("the other door"))
    return (
        _("Nothing happens? This Wi-Fi may keep guests apart, or block the port."),
        _("Try: {tries}.").format(tries=" · ".join(tries)),
    )


def no_trace(card: JoinCard) -> tuple[str, ...]:
    """How nothing of it stays on the guest's machine."""
    lines = [_("You have no name in the room; your client sends no key.")]
    if card.host:
        # not `none`: with it OpenSSH 10.0 does not ask about the key but turns back
        typed = command(card, options="-o UserKnownHostsFile=/dev/null")
        lines[:0] = [
            _("To leave no trace on this computer (on Windows NUL in place of /dev/null):"),
            f"  {typed}",
            _("then clear the shell's history."),
        ]
    return tuple(lines)


def in_short(card: JoinCard) -> str:
    """Where the story in short is; empty where it is not told so."""
    if not card.in_short:
        return ""
    return _("In short: key I in a terminal, in-short line by line, “In short” in a browser.")


def sections(card: JoinCard, width: int) -> tuple[tuple[str, ...], ...]:
    """The card as plain lines of at most so many cells, part by part: a screen turns pages between them."""
    first = [card.heading, *_folded(filter(None, (people(card),)), width), *_table(ways(card), width, CLIENT)]
    if said := alone(card):
        first += folded(said, width).split("\n")
    parts: list[Iterable[str]] = [first]
    if rows := warned(card):
        parts.append([*_folded((before_warned(),), width), *_table(rows, width, QUESTION)])
    if rows := compare(card):
        parts.append(
            [
                *folded(before_comparing(), width).split("\n"),
                *_table(rows, width, QUESTION),
                *folded(after_comparing(), width).split("\n"),
            ]
        )
    parts += [_folded(nothing_happens(card), width), _folded(no_trace(card), width)]
    parts += [_folded((said,), width)] if (said := in_short(card)) else []
    return tuple(tuple(clean(piece) for line in part for piece in _pieces(line, width)) for part in parts)


def scanned(card: JoinCard, width: int, rows: int) -> list[str]:
    """What whoever scans the code meets, as lines of at most so many cells: it stands beside the code."""
    said = [card.heading, card.address, people(card)]
    if steps := warned(card):
        said += [before_warned(), *(_("{who}: {what}").format(who=who, what=what) for who, what in steps)]
    lines = [
        clean(piece)
        for text in filter(None, said)
        for line in _folded((text,), width)
        for piece in _pieces(line, width)
    ]
    spare = len(_folded(said[:2], width)) if len(lines) + 1 <= rows else 0
    return [*lines[:spare], *([""] if spare else []), *lines[spare:]][:rows]


def to_text(card: JoinCard, width: int = 78) -> str:
    """All of it, to print from a terminal or into a file."""
    return "\n\n".join("\n".join(part) for part in sections(card, width)) + "\n"


def to_html(card: JoinCard) -> str:
    """One page to print, larger than one thinks, without script."""
    return clean(
        fill(
            "card.html.j2", card=card, ways=ways(card), alone=alone(card), compare=compare(card),
            warned=warned(card), before_warned=before_warned(), people=people(card),
            before=before_comparing(), after=after_comparing(), nothing=nothing_happens(card),
            trace=no_trace(card), short=in_short(card), code=qr_svg(card.address) if card.web else "",
        )
    )  # fmt: skip


def written(card: JoinCard, file: Path) -> str:
    """The card in the form that a file's name asks for: HTML by its ending, else text."""
    return to_html(card) if file.suffix.lower() in (".html", ".htm") else to_text(card)


def qr_rows(address: str, *, dark: bool = True) -> tuple[str, ...]:
    """A QR code in half blocks, two modules a row.

    Args:
        address: what it holds.
        dark: the screen's ground is dark: then what is drawn are the light modules, so that the code itself is dark.
    """
    import segno  # with the ssh extra, which alone has a door to come in by

    matrix = [[bool(cell) for cell in row] for row in segno.make(address, micro=False, error="l").matrix]
    wide = len(matrix[0]) + 2 * QUIET
    edge = [[False] * wide] * QUIET
    light = [*edge, *([*[False] * QUIET, *row, *[False] * QUIET] for row in matrix), *edge]
    if len(light) % 2:
        light.append([False] * wide)
    drawn = [[cell != dark for cell in row] for row in light]
    return tuple(
        "".join(_PIECES[top + 2 * low] for top, low in zip(above, below, strict=True)).rstrip()
        for above, below in zip(drawn[::2], drawn[1::2], strict=True)
    )


def qr_svg(address: str) -> Markup:
    """A QR code for paper, with the norm's quiet zone."""
    import segno

    code = segno.make(address, micro=False, error="m")
    return Markup(code.svg_inline(border=4, dark="#000", light="#fff", omitsize=True))


def _table(rows: Rows, width: int, column: int) -> list[str]:
    lines: list[str] = []
    for label, text in rows:
        if width >= BESIDE:
            lines += folded(text, width, f"{label:{column}}", " " * column).split("\n")
        else:
            lines += [label] if label else []
            lines += folded(text, width, "  ", "  ").split("\n")
    return lines


def _folded(lines: Iterable[str], width: int) -> list[str]:
    found: list[str] = []
    for line in lines:
        indent = "  " if line.startswith(" ") else ""
        found += folded(line.strip(), width, indent, indent).split("\n")
    return found


def _pieces(line: str, width: int) -> list[str]:
    """A fingerprint, or a command, is longer than the line of a small window: then it goes on on the next."""
    return [line[at : at + width] for at in range(0, max(1, len(line)), max(1, width))]
