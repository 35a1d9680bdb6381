"""A question that is answered by typing: a note, the name of a file, a passphrase."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual.binding import Binding, BindingType
from textual.geometry import Offset, Region
from textual.message import Message
from textual.strip import Strip
from textual.widgets import TextArea

from explainer.paint.cells.rows import Frame
from explainer.paint.cells.style import Profile
from explainer.tui.inks import rich_style, turns, written
from explainer.tui.screens.painted import Painted
from explainer.tui.sheets import Asked, asking
from explainer.tui.widgets.query import QueryLine


class WritingArea(TextArea):
    """Enter is the screen's: it takes what is written. Ctrl+J, and Shift+Enter where it is told, begin a new line."""

    DEFAULT_CSS = """
    WritingArea, WritingArea:focus {
        position: absolute; layer: query; border: none; padding: 0; background: transparent;
        scrollbar-size: 0 0;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", show=False, id="writing.take", priority=True),
        Binding("ctrl+j,shift+enter", "new_line", show=False, id="writing.new-line", priority=True),
    ]

    class Submitted(Message):
        """What is written is to be taken."""

    def __init__(self, text: str, profile: Callable[[], Profile]) -> None:
        super().__init__(text, compact=True, highlight_cursor_line=False)
        self.cursor_blink = False
        self._profile = profile

    def take(self, column: int, row: int, columns: int, rows: int) -> None:
        """Stand at a place of the screen. One more column is for a caret after a full line."""
        self.styles.offset = (column, row)
        self.styles.width, self.styles.height = columns + 1, rows
        if not self.has_focus:
            self.focus(scroll_visible=False)
        self.point()

    def on_focus(self) -> None:
        self.app.line_ready()  # type: ignore[attr-defined]

    def point(self) -> None:
        """Put the terminal's cursor where the caret is."""
        self.app.cursor_position = self.cursor_screen_offset + Offset(self._turned(), 0)
        self.app.cursor_wanted = True  # type: ignore[attr-defined]

    def _turned(self) -> int:
        """Cells from where Textual has the caret to where it stands in a right-to-left row."""
        line, column = self.cursor_location
        at = 0
        sections = self.wrapped_document.get_sections(line)
        for number, section in enumerate(sections):
            if column < at + len(section) or number == len(sections) - 1:
                if not turns(section, self._profile()):
                    return 0
                from explainer.paint.cells.bidi import caret  # loaded with the first right-to-left letter

                return caret(_flat(section), column - at) - cell_len(section[: column - at])
            at += len(section)
        return 0

    def on_text_area_selection_changed(self) -> None:
        self.call_after_refresh(self.point)

    def action_submit(self) -> None:
        self.post_message(self.Submitted())

    def action_new_line(self) -> None:
        # Keys that wait in the queue come first: this binding overtakes them.
        self.call_later(lambda: self._replace_via_keyboard("\n", *self.selection))

    def render_lines(self, crop: Region) -> list[Strip]:
        # Not `render_line`: it lays the colours of Textual's themes under every cell, also where none may be.
        top = self.scroll_offset.y
        shown = list(self._shown(top + crop.y, top + crop.bottom))
        profile = self._profile()
        blank = Strip(
            [Segment(" " * crop.width, rich_style("text", profile.depth, profile.theme))], crop.width
        )
        cut = [strip.extend_cell_length(crop.right).crop(crop.x, crop.right) for strip in shown]
        return [*cut, *[blank] * (crop.height - len(cut))]

    def _shown(self, first: int, end: int) -> Iterator[Strip]:
        """The wrapped rows of a range, what is selected filled."""
        profile = self._profile()
        begin, stop = sorted(self.selection)
        row = 0
        for number in range(self.document.line_count):
            at = 0
            for section in self.wrapped_document.get_sections(number):
                if first <= row < end:
                    cuts = [_within(edge, number, at, len(section)) for edge in (begin, stop)]
                    parts = (section[: cuts[0]], section[cuts[0] : cuts[1]], section[cuts[1] :])
                    inks = ("strong", "cursor", "strong")
                    yield Strip(written(tuple(zip(map(_flat, parts), inks, strict=True)), profile))
                at += len(section)
                row += 1


def _within(edge: tuple[int, int], line: int, start: int, length: int) -> int:
    """Where an edge of the selection cuts a part of a line."""
    row, column = edge
    if row != line:
        return 0 if row < line else length
    return min(max(column - start, 0), length)


def _flat(text: str) -> str:
    """A text without what would move the terminal's cursor."""
    return "".join(letter if letter.isprintable() else " " for letter in text)


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
