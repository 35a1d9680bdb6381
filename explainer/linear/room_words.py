"""The words of a room: follow, answer, question, ready, slower, faster, step-out, and doubt where it is counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explainer.linear import notes as notes_module
from explainer.linear import sentences, words
from explainer.linear.rooming import Rooming
from explainer.messages import _
from explainer.problems import Cannot
from explainer.reading import run
from explainer.session.inputs import Input, Press, Say, Session
from explainer.session.machine import TICKS, carried_out, step
from explainer.story.model.outline import Place
from explainer.telling.names import sentence
from explainer.workshop.texts import QUESTION

if TYPE_CHECKING:
    from explainer.linear.conversation import Conversation
    from explainer.linear.words import Typed


def _room(talk: Conversation) -> Rooming:
    if talk.room is None:
        raise Cannot(_("Cannot do that: you read alone, in no room."))
    if talk.room.over:
        raise Cannot(_("Cannot do that: the room is closed; you read alone."))
    return talk.room


def follow(talk: Conversation, typed: Typed) -> list[str]:
    """Back with the leader."""
    return _room(talk).follow()


def step_out(talk: Conversation, typed: Typed) -> list[str]:
    """Silence until `follow`."""
    return _room(talk).step_out()


def leave(talk: Conversation, typed: Typed) -> list[str]:
    """Out of the room for good, at once; nothing is asked, and nothing stays of who was not kept for long."""
    room = _room(talk)
    parked = talk.options.parked
    if parked is not None and not parked.long:
        parked.forget()
    room.link.quit()
    room.over = talk.ended = True
    if parked is not None and parked.long:
        return [_("Room: you left it. Your place is kept for 30 days. Goodbye.")]
    return [_("Room: you left it, and nothing of you is kept. Goodbye.")]


def answer(talk: Conversation, typed: Typed) -> list[str]:
    """`answer 2` answers the open poll; alone it says the poll, or the result that is shown."""
    room = _room(talk)
    number = words.number(typed.argument)
    if not typed.argument:
        said = room.polls.said()
        if not said:
            raise Cannot(_("Cannot say a poll: none is open."))
        return said
    if not number:
        raise Cannot(_("Cannot answer that: type answer and a number."))
    try:
        room.polls.answer(number)
    except Cannot as cannot:
        return _as_it_stands(_("Poll"), cannot)
    return []


def _as_it_stands(kind: str, cannot: Cannot) -> list[str]:
    """A refusal of the room's under its kind; one of this mode's as it is."""
    text = str(cannot)
    if text.startswith((_("Cannot"), _("Not counted"), _("Not sent"))):
        return [text]
    return [f"{kind}: {text[:1].lower()}{text[1:]}"]


def question(talk: Conversation, typed: Typed) -> list[str]:
    """`question` and a text asks the leader; alone it says the limit, or sends what waited."""
    room = _room(talk)
    text = (typed.other or typed.argument).strip() or room.draft
    if not text:
        said = _("Question: type question and your text, at most {n} letters. Only the leader sees it.")
        return [said.format(n=QUESTION)]
    cut = typed.cut or len(text) > QUESTION
    text = text[:QUESTION].rstrip()
    if room.view.muted:
        room.draft = text
        return [_("Question: questions are paused. What you typed is kept here.")]
    try:
        room.ask(text)
    except Cannot as cannot:
        return _as_it_stands(_("Question"), cannot)
    room.draft = ""
    return [_("Question: cut at {n} letters.").format(n=QUESTION)] if cut else []


def ready(talk: Conversation, typed: Typed) -> list[str]:
    """`ready done`, `ready working`, `ready stuck`."""
    room = _room(talk)
    wanted = typed.argument.casefold()
    named = {_("done"): "done", _("working"): "working", _("stuck"): "stuck"}
    how = named.get(wanted) or (wanted if wanted in TICKS else "")
    if not how:
        now = room.view.ready
        own = {"done": _("You said done."), "working": _("You said working."), "stuck": _("You said stuck.")}
        return [
            " ".join(
                part
                for part in (_("Ready: type ready and done, working or stuck."), own.get(now, ""))
                if part
            )
        ]
    return _pressed(talk, _("Ready"), Press("ready", how))


def slower(talk: Conversation, typed: Typed) -> list[str]:
    """For five minutes."""
    return _pressed(talk, _("Pace"), Press("slower"))


def faster(talk: Conversation, typed: Typed) -> list[str]:
    """For five minutes."""
    return _pressed(talk, _("Pace"), Press("faster"))


def _pressed(talk: Conversation, kind: str, press: Press) -> list[str]:
    """Say what the machine says to a word, and make its calls; a refusal comes under its kind."""
    room = _room(talk)
    try:
        left = carried_out(room.link, step(Session(), Input(press, room.view))[1])
    except Cannot as cannot:
        return _as_it_stands(kind, cannot)
    return [effect.told(str) for effect in left if isinstance(effect, Say)]


def doubt(talk: Conversation, typed: Typed) -> list[str]:
    """Mark the line, and count the doubt of its claim; the same again takes it back.

    Raises:
        Cannot: there is no line here.
    """
    room, number = _room(talk), words.number(typed.argument)
    place = notes_module.place_of(talk)
    line = f"{place.scene}:{place.step}"
    if line in room.doubted:
        return _taken_back(talk, room, place, line)
    claims = _claims(talk)
    if len(claims) > 1 and not 1 <= number <= len(claims):
        asked = " ".join(
            sentence(f"{at} {talk.story.claims[key].question}") for at, key in enumerate(claims, 1)
        )
        return [_("Doubt: which? {claims} Type doubt and a number.").format(claims=asked)]
    key = claims[max(0, number - 1)] if claims else line
    try:
        room.link.doubt(key, True)
    except Cannot as cannot:
        return _as_it_stands(_("Doubt"), cannot)
    room.doubted[line] = key
    if not run.is_doubted(talk.story, talk.run, place):
        talk.change(run.toggle_doubt(talk.story, talk.run, place))
    told = sentence(talk.story.claims[key].question) if claims else ""
    marked = (
        _("Doubt: marked on this line, {claim}").format(claim=told)
        if told
        else _("Doubt: marked on this line.")
    )
    return [f"{marked} {_('Counted without you. doubt again takes it back.')}"]


def _taken_back(talk: Conversation, room: Rooming, place: Place, line: str) -> list[str]:
    try:
        room.link.doubt(room.doubted[line], False)
    except Cannot as cannot:
        return _as_it_stands(_("Doubt"), cannot)
    del room.doubted[line]
    if run.is_doubted(talk.story, talk.run, place):
        talk.change(run.toggle_doubt(talk.story, talk.run, place))
    return [_("Doubt: taken back.")]


def _claims(talk: Conversation) -> list[str]:
    """The claim in hand, else those of the line."""
    if talk.in_hand and talk.in_hand[0] == "claim":
        return [talk.in_hand[1]]
    step = talk.step
    if step is None:
        return []
    scene = talk.story.scenes[talk.run.visit.scene]
    return [r.id for r in sentences.step_references(scene, step, talk.now) if r.kind == "claim"]
