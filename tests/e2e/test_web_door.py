"""The door for browsers as any client meets it: headers, refusals in plain words, limits, TLS, many workers, traces."""

from __future__ import annotations

import contextlib
import hashlib
import http.client
import re
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from playwright.sync_api import expect

from explainer.story.load.cache import open_story
from tests.e2e.browsing import chromium, faults, is_too_wide, needs_chromium, phone, web_address
from tests.e2e.serving import PATIENCE, ROOT, wait_until
from tests.e2e.ssh_room import Room
from tests.e2e.ssh_server import SshServer, needs_ssh, running
from tests.e2e.web_client import Client
from tests.tiny import write_story

MARK = "zzmarkzz"

DOORS = ("--web", "127.0.0.1:0")
"""What the module's server opens besides SSH."""


@pytest.fixture
def client(server: SshServer) -> Client:
    return Client(server)


def test_every_answer_has_its_headers_and_tells_nothing_of_the_server(client: Client, room: Room) -> None:
    client.come_in(room)
    for path in ("/", "/scene/the-storm", "/nothing", f"/{room.code}", f"/{room.code}/terms", "/style.css"):
        client.ask("GET", path)
        headers = client.headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy and "'self'" in policy
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["server"] == "explainer"
    client.ask("GET", f"/{room.code}")
    assert client.headers["cache-control"] == "no-store"


def test_no_page_holds_script_or_style_of_its_own_or_asks_another_server(client: Client, room: Room) -> None:
    client.come_in(room)
    for path in ("/", "/scene/the-storm", "/sources", f"/{room.code}", f"/{room.code}/claims"):
        _status, page = client.ask("GET", path)
        assert not re.search(r"<style|style=|<script(?! src=\"/)|\son[a-z]+=|javascript:", page), path
        assert not re.search(r"<(?:link|script|img|iframe)[^>]+(?:src|href)=\"(?:https?:)?//", page), path


def test_head_reads_and_other_ways_are_refused_in_words(client: Client, room: Room) -> None:
    assert client.ask("HEAD", "/")[0] == 200
    for method, path, status, words in (
        ("GET", "/nothing", 404, "There is no such page."),
        ("GET", "/scene/nothing", 404, "There is no such page."),
        ("GET", "/claim/nothing", 404, "There is no such page."),
        ("GET", "/on/2024-13-45/story", 404, "There is no such page."),
        ("GET", "/date?at=//elsewhere.example&on=", 404, "There is no such page."),
        ("POST", "/", 405, "read, or sent to, in another way"),
        ("DELETE", f"/{room.code}", 405, "read, or sent to, in another way"),
        ("GET", f"/{room.code}/do", 405, "read, or sent to, in another way"),
        (
            "GET",
            "/mapel-42",
            404,
            "No open room has the code mapel-42. It looks like word-NN: ask for the card.",
        ),
    ):
        found, page = client.ask(method, path)
        assert (found, words in page) == (status, True), (method, path, page)
        assert "<h1>" in page


def test_what_is_too_long_is_refused_in_words(client: Client, room: Room) -> None:
    client.come_in(room)
    status, page = client.ask("POST", f"/{room.code}/do", b"text=" + b"a" * 20_000)
    assert status == 413 and "16 KiB at most" in page
    assert client.ask("GET", f"/{room.code}")[0] == 200


def test_only_pages_of_this_server_press_buttons(client: Client, room: Room) -> None:
    client.come_in(room)
    assert client.press(room, "step-out")[0] == 303
    _status, page = client.ask("GET", f"/{room.code}")
    token = re.search(r'name="token" value="([^"]+)"', page)
    assert token
    wish = urlencode({"token": token[1], "do": "follow"}).encode()
    for headers, body in (
        ({"Origin": "https://elsewhere.example"}, wish),
        ({"Sec_Fetch_Site": "cross-site"}, wish),
        ({"Sec_Fetch_Site": "same-site", "Origin": "null"}, wish),
        ({}, b"do=follow"),
        ({}, b"do=follow&token=" + b"A" * 22),
    ):
        status, page = client.ask("POST", f"/{room.code}/do", body, **headers)
        assert status == 403 and "did not come from a page of this server" in page, headers
    assert "You have stepped out." in client.ask("GET", f"/{room.code}")[1]
    status, _page = client.ask("POST", f"/{room.code}/do", wish, Origin=client.address)
    assert status == 303
    assert "You have stepped out." not in client.ask("GET", f"/{room.code}")[1]


def test_the_cookie_is_one_random_value_for_this_browser_window(client: Client, room: Room) -> None:
    client.come_in(room)
    given = client.headers["set-cookie"]
    name, _equals, value = client.cookie.partition("=")
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", value), name
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= {part.strip() for part in given.split(";")}
    assert "expires" not in given.lower() and "max-age" not in given.lower()
    other = Client(room.server)
    other.come_in(room)
    assert other.cookie != client.cookie
    client.ask("GET", "/")
    assert "set-cookie" not in client.headers


def test_whichever_worker_answers_it_is_the_same_guest(client: Client, room: Room) -> None:
    """A connection each: the front hands them to two workers, one of which has the session."""
    leader = room.leader()
    leader.press("space")
    client.come_in(room)
    leader.wait_for("1 connected")
    with contextlib.ExitStack() as held:
        for number in range(16):
            # The front gives each to whoever has fewer: with one more line open it is now one, now the other.
            held.enter_context(socket.create_connection((client.host, client.port)))
            client.press(room, "step-out" if number % 2 else "follow")
            _status, page = client.ask("GET", f"/{room.code}")
            assert ("You have stepped out." in page) == bool(number % 2), number
    leader.wait_for("1 connected")


def test_two_presses_at_once_are_one_after_the_other(client: Client, room: Room) -> None:
    leader = room.leader()
    leader.press("space")
    leader.wait_for("step 1 of 3")
    leader.press("p")
    leader.wait_for("0 answers")
    client.come_in(room)

    def answer(number: int) -> int:
        own = Client(room.server)
        own.cookie = client.cookie
        return own.press(room, "answer", option=str(number % 2))[0]

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(answer, range(16))) == {303}
    leader.wait_for("1 answer")
    leader.settle()
    assert "2 answers" not in leader.flat


def test_a_closed_door_opens_once_for_a_join_word(client: Client, room: Room) -> None:
    leader = room.leader(columns=120, rows=40)
    leader.press("space")
    leader.press("D")
    leader.wait_for("door")
    wait_until(lambda: "The door is closed" in client.ask("GET", f"/{room.code}")[1])
    status, page = client.ask("POST", f"/{room.code}/join", b"word=")
    assert status == 403 and "Ask the leader for a join word" in page
    status, page = client.ask("POST", f"/{room.code}/join", b"word=walnutcomet")
    assert status == 403 and "was used already, or is none" in page
    assert not client.cookie


def test_a_line_on_which_nobody_asks_is_cut(tmp_path: Path) -> None:
    story = write_story(tmp_path / "story")
    options = ("--workers", "1", "--web", "127.0.0.1:0")
    with running(tmp_path, story, *options, limits="login_seconds=1.0") as server:
        client = Client(server)
        for begun in (b"", b"GET / HTTP/1.1\r\nHost: x\r\n"):
            with socket.create_connection((client.host, client.port), timeout=15) as line:
                line.sendall(begun)
                start = time.monotonic()
                assert line.recv(1) == b"", "cut"
                assert time.monotonic() - start < 14


def test_who_is_one_too_many_is_told_so(tmp_path: Path) -> None:
    story = write_story(tmp_path / "story")
    options = ("--workers", "1", "--web", "127.0.0.1:0")
    limits = "burst_per_address=2, rate_per_address=0.01, lines_per_browser=1"
    with running(tmp_path, story, *options, limits=limits) as server:
        client = Client(server)
        assert [client.ask("GET", "/style.css")[0] for _time in range(2)] == [200, 200]
        status, said = client.ask("GET", "/")
        assert status == 503 and "Too many came from your network at once." in said
        assert server.ssh("list", "scenes").returncode == 0, "other guests of the network come in"


def test_hostile_bytes_leave_the_server_as_it_was(client: Client, server: SshServer) -> None:
    workers = server.workers()
    for raw in (
        b"\x00" * 4096,
        b"\x16\x03\x01\x02\x00" + b"\xff" * 600,
        b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 5_000 + b"\r\n",
        b"POST /map-42/do HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\nzz\r\n",
        b"POST /a-42/join HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        b"Content-Length: 9\r\n\r\nword=%ff%",
        b"GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        "GET /scene/<script>\u202e HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode(),
    ):
        with socket.create_connection((client.host, client.port), timeout=PATIENCE) as line:
            answer = b""
            # Refused in the middle of it, the line may be cut before all is sent, or before our end of it is.
            with contextlib.suppress(OSError):
                line.sendall(raw)
                line.shutdown(socket.SHUT_WR)
            with contextlib.suppress(ConnectionError):
                while piece := line.recv(65_536):
                    answer += piece
            assert b"root:" not in answer and b"<script>" not in answer and b"Traceback" not in answer
    assert client.ask("GET", "/")[0] == 200
    assert server.workers() == workers
    assert "session failed" not in server.server.errors, server.server.errors


def test_nothing_of_a_browser_is_in_any_file_or_word_of_the_server(tmp_path: Path) -> None:
    story = write_story(tmp_path / "story")
    with running(tmp_path, story, "--workers", "2", "--web", "127.0.0.1:0") as server, Room(server) as room:
        client = Client(server)
        client.come_in(room)
        leader = room.leader()
        leader.press("space")
        client.ask("GET", f"/search?q={MARK}", User_Agent=MARK, Referer=f"https://{MARK}.example/", X_F=MARK)
        client.ask("GET", f"/{room.code}/search?q={MARK}", Accept_Language=MARK)
        client.press(room, "slower", text=f"{MARK} is a draft")
        client.press(room, "next")
        value = client.cookie.partition("=")[2]
        time.sleep(1.5)
        said = server.server.errors
        assert server.server.end() == 0
        marks = [mark.encode() for mark in (MARK, value, "127.0.0.1:5")]
        files = [path for path in tmp_path.rglob("*") if path.is_file() and "story" not in path.parts]
        assert [path for path in files if path.suffix != ".sock"]
        for path in files:
            raw = path.read_bytes()
            assert not [mark for mark in marks[:2] if mark in raw], path
        assert MARK not in said and value not in said


# TLS


@pytest.fixture(scope="module")
def secure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SshServer]:
    home = tmp_path_factory.mktemp("secure")
    with running(home, write_story(home / "story"), "--workers", "2", "--web", "0.0.0.0:0") as server:
        yield server


def test_off_this_machine_it_is_tls_with_a_certificate_that_can_be_compared(secure: SshServer) -> None:
    address = urlsplit(web_address(secure))
    assert address.scheme == "https" and address.port
    told = re.search(r"certificate SHA-256 ([0-9A-F:]+)", secure.server.errors)
    assert told, secure.server.errors
    pem = ssl.get_server_certificate(("127.0.0.1", address.port))
    der = ssl.PEM_cert_to_DER_cert(pem)
    assert hashlib.sha256(der).digest().hex(":").upper() == told[1]
    kept = secure.state / "web_certificate"
    assert kept.stat().st_mode & 0o777 == 0o600


@needs_ssh
@needs_chromium
def test_a_room_over_tls_in_a_real_browser(secure: SshServer) -> None:
    address = f"https://127.0.0.1:{urlsplit(web_address(secure)).port}"
    with Room(secure) as room, chromium() as browser, phone(browser, address) as page:
        leader = room.leader()
        page.goto(f"{address}/{room.code}")
        page.get_by_role("button", name="Come in").click()
        leader.press("space")
        expect(page.locator(".where")).to_contain_text("step 1 of 3")
        (cookie,) = page.context.cookies()
        assert (cookie["name"], cookie["secure"], cookie["httpOnly"], cookie["sameSite"], cookie["expires"]) == (
            "__Host-session", True, True, "Strict", -1,
        )  # fmt: skip
        page.get_by_role("button", name="Next", exact=True).click()
        expect(page.locator(".where")).to_contain_text("Own way")


@needs_ssh
@needs_chromium
def test_http_at_the_door_of_https_is_sent_on_to_the_same_page(secure: SshServer) -> None:
    port = urlsplit(web_address(secure)).port
    assert port
    with Room(secure) as room, chromium() as browser:
        context = browser.new_context(ignore_https_errors=True)
        page = context.new_page()
        page.goto(f"http://127.0.0.1:{port}/{room.code}")
        assert page.url == f"https://127.0.0.1:{port}/{room.code}"
        expect(page.get_by_role("button", name="Come in")).to_be_visible()
    heads = {
        b"GET /maple-42?x=1 HTTP/1.1\r\nHost: 192.0.2.10:8443\r\n\r\n": b"https://192.0.2.10:8443/maple-42?x=1",
        b"GET / HTTP/1.1\r\nHost: [2001:db8::1]:8443\r\n\r\n": b"https://[2001:db8::1]:8443/",
        b"GET /\rSet-Cookie:x HTTP/1.1\r\nHost: a\r\n\r\n": b"",
        b"GET / HTTP/1.1\r\nHost: a/b@c\r\n\r\n": b"",
        b"SSH-2.0-OpenSSH_9.9\r\n\r\n": b"",
    }
    for head, wanted in heads.items():
        with socket.create_connection(("127.0.0.1", port), PATIENCE) as line:
            line.sendall(head)
            told = b"".join(iter(lambda: line.recv(4096), b""))
        found = re.search(rb"Location: (\S+)", told)
        assert (found[1] if found else b"") == wanted, told


def test_the_certificate_that_the_docs_make_is_taken_without_a_warning(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "hosts" / "README.md").read_text(encoding="utf-8")
    block = re.search(r"(?m)^    openssl req -x509(?:.*\n)+?(?=    explainer)", page)
    assert block
    script = block[0].replace("192.168.1.20", "127.0.0.1")
    subprocess.run(["sh", "-ec", script], cwd=tmp_path, check=True, capture_output=True)
    story = write_story(tmp_path / "story")
    given = ("--tls-cert", str(tmp_path / "web.crt"), "--tls-key", str(tmp_path / "web.key"))
    with running(tmp_path, story, "--workers", "1", "--web", "127.0.0.1:0", *given) as server:
        port = urlsplit(web_address(server)).port
        trusted = ssl.create_default_context(cafile=str(tmp_path / "ca.crt"))
        line = http.client.HTTPSConnection("127.0.0.1", port, timeout=PATIENCE, context=trusted)
        line.request("GET", "/")
        assert line.getresponse().status == 200


def test_without_tls_over_a_network_only_where_it_was_said(tmp_path: Path) -> None:
    story = write_story(tmp_path / "story")
    with running(tmp_path, story, "--workers", "1", "--web", "0.0.0.0:0", "--insecure-web") as server:
        assert web_address(server).startswith("http://")
        wait_until(lambda: "Without TLS whoever shares the network" in server.server.errors)
        assert not (server.state / "web_certificate").exists()


# reading alone


@needs_chromium
def test_alone_every_scene_is_reached_by_links_on_a_phone(server: SshServer) -> None:
    story = open_story(server.state.parent / "story", cache_folder=None)
    address = web_address(server)
    with chromium() as browser, phone(browser, address) as page:
        waiting, met = ["/"], set()
        while waiting:
            path = waiting.pop()
            if path in met or path.startswith("/date"):
                continue
            met.add(path)
            page.goto(address + path)
            assert not is_too_wide(page), path
            links = page.locator("a").evaluate_all("all => all.map(a => a.getAttribute('href'))")
            waiting += [one.partition("#")[0] for one in links if one.startswith("/")]
        assert {f"/scene/{key}" for key in story.scenes} <= met
        assert {f"/source/{key}" for key in story.sources} <= met
        assert {f"/claim/{key}" for key in story.claims} <= met
        assert {f"/term/{key}" for key in story.terms} <= met
        page.goto(f"{address}/scene/the-rescue")
        assert "rowers" not in page.content()
        page.get_by_role("link", name="Read it").click()
        assert "rowers" in page.content()


@needs_chromium
def test_axe_finds_nothing_on_any_kind_of_page(server: SshServer) -> None:
    address = web_address(server)
    pages = (
        "/", "/story", "/claims", "/terms", "/sources", "/about", "/search?q=lamp", "/scene/the-storm",
        "/scene/the-warning", "/scene/the-rescue", "/scene/the-rescue/read", "/scene/the-rescue/round",
        "/claim/boats-lost", "/term/oda-berg", "/source/late-report", "/on/1931-02-05/scene/the-warning", "/nothing",
    )  # fmt: skip
    with chromium() as browser, phone(browser, address) as page:
        for path in pages:
            page.goto(address + path)
            assert faults(page) == [], path
            assert page.locator("h1").count() == 1, path
            assert not is_too_wide(page), path


@needs_chromium
def test_under_a_day_nothing_is_told_that_was_said_later(server: SshServer) -> None:
    address = web_address(server)
    with chromium() as browser, phone(browser, address, script=False) as page:
        page.goto(f"{address}/scene/the-warning")
        assert "twelve boats" in page.locator("main").inner_text()
        page.locator("details.date summary").click()
        page.get_by_role("link", name="3 February 1931, the first report").click()
        text = page.locator("main").inner_text()
        assert "As known on 3 February 1931" in text and "seven boats" in text
        assert "twelve" not in page.content() and "12 boats" not in page.content()
        page.get_by_role("link", name="Next: The rescue").click()
        assert "/on/1931-02-03/scene/the-rescue" in page.url
