"""What a browser's guest takes along: a page of it, and the same as a file that the server sends and does not keep."""

from __future__ import annotations

import asyncio
import contextlib
import hmac
from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING

import msgspec
from markupsafe import Markup

from explainer.export.takeaway import gather
from explainer.export.takeaway_forms import FORMS, page_parts
from explainer.export.templating import fill
from explainer.messages import _
from explainer.reading.room import PollView
from explainer.reading.run import Run
from explainer.serve.parking.parked_runs import ParkedRun
from explainer.serve.parking.phrases import phrase_from
from explainer.serve.rooms.membership import Place
from explainer.serve.web import pages
from explainer.story.model.structs import Story
from explainer.story.text import clean

if TYPE_CHECKING:
    from explainer.serve.processes.worker_context import WorkerContext

ENDINGS = {"html": "html", "md": "markdown", "txt": "text"}
KINDS = {"html": "text/html", "md": "text/markdown", "txt": "text/plain"}


def as_page(story: Story, run: Run, results: Sequence[PollView], prefix: str) -> Markup:
    """The guest's takeaway as markup of a page in the room."""
    found = gather(story, run, now_on=date.today().isoformat(), room=results)
    files = [
        ("html", _("As a web page")),
        ("md", _("As Markdown")),
        ("txt", _("As plain text")),
    ]
    return Markup(clean(fill("web_takeaway.html.j2", prefix=prefix, files=files, **page_parts(found))))


def as_file(story: Story, run: Run, results: Sequence[PollView], ending: str) -> str:
    """The same as a file of that ending."""
    found = gather(story, run, now_on=date.today().isoformat(), room=results)
    return FORMS[ENDINGS[ending]](found)


def may_be_named(story: Story, run: Run, kind: str, key: str) -> bool:
    """Whether what was looked at may stand in the takeaway: what only warned scenes use does so once one was read."""
    book = pages.book_of(story, run.lens.on if run.lens else "")
    scenes = (book.claims[key] if kind == "claim" else book.terms[key]).scenes
    return not book.behind(scenes) or any(scene in run.seen for scene in scenes)


# A phrase beside a browser's cookie: who asks for one can go on over SSH, as the same guest. It is computed
# from the cookie's value, so that any worker that goes on with the browser knows it, and none is on disk.

WRITTEN = 3.0
"""Seconds that the page of a phrase waits until there is a place under it; a hall that asks at once waits longer for
its slow hashes, and is told its phrases meanwhile."""


class WebPlace(Place):
    """A browser's place, as it is parked under its cookie."""

    has_phrase: bool = False


class Phrase:
    """Of one guest. Until it is asked for there is none, and nothing is hashed or written."""

    def __init__(
        self,
        host: WorkerContext,
        place: Callable[[], bytes],
        value: str,
        tell: Callable[[str], None],
        *,
        asked: bool,
    ) -> None:
        """
        Args:
            host: whose parking takes the run a second time.
            place: the guest's place in the room.
            value: the cookie's.
            tell: says a sentence to the guest.
            asked: they asked before, and are now with another worker.
        """
        self._host = host
        self._place = place
        self._tell = tell
        self._words = phrase_from(hmac.digest(value.encode(), b"phrase", "sha256"))
        self._parked: ParkedRun | None = self._made() if asked else None

    def _made(self) -> ParkedRun:
        parked = ParkedRun(self._host, self._words)
        parked.place, parked.tell = self._place, self._tell
        return parked

    @property
    def is_there(self) -> bool:
        return self._parked is not None

    def in_place(self) -> bytes:
        """The place as it is parked under the cookie."""
        place = self._place()
        if not place or self._parked is None:
            return place
        found = msgspec.msgpack.decode(place, type=Place)
        return msgspec.msgpack.encode(WebPlace(found.room, found.guest, has_phrase=True))

    def ask(self, run: Run) -> str:
        """The phrase; from now on the guest's run is parked under it as well."""
        if self._parked is None:
            self._parked = self._made()
        self._parked.moved(run)
        return self._words

    async def written(self) -> None:
        """Until there is a place under it, or it takes too long."""
        if self._parked is not None:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(WRITTEN):
                    await self._parked.written()

    def moved(self, run: Run) -> None:
        if self._parked is not None:
            self._parked.moved(run)

    def place_changed(self) -> None:
        if self._parked is not None:
            self._parked.place_changed()

    def left(self) -> None:
        """The browser is gone; the time for which the phrase is good begins."""
        if self._parked is not None:
            self._parked.left()

    def forget(self) -> None:
        """The guest left the room for good."""
        if self._parked is not None:
            self._parked.forget()


def has_phrase(place: bytes) -> bool:
    """Return whether a phrase was asked for in a parked place."""
    try:
        return msgspec.msgpack.decode(place, type=WebPlace).has_phrase
    except msgspec.DecodeError:
        return False
