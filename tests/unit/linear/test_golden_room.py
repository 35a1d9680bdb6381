"""A room over the shipped story as it is heard, through the real log, box and guest: word for word as in a file.

`EXPLAINER_REGENERATE=1` writes the file anew; read it as a listener would before it is committed.
"""

from __future__ import annotations

import asyncio
import os
import re
from pathlib import Path

import pytest

from explainer.serve.rooms import lifecycle, linear_room
from explainer.story.load.loader import read_story
from explainer.workshop.events import Poll
from tests.unit.serve.guests import host_of, until
from tests.unit.serve.rooms.hall import Hall
from tests.unit.serve.rooms.listener import Listener, answers, ask, crowd

GOLDEN = Path(__file__).parent / "golden" / "room.txt"
PRICE = Poll(
    "p1", "choice", "Price protest, political protest, or both?", ("Price", "Politics", "Both", "Not enough to say"),
)  # fmt: skip


SAID = """\
Phrase: fern oval copper tide north. Log in as resume and type it; it
brings you back here for 30 minutes."""
"""In place of the phrase of this run."""


class Played:
    """The script: what is typed, and what the leader does in between."""

    def __init__(self, hall: Hall) -> None:
        self.hall = hall
        self.guest = Listener(hall)
        self.others = crowd(hall, 25)
        self.typed: list[str] = []

    async def types(self, *lines: str) -> None:
        for line in lines:
            self.typed.append(line)
            await self.guest.types(line)

    async def leads(self, action: str, argument: str = "", hears: str = "") -> None:
        await self.hall.press(action, argument)
        if hears:
            await self.guest.hears(hears)

    async def opening(self) -> None:
        await until(lambda: self.hall.live.crowd.connected == 26)
        await self.leads("next", hears="Leader: step 3 of")
        await self.guest.begins("search aki")
        await self.leads("next")
        await self.leads("go", "fifty-tenge:2")
        await self.types("mat", "", "open", "1", "more", "help", "close", "help", "where", "5")

    async def poll(self) -> None:
        await ask(self.hall, PRICE)
        await self.guest.hears("Type answer and a number")
        await self.types("answer 3", "answer 1", "answer 7", "answer", "where", "doubt", "doubt")
        await answers(self.others, (3, 6, 11, 2))
        await self.leads("reveal", hears="Result: Price")
        await ask(self.hall, PRICE.__class__("p2", "choice", PRICE.question, PRICE.options, before="p1"))
        await self.guest.hears("Asked again")
        await self.types("answer 1")
        await answers(self.others, (1, 7, 13))
        await self.leads("reveal", hears="More: 1 left")
        await self.types("more", "again")

    async def question(self) -> None:
        await self.types("question", "question Who wrote the five demands?")
        await until(lambda: self.hall.leader.tallies.waiting)
        await self.leads("refuse", hears="not taken up")
        await self.types("question Were there more than five?")
        await until(lambda: self.hall.leader.tallies.waiting)
        await self.leads("approve", hears="Were there more than five")
        await self.types("slower", "faster", "ready done")
        await self.hall.leader.hold("Mark the line you trust least.")
        await self.guest.hears("Hold:")
        await self.types("next", "", "ready", "ready stuck", "ready done", "")
        await self.leads("call-back", hears="")

    async def out(self) -> None:
        await self.types("step-out")
        await self.leads("go", "the-spread")
        await self.leads("go", "almaty-5-january:3")
        await ask(self.hall, PRICE.__class__("p3", "choice", "Was the city hall the aim?", ("Yes", "No")))
        await self.leads("close-poll")
        await self.hall.leader.count()
        await self.types("", "follow", "more", "next", "phrase", "where", "help", "follow")

    async def vote(self) -> None:
        """The room chooses a way, the leader takes another; the way not taken stays a line away."""
        await self.leads("poll", hears="Type answer and a number")
        await self.types("answer 2")
        await answers(self.others, (11, 5, 4))
        await self.leads("reveal", hears="The room chose 1.")
        await self.leads("choose", "2", hears="the leader goes 2")
        await self.types("go who had already left", "follow")

    async def warning(self) -> None:
        await self.leads("let-roam", hears="go where you like")
        await self.leads("call-back")
        await self.leads("go", "sixteen-december", hears="Warning:")
        await self.types("", "help")
        await self.leads("consent")
        before = self.guest.text
        await self.leads("next")
        await self.leads("next")
        await asyncio.sleep(0.2)
        assert self.guest.text == before, "what the leader reads inside is not pushed"
        await self.types("next", "", "next")
        await self.types("where", "follow")

    async def leaving(self) -> None:
        await self.leads("go", "page-of-8-january", hears="Leader is at: An article")
        await self.hall.leader.close_room(erase=False)
        await self.guest.hears("Room: closed")
        await self.types("follow", "", "quit", "no")


@pytest.fixture
async def played(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, list[str]]:
    monkeypatch.setattr(linear_room, "REST", 0.05)
    monkeypatch.setattr(linear_room, "PATIENCE", 60.0)  # "counted", however long the disk takes
    monkeypatch.setattr(lifecycle, "new_code", lambda *_drawn: "maple-42")
    story = read_story(Path(__file__).parents[3] / "scenes")
    hall = await Hall.open(host_of(story, tmp_path), tmp_path)
    await hall.press("next")
    await hall.lead_to("zhanaozen-square", "2")
    script = Played(hall)
    try:
        for part in (
            script.opening, script.poll, script.question, script.out, script.vote, script.warning, script.leaving,
        ):  # fmt: skip
            try:
                await part()
            except TimeoutError:
                print(script.guest.text)
                raise
        text = script.guest.text
    finally:
        for member in script.others:
            member.leave(dropped=False)
        await hall.close()
    return re.sub(r"Phrase: [a-z\s]+\.\sLog[^.]+\.", SAID, text), script.typed


async def test_the_room_is_heard_as_written(played: tuple[str, list[str]]) -> None:
    text, _typed = played
    if os.environ.get("EXPLAINER_REGENERATE"):
        GOLDEN.write_text(text, encoding="utf-8")
    assert text == GOLDEN.read_text(encoding="utf-8"), "EXPLAINER_REGENERATE=1 writes room.txt anew"
