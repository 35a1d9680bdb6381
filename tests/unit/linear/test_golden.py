"""A whole conversation over the tiny story, as it stands in a file. `EXPLAINER_REGENERATE=1` writes the file anew."""

from __future__ import annotations

import os
from pathlib import Path

from explainer.linear.conversation import Conversation
from explainer.linear.wrapping import wrapped
from explainer.reading.options import ReaderOptions
from explainer.reading.run import begin
from explainer.reading.storage.store import Store
from explainer.story.model.structs import Story

GOLDEN = Path(__file__).parent / "golden" / "small-story.txt"
LINES = [
    "", "open", "1", "open 4", "more", "lens 3 february", "lens off", "close", "", "1", "open 1", "original", "", "",
    "", "where", "", "back", "consent", "rests-on", "1", "more", "fork", "search lighthose", "story-map", "serch",
    "help", "quit", "no",
]  # fmt: skip


def test_the_conversation_is_as_written(story: Story, tmp_path: Path) -> None:
    run = begin(story)
    talk = Conversation(story, run, ReaderOptions(story, run, Store(tmp_path / "state")))
    said = [wrapped(line, 72) for line in talk.opening("you typed --linear")]
    for line in LINES:
        said.append(f"> {line}".rstrip())
        said.extend(wrapped(paragraph, 72) for paragraph in talk.answer(line))
    transcript = "\n".join(said) + "\n"
    if os.environ.get("EXPLAINER_REGENERATE"):
        GOLDEN.write_text(transcript, encoding="utf-8")
    assert transcript == GOLDEN.read_text(encoding="utf-8")
    assert talk.ended
