"""What every answer to a browser has: its headers, plain words where something stands in the way, no log."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from aiohttp import web

import explainer.export
from explainer.export.svg import colours
from explainer.export.templating import fill
from explainer.messages import _
from explainer.problems import Cannot
from explainer.story.model.structs import Story
from explainer.story.text import clean
from explainer.workshop.stores.interface import StoreError
from explainer.workshop.texts import no_room

CODE = "{code:[a-z]{1,24}-[0-9]{1,6}}"
"""In an address: whatever may be meant for a room's code, so that a wrong one is told."""
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Server": "explainer",
}
_TEMPLATES = Path(explainer.export.__file__).resolve().parent / "templates"
_YEAR = 31_536_000
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
NAME = web.AppKey("name", str)
"""Of the server; empty: it has none."""


class Assets:
    """Style sheet and script: read once, named by what is in them, kept by browsers."""

    def __init__(self) -> None:
        sheets = (_TEMPLATES / name for name in ("site.css", "web.css"))
        style = "\n".join([colours(), *(sheet.read_text(encoding="utf-8") for sheet in sheets)])
        script = (_TEMPLATES / "web.js").read_text(encoding="utf-8")
        self._files = {"style.css": (style, "text/css"), "script.js": (script, "text/javascript")}
        self.style, self.script = (f"/{name}?{self._mark(name)}" for name in self._files)

    def _mark(self, name: str) -> str:
        return hashlib.sha256(self._files[name][0].encode()).hexdigest()[:12]

    async def answer(self, request: web.Request) -> web.Response:
        """One of the two; of another edition of them nothing is kept."""
        name = request.path.lstrip("/")
        text, kind = self._files[name]
        kept = (
            f"public, max-age={_YEAR}, immutable" if request.query_string == self._mark(name) else "no-store"
        )
        return web.Response(text=text, content_type=kind, charset="utf-8", headers={"Cache-Control": kept})


class Shell:
    """The page around all pages."""

    def __init__(self, story: Story, assets: Assets, digits: int) -> None:
        """
        Args:
            story, assets: of all pages.
            digits: of a room's code here.
        """
        self._story = story
        self._digits = digits
        self._assets = assets

    def page(self, name: str, *, status: int = 200, **values: Any) -> web.Response:
        """A template filled, as an answer."""
        values = {"style": self._assets.style, "script": self._assets.script, "story": self._story} | values
        text = clean(fill(name, **values))
        return web.Response(text=text, status=status, content_type="text/html", charset="utf-8")

    def words(self, status: int, title: str, words: str, **values: Any) -> web.Response:
        """A page that says one thing."""
        return self.page("web_words.html.j2", status=status, title=title, words=words, **values)

    def no_room(self, code: str) -> web.Response:
        return self.words(404, _("No such room"), no_room(code, self._digits))


async def with_headers(_request: web.Request, response: web.StreamResponse) -> None:
    """Every answer has them, also one that is sent bit by bit. What says nothing else is not kept."""
    response.headers.update(HEADERS)
    response.headers.setdefault("Cache-Control", "no-store")


def in_words(shell: Shell, crashed: Callable[[BaseException], None]) -> Any:
    """The layer that turns what stands in the way into a page of words."""

    @web.middleware
    async def layer(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            return await handler(request)
        except web.HTTPException as stop:
            if stop.status < 400:
                raise
            answer = shell.words(stop.status, *_said(stop.status))
            if isinstance(stop, web.HTTPMethodNotAllowed):
                answer.headers["Allow"] = stop.headers["Allow"]
            if stop.status in (408, 413):
                answer.force_close()  # the rest of what was sent is not read
            return answer
        except StoreError:
            return shell.words(
                503, _("Out of reach"), _("The room is out of reach just now. Try again in a minute.")
            )
        except Cannot as cannot:
            return shell.words(503, _("Not just now"), str(cannot))
        except (ConnectionError, TimeoutError):
            raise
        except Exception as error:
            crashed(error)
            if request.path.endswith("/events"):
                raise ConnectionError("half of the answer was sent") from error
            return shell.words(
                500, _("This page could not be made"), _("Go back and try again; your place is kept.")
            )

    return layer


@web.middleware
async def known_host(request: web.Request, handler: Handler) -> web.StreamResponse:
    """The layer that answers a browser that asked for this server; a page of another name cannot pose as ours."""
    if not is_known(request.headers.get("Host", ""), request.app[NAME]):
        raise web.HTTPMisdirectedRequest
    return await handler(request)


def is_known(host: str, name: str) -> bool:
    """Whether `HOST:PORT`, as a browser asked for it, may mean a server of that name; any may where it has none.

    Nobody else can point an address at a page of theirs, as they can a name.
    """
    bare = host[1:].partition("]")[0] if host.startswith("[") else host.partition(":")[0]
    if not name or bare.rstrip(".").lower() in (name.lower(), "localhost"):
        return True
    try:
        ip_address(bare)
    except ValueError:
        return False
    return True


def _said(status: int) -> tuple[str, str]:
    """Title and words."""
    known = {
        403: (_("Not taken"), _("This did not come from a page of this server. Open the page anew and try again.")),
        404: (_("Nothing here"), _("There is no such page. The contents list what there is.")),
        405: (_("Not this way"), _("This address is read, or sent to, in another way. Go back to the page.")),
        408: (_("Too slow"), _("What was sent did not come in time. Go back and try again.")),
        413: (_("Too long"), _("What was sent is too long: 16 KiB at most. Go back and shorten it.")),
        421: (_("Another name"), _("This server does not answer to that name. Use the address on the card.")),
    }  # fmt: skip
    return known.get(status, (_("Not understood"), _("This server does not know what was asked.")))
