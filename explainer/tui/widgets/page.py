"""The one widget of a screen: it shows painted rows and says what the mouse finds on them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from textual import events
from textual.geometry import Offset, Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from explainer.paint.cells.encoder import changed_spans
from explainer.paint.cells.rows import Frame
from explainer.paint.cells.style import Profile
from explainer.tui.inks import mark_near, reference_at, strip

Painter = Callable[[int, int], Frame]


class Page(Widget):
    """A painted frame. Focus, keys and state are the screen's."""

    DEFAULT_CSS = "Page { width: 100%; height: 100%; layer: page; }"
    ALLOW_SELECT = False

    class Pressed(Message):
        """A click on something that can be acted on."""

        def __init__(self, reference: str) -> None:
            super().__init__()
            self.reference = reference

    class Hovered(Message):
        """The mouse came upon something, or left it (an empty reference)."""

        def __init__(self, reference: str) -> None:
            super().__init__()
            self.reference = reference

    class Wheeled(Message):
        """The wheel was turned, down or up."""

        def __init__(self, down: bool) -> None:
            super().__init__()
            self.down = down

    def __init__(self, painter: Painter, profile: Callable[[], Profile]) -> None:
        super().__init__()
        self._painter = painter
        self._profile = profile
        self._frame: Frame | None = None
        self._painted_for: tuple[int, int, Profile] | None = None
        self._hovered = ""

    @property
    def frame(self) -> Frame:
        """The rows on the screen, painted for the size and profile of now."""
        # The app's size, which the page fills: its own is not known before it was laid out.
        width, height = self.app.size
        key = (width, height, self._profile())
        if self._frame is None or key != self._painted_for:
            self._frame = self._painter(width, height)
            self._painted_for = key
        return self._frame

    def repaint(self) -> None:
        """Paint again, and send the rows that differ."""
        before, painted_for = self._frame, self._painted_for
        self._frame = None
        after = self.frame
        self.point()
        if before is None or painted_for != self._painted_for:
            self.refresh()
            return
        changed = list(self._changed(before, after))
        if not changed and before.cursor != after.cursor and after.cursor is not None:
            changed = [Region(*after.cursor, 1, 1)]  # the cursor moves with a repaint only
        if changed:
            self.refresh(*changed)

    def _changed(self, before: Frame, after: Frame) -> Iterator[Region]:
        """The cells that differ: a day of a map changes few of a row."""
        width = self.app.size.width
        for y, (old, new) in enumerate(zip(before.rows, after.rows, strict=True)):
            if old != new:
                for start, stop in changed_spans(new, old, width):
                    yield Region(start, y, stop - start, 1)

    def point(self) -> None:
        """Put the terminal's cursor where the frame has it."""
        cursor = self.frame.cursor
        app = self.app
        if cursor is not None:
            app.cursor_position = Offset(*cursor)
        app.cursor_wanted = cursor is not None  # type: ignore[attr-defined]

    def strip_at(self, row: int) -> Strip:
        """A row as it is shown."""
        rows = self.frame.rows
        return strip(rows[row] if row < len(rows) else (), self.app.size.width, self._profile())

    def render_lines(self, crop: Region) -> list[Strip]:
        # Not `render_line`: that path lays Textual's own colours under every cell, also where none may be.
        return [self.strip_at(y).crop(crop.x, crop.right) for y in range(crop.y, crop.bottom)]

    def on_resize(self) -> None:
        if self.screen.is_active:
            self.point()

    def _reference(self, event: events.MouseEvent) -> str:
        rows = self.frame.rows
        row, column = int(event.y), int(event.x)
        found = reference_at(rows[row], column) if 0 <= row < len(rows) else ""
        return found or mark_near(rows, column, row)

    def on_click(self, event: events.Click) -> None:
        if event.button == 1 and (reference := self._reference(event)):
            self.post_message(self.Pressed(reference))

    def on_mouse_move(self, event: events.MouseMove) -> None:
        reference = self._reference(event)
        if reference != self._hovered:
            self._hovered = reference
            self.post_message(self.Hovered(reference))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self.post_message(self.Wheeled(down=True))

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self.post_message(self.Wheeled(down=False))
