"""The line one types on: Textual's input (editing, paste, input methods) in the painter's place and inks."""

from __future__ import annotations

from collections.abc import Callable

from rich.cells import cell_len
from rich.segment import Segment
from textual.geometry import Offset, Region
from textual.strip import Strip
from textual.widgets import Input

from explainer.paint.cells.rows import Frame
from explainer.paint.cells.style import Profile
from explainer.tui.inks import rich_style, turns, written
from explainer.tui.sheets import query_room


class QueryLine(Input):
    """One row without a frame. Up, down, Tab and Enter are the list's, Escape the screen's."""

    DEFAULT_CSS = """
    QueryLine, QueryLine:focus {
        position: absolute; layer: query; width: 20; height: 1;
        border: none; padding: 0; background: transparent;
    }
    """

    def __init__(self, profile: Callable[[], Profile], *, hidden: bool = False) -> None:
        super().__init__(compact=True, password=hidden)
        self.cursor_blink = False
        self._profile = profile
        self._column, self._row, self._room = 0, 0, 20
        self._arrows = True
        self._given = ""
        """What the screen last said was typed."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Left and right are the screen's where it steps through days with them; Home and End stay the line's."""
        if action in ("cursor_left", "cursor_right") and not self._arrows:
            return False
        return super().check_action(action, parameters)

    def take(self, frame: Frame, text: str, *, caret: bool = True, arrows: bool = True) -> None:
        """Stand where a frame left room, hold a text, and take the keys.

        Args:
            frame: what is painted around it.
            text: what was typed so far.
            caret: show the terminal's cursor here; else it stays on the row in hand.
            arrows: left and right move the caret.
        """
        self._arrows = arrows
        self._column, self._row, self._room = frame.query or query_room(frame, *self.app.size)
        self.styles.offset = (self._column, self._row)
        self.styles.width = self._room
        if text != self._given and self.value != text:
            # Only what the screen itself changed: letters whose event is still on its way are not taken back.
            with self.prevent(Input.Changed):
                self.value = text
            self.cursor_position = len(text)
        self._given = text
        if not self.has_focus:
            self.focus(scroll_visible=False)
        if caret:
            self.app.cursor_position = self.cursor_screen_offset
            self.app.cursor_wanted = True  # type: ignore[attr-defined]

    def on_focus(self) -> None:
        self.app.line_ready()  # type: ignore[attr-defined]

    @property
    def cursor_screen_offset(self) -> Offset:
        """Where the caret is; Textual has it one cell later at the end, as its own caret is a filled cell."""
        return Offset(self._column + min(self._room - 1, self._caret() - self._first()), self._row)

    @property
    def _seen(self) -> str:
        """What is shown: of a secret only that something was typed."""
        return "*" * len(self.value) if self.password else self.value

    def _caret(self) -> int:
        if turns(self._seen, self._profile()):
            from explainer.paint.cells.bidi import caret  # loaded with the first right-to-left letter

            return caret(self._seen, self.cursor_position)
        return cell_len(self._seen[: self.cursor_position])

    def _first(self) -> int:
        """The first cell shown, so that the caret is in sight."""
        return max(0, self._caret() - self._room + 1)

    def render_lines(self, crop: Region) -> list[Strip]:
        profile = self._profile()
        start, end = sorted(self.selection)
        value = self._seen
        segments = written(
            ((value[:start], "strong"), (value[start:end], "cursor"), (value[end:], "strong")), profile
        )
        first, width = self._first(), self._room
        line = Strip(
            [*segments, Segment(" " * (width + 1), rich_style("text", profile.depth, profile.theme))]
        )
        shown = line.crop(first, first + width)
        return [shown.crop(crop.x, crop.right)] * crop.height
