"""What no source says, at the feet of scenes, and the story in short: what must hold of these lines."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from explainer.messages import _
from explainer.problems import Problem
from explainer.story.check import facts
from explainer.story.check.evidence import StepChecker, add_claim
from explainer.story.load.entries import Parts, Where
from explainer.story.model.prose import in_short_step, not_known, plain, references
from explainer.story.model.structs import Prose, Scene, Step, Story

MOST_LINES = 12
"""Lines of the story in short: more are no page."""
_STOPS = tuple(".!?…。！？।۔؟։።")
_AFTER_STOP = "\"'”’»)]}」』 "


class _LineChecker(StepChecker):
    """The rules of lines that speak of what scenes tell: their numbers stand there, or in what they cite themselves."""

    def __init__(self, story: Story, step: Step, where: Where, scenes: tuple[Scene, ...]) -> None:
        days = [day for scene in story.scenes.values() for day in (scene.when.start, scene.when.end) if day]
        super().__init__(story, (min(days, default=""), max(days, default="")), step, where)
        self._scenes = scenes

    def _evidence(self) -> facts.Evidence | None:
        evidence = super()._evidence()
        if evidence is None:
            return None
        for scene in self._scenes:
            for reference in references(scene):
                if reference.kind == "excerpt" and (excerpt := self._story.excerpts.get(reference.id)):
                    for words in (excerpt.text, excerpt.original):
                        evidence.add_text(words)
                    evidence.add_date(excerpt.date)
                elif reference.kind == "claim" and (claim := self._story.claims.get(reference.id)):
                    add_claim(evidence, claim)
            for step in scene.steps:
                for waiver in step.waived:
                    evidence.add_text(waiver.text)
        return evidence


def check_limits(story: Story, parts: Parts) -> Iterator[Problem]:
    """Every problem with what no source says, and with the story in short."""
    yield from _in_short(story, parts)
    said: dict[str, str] = {}
    for key in dict.fromkeys((*story.order, *story.scenes)):
        scene = story.scenes[key]
        where, foot = parts.where("scene", scene.id), not_known(scene)
        if where is None:
            continue
        yield from _own_id(story, scene.id, where)
        if foot is None:
            continue
        for number, line in enumerate(foot.items):
            yield from _line(story, line, where.at("not_known", number), said, scene.id)
        checker = _LineChecker(story, replace(foot, kind="not_known"), where, (scene,))
        yield from checker.numbers()
        yield from checker.shorts(set())


def _own_id(story: Story, scene: str, where: Where) -> Iterator[Problem]:
    written = [step for step in story.scenes[scene].steps if step.id == "not-known" and step.line]
    if written:
        hint = _("The foot of a scene has this id; take another.")
        yield where.at("body").problem(_("a step has the id `not-known`"), hint, "foot-id")


def _line(
    story: Story, line: Prose, where: Where, said: dict[str, str], scene: str = ""
) -> Iterator[Problem]:
    """One line: that it ends, and is not said in another scene; an empty one has been told."""
    words = " ".join(plain(story, line).split()) if _is_whole(story, line) else ""
    if words and not words.rstrip(_AFTER_STOP).endswith(_STOPS):
        hint = _("Write a whole sentence that ends with a full stop.")
        yield where.problem(_("the line ends without a full stop"), hint, "no-stop")
    if scene and words.casefold() in said:
        message = _("the line is said already at the foot of `{scene}`").format(scene=said[words.casefold()])
        hint = _("Keep it in the scene where it belongs, and delete it here.")
        yield where.problem(message, hint, "said-twice")
    said.setdefault(words.casefold(), scene)


def _is_whole(story: Story, line: Prose) -> bool:
    """Whether all claims of a line exist; one that does not has been told."""
    return all(span.ref in story.claims for span in line if span.kind in ("claim", "mark"))


def _in_short(story: Story, parts: Parts) -> Iterator[Problem]:
    where = parts.story_where()
    if where is None or not story.in_short:
        return
    if len(story.in_short) > MOST_LINES:
        message = _("the story in short has {n} lines; {most} are the most").format(
            n=len(story.in_short), most=MOST_LINES
        )
        yield where.at("in_short", MOST_LINES).problem(message, _("Tell it in fewer."), "too-many-lines")
    for number, line in enumerate(story.in_short):
        yield from _line(story, line.text, where.at("in_short", number, "text"), {})
        if not line.scenes and not where.at("in_short", number).given("scenes"):
            hint = _("Add `scenes:` with the ids of those that tell it.")
            message = _("the line leads to no scene")
            yield where.at("in_short", number).problem(message, hint, "no-scene")
    step = replace(in_short_step(story), kind="in_short")
    led = dict.fromkeys(key for line in story.in_short for key in line.scenes)
    scenes = tuple(story.scenes[key] for key in led if key in story.scenes)
    checker = _LineChecker(story, step, where, scenes)
    yield from checker.numbers()
    yield from checker.shorts(set())
