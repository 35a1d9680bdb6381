"""Words of the mode itself: what was said again or further, how lines are written, silence, what this story is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explainer.linear import say, words
from explainer.linear.questions import Question
from explainer.linear.say import Told, sentence
from explainer.linear.wrap import AUTO, LEAST, MOST
from explainer.messages import _
from explainer.problems import Cannot
from explainer.reading.corrections import newest_first, told_in
from explainer.reading.reporting import how_to_report, named
from explainer.story.model import dates
from explainer.story.model.outline import Place
from explainer.story.model.structs import Change

if TYPE_CHECKING:
    from explainer.linear.conversation import Conversation
    from explainer.linear.words import Typed


def more(talk: Conversation, typed: Typed) -> list[str]:
    """The next of what waits."""
    return talk.more(talk.rest.size)


def every(talk: Conversation, typed: Typed) -> list[str]:
    """All that waits."""
    return talk.more(len(talk.rest.rest))


def again(talk: Conversation, typed: Typed) -> list[str]:
    """What was said last."""
    return talk.said or talk.here()


def where(talk: Conversation, typed: Typed) -> list[str]:
    """The place, minutes left and date."""
    line = say.where_line(talk.story, talk.run)
    return [f"{line} {talk.room.where()}".strip() if talk.room is not None else line]


def hide(talk: Conversation, typed: Typed) -> list[str]:
    """Silence until the next line, which does nothing else."""
    talk.ask(Question(lambda line: talk.here(heading=True), list))
    return [
        _(
            "Hide: nothing more is said until a key. What was printed stays in your window;"
            " close it to be rid of it."
        )
    ]


def width(talk: Conversation, typed: Typed) -> list[str]:
    """`width off`, `width 40`, `width window`."""
    text = typed.argument.casefold()
    if not text:
        return [_("Width: type width and a number, width off or width window.")]
    if text == _("off"):
        talk.width = 0
        return [_("Width: off. One paragraph is one line.")]
    if text == _("window"):
        talk.width = AUTO
        return [_("Width: as the window, {most} at most.").format(most=MOST)]
    cells_asked = words.number(text)
    if not LEAST <= cells_asked <= MOST:
        said = _("Cannot set that width: type width and {least} to {most}, or off.")
        raise Cannot(said.format(least=LEAST, most=MOST))
    talk.width = cells_asked
    return [_("Width: {n}.").format(n=cells_asked)]


def bell(talk: Conversation, typed: Typed) -> list[str]:
    """Whether something said is also rung."""
    wanted = typed.argument.casefold()
    talk.bell = {_("on"): True, _("off"): False}.get(wanted, not talk.bell)
    return [_("Bell: on.") if talk.bell else _("Bell: off.")]


def about(talk: Conversation, typed: Typed) -> list[str]:
    """The story's edition, what moved and changed since it was read, then its own words about itself."""
    story = talk.story
    head = _("About: {title}, edition {version}, as checked on {day}.").format(
        title=story.title, version=story.edition.version, day=dates.long(story.checked_on)
    )
    told = told_in(talk.run, story)
    rest = [" ".join(part.split()) for part in story.about.split("\n\n") if part.strip()]
    rest.append(sentence(_("Report an error: {how}").format(how=how_to_report(story))))
    meant = named(story, Place(talk.run.visit.scene, talk.step.id if talk.step else ""))
    rest.append(_("Address: {line}. It is the line you come from; copy says its words.").format(line=meant))
    rest.extend(_changed(talk, change, change.scenes) for change in newest_first(story) if change not in told)
    read = set(talk.run.changed)
    first = [_changed(talk, change, tuple(s for s in change.scenes if s in read)) for change in told]
    moved = [sentence(_("Changed: {what}").format(what=what)) for what in talk.options.moved]
    now = [head, *moved, *first, *([_("more says the rest.")] if rest else [])]
    return talk.tell(Told(now, rest))


def _changed(talk: Conversation, change: Change, scenes: tuple[str, ...]) -> str:
    """`Changed on 6 May 2024: A count was added. A reader found the log. In: A light goes out.`"""
    day = dates.long(change.on)
    titles = "; ".join(talk.story.scenes[name].title for name in scenes if name in talk.story.scenes)
    parts = [sentence(_("Changed on {day}: {what}").format(day=day, what=change.what)), sentence(change.why)]
    parts += [sentence(_("In: {scenes}").format(scenes=titles))] if titles else []
    return " ".join(parts)
