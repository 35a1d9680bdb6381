"""The palette: every action of the registry by its name, each trail and chapter, found by typing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar, NamedTuple

from textual.binding import Binding, BindingType

from explainer.messages import _
from explainer.paint.cells.rows import Frame
from explainer.paint.cells.style import key_name, transliterated
from explainer.reading.actions import ACTIONS, BY_ID, Action, ActionSpec
from explainer.reading.view import FILES, IN_SHORT, LANGUAGE, View, keys_here
from explainer.story.model.prose import trail_minutes
from explainer.story.search.stems import found_in, words_of
from explainer.tui.keys import applies
from explainer.tui.screens.painted import Painted
from explainer.tui.sheets import picker
from explainer.tui.widgets.page import Page
from explainer.tui.widgets.query import QueryLine

_NO_NAME_NEEDED = (
    "palette",
    "next-reference",
    "previous-reference",
    "page-down",
    "page-up",
    "open",
    "close",
    "choose",
)
"""Actions on what is in hand: a palette takes it out of the hand."""


class Command(NamedTuple):
    """One entry of the palette."""

    name: str
    detail: str
    action: Action


def commands(view: View, glyphs: str) -> tuple[Command, ...]:
    """What can be done from a view, and where one can go."""
    found = [
        Command(spec.description, key_name(keys_here(spec, view.own_keys)[0], glyphs), Action(spec.id))
        for spec in ACTIONS
        if _is_offered(spec, view)
    ]
    story = view.story
    for trail in story.trails.values():
        time = _("{n} min").format(n=trail_minutes(story, trail))
        found.append(Command(_("trail: {title}").format(title=trail.title), time, Action("trail", trail.id)))
    for chapter in story.chapters:
        first = next((scene for scene in story.order if story.scenes[scene].chapter == chapter.id), "")
        if first:
            found.append(Command(_("chapter: {title}").format(title=chapter.title), "", Action("go", first)))
    return (*found, *_languages(view, glyphs))


def _languages(view: View, glyphs: str) -> Iterator[Command]:
    """The other languages of the story, each by the name that its speakers give it."""
    if len(view.story.languages) > 1:
        from explainer.story.model.translation import own_name  # not for a story of one language

        for code in view.story.languages:
            if code != view.story.language:
                name = _("language: {name}").format(name=transliterated(own_name(code), glyphs))
                yield Command(name, code, Action(LANGUAGE, code))


def _is_offered(spec: ActionSpec, view: View) -> bool:
    if spec.full or not keys_here(spec, view.own_keys) or spec.id in _NO_NAME_NEEDED:
        return False
    if spec.id == LANGUAGE:
        return False  # each of them has a row of its own
    if spec.id == IN_SHORT and not view.story.in_short:
        return False
    return applies(spec.id, view) and (view.files or spec.id != FILES)


def matching(entries: tuple[Command, ...], query: str) -> tuple[Command, ...]:
    """The entries with a word that begins as each word that was typed; those of that very name first."""
    asked = [word for _surface, word in words_of(query)]
    if not asked:
        return entries if not query.strip() else ()
    ranked: list[tuple[int, Command]] = []
    for entry in entries:
        spec = BY_ID.get(entry.action.id) if not entry.action.argument else None
        names = [_words(spec.id.replace("-", " ")), _words(spec.short)] if spec else []
        if asked in names:
            ranked.append((0, entry))
        elif any(_begun(asked, name) for name in names):
            ranked.append((1, entry))
        elif _begun(asked, [word for name in names for word in name] + _words(entry.name)):
            ranked.append((2, entry))
    return tuple(entry for _rank, entry in sorted(ranked, key=lambda pair: pair[0]))


def _words(text: str) -> list[str]:
    return [word for _surface, word in found_in(text)]


def _begun(asked: list[str], words: list[str]) -> bool:
    return all(any(word.startswith(one) for word in words) for one in asked)


class PaletteScreen(Painted["Action | None"], inherit_bindings=False):
    """Answers with the action chosen, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,tab", "move(1)", show=False, id="palette.down"),
        Binding("up,shift+tab", "move(-1)", show=False, id="palette.up"),
        Binding("pagedown", "move(10)", show=False, id="palette.page-down"),
        Binding("pageup", "move(-10)", show=False, id="palette.page-up"),
        Binding("escape,ctrl+p", "leave", show=False, id="palette.close", priority=True),
    ]

    def __init__(self, view: View) -> None:
        super().__init__()
        self._view = view
        self._line = QueryLine(self.profile)
        self._words = ""
        self._chosen = 0

    @property
    def found(self) -> tuple[Command, ...]:
        return matching(commands(self._view, self.profile().glyphs), self._words)

    def painted(self, width: int, height: int) -> Frame:
        entries = [(entry.name, entry.detail) for entry in self.found]
        return picker(width, height, self.profile(), self._words, entries, self._chosen)

    async def on_mount(self) -> None:
        await self.mount(self._line)
        self._place()

    def on_resize(self) -> None:
        self.call_after_refresh(self._place)

    def _place(self) -> None:
        # What stands there now: letters whose event is still on its way would be taken back.
        self._line.take(self.page.frame, self._line.value)

    def on_input_changed(self, event: Any) -> None:
        self._words, self._chosen = event.value, 0
        self.page.repaint()

    def on_input_submitted(self) -> None:
        self._take(self._chosen)

    def action_move(self, by: int) -> None:
        self._chosen = min(max(self._chosen + by, 0), max(0, len(self.found) - 1))
        self.page.repaint()

    def action_leave(self) -> None:
        self.dismiss(None)

    def on_page_pressed(self, message: Page.Pressed) -> None:
        kind, _colon, key = message.reference.partition(":")
        if kind == "item":
            self._take(int(key))

    def _take(self, index: int) -> None:
        found = self.found
        if index < len(found):
            self.dismiss(found[index].action)
