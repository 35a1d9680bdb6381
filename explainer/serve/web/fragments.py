"""The parts of a room's page, each as markup: what changes is sent part by part, what is equal is made once."""

from __future__ import annotations

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Callable
from functools import cached_property
from typing import Any

import msgspec
from markupsafe import Markup

from explainer.export.templating import fill
from explainer.linear.polls import counted, figure, way_taken
from explainer.messages import _, ngettext
from explainer.reading.room import PollView, RoomView
from explainer.serve.web.pages import Leaf, Pages, title_of
from explainer.story.model.prose import references
from explainer.story.model.structs import Story
from explainer.story.model.translation import own_name
from explainer.story.text import clean
from explainer.workshop.disclosure import in_words
from explainer.workshop.texts import QUESTION

# The sentence for a change of the room, on the line that a screen reader says by itself.

_ON_A_SCREEN = {
    _("The leader asks you back: f."): _("The leader asks you back."),
    _("Go where you like; f returns."): _("Go where you like; Follow brings you back."),
    _("The room has left the scene with the warning: f follows."): _(
        "The room has left the scene with the warning."
    ),
}
"""News that names a key, and the same for who has buttons."""


def without_keys(row: str) -> str:
    """A row of news for a page that has buttons in place of keys."""
    return _ON_A_SCREEN.get(row, row)


def state_words(view: RoomView) -> str:
    """Return how one is in the room, and where the leader is, in one line."""
    if not view.connected:
        return _("Not connected to the room. Your page stays; answers cannot be sent.")
    if view.waited:
        return _("Waiting for the room.")
    words = {
        "waiting": _("You follow; the leader has not begun."),
        "held": _("The leader holds this page for a task."),
        "out": _("You have stepped out."),
        "closed": _("The room is closed."),
    }
    if view.state in words:
        return words[view.state]
    step = _step(view)
    if view.follows:
        return _("Following the leader, {step}").format(step=step) if step else _("Following the leader")
    own = _("Free reading") if view.mode == "free" else _("Own way")
    if not view.leader_at:
        return _("{own}; the leader has not begun").format(own=own)
    said = _("{own}; the leader is at {place}").format(own=own, place=view.leader_at)
    return f"{said}, {step}" if step else said


def _step(view: RoomView) -> str:
    if not view.leader_step:
        return ""
    return _("step {n} of {total}").format(n=view.leader_step, total=view.leader_steps)


def change(was: RoomView, view: RoomView) -> str:
    """Return what changed, once and in one sentence; empty where there is nothing to say."""
    if view.state == "closed" and was.state != "closed":
        return _("The room is closed.")
    if view.state == "out":
        return without_keys(view.row) if view.row != was.row else ""
    said = [_poll(was, view), _place(was, view), _small(was, view)]
    return next((words for words in said if words), "")


def _poll(was: RoomView, view: RoomView) -> str:
    before, now = was.poll, view.poll
    if now is None:
        return _("The poll is closed.") if before is not None and before.phase == "open" else ""
    if before is None or before.id != now.id:
        return _news_of_poll(view)
    if before.phase != now.phase:
        return _news_of_poll(view)
    if now.own_state == "counted" and (before.own, before.own_state) != (now.own, now.own_state):
        return _("Answer {n}, counted.").format(n=now.own + 1)
    return now.said if now.said != before.said else ""


def _news_of_poll(view: RoomView) -> str:
    assert view.poll is not None
    if view.poll.phase == "open":
        return _("A poll is open: {question}").format(question=view.poll.question)
    return _("The result is shown: {question}").format(question=view.poll.question)


def _place(was: RoomView, view: RoomView) -> str:
    if not view.leader_at:
        return ""
    if view.leader_scene != was.leader_scene:
        step = _step(view)
        place = f"{view.leader_at}, {step}" if step else view.leader_at
        return _("The leader is at {place}.").format(place=place.rstrip("."))
    if view.follows and view.leader_step != was.leader_step:
        step = _step(view)
        return _("The leader is at {place}.").format(place=step) if step else ""
    return ""


def _small(was: RoomView, view: RoomView) -> str:
    if view.row and view.row != was.row:
        return without_keys(view.row)
    if view.state == "held" and was.state != "held":
        return _("Hold: {task}").format(task=view.task or _("tick when you are done"))
    if view.question and view.question != was.question:
        return _("Question: {text}").format(text=view.question)
    if view.connected != was.connected:
        return state_words(view) if not view.connected else _("Connected again.")
    fates = [fate for fate in view.asked if fate not in was.asked and fate[1] != "waiting"]
    if fates:
        return fate_words(fates[-1][1])
    return _("Questions are paused.") if view.muted and not was.muted else ""


def fate_words(fate: str) -> str:
    """Return what became of an own question."""
    return {
        "waiting": _("with the leader"),
        "approved": _("Your question was taken up; everyone can read it."),
        "refused": _("Your question was not taken up. Nobody else saw it."),
        "deleted": _("Your question was deleted."),
        "answered": _("Your question is marked as answered."),
    }.get(fate, fate)


NAMES = ("room", "now", "page", "poll", "ways", "tools")
MOST = 256


class Look(msgspec.Struct, frozen=True):
    """All that a room's page depends on; equal looks of one story are the same page."""

    view: RoomView
    leaf: Leaf
    message: str = ""
    """What the guest's last press came to, where it is not to be seen otherwise."""
    draft: str = ""
    """What was typed for the leader and not sent."""
    doubted: tuple[str, ...] = ()


class Parts:
    """A page: its title, and its parts by name."""

    def __init__(self, title: str, markup: dict[str, Markup]) -> None:
        self.title = title
        self.markup = markup

    @cached_property
    def digests(self) -> dict[str, str]:
        return {name: _digest(text) for name, text in self.markup.items()}

    @cached_property
    def digest(self) -> str:
        """Of the whole page: a browser that comes back with it has it still."""
        return _digest("".join(self.digests.values()))

    def news(self, before: Parts | None, said: str, serial: int = 0) -> bytes:
        """What has changed since another page, as an event; empty where nothing has.

        Args:
            before: the page that the browser has; None: it may have any.
            said: one sentence to be said.
            serial: which page of this guest it is. An answer to a press and an event may overtake each other.
        """
        changed = {
            name: str(text)
            for name, text in self.markup.items()
            if before is None or before.digests[name] != self.digests[name]
        }
        if not changed and not said:
            return b""
        data = msgspec.json.encode(
            {"title": self.title, "said": said, "serial": serial, "parts": changed}
        ).decode()
        return f"id: {self.digest}\ndata: {data}\n\n".encode()


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


class PartsMaker:
    """Of one worker."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages
        self._made: OrderedDict[tuple[int, Look], tuple[Story, Parts]] = OrderedDict()
        self._one = asyncio.Lock()

    async def in_turn(self, make: Callable[..., str], *given: Any) -> str:
        """What takes longer, made in a thread; one at a time, so that a hall that asks at once leaves threads to
        others."""
        async with self._one:
            return await asyncio.to_thread(make, *given)

    def parts(self, story: Story, look: Look) -> Parts:
        """The page of a guest."""
        key = (id(story), look)
        found = self._made.get(key)
        if found is None:
            found = self._made[key] = (story, self._make(story, look))
            while len(self._made) > MOST:
                self._made.popitem(last=False)
        else:
            self._made.move_to_end(key)
        return found[1]

    def _make(self, story: Story, look: Look) -> Parts:
        view, leaf = look.view, look.leaf
        values = {
            "look": look, "view": view, "story_title": story.title,
            "leaf": leaf, "poll": view.poll, "state": state_words(view),
            "news": _news(look), "page": self._page(story, look), "ngettext": ngettext,
            "doubts": _doubts(story, look), "limit": QUESTION, "fate_words": fate_words,
            "languages": _languages(story), "language": story.language,
            "hard": _is_hard(story, look), "sums": _sums(view.poll), "figure": figure, "way_taken": way_taken,
        }  # fmt: skip
        markup = {
            name: Markup(clean(fill("web_parts.html.j2", part=name, **values)).strip()) for name in NAMES
        }
        return Parts(_title(story, look), markup)

    def _page(self, story: Story, look: Look) -> Markup:
        """The page's own words; of a calm state none, they stand in the template."""
        if look.view.state in ("waiting", "out", "closed"):
            return Markup("")
        return self._pages.markup(story, look.leaf)


def _languages(story: Story) -> list[tuple[str, str]]:
    """The story's other languages: code and name."""
    return [(code, own_name(code)) for code in story.languages if code != story.language]


def _title(story: Story, look: Look) -> str:
    view = look.view
    calm = {"waiting": view.title or story.title, "out": _("Stepped out"), "closed": _("The room is closed")}
    return f"{calm.get(view.state) or title_of(story, look.leaf)}, {view.code}"


def _news(look: Look) -> list[str]:
    view = look.view
    return [words for words in (look.message, without_keys(view.row), view.away) if words]


def _is_hard(story: Story, look: Look) -> bool:
    """Whether the page is a warned scene or its warning: nothing stands beside it."""
    scene = story.scenes.get(look.leaf.key) if look.leaf.kind in ("scene", "step", "warning") else None
    return scene is not None and scene.warning is not None


def _doubts(story: Story, look: Look) -> list[tuple[str, str]]:
    """What can be doubted on the page: its claims, or the step itself; key and words."""
    leaf = look.leaf
    if leaf.kind not in ("step", "scene") or look.view.state in ("waiting", "out", "closed"):
        return []
    scene = story.scenes[leaf.key]
    found = [r for r in references(scene) if r.kind == "claim" and leaf.step in ("", r.step)]
    keys = dict.fromkeys(r.id for r in found)
    if keys:
        return [(key, story.claims[key].question) for key in keys]
    return [(f"{leaf.key}:{leaf.step}", "")] if leaf.step else []


def _sums(poll: PollView | None) -> str:
    if poll is None or poll.result is None:
        return ""
    return in_words(poll.result, poll.options, poll.result.before) or counted(poll.result)
