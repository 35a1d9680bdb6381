"""Polls made of a story: on the way, of a question, of a document's sentences; and what a vote on the way came to."""

from __future__ import annotations

import msgspec

from explainer.messages import _
from explainer.problems import Cannot
from explainer.story.model import run_sheets
from explainer.story.model.structs import Document, Story
from explainer.workshop import stage_rules
from explainer.workshop.disclosure import in_words, leading, undecided
from explainer.workshop.events import LARGEST, Poll, PollKind, PollOpened
from explainer.workshop.state import PollState, RoomState
from explainer.workshop.texts import OPTION, OPTIONS, POLL, tidy

_replace = msgspec.structs.replace

_ROOM_LEFT = 200
"""Bytes for a longer id and the id of a poll before, which a poll may get once it is made."""
_NEVER = _("Not put to a vote: nobody guesses a number of people who were hurt.")


def next_poll_id(state: RoomState) -> str:
    """A poll's id that this room has not had: `p1`, `p2`."""
    return f"p{len(state.polls) + 1}"


def branch_poll(story: Story, state: RoomState) -> Poll:
    """The vote on the way at the room's page: its branches, or one of them against going on.

    Raises:
        Cannot: there is no choice here, or one that a room does not vote on.
    """
    stage = state.stage
    if stage is None:
        raise Cannot(_("Nothing is on stage yet: Space begins."))
    if stage.threshold:
        raise Cannot(_("Not at a warning: each person chooses alone here."))
    if stage_rules.warned_branches(story, stage):
        raise Cannot(
            _("Not put to the room: one of the ways here carries a warning. Choose yourself, or ask aloud.")
        )
    targets = stage_rules.ballot(story, stage)
    if not targets:
        raise Cannot(_("There is no choice here to put to the room."))
    options = [branch.label for branch in story.scenes[stage.scene].branches]
    question = _("Where do we look first?")
    if targets[-1] == stage_rules.GO_ON:
        options.append(_("Go on"))
        question = _("Look first, or go on?")
    return _made(state, "branch", question, options, targets=targets)


def step_poll(story: Story, state: RoomState, scene_id: str, step_id: str) -> Poll:
    """The poll of a question or guess in a scene; of a guess the right option is shown after the reveal.

    Raises:
        Cannot: the step asks nothing that has options, or something that nobody votes on.
    """
    scene = story.scenes.get(scene_id)
    step = next((step for step in scene.steps if step.id == step_id), None) if scene else None
    if step is None or (step.question is None and step.guess is None):
        raise Cannot(_("There is no question here."))
    asked = step.question or step.guess
    assert asked is not None
    if step.guess and step.guess.of in story.never_guessed:
        raise Cannot(_NEVER)
    if len(asked.options) < 2 or (step.guess and step.guess.kind not in ("choice", "recall")):
        raise Cannot(_("This question has no options to choose from: ask it aloud."))
    right = -1
    if step.guess and step.guess.answer and step.guess.answer[0] in step.guess.options:
        right = step.guess.options.index(step.guess.answer[0])
    return _made(state, "choice", asked.question, asked.options, right=right, line=f"{scene_id}:{step_id}")


def sentence_poll(story: Story, state: RoomState, document: Document) -> Poll:
    """The poll on a document's sentences, in their order; each option is its first words.

    Raises:
        Cannot: it has fewer than two sentences, or more than a ballot holds.
    """
    texts = [story.excerpts[sentence.excerpt].text for sentence in document.sentences]
    if not 2 <= len(texts) <= OPTIONS:
        raise Cannot(
            _("A ballot holds 2 to {most} sentences; this document has {n}.").format(
                most=OPTIONS, n=len(texts)
            )
        )
    return _made(state, "sentence", document.asks or _("Which sentence?"), texts, line=document.id)


OWN_OPTIONS = 5
"""Options of a question asked on the spot at most: more are neither heard at once nor seen at once on a phone."""


def own_poll(state: RoomState, question: str, options: tuple[str, ...]) -> Poll:
    """A question that the leader asks on the spot, in their own words.

    Raises:
        Cannot: there is no question, or there are too few options, too many, or two that are the same.
    """
    made = tuple(filter(None, (tidy(option, OPTION) for option in options)))
    if not (asked := tidy(question, POLL)):
        raise Cannot(_("There is no question yet."))
    if not 2 <= len(made) <= OWN_OPTIONS:
        raise Cannot(_("A question of your own has 2 to {n} options.").format(n=OWN_OPTIONS))
    if len({option.casefold() for option in made}) < len(made):
        raise Cannot(_("Two of the options are the same."))
    return _made(state, "choice", asked, made)


def ready_options(kind: str) -> tuple[str, ...]:
    """The options of a kind that has its own; none: the leader types them."""
    return {
        "yes-no": (_("Yes"), _("No")),
        "scale": (_("Not at all"), _("A little"), _("Half"), _("Mostly"), _("Completely")),
    }.get(kind, ())


def plan_poll(story: Story, state: RoomState, planned: run_sheets.Poll) -> Poll:
    """A run sheet's question, under its own id; set beside the earlier one if that was asked in this room.

    Raises:
        Cannot: it is spoken about and not counted, was asked already, or is a vote that cannot be held here.
    """
    if planned.kind == "aloud":
        raise Cannot(_("This one is asked aloud: nothing is counted."))
    if state.poll(planned.id):
        raise Cannot(_("This question was asked already; it can be asked again beside the first answers."))
    made = _planned(story, state, planned)
    before = state.poll(planned.before) if planned.before else None
    if before is not None and before.is_over and len(before.poll.options) == len(made.options):
        made = _replace(made, before=planned.before, options=before.poll.options)
    return _replace(made, id=planned.id)


def _planned(story: Story, state: RoomState, planned: run_sheets.Poll) -> Poll:
    if planned.kind == "branch":
        vote = branch_poll(story, state)
        options = planned.options if planned.branches == vote.targets else vote.options
        return _made(state, "branch", planned.question or vote.question, options, targets=vote.targets)
    if planned.kind == "sentence":
        document = story.documents.get(planned.of)
        if document is None:
            raise Cannot(_("There is no question here."))
        return _replace(sentence_poll(story, state, document), question=_cut(planned.question, POLL))
    if planned.of in story.never_guessed:
        raise Cannot(_NEVER)
    line = _cut(planned.line, POLL)
    return _made(state, "choice", planned.question, planned.options, right=planned.right, line=line)


def ask_again(state: RoomState, name: str) -> Poll:
    """A poll put once more, to set its answers beside the first ones.

    Raises:
        Cannot: there is no such poll, or it is still open, or it was a vote on the way.
    """
    known = state.poll(name)
    if known is None:
        raise Cannot(_("There is no question to ask again."))
    if known.poll.kind == "branch":
        raise Cannot(_("A vote on the way is put again where the ways part."))
    if not known.is_over:
        raise Cannot(_("This one is still open: close it first."))
    return _replace(known.poll, id=next_poll_id(state), before=name)


def _made(
    state: RoomState,
    kind: PollKind,
    question: str,
    options: list[str] | tuple[str, ...],
    *,
    targets: tuple[str, ...] = (),
    right: int = -1,
    line: str = "",
) -> Poll:
    """The poll, its options cut as short as an event needs: letters of some scripts take two or three bytes each."""
    most = OPTION
    while True:
        cut = tuple(_cut(option, most) for option in options)
        poll = Poll(next_poll_id(state), kind, _cut(question, POLL), cut, "", targets, right, line)
        written = msgspec.json.encode(PollOpened(poll, at=0))
        if len(written) + _ROOM_LEFT <= LARGEST:
            return poll
        most -= 4


def _cut(text: str, most: int) -> str:
    whole = tidy(text, most * 2)  # cut where a word ends, it would be as short as one that was not cut
    return whole if len(whole) <= most else f"{whole[: most - 1].rstrip()}…"


# what a vote on the way came to


def chosen(vote: PollState) -> int:
    """The way the room chose, from 0; -1 at a tie, or where nothing is shown."""
    first = leading(vote.result) if vote.result and vote.phase == "revealed" else ()
    return first[0] if len(first) == 1 else -1


def outcome(vote: PollState) -> str:
    """Return what the room chose and where the leader goes, in one sentence for everyone; empty before the reveal."""
    if vote.poll.kind != "branch" or vote.phase != "revealed" or vote.result is None:
        return ""
    if vote.result.few:
        return in_words(vote.result, ())
    first = leading(vote.result)
    if not first:
        return undecided()
    if len(first) > 1:
        tied = [str(option + 1) for option in first]
        named = _("{some} and {last}").format(some=", ".join(tied[:-1]), last=tied[-1])
        return _("A tie: {ways}. The leader decides.").format(ways=named)
    room, leader = first[0], vote.taken
    if leader in (-1, room):
        return _("The room chose {n}.").format(n=room + 1)
    if leader >= len(vote.poll.options):
        return _("The room chose {n}, the leader goes another way.").format(n=room + 1)
    return _("The room chose {n}, the leader goes {other}.").format(n=room + 1, other=leader + 1)


def way_not_taken(vote: PollState) -> str:
    """The scene that the room chose and the leader did not go to; empty where there is none."""
    room = chosen(vote)
    if room < 0 or vote.taken in (-1, room):
        return ""
    return vote.poll.targets[room]
