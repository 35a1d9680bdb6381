"""A question from a guest to the leader of a room; what was typed survives Escape and every move of the room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explainer.messages import _
from explainer.paint.cells.glyphs import key_name
from explainer.problems import Cannot
from explainer.tui.sheets import Asked
from explainer.workshop.texts import QUESTION

if TYPE_CHECKING:
    from explainer.tui.rooming import Rooming


async def ask(rooming: Rooming) -> None:
    """A question to the leader; what was typed survives Escape and every move of the room."""
    from explainer.tui.screens.ask import AskScreen

    try:
        if rooming.link.view.muted:
            raise Cannot(_("Questions are paused. What you began is kept."))
        dialog = AskScreen(_asked(rooming.draft), _refused)
        text = await rooming.screen.app.push_screen_wait(dialog)
        rooming.draft = dialog.typed
        if text is None:
            if rooming.draft.strip():
                await rooming.screen.say(
                    _("not sent yet: {key} goes on with it").format(key=rooming.label("question"))
                )
            return
        rooming.link.ask(text.strip())
        rooming.draft = ""
        await rooming.screen.say(_("Question: sent to the leader only."))
    except Cannot as cannot:
        await rooming.screen.say(str(cannot))


def _asked(draft: str) -> Asked:
    text = _(
        "At most {n} characters, to the leader alone. Nobody else sees it unless the leader takes it up; nobody"
        " learns whose it is."
    ).format(n=QUESTION)
    keys = ((key_name("enter"), _("send it")), (key_name("escape"), _("later")))
    return Asked(_("Ask the leader"), text, draft, several=True, keys=keys)


def _refused(text: str) -> str:
    length = len(text.strip())
    if not length:
        return _("A question needs words; Esc goes back.")
    if length > QUESTION:
        return _("{n} characters; {most} are the most.").format(n=length, most=QUESTION)
    return ""
