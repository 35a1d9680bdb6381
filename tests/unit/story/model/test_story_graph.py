"""The way: order of reading, what can be reached, ways that never end."""

from __future__ import annotations

from explainer.story.check.report import Lost, Ring, endless, unreachable
from explainer.story.model.graph import reachable, reading_order, warned_ahead
from explainer.story.model.outline import Edition
from explainer.story.model.structs import Branch, Ribbon, Scene, SceneWarning, Story, Trail, When


def scene(name: str, after: str = "", *branches: str, **more: object) -> Scene:
    ways = tuple(Branch("?", to=target) for target in branches)
    days = When("2022", "2022")
    return Scene(name, name, "one", days, next=after, branches=ways, **more)  # type: ignore[arg-type]


def story(*scenes: Scene, trails: tuple[Trail, ...] = ()) -> Story:
    held, by_id = {one.id: one for one in scenes}, {trail.id: trail for trail in trails}
    return Story(
        "s", "S", Edition("1", ""), "en", "2022-01-01", scenes[0].id, (), by_id,
        Ribbon(), (), {}, {}, "", "", (), held, {}, {}, {}, {}, {}, reading_order(held, scenes[0].id),
    )  # fmt: skip


def warned(detour: str) -> SceneWarning:
    return SceneWarning("hard", detour, "bridge")


def test_order_puts_side_scenes_after_their_fork() -> None:
    made = story(
        scene("z"), scene("a", "b", "side", "other"), scene("b", "other"), scene("other", ending=True),
        scene("side", "return", home="b"),
    )  # fmt: skip
    assert reading_order(made.scenes, "a") == ("a", "side", "b", "other", "z")


def test_order_keeps_chapters_together() -> None:
    scenes = {
        "a": Scene("a", "a", "two", When("", ""), next="b"),
        "b": Scene("b", "b", "one", When("", ""), next="c"),
        "c": Scene("c", "c", "two", When("", "")),
    }
    assert reading_order(scenes, "a", ("one", "two")) == ("b", "a", "c")


def test_a_way_of_its_own_is_ordered_from_its_beginning() -> None:
    made = story(
        scene("a", "b"), scene("b", ending=True), scene("last", ending=True), scene("middle", "last"),
        scene("opening", "middle"),
    )  # fmt: skip
    assert reading_order(made.scenes, "a") == ("a", "b", "opening", "middle", "last")


def test_order_of_a_ring_ends() -> None:
    made = story(scene("a", "b"), scene("b", "a"))
    assert made.order == ("a", "b")


def test_reachable_by_every_kind_of_way() -> None:
    made = story(
        scene("a", "b", "c"), scene("b", "return", home="d"), scene("c", warning=warned("e"), ending=True),
        scene("d", ending=True), scene("e", ending=True), scene("f", ending=True), scene("lost", ending=True),
        trails=(Trail("t", "T", "", ("f",)),),
    )  # fmt: skip
    assert reachable(made) == {"a", "b", "c", "d", "e", "f"}


def test_lost_scenes_are_told_by_what_would_have_to_be_led_to() -> None:
    made = story(
        scene("a", ending=True),
        scene("behind", ending=True),
        scene("x", "y"), scene("y", "x", "behind"),
        scene("alone", "behind"),
    )  # fmt: skip
    assert unreachable(made) == (Lost(("x", "y"), ("behind",)), Lost(("alone",), ("behind",)))


def test_a_lost_scene_that_leads_to_an_earlier_file_takes_its_place() -> None:
    made = story(scene("a", ending=True), scene("x", ending=True), scene("y", "x"), scene("z", "y"))
    assert unreachable(made) == (Lost(("z",), ("x", "y")),)
    made = story(
        scene("a", ending=True), scene("x", "y"), scene("y", "z"), scene("z", "a")
    )  # in reading order
    assert unreachable(made) == (Lost(("x",), ("y", "z")),)


def test_ring_of_next() -> None:
    assert endless(story(scene("a", "b"), scene("b", "c"), scene("c", "b"))) == (
        Ring(("b", "c"), by_detour=False, has_exit=False),
    )


def test_ring_with_a_choice_that_leads_out() -> None:
    made = story(scene("a", "b"), scene("b", "a", "c"), scene("c", ending=True))
    assert endless(made) == (Ring(("a", "b"), by_detour=False, has_exit=True),)


def test_ring_by_return_to_home() -> None:
    assert endless(story(scene("a", "side"), scene("side", "return", home="a"))) == (
        Ring(("a", "side"), by_detour=False, has_exit=False),
    )


def test_ring_of_detours() -> None:
    made = story(
        scene("a", "b", warning=warned("b")),
        scene("b", "end", warning=warned("a")),
        scene("end", ending=True),
    )
    assert endless(made) == (Ring(("a", "b"), by_detour=True, has_exit=True),)


def test_a_way_with_detour_and_ending_ends() -> None:
    made = story(scene("a", "b"), scene("b", "c", warning=warned("c")), scene("c", ending=True))
    assert endless(made) == ()


def test_warned_scenes_that_a_fork_leads_to() -> None:
    made = story(
        scene("a", "b", "b", "w"), scene("b", "c", "c", "a"), scene("c"), scene("w", warning=warned("c"))
    )
    assert warned_ahead(made, "a") == ("w",)
    assert warned_ahead(made, "b") == ()
