"""A question that is answered by typing: a note, the name of a file, a passphrase."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from textual.binding import Binding, BindingType

from explainer.paint.cells.rows import Frame
from explainer.tui.screens.painted import Painted
from explainer.tui.sheets import Asked, asking
from explainer.tui.widgets.query import QueryLine
from explainer.tui.widgets.writing import WritingArea

Refusal = Callable[[str], str]


class AskScreen(Painted["str | None"], inherit_bindings=False):
    """Answers with what was typed, or None for Escape; `typed` holds it even then."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", show=False, id="ask.close", priority=True),
    ]

    def __init__(self, asked: Asked, refused: Refusal | None = None) -> None:
        """
        Args:
            asked: the question.
            refused: says why an answer cannot be taken; empty: it can.
        """
        super().__init__()
        self._asked = asked
        self._refused = refused
        self._fact = ""
        self._line = QueryLine(self.profile, hidden=asked.hidden) if not asked.several else None
        self._area = WritingArea(asked.value, self.profile) if asked.several else None

    @property
    def typed(self) -> str:
        """What stands there now."""
        if self._area is not None:
            return self._area.text
        return self._line.value if self._line is not None else ""

    def painted(self, width: int, height: int) -> Frame:
        return asking(width, height, self.profile(), self._asked, self._fact)

    async def on_mount(self) -> None:
        self.reader_app.name_window(self.reader_app.options.story.title)
        if self._area is not None:
            await self.mount(self._area)
            self._area.move_cursor(self._area.document.end)
        elif self._line is not None:
            await self.mount(self._line)
        self._place(self._asked.value)

    def on_resize(self) -> None:
        self.call_after_refresh(lambda: self._place(self.typed))

    def _place(self, text: str) -> None:
        """The line or the area stands where the painter left room for it."""
        frame = self.page.frame
        if self._line is not None and self._line.is_mounted:
            self._line.take(frame, text)
        elif self._area is not None and self._area.is_mounted and frame.query is not None:
            self._area.take(*frame.query, frame.layout.rows)
            self.call_after_refresh(self._area.point)

    def on_input_changed(self, _event: Any) -> None:
        self._say("")

    def on_text_area_changed(self, _event: Any) -> None:
        self._say("")

    def on_input_submitted(self, _event: Any) -> None:
        self._take()

    def on_writing_area_submitted(self, _event: Any) -> None:
        self._take()

    def _take(self) -> None:
        reason = self._refused(self.typed) if self._refused else ""
        if reason:
            self._say(reason)
            return
        self.dismiss(self.typed)

    def _say(self, fact: str) -> None:
        """Say something under the answer, or take it back."""
        if fact != self._fact:
            self._fact = fact
            self.page.repaint()
            self._place(self.typed)

    def action_leave(self) -> None:
        self.dismiss(None)
