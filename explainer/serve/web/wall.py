"""The wall in a browser: the stage as large markup, made from the same view as a terminal's projector."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from explainer.export.card import qr_svg
from explainer.export.templating import fill
from explainer.linear.polls import counted, figure, way_taken
from explainer.paint.page.ribbon import when_words
from explainer.reading.cockpit import ProjectorView
from explainer.reading.room import ResultView
from explainer.serve.rooms.join_card import join_lines, web_door
from explainer.serve.rooms.live import LiveRoom
from explainer.serve.rooms.showing import projector_view
from explainer.serve.web.fragments import Parts
from explainer.serve.web.news_line import Told
from explainer.serve.web.pages import Leaf, Pages, book_ready
from explainer.story.model.prose import readable_steps
from explainer.story.model.structs import Story
from explainer.story.model.translation import in_language
from explainer.story.text import clean
from explainer.workshop.disclosure import in_words
from explainer.workshop.events import Event

if TYPE_CHECKING:
    from explainer.serve.processes.worker_context import WorkerContext

SIZES = (("large", 220), ("middle", 450), ("small", 750), ("least", 1_300))
"""How large the step is set, by the characters it has; of more than the last the wall shows where it begins."""
A_LINE = 70
"""Characters that a paragraph's last line takes, whatever is on it."""
_TWINS = re.compile(
    r'<a class="to"[^>]*>.*?</a>|</?(?:a|button)\b[^>]*>|<details\b[^>]*>.*?</details>', re.DOTALL
)


class WebWall:
    """One line of a browser that shows a room on a wall."""

    def __init__(self, host: WorkerContext, live: LiveRoom, pages: Pages) -> None:
        self._host = host
        self._pages = pages
        self.live = live
        self.streams: set[asyncio.Event] = set()
        self.had_stream = False
        self.goodbye = ""
        self.is_gone = False

    # its life

    def start(self) -> None:
        """From now on the cockpit knows of a wall."""
        self._end_hearing = self.live.listen(self)
        self.live.projectors += 1

    def touched(self) -> None:
        """The line has ended."""
        self._end_hearing()
        self.live.projectors -= 1

    def let_go(self) -> None:
        """Another worker goes on with it."""
        self.is_gone = True
        self._wake()

    # `Listener`

    def changed(self, news: tuple[Event, ...]) -> None:
        self._wake()

    def behind(self, seq: int) -> bool:
        return False

    def _wake(self) -> None:
        for stream in self.streams:
            stream.set()

    # the page

    async def now(self) -> Told:
        """What the wall shows: never anything of a warned scene before it was led onto it."""
        live, settings = self.live, self._host.settings
        story = in_language(live.story, settings.language)
        view = projector_view(story, live.state, live.lately)
        await book_ready(story, view.lens)
        code = live.state.code
        web = web_door(settings)[0]
        values = {
            "view": view, "code": code, "join": join_lines(code, settings), "figure": figure, "way_taken": way_taken,
            "address": f"{web}/{code}" if web else "", **_scene(self._pages, story, view),
        }  # fmt: skip
        if view.result is not None:
            values |= _result(view.result, view.options)
        values["qr"] = _qr(f"{web}/{code}") if web and not view.closed else ""
        markup = {
            name: Markup(clean(fill("web_wall_parts.html.j2", part=name, **values)).strip())
            for name in ("page", "join")
        }
        return Told(Parts(f"{story.title}, {code}", markup))


def _scene(pages: Pages, story: Story, view: ProjectorView) -> dict[str, Any]:
    """The scene's own words, where they may stand on a wall."""
    scene = story.scenes.get(view.scene)
    if scene is None or view.closed:
        return {"scene": None}
    found: dict[str, Any] = {
        "scene": scene,
        "when": when_words(story, scene.when),
        "step": "",
        "size": "large",
    }
    if view.warned:
        return found
    step = view.step or next((one.id for one in readable_steps(scene)), "")
    leaf = Leaf(
        "wall", scene.id, on=view.lens, step=step, bridge=view.bridge, recap=view.recap, opened=view.opened
    )
    said = Markup(_TWINS.sub("", pages.markup(story, leaf)))
    length = len(said.striptags()) + A_LINE * (said.count("</p>") + said.count("</li>"))
    size = next((name for name, most in SIZES if length <= most), "over")
    return found | {"step": said, "size": size}


def _result(result: ResultView, named: Sequence[str]) -> dict[str, Any]:
    options = len(named)
    told = result.counts or result.shares
    most = max(told, default=0) or 1
    return {
        "sums": in_words(result, named, result.before) or counted(result),
        "bars": [round(100 * number / most) for number in told] + [0] * (options - len(told)),
        "is_vote": result.margin >= 0 or result.chosen >= 0,
    }


_codes: dict[str, Markup] = {}


def _qr(address: str) -> Markup:
    """Made once: a wall is drawn anew with every change of the room."""
    if address not in _codes:
        _codes.clear()
        _codes[address] = qr_svg(address)
    return _codes[address]
