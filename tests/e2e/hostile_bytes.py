"""Fragments of hostile input, each with a guest's mark in it: what acts on a terminal that is given it as it is."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from random import Random

Fragment = Callable[[Random, bytes], bytes]


def templates(text: str) -> tuple[bytes, ...]:
    """Words as bytes; escapes as in Python's source, MARK for the mark, B64 for it in base 64."""
    return tuple(word.encode().decode("unicode_escape").encode("latin-1") for word in text.split())


def filled(luck: Random, mark: bytes, choices: tuple[bytes, ...]) -> bytes:
    """One of them, with the mark in its place."""
    return luck.choice(choices).replace(b"MARK", mark).replace(b"B64", b64encode(mark))


# 31337 and 4242 stand in nothing that the server sends: a sequence with them was typed.

_BROKEN = templates(r"""
    \xc3\x28 \xed\xa0\x80 \xc0\xaf \xf8\x88\x80\x80\x80 \xf4\x90\x80\x80 \x80 \xe2\x82 \xff\xfe \xf0\x9f
    \xef\xbf\xbf MARK\xff \x9b31337;4242H \xc2\x9b31337;4242H \x9d0;MARK\x9c \xc2\x9d0;MARK\xc2\x9c \x90MARK
    \x85MARK
""")
"""No UTF-8, and C1 controls in one byte and in two."""
_STRANGE = tuple(
    one.encode("utf-8", "surrogatepass")
    for one in (
        *"\u202e\u2066\u200f\u2028\u2029\x85\ufeff\u200d\u5bff\U000e0001\ufffd\u3164\u0488\0\x7f²١ﬃİß\udbff",
        "\u0301" * 40, "\U0001f468\u200d\U0001f469", "e\u0301", "\u202eMARK", "\u2066MARK", "a\u0300\u202eMARK",
    )
)  # fmt: skip
_ESCAPES = templates(
    r"\x1b \x1b\x1b \x1b\x1b\x1b\x1b\x1b\x1b\x1b \x1bc \x1b#8 \x1b(0 \x1b= \x1b7MARK\x1b8 \x1b%G \x1bnMARK"
)
_SEQUENCES = templates(r"""
    \x1b[31337;4242H \x1b[31337;4242m \x1b[31337;4242r \x1b[8;31337;4242t \x1b[?31337h \x1b[2JMARK \x1b[6n
    \x1b[21t \x1b[?1003h \x1b[!p \x1b[5iMARK\x1b[4i \x1b[200MARK~ \x1b[38;2;MARKm
    \x1b[48;60000;60000;60000;60000t \x1b[48;24;80;0;0t \x1b[48;24:1;80:1;1;1t \x1b[48;0;0;1;1t
    \x1b[?2026h\x1b[31337C
""")
_PASTES = templates(r"""
    MARK \x1b]0;MARK\x07 \x1b[200~MARK \x1b[201~MARK line\nMARK\nMARK\n \xff\xfe\x00MARK \x1b[31337;4242H
    \xc2\x9d0;MARK\xc2\x9c
""")
_ANSWERS = templates(r"""
    \x1b[0n \x1b[0n \x1b[0n\x1b[0n\x1b[0n\x1b[0n \x1b[3n \x1b[n \x1b[?62;22c \x1b[?1;2c \x1b[>41;354;0c \x1b[?c
    \x1b]11;rgb:ffff/ffff/ffff\x1b\\ \x1b]11;rgb:0000/0000/0000\x07 \x1b]11;rgb:zz/zz\x07 \x1b]11;?\x07
    \x1b]11;rgba:1/2/3/4\x07 \x1b]11;MARK\x07 \x1b]11;rgb:ffff/ff \x1b]11;rgb://\x07 \x1b]10;rgb:1/1/1\x07
    \x1b]99999;MARK\x07 \x1b]4;1;rgb:1/1/1\x07 \x1b[?2026;2$y \x1b[?2026;0$y \x1b[?2026;99999$y \x1b[?2048;1$y
    \x1b[?2026$y \x1bP>|MARK\x1b\\ \x1bP>|XTerm(390)\x1b\\ \x1bP>|kitty(MARK\x1b\\ \x1bP1$r0m\x1b\\
    \x1bP>|foot\x07 \x1bP0$r\x1b\\ \x1b[24;80R \x1b[31337;4242R \x1b[48;24;80;480;800t \x1b[?0u \x1b[?31u
    \x1b]52;c;B64\x07 \x1b]lMARK\x1b\\ \x1b[4;600;800t
""")
_KEYS = templates(r"""
    n p N P \x20 \r \t \x1b[Z \x1b[A \x1b[B \x1b[C \x1b[D \x1b[5~ \x1b[6~ \x1b[H \x1b[F \x1bOP \x1b[15~ \x1b[20~
    \x1b[3~ ? / g G t v < > z D b c y o s a m r e f i k l u w x h j d 0 1 2 3 9 \x0c \x10 \x12 \x1a \x1c \x01
    \x05 \x0b \x15 \x17 \x7f \x08 \x1b[97;5u \x1b[27;5;9~ \x1b[1;5C \x1bn \x1b\x1b \x1b[57358u \x1b[I \x1b[O
    \x1b[27u \x1b[27u \x1b[13;2u \x1b[99999999;5u \x1b[1114112u \x1b[55296u \x1b[;;u \x1b[1;99999999999A
    \x1b[27;1;1114112~ \x1b[97:65:99999999;2:3;u \x1b[155u
""")
_LEAVING = templates(r"q \x03 \x04 \x11 q\x1b qn \x03\x03 qy")
_WORDS = templates(r"""
    /MARK\r /\x1b]0;MARK\x07\r /storm\x20MARK\r NMARK\r N\x1b[55296u\x1b[155uMARK\r N\xc2\x9d2;MARK\r gMARK\r
    /MARK\x1b[27u N\xe2\x80\xaeMARK\r :MARK\r DMARK\r D1931-02-03\r /\x1b[200~MARK\x1b]0;MARK\x07\x1b[201~\r
    99999999999999999999\r
""")
_VERBS = templates(r"""
    go search note next back list source term width bell answer question phrase resume lens date open show read
    help notes copy say trail 1 2 99999999999999999999 \xc2\xb2 1e999 forget keep why where figure picture claim
    versions guess about wide linear
""")
_ARGUMENTS = templates(r"""
    MARK \x1b]0;MARK\x07 \x1bPMARK\x1b\\ \xc2\x9b31337;4242H the-storm the-lamp 1931-02-03 -1 0
    99999999999999999999 \xffMARK \xe2\x80\xaeMARK $(id)\x20`id`;id|id ../../etc/passwd %s%n{0}{mark} boats-lost
    lightkeeper \x1b[31337;4242HMARK \x00MARK \xc2\xb2
""")
_PHRASES = templates(r"""
    MARK one\x20two\x20three\x20four\x20five \x1b]0;MARK\x07 zero\x20zero\x20zero\x20zero\x20zero \xff\x00
    \xd0\xb6\x20\xd0\xb6 \x20
""")
COMMANDS = templates(r"""
    list\x20scene;\x20id show\x20scene\x20$(id) search\x20`id` read\x20--at\x20../../etc/passwd check\x20/etc
    export\x20--to\x20html\x20/tmp/x list\x20WORD show\x20scene\x20WORD search\x20WORD read\x20--at\x20WORD WORD
    help\x20WORD show\x20term\x20'WORD list\x20"WORD about\x00WORD
    show\x20claim\x20boats-lost\x20--as-known-on\x20WORD search\x20--json\x20WORD read\x20--trail\x20WORD
    list\x20scene\nWORD --WORD -WORD search\x20\\WORD read\x20--linear\x20WORD show\x20source\x20WORD\x20--json
    list\x20source\x20--json search\x20WORD\x20WORD\x20WORD help about list\x20action
    show\x20term\x20lightkeeper search\x20--as-known-on\x20WORD\x20storm
""")
COMMAND_WORDS = templates(r"""
    MARK \x1b]0;MARK\x07 \x1bPMARK\x1b\\ \xc2\x9d2;MARK\xc2\x9c \xffMARK \xe2\x80\xaeMARK {0.__class__}MARK
    |&;<>()$`\\"'\x20\tMARK storm \x1b[31337;4242H ../../MARK 1931-02-30 1931-02-03 99999-99-99
""")
LOGINS = templates(
    r"reader MARK \x1b]0;MARK\x07 amber-12 lead-amber-12 \xffMARK root \xd0\xb6MARK \x00MARK \xe2\x80\xaeMARK"
)
GOOD_TERMS = templates("xterm-256color xterm vt100 xterm-direct linux tmux-256color screen MARK")
TERMS = templates(r"\x1b]0;MARK\x07 ../MARK \xffMARK \x00 MARKMARKMARKMARKMARKMARKMARKMARKMARK")
NAMES = templates(
    r"LANG LC_ALL LC_CTYPE COLORTERM NO_COLOR TERM_PROGRAM X LD_PRELOAD TEXTUAL_LOG \x1b]0;MARK PYTHONPATH"
)
VALUES = templates(
    r"MARK \x1b]0;MARK\x07 C.UTF-8 truecolor \xff\xfe ru_RU.KOI8-R C kk_KZ.UTF-8@%n \x1b[31337;4242H 1 \x00"
)
VERSIONS = templates(r"""
    SSH-2.0-MARK\r\n SSH-2.0-\x1b]0;MARK\x07\r\n SSH-1.5-x\n GET\x20/\x20HTTP/1.1\r\n\r\n \xff\xfeMARK\r\n
    SSH-2.0-MARK SSH-2.0-\xff\r\n
""")


def _bytes(luck: Random, mark: bytes) -> bytes:
    return luck.randbytes(luck.randint(1, 16))


def _of(choices: tuple[bytes, ...]) -> Fragment:
    return lambda luck, mark: filled(luck, mark, choices)


def _any_sequence(luck: Random, mark: bytes) -> bytes:
    """CSI with any parameters, ended or not."""
    parameters = bytes(luck.choice(b"0123456789;:<=>?") for _ in range(luck.randint(0, 12)))
    between = bytes(luck.choice(b" !\"#$%&'()*+,-./") for _ in range(luck.randint(0, 2)))
    return b"\x1b[" + parameters + between + luck.choice((b"", bytes((luck.randint(0x40, 0x7E),))))


def _string(luck: Random, mark: bytes) -> bytes:
    """OSC, DCS, SOS, PM, APC around the mark: a title, a clipboard, a link, a notification; ended or not."""
    begin = luck.choice(templates(r"\x1b] \x1bP \x1bX \x1b^ \x1b_ \x9d \x90 \xc2\x9d \xc2\x90"))
    what = filled(luck, mark, templates(r"0; 2; 52;c;B64 8;;http:// 9; 777;notify; 4;1; 1337; +q $q >|"))
    end = luck.choice((b"\x07", b"\x1b\\", b"\x9c", b"\xc2\x9c", b"", b"\x1b", b"\x18", b"\n"))
    return begin + what + mark + luck.choice((b"", b"x" * luck.randint(1, 400))) + end


def _mouse(luck: Random, mark: bytes) -> bytes:
    """SGR, X10 and urxvt reports, inside the window, outside of it, far outside."""
    button = luck.choice((0, 1, 2, 3, 32, 35, 64, 65, 66, 128, 2**31))
    column, row = (luck.choice((1, 2, 10, 40, 79, 80, 81, 0, -3, 400, 65_535, 2**63)) for _ in range(2))
    press, pressed = b"\x1b[<%d;%d;%d" % (button, column, row), b"\x1b[<%d;%d;%d" % (button % 3, column, row)
    click, old = pressed + b"M" + pressed + b"m", b"\x1b[M" + luck.randbytes(3)
    return luck.choice((press + b"M", press + b"m", click, old, b"\x1b[" + press[3:] + b"M"))


def _paste(luck: Random, mark: bytes) -> bytes:
    """Whole, without an end, without a beginning, one in another."""
    inside = filled(luck, mark, _PASTES) * luck.choice((1, 1, 1, 300))
    return (
        luck.choice((b"\x1b[200~", b"\x1b[200~", b""))
        + inside
        + luck.choice((b"\x1b[201~", b"\x1b[201~", b"", b"\x1b[201"))
    )


def _long_answer(luck: Random, mark: bytes) -> bytes:
    """What began like an answer and has no end."""
    return (
        luck.choice(templates(r"\x1b]11; \x1bP>| \x1b]4; \x1b[? \x1b[>"))
        + b"1" * luck.randint(200, 600)
        + mark
    )


def _keys(luck: Random, mark: bytes) -> bytes:
    return b"".join(luck.choice(_KEYS) for _ in range(luck.randint(1, 6)))


def _line(luck: Random, mark: bytes) -> bytes:
    """A line of linear mode, with an argument that acts on a terminal if it is said again as it is."""
    argument = filled(luck, mark, _ARGUMENTS) if luck.random() < 0.95 else b"x" * 12_000
    return luck.choice(_VERBS) + b" " + argument + luck.choice((b"\n", b"\r", b"\r\n"))


def _phrase(luck: Random, mark: bytes) -> bytes:
    return filled(luck, mark, _PHRASES) * luck.choice((1, 1, 5)) + luck.choice((b"\n", b"\r", b"\r\n"))


_ANY: tuple[tuple[Fragment, int], ...] = (
    (_bytes, 2), (_of(_BROKEN), 2), (_of(_STRANGE), 2), (_of(_ESCAPES), 2), (_of(_SEQUENCES), 2), (_any_sequence, 1),
    (_string, 3), (_mouse, 2), (_paste, 1), (_of(_ANSWERS), 3), (_long_answer, 1),
)  # fmt: skip
FRAGMENTS: dict[str, tuple[tuple[Fragment, int], ...]] = {
    "screen": (*_ANY, (_keys, 12), (_of(_WORDS), 3)),
    "thin": ((_of(_ANSWERS), 8), (_long_answer, 1)),
    "linear": (*_ANY, (_keys, 4), (_line, 8)),
    "lines": (*_ANY, (_line, 12)),
    "resume": (*_ANY, (_phrase, 2)),
    "phrases": (*_ANY, (_phrase, 2)),
    "command": ((_bytes, 1), (_string, 1), (_line, 1)),
}
"""Kind of guest -> what it sends, and how often."""


def leaving(luck: Random) -> bytes:
    """Keys that end a session, or begin to."""
    return luck.choice(_LEAVING)
