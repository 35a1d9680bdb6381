"""What the app is made of, without an app: answers, profiles, bindings, strips, sheets, reports, keeping."""

from __future__ import annotations

import itertools
import threading
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explainer.paint.cells.rows import Run
from explainer.paint.cells.style import STYLES, Profile
from explainer.problems import Cannot
from explainer.reading.actions import ACTIONS, keys_under_layouts
from explainer.reading.room import RoomView
from explainer.reading.run import begin
from explainer.reading.storage.store import Store
from explainer.reading.view import Listing, View
from explainer.story.model.structs import Story
from explainer.tui import crash
from explainer.tui.compat import ReplyFilter, is_light
from explainer.tui.inks import reference_at, rich_style, strip
from explainer.tui.keeping import Keeper, worth_keeping
from explainer.tui.keys import applies, bindings
from explainer.tui.sheets import folded, selection
from explainer.tui.terminal import profile_for

ANSWER = "\x1b]11;rgb:1515/1717/1a1a\x1b\\"


@given(st.lists(st.integers(0, len(ANSWER)), max_size=6), st.sampled_from(["", "q", "\x1b[A", "hello"]))
def test_an_answer_is_taken_out_however_it_is_split(cuts: list[int], typed: str) -> None:
    replies = ReplyFilter()
    replies.waiting = True
    whole = f"{typed}{ANSWER}{typed}"
    edges = sorted({0, len(whole), *cuts})
    passed, answers = "", []
    for start, end in itertools.pairwise(edges):
        text, found = replies.feed(whole[start:end])
        passed += text
        answers += found
    assert passed == typed * 2
    assert answers == [("11", "rgb:1515/1717/1a1a")]


@pytest.mark.parametrize("key", ["\x1b", "\x1b]", "\x1b[", "\x1b[A", "\x1bx", "]11;rgb"])
def test_keys_that_look_like_the_beginning_of_an_answer_are_keys(key: str) -> None:
    replies = ReplyFilter()
    replies.waiting = True
    text, answers = replies.feed(key)
    assert text + replies.lapse() == key
    assert answers == []


def test_what_never_ends_is_let_go() -> None:
    replies = ReplyFilter()
    replies.feed("\x1b]11;" + "x" * 300)
    assert replies.feed("q")[0] == "q"


@pytest.mark.parametrize(
    ("answer", "light"),
    [
        ("rgb:ffff/ffff/ffff", True),
        ("rgb:00/00/00", False),
        ("rgba:f/f/f/f", True),
        ("nonsense", None),
        ("", None),
    ],
)
def test_a_background_is_light_or_dark(answer: str, light: bool | None) -> None:
    assert is_light(answer) is light


@pytest.mark.parametrize(
    ("environment", "depth", "glyphs"),
    [
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "en_GB.UTF-8"}, "truecolor", "braille"),
        ({"TERM": "xterm-256color", "LANG": "kk_KZ.utf8"}, "256", "braille"),
        ({"TERM": "xterm-kitty"}, "truecolor", "braille"),
        ({"TERM": "linux", "LANG": "C.UTF-8"}, "16", "plain"),
        ({"TERM": "vt100", "LANG": "C"}, "none", "ascii"),
        ({"TERM": "xterm", "LC_ALL": "C", "LANG": "en_GB.UTF-8"}, "16", "ascii"),
        ({"TERM": "xterm", "LANG": "C", "LC_CTYPE": "C.UTF-8"}, "16", "ascii"),
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor", "NO_COLOR": "1"}, "none", "braille"),
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor", "NO_COLOR": ""}, "truecolor", "braille"),
        ({}, "16", "braille"),
    ],
)
def test_the_environment_tells_the_profile(environment: dict[str, str], depth: str, glyphs: str) -> None:
    profile = profile_for(environment)
    assert (profile.depth, profile.glyphs, profile.theme) == (depth, glyphs, "dark")
    assert profile_for(environment, "256", "light", "plain") == Profile("256", "light", "plain")


SCREENS = sorted({screen for spec in ACTIONS for screen in spec.screens} - {"any", "room", "cockpit"})


@pytest.mark.parametrize("screen", SCREENS)
def test_no_key_means_two_things_on_a_screen(tiny_story: Path, screen: str) -> None:
    from explainer.story.load.cache import open_story

    story = open_story(tiny_story, cache_folder=None)
    view = View(story, begin(story), listings=() if screen == "scene" else (Listing(screen, "the-storm:1"),))
    view = msgspec.structs.replace(view, room=RoomView("maple-42", state="following"))
    taken: dict[str, str] = {}
    for binding in bindings():
        action = binding.action.split("'")[1]
        if applies(action, view):
            assert taken.setdefault(binding.key, action) == action, binding.key


def test_every_key_of_the_registry_is_bound_also_under_other_layouts() -> None:
    bound = {(binding.action.split("'")[1], binding.key) for binding in bindings()}
    ids = [binding.id for binding in bindings()]
    assert len(set(ids)) == len(ids)
    for spec in ACTIONS:
        for key in spec.keys:
            if spec.in_cockpit:
                assert (spec.id, key) not in bound
                continue
            assert spec.full or (spec.id, key) in bound
            for other in keys_under_layouts(key):
                if other.isalnum():
                    assert (spec.id, other) in bound


@pytest.mark.parametrize("theme", ["dark", "light", "high-contrast"])
@pytest.mark.parametrize("name", sorted(STYLES))
def test_styles_hold_no_more_than_their_depth_may_send(theme: str, name: str) -> None:
    none, sixteen = rich_style(name, "none", theme), rich_style(name, "16", theme)
    assert none.color is None and none.bgcolor is None
    assert sixteen.bgcolor is None and (sixteen.color is None or STYLES[name].sign)
    for depth in ("truecolor", "256"):
        style = rich_style(name, depth, theme)
        assert style.color is not None and style.bgcolor is not None and not style.reverse
    assert rich_style(name, "256", theme).color.number is not None  # type: ignore[union-attr]


def test_a_row_becomes_a_strip_of_the_whole_width() -> None:
    row = (
        Run("  Қ", "text"),
        Run("[1]", "accent", "ref:0"),
        Run(" x", "address", "address:https://e.org/a\x1b]b"),
    )
    shown = strip(row, 20, Profile())
    assert shown.cell_length == 20 and shown.text.startswith("  Қ[1] x")
    assert strip(row, 4, Profile()).cell_length == 4
    assert [reference_at(row, column) for column in (0, 3, 5, 6, 19)][1:3] == ["ref:0", "ref:0"]
    link = next(segment.style.link for segment in shown if segment.style and segment.style.link)
    assert link.isprintable() and link.startswith("https://e.org/a")


@given(st.text(max_size=200), st.integers(2, 40))
def test_folding_loses_no_letter_and_fits(text: str, room: int) -> None:
    from explainer.paint.cells.wrapping import clean, width

    lines = folded(text, room)
    assert all(width(line) <= room for line in lines)
    kept = "".join("".join(lines).split())
    assert kept == "".join("".join(clean(part) for part in text.split("\n")).split())


def test_a_long_text_is_shown_for_selection_in_parts() -> None:
    text = " ".join(str(number) for number in range(1_000))
    shown, part, more = "", 0, True
    while more:
        frame, more = selection(40, 15, Profile(), text, part)
        shown += " " + " ".join("".join(run.text for run in row) for row in frame.rows[:-1])
        part += 1
    assert shown.split() == text.split()


def test_a_report_tells_type_and_lines_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    secret = "the scene the reader was in"
    try:
        try:
            raise KeyError(secret)
        except KeyError as error:
            raise ValueError(secret) from error
    except ValueError as error:
        report = crash.describe(error)
    assert "builtins.ValueError" in report and "builtins.KeyError" in report and f"{__name__}:" in report
    assert secret not in report and str(Path(__file__).parent) not in report
    said = crash.leave_report(report, may_write=False)
    assert report in said and list(tmp_path.rglob("*.txt")) == []
    said = crash.leave_report(report, may_write=True)
    (path,) = tmp_path.rglob("crash-1.txt")
    assert path.read_text() == report and str(path) in said and report not in said
    crash.leave_report(report, may_write=True)
    assert len(list(tmp_path.rglob("crash-*.txt"))) == 2


@pytest.fixture
def story(tiny_story: Path) -> Story:
    from explainer.story.load.cache import open_story

    return open_story(tiny_story, cache_folder=None)


def test_nothing_is_kept_in_private_or_before_consent(story: Story, tmp_path: Path) -> None:
    store, run = Store(tmp_path / "state"), begin(story)
    for keeper in (Keeper(None, False, story), Keeper(store, True, story), Keeper(store, False, story)):
        keeper.keep(run)
        assert not keeper.keeps
    assert not store.folder.exists()
    asked = [
        Keeper(held, private, story).may_ask
        for held, private in ((None, False), (store, True), (store, False))
    ]
    assert asked == [False, False, True]
    assert not worth_keeping(run)


def test_the_newest_run_wins_over_one_that_waited(story: Story, tmp_path: Path) -> None:
    import msgspec

    store = Store(tmp_path / "state")
    keeper = Keeper(store, False, story)
    keeper.agree()
    old, new = begin(story), msgspec.structs.replace(begin(story), opened=("term:new",))
    keeper._turn.acquire()
    waiting = threading.Thread(target=keeper.keep, args=(old,))
    waiting.start()
    while keeper._newest is not old:
        pass
    keeper._newest = new
    keeper._turn.release()
    waiting.join()
    assert not store.path(story.id).exists()
    keeper.keep(new)
    assert (kept := Store(store.folder).load(story).run) is not None and kept.opened == ("term:new",)


def test_consent_that_cannot_be_written_is_said(story: Story, tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file in the way")
    with pytest.raises(Cannot, match="could not be saved"):
        Keeper(Store(tmp_path / "state"), False, story).agree()


def test_two_windows_that_save_by_turns_lose_nothing_of_each_other(story: Story, tmp_path: Path) -> None:
    import msgspec

    Store(tmp_path / "state").agree()
    one, other = (Keeper(Store(tmp_path / "state"), False, story) for _window in range(2))
    mine, theirs = (msgspec.structs.replace(begin(story), opened=(name,)) for name in ("term:a", "term:b"))
    one.keep(mine)
    other.keep(theirs)
    other.keep(msgspec.structs.replace(theirs, opened=("term:b", "term:c")))
    one.keep(msgspec.structs.replace(mine, opened=("term:a", "term:d")))
    kept = Store(tmp_path / "state").load(story).run
    assert kept is not None and set(kept.opened) == {"term:a", "term:b", "term:c", "term:d"}
