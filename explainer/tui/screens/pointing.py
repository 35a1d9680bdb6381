"""What the mouse does on the screen one reads on: what it finds becomes the same actions as keys."""

from __future__ import annotations

from typing import Any

import msgspec

from explainer.messages import _
from explainer.reading import view_actions
from explainer.reading.actions import Action
from explainer.reading.view import Layout, View, with_listing
from explainer.tui.widgets.page import Page

_replace = msgspec.structs.replace


class Pointing:
    """The mouse's part of a screen; the screen has the view and acts."""

    view: View
    _before_hover: int | None
    """What was in hand before the mouse came upon something."""
    _mouse_free: bool
    layout_found: Any
    act: Any
    say: Any
    show: Any

    async def on_page_pressed(self, message: Page.Pressed) -> None:
        if self.view.hidden:
            return
        kind, _colon, key = message.reference.partition(":")
        if kind == "ref":
            await self._open_reference(int(key))
        elif kind == "choice":
            await self.act(Action("choose", key))
        elif kind == "item" and self.view.listings:
            selected = _replace(self.view.listings[-1], selected=int(key), loose=False)
            self.view = with_listing(self.view, selected)
            await self.act(Action("open"))
        elif kind == "item" and self.view.sheets:
            held = _replace(self.view.sheets[-1], row=int(key))
            self.view = _replace(self.view, sheets=(*self.view.sheets[:-1], held))
            await self.act(Action("open"))
        elif kind in ("datum", "day", "lane", "chapter-filter", "place-filter"):
            await self.act(Action(kind, key))
        elif kind == "action":
            await self.act(Action("choices" if key == "choose" else key))
        elif kind == "lens":  # pressed again the day is let go
            lens = self.view.run.lens
            await self.act(Action(kind, "off" if lens and lens.on == key else key))
        elif kind == "address":
            await self.say(_("y copies the address with its record."))

    async def _open_reference(self, number: int) -> None:
        if number < len(view_actions.scene_references(self.view)):
            self.view = _replace(self.view, cursor=number, sheets=(), message="")
            await self.act(Action("open"))

    async def on_page_hovered(self, message: Page.Hovered) -> None:
        """What the mouse is on is in hand while it is there."""
        view = self.view
        if self._mouse_free or view.hidden or view.sheets or view.listings:
            return
        kind, _colon, key = message.reference.partition(":")
        if kind == "ref":
            if self._before_hover is None:
                self._before_hover = view.cursor
            await self.show(_replace(view, cursor=int(key)))
        elif self._before_hover is not None:
            before, self._before_hover = self._before_hover, None
            await self.show(_replace(view, cursor=before))

    async def on_page_wheeled(self, message: Page.Wheeled) -> None:
        """The wheel scrolls lists and sheets, and turns the pages of a scene, but never leaves the scene."""
        view = self.view
        if view.hidden:
            return
        found: Layout = self.layout_found
        if view.listings or view.sheets:
            await self.act(Action("next-reference" if message.down else "previous-reference"))
        elif message.down and found.following is not None:
            await self.act(Action("next"))
        elif not message.down and view.run.past and view.run.past[-1].scene == view.run.visit.scene:
            await self.act(Action("back"))
