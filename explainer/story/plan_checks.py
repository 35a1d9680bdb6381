"""Whether a run sheet can be led: its minutes add up, nobody is led into a warned scene, nothing contested is lost."""

from __future__ import annotations

from collections.abc import Iterator

from explainer.messages import _
from explainer.problems import Problem
from explainer.story import graph, plans
from explainer.story.model import Story
from explainer.story.parts import Parts, Values, Where
from explainer.story.plans import Item, Plan
from explainer.story.poll_checks import check_polls
from explainer.story.spelling import nearest_hint
from explainer.story.yaml_text import Node


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
        if lost := plans.lost(plan, {index}):
            message = _("left out, nothing in the plan tells the contested claim {ids}").format(
                ids=", ".join(f"`{claim}`" for claim in lost)
            )
            hint = _("Leave out something else, or tell the claim in another scene of the plan.")
            node = self._node.at("leave_out", "scenes")
            yield self._problem(node, "leave_out.scenes", message, hint, "plan-contested")

    def _problem(self, node: Node, field: str, message: str, hint: str, rule: str) -> Problem:
        return self._where.problem(node, f"{self._path}.{field}", message, hint, rule)
