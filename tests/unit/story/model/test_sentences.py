"""Where a sentence ends, in the languages that stories are written in."""

from __future__ import annotations

import pytest

from explainer.story.load import markup
from explainer.story.model.outline import Prose
from explainer.story.model.sentences import joined, paragraphs, sentences


def _prose(text: str) -> Prose:
    return markup.parse(text).spans


def _words(prose: Prose) -> str:
    return "".join(span.text or f"<{span.ref}>" for span in prose).strip()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("St. Petersburg and Mr. Smith came.", ["St. Petersburg and Mr. Smith came."]),
        ("He was No. 5 of 4.5 million. So it was.", ["He was No. 5 of 4.5 million.", "So it was."]),
        ("He said no. Then he left.", ["He said no.", "Then he left."]),
        ("N. A. Nazarbayev spoke. K. J. Tokayev too.", ["N. A. Nazarbayev spoke.", "K. J. Tokayev too."]),
        ("The U.S. army left at 5 p.m. Then it rained.", ["The U.S. army left at 5 p.m.", "Then it rained."]),
        ("It was 5 January 2022. 12 died.", ["It was 5 January 2022.", "12 died."]),
        ("“Why?” he asked. “Go.” He went.", ["“Why?” he asked.", "“Go.”", "He went."]),
        ("He waited... and left. Why… Nobody knows.", ["He waited... and left.", "Why…", "Nobody knows."]),
        ("One.[^a]{^c} Two [[K. Tokayev]].[^b][^c]", ["One.<a><c>", "Two K. Tokayev.<b><c>"]),
        ("It fell by {x}. {y} came.[^a]", ["It fell by <x>.", "<y> came.<a>"]),
        ("Half[^a] of one. **Strong. Words** follow.", ["Half<a> of one.", "Strong.", "Words follow."]),
        ("One\n\nTwo. Three", ["One", "Two.", "Three"]),
        ("В 2022 г. Потом Н. А. Назарбаев ушёл. Да.", ["В 2022 г.", "Потом Н. А. Назарбаев ушёл.", "Да."]),
        ("2022 ж. қаңтар айы. Сосын кетті.", ["2022 ж. қаңтар айы.", "Сосын кетті."]),
        ("Am 5. Januar kam er. Dann ging er.", ["Am 5. Januar kam er.", "Dann ging er."]),
        ("他来了。他走了！", ["他来了。", "他走了！"]),
        ("ماذا حدث؟ لا أحد يعرف.", ["ماذا حدث؟", "لا أحد يعرف."]),
        ("", []),
    ],
)
def test_sentences(text: str, found: list[str]) -> None:
    assert [_words(sentence) for sentence in sentences(_prose(text))] == found


@pytest.mark.parametrize("text", ["One.[^a] *Two* {x}. [[t|Three]].\n\nFour. Five", "他来了。[^a]他走了！"])
def test_sentences_put_together_are_the_prose(text: str) -> None:
    prose = _prose(text)
    parts = [[span for sentence in one for span in sentence] for one in paragraphs(prose)]
    again = [span for spans in parts for span in (*joined(spans), markup.Span("break"))][:-1]
    assert tuple(again) == joined(prose)
