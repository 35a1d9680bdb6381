"""Markdown: CommonMark that is read as it was meant, whatever an author wrote."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from explainer.export.book import make_book
from explainer.export.book_records import Piece
from explainer.export.book_text import MarkdownSetter, one_line, to_markdown
from explainer.story.model.structs import Story
from explainer.story.text import clean
from tests.unit.export.hostile import STORIES, Plain, planted, random_one, shipped, tiny

_ANCHOR = re.compile(r'<a id="([^"<>]+)">')
_BROKEN = ("code_block", "fence", "hr", "html_block", "image", "code_inline")


def read(text: str) -> list[Token]:
    return MarkdownIt("commonmark").parse(text)


def words(token: Token) -> str:
    return "".join(child.content for child in token.children or [] if child.type != "html_inline")


def headings(tokens: list[Token]) -> list[tuple[str, str]]:
    return [(t.tag, words(tokens[at + 1])) for at, t in enumerate(tokens) if t.type == "heading_open"]


@pytest.fixture(params=list(STORIES))
def story(request: pytest.FixtureRequest, tmp_path: Path) -> Story:
    return STORIES[request.param](tmp_path)


def test_every_scene_is_a_section_and_every_link_leads_somewhere(story: Story) -> None:
    text = to_markdown(story)
    book, tokens = make_book(story), read(text)
    anchors = _ANCHOR.findall(text)
    assert len(anchors) == len(set(anchors))
    titles = headings(tokens)
    for scene in book.scenes.values():
        assert titles.count(("h3", f"{scene.number}. {scene.title}")) == 1
        assert anchors.count(scene.id) == 1
    children = [child for token in tokens for child in token.children or []]
    targets = [str(child.attrs["href"]) for child in children if child.type == "link_open"]
    assert all(target[1:] in anchors for target in targets if target.startswith("#"))
    assert not [token.type for token in (*tokens, *children) if token.type in _BROKEN]


def test_a_warned_scene_stands_at_the_end_and_its_place_holds_two_ways(tmp_path: Path) -> None:
    text = to_markdown(tiny(tmp_path))
    place = text[text.index('<a id="the-rescue"></a>') : text.index('<a id="the-morning"></a>')]
    assert "people in the water" in place and "brought in that night" in place
    assert "rowers" not in place
    assert "(#the-morning)" in place and "(#the-rescue.text)" in place
    assert text.index("rowers") > text.index('<a id="sources"></a>') > text.index('<a id="glossary"></a>')


def test_sources_of_warned_scenes_alone_stand_at_the_end() -> None:
    story = shipped()
    before, _heading, end = to_markdown(story).partition("\n## Scenes behind their warning\n")
    listed, behind = (set(re.findall(r'<a id="source\.([^"]+)">', part)) for part in (before, end))
    assert behind and listed | behind == set(story.sources)
    assert set(re.findall(r"\(#source\.([^)]+)\)", before)) <= listed


def test_excerpts_are_numbered_at_the_end_of_their_scene(tmp_path: Path) -> None:
    text = to_markdown(tiny(tmp_path))
    scene = text[text.index('<a id="the-storm"></a>') : text.index('<a id="the-lamp"></a>')]
    assert r"at 16:40.[\[1\]](#the-storm.1)" in scene
    assert '1. <a id="the-storm.1"></a>Quote: “At 16:40 the lamp went out' in scene
    assert r"seven boats[\[a≠\]](#the-storm.a)" not in scene  # on that day only one count had been said
    assert r"seven boats[\[a\]](#the-storm.a)" in scene
    assert "Original: “Ingen var ved masten.” (Norwegian)" in text


def test_versions_and_their_fates_are_a_list(tmp_path: Path) -> None:
    text = to_markdown(tiny(tmp_path))
    claim = text[text.index('<a id="claim.boats-lost"></a>') :]
    assert "1. **7 boats.** Harbour office, in Port Gazette, 3 February 1931. Replaced by 2" in claim
    assert "2. **12 boats.** Harbour office, 8 February 1931. Stands. In our words: The office" in claim


def test_the_answer_to_a_guess_stands_after_the_scene(tmp_path: Path) -> None:
    text = to_markdown(tiny(tmp_path))
    scene = text[text.index('<a id="the-storm"></a>') : text.index('<a id="the-lamp"></a>')]
    assert scene.index("Guess before you read on: Did boats come back?") < scene.index("The paper counted")
    assert scene.index("**Did boats come back?** some") > scene.index("The paper counted")
    assert "Ask who has seen" not in text


_SIGNS = st.text(st.sampled_from(list("#*_|<>[](){}`~!&;:=+-.\\\"'/^$@x1 \n\t\u2028\u00a0é日")), max_size=12)


@given(_SIGNS, _SIGNS)
@example("# ", " #")
@example("", "*")
@example("<script>alert(1)</script>", "")
@example("1. ", "\n\n---\n\n")
@example("a | b\n--- | ---\n", "")
@example("](https://example.org) ![", "<!--")
@example("&lt;b&gt;", "&#42;")
@example("    ", "\n    code")
@example("***", "__\\")
@example("http://", "[x]: /url 'title'")
@example("", "!")
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_no_text_breaks_out_of_its_place(plain: Plain, before: str, after: str) -> None:
    text = f"{before}x{after}"
    tokens = read(to_markdown(planted(plain.story, text)))
    assert shape(tokens) == shape(read(to_markdown(planted(plain.story, "x"))))
    shown = clean(" ".join(one_line(text).split()))
    assert _signs(words(tokens[1])) == _signs(shown)


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Plain:
    return Plain(tmp_path_factory.mktemp("plain"))


def shape(tokens: list[Token]) -> list[str]:
    """The blocks and, inside them, all that is no text; emphasis by star or by tag is the same."""
    found: list[str] = []
    for token in tokens:
        found.append(token.type)
        for child in token.children or []:
            if child.type == "html_inline":
                found.append(re.sub(r"<(/?)em>", r"<\1em>", child.content).replace(" ", ""))
            elif child.type not in ("text", "text_special", "softbreak"):
                tag = f"</{child.tag}>" if child.type.endswith("_close") else f"<{child.tag}>"
                href = child.attrs.get("href", "") if child.attrs else ""
                found.append(f"{tag}{href}")
    return found


def _signs(text: str) -> str:
    """A text without the difference of straight and typographic quotation marks."""
    return re.sub("[“”]", '"', re.sub("[‘’]", "'", text))


def test_the_text_depends_on_nothing_but_the_story(
    tmp_path: Path, run_python: Callable[..., object], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "story"
    random_one(folder)
    code = (
        "import sys; from pathlib import Path; from explainer.story.load.loader import read_story\n"
        "from explainer.export.book_text import to_markdown as a\n"
        "from explainer.export.book_text import to_text as b\n"
        "from explainer.export.handout import to_handout as c\n"
        "story = read_story(Path(sys.argv[1]))\n"
        "sys.stdout.reconfigure(encoding='utf-8')\n"
        "print(a(story), b(story), c(story))"
    )
    made = []
    for seed, language in (("1", "C.UTF-8"), ("2", "C")):
        monkeypatch.setenv("PYTHONHASHSEED", seed)
        monkeypatch.setenv("LANG", language)
        monkeypatch.setenv("TZ", "Asia/Tokyo" if seed == "2" else "UTC")
        made.append(run_python(code, str(folder)).stdout)  # type: ignore[attr-defined]
    assert made[0] and made[0] == made[1]


@pytest.mark.parametrize("kind", ["strong", "emphasis"])
@given(st.lists(st.sampled_from(["a", "(b)", "“c”", "*", " ", "_", "d.", "é "]), min_size=3, max_size=3))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_emphasis_is_read_as_such_beside_any_sign(plain: Plain, kind: str, parts: list[str]) -> None:
    book = make_book(plain.story)
    pieces = (Piece("text", "x" + parts[0]), Piece(kind, parts[1]), Piece("text", parts[2] + "x"))
    line = MarkdownSetter(book).prose(pieces, next(iter(book.scenes.values())))
    (inline,) = [token for token in read(line) if token.type == "inline"]
    tag, marked, inside = {"strong": "strong", "emphasis": "em"}[kind], "", False
    for child in inline.children or []:
        if child.type in (f"{tag}_open", f"{tag}_close") or child.content in (f"<{tag}>", f"</{tag}>"):
            inside = child.type.endswith("_open") or child.content == f"<{tag}>"
        elif inside:
            marked += child.content
    assert marked == parts[1].strip()
    assert words(inline).split() == "".join(piece.text for piece in pieces).split()
