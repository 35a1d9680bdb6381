"""The figures of a balance report on small stories whose figures are known."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from explainer.cli.stories import shipped_story
from explainer.story.check.balance import Balance, balance, weaknesses
from explainer.story.load.loader import read_story
from explainer.story.model import walks as ways_module
from explainer.story.model.structs import Branch, Scene, SceneWarning, Source, Story, When
from explainer.story.model.walks import ways
from tests.faulty_kind import TELEGRAM
from tests.make_story import write_random_story
from tests.tiny import ASKING, FILES, changed, write_story


def scene(key: str, words: int, to: str = "", *branches: str, **more: object) -> Scene:
    """A scene with so many words; without a next it is an ending."""
    return Scene(
        key, key, "night", When("1931", "1931"), next=to, ending=not to, words=words,
        branches=tuple(Branch(f"to {one}", one) for one in branches), **more,  # type: ignore[arg-type]
    )  # fmt: skip


@pytest.fixture
def bare(tiny_story: Path) -> Story:
    """A story of no scenes, to fill."""
    return replace(read_story(tiny_story), scenes={}, trails={}, start="a")


def filled(bare: Story, *scenes: Scene) -> Story:
    return replace(bare, scenes={one.id: one for one in scenes}, order=tuple(one.id for one in scenes))


def by_kind(story: Story) -> dict[str, tuple[tuple[str, ...], int]]:
    return {way.id or way.kind: (way.scenes, way.words) for way in ways(story)}


def test_ways_of_the_tiny_story(tiny_story: Path) -> None:
    story = read_story(tiny_story)
    words = {key: one.words for key, one in story.scenes.items()}
    main = ("the-storm", "the-warning", "the-rescue", "the-morning")
    trail = ("the-storm", "the-rescue", "the-morning")
    found = by_kind(story)
    assert found["main"] == (main, sum(words[key] for key in main))
    assert found["short-way"] == (trail, sum(words[key] for key in trail))
    assert found["all"] == (tuple(story.scenes), sum(words.values()))
    around = ("the-storm", "the-warning", "the-morning")  # the rescue is gone round by its detour
    assert found["shortest"] == (around, sum(words[key] for key in around))
    aside = ("the-storm", "the-lamp", *main[1:])  # the lamp returns to the storm's own next
    assert found["longest"] == (aside, sum(words.values()))


def test_minutes_are_those_of_the_reader(bare: Story) -> None:
    (main, *_others) = ways(filled(bare, scene("a", 440, "b"), scene("b", 220)))
    assert (main.words, main.minutes) == (660, 3)


def test_a_branch_may_be_the_shorter_and_the_longer_way(bare: Story) -> None:
    ahead = [scene("b", 50, "e"), scene("c", 90, "b"), scene("d", 5, "e"), scene("e", 1)]
    found = by_kind(filled(bare, scene("a", 10, "b", "c", "d"), *ahead))
    assert found["main"] == (("a", "b", "e"), 61)
    assert found["shortest"] == (("a", "d", "e"), 16)
    assert found["longest"] == (("a", "c", "b", "e"), 151)


def test_circles_are_passed_once(bare: Story) -> None:
    found = by_kind(filled(bare, scene("a", 10, "b"), scene("b", 20, "a", "c"), scene("c", 5)))
    assert found["main"] == (("a", "b"), 30)
    assert found["shortest"] == found["longest"] == (("a", "b", "c"), 35)


def test_a_start_that_leads_to_no_ending_has_neither(bare: Story) -> None:
    found = by_kind(filled(bare, scene("a", 10, "b"), scene("b", 20, "a")))
    assert set(found) == {"main", "all"}


def test_side_scenes_of_one_fork_return_past_it(bare: Story) -> None:
    """Only one of them is read on a way that never goes back: the longer."""
    sides = [scene(key, words, "return", home="b") for key, words in (("x", 30), ("y", 40))]
    found = by_kind(filled(bare, scene("a", 1, "b", "x", "y"), *sides, scene("b", 2)))
    assert found["longest"] == (("a", "y", "b"), 43)
    assert found["all"] == (("a", "x", "y", "b"), 73)


def test_a_detour_that_returns_leads_past_the_fork(bare: Story) -> None:
    warned = scene("x", 30, "return", home="c", warning=SceneWarning("hard", "return", "And so on."))
    found = by_kind(filled(bare, scene("a", 1, "b", "x"), warned, scene("b", 500, "c"), scene("c", 2)))
    assert found["shortest"] == (("a", "b", "c"), 503)
    assert found["longest"] == (("a", "x", "b", "c"), 533)


def test_an_ending_that_is_gone_round_is_no_ending(bare: Story) -> None:
    hard = scene("e", 50, warning=SceneWarning("hard", "f", "And so on."))
    found = by_kind(filled(bare, scene("a", 1, "e"), hard, scene("f", 2)))
    assert found["shortest"] == (("a", "f"), 3)


def test_the_longest_of_a_wide_story_is_found_in_time(bare: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    """Forty forks have more ways than can be tried; the search stops and is still no shorter than the main way."""
    forks = [scene(f"f{n}", 10, f"f{n + 1}", f"s{n}") for n in range(40)]
    sides = [scene(f"s{n}", 5, "return", home=f"f{n + 1}") for n in range(40)]
    story = replace(filled(bare, *forks, *sides, scene("f40", 1)), start="f0")
    found = by_kind(story)
    assert found["main"][1] == 401 and found["longest"][1] == 601
    monkeypatch.setattr(ways_module, "SEARCHED", 3)
    assert by_kind(story)["longest"] == found["main"]


@pytest.mark.parametrize("seed", range(3))
def test_ways_of_random_stories_are_ways(tmp_path: Path, seed: int) -> None:
    story = read_story(write_random_story(tmp_path / "story", 25, seed))
    found = {way.kind: way for way in ways(story)}
    for way in found.values():
        assert len(set(way.scenes)) == len(way.scenes)
        assert way.words == sum(story.scenes[key].words for key in way.scenes)
    assert found["shortest"].words <= found["main"].words <= found["longest"].words <= found["all"].words
    for kind in ("shortest", "longest"):
        assert found[kind].scenes[-1] in {key for key, one in story.scenes.items() if one.ending}


def source(**more: object) -> Source:
    given = {"kind": "news", "date": "1931-02-03", "date_precision": "day"} | more
    return Source("s", "S", "P", language="en", **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (source(), ()),
        (source(carriage="translation"), ()),
        (source(date="1931", date_precision="year"), ()),
        (source(kind="repost"), ("a repost",)),
        (source(carriage="copy"), ("a copy",)),
        (source(carriage="relay"), ("a relay",)),
        (source(carriage="machine translation"), ("a machine translation",)),
        (source(repeats=("t",)), ("repeats another",)),
        (source(date=""), ("date unknown",)),
        (source(date_precision="unknown"), ("date unknown",)),
        (source(kind="repost", carriage="copy", date=""), ("a repost", "a copy", "date unknown")),
    ],
)
def test_what_makes_a_source_weak(given: Source, why: tuple[str, ...]) -> None:
    assert weaknesses(given) == why


def told(folder: Path, *files: dict[str, str]) -> Balance:
    together: dict[str, str] = {}
    for one in files:
        together |= one
    return balance(read_story(write_story(folder / "story", together)))


def test_claims_and_what_they_rest_on(tmp_path: Path) -> None:
    claims = told(tmp_path).claims
    assert claims.heard == ("boats-lost",)
    assert (claims.one_source, claims.weak, claims.weak_versions) == ((), (), ())


def test_a_version_on_a_copy_alone_is_weak(tmp_path: Path) -> None:
    copied = changed("sources/papers.yaml", "carriage: original\n    stored", "carriage: copy\n    stored")
    carried = changed(
        "excerpts/all.yaml", "speaker: Oda Berg", "speaker: Oda Berg\n    carrier: Harbour archive"
    )
    found = told(tmp_path, copied, carried)
    assert found.claims.weak_versions == ("boats-lost:v3",)
    assert found.claims.weak == ()
    assert found.weak_sources == {"log-book": ("a copy",)}


def test_a_claim_whose_versions_are_all_weak_is(tmp_path: Path) -> None:
    sources = (
        FILES["sources/papers.yaml"]
        .replace("kind: news", "kind: repost")
        .replace("date: 1931-02-02\n    date_precision: day", "date: null")
    )
    claims = told(tmp_path, {"sources/papers.yaml": sources}).claims
    assert claims.weak == ("boats-lost",)
    assert claims.weak_versions == ()


def test_a_source_that_repeats_another_is_no_second(tmp_path: Path) -> None:
    repeats = changed(
        "sources/papers.yaml", "carriage: original\n    stored", "repeats: [port-gazette]\n    stored"
    )
    waived = changed(
        "claims.yaml",
        "    differ:",
        "    waive: [{rule: one-issuer, reason: Nobody else wrote.}]\n    differ:",
    )
    claims = told(tmp_path, repeats, waived).claims
    assert claims.one_source == ("boats-lost",)


def test_superseded_versions_do_not_count(tmp_path: Path) -> None:
    """The first count alone is in the paper: without it the claim rests on the log."""
    moved = changed("claims.yaml", "        source: [port-gazette]\n        status: standing",
                    "        source: [log-book]\n        status: standing",
                    ("    differ:", "    waive: [{rule: one-issuer, reason: Nobody else wrote.}, "
                     "{rule: no-opponent, reason: Nobody else wrote.}]\n    differ:"))  # fmt: skip
    folder = write_story(tmp_path / "story", moved)
    story = read_story(folder)
    assert balance(story).claims.one_source == ("boats-lost",)


def test_claims_that_no_scene_tells_are_left_out(tiny_story: Path) -> None:
    story = read_story(tiny_story)
    idle = replace(story.claims["boats-lost"], id="idle")
    assert balance(replace(story, claims={**story.claims, "idle": idle})).claims.heard == ("boats-lost",)


def test_sources_by_kind_and_chapter(tmp_path: Path) -> None:
    night, after = told(tmp_path).chapters
    # The storm rests on the log and the paper, the lamp on the inquiry, the telegram and its figure on two of these.
    assert (night.id, dict(night.sources), night.weak) == ("night", {"official": 2, "news": 1}, 0)
    assert (after.id, after.title, dict(after.sources)) == ("after", "After", {"news": 1})


def test_who_speaks_at_first_hand(tmp_path: Path) -> None:
    found = told(tmp_path)
    voices = found.voices
    assert (voices.excerpts, voices.present, voices.first_hand) == (3, 1, 1)
    assert dict(voices.sides) == {"state": 0, "present": 1, "checked": 2, "other": 0}
    night, after = (chapter.voices for chapter in found.chapters)
    assert (night.excerpts, night.present) == (3, 1)
    assert (after.excerpts, after.present, after.first_hand) == (0, 0, 0)


def test_words_out_of_a_copy_are_not_first_hand(tmp_path: Path) -> None:
    copied = changed("sources/papers.yaml", "carriage: original\n    stored", "carriage: relay\n    stored")
    carried = changed(
        "excerpts/all.yaml", "speaker: Oda Berg", "speaker: Oda Berg\n    carrier: Harbour archive"
    )
    voices = told(tmp_path, copied, carried).voices
    assert (voices.present, voices.first_hand) == (1, 0)


def test_no_stretch_where_two_sides_speak(tmp_path: Path) -> None:
    assert told(tmp_path).stretch is None


ONE_SIDED = (
    changed("claims.yaml", "side: present", "side: state"),
    changed("excerpts/all.yaml", "side: present", "side: state", ("side: checked", "side: state")),
)
"""The claim is told by the state alone; the inquiry, cited at the lamp, is of another side."""


def test_the_longest_stretch_on_one_side(tmp_path: Path) -> None:
    stretch = told(tmp_path, *ONE_SIDED).stretch
    assert stretch is not None
    assert (stretch.way.kind, stretch.side) == ("main", "state")
    assert stretch.scenes == (
        "the-storm",
        "the-warning",
    )  # nobody speaks after: the stretch ends with its last voice
    story = read_story(tmp_path / "story")
    assert stretch.words == story.scenes["the-storm"].words + story.scenes["the-warning"].words
    assert stretch.minutes == 1


def test_another_voice_ends_a_stretch(tmp_path: Path) -> None:
    rests = ("rests_on: [port-gazette, log-book]", "rests_on: [port-gazette, log-book, late-report]")
    opposed = changed(TELEGRAM, "count.{^boats-lost}", "count.{^boats-lost}[^inquiry]", rests)
    stretch = told(tmp_path, *ONE_SIDED, opposed).stretch
    assert stretch is not None and stretch.scenes == ("the-storm",)


def test_a_scene_without_a_voice_neither_begins_nor_ends_a_stretch(tmp_path: Path) -> None:
    """The rescue cites nobody; the morning tells the claim: the stretch goes over the rescue."""
    late = changed("after/the-morning.yaml", "asked twice.", "asked twice.{^boats-lost}")
    stretch = told(tmp_path, *ONE_SIDED, late).stretch
    assert stretch is not None
    assert stretch.scenes == ("the-storm", "the-warning", "the-rescue", "the-morning")


def test_one_side_on_what_nobody_contests_is_no_stretch(tmp_path: Path) -> None:
    agreed = changed("claims.yaml", "contested: null", "contested: false", ("side: present", "side: state"))
    assert told(tmp_path, ONE_SIDED[1], agreed).stretch is None


def test_the_shipped_story_has_figures_that_add_up() -> None:
    story = read_story(shipped_story())
    found = balance(story)
    for chapter in found.chapters:
        assert chapter.weak <= sum(chapter.sources.values())
        assert sum(chapter.voices.sides.values()) == chapter.voices.excerpts
        assert chapter.voices.first_hand <= chapter.voices.present == chapter.voices.sides["present"]
    assert set(found.claims.weak) | set(found.claims.one_source) <= set(found.claims.heard)


def test_documents_and_guesses_count(tmp_path: Path) -> None:
    assert told(tmp_path, ASKING).voices.excerpts > told(tmp_path / "other").voices.excerpts
