"""A conversation over the tiny story, line by line."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from explainer.linear.claims import claim_told
from explainer.linear.conversation import Conversation
from explainer.linear.wrapping import written
from explainer.reading.run import begin
from explainer.story.model.structs import Story

Said = Callable[..., list[str]]


# reading on


def test_the_first_lines_say_why_and_where(talk: Conversation) -> None:
    lines = talk.opening("you typed --linear")
    assert lines[:3] == [
        "Linear mode is on: you typed --linear. Type help.",
        "Story: The storm of 1931, as checked on 6 May 2024.",
        "Scene: A light goes out. 2 to 3 February 1931, Skerry, Port Anna.",
    ]
    assert lines[-1].startswith("Choose: 1 Why did the lamp go out? 2 ")
    assert lines[-1].endswith("Enter reads on.")


def test_enter_reads_one_step_at_a_time_and_then_goes_on(said: Said) -> None:
    assert said("")[0].startswith("The lightkeeper wrote")
    assert said("")[0].startswith("Quote: Oda Berg, 2 February 1931. “At 16:40")
    assert said("")[0] == "Scene: The telegram. 3 February 1931, Port Anna."
    assert said("")[0].startswith("Chart: Boats counted as lost.")


def test_notes_for_a_leader_and_questions_for_a_room_are_not_said(talk: Conversation, story: Story) -> None:
    every = [*talk.opening("x"), *(line for _step in range(12) for line in talk.answer(""))]
    assert not [line for line in every if "seen a lighthouse" in line or "told first" in line]


def test_enter_goes_round_a_warning_and_says_the_bridge(said: Said) -> None:
    warning = said("go the-warning", "", "")
    assert warning == [
        "Warning: The next scene tells of people in the water.",
        "Enter goes round it. consent reads it.",
    ]
    round_it = said("")
    assert round_it[0] == "Detour: Some of the crews were brought in that night."
    assert round_it[1].startswith("Scene: The morning.")
    assert said("back") == warning


@pytest.mark.parametrize("word", ["open", "claim", "rests-on", "bookmark", "doubt", "guess", "document"])
def test_at_a_warning_whatever_needs_the_scene_says_both_ways(said: Said, word: str) -> None:
    refused = said("go the-rescue", word)[0]
    assert refused.startswith("Cannot ")
    assert refused.endswith("the scene is not read yet. Enter goes round it. consent reads it.")


def test_consent_reads_the_scene(said: Said) -> None:
    lines = said("go the-rescue", "consent")
    assert lines[:2] == ["Scene: The rescue. 3 February 1931.", "Four rowers brought the crews in."]


def test_at_a_warning_nothing_of_the_scene_is_said(said: Said) -> None:
    said("go the-rescue")
    for line in ("open", "rests-on", "open 1", "copy", "choices", "again", "where", "close", "source 1"):
        assert not [text for text in said(line) if "rowers" in text or "Harbour" in text], line


def test_the_end_says_so(said: Said) -> None:
    last = said("go the-morning")[-1]
    assert last == "The story ends here. Enter says what you read and what is left; quit leaves."
    ended = said("")[0]
    assert ended.startswith("List: what you read, and what is left. You read 2 of 5 scenes.")
    assert "You noted nothing yet." in ended
    assert ended.endswith("takeaway says what you take along.")


def test_back_and_forward_say_the_heading_only_at_another_scene(said: Said) -> None:
    assert said("", "", "back")[0].startswith("The lightkeeper")
    assert said("choose 1", "back")[0] == "Scene: A light goes out. 2 to 3 February 1931, Skerry, Port Anna."
    assert said("forward")[0].startswith("Scene: The lamp.")
    assert said("forward") == ["Cannot: You have not gone back from here."]


def test_fork_says_the_choice_with_the_taken_one_marked(said: Said) -> None:
    lines = said("", "choose 1", "fork")
    assert lines[0].startswith("Scene: A light goes out.")
    assert "1 Why did the lamp go out? Taken." in lines[-1]
    assert len([line for line in lines if line.startswith("Choose:")]) == 1


def test_a_recap_is_said_after_a_jump(said: Said) -> None:
    assert said("go the-storm")[1] == "A storm put out the light of Skerry."


def test_going_by_title(said: Said) -> None:
    assert said("go the telegram")[0].startswith("Scene: The telegram.")
    assert said("go") == ["Cannot go: type go and a scene; story-map says all."]
    assert said("go nowhere") == ["Cannot: This story has no scene nowhere."]


def test_an_address_of_a_leaders_note_lands_on_the_next_readable_step(said: Said) -> None:
    assert said("go the-storm:4")[0].startswith("Scene:")


def test_trails(said: Said) -> None:
    assert said("trail") == ["List: 1 trail. 1 The short way, 3 scenes."]
    assert said("1")[0] == "Warning: The next scene tells of people in the water."
    assert said("where")[0].startswith("Where: before the warned scene The rescue. Trail: The short way.")
    assert said("trail the short way")[0].startswith("Scene: A light goes out.")
    assert said("trail nowhere") == ["Cannot take that trail: this story lacks it. trail says all."]


# numbers


def test_a_bare_number_answers_choose_until_a_list_is_called_for(said: Said) -> None:
    assert said("1")[0].startswith("Scene: The lamp.")
    said("back", "")
    assert said("open", "1")[0].startswith("Term: lightkeeper")
    assert said("2")[0] == "Source: Harbour archive, official, 2 February 1931, in English."
    assert said("close", "1")[0].startswith("Scene: The lamp."), "close puts the list away"


def test_a_move_puts_the_list_away(said: Said) -> None:
    said("glossary", "next")
    assert said("1")[0].startswith("Scene: The lamp.")


def test_an_empty_list_takes_no_number(said: Said) -> None:
    assert said("search zzzzzz") == ["Search: zzzzzz. 0 found."]
    assert said("1") == ["Cannot open 1: this list has 0."]


def test_numbers_past_the_end(said: Said) -> None:
    assert said("", "open 9") == ["Cannot open 9: this step has 5 references."]
    assert said("open", "9") == ["Cannot open 9: this list has 5."]
    assert said("close", "9") == ["Cannot: There are 2 ways to choose here: 1 to 2."]
    assert said("go the-morning", "open 9") == ["Cannot open 9: this step has 1 reference."]
    assert said("open x") == ["Cannot open that: type open and a number."]


# opening


def test_references_are_numbered_anew_in_each_step(said: Said) -> None:
    assert said("", "open") == [
        "References: 1 lightkeeper, a term. 2 Harbour archive, 2 February 1931, a quote. 3 Oda Berg, a term."
        " 4 How many boats were lost, a claim. 5 Port Gazette, 3 February 1931, a report."
    ]
    assert said("", "open") == ["References: 1 Harbour archive, 2 February 1931, a quote."]
    opened = " ".join(said("open 1"))
    assert "more says the whole record." in opened
    assert "the lamp went out" not in opened, "the step said its words"


def test_a_step_without_references_says_what_it_rests_on(said: Said) -> None:
    assert said("go the-rescue", "consent", "open") == [
        "Rests on: 1 source. 1 Harbour archive, 2 February 1931."
    ]


def test_what_was_opened_is_noted_in_the_run(talk: Conversation, said: Said) -> None:
    said("", "open 1", "open 2", "open 4", "rests-on", "1")
    assert talk.run.opened == ("term:lightkeeper", "excerpt:lamp-out", "claim:boats-lost", "source:log-book")


def test_a_claim_says_what_stands_then_its_history_in_order(said: Said) -> None:
    assert said("", "open 4") == [
        "Claim: How many boats were lost? 3 versions, said 3 to 8 February 1931: 2 stand, 1 replaced.",
        "Stands: 12 boats. Harbour office, 8 February 1931.",
        "Stands: 15 boats. The crews, about February 1931.",
    ]
    assert said("more") == [
        "1 of 3. 7 boats. Harbour office, 3 February 1931, carried by Port Gazette. Replaced by 2.",
        "2 of 3. 12 boats. Harbour office, 8 February 1931. Stands.",
        "3 of 3. 15 boats. The crews, about February 1931. Stands.",
        "More: 4 left.",
    ]
    assert said("more")[:2] == [
        "They differ: The office counts its own harbour, the crews count the north shore too.",
        "Words of 1: “Seven boats are missing.” Source: Port Gazette, 3 February 1931.",
    ]
    assert said("more")[0].startswith("Version 3, in our words: The crews count 15")
    assert said("more") == ["Cannot say more: that was all of it."]


def test_what_is_disputed_is_not_said_to_stand(story: Story) -> None:
    claim = story.claims["boats-lost"]
    versions = (
        replace(claim.versions[1], status="disputed"),
        replace(claim.versions[2], status="opinion", issuer="the crews"),
    )
    told = claim_told(story, replace(claim, versions=versions), "")
    assert told.now[0].endswith("1 disputed, 1 opinion.")
    assert [line.partition(":")[0] for line in told.now[1:]] == ["Disputed", "An opinion"]
    assert told.now[2] == "An opinion: 15 boats. The crews, about February 1931."


def test_an_outcome_stands_in_the_line_of_its_version(story: Story) -> None:
    claim = story.claims["boats-lost"]
    denied = replace(claim.versions[1], outcome="Denied by the harbour master on 9 February 1931")
    claims = {"boats-lost": replace(claim, versions=(claim.versions[0], denied, claim.versions[2]))}
    changed = replace(story, claims=claims)
    talk = Conversation(changed, begin(changed))
    talk.answer("")
    outcome = "Outcome: Denied by the harbour master on 9 February 1931."
    assert outcome in talk.answer("open 4")[1]
    assert outcome in talk.answer("more")[1]


def test_a_source_says_its_record_piece_by_piece(said: Said) -> None:
    opened = said("", "open 2")
    assert opened[1] == (
        "Quote: Oda Berg, 2 February 1931. “At 16:40 the lamp went out and nobody came until morning.”"
        " more says the whole record."
    )
    assert said("more")[:2] == ["Before it: The keeper wrote in the log:", "After it: The sea was very high."]
    rest = said("all")
    assert rest[-1] == "Address: https://archive.example/log"
    assert "Archive: none recorded." in rest
    whole = said("source")
    assert whole[0] == "Source: Harbour archive, official, 2 February 1931, in English."
    assert whole[-1].startswith("More: ")


def test_source_without_one_in_hand_lists_those_of_the_step(said: Said) -> None:
    assert said("", "source")[0].startswith("Rests on: 2 sources. 1 Harbour archive")
    assert said("source 2")[0].startswith("Source: Port Gazette, news")


def test_the_original_comes_only_when_asked_for_and_says_its_language(said: Said) -> None:
    lines = said("choose 1", "open 1")
    assert "Translated from Norwegian by us; original says it." in lines[1]
    assert "Ingen" not in " ".join(lines)
    assert said("original") == ["Norwegian: Ingen var ved masten."]
    assert said("go the-storm:lamp", "open 1")[0] == (
        "Term: lightkeeper, a word. Who keeps the lamp of a lighthouse burning. Say LIGHT-kee-per."
    )
    assert said("original") == ["Norwegian: fyrvokter.", "Russian: смотритель маяка."]
    assert said("next", "original") == ["Cannot say an original: we hold none here."]


def test_a_publisher_in_another_script_is_announced(story: Story) -> None:
    source = replace(story.sources["log-book"], publisher="Архив гавани (Anna)", language="ru")
    changed = replace(story, sources=story.sources | {"log-book": source})
    talk = Conversation(changed, begin(changed))
    talk.answer("go the-storm:lamp")
    assert "2 in Russian: Архив гавани (Anna), 2 February 1931, a quote." in talk.answer("open")[0]
    assert talk.answer("open 2")[0].startswith("Source: in Russian: Архив гавани (Anna), official")


# finding


def test_search_says_what_it_took_the_words_for(said: Said) -> None:
    lines = said("search lightkeepr")
    assert lines[0].startswith("Search: lightkeeper, nearest to lightkeepr. ")
    assert said("search") == ["Cannot search for nothing: type search and words."]
    assert any("lightkeeper" in line for line in said("search li"))


def test_what_a_search_finds_can_be_opened(said: Said) -> None:
    lines = said("search telegram")
    assert "The telegram" in lines[0]
    assert said("1")[0].startswith("Scene: The telegram.")


def test_search_under_another_layout(said: Said) -> None:
    assert said("ыуфкср дфьз")[0].startswith("Search: lamp.")


def test_the_story_map_tells_chapters_seen_and_here(said: Said) -> None:
    lines = said("choose 1", "story-map")
    assert lines[0].startswith(
        "List: 5 scenes, 2 seen, 1 minute left. Chapter The night. 1 A light goes out, seen."
    )
    assert "2 The lamp, you are here." in lines[0]
    assert "The rescue, a warning first." in lines[0]
    assert said("story-map after") == ["List: 1 scene found. Chapter After. 1 The morning."]
    assert said("1")[0].startswith("Scene: The morning.")


def test_ones_way(said: Said) -> None:
    assert said("choose 1", "way") == [
        "List: your way, 2 scenes. 1 A light goes out. 2 The lamp, you are here."
    ]


def test_glossary_and_sources_filter(said: Said) -> None:
    assert said("glossary") == ["List: 2 terms. 1 lightkeeper. 2 Oda Berg."]
    assert said("glossary oda") == ["List: 1 term found. 1 Oda Berg."]
    assert said("1")[0].startswith("Term: Oda Berg, a person.")
    assert said("more")[0] == "Post: keeper, from 1925 to 2 February 1931."
    assert said("sources inquiry") == ["List: 1 source found. 1 Board of inquiry, about June 1932."]


def test_long_lists_wait_behind_more(story: Story) -> None:
    terms = {f"t{n}": replace(story.terms["oda-berg"], id=f"t{n}", name=f"Name {n:02}") for n in range(12)}
    many = replace(story, terms=story.terms | terms)
    talk = Conversation(many, begin(many))
    assert talk.answer("glossary")[0].startswith("List: 14 terms. 1 lightkeeper. 2 Name 00.")
    assert talk.said[-1] == "More: 9 left."
    assert talk.answer("more") == ["6 Name 04. 7 Name 05. 8 Name 06. 9 Name 07. 10 Name 08.", "More: 4 left."]
    assert talk.answer("all") == ["11 Name 09. 12 Name 10. 13 Name 11. 14 Oda Berg."]
    assert talk.answer("14")[0].startswith("Term: Oda Berg")


def test_where(said: Said) -> None:
    assert said("", "lens 3 february", "where") == [
        "Where: A light goes out, step 2 of 3. 1 minute left. As known on 3 February 1931."
    ]


# the mode itself


def test_again_repeats_the_last_thing_said(said: Said) -> None:
    assert said("") == said("again") == said("again")


def test_mistakes_once_twice_and_more(said: Said) -> None:
    first = ["Unknown: serch. Did you mean search?"]
    assert said("serch") == first
    assert said("serch")[:1] == first
    assert len(said("back", "serch", "serch")) == 2
    assert said("serch") == first, "a third time nothing more"
    assert said("xyzzy") == ["Unknown: xyzzy."]


def test_help(said: Said) -> None:
    assert said("", "help")[0].startswith("Help: Enter reads on")
    assert said("help lens")[0].startswith("Help: lens: lens and a day reads what was said by then")
    assert said("help theme") == ["Cannot do that here: linear mode prints no colour."]
    assert len(said("help all")) > 25
    assert said("help nonsense") == ["Cannot explain that: help all says every word."]
    assert "consent reads it" in said("go the-rescue", "help")[0]


def test_hide_is_silent_until_a_line_that_does_nothing_else(talk: Conversation, said: Said) -> None:
    said("")
    assert said("hide")[0].startswith("Hide: nothing more is said until a key.")
    place = talk.run.visit
    assert said("next")[0].startswith("Scene: A light goes out.")
    assert talk.run.visit == place


def test_width(talk: Conversation, said: Said) -> None:
    assert said("width 40") == ["Width: 40."]
    assert talk.width == 40
    assert said("width off") == ["Width: off. One paragraph is one line."]
    assert talk.width == 0
    for wrong in ("width 4", "width 400", "width wide"):
        assert said(wrong) == ["Cannot set that width: type width and 20 to 72, or off."]
    assert talk.width == 0
    said("width window")
    assert talk.width == -1


def test_bell(talk: Conversation, said: Said) -> None:
    assert said("bell on") == ["Bell: on."]
    assert talk.bell
    assert said("bell") == ["Bell: off."]


def test_about(said: Said) -> None:
    assert said("about")[0] == "About: The storm of 1931, edition 1.2, as checked on 6 May 2024."
    assert said("all")[-1].startswith("Changed on 6 May 2024: ")


def test_copy_prints_the_line_with_its_citation(said: Said) -> None:
    lines = said("", "copy")
    assert lines[0].startswith("Copy: “The lightkeeper wrote")
    assert any("The storm of 1931" in line and "6 May 2024" in line for line in lines)
    assert not [line for line in lines if line.startswith("-")]


def test_marks_of_quotation_are_those_of_every_page(talk: Conversation) -> None:
    assert written(talk, ['They count "armed" boats, the port\'s own.'], 0, "utf-8") == [
        "They count “armed” boats, the port’s own."
    ]
    assert written(talk, ['"armed"'], 0, "ascii") == ['"armed"']
