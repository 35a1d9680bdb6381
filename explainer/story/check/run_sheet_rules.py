"""Whether a run sheet can be led: its minutes add up, nobody is led into a warned scene, nothing contested is lost."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from explainer.messages import _
from explainer.problems import Problem
from explainer.story.load.entries import Parts, Values, Where
from explainer.story.load.format_scenes import MOST_OPTIONS, POLL_FIELDS
from explainer.story.load.spelling import nearest_hint
from explainer.story.load.yaml_text import Node
from explainer.story.model import graph, run_sheets
from explainer.story.model.prose import references
from explainer.story.model.run_sheets import Item, Plan, Poll
from explainer.story.model.structs import Story

# Whether the questions of a run sheet can be put: what each kind needs, what is never asked, before and after.

_DIGIT = re.compile(r"\d")
_NO_YEAR = re.compile(r"(?<![\d.,])(?!(?:1[5-9]|20)\d\d(?![\d.,]*\d))\d")
"""A number other than a year."""


def check_polls(story: Story, plan: Plan, values: Values, where: Where) -> Iterator[Problem]:
    """Every problem with the questions of one run sheet."""
    earlier: dict[str, Poll] = {}
    read = [number for number, item in enumerate(values["items"]) if item]
    for number, item in zip(read, plan.items, strict=True):
        asked = [place for place, poll in enumerate(values["items"][number]["ask"]) if poll]
        for place, poll in zip(asked, item.ask, strict=True):
            checker = _PollChecker(story, plan, item, poll, where, (number, place))
            if not checker.is_mistyped():
                yield from (*checker.named(earlier), *checker.fields(), *checker.again(earlier))
            yield from (*checker.placed(), *checker.victims(), *checker.right())
            if poll.kind == "branch":
                yield from _Vote(story, plan, item, poll, where, (number, place)).problems()
            earlier.setdefault(poll.id, poll)


class _Checker:
    def __init__(
        self, story: Story, plan: Plan, item: Item, poll: Poll, where: Where, place: tuple[int, int]
    ) -> None:
        self._story, self._plan, self._item, self._poll, self._where = story, plan, item, poll, where
        self._node = where.node.at("items", place[0], "ask", place[1])
        self._path = f"items[{place[0]}].ask[{place[1]}]"

    def is_mistyped(self) -> bool:
        """Whether its kind is none, which is told: what belongs to a kind cannot be known then."""
        kind = self._node.get("kind")
        return kind is not None and not kind.is_null and kind.value != self._poll.kind

    def _repeats(self, field: str) -> bool:
        """Whether a field is that of the first asking: it is checked there; that there is none is told at `before`."""
        return bool(self._poll.before) and not self._is_given(field)

    def _is_given(self, field: str) -> bool:
        node = self._node.get(field)
        return node is not None and not node.is_null

    def _problem(self, field: str, message: str, hint: str, rule: str, place: int | None = None) -> Problem:
        steps = (field,) if place is None else (field, place)
        path = f"{self._path}.{field}" if place is None else f"{self._path}.{field}[{place}]"
        return self._where.problem(self._node.at(*steps), path, message, hint, rule)


class _PollChecker(_Checker):
    """The rules of one question."""

    def named(self, earlier: dict[str, Poll]) -> Iterator[Problem]:
        if self._poll.id and self._poll.id in earlier:
            message = _("the plan has a poll `{id}` already").format(id=self._poll.id)
            yield self._problem("id", message, _("Give one of the two another id."), "duplicate-id")

    def fields(self) -> Iterator[Problem]:
        """What its kind needs, and what belongs to other kinds."""
        poll = self._poll
        if not (poll.question or self._repeats("question") or self._is_given("question")):
            yield self._problem("question", _("`question` is missing"), "", "missing-field")
        for field, kinds in POLL_FIELDS.items():
            if self._is_given(field) and poll.kind not in kinds:
                message = _("`{field}` does not belong to a poll of the kind `{kind}`")
                yield self._problem(field, message.format(field=field, kind=poll.kind), "", "plan-poll")
        if self._repeats("options"):
            pass
        elif poll.kind == "choice" and not 2 <= len(poll.options) <= MOST_OPTIONS:
            message = _("a poll has two to {most} options, so that one digit answers").format(
                most=MOST_OPTIONS
            )
            yield self._problem("options", message, "", "plan-options")
        elif len(set(poll.options)) < len(poll.options):
            yield self._problem("options", _("an option stands twice"), "", "plan-options")
        if not self._repeats("of"):
            yield from self._about()

    def _about(self) -> Iterator[Problem]:
        poll = self._poll
        if poll.kind == "sentence" and (not poll.of or (poll.of in self._story.claims)):
            message = _("a poll of the kind `sentence` is `of` a document")
            yield self._problem("of", message, _("Add `of:` with the document's id."), "plan-poll")
        if poll.kind == "choice" and poll.of in self._story.documents:
            yield self._problem("of", _("a poll of the kind `choice` is `of` a claim"), "", "plan-poll")

    def again(self, earlier: dict[str, Poll]) -> Iterator[Problem]:
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
        if poll.before not in earlier:
            message = _("`{id}` is not asked before this").format(id=poll.before)
            yield self._problem("before", message, _("The first asking stands earlier."), "plan-again")
        elif first.after != poll.id:
            message = _("`{id}` is asked again by `{other}`").format(id=first.id, other=first.after)
            yield self._problem("before", message, _("Two askings make a pair."), "plan-again")
        elif (first.kind, first.of) != (poll.kind, poll.of):
            message = _("`{id}` asks something else").format(id=first.id)
            yield self._problem("before", message, _("Give both the same `kind` and `of`."), "plan-again")
        elif first.options != poll.options:
            message = _("`{id}` has other options").format(id=first.id)
            hint = _("Leave `options` out here: they are those of the first asking.")
            yield self._problem("options", message, hint, "plan-again")

    def placed(self) -> Iterator[Problem]:
        """It belongs to a scene of its item, or to one that a vote of its item may lead to."""
        targets = [scene for poll in self._item.ask for scene in poll.branches]
        known = (*self._item.all_scenes, *targets)
        if self._poll.at in self._story.scenes and self._poll.at not in known:
            message = _("`{id}` is no scene of this item").format(id=self._poll.at)
            yield self._problem("at", message, nearest_hint(self._poll.at, known), "plan-at")

    def victims(self) -> Iterator[Problem]:
        """Nobody guesses or votes on a number of people who died, were hurt or tortured."""
        poll, story = self._poll, self._story
        if poll.of in story.never_guessed:
            if not self._repeats("options") and any(_DIGIT.search(option) for option in poll.options):
                yield self._on_victims(_("no number is voted on about `{id}`").format(id=poll.of))
            return
        scenes = [poll.at] if self._is_given("at") else self._item.all_scenes
        if any(graph.is_warned(story, scene) for scene in scenes):
            if any(_DIGIT.search(option) for option in poll.options):
                yield self._on_victims(_("a vote on a number in a warned scene"))
        elif not poll.of and any(_NO_YEAR.search(option) for option in poll.options):
            for claim in self._told([poll.at] if poll.at else self._item.all_scenes):
                hint = _("Say with `of:` which claim the question is about, or ask for something else.")
                message = _("a vote on a number in a scene that tells `{id}`").format(id=claim)
                yield self._on_victims(message, hint)
                return

    def _on_victims(self, message: str, hint: str = "") -> Problem:
        return self._problem("options", message, hint or _("Ask for something else."), "plan-victims")

    def _told(self, scenes: Iterable[str]) -> Iterator[str]:
        """The claims of scenes that no number is guessed about."""
        for scene in scenes:
            for one in references(self._story.scenes[scene]) if scene in self._story.scenes else ():
                if one.kind == "claim" and one.id in self._story.never_guessed:
                    yield one.id

    def right(self) -> Iterator[Problem]:
        """A right answer is an option, has a source, and is shown only when nobody is asked again."""
        right = self._node.get("right")
        if right is None or right.is_null or self._poll.kind != "choice":
            if self._is_given("line") and not self._is_given("right"):
                message = _("`line` is said with the right option, and none is named")
                yield self._problem("line", message, _("Add `right:`."), "plan-right")
            return
        if self._poll.options and self._poll.right < 0:
            message = _("the right option `{right}` is none of the options").format(right=right.value)
            yield self._problem("right", message, nearest_hint(right.value, self._poll.options), "plan-right")
        if not self._poll.source and not self._is_given("source"):
            message = _("the right option has no source")
            yield self._problem("right", message, _("Add `source:`."), "plan-right")
        if self._poll.after:
            message = _("the right option is told before `{id}` asks again").format(id=self._poll.after)
            yield self._problem("right", message, _("Move it to the last asking."), "plan-right")


class _Vote(_Checker):
    """The rules of a vote on the way: only at a fork without a warned branch, and only on its branches."""

    def problems(self) -> Iterator[Problem]:
        scene = self._story.scenes.get(self._poll.at)
        if scene is None:
            if not self._poll.at:
                yield self._problem("at", _("a vote on the way names its fork"), _("Add `at:`."), "plan-vote")
            return
        targets = [graph.first_scene(self._story, branch) for branch in scene.branches]
        warned = [target for target in targets if graph.is_warned(self._story, target)]
        if warned:
            message = _("a fork with a warned branch is not put to a vote: `{id}`").format(id=warned[0])
            hint = _("Leave the fork to everyone at their own pace.")
            yield self._problem("at", message, hint, "plan-vote")
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
                yield self._problem("branches", message, hint, "plan-vote", place)
        if len(branches) < 2 or len(set(branches)) < len(branches):
            message = _("a vote on the way has two branches or more, each once")
            yield self._problem("branches", message, _("Add `branches:`."), "plan-vote")
        elif len(self._poll.options) != len(branches) or len(branches) > MOST_OPTIONS:
            message = _("the options and the branches are not equally many, or more than nine")
            yield self._problem("options", message, _("Each option leads to one branch."), "plan-vote")


def check_plans(story: Story, parts: Parts) -> list[Problem]:
    """Every problem with the run sheets of a story."""
    problems: list[Problem] = []
    for plan in story.plans.values():
        values, where = parts.things["plan"][plan.id]
        problems += _names(values, where)
        problems += _minutes(plan, values, where)
        read = [number for number, item in enumerate(values["items"]) if item]
        for index, (number, item) in enumerate(zip(read, plan.items, strict=True)):
            checker = _ItemChecker(story, item, where, number)
            problems += [*checker.minutes(), *checker.scenes(), *checker.warned(), *checker.held()]
            problems += [*checker.cut(), *checker.not_asked(plan), *checker.contested(plan, index)]
        problems += check_polls(story, plan, values, where)
    return problems


def _names(values: Values, where: Where) -> Iterator[Problem]:
    named = where.node.get("plan")
    if named and values["plan"] and values["plan"] != values["stem"]:
        message = _("the plan `{id}` stands in the file {stem}.yaml").format(
            id=values["plan"], stem=values["stem"]
        )
        yield where.problem(named, "plan", message, _("Give both the same name."), "file-name")
    if where.node.entries and named and where.node.entries[0][0].value != "plan":
        message = _("a plan's file begins with its id")
        yield where.problem(named, "plan", message, _("Put `plan:` first."), "first-key")


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
        yield where.problem(where.node.at("minutes"), "minutes", message, hint, "plan-minutes")


def _is_nought(node: Node) -> bool:
    return node.is_number and not node.value.strip("0")


class _ItemChecker:
    """The rules of one item."""

    def __init__(self, story: Story, item: Item, where: Where, number: int) -> None:
        self._story, self._item, self._where = story, item, where
        self._node, self._path = where.node.at("items", number), f"items[{number}]"

    def minutes(self) -> Iterator[Problem]:
        node = self._node.get("minutes")
        if node is not None and _is_nought(node):
            yield self._problem(node, "minutes", _("an item takes a minute or more"), "", "plan-minutes")

    def scenes(self) -> Iterator[Problem]:
        """What its mode needs."""
        item = self._item
        if item.mode != "pause" and not item.all_scenes and not self._node.gives("scenes"):
            message = _("an item of the mode `{mode}` names its scenes").format(mode=item.mode)
            yield self._problem(self._node, "scenes", message, _("Add `scenes:`."), "missing-field")
        if item.halves and (item.mode != "roam" or len(item.halves) < 2):
            message = _("`halves` are two lists or more, in an item of the mode `roam`")
            hint = _("Where the room stays together, write `scenes:`.")
            yield self._problem(self._node.at("halves"), "halves", message, hint, "plan-halves")

    def warned(self) -> Iterator[Problem]:
        """Nobody is led, or sent with a half of the room, into a warned scene."""
        for number, scene in enumerate(self._item.scenes):
            if self._item.mode != "roam" and graph.is_warned(self._story, scene):
                yield self._is_warned(scene, self._node.at("scenes", number), f"scenes[{number}]")
        for half, scenes in enumerate(self._item.halves):
            for number, scene in enumerate(scenes):
                if graph.is_warned(self._story, scene):
                    node = self._node.at("halves", half, number)
                    yield self._is_warned(scene, node, f"halves[{half}][{number}]")

    def _is_warned(self, scene: str, node: Node, path: str) -> Problem:
        message = _("the plan leads the room into the warned scene `{id}`").format(id=scene)
        hint = _("Leave it out: it stays open to everyone at their own pace.")
        return self._problem(node, path, message, hint, "plan-warned")

    def held(self) -> Iterator[Problem]:
        """Nobody is held in a warned scene, or in one whose next or branch is warned."""
        for scene in self._item.all_scenes if self._item.hold else ():
            if scene not in self._story.scenes:
                continue
            ahead = graph.fork(self._story, scene).warned
            if graph.is_warned(self._story, scene) or ahead:
                message = _("nobody is held in or before a warned scene: `{id}`").format(
                    id=ahead[0] if ahead else scene
                )
                hint = _("Give the task without `hold:`.")
                yield self._problem(self._node.at("hold"), "hold", message, hint, "plan-hold")
                return

    def cut(self) -> Iterator[Problem]:
        cut = self._item.leave_out
        if cut is None:
            return
        saves = self._node.at("leave_out", "saves")
        if self._item.minutes and cut.saves > self._item.minutes:
            message = _("the item has {minutes} minutes; {saves} cannot be saved").format(
                minutes=self._item.minutes, saves=cut.saves
            )
            yield self._problem(saves, "leave_out.saves", message, "", "plan-leave-out")
        elif _is_nought(saves):
            message = _("what saves no minute need not be left out")
            yield self._problem(saves, "leave_out.saves", message, "", "plan-leave-out")
        for number, scene in enumerate(cut.scenes):
            if scene not in self._item.all_scenes and scene in self._story.scenes:
                message = _("`{id}` is no scene of this item").format(id=scene)
                node = self._node.at("leave_out", "scenes", number)
                yield self._problem(node, f"leave_out.scenes[{number}]", message, "", "plan-leave-out")

    def not_asked(self, plan: Plan) -> Iterator[Problem]:
        """What is not asked then is a question of the item, and never one of a pair: a shift needs both."""
        own = {poll.id for poll in self._item.ask}
        for number, key in enumerate(self._item.leave_out.polls if self._item.leave_out else ()):
            poll = plan.polls.get(key)
            if key in own and not (poll and (poll.before or poll.after)):
                continue
            message = _("`{id}` is no poll of this item")
            if key in own:
                message = _("`{id}` is asked twice, before and after: both stay")
            node = self._node.at("leave_out", "polls", number)
            path = f"leave_out.polls[{number}]"
            hint = "" if key in own else nearest_hint(key, own)
            yield self._problem(node, path, message.format(id=key), hint, "plan-leave-out")

    def contested(self, plan: Plan, index: int) -> Iterator[Problem]:
        """Without what is left out, each contested claim of the plan is still told somewhere in it."""
        if lost := run_sheets.lost(plan, {index}):
            message = _("left out, nothing in the plan tells the contested claim {ids}").format(
                ids=", ".join(f"`{claim}`" for claim in lost)
            )
            hint = _("Leave out something else, or tell the claim in another scene of the plan.")
            node = self._node.at("leave_out", "scenes")
            yield self._problem(node, "leave_out.scenes", message, hint, "plan-contested")

    def _problem(self, node: Node, field: str, message: str, hint: str, rule: str) -> Problem:
        return self._where.problem(node, f"{self._path}.{field}", message, hint, rule)
