"""The word `phrase`: on a server it says the phrase and has the place written; alone it says why not."""

from __future__ import annotations

import dataclasses

from explainer.linear.conversation import Conversation
from explainer.reading.run import Run


class Place:
    """Of a guest, as a server keeps it."""

    resumed = False
    told = False
    long = False

    def __init__(self) -> None:
        self.runs: list[Run] = []

    def phrase(self) -> str:
        return "fern oval copper tide north"

    def moved(self, run: Run) -> None:
        self.runs.append(run)

    def keep_long(self) -> None: ...

    def forget(self) -> None: ...


def test_alone_there_is_none(talk: Conversation) -> None:
    assert talk.answer("phrase") == ["Cannot say: only a place on a server has a phrase."]


def test_a_guest_hears_it_and_what_it_names_is_there(talk: Conversation) -> None:
    place = Place()
    talk.options = dataclasses.replace(talk.options, parked=place)
    (said,) = talk.answer("phrase")
    assert said.startswith("Phrase: fern oval copper tide north. Log in as resume") and "30 minutes" in said
    assert place.runs == [talk.run] and place.told
    assert "Phrase" not in " ".join(talk.answer("next")), "it is not said once more at the first move"


def test_a_guest_is_offered_no_file(talk: Conversation) -> None:
    assert "takeaway html and a file" in " ".join(talk.answer("takeaway"))
    talk.options = dataclasses.replace(talk.options, parked=Place())
    (said,) = talk.answer("takeaway")
    assert "file" not in said and said.endswith("more says it here.")
    for words in ("save", "save run.json", "takeaway html out.html"):
        said = " ".join(talk.answer(words))
        assert said == "Cannot save: files are neither read nor written on this server."


def test_a_guest_who_is_new_hears_that_there_is_no_room(talk: Conversation) -> None:
    place = Place()
    talk.options = dataclasses.replace(talk.options, parked=place, message="A word.")
    assert "Room: none. A word." in talk.opening("a reason")
    talk.options = dataclasses.replace(talk.options, resumed=True)
    assert "Keep: A word." in talk.opening("a reason")
