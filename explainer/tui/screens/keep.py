"""The question at the first quit: may this machine keep the reader's place?"""

from __future__ import annotations

from typing import Any, ClassVar

from textual import events
from textual.binding import Binding, BindingType

from explainer.messages import _, ngettext
from explainer.paint.cells.rows import Frame
from explainer.reading.actions import keys_under_layouts
from explainer.reading.run import Run
from explainer.tui.screens.painted import Painted
from explainer.tui.sheets import question, selection
from explainer.tui.widgets.page import Page

ANSWERS: tuple[bool | None, ...] = (True, False, None)


def _all(key: str) -> str:
    return ",".join((key, *keys_under_layouts(key)))


def things_of(run: Run) -> str:
    """`2 notes, 1 bookmark and 1 doubt`; empty where there is none."""
    counted = [
        ngettext("{n} note", "{n} notes", len(run.notes)).format(n=len(run.notes)) if run.notes else "",
        ngettext("{n} bookmark", "{n} bookmarks", len(run.bookmarks)).format(n=len(run.bookmarks))
        if run.bookmarks
        else "",
        ngettext("{n} doubt", "{n} doubts", len(run.doubts)).format(n=len(run.doubts)) if run.doubts else "",
    ]
    parts = [part for part in counted if part]
    if len(parts) < 2:
        return "".join(parts)
    return _("{first} and {last}").format(first=", ".join(parts[:-1]), last=parts[-1])


class KeepScreen(Painted["bool | None"], inherit_bindings=False):
    """True: keep; False: leave without; None: stay. Enter takes the second: nothing is written by habit."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(_all("y"), "answer(0)", show=False, id="keep.yes"),
        Binding(_all("n"), "answer(1)", show=False, id="keep.no"),
        Binding(_all("q"), "leave", show=False, id="keep.leave", priority=True),
        Binding("escape", "answer(2)", show=False, id="keep.stay"),
        Binding("down,tab,right", "move(1)", show=False, id="keep.down"),
        Binding("up,shift+tab,left", "move(-1)", show=False, id="keep.up"),
        Binding("enter", "take", show=False, id="keep.take"),
    ]

    def __init__(self, run: Run, *, on_server: bool = False, again: bool = False) -> None:
        """Ask about a run.

        Args:
            run: what is to be kept.
            on_server: by the server of a guest, not by this machine.
            again: it is kept already; then habit, Enter or another `q`, leaves it so.
        """
        super().__init__()
        self._things = things_of(run)
        self._on_server = on_server
        self._again = again
        self._usual = 0 if again else 1
        self._chosen = self._usual

    def painted(self, width: int, height: int) -> Frame:
        if self._on_server:
            return self._of_a_guest(width, height)
        title, yes = _("May this machine keep your place?"), _("keep my place")
        what = _("Nothing is written yet. Your place and what you opened would be kept in one file")
        if self._things:
            title = _("May this machine keep your place and {things}?").format(things=self._things)
            what, yes = (
                _("Nothing is written yet. They would be kept, with what you opened, in one file"),
                _("keep them"),
            )
        text = _("{what} that you alone can read; explainer forget removes it.").format(what=what)
        ways = ((_("y"), yes), (_("n"), _("leave without")), (_("Esc"), _("stay")))
        return question(width, height, self.profile(), title, text, ways, self._chosen)

    def _of_a_guest(self, width: int, height: int) -> Frame:
        if self._again:
            return self._of_one_kept(width, height)
        title = _("May this server keep your place for 30 days?")
        if self._things:
            title = _("May this server keep your place and {things} for 30 days?").format(things=self._things)
        text = _("It would be kept encrypted; your phrase alone opens it. Without a yes it is removed now.")
        ways = (
            (_("y"), _("keep it for 30 days")),
            (_("n"), _("leave, nothing stays")),
            (_("Esc"), _("stay")),
        )
        return question(width, height, self.profile(), title, text, ways, self._chosen)

    def _of_one_kept(self, width: int, height: int) -> Frame:
        title = _("Your place is kept here. Shall it stay?")
        text = _("You said yes to 30 days, which begin anew now; n takes that back, and it is removed now.")
        ways = ((_("y"), _("keep it for 30 days")), (_("n"), _("remove it")), (_("Esc"), _("stay")))
        return question(width, height, self.profile(), title, text, ways, self._chosen)

    def takes_quit(self) -> bool:
        """By habit one leaves; but the question stays where a note, a bookmark or a doubt would be lost."""
        if self._again or not self._things:
            self.action_leave()
        return True

    def action_leave(self) -> None:
        self.dismiss(ANSWERS[self._usual])

    def action_answer(self, index: int) -> None:
        self.dismiss(ANSWERS[index])

    def action_move(self, by: int) -> None:
        self._chosen = (self._chosen + by) % len(ANSWERS)
        self.page.repaint()

    def action_take(self) -> None:
        self.dismiss(ANSWERS[self._chosen])

    def on_page_pressed(self, message: Page.Pressed) -> None:
        kind, _colon, key = message.reference.partition(":")
        if kind == "item":
            self.dismiss(ANSWERS[int(key)])

    def on_mount(self, _event: Any = None) -> None:
        self.reader_app.name_window(self.reader_app.options.story.title)


# the screen of what was copied


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
