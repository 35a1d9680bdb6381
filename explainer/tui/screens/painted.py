"""A screen that is one painted page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from textual.app import ComposeResult
from textual.await_complete import AwaitComplete
from textual.screen import Screen

from explainer.paint.cells.rows import Frame
from explainer.paint.cells.style import Profile
from explainer.tui.widgets.page import Page

if TYPE_CHECKING:
    from explainer.tui.app import ReaderApp

Result = TypeVar("Result")


class Painted(Screen[Result], Generic[Result], inherit_bindings=False):
    """Whoever derives from it says what is painted at a size."""

    AUTO_FOCUS = None
    ALLOW_SELECT = False
    DEFAULT_CSS = "Painted { layers: page query; overflow: hidden; background: transparent; }"

    def __init__(self) -> None:
        super().__init__()
        self.page = Page(self.painted, self.profile)

    @property
    def reader_app(self) -> ReaderApp:
        return cast("ReaderApp", self.app)

    def takes_quit(self) -> bool:
        """Whether Ctrl+C and Ctrl+Q are answered here; else the screen is put away before the reader leaves."""
        return False

    def profile(self) -> Profile:
        return self.reader_app.profile

    def painted(self, width: int, height: int) -> Frame:
        """The frame for a size."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        yield self.page

    def dismiss(self, result: Result | None = None) -> AwaitComplete:
        """Close it, once: a second Enter typed before the first was done would close the screen below it too."""
        if self.app.screen_stack[-1:] != [self]:
            return AwaitComplete()
        return super().dismiss(result)

    def on_screen_resume(self, _event: Any = None) -> None:
        if self.page.is_mounted:
            self.page.repaint()
