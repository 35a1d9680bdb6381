"""Whether the questions of a run sheet can be put: what each kind needs, what is never asked, before and after."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from explainer.messages import _
from explainer.problems import Problem
from explainer.story import graph
from explainer.story.model import Story
from explainer.story.parts import Values, Where
from explainer.story.plans import Item, Plan, Poll
from explainer.story.references import references
from explainer.story.spelling import nearest_hint

MOST_OPTIONS = 9
"""One digit answers."""
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
        for field, kinds in (
            ("options", ("choice", "branch")),
            ("branches", ("branch",)),
            ("right", ("choice",)),
            ("of", ("choice", "sentence")),
        ):
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
