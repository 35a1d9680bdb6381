"""What was copied, as plain text with the mouse freed: for terminals without a clipboard of their own."""

from __future__ import annotations

from textual import events

from explainer.paint.cells.rows import Frame
from explainer.tui.screens.painted import Painted
from explainer.tui.sheets import selection


class CopiedScreen(Painted[None], inherit_bindings=False):
    """Any key shows the rest, and after the last of it goes back."""

    def __init__(self, text: str, mouse_was_free: bool) -> None:
        super().__init__()
        self._text = text
        self._mouse_was_free = mouse_was_free
        self._part = 0
        self._more = False

    def painted(self, width: int, height: int) -> Frame:
        frame, self._more = selection(width, height, self.profile(), self._text, self._part)
        return frame

    def on_mount(self) -> None:
        self.reader_app.take_mouse(False)

    def on_key(self, event: events.Key) -> None:
        event.stop()
        event.prevent_default()
        if self._more:
            self._part += 1
            self.page.repaint()
            return
        self.reader_app.take_mouse(not self._mouse_was_free)
        self.dismiss(None)
