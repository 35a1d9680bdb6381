"""The question at the first quit: may this machine keep the reader's place?"""

from __future__ import annotations

from typing import Any, ClassVar

from textual.binding import Binding, BindingType

from explainer.messages import _
from explainer.paint.rows import Frame
from explainer.reading.actions import keys_under_layouts
from explainer.tui.screens.painted import Painted
from explainer.tui.sheets import question
from explainer.tui.widgets.page import Page

ANSWERS: tuple[bool | None, ...] = (True, False, None)


def _all(key: str) -> str:
    return ",".join((key, *keys_under_layouts(key)))


class KeepScreen(Painted["bool | None"], inherit_bindings=False):
    """True: keep; False: leave without; None: stay. Enter takes the second: nothing is written by habit."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(_all("y"), "answer(0)", show=False, id="keep.yes"),
        Binding(f"{_all('n')},{_all('q')},ctrl+q", "answer(1)", show=False, id="keep.no", priority=True),
        Binding("escape", "answer(2)", show=False, id="keep.stay"),
        Binding("down,tab,right", "move(1)", show=False, id="keep.down"),
        Binding("up,shift+tab,left", "move(-1)", show=False, id="keep.up"),
        Binding("enter", "take", show=False, id="keep.take"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._chosen = 1

    def painted(self, width: int, height: int) -> Frame:
        text = _(
            "Nothing is written yet. Your place and what you opened would be kept in one file that you alone "
            "can read; explainer forget removes it."
        )
        ways = ((_("y"), _("keep my place")), (_("n"), _("leave without")), (_("Esc"), _("stay")))
        return question(
            width, height, self.profile(), _("May this machine keep your place?"), text, ways, self._chosen
        )

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
