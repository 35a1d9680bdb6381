"""The join card: what every client has to type and compare, at every width, and nothing that is a secret."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from explainer.export.card import JoinCard, command, qr_rows, qr_svg, sections, to_html, to_text, written
from explainer.paint.cells.style import Profile
from explainer.paint.cells.wrapping import width as cells
from explainer.serve.rooms.join_card import card_pages

KEY = "SHA256:6Zt0hT1mE9xq4sVbK2nWcYpR8dLfGaUoJ3iQeXw5yMk"
CARD = JoinCard("maple-42", "The storm", "192.0.2.10", 2222, KEY)
WEB = JoinCard("maple-42", "The storm", "192.0.2.10", 2222, KEY, "https://192.0.2.10:8443", "4F:1A:C0:77")


def test_every_client_has_its_line() -> None:
    text = to_text(WEB)
    for words in (
        "ssh -p 2222 maple-42@192.0.2.10",
        "ssh -p 2222 linear-maple-42@192.0.2.10",
        "host 192.0.2.10, port 2222, log in as maple-42",
        "https://192.0.2.10:8443/maple-42",
        f"ED25519         {KEY}",
        "Advanced, then Proceed or Continue to 192.0.2.10 (unsafe).",
        "Advanced, then Accept the Risk and Continue.",
        "Show Details, then visit this website, then Visit Website.",
        "Accept (older ones: Yes)",
        "begins 4F:1A:C0:77",
        "Not equal? Stop",
        "hotspot · the other door",
        "UserKnownHostsFile=/dev/null -p 2222 maple-42@192.0.2.10",
    ):
        assert words in text, words


def test_a_door_that_is_not_there_is_not_named() -> None:
    text = to_text(CARD)
    assert "https" not in text and "browser" not in text.lower() and "other door" not in text
    assert "ssh maple-42@host" in to_text(JoinCard("maple-42", "The storm", "host", 22))
    assert command(JoinCard("maple-42", "", "fd00::2", 2222), "lead") == "ssh -p 2222 lead-maple-42@fd00::2"
    unknown = to_text(JoinCard("maple-42", "The storm"))
    assert "on the terminal that opened the room" in unknown and "ssh -" not in unknown


def test_loopback_is_said() -> None:
    text = to_text(JoinCard("maple-42", "The storm", "127.0.0.1", 2222, KEY, is_alone=True))
    assert "Only this computer reaches 127.0.0.1." in text
    assert "Only this computer" not in to_text(CARD)


@pytest.mark.parametrize("wide", [1, 18, 38, 58, 78, 118])
def test_no_line_is_wider_than_the_window_and_nothing_is_lost(wide: int) -> None:
    lines = [line for part in sections(WEB, wide) for line in part]
    assert all(cells(line) <= wide for line in lines)
    assert KEY in "".join("".join(lines).split())


@pytest.mark.parametrize("size", [(78, 17), (58, 12), (38, 8), (118, 33), (18, 1)])
def test_pages_keep_to_the_window_and_hold_all_of_it(size: tuple[int, int]) -> None:
    pages = card_pages(WEB, *size, Profile())
    assert all(len(page) <= size[1] and all(cells(line) <= size[0] for line in page) for page in pages)
    for part in sections(WEB, size[0]):
        assert all(any(line in page for page in pages) for line in part)
    if size == (78, 17):
        first = " ".join(line[32:].strip() for line in pages[0])
        for words in (WEB.address, "Accept the Risk", "then Visit Website", "begins 4F:1A:C0:77"):
            assert words in first, "what whoever scans it meets"
        assert any("ssh -p 2222 maple" in line for line in pages[1]) and any(KEY in line for line in pages[2])
        for host in ("192.0.2.10", "192.168.178.120"):
            long = msgspec.structs.replace(WEB, web=f"https://{host}:8443", code="passport-42")
            code = card_pages(long, *size, Profile())[0]
            assert sum("█" in line for line in code) >= 14, "its code fits at 80x24"
    assert not any("█" in line for page in card_pages(WEB, *size, Profile(glyphs="ascii")) for line in page)


def test_the_code_of_a_screen_is_that_of_its_library() -> None:
    segno = pytest.importorskip("segno")
    matrix = segno.make(WEB.address, micro=False, error="l").matrix
    for dark in (True, False):
        rows = qr_rows(WEB.address, dark=dark)
        drawn: list[list[bool]] = []
        for row in rows:
            padded = row.ljust(len(matrix) + 4)
            drawn.append([sign in "▀█" for sign in padded])
            drawn.append([sign in "▄█" for sign in padded])
        inner = [line[2 : 2 + len(matrix)] for line in drawn[2 : 2 + len(matrix)]]
        assert inner == [[bool(cell) != dark for cell in line] for line in matrix]
        edge = dark
        assert set(drawn[0]) == {edge} and {line[0] for line in drawn} == {edge}, "a quiet zone round it"


def test_the_end_and_whom_to_call_are_said_or_left_to_be_written() -> None:
    told = msgspec.structs.replace(WEB, ends="14:50", call="the front desk, 5")
    said = "It ends at 14:50. If something is wrong, call the front desk, 5."
    assert said in to_text(told) and said in to_html(told) and 'class="blank"' not in to_html(told)
    assert said in " ".join(" ".join(card_pages(told, 118, 33, Profile())[0]).split())
    assert "It ends" not in to_text(WEB) and 'class="blank"' in to_html(WEB), "on paper it is written by hand"


def test_paper() -> None:
    page = to_html(WEB)
    assert "<svg" in page and "<script" not in page and "http-equiv" in page
    for words in ("ssh -p 2222 maple-42@192.0.2.10", KEY, "https://192.0.2.10:8443/maple-42", "QR code of"):
        assert words in page
    assert page.index("<svg") < page.index("ssh -p"), "the code comes first"
    assert "<svg" not in to_html(CARD)
    hostile = JoinCard("maple-42", "<b>&\x1b[31m", "192.0.2.10")
    assert "&lt;b&gt;" in to_html(hostile) and "\x1b" not in to_html(hostile) + to_text(hostile)
    assert str(qr_svg("<&")).count("<svg") == 1


def test_the_name_of_the_file_says_the_form(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("cards")
    assert written(CARD, folder / "card.HTML").startswith("<!DOCTYPE html>")
    assert written(CARD, folder / "card.txt") == to_text(CARD)


def test_the_card_of_a_server(tmp_path: Path) -> None:
    pytest.importorskip("asyncssh")
    from explainer.serve.processes import state_files
    from explainer.serve.processes.listening import Address
    from explainer.serve.processes.settings import Settings
    from explainer.serve.rooms.join_card import card_of
    from explainer.serve.web.certificate import own

    key = state_files.ensure_host_key(tmp_path).public
    everywhere = Settings("", str(tmp_path), address=Address("0.0.0.0", 2222), web=Address("0.0.0.0", 8443))
    assert card_of("maple-42", "", everywhere, key).host == "", "nobody can type 0.0.0.0"
    told = msgspec.structs.replace(everywhere, reached_at="192.0.2.10:2222")
    card = card_of("maple-42", "", told, key)
    assert (card.host, card.port, card.address) == ("192.0.2.10", 2222, "https://192.0.2.10:8443/maple-42")
    assert card.web_fingerprint == own(tmp_path, "192.0.2.10").fingerprint[:11]
    assert card.fingerprint == state_files.fingerprint(key) and not card.is_alone
    here = msgspec.structs.replace(told, web=Address("127.0.0.1", 8443))
    assert not card_of("maple-42", "", here, key).web, (
        "behind something else, whose address is not known here"
    )
    alone = msgspec.structs.replace(here, reached_at="127.0.0.1:2222")
    assert card_of("maple-42", "", alone, "").web == "http://127.0.0.1:8443"
    assert card_of("maple-42", "", alone, "").is_alone
    named = msgspec.structs.replace(everywhere, name="reader.example")
    card = card_of("maple-42", "", named, key)
    assert (card.host, card.port, card.web) == ("reader.example", 2222, "https://reader.example:8443")
    assert not card_of("maple-42", "", msgspec.structs.replace(here, name="reader.example"), key).web


@pytest.mark.parametrize(
    ("ssh", "web", "name", "rooms", "digits"),
    [
        ("127.0.0.1", None, "", "", 2),
        ("::1", "localhost", "", "sqlite:", 2),
        ("0.0.0.0", None, "", "", 4),
        ("127.0.0.1", "192.0.2.10", "", "", 4),
        ("127.0.0.1", None, "reader.example", "", 4),
        ("127.0.0.1", None, "", "valkey://10.0.0.31:6379", 4),
    ],
)
def test_codes_that_others_can_try_are_longer(
    ssh: str, web: str | None, name: str, rooms: str, digits: int
) -> None:
    from explainer.serve.processes.listening import Address
    from explainer.serve.processes.settings import Settings

    where = Address(web, 8443) if web else None
    assert (
        Settings("", "", address=Address(ssh, 2222), web=where, name=name, rooms=rooms).code_digits == digits
    )


def test_where_the_story_in_short_is_takes_one_line() -> None:
    told = msgspec.structs.replace(CARD, in_short=True)
    line = "In short: key I in a terminal, in-short line by line, “In short” in a browser."
    assert to_text(told) == f"{to_text(CARD)}\n{line}\n"
    assert "In short: key I" in to_html(told)
    assert "In short" not in to_html(CARD)
