"""Whether a run sheet can be led: its minutes, its scenes, what may be left out, and the questions that it puts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from explainer.messages import _
from explainer.problems import Problem
from explainer.story.check.entities import first_key
from explainer.story.load.entries import Parts, Values, Where, read_places
from explainer.story.load.format_scenes import MOST_OPTIONS, POLL_FIELDS
from explainer.story.load.yaml_text import Node
from explainer.story.model import graph, run_sheets
from explainer.story.model.prose import references
from explainer.story.model.run_sheets import Item, Plan, Poll
from explainer.story.model.structs import Story
from explainer.story.text import nearest_hint

_DIGIT = re.compile(r"\d")
_NO_YEAR = re.compile(r"(?<![\d.,])(?!(?:1[5-9]|20)\d\d(?![\d.,]*\d))\d")
"""A number other than a year."""


def check_plans(story: Story, parts: Parts) -> Iterator[Problem]:
    """Every problem with the run sheets of a story."""
    for plan in story.plans.values():
        values, where = parts.things["plan"][plan.id]
        told = _("the plan `{id}` stands in the file {stem}.yaml"), _("a plan's file begins with its id")
        yield from first_key("plan", values, where, told)
        yield from _minutes(plan, values, where)
        earlier: dict[str, Poll] = {}
        places = read_places(values["items"])
        for index, (number, item) in enumerate(zip(places, plan.items, strict=True)):
            checker = _ItemChecker(story, plan, item, where.at("items", number))
            yield from (*checker.scenes(), *checker.warned(), *checker.held(), *checker.cut())
            yield from (*checker.not_asked(), *checker.contested(index))
            asked = read_places(values["items"][number]["ask"])
            for place, poll in zip(asked, item.ask, strict=True):
                at = where.at("items", number, "ask", place)
                yield from _PollChecker(story, plan, item, poll, at).problems(earlier)
                earlier.setdefault(poll.id, poll)


def _minutes(plan: Plan, values: Values, where: Where) -> Iterator[Problem]:
    """The sum; an item whose minutes could not be read has been told already."""
    together = sum(item.minutes for item in plan.items)
    whole = all(item and item["minutes"] for item in values["items"])
    said = where.node.get("minutes")
    read = plan.minutes or (said is not None and _is_nought(said))
    if whole and read and together != plan.minutes:
        message = _("the items have {sum} minutes together, the plan says {minutes}").format(
            sum=together, minutes=plan.minutes
        )
        hint = _("Change one of the items, or write {sum}.").format(sum=together)
        yield where.at("minutes").problem(message, hint, "plan-minutes")


def _is_nought(node: Node) -> bool:
    return node.is_number and not node.value.strip("0")


class _ItemChecker:
    """The rules of one item."""

    def __init__(self, story: Story, plan: Plan, item: Item, where: Where) -> None:
        self._story, self._plan, self._item, self._where = story, plan, item, where

    def scenes(self) -> Iterator[Problem]:
        """What its mode needs, and a minute at least."""
        item, where = self._item, self._where
        minutes = where.node.get("minutes")
        if minutes is not None and _is_nought(minutes):
            yield where.at("minutes").problem(_("an item takes a minute or more"), "", "plan-minutes")
        if item.mode != "pause" and not item.all_scenes and not where.given("scenes"):
            message = _("an item of the mode `{mode}` names its scenes").format(mode=item.mode)
            yield where.at("scenes").problem(message, _("Add `scenes:`."), "missing-field", node=where.node)
        if item.halves and (item.mode != "roam" or len(item.halves) < 2):
            message = _("`halves` are two lists or more, in an item of the mode `roam`")
            yield where.at("halves").problem(
                message, _("Where the room stays together, write `scenes:`."), "plan-halves"
            )

    def warned(self) -> Iterator[Problem]:
        """Nobody is led, or sent with a half of the room, into a warned scene."""
        led = [(("scenes",), self._item.scenes)] if self._item.mode != "roam" else []
        halves = [(("halves", half), scenes) for half, scenes in enumerate(self._item.halves)]
        for steps, scenes in (*led, *halves):
            for number, scene in enumerate(scenes):
                if graph.is_warned(self._story, scene):
                    message = _("the plan leads the room into the warned scene `{id}`").format(id=scene)
                    hint = _("Leave it out: it stays open to everyone at their own pace.")
                    yield self._where.at(*steps, number).problem(message, hint, "plan-warned")

    def held(self) -> Iterator[Problem]:
        """Nobody is held in a warned scene, or in one whose next or branch is warned."""
        for scene in self._item.all_scenes if self._item.hold else ():
            if scene not in self._story.scenes:
                continue
            ahead = graph.warned_ahead(self._story, scene)
            if graph.is_warned(self._story, scene) or ahead:
                message = _("nobody is held in or before a warned scene: `{id}`")
                message = message.format(id=ahead[0] if ahead else scene)
                yield self._where.at("hold").problem(
                    message, _("Give the task without `hold:`."), "plan-hold"
                )
                return

    def cut(self) -> Iterator[Problem]:
        cut = self._item.leave_out
        if cut is None:
            return
        saves = self._where.at("leave_out", "saves")
        if self._item.minutes and cut.saves > self._item.minutes:
            message = _("the item has {minutes} minutes; {saves} cannot be saved").format(
                minutes=self._item.minutes, saves=cut.saves
            )
            yield saves.problem(message, "", "plan-leave-out")
        elif _is_nought(saves.node):
            yield saves.problem(_("what saves no minute need not be left out"), "", "plan-leave-out")
        for number, scene in enumerate(cut.scenes):
            if scene not in self._item.all_scenes and scene in self._story.scenes:
                message = _("`{id}` is no scene of this item").format(id=scene)
                yield self._where.at("leave_out", "scenes", number).problem(message, "", "plan-leave-out")

    def not_asked(self) -> Iterator[Problem]:
        """What is not asked then is a question of the item, and never one of a pair: a shift needs both."""
        own = {poll.id for poll in self._item.ask}
        for number, key in enumerate(self._item.leave_out.polls if self._item.leave_out else ()):
            poll = self._plan.polls.get(key)
            if key not in own:
                message, hint = _("`{id}` is no poll of this item"), nearest_hint(key, own)
            elif poll and (poll.before or poll.after):
                message, hint = _("`{id}` is asked twice, before and after: both stay"), ""
            else:
                continue
            at = self._where.at("leave_out", "polls", number)
            yield at.problem(message.format(id=key), hint, "plan-leave-out")

    def contested(self, index: int) -> Iterator[Problem]:
        """Without what is left out, each contested claim of the plan is still told somewhere in it."""
        if lost := run_sheets.lost(self._plan, {index}):
            message = _("left out, nothing in the plan tells the contested claim {ids}").format(
                ids=", ".join(f"`{claim}`" for claim in lost)
            )
            hint = _("Leave out something else, or tell the claim in another scene of the plan.")
            yield self._where.at("leave_out", "scenes").problem(message, hint, "plan-contested")


class _PollChecker:
    """The rules of one question."""

    def __init__(self, story: Story, plan: Plan, item: Item, poll: Poll, where: Where) -> None:
        self._story, self._plan, self._item, self._poll, self._where = story, plan, item, poll, where

    def problems(self, earlier: dict[str, Poll]) -> Iterator[Problem]:
        """Every problem with it; `earlier` are the questions put before."""
        kind = self._where.node.get("kind")
        if kind is None or kind.is_null or kind.value == self._poll.kind:
            yield from (*self._named(earlier), *self._fields(), *self._again(earlier))
        # Else its kind is none, which is told: what belongs to a kind cannot be known then.
        yield from (*self._placed(), *self._victims(), *self._right())
        if self._poll.kind == "branch":
            yield from self._vote()

    def _repeats(self, field: str) -> bool:
        """Whether a field is that of the first asking: it is checked there; that there is none is told at `before`."""
        return bool(self._poll.before) and not self._where.given(field)

    def _problem(self, field: str, message: str, hint: str = "", rule: str = "plan-poll") -> Problem:
        return self._where.at(field).problem(message, hint, rule)

    def _named(self, earlier: dict[str, Poll]) -> Iterator[Problem]:
        if self._poll.id and self._poll.id in earlier:
            message = _("the plan has a poll `{id}` already").format(id=self._poll.id)
            yield self._problem("id", message, _("Give one of the two another id."), "duplicate-id")

    def _fields(self) -> Iterator[Problem]:
        """What its kind needs, and what belongs to other kinds."""
        poll, where = self._poll, self._where
        if not (poll.question or self._repeats("question") or where.given("question")):
            yield self._problem("question", _("`question` is missing"), "", "missing-field")
        for field, kinds in POLL_FIELDS.items():
            if where.given(field) and poll.kind not in kinds:
                message = _("`{field}` does not belong to a poll of the kind `{kind}`")
                yield self._problem(field, message.format(field=field, kind=poll.kind))
        if not self._repeats("options"):
            if poll.kind == "choice" and not 2 <= len(poll.options) <= MOST_OPTIONS:
                message = _("a poll has two to {most} options, so that one digit answers")
                yield self._problem("options", message.format(most=MOST_OPTIONS), "", "plan-options")
            elif len(set(poll.options)) < len(poll.options):
                yield self._problem("options", _("an option stands twice"), "", "plan-options")
        if self._repeats("of"):
            return
        if poll.kind == "sentence" and (not poll.of or poll.of in self._story.claims):
            message = _("a poll of the kind `sentence` is `of` a document")
            yield self._problem("of", message, _("Add `of:` with the document's id."))
        if poll.kind == "choice" and poll.of in self._story.documents:
            yield self._problem("of", _("a poll of the kind `choice` is `of` a claim"))

    def _again(self, earlier: dict[str, Poll]) -> Iterator[Problem]:
        """The two askings of one question know each other and are the same question."""
        poll, polls = self._poll, self._plan.polls
        for field, other in (("before", poll.before), ("after", poll.after)):
            if other and other not in polls:
                message = _("there is no poll `{id}` in this plan").format(id=other)
                yield self._problem(field, message, nearest_hint(other, polls), "unknown-poll")
        if poll.after in polls and polls[poll.after].before != poll.id:
            message = _("`{id}` does not name `{this}` as its `before`").format(id=poll.after, this=poll.id)
            yield self._problem("after", message, _("Write it there."), "plan-again")
        first = polls.get(poll.before)
        if first is None:
            return
        field = "before"
        if poll.before not in earlier:
            message, hint = _("`{id}` is not asked before this"), _("The first asking stands earlier.")
        elif first.after != poll.id:
            message, hint = _("`{id}` is asked again by `{other}`"), _("Two askings make a pair.")
        elif (first.kind, first.of) != (poll.kind, poll.of):
            message, hint = _("`{id}` asks something else"), _("Give both the same `kind` and `of`.")
        elif first.options != poll.options:
            field, message = "options", _("`{id}` has other options")
            hint = _("Leave `options` out here: they are those of the first asking.")
        else:
            return
        yield self._problem(field, message.format(id=first.id, other=first.after), hint, "plan-again")

    def _placed(self) -> Iterator[Problem]:
        """It belongs to a scene of its item, or to one that a vote of its item may lead to."""
        known = (*self._item.all_scenes, *(scene for poll in self._item.ask for scene in poll.branches))
        if self._poll.at in self._story.scenes and self._poll.at not in known:
            message = _("`{id}` is no scene of this item").format(id=self._poll.at)
            yield self._problem("at", message, nearest_hint(self._poll.at, known), "plan-at")

    def _victims(self) -> Iterator[Problem]:
        """Nobody guesses or votes on a number of people who died, were hurt or tortured."""
        poll, story = self._poll, self._story
        message, hint = "", _("Ask for something else.")
        scenes = [poll.at] if self._where.given("at") else self._item.all_scenes
        has_digit = any(_DIGIT.search(option) for option in poll.options)
        if poll.of in story.never_guessed:
            if has_digit and not self._repeats("options"):
                message = _("no number is voted on about `{id}`").format(id=poll.of)
        elif any(graph.is_warned(story, scene) for scene in scenes):
            message = _("a vote on a number in a warned scene") if has_digit else ""
        elif not poll.of and any(_NO_YEAR.search(option) for option in poll.options):
            claim = self._told([poll.at] if poll.at else self._item.all_scenes)
            if claim:
                message = _("a vote on a number in a scene that tells `{id}`").format(id=claim)
                hint = _("Say with `of:` which claim the question is about, or ask for something else.")
        if message:
            yield self._problem("options", message, hint, "plan-victims")

    def _told(self, scenes: Iterable[str]) -> str:
        """The first claim of some scenes that no number is guessed about; empty where they tell none."""
        known = (self._story.scenes[scene] for scene in scenes if scene in self._story.scenes)
        told = (one.id for scene in known for one in references(scene) if one.kind == "claim")
        return next((claim for claim in told if claim in self._story.never_guessed), "")

    def _right(self) -> Iterator[Problem]:
        """A right answer is an option, has a source, and is shown only when nobody is asked again."""
        poll, right = self._poll, self._where.node.get("right")
        if right is None or right.is_null or poll.kind != "choice":
            if self._where.given("line") and not self._where.given("right"):
                message = _("`line` is said with the right option, and none is named")
                yield self._problem("line", message, _("Add `right:`."), "plan-right")
            return
        if poll.options and poll.right < 0:
            message = _("the right option `{right}` is none of the options").format(right=right.value)
            yield self._problem("right", message, nearest_hint(right.value, poll.options), "plan-right")
        if not poll.source and not self._where.given("source"):
            message = _("the right option has no source")
            yield self._problem("right", message, _("Add `source:`."), "plan-right")
        if poll.after:
            message = _("the right option is told before `{id}` asks again").format(id=poll.after)
            yield self._problem("right", message, _("Move it to the last asking."), "plan-right")

    def _vote(self) -> Iterator[Problem]:
        """A vote on the way: only at a fork without a warned branch, and only on its branches."""
        scene = self._story.scenes.get(self._poll.at)
        if scene is None:
            if not self._poll.at:
                yield self._problem("at", _("a vote on the way names its fork"), _("Add `at:`."), "plan-vote")
            return
        targets = [graph.first_scene(self._story, branch) for branch in scene.branches]
        warned = [target for target in targets if graph.is_warned(self._story, target)]
        if warned:
            message = _("a fork with a warned branch is not put to a vote: `{id}`").format(id=warned[0])
            yield self._problem(
                "at", message, _("Leave the fork to everyone at their own pace."), "plan-vote"
            )
            return
        if len(targets) == 1 and not graph.is_warned(self._story, scene.next):
            targets.append(scene.next)  # put as "look first, or go on"
        yield from self._ballot(targets)

    def _ballot(self, targets: list[str]) -> Iterator[Problem]:
        branches = self._poll.branches
        for place, target in enumerate(branches):
            if target not in targets and target in self._story.scenes:
                message = _("`{id}` is no branch of `{fork}`").format(id=target, fork=self._poll.at)
                hint = _("On the ballot stand: {ids}.").format(ids=", ".join(targets) or _("none"))
                yield self._where.at("branches", place).problem(message, hint, "plan-vote")
        if len(branches) < 2 or len(set(branches)) < len(branches):
            message = _("a vote on the way has two branches or more, each once")
            yield self._problem("branches", message, _("Add `branches:`."), "plan-vote")
        elif len(self._poll.options) != len(branches) or len(branches) > MOST_OPTIONS:
            message = _("the options and the branches are not equally many, or more than nine")
            yield self._problem("options", message, _("Each option leads to one branch."), "plan-vote")
