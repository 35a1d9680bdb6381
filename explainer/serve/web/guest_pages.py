"""The pages beside the room's: those of one who reads alone, a guest's takeaway, a phrase for SSH."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from datetime import date
from typing import TYPE_CHECKING

from aiohttp import web
from markupsafe import Markup

from explainer.export.templating import fill
from explainer.messages import _
from explainer.serve.web.page_shell import Shell
from explainer.serve.web.pages import Leaf, Pages, book_ready, so_far, title_of
from explainer.serve.web.sessions import Session
from explainer.serve.web.take_along import KINDS
from explainer.story.model import dates
from explainer.story.model.structs import Story
from explainer.story.model.translation import in_language, original, own_name

if TYPE_CHECKING:
    from explainer.serve.processes.worker_context import WorkerContext


Finder = Callable[[web.Request], Awaitable[Session | web.StreamResponse | None]]
Beside = Callable[[Session, str, Markup], Awaitable[web.Response]]
RECORDS = "claim|term|source"
LISTS = "story|in-short|claims|terms|sources|about"
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_PATH = re.compile(r"(/[a-z0-9][a-z0-9_-]*)*/?")
"""Of a page of ours: no other server's address has this shape."""


class Alone:
    """The pages outside rooms: each is of its address alone, and nobody is known."""

    def __init__(self, story: Story, pages: Pages, shell: Shell) -> None:
        self._story = story
        self._pages = pages
        self._shell = shell

    def routes(self) -> list[web.RouteDef]:
        """Each as last checked, and under `/on/DAY`; both in the story's own language, and under `/in/CODE`."""
        found: list[web.RouteDef] = []
        for language in ("", "/in/{language}"):
            found.append(web.get(f"{language}/date", self._date))
            for day in (language, f"{language}/on/{{day}}"):
                found += [
                    web.get(f"{day}/", self._front),
                    web.get(f"{day}/scene/{{key}}", self._scene),
                    web.get(f"{day}/scene/{{key}}/{{way:read|round}}", self._scene),
                    web.get(f"{day}/{{kind:{RECORDS}}}/{{key}}", self._record),
                    web.get(f"{day}/{{kind:{LISTS}}}", self._list),
                    web.get(f"{day}/search", self._search),
                ]
        return found

    async def _front(self, request: web.Request) -> web.Response:
        return await self._answer(request, "front")

    async def _list(self, request: web.Request) -> web.Response:
        return await self._answer(request, request.match_info["kind"])

    async def _record(self, request: web.Request) -> web.Response:
        return await self._answer(request, request.match_info["kind"], request.match_info["key"])

    async def _search(self, request: web.Request) -> web.Response:
        return await self._answer(request, "search", request.query.get("q", ""))

    async def _scene(self, request: web.Request) -> web.Response:
        key, way = request.match_info["key"], request.match_info.get("way", "")
        key = self._story.renamed.get(key, key)
        if key not in self._story.scenes:
            raise web.HTTPNotFound
        warned = self._story.scenes[key].warning is not None
        if way and not warned:
            raise web.HTTPFound(request.path.rsplit("/", 1)[0])
        kind = "round" if way == "round" else "warning" if warned and not way else "scene"
        return await self._answer(request, kind, key)

    async def _date(self, request: web.Request) -> web.Response:
        """The same page under another day."""
        path, on = request.query.get("at", "/"), request.query.get("on", "")
        if not _PATH.fullmatch(path) or (on and not _is_day(on)):
            raise web.HTTPNotFound
        prefix, _story = self._read(request)
        raise web.HTTPSeeOther(f"{prefix}/on/{on}{path}" if on else f"{prefix}{path}")

    def _read(self, request: web.Request) -> tuple[str, Story]:
        """Return what stands before the addresses of a language, and the story in it."""
        language = request.match_info.get("language", "")
        if language and (language not in self._story.languages or language == self._story.language):
            raise web.HTTPNotFound
        return (f"/in/{language}" if language else ""), in_language(self._story, language)

    async def _answer(self, request: web.Request, kind: str, key: str = "") -> web.Response:
        on = request.match_info.get("day", "")
        if on and not _is_day(on):
            raise web.HTTPNotFound
        spoken, story = self._read(request)
        prefix = f"{spoken}/on/{on}" if on else spoken
        await book_ready(story, on)
        leaf = Leaf(kind, key, prefix, on)
        try:
            body = self._pages.markup(story, leaf)
            title = title_of(story, leaf)
        except KeyError:
            raise web.HTTPNotFound from None
        days = [(day.on, dates.long(day.on), day.label) for day in story.lens_days]
        at = request.path.removeprefix(prefix) or "/"
        answer = self._shell.page(
            "web_alone.html.j2", leaf=leaf, body=body, title=title, days=days, at=at, story=story,
            spoken=spoken, languages=_addresses(story, f"/on/{on}{at}" if on else at),
        )  # fmt: skip
        answer.headers["Cache-Control"] = "private, max-age=60"
        return answer


def _addresses(story: Story, at: str) -> list[tuple[str, str, str]]:
    """The same page in the story's other languages: code, name, address."""
    own = original(story).language
    return [
        (code, own_name(code), at if code == own else f"/in/{code}{at}")
        for code in story.languages
        if code != story.language
    ]


def _is_day(text: str) -> bool:
    if not _DAY.fullmatch(text):
        return False
    try:
        return date.fromisoformat(text).year >= 1
    except ValueError:
        return False


class OwnPages:
    """The pages of a guest in a room. None of them is kept by a browser, or written here."""

    def __init__(self, host: WorkerContext, shell: Shell, find: Finder, beside: Beside) -> None:
        """
        Args:
            host, shell: of the worker.
            find: the session of a request, or the answer that another worker gave.
            beside: makes a page of the room out of a title and its markup.
        """
        self._host = host
        self._shell = shell
        self._find = find
        self._beside = beside

    def routes(self, at: str) -> list[web.RouteDef]:
        return [
            web.get(f"{at}/so-far", self._so_far),
            web.get(f"{at}/takeaway", self._takeaway),
            web.get(f"{at}/takeaway.{{ending:html|md|txt}}", self._file),
            web.get(f"{at}/phrase", self._phrase),
            web.get("/takeaway", self._alone),
        ]

    async def _own(self, request: web.Request) -> Session | web.StreamResponse:
        found = await self._find(request)
        if found is None:
            raise web.HTTPSeeOther(f"/{request.match_info['code']}")
        return found

    async def _so_far(self, request: web.Request) -> web.StreamResponse:
        found = await self._own(request)
        if isinstance(found, web.StreamResponse):
            return found
        guest = found.guest
        guest.leaf()  # their way is that of now
        await book_ready(guest.story, guest.on)
        return await self._beside(found, _("What you read"), so_far(guest.story, guest.run, guest.prefix))

    async def _takeaway(self, request: web.Request) -> web.StreamResponse:
        found = await self._own(request)
        if isinstance(found, web.StreamResponse):
            return found
        return await self._beside(found, _("Takeaway"), Markup(await found.guest.takeaway()))

    async def _file(self, request: web.Request) -> web.StreamResponse:
        found = await self._own(request)
        if isinstance(found, web.StreamResponse):
            return found
        ending = request.match_info["ending"]
        text = await found.guest.takeaway(ending)
        told = {"Content-Disposition": f'attachment; filename="takeaway.{ending}"'}
        return web.Response(text=text, content_type=KINDS[ending], charset="utf-8", headers=told)

    async def _phrase(self, request: web.Request) -> web.StreamResponse:
        """On a page that was asked for, and nowhere else: not in its title or address, nor in what is read out."""
        found = await self._own(request)
        if isinstance(found, web.StreamResponse):
            return found
        phrase = await found.guest.ask_phrase()
        minutes = round(self._host.settings.limits.parked_seconds / 60)
        is_closed = found.guest.live.state.closed
        body = Markup(fill("web_phrase.html.j2", phrase=phrase, minutes=minutes, is_closed=is_closed))
        return await self._beside(found, _("Your phrase"), body)

    async def _alone(self, request: web.Request) -> web.StreamResponse:
        """Of the room in which this browser is, if it is in one."""
        found = await self._find(request)
        if isinstance(found, web.StreamResponse):
            return found
        if found is not None:
            raise web.HTTPSeeOther(f"{found.guest.prefix}/takeaway")
        said = _(
            "Who reads alone in a browser is not known to this server: it has no way of yours that you could take"
            " along. In a room it has one, as long as you are in it; over SSH too."
        )
        return self._shell.words(200, _("Takeaway"), said)
