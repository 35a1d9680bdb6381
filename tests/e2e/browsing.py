"""The door for browsers of a running server, and a real Chromium in front of it."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.e2e.serving import wait_until
from tests.e2e.ssh_room import Room
from tests.e2e.ssh_server import SshServer

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
needs_chromium = pytest.mark.skipif(
    not CHROMIUM, reason="needs a Chromium: apt-get install chromium, or name one in CHROMIUM"
)
PHONE = {"width": 360, "height": 740}
PATIENCE = 60_000
"""Milliseconds."""
expect.set_options(timeout=PATIENCE)  # its own five seconds are short where two cores do other work


def web_address(server: SshServer) -> str:
    """`http://127.0.0.1:PORT`, as the server has announced it."""
    wait_until(lambda: re.search(r"listening on https?://", server.server.errors))
    found = re.search(r"listening on (https?://\S+)", server.server.errors)
    assert found, server.server.errors
    return found[1]


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser for the length of a block."""
    with sync_playwright() as playwright:
        begun = playwright.chromium.launch(
            executable_path=CHROMIUM,
            timeout=PATIENCE,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"],
        )
        yield begun
        begun.close()


@contextmanager
def phone(browser: Browser, address: str, *, script: bool = True) -> Iterator[Page]:
    """A page at a phone's width that fails where another server is asked or the script has a fault."""
    context: BrowserContext = browser.new_context(
        viewport=PHONE,
        java_script_enabled=script,
        ignore_https_errors=True,  # type: ignore[arg-type]
    )
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    wrong: list[str] = []
    page.on("request", lambda one: wrong.append(one.url) if not one.url.startswith(address) else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on(
        "console", lambda told: wrong.append(told.text) if "Content Security Policy" in told.text else None
    )
    yield page
    context.close()
    assert wrong == []


def faults(page: Page) -> list[str]:
    """What axe-core finds on a page."""
    # The policy of the pages lets no other script in; axe is put in past it, as by an extension.
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html']}" for one in found]


def is_too_wide(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


# a room's page


def come_in(page: Page, room: Room) -> None:
    page.goto(f"{web_address(room.server)}/{room.code}")
    page.get_by_role("button", name="Come in").click()
    expect(page.get_by_text(f"Room {room.code}")).to_be_visible()


def tab_to(page: Page, words: str) -> None:
    """Press Tab until something of that name has the focus, which must be to be seen."""
    for _press in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent").strip() == words:
            assert page.evaluate("document.activeElement.matches(':focus-visible')")
            return
    raise AssertionError(f"no way to {words} by Tab")
