"""The full-screen app: made by `make_app` for a terminal or a guest, run on this machine's terminal by `run`.

Nothing here is per process but `run`: signals and stderr are its own, so that a server can hold many apps.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from types import FrameType
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.driver import Driver

from explainer.messages import _
from explainer.paint.cells.style import Profile
from explainer.problems import Cannot
from explainer.reading.options import ReaderOptions
from explainer.reading.view import View
from explainer.tui.compat import BACKGROUND, Answered, Gone, PlainApp, TerminalDriver, is_light
from explainer.tui.keeping import Keeper, with_drafts
from explainer.tui.screens.painted import Painted
from explainer.tui.screens.reading import ReadingScreen
from explainer.tui.terminal import profile_for
from explainer.tui.typed_ahead import LineReady, TypedAhead

SIGNALS = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP", "SIGINT") if hasattr(signal, name))


class ReaderApp(PlainApp[str]):
    """One reader's app. Its answer is `left` or `linear`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+c,ctrl+q", "quit", show=False, priority=True, id="quit.always"),
    ]

    def __init__(
        self, options: ReaderOptions, profile: Profile, driver_class: type[Driver] | None = None
    ) -> None:
        super().__init__(profile.depth, driver_class)
        self.options = options
        self.profile = profile
        """In memory only; theme, signs and width change it."""
        self.orders_lines = profile.bidi == "ours"
        self.keeper = Keeper(options.store, options.private, options.story)
        self.reading = self.reading_screen()
        self.typed_ahead = TypedAhead()
        self.at_first_frame: Callable[[], None] | None = None
        """What is done once the first frame is on the screen."""

    def on_ready(self) -> None:
        if self.at_first_frame is not None:
            self.at_first_frame()

    def reading_screen(self) -> ReadingScreen:
        """The screen one reads on, made once."""
        return ReadingScreen(first_view(self.options))

    def get_default_screen(self) -> ReadingScreen:
        return self.reading

    async def action_quit(self) -> None:
        """Ctrl+C and Ctrl+Q work everywhere, and ask what `q` asks; what was being typed is not lost."""
        if self.screen is self.reading:
            self.reading.leave()
        elif not (isinstance(self.screen, Painted) and self.screen.takes_quit()):
            self.screen.dismiss(None)
            self.call_after_refresh(self.reading.leave)

    def stop(self, code: int) -> None:
        """Leave at once, without a question."""
        self.exit("left", return_code=code)

    async def on_event(self, event: events.Event) -> None:
        if (
            isinstance(event, events.Key | events.Paste)
            and not event.is_forwarded
            and not (isinstance(event, events.Key) and event.key == "ctrl+c")
            and self.typed_ahead.holds(event, passed=False)
        ):
            return
        await super().on_event(event)

    def on_key(self, event: events.Key) -> None:
        # Before Textual looks for a binding: keys that came while the line to type on was not there yet.
        if self.typed_ahead.holds(event, passed=True) or (
            self.screen is self.reading and self.reading.claims(event)
        ):
            event.prevent_default()

    def asking(self, work: Callable[[], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
        """What asks a question on a screen of its own, so that keys behind it are typed there."""
        self.typed_ahead.begin()

        async def ask() -> None:
            try:
                await work()
            finally:
                self.line_ready()

        return ask

    def line_ready(self) -> None:
        """A line to type on has the keys, or none came."""
        if self.typed_ahead.is_due:
            # Through the page's own queue: keys that went there before a question was due are still in it when the page
            # is slow, and come back here before this does. Told at once, one of them came after the rest and was lost.
            (self.reading.focused or self.reading).post_message(LineReady())

    async def on_line_ready(self) -> None:
        await self.typed_ahead.play(super().on_event)

    async def on_answered(self, message: Answered) -> None:
        if message.number == BACKGROUND and (light := is_light(message.text)) is not None:
            await self.reading.background_is(light)

    def on_gone(self, message: Gone) -> None:
        self.stop(128 + signal.SIGHUP if hasattr(signal, "SIGHUP") else 1)


def first_view(options: ReaderOptions) -> View:
    """What a reader sees first."""
    view = View(
        options.story_as_read, options.run, message=_first_message(options), moved=options.moved,
        files=options.writes_files,
    )  # fmt: skip
    if (link := options.room) is None:
        return view
    from explainer.session.room_page import joined

    return joined(view, link.view, link.page(view.run))


def _first_message(options: ReaderOptions) -> str:
    """What became of the reader's place, and how many scenes they read have changed."""
    if not options.news:
        if not options.moved:
            return options.message
        return (
            f"{options.message} {_('a tells what.')}" if options.message else _("story changed; a tells what")
        )
    from explainer.reading.storage.updating import news_words

    told = _("{changed}; a tells what").format(changed=news_words(len(options.news)))
    return f"{options.message} {told}".strip()


def make_app(
    options: ReaderOptions,
    driver_class: type[Driver] | None = None,
    environment: Mapping[str, str] | None = None,
) -> ReaderApp:
    """An app for one reader.

    Args:
        options: what it is started with.
        driver_class: how it reaches the reader's terminal; None: Textual's own choice.
        environment: of the reader's terminal; None: of this process.
    """
    told = os.environ if environment is None else environment
    chosen = options.depth, options.theme, options.glyphs, options.bidi
    return ReaderApp(options, profile_for(told, *chosen), driver_class)


def run(options: ReaderOptions, at_first_frame: Callable[[], None] | None = None) -> int:
    """Read on this machine's terminal; the exit code. Line by line goes on in the same process.

    Args:
        options: what it is started with.
        at_first_frame: what can wait until the reader sees the first page, such as the search for garbage: two of
            its passes fall between the imports and the page, 5 ms that no reader should wait for.
    """
    app = make_app(options, TerminalDriver)
    app.at_first_frame = at_first_frame
    return run_app(app)


def run_app(app: ReaderApp) -> int:
    """Run an app on this machine's terminal until it ends; the exit code."""
    options = app.options
    with _signals(app):
        app.run()
    code = app.return_code or 0
    read = with_drafts(app.reading.view, app.reading.drafts).run
    try:
        app.keeper.keep(read)
    except Cannot as cannot:
        _tell(f"explainer: {cannot}\n")
    if app.failure is not None:
        from explainer.tui.crash import describe, leave_report

        _tell(leave_report(describe(app.failure), app.keeper.keeps))
        return 1
    if app.return_value == "linear" and options.go_linear is not None:
        return options.go_linear(read, app.profile.glyphs)
    return code


def _tell(text: str) -> None:
    try:
        sys.stderr.write(text)
        sys.stderr.flush()
    except OSError:  # the terminal is gone; there is nobody to tell
        pass


@contextmanager
def _signals(app: ReaderApp) -> Iterator[None]:
    """While the app runs, signals that end it leave the terminal whole and the run kept."""

    def leave(number: int, _frame: FrameType | None) -> None:
        loop = app._loop
        if loop is None:
            raise SystemExit(128 + number)
        loop.call_soon_threadsafe(app.stop, 128 + number)

    before = {number: signal.signal(number, leave) for number in SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
