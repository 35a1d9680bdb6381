"""Reading on in another language: the same line, the same things in hand, open and kept."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import pytest

from explainer.paint.cells.style import Profile
from explainer.paint.compose import compose, rows_text
from explainer.problems import Cannot
from explainer.reading import guesses, view_actions
from explainer.reading import run as run_module
from explainer.reading.actions import Action
from explainer.reading.language import in_story, story_of
from explainer.reading.lists import entries
from explainer.reading.run import Run, begin
from explainer.reading.storage.files import decode, encode
from explainer.reading.storage.updating import fit, stamped
from explainer.reading.view import Layout, View, current_step, in_hand
from explainer.story.load.loader import read_story
from explainer.story.model.outline import Lens, Place
from explainer.story.model.structs import Story
from explainer.story.model.translation import in_language
from tests.tiny import write_story
from tests.two_languages import LATE, two_languages, write_two_languages

SIZES = ((40, 15), (80, 24), (120, 40))
PROFILE = Profile(depth="none")
SWITCH = Action("language")


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    return read_story(write_two_languages(tmp_path_factory.mktemp("two") / "s"))


def layout(view: View, size: tuple[int, int]) -> Layout:
    return compose(view, *size, PROFILE).layout


def act(view: View, action: str, argument: str = "", size: tuple[int, int] = (80, 24)) -> View:
    return view_actions.perform(view, Action(action, argument), layout(view, size))


def text(view: View, size: tuple[int, int] = (80, 24)) -> str:
    return rows_text(compose(view, *size, PROFILE).rows)


def walk(story: Story, size: tuple[int, int]) -> Iterator[View]:
    """Every page of every scene, with each reference of it in hand too."""
    for scene in story.order:
        view = View(story, begin(story))
        view = act(view, "go", scene, size) if scene != story.start else view
        if view.run.visit.threshold:
            view = act(view, "consent", size=size)
        while view.run.visit.scene == scene:
            yield view
            for cursor in layout(view, size).references:
                yield msgspec.structs.replace(view, cursor=cursor)
            try:
                view = act(view, "next", size=size)
            except Cannot:
                break


@pytest.mark.parametrize("size", SIZES)
def test_a_switch_and_back_keeps_the_line_on_every_page(story: Story, size: tuple[int, int]) -> None:
    seen = 0
    for view in walk(story, size):
        step, held = current_step(view, layout(view, size)), in_hand(view)
        russian = view_actions.perform(view, SWITCH, layout(view, size))
        assert russian.story.language == "ru"
        assert current_step(russian, layout(russian, size)) == step
        other = in_hand(russian)
        assert (other is None) == (held is None)
        if held is not None and other is not None:
            assert (held.kind, held.id, held.step) == (other.kind, other.id, other.step)
        back = view_actions.perform(russian, SWITCH, layout(russian, size))
        assert back.story is story
        assert current_step(back, layout(back, size)) == step
        assert in_hand(back) == held
        seen += 1
    assert seen > 20


@pytest.mark.parametrize("size", SIZES)
def test_reading_on_after_a_switch_misses_no_step(story: Story, size: tuple[int, int]) -> None:
    """From each line on, in the other language, every step that follows is met, and the scene ends."""
    for view in walk(story, size):
        if view.cursor >= 0:
            continue
        turned = view_actions.perform(view, SWITCH, layout(view, size))
        scene = turned.run.visit.scene
        ids = [step.id for step in turned.story.scenes[scene].steps]
        met, pages = [current_step(turned, layout(turned, size))], 0
        while (following := layout(turned, size).following) is not None:
            turned = msgspec.structs.replace(
                turned, run=msgspec.structs.replace(turned.run, visit=following), cursor=-1
            )
            met.append(current_step(turned, layout(turned, size)))
            pages += 1
            assert pages < 50
        assert [ids.index(step) for step in met] == sorted(ids.index(step) for step in met)


def test_the_way_back_and_what_is_noted_stay(story: Story) -> None:
    view = View(story, begin(story))
    view = act(act(view, "next"), "next")
    before = view.run
    russian = view_actions.perform(view, SWITCH, layout(view, (80, 24)))
    for was, now in zip(before.past, russian.run.past, strict=True):
        assert (was.scene, was.step, was.trail) == (now.scene, now.step, now.trail)
    assert russian.run.seen == before.seen
    back = act(russian, "back")
    assert back.run.visit.scene == before.past[-1].scene
    assert back.story.language == "ru"


def test_the_lens_and_the_day_stay(story: Story) -> None:
    run = msgspec.structs.replace(begin(story), lens=Lens("1931-02-03"))
    russian = view_actions.perform(View(story, run), SWITCH, Layout())
    assert russian.run.lens == Lens("1931-02-03")


def test_an_open_sheet_and_a_screen_stay_open_in_the_other_language(story: Story) -> None:
    view = act(View(story, begin(story)), "open", "term:oda-berg")
    assert "Keeper of the Skerry light." in text(view)
    russian = view_actions.perform(view, SWITCH, layout(view, (80, 24)))
    assert russian.sheets == view.sheets
    assert "Хранительница маяка Шхера." in text(russian)
    claim = act(view, "open", "claim:boats-lost")
    turned = view_actions.perform(claim, SWITCH, layout(claim, (80, 24)))
    assert turned.screen == "claim"
    assert "Сколько лодок пропало?" in text(turned)


def test_the_row_in_hand_of_a_sorted_list_is_the_same_thing(story: Story) -> None:
    view = act(View(story, begin(story)), "glossary")
    rows = entries(view)
    for number, row in enumerate(rows):
        listing = msgspec.structs.replace(view.listings[-1], selected=number)
        held = msgspec.structs.replace(view, listings=(listing,))
        russian = view_actions.perform(held, SWITCH, Layout())
        assert entries(russian)[russian.listings[-1].selected].id == row.id
    assert [row.id for row in rows] != [row.id for row in entries(russian)]


def test_what_was_typed_into_a_search_stays(story: Story) -> None:
    view = view_actions.query(act(View(story, begin(story)), "search"), "lamp")
    russian = view_actions.perform(view, SWITCH, Layout())
    assert russian.listings[-1].query == "lamp"
    found = view_actions.query(russian, "лампа")
    assert entries(found)


def test_a_guess_is_the_same_answer_in_every_language(story: Story) -> None:
    key, choice = "the-storm:1", 1
    guess = guesses.guess_of(story, key)
    run = guesses.kept(begin(story), key, (guess.options[choice],))
    russian = in_language(story, "ru")
    now = guesses.guess_of(russian, key)
    assert guesses.answer_of(russian, run, key) == (now.options[choice],)
    again = guesses.kept(begin(story), key, (now.options[choice],))
    assert guesses.answer_of(story, again, key) == (guess.options[choice],)


def test_an_order_as_it_lies_stays_as_it_lies(story: Story) -> None:
    from explainer.reading import guess_actions

    view = guess_actions.start(View(story, begin(story)), "the-lamp:in-order")
    lying = view.listings[-1].answer
    options = guesses.guess_of(story, "the-lamp:in-order").options
    russian = view_actions.perform(view, SWITCH, Layout())
    now = guesses.guess_of(russian.story, "the-lamp:in-order").options
    assert [now.index(one) for one in russian.listings[-1].answer] == [options.index(one) for one in lying]


def test_a_number_guessed_is_the_same_number(story: Story) -> None:
    run = guesses.kept(begin(story), "the-lamp:how-long", ("12",))
    assert guesses.answer_of(in_language(story, "ru"), run, "the-lamp:how-long") == ("12",)


def test_a_note_stands_at_its_line_in_every_language(story: Story) -> None:
    russian = in_language(story, "ru")
    for written, read in ((story, russian), (russian, story)):
        run = run_module.write(written, begin(written), Place("the-storm", "lamp"), "A note.")
        run = run_module.toggle_bookmark(written, run, Place("the-warning", "1"))
        assert run_module.notes_at(read, run, Place("the-storm", "lamp"))
        assert run_module.is_bookmarked(read, run, Place("the-warning", "1"))
        assert [row.how for row in run_module.kept_entries(read, run)] == ["same", "same"]
        own = run_module.kept_entries(read, run)[0].words
        assert own.startswith("Её звали" if read is russian else "The lightkeeper")
        assert run_module.toggle_bookmark(read, run, Place("the-warning", "1")).bookmarks == ()


def test_the_language_is_kept_in_the_file_and_the_line_found_again(story: Story) -> None:
    view = act(act(View(story, begin(story)), "next"), "language", "ru")
    kept = decode(encode(stamped(view.story, view.run)))
    assert kept.language == "ru"
    fitted = fit(kept, story)
    assert fitted.run is not None
    assert fitted.message == ""
    assert fitted.run.visit.scene == view.run.visit.scene
    assert fitted.run.visit.step == view.run.visit.step
    assert story_of(story, fitted.run).language == "ru"


def test_a_run_kept_before_there_were_languages_is_read(story: Story) -> None:
    old = msgspec.to_builtins(begin(story))
    del old["language"]
    old["visit"] = old["visit"][:-1]
    run = msgspec.convert(old, type=Run)
    assert run.language == ""
    assert story_of(story, run) is story


def test_a_language_that_the_story_no_longer_has_is_its_own(story: Story) -> None:
    run = msgspec.structs.replace(begin(story), language="kk")
    assert story_of(story, run) is story
    assert story_of(story, run, "ru").language == "ru"


def test_the_message_names_what_is_read_and_what_there_is(story: Story) -> None:
    russian = view_actions.perform(View(story, begin(story)), SWITCH, Layout())
    assert russian.message == "Русский; also: English"
    named = view_actions.perform(View(story, begin(story)), Action("language", "Русский"), Layout())
    assert named.story is russian.story


def test_a_language_it_is_not_in_is_refused_in_words(story: Story) -> None:
    with pytest.raises(Cannot, match="It is in: English, Русский"):
        view_actions.perform(View(story, begin(story)), Action("language", "fr"), Layout())


def test_a_story_of_one_language_says_so(tmp_path_factory: pytest.TempPathFactory) -> None:
    alone = read_story(write_story(tmp_path_factory.mktemp("one") / "s"))
    with pytest.raises(Cannot, match="in one language: English"):
        view_actions.perform(View(alone, begin(alone)), SWITCH, Layout())


def test_what_is_not_translated_says_so_once_above_its_words(story: Story) -> None:
    view = act(View(in_language(story, "ru"), begin(story)), "go", "the-morning:late")
    for size in SIZES:
        shown = text(view, size)
        assert shown.count("Not yet in Русский; in English:") == 1
        assert shown.index("Not yet in Русский") < shown.index(LATE)
    own = in_story(view, story, layout(view, (80, 24)))
    assert "Not yet in" not in text(own)


def test_where_the_first_such_step_is_folded_the_next_one_says_so(story: Story) -> None:
    """Under the lens the first paragraph of the scene was said later; its note would be behind the fold."""
    lacking = {"the-lamp": ("1", "in-order")}
    russian = msgspec.structs.replace(in_language(story, "ru"), lacking=lacking)
    lamp = russian.scenes["the-lamp"]
    steps = tuple(
        msgspec.structs.replace(step, rests_on=("log-book",)) if step.id == "in-order" else step
        for step in lamp.steps
    )
    held = {**russian.scenes, "the-lamp": msgspec.structs.replace(lamp, steps=steps)}
    russian = msgspec.structs.replace(russian, scenes=held)
    view = act(View(russian, begin(russian, lens=Lens("1931-02-03"))), "go", "the-lamp", size=(80, 60))
    note, guess = "Not yet in Русский; in English:", "Что было сначала?"
    folded = text(view, (80, 60))
    assert folded.count(note) == 1
    assert folded.index("1 line, folded") < folded.index(note) < folded.index(guess)
    opened = text(act(act(view, "next-reference", size=(80, 60)), "open", size=(80, 60)), (80, 60))
    assert opened.count(note) == 1
    assert opened.index("1 line, open") < opened.index(note) < opened.index("Комиссия записала")


def test_a_long_step_that_begins_a_page_of_its_own_begins_with_what_is_said_of_it(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    long = " ".join(f"Sentence {number} was never put into other words." for number in range(20))
    morning = two_languages()["after/the-morning.yaml"].replace(LATE, long)
    folder = write_two_languages(tmp_path_factory.mktemp("long") / "s", {"after/the-morning.yaml": morning})
    russian = in_language(read_story(folder), "ru")
    for size in ((40, 15), (80, 24)):
        view = act(View(russian, begin(russian)), "go", "the-morning:late", size=size)
        shown = text(view, size)
        assert shown.count("Not yet in Русский; in English:") == 1
        assert "Sentence 0 was" in shown
        met = [shown]
        while (following := layout(view, size).following) is not None and following.step == "late":
            view = msgspec.structs.replace(view, run=msgspec.structs.replace(view.run, visit=following))
            met.append(text(view, size))
        assert len(met) > 1
        flat = " ".join(" ".join(met).split())
        assert flat.count("Not yet in") == 1
        assert all(f"Sentence {number} was" in flat for number in range(20))
