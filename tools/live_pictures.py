"""Pictures of a room that runs: its pages in a real Chromium, and what is read line by line in real terminals.

`python -m tools.live_pictures` opens a room with `explainer workshop`, leads it over SSH to its close, and writes into
pictures-out/rooms/, at each moment: the page for browsers at a phone's width and a desk's, light and dark, as PNG;
terminals of 80x24 and 40x24 as SVG; at the end all that each terminal was told, as text; index.html shows them all.
Without Chromium or ssh it says in one line how to get it, and draws nothing.
"""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal, NamedTuple

from playwright.sync_api import Browser, Page, expect

from explainer.export.svg import svg
from explainer.paint.cells.rows import Run
from explainer.paint.cells.style import Profile
from explainer.story.load.cache import open_story
from tests.e2e.browsing import CHROMIUM, chromium
from tests.e2e.terminal import Terminal
from tools.live_room import ROOT, LiveRoom, keys_to_warning, live_room

WIDTHS = {"phone": (360, 740), "desk": (1100, 800)}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
TERMINALS = ((80, 24), (40, 24))
BEGINNING = ("space", "space")
"""The leader's first keys: to the second step."""
FEW_OPTIONS = 6
"""A poll of more options asks for a sentence of a document: pictured, then closed for the next."""
PATIENCE = 60_000
"""Milliseconds."""


def missing() -> str:
    """What is not on this machine, and how to get it; empty: all is there."""
    if not CHROMIUM:
        return "Pictures of a room need a Chromium: apt-get install chromium, or name one in CHROMIUM."
    if not shutil.which("ssh"):
        return "Pictures of a room need OpenSSH's client: apt-get install openssh-client."
    return ""


def transcript(raw: bytes) -> str:
    """All that a terminal was told, line by line: without what moves the cursor, with what was typed."""
    text = raw.decode(errors="replace").replace("\r\n", "\n")
    text = re.sub(r"\x1b\[[0-?]*[ -/]*[@-~]", "", text)
    return re.sub(r"[^\n]*\r", "", text)


def screen_svg(lines: list[str], columns: int, title: str) -> str:
    """A terminal's screen as it stands, as a picture."""
    rows = tuple((Run(line.ljust(columns), "text"),) for line in lines)
    return svg(rows, columns, Profile(depth="none"), title)


def shoot_page(page: Page, path: Path) -> None:
    """A whole page, once what came last is on it.

    From its top: Chromium draws what is fixed where the page was scrolled to, a hidden link in the midst of the text.
    """
    page.evaluate("scrollTo(0, 0)")
    page.wait_for_timeout(200)
    page.screenshot(path=path, full_page=True)


class Audience(NamedTuple):
    """All who are in the room, by the name that their pictures have."""

    leader: Terminal
    pages: dict[str, Page]
    terminals: dict[str, Terminal]
    out: Path

    def leads(self, *keys: str) -> None:
        """Keys in the cockpit, one after the other."""
        self.leader.press(*keys)

    def shoot(self, moment: str) -> None:
        """Everyone's view, once it is still."""
        for name, page in self.pages.items():
            shoot_page(page, self.out / f"web-{moment}-{name}.png")
        for name, terminal in self.terminals.items():
            terminal.settle()
            lines = [line[: terminal.screen.columns] for line in terminal.screen.display]
            drawn = screen_svg(lines, terminal.screen.columns, f"Line by line: {moment}")
            (self.out / f"linear-{moment}-{name}.svg").write_text(drawn, encoding="utf-8")

    def sees(self, words: str) -> None:
        """Waits until every page holds some words."""
        for page in self.pages.values():
            expect(page.locator("body")).to_contain_text(words, timeout=PATIENCE)

    def hears(self, words: str) -> None:
        """Waits until every terminal was told them, wrapped or not."""
        for terminal in self.terminals.values():
            terminal.wait_until(lambda t=terminal: words in " ".join(transcript(t.raw).split()), words)  # type: ignore[misc]


@contextmanager
def pages_of(browser: Browser, address: str) -> Iterator[dict[str, Page]]:
    """One browser of its own for each width and scheme, all at the same address."""
    pages: dict[str, Page] = {}
    for name, (width, height) in WIDTHS.items():
        for scheme in SCHEMES:
            context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
            context.set_default_timeout(PATIENCE)
            pages[f"{name}-{scheme}"] = context.new_page()
    for page in pages.values():
        page.goto(address)
    yield pages


def comes_in(room: LiveRoom, browser: Browser, out: Path, use: Callable[[Audience], None]) -> None:
    """Everyone comes in; the door and the page before the beginning are pictured."""
    with pages_of(browser, f"{room.address}/{room.code}") as pages:
        for name, page in pages.items():
            shoot_page(page, out / f"web-0-door-{name}.png")
            page.get_by_role("button", name="Come in").click()
            expect(page.locator(".where")).to_be_visible(timeout=PATIENCE)
        terminals = {f"{columns}x{rows}": room.reader(columns, rows) for columns, rows in TERMINALS}
        audience = Audience(room.leader(), pages, terminals, out)
        audience.shoot("1-waiting")
        use(audience)
        for name, terminal in terminals.items():
            (out / f"linear-transcript-{name}.txt").write_text(transcript(terminal.raw), encoding="utf-8")


def led(audience: Audience, keys: list[str]) -> None:
    """The room from its first step to its close."""
    audience.leads(*BEGINNING)
    audience.sees("step 2 of")
    audience.shoot("2-following")
    polled(audience)
    any_page = next(iter(audience.pages.values()))
    any_page.get_by_role("button", name="Next", exact=True).click()
    expect(any_page.locator(".where")).to_contain_text("Own way", timeout=PATIENCE)
    audience.shoot("6-roaming")
    any_page.get_by_role("button", name="Follow").click()
    if keys:
        audience.leads(*keys)
        audience.sees("Before the next scene")
        audience.shoot("7-warned")
    audience.leads("Z", "y")
    audience.sees("closed")
    audience.shoot("8-closed")


def polled(audience: Audience) -> None:
    """A poll open, answered by all, and its result."""
    audience.leads("p")
    audience.sees("Send answer")
    first = next(iter(audience.pages.values()))
    while first.locator(".option").count() > FEW_OPTIONS:
        audience.shoot("3-poll-sentence")
        audience.leads("C")
        expect(first.locator(".option")).to_have_count(0, timeout=PATIENCE)
        audience.leads("p")
        audience.sees("Send answer")
    audience.shoot("3-poll")
    for number, page in enumerate(audience.pages.values()):
        page.locator("input[type=radio]").nth(number % 2).check()
        page.get_by_role("button", name="Send answer").click()
    audience.sees("counted. You can change it")
    for terminal in audience.terminals.values():
        terminal.send("answer 2\r")
    audience.hears("Answered: 2, counted.")
    audience.shoot("4-counted")
    audience.leads("v")
    audience.sees("Result")
    audience.hears("Result: ")
    audience.shoot("5-result")


def index(out: Path) -> str:
    """A page with all pictures, in the order of the evening."""
    names = sorted(path.name for path in out.iterdir() if path.suffix in (".png", ".svg", ".txt"))
    rows = "\n".join(
        f'<p><a href="{name}">{name}</a></p>'
        if name.endswith(".txt")
        else f'<figure><figcaption>{name}</figcaption><img src="{name}" alt="{name}"></figure>'
        for name in names
    )
    return f"<!doctype html><meta charset=utf-8><title>A room</title>\n{rows}\n"


def draw(folder: Path, out: Path) -> int:
    """Opens a room on the story in a folder and writes its pictures; how many.

    Args:
        folder: the story's.
        out: where they go; what pictures of an earlier run stand there go.
    """
    keys = keys_to_warning(open_story(folder, cache_folder=None), *BEGINNING)
    out.mkdir(parents=True, exist_ok=True)
    for old in (*out.glob("web-*.png"), *out.glob("linear-*")):
        old.unlink()
    with tempfile.TemporaryDirectory() as home, live_room(folder, Path(home)) as room, chromium() as browser:
        comes_in(room, browser, out, lambda audience: led(audience, keys))
    (out / "index.html").write_text(index(out), encoding="utf-8")
    return len([*out.glob("web-*.png"), *out.glob("linear-*")])


def main() -> int:
    """Draws them, or says what is missing."""
    lacking = missing()
    if lacking:
        print(lacking, file=sys.stderr)
        return 0
    out = ROOT / "pictures-out" / "rooms"
    print(f"{draw(ROOT / 'scenes', out)} pictures of a room in pictures-out/rooms/", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
