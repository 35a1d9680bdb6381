"""Whether a document under study is whole: each sentence's verdict has its record, and the record its sources."""

from __future__ import annotations

from collections.abc import Iterator

from explainer.messages import _
from explainer.problems import Problem
from explainer.story import facts
from explainer.story.dates import counts_from
from explainer.story.evidence import StepChecker, add_claim
from explainer.story.model import Document, Sentence, Step, Story
from explainer.story.parts import Parts, Where
from explainer.story.yaml_text import Node

_FIELDS = ("record", "early")


def check_documents(story: Story, parts: Parts) -> list[Problem]:
    """Every problem with the texts under study."""
    problems: list[Problem] = []
    for document in story.documents.values():
        where = parts.where("document", document.id)
        if where is None:
            continue
        read = [
            number for number, one in enumerate(parts.things["document"][document.id][0]["sentences"]) if one
        ]
        for number, sentence in zip(read, document.sentences, strict=True):
            problems += _sentence(story, document, sentence, where, number)
    return problems


def _sentence(
    story: Story, document: Document, sentence: Sentence, where: Where, number: int
) -> Iterator[Problem]:
    node, path = where.node.at("sentences", number), f"sentences[{number}]"
    excerpt = story.excerpts.get(sentence.excerpt)
    if excerpt and (excerpt.form != "quote" or excerpt.source != document.source):
        message = _("`{id}` is no quote from `{source}`").format(id=excerpt.id, source=document.source)
        hint = _("A sentence is a quote excerpt of the document's own source.")
        yield where.problem(node.at("excerpt"), f"{path}.excerpt", message, hint, "document-sentence")
    if sentence.verdict != "none" and not sentence.record and not node.gives("record"):
        message = _("the verdict `{verdict}` has no record").format(verdict=sentence.verdict)
        hint = _("Add `record:`: what the later record says, with its sources.")
        yield where.problem(node.at("verdict"), f"{path}.verdict", message, hint, "verdict")
    checker = _SentenceChecker(story, document, sentence, where, node, path)
    yield from (*checker.rests(), *checker.excerpts(), *checker.numbers(), *checker.early())


class _SentenceChecker(StepChecker):
    """A sentence's record and early record are checked like the text of a step."""

    def __init__(
        self, story: Story, document: Document, sentence: Sentence, where: Where, node: Node, path: str
    ) -> None:
        step = Step(sentence.excerpt, "text", (*sentence.record, *sentence.early), rests_on=sentence.rests_on)
        super().__init__(story, (document.last_day, document.last_day), step, where, node, path)
        self._sentence, self._last_day = sentence, document.last_day

    def rests(self) -> Iterator[Problem]:
        if self._sentence.record or self._sentence.early:
            yield from super().rests()

    def early(self) -> Iterator[Problem]:
        """What stood on record by the last day was said by then."""
        for span in self._sentence.early:
            excerpt = self._story.excerpts.get(span.ref) if span.kind == "excerpt" else None
            day = counts_from(excerpt.date, excerpt.date_precision) if excerpt else ""
            if excerpt and day and self._last_day and day > self._last_day:
                message = _("`{id}` was said after {day}").format(id=excerpt.id, day=self._last_day)
                place = self._where.document.locate(self._node.at("early"), f"[^{excerpt.id}]")
                hint = _("Move it to `record`, or cite what was said by then.")
                yield self._where.problem_at(place, f"{self._path}.early", message, hint, "document-early")

    def _texts(self) -> Iterator[tuple[str, Node]]:
        for field in _FIELDS:
            node = self._node.get(field)
            if node is not None and not node.is_null:
                own = node.entries[0][1] if node.kind == "map" and node.entries else node
                yield f"{self._path}.{field}", own

    def _evidence(self) -> facts.Evidence | None:
        evidence = super()._evidence()
        own = self._story.excerpts.get(self._sentence.excerpt)
        if evidence and own:
            evidence.add_text(own.text)
        for key in self._sentence.claims if evidence else ():
            if evidence and key in self._story.claims:
                add_claim(evidence, self._story.claims[key])
        return evidence
